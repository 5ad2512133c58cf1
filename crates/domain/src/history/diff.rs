//! What differs between two texts, word by word. Every word of both is told once: the same and the
//! removed make the one, the same and the added the other.

use serde::{Deserialize, Serialize};
use similar::{Algorithm, DiffOp, capture_diff_slices};
use utoipa::ToSchema;

/// What became of a part of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    Same,
    Removed,
    Added,
}

/// Words in a row of which the same became.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TextPart {
    pub kind: PartKind,
    pub text: String,
}

/// Two lists of more pieces than this are not compared piece by piece: the time it takes grows with
/// the square of what differs. Long texts are compared by lines first, and by words within those.
const MOST_PIECES: usize = 6_000;

/// Compares word by word.
#[must_use]
pub fn words(from: &str, to: &str) -> Vec<TextPart> {
    let mut parts = Parts::default();
    let (old, new) = (pieces(from), pieces(to));
    if old.len() + new.len() <= MOST_PIECES {
        parts.compare(&old, &new, Parts::replace);
    } else {
        let (old, new) = (lines(from), lines(to));
        if old.len() + new.len() <= MOST_PIECES {
            parts.compare(&old, &new, Parts::words_of);
        } else {
            parts.replace(from, to);
        }
    }
    parts.0
}

#[derive(Default)]
struct Parts(Vec<TextPart>);

impl Parts {
    fn compare(&mut self, old: &[&str], new: &[&str], replaced: fn(&mut Self, &str, &str)) {
        for step in capture_diff_slices(Algorithm::Myers, old, new) {
            let (was, is) = (step.old_range(), step.new_range());
            if let DiffOp::Equal { .. } = step {
                self.push(PartKind::Same, &old[was].concat());
            } else {
                replaced(self, &old[was].concat(), &new[is].concat());
            }
        }
    }

    fn replace(&mut self, from: &str, to: &str) {
        self.push(PartKind::Removed, from);
        self.push(PartKind::Added, to);
    }

    /// Of lines that were replaced, the words that were.
    fn words_of(&mut self, from: &str, to: &str) {
        let (old, new) = (pieces(from), pieces(to));
        if old.len() + new.len() <= MOST_PIECES {
            self.compare(&old, &new, Self::replace);
        } else {
            self.replace(from, to);
        }
    }

    fn push(&mut self, kind: PartKind, text: &str) {
        if text.is_empty() {
            return;
        }
        match self.0.last_mut() {
            Some(last) if last.kind == kind => last.text.push_str(text),
            _ => self.0.push(TextPart {
                kind,
                text: text.to_owned(),
            }),
        }
    }
}

/// Words, and what stands between them.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let blank = first.is_whitespace();
        let end = rest.find(|c: char| c.is_whitespace() != blank);
        let (piece, after) = rest.split_at(end.unwrap_or(rest.len()));
        pieces.push(piece);
        rest = after;
    }
    pieces
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(parts: &[TextPart], but: PartKind) -> String {
        let kept = parts.iter().filter(|part| part.kind != but);
        kept.map(|part| part.text.as_str()).collect()
    }

    #[test]
    fn a_word_that_was_replaced_is_told_alone() {
        let parts = words(
            "the pool of ledger was full",
            "the pool of billing was full",
        );
        let told: Vec<_> = parts
            .iter()
            .map(|part| (part.kind, part.text.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                (PartKind::Same, "the pool of "),
                (PartKind::Removed, "ledger"),
                (PartKind::Added, "billing"),
                (PartKind::Same, " was full"),
            ]
        );
    }

    #[test]
    fn texts_of_any_length_are_compared() {
        let long = |word: &str| format!("{word} one two three\n").repeat(2_000);
        let parts = words(&long("a"), &format!("{}changed\n", long("a")));
        assert_eq!(told(&parts, PartKind::Added), long("a"));
        assert_eq!(
            parts.last().map(|part| part.text.as_str()),
            Some("changed\n")
        );
        let (one, other) = ("x y ".repeat(20_000), "y z ".repeat(20_000));
        let parts = words(&one, &other);
        assert_eq!(told(&parts, PartKind::Added), one);
        assert_eq!(told(&parts, PartKind::Removed), other);
    }

    proptest! {
        #[test]
        fn both_texts_are_told_to_the_letter(from in "[ab \né]{0,60}", to in "[ab \né]{0,60}") {
            let parts = words(&from, &to);
            prop_assert_eq!(told(&parts, PartKind::Added), from);
            prop_assert_eq!(told(&parts, PartKind::Removed), to);
        }
    }
}
