//! What can be done about a finding without knowing what happened: leaving a word out.

use std::ops::Range;

use crate::checker::Checker;
use crate::finding::{Finding, utf16_len};

/// Another way to write a place of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewrite {
    /// What is replaced, in bytes of the text that was checked.
    pub range: Range<usize>,
    /// The same place in UTF-16 code units.
    pub utf16: Range<usize>,
    /// What stands in its place.
    pub text: String,
}

impl Checker {
    /// A sentence reads well without an adverb that judges, and says the same facts. Of any other
    /// finding only the writer knows what to say in its place.
    pub fn rewrite(&self, text: &str, finding: &Finding<'_>) -> Option<Rewrite> {
        let range = finding.range.clone();
        let word = text.get(range.clone())?;
        let is_word = word.chars().all(char::is_alphabetic);
        let (before, after) = (
            text.get(finding.sentence.start..range.start)?,
            text.get(range.end..finding.sentence.end)?,
        );
        let goes_on = after
            .trim_start_matches([',', ' '])
            .starts_with(char::is_alphabetic);
        if !is_word || !self.is_adverb(&word.to_lowercase()) || !goes_on {
            return None;
        }
        let (range, text) = without(&range, before, after);
        let start = finding.utf16.start
            - utf16_len(&before[before.len() - (finding.range.start - range.start)..]);
        let end = finding.utf16.end + utf16_len(&after[..range.end - finding.range.end]);
        Some(Rewrite {
            range,
            utf16: start..end,
            text,
        })
    }
}

/// What goes with the word, and what is left of it.
fn without(word: &Range<usize>, before: &str, after: &str) -> (Range<usize>, String) {
    let behind = after.len() - after.trim_start_matches([',', ' ']).len();
    if before.trim().is_empty() {
        // The sentence begins with the word behind it.
        let first = after[behind..].chars().next();
        let capital: String = first.into_iter().flat_map(char::to_uppercase).collect();
        let length = first.map_or(0, char::len_utf8);
        return (word.start..word.end + behind + length, capital);
    }
    let comma = before.trim_end_matches(' ');
    if comma.ends_with(',') && after.starts_with(',') {
        // Both commas were the word's.
        let start = word.start - (before.len() - comma.len()) - 1;
        return (start..word.end + 1, String::new());
    }
    let spaces = after.len() - after.trim_start_matches(' ').len();
    (word.start..word.end + spaces, String::new())
}

#[cfg(test)]
mod tests {
    use crate::{Additions, Checker, Pack};

    fn rewritten(text: &str) -> Vec<String> {
        let checker = Checker::new(&Pack::english(), &Additions::default()).unwrap();
        let found = checker.check(text);
        let units: Vec<u16> = text.encode_utf16().collect();
        let rewrites = found.iter().filter_map(|one| checker.rewrite(text, one));
        rewrites
            .map(|rewrite| {
                let mut new = text.to_owned();
                new.replace_range(rewrite.range, &rewrite.text);
                let (start, end) = (rewrite.utf16.start, rewrite.utf16.end);
                let middle: Vec<u16> = rewrite.text.encode_utf16().collect();
                let by_units = [&units[..start], &middle, &units[end..]].concat();
                assert_eq!(String::from_utf16(&by_units).unwrap(), new);
                new
            })
            .collect()
    }

    #[test]
    fn an_adverb_that_judges_is_left_out() {
        for (text, without) in [
            (
                "🔥 They carelessly dropped the table.",
                "🔥 They dropped the table.",
            ),
            (
                "Ärger: they carelessly dropped the table.",
                "Ärger: they dropped the table.",
            ),
        ] {
            assert!(
                rewritten(text).contains(&without.to_owned()),
                "{text}: {:?}",
                rewritten(text)
            );
        }
    }

    #[test]
    fn what_cannot_be_left_out_is_the_writers() {
        for text in [
            "The engineer forgot to run the migration.",
            "The reviewer was careless.",
            "It was done carelessly.",
            "It was a silly change.",
            "They should have known.",
        ] {
            assert_eq!(rewritten(text), Vec::<String>::new(), "{text}");
        }
    }
}
