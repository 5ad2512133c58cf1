//! HTML that people write among their Markdown, taken apart: what is handed on is well formed and
//! holds only tags that a page shows. Knows nothing of what is open around it.

/// A piece of raw HTML.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text between tags, entities and all.
    Text(&'a str),
    /// A tag that a page shows.
    Open(Tag<'a>),
    /// Its lower-case name.
    Close(String),
}

/// An opening tag.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    pub(super) name: String,
    /// As it was written.
    pub(super) written: &'a str,
    attributes: Vec<(String, &'a str)>,
}

/// Attributes that the sanitiser looks at; it decides which tag may have which.
const ATTRIBUTES: [&str; 7] = [
    "href", "title", "start", "type", "checked", "disabled", "align",
];

/// The longest tag that is one, in bytes.
const TAG_MAX: usize = 2_048;

impl Tag<'_> {
    /// The tag in plain form, so that every reader of it sees the same.
    pub(super) fn html(&self) -> String {
        let mut out = format!("<{}", self.name);
        for (name, value) in &self.attributes {
            let value = value
                .replace('"', "&quot;")
                .replace('<', "&lt;")
                .replace('>', "&gt;");
            out.extend([" ", name, "=\"", &value, "\""]);
        }
        out.push('>');
        out
    }
}

/// Takes a stretch of HTML apart. Comments and declarations are left out, and so are tags that
/// `shown` does not know.
pub(super) fn pieces(html: &str, shown: impl Fn(&str) -> bool) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        if at > 0 {
            out.push(Piece::Text(&rest[..at]));
        }
        rest = &rest[at..];
        if let Some(length) = comment(rest) {
            rest = &rest[length..];
            continue;
        }
        match tag(start_of(rest)) {
            Some((found, length)) => {
                let known = match &found {
                    Piece::Open(tag) => shown(&tag.name),
                    Piece::Close(name) => shown(name),
                    Piece::Text(_) => true,
                };
                if known {
                    out.push(found);
                }
                rest = &rest[length..];
            }
            None => {
                out.push(Piece::Text("&lt;"));
                rest = &rest[1..];
            }
        }
    }
    if !rest.is_empty() {
        out.push(Piece::Text(rest));
    }
    out
}

/// The length of what a browser never shows; to the end when it is not closed.
fn comment(text: &str) -> Option<usize> {
    let (start, end) = if text.starts_with("<!--") {
        (4, "-->")
    } else if text.starts_with("<!") || text.starts_with("<?") {
        (2, ">")
    } else {
        return None;
    };
    let close = text[start..].find(end).map(|at| start + at + end.len());
    Some(close.unwrap_or(text.len()))
}

/// As far as a tag is looked for: one that never ends costs no more than this.
fn start_of(text: &str) -> &str {
    let end = (0..=TAG_MAX.min(text.len())).rev();
    let end = end.into_iter().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}

fn tag(text: &str) -> Option<(Piece<'_>, usize)> {
    let closing = text.starts_with("</");
    let start = if closing { 2 } else { 1 };
    let name = &text[start..];
    let length = name
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
        .unwrap_or(name.len());
    let name = name[..length].to_ascii_lowercase();
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let (attributes, end) = attributes(text, start + length)?;
    let piece = if closing {
        Piece::Close(name)
    } else {
        Piece::Open(Tag {
            name,
            written: &text[..end],
            attributes,
        })
    };
    Some((piece, end))
}

type Attributes<'a> = Vec<(String, &'a str)>;

/// The attributes from `at` on, and where the tag ends.
fn attributes(text: &str, mut at: usize) -> Option<(Attributes<'_>, usize)> {
    let mut out: Attributes<'_> = Vec::new();
    let run =
        |from: usize, stops: fn(char) -> bool| text[from..].find(stops).map(|length| from + length);
    loop {
        at = run(at, |c| !(c.is_ascii_whitespace() || c == '/'))?;
        if text[at..].starts_with('>') {
            return Some((out, at + 1));
        }
        let first = text[at..].chars().next().map_or(1, char::len_utf8);
        let end = run(at + first, |c| {
            c.is_ascii_whitespace() || matches!(c, '/' | '>' | '=')
        })?;
        let name = text[at..end].to_ascii_lowercase();
        at = run(end, |c| !c.is_ascii_whitespace())?;
        let mut value = "";
        if text[at..].starts_with('=') {
            at = run(at + 1, |c| !c.is_ascii_whitespace())?;
            let quote = text[at..]
                .chars()
                .next()
                .filter(|c| matches!(c, '"' | '\''));
            let stop = match quote {
                Some('"') => run(at + 1, |c| c == '"')?,
                Some(_) => run(at + 1, |c| c == '\'')?,
                None => run(at, |c| c.is_ascii_whitespace() || c == '>')?,
            };
            let inside = at + usize::from(quote.is_some());
            value = &text[inside..stop];
            at = stop + usize::from(quote.is_some());
        }
        let known = ATTRIBUTES.contains(&name.as_str());
        if known && !out.iter().any(|(other, _)| *other == name) {
            out.push((name, value));
        }
    }
}
