//! Reads the prose of a Markdown document, every word at its place in the source.

use std::ops::Range;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::pack::Headings;
use crate::passage::Passage;
use crate::token::Token;

/// Gives on every sentence, and says whether the document lists several causes.
pub(crate) fn read(
    text: &str,
    headings: &Headings,
    passage: Passage<'_>,
    judge: &mut impl FnMut(&[Token]),
) -> bool {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    let mut reader = Reader {
        text,
        headings,
        passage,
        skipped: 0,
        links: 0,
        heading: None,
        table: Table::default(),
        factors: Factors::default(),
    };
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        reader.event(event, range, judge);
    }
    reader.passage.end(judge);
    reader.factors.listed > 1
}

struct Reader<'t, 'l> {
    text: &'t str,
    headings: &'l Headings,
    passage: Passage<'l>,
    /// How many things are open that are not read.
    skipped: usize,
    links: usize,
    /// The level and the text so far of the heading that is open.
    heading: Option<(HeadingLevel, String)>,
    table: Table,
    factors: Factors,
}

#[derive(Default)]
struct Table {
    is_head: bool,
    column: usize,
    cell: String,
    /// The columns that hold people.
    people: Vec<usize>,
}

/// The list of causes, while its section is open.
#[derive(Default)]
struct Factors {
    level: Option<HeadingLevel>,
    listed: usize,
}

impl Reader<'_, '_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>, judge: &mut impl FnMut(&[Token])) {
        match event {
            Event::Start(tag) => self.start(&tag, judge),
            Event::End(tag) => self.end(tag, judge),
            Event::Text(written) => self.write(&written, range, judge),
            Event::Code(_) | Event::InlineMath(_) | Event::DisplayMath(_) if self.skipped == 0 => {
                self.passage.opaque(range.start, range.end);
            }
            Event::HardBreak | Event::Rule => self.passage.end(judge),
            Event::InlineHtml(html) if html.starts_with("<br") => self.passage.end(judge),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, judge: &mut impl FnMut(&[Token])) {
        match tag {
            Tag::BlockQuote(_) | Tag::CodeBlock(_) | Tag::HtmlBlock | Tag::MetadataBlock(_) => {
                self.passage.end(judge);
                self.skipped += 1;
            }
            Tag::Link { .. } | Tag::Image { .. } => self.links += 1,
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough => {}
            Tag::Heading { level, .. } => {
                self.passage.end(judge);
                self.heading = Some((*level, String::new()));
            }
            Tag::Table(_) => self.table = Table::default(),
            Tag::TableHead => self.table.is_head = true,
            Tag::TableCell => self.table.cell.clear(),
            Tag::Item => {
                self.passage.end(judge);
                self.factors.listed += usize::from(self.factors.level.is_some());
            }
            _ => self.passage.end(judge),
        }
    }

    fn end(&mut self, tag: TagEnd, judge: &mut impl FnMut(&[Token])) {
        match tag {
            TagEnd::BlockQuote(_)
            | TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::MetadataBlock(_) => self.skipped -= 1,
            TagEnd::Link | TagEnd::Image => self.links -= 1,
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => {}
            TagEnd::Heading(_) => {
                self.passage.end(judge);
                self.headed();
            }
            TagEnd::TableHead => (self.table.is_head, self.table.column) = (false, 0),
            TagEnd::TableRow => self.table.column = 0,
            TagEnd::TableCell => {
                self.passage.end(judge);
                let is_people = is_listed(&self.headings.people, &self.table.cell);
                if self.table.is_head && is_people {
                    self.table.people.push(self.table.column);
                }
                self.table.column += 1;
            }
            TagEnd::Table => self.table = Table::default(),
            _ => self.passage.end(judge),
        }
    }

    /// A heading that is no deeper than the one over the causes ends their list.
    fn headed(&mut self) {
        let Some((level, heading)) = self.heading.take() else {
            return;
        };
        if is_listed(&self.headings.factors, &heading) {
            self.factors.level = Some(level);
        } else if self.factors.level.is_some_and(|opened| level <= opened) {
            self.factors.level = None;
        }
    }

    fn write(&mut self, written: &str, range: Range<usize>, judge: &mut impl FnMut(&[Token])) {
        if let Some((_, heading)) = &mut self.heading {
            heading.push_str(written);
        }
        if self.table.is_head {
            self.table.cell.push_str(written);
        }
        let names = !self.table.is_head && self.table.people.contains(&self.table.column);
        if self.skipped > 0 || names {
            return;
        }
        if self.text.get(range.clone()) == Some(written) {
            self.passage
                .text(written, range.start, self.links > 0, judge);
        } else {
            // An entity, such as &amp;: no word has one, and its place is not its text's.
            self.passage.opaque(range.start, range.end);
        }
    }
}

/// Whether a heading is one of those listed, its number, marks and case aside.
fn is_listed(listed: &[String], heading: &str) -> bool {
    let bare = heading
        .trim_matches(|c: char| !c.is_alphabetic())
        .to_lowercase();
    listed.contains(&bare)
}
