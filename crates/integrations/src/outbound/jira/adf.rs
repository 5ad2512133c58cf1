//! Markdown as a document of Jira Cloud.
//! See <https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/>.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use serde_json::{Value, json};

/// Deeper lists are told on this level.
const DEPTH_MAX: usize = 6;

/// A node that is open, and what goes into it.
struct Open {
    node: Value,
    content: Vec<Value>,
}

struct Document {
    open: Vec<Open>,
    /// For each tag that is open, whether it opened a node.
    opened: Vec<bool>,
    marks: Vec<Value>,
}

/// The document, which is never without a paragraph.
pub(super) fn document(markdown: &str) -> Value {
    let root = Open {
        node: json!({ "type": "doc", "version": 1 }),
        content: Vec::new(),
    };
    let mut document = Document {
        open: vec![root],
        opened: Vec::new(),
        marks: Vec::new(),
    };
    for event in Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH) {
        document.take(event);
    }
    while document.open.len() > 1 {
        document.close();
    }
    let root = document.open.remove(0);
    let mut node = root.node;
    node["content"] = if root.content.is_empty() {
        json!([{ "type": "paragraph", "content": [] }])
    } else {
        root.content.into()
    };
    node
}

impl Document {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag),
            Event::Code(code) => {
                // Jira lets code be a link and nothing else.
                let links = self.marks.iter().filter(|mark| mark["type"] == "link");
                let marks = links.cloned().chain([json!({ "type": "code" })]).collect();
                self.text(&code, marks);
            }
            Event::Text(text) | Event::InlineHtml(text) | Event::Html(text) => {
                self.text(&text, self.marks.clone());
            }
            Event::SoftBreak => self.text(" ", self.marks.clone()),
            Event::HardBreak => self.inline(json!({ "type": "hardBreak" })),
            Event::Rule if self.open.len() == 1 => self.push(json!({ "type": "rule" })),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        let node = match tag {
            // A heading stands on the top only.
            Tag::Heading { level, .. } if self.open.len() == 1 => {
                Some(json!({ "type": "heading", "attrs": { "level": number(*level) } }))
            }
            Tag::Paragraph | Tag::Heading { .. } | Tag::HtmlBlock => {
                Some(json!({ "type": "paragraph" }))
            }
            Tag::BlockQuote(_) if self.open.len() == 1 => Some(json!({ "type": "blockquote" })),
            Tag::CodeBlock(kind) => {
                let language = match kind {
                    CodeBlockKind::Fenced(language) => language.split_whitespace().next(),
                    CodeBlockKind::Indented => None,
                };
                Some(match language {
                    Some(language) => {
                        json!({ "type": "codeBlock", "attrs": { "language": language } })
                    }
                    None => json!({ "type": "codeBlock" }),
                })
            }
            Tag::List(first) if self.lists() < DEPTH_MAX => Some(match first {
                Some(first) => json!({ "type": "orderedList", "attrs": { "order": first } }),
                None => json!({ "type": "bulletList" }),
            }),
            Tag::Item if matches!(self.top(), "bulletList" | "orderedList") => {
                Some(json!({ "type": "listItem" }))
            }
            _ => None,
        };
        if let Some(mark) = mark(tag) {
            self.marks.push(mark);
        }
        self.opened.push(node.is_some());
        if node.is_some() || matches!(tag, Tag::Item) {
            self.end_loose_paragraph();
        }
        if let Some(node) = node {
            self.open.push(Open {
                node,
                content: Vec::new(),
            });
        }
    }

    fn end(&mut self, tag: TagEnd) {
        if matches!(
            tag,
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link
        ) {
            self.marks.pop();
        }
        if matches!(tag, TagEnd::Item) {
            self.end_loose_paragraph();
        }
        if self.opened.pop() == Some(true) {
            self.close();
        }
    }

    /// Text, with a paragraph around it where there is none.
    fn text(&mut self, text: &str, marks: Vec<Value>) {
        if text.is_empty() {
            return;
        }
        let mut node = json!({ "type": "text", "text": text });
        let marks: Vec<Value> = marks.into_iter().filter(|mark| !mark.is_null()).collect();
        // In a block of code nothing is marked.
        if !marks.is_empty() && self.top() != "codeBlock" {
            node["marks"] = marks.into();
        }
        self.inline(node);
    }

    fn inline(&mut self, node: Value) {
        if !matches!(self.top(), "paragraph" | "heading" | "codeBlock") {
            self.open.push(Open {
                node: json!({ "type": "paragraph" }),
                content: Vec::new(),
            });
        }
        self.push(node);
    }

    /// A tight list's item has its text in a paragraph that nothing in the Markdown opened.
    fn end_loose_paragraph(&mut self) {
        if self.top() == "paragraph" {
            self.close();
        }
    }

    fn push(&mut self, node: Value) {
        if let Some(open) = self.open.last_mut() {
            open.content.push(node);
        }
    }

    /// Ends the innermost node; one that has to hold something and does not is left out.
    fn close(&mut self) {
        if self.open.len() < 2 {
            return;
        }
        if let Some(open) = self.open.pop() {
            let mut node = open.node;
            let mut content = open.content;
            // An item of a list begins with a paragraph.
            if node["type"] == "listItem"
                && content
                    .first()
                    .is_none_or(|first| first["type"] != "paragraph")
            {
                content.insert(0, json!({ "type": "paragraph", "content": [] }));
            }
            if !content.is_empty() {
                node["content"] = content.into();
                self.push(node);
            }
        }
    }

    fn top(&self) -> &str {
        let top = self.open.last().and_then(|open| open.node["type"].as_str());
        top.unwrap_or_default()
    }

    fn lists(&self) -> usize {
        self.open
            .iter()
            .filter(|open| open.node["type"] == "listItem")
            .count()
    }
}

/// What a link may lead to.
pub(super) fn is_address(url: &str) -> bool {
    ["http://", "https://", "mailto:"]
        .iter()
        .any(|scheme| url.starts_with(scheme))
}

fn number(level: HeadingLevel) -> u8 {
    level as u8
}

fn mark(tag: &Tag<'_>) -> Option<Value> {
    match tag {
        Tag::Emphasis => Some(json!({ "type": "em" })),
        Tag::Strong => Some(json!({ "type": "strong" })),
        Tag::Strikethrough => Some(json!({ "type": "strike" })),
        Tag::Link { dest_url, .. } if is_address(dest_url) => {
            Some(json!({ "type": "link", "attrs": { "href": dest_url.as_ref() } }))
        }
        // Jira refuses a document with any other; its words stay.
        Tag::Link { .. } => Some(Value::Null),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
