//! From one text to another in small steps, so that a text which was written elsewhere merges
//! with what is being written here instead of replacing it.

use similar::{Algorithm, DiffOp, capture_diff_slices};

/// A step from the front of a text. Lengths are in UTF-16 units, as Yjs counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step<'a> {
    Keep(u32),
    Remove(u32),
    Insert(&'a str),
}

/// Beyond this many pairs of words, what differs is replaced as a whole: comparing takes time
/// that grows with the product, and so little is left in common that merging is guessing.
const MOST_PAIRS: usize = 4_000_000;

/// The steps that lead from `from` to `to`, word by word.
pub(crate) fn steps<'a>(from: &'a str, to: &'a str) -> Vec<Step<'a>> {
    let (before, from, to) = trim(from, to);
    let (old, new) = (words(from), words(to));
    let mut steps = Vec::new();
    keep(&mut steps, before);
    if old.len().saturating_mul(new.len()) > MOST_PAIRS {
        remove(&mut steps, from);
        insert(&mut steps, to);
        return steps;
    }
    let (mut from, mut to) = (Cut(from), Cut(to));
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        let (olds, news) = (op.old_range(), op.new_range());
        let (gone, come) = (from.next(&old[olds]), to.next(&new[news]));
        if let DiffOp::Equal { .. } = op {
            keep(&mut steps, gone);
        } else {
            remove(&mut steps, gone);
            insert(&mut steps, come);
        }
    }
    steps
}

/// Hands out a text piece by piece, so that words side by side make one step.
struct Cut<'a>(&'a str);

impl<'a> Cut<'a> {
    fn next(&mut self, words: &[&str]) -> &'a str {
        let length = words.iter().map(|word| word.len()).sum();
        let (piece, rest) = self.0.split_at(length);
        self.0 = rest;
        piece
    }
}

/// What both begin with, and the middles without what both end with.
fn trim<'a>(from: &'a str, to: &'a str) -> (&'a str, &'a str, &'a str) {
    let same = from.chars().zip(to.chars()).take_while(|(a, b)| a == b);
    let start: usize = same.map(|(c, _)| c.len_utf8()).sum();
    let (before, from) = from.split_at(start);
    let to = &to[start..];
    let same = from.chars().rev().zip(to.chars().rev());
    let end: usize = same
        .take_while(|(a, b)| a == b)
        .map(|(c, _)| c.len_utf8())
        .sum();
    (before, &from[..from.len() - end], &to[..to.len() - end])
}

/// Runs of letters and digits; everything else stands alone.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest
            .find(|c: char| !c.is_alphanumeric())
            .unwrap_or(rest.len());
        let (word, after) = rest.split_at(end.max(first.len_utf8()));
        words.push(word);
        rest = after;
    }
    words
}

fn keep(steps: &mut Vec<Step<'_>>, text: &str) {
    if !text.is_empty() {
        steps.push(Step::Keep(utf16(text)));
    }
}

fn remove(steps: &mut Vec<Step<'_>>, text: &str) {
    if !text.is_empty() {
        steps.push(Step::Remove(utf16(text)));
    }
}

fn insert<'a>(steps: &mut Vec<Step<'a>>, text: &'a str) {
    if !text.is_empty() {
        steps.push(Step::Insert(text));
    }
}

fn utf16(text: &str) -> u32 {
    let units = text.chars().map(char::len_utf16).sum::<usize>();
    u32::try_from(units).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn walk(from: &str, steps: &[Step<'_>]) -> String {
        let units: Vec<u16> = from.encode_utf16().collect();
        let (mut at, mut to) = (0, Vec::new());
        for step in steps {
            match step {
                Step::Keep(length) => {
                    let end = at + *length as usize;
                    to.extend_from_slice(&units[at..end]);
                    at = end;
                }
                Step::Remove(length) => at += *length as usize,
                Step::Insert(text) => to.extend(text.encode_utf16()),
            }
        }
        to.extend_from_slice(&units[at..]);
        String::from_utf16(&to).unwrap()
    }

    #[test]
    fn only_the_words_that_differ_are_touched() {
        let steps = steps(
            "The queue filled at noon.",
            "The queue 🌊 overflowed at noon.",
        );
        assert_eq!(
            steps,
            [Step::Keep(10), Step::Remove(4), Step::Insert("🌊 overflow"),]
        );
    }

    #[test]
    fn two_long_strangers_are_not_compared_for_minutes() {
        let (a, b) = ("ab ".repeat(20_000), "cd\n".repeat(20_000));
        assert_eq!(walk(&a, &steps(&a, &b)), b);
    }

    proptest! {
        #[test]
        fn the_steps_lead_from_one_to_the_other(
            from in "[ab 🌊é\n]{0,40}",
            to in "[ab 🌊é\n]{0,40}",
        ) {
            prop_assert_eq!(walk(&from, &steps(&from, &to)), to);
        }
    }
}
