//! Finding what stands in an expression outside of quotes, brackets and comments.

/// What takes an expression apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Comparison(&'static str),
    /// `and`, `or`, `unless`.
    SetOperator,
}

/// A mark with where it begins and ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) mark: Mark,
    pub(super) start: usize,
    pub(super) end: usize,
}

const COMPARISONS: [&str; 6] = [">=", "<=", "==", "!=", ">", "<"];
const SET_OPERATORS: [&str; 3] = ["and", "or", "unless"];

/// The marks outside of all brackets. `None` where quotes or brackets do not match, and where
/// something follows a comment.
pub(super) fn top_level(text: &str) -> Option<Vec<Found>> {
    let mut found = Vec::new();
    let mut open: Vec<char> = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].chars().next() {
        let rest = &text[at..];
        let width = match next {
            '"' | '\'' | '`' => quoted(rest, next)?,
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '(' | '{' | '[' => {
                open.push(closing(next));
                1
            }
            ')' | '}' | ']' => {
                if open.pop()? != next {
                    return None;
                }
                1
            }
            _ if is_of_word(next) => {
                let word = word_at(rest);
                let lower = word.to_lowercase();
                if open.is_empty() && SET_OPERATORS.contains(&lower.as_str()) {
                    found.push(Found {
                        mark: Mark::SetOperator,
                        start: at,
                        end: at + word.len(),
                    });
                }
                word.len()
            }
            _ => match COMPARISONS.iter().find(|sign| rest.starts_with(**sign)) {
                Some(sign) if open.is_empty() => {
                    found.push(Found {
                        mark: Mark::Comparison(sign),
                        start: at,
                        end: at + sign.len(),
                    });
                    sign.len()
                }
                _ => next.len_utf8(),
            },
        };
        at += width;
    }
    open.is_empty().then_some(found)
}

/// What lies between the parentheses when the first and the last character are a pair.
pub(super) fn inside_parentheses(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('(')?.strip_suffix(')')?;
    // In “(a) + (b)” the first one closes before the last.
    top_level(inner).map(|_| inner)
}

/// The name or the number that a text begins with.
pub(super) fn word_at(text: &str) -> &str {
    let end = text.find(|c| !is_of_word(c)).unwrap_or(text.len());
    &text[..end]
}

/// The text up to a comment at its end.
pub(super) fn before_comment(text: &str) -> &str {
    let end = text.find('#').unwrap_or(text.len());
    text[..end].trim()
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | ':' | '.')
}

fn closing(open: char) -> char {
    match open {
        '(' => ')',
        '{' => '}',
        _ => ']',
    }
}

/// How long a quoted text is with its quotes. Backquotes know no escapes.
fn quoted(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' if quote != '`' => escaped = true,
            _ if c == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}
