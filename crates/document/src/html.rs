//! Markdown made safe to show, and made plain to search. Nothing else turns text into HTML.

mod nesting;
mod raw;
mod simple;

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::{Builder, UrlRelative};
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

use nesting::Nesting;

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
}

/// The tags of a page.
const SHOWN: [&str; 36] = [
    "a",
    "blockquote",
    "br",
    "code",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "input",
    "kbd",
    "li",
    "ol",
    "p",
    "pre",
    "s",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let tags = HashSet::from(SHOWN);
    let attributes: HashMap<&str, HashSet<&str>> = HashMap::from([
        ("a", HashSet::from(["href", "title"])),
        ("ol", HashSet::from(["start"])),
        ("input", HashSet::from(["checked", "disabled"])),
        ("td", HashSet::from(["align"])),
        ("th", HashSet::from(["align"])),
    ]);
    let mut builder = Builder::empty();
    builder
        .tags(tags)
        .tag_attributes(attributes)
        .set_tag_attribute_value("input", "type", "checkbox")
        .set_tag_attribute_value("input", "disabled", "")
        .clean_content_tags(HashSet::from(["script", "style", "template"]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener nofollow"));
    builder
});

/// Sanitised HTML of a passage of Markdown.
///
/// Links go to http, https and mailto only. An image becomes a link to it, so that reading a page
/// never calls on a foreign server.
pub fn html(markdown: &str) -> String {
    if let Some(page) = simple::line(markdown) {
        return page;
    }
    let events = parsed(markdown);
    simple::page(&events, markdown.len()).unwrap_or_else(|| long_way(events, markdown.len()))
}

/// What Markdown says, well nested.
fn parsed(markdown: &str) -> Vec<Event<'_>> {
    let mut nesting = Nesting::default();
    let mut events = Vec::new();
    for event in Parser::new_ext(markdown, options()) {
        nesting.event(event, &mut events);
    }
    events
}

/// Through a parser of HTML, which drops what is not of the page.
fn long_way(events: Vec<Event<'_>>, length: usize) -> String {
    let mut page = String::with_capacity(length * 3 / 2);
    pulldown_cmark::html::push_html(&mut page, events.into_iter());
    SANITISER.clean(&page).to_string()
}

/// The words of a passage without its markup, for search: link addresses and code are kept.
pub fn plain(markdown: &str) -> String {
    if simple::is_line(markdown) {
        return markdown.to_owned();
    }
    let mut text = String::with_capacity(markdown.len());
    let mut addresses: Vec<CowStr> = Vec::new();
    for event in Parser::new_ext(markdown, options()) {
        match event {
            Event::Text(part) | Event::Code(part) => text.push_str(&part),
            Event::Html(part) | Event::InlineHtml(part) => push_outside_tags(&mut text, &part),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                addresses.push(dest_url);
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                if let Some(address) = addresses
                    .pop()
                    .filter(|address| !text.ends_with(&**address))
                {
                    text.push(' ');
                    text.push_str(&address);
                }
            }
            Event::SoftBreak | Event::HardBreak | Event::Rule => text.push('\n'),
            Event::End(TagEnd::TableCell) => text.push('\t'),
            Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::Item
                | TagEnd::CodeBlock
                | TagEnd::TableRow
                | TagEnd::TableHead,
            ) if !text.ends_with('\n') => text.push('\n'),
            _ => {}
        }
    }
    text.truncate(text.trim_end().len());
    text
}

fn push_outside_tags(text: &mut String, html: &str) {
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                text.push(' ');
            }
            c if !inside => text.push(c),
            _ => {}
        }
    }
}
