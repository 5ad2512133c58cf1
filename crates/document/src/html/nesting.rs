//! What is open while a page is written. Whatever people write, the page is well nested and no
//! deeper than [`DEPTH_MAX`]: a deep page costs far more to read than it shows.

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::SHOWN;
use super::raw::{self, Piece, pieces};

/// Deeper nesting than any author means.
const DEPTH_MAX: usize = 64;

/// These may be opened in one stretch of HTML and closed in a later one, around Markdown.
const LASTING: [&str; 14] = [
    "blockquote",
    "details",
    "div",
    "dl",
    "dd",
    "dt",
    "li",
    "ol",
    "table",
    "tbody",
    "td",
    "thead",
    "tr",
    "ul",
];
const VOID: [&str; 3] = ["br", "hr", "input"];
/// Their content is never shown.
const HIDDEN: [&str; 3] = ["script", "style", "template"];

/// What an opening tag ends when it stands right within it.
fn ends(name: &str) -> &'static [&'static str] {
    match name {
        "p" => &["p"],
        "li" => &["li"],
        "dt" | "dd" => &["dt", "dd"],
        "td" | "th" => &["td", "th"],
        "tr" => &["td", "th", "tr"],
        "thead" | "tbody" => &["td", "th", "tr", "thead", "tbody"],
        _ => &[],
    }
}

enum Open {
    /// A mark of Markdown, and whether the page shows it.
    Mark(bool),
    /// A tag of raw HTML.
    Tag(String),
}

/// What is open at a place of the page.
#[derive(Default)]
pub(super) struct Nesting {
    open: Vec<Open>,
    shown: usize,
    /// Of each link and image: whether it stands in a link, and whether it is an image.
    links: Vec<(bool, bool)>,
    /// The HTML of a block, gathered until the block ends.
    block: Option<String>,
    /// The tag that hides what follows, until it or what it stands in ends.
    hidden: Option<(String, usize)>,
}

impl Nesting {
    pub(super) fn event<'a>(&mut self, event: Event<'a>, out: &mut Vec<Event<'a>>) {
        match event {
            Event::Start(Tag::HtmlBlock) => self.block = Some(String::new()),
            Event::End(TagEnd::HtmlBlock) => {
                let html = self.block.take().unwrap_or_default();
                self.html(&html, out);
                self.end_of_block(out);
            }
            Event::Html(part) => match &mut self.block {
                Some(block) => block.push_str(&part),
                None => self.html(&part, out),
            },
            Event::InlineHtml(part) => self.html(&part, out),
            Event::Start(tag) => self.start(tag, out),
            Event::End(tag) => self.end(tag, out),
            other if self.hidden.is_none() => out.push(other),
            _ => {}
        }
    }

    fn start<'a>(&mut self, tag: Tag<'a>, out: &mut Vec<Event<'a>>) {
        let within = self.links.last().is_some_and(|(linked, _)| *linked);
        let mut shows = self.shown < DEPTH_MAX && self.hidden.is_none();
        let tag = match tag {
            Tag::Image {
                dest_url, title, ..
            } => {
                // Inside a link the link stays the outer one: links do not nest.
                self.links.push((within, true));
                if within && self.hidden.is_none() {
                    out.push(Event::Text(CowStr::from(format!("{dest_url} "))));
                }
                shows = shows && !within;
                Tag::Link {
                    link_type: LinkType::Inline,
                    dest_url,
                    title,
                    id: CowStr::Borrowed(""),
                }
            }
            Tag::Link { .. } => {
                self.links.push((true, false));
                tag
            }
            other => other,
        };
        self.open.push(Open::Mark(shows));
        if shows {
            self.shown += 1;
            out.push(Event::Start(tag));
        }
    }

    fn end(&mut self, tag: TagEnd, out: &mut Vec<Event<'_>>) {
        let tag = match tag {
            TagEnd::Image | TagEnd::Link => {
                self.links.pop();
                TagEnd::Link
            }
            other => other,
        };
        let start = self
            .open
            .iter()
            .rposition(|open| matches!(open, Open::Mark(_)));
        self.close_down_to(start.map_or(0, |at| at + 1), out);
        if let Some(Open::Mark(true)) = self.open.pop() {
            self.shown -= 1;
            out.push(Event::End(tag));
        }
        let over = |(_, at): &(String, usize)| self.open.len() < *at;
        if self.hidden.as_ref().is_some_and(over) {
            self.hidden = None;
        }
    }

    fn html(&mut self, html: &str, out: &mut Vec<Event<'_>>) {
        let known = |name: &str| SHOWN.contains(&name) || HIDDEN.contains(&name);
        for piece in pieces(html, known) {
            match piece {
                Piece::Close(name) if self.hidden.as_ref().is_some_and(|(by, _)| *by == name) => {
                    self.hidden = None;
                }
                _ if self.hidden.is_some() => {}
                Piece::Text(text) => out.push(Event::Html(text.to_owned().into())),
                Piece::Open(tag) if HIDDEN.contains(&tag.name.as_str()) => {
                    self.hidden = Some((tag.name, self.open.len()));
                }
                Piece::Open(tag) => self.open_tag(tag, out),
                Piece::Close(name) => {
                    let open = self.open.iter().enumerate().rev();
                    let inner = open.take_while(|(_, open)| matches!(open, Open::Tag(_)));
                    let found = inner.into_iter().find_map(|(at, open)| match open {
                        Open::Tag(open) if *open == name => Some(at),
                        _ => None,
                    });
                    if let Some(at) = found {
                        self.close_down_to(at, out);
                    }
                }
            }
        }
    }

    fn open_tag(&mut self, tag: raw::Tag<'_>, out: &mut Vec<Event<'_>>) {
        let ends = ends(&tag.name);
        while let Some(Open::Tag(last)) = self.open.last()
            && ends.contains(&last.as_str())
        {
            self.close_down_to(self.open.len() - 1, out);
        }
        if VOID.contains(&tag.name.as_str()) {
            out.push(Event::Html(tag.html().into()));
        } else if self.shown < DEPTH_MAX {
            out.push(Event::Html(tag.html().into()));
            self.shown += 1;
            self.open.push(Open::Tag(tag.name));
        } else {
            out.push(Event::Text(tag.written.to_owned().into()));
        }
    }

    /// Closes the raw tags from `at` on; nothing but raw tags stands there.
    fn close_down_to(&mut self, at: usize, out: &mut Vec<Event<'_>>) {
        while self.open.len() > at {
            if let Some(Open::Tag(name)) = self.open.pop() {
                self.shown -= 1;
                out.push(Event::Html(format!("</{name}>").into()));
            }
        }
    }

    /// Bold face and the like end with their block, or each later paragraph would begin with them.
    fn end_of_block(&mut self, out: &mut Vec<Event<'_>>) {
        self.hidden = None;
        let inner = self
            .open
            .iter()
            .rposition(|open| matches!(open, Open::Mark(_)));
        let from = inner.map_or(0, |at| at + 1);
        let passing =
            |open: &Open| matches!(open, Open::Tag(name) if !LASTING.contains(&name.as_str()));
        if let Some(at) = self.open[from..].iter().position(passing) {
            self.close_down_to(from + at, out);
        }
    }
}
