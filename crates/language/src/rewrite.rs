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
    /// A sentence reads well without an adverb that judges, and says the same facts, whether the
    /// finding is the adverb alone or takes in the words beside it ("Obviously nobody"). Of any other
    /// finding only the writer knows what to say in its place.
    pub fn rewrite(&self, text: &str, finding: &Finding<'_>) -> Option<Rewrite> {
        let word = self.spare_word(text, finding)?;
        let (before, after) = (
            text.get(finding.sentence.start..word.start)?,
            text.get(word.end..finding.sentence.end)?,
        );
        let goes_on = after
            .trim_start_matches([',', ' '])
            .starts_with(char::is_alphabetic);
        if !goes_on {
            return None;
        }
        let has_capital = text.get(word.clone())?.starts_with(char::is_uppercase);
        let opens = has_capital || before.trim().is_empty();
        let (range, left) = without(&word, opens, before, after);
        let units = |range: Range<usize>| text.get(range).map_or(0, utf16_len);
        let within = units(finding.range.start..word.start);
        let start = finding.utf16.start + within - units(range.start..word.start);
        Some(Rewrite {
            utf16: start..start + units(range.clone()),
            range,
            text: left,
        })
    }

    /// The adverb of a finding that can be left out: all of it, or its first or last word where that
    /// is one of those that only insist.
    fn spare_word(&self, text: &str, finding: &Finding<'_>) -> Option<Range<usize>> {
        let range = finding.range.clone();
        let found = text.get(range.clone())?;
        if found.chars().all(char::is_alphabetic) {
            return self.is_adverb(&found.to_lowercase()).then_some(range);
        }
        let first = found.split(|c: char| !c.is_alphabetic()).next()?.len();
        let last = found.rsplit(|c: char| !c.is_alphabetic()).next()?.len();
        let ends = [
            range.start..range.start + first,
            range.end - last..range.end,
        ];
        ends.into_iter()
            .find(|end| self.is_dispensable(&text[end.clone()].to_lowercase()))
    }
}

/// What goes with the word, and what is left of it.
fn without(word: &Range<usize>, opens: bool, before: &str, after: &str) -> (Range<usize>, String) {
    let behind = after.len() - after.trim_start_matches([',', ' ']).len();
    if opens {
        // The sentence begins with the word behind it, after an emoji or a bullet at most.
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
            (
                "🔥 Obviously nobody checked the graph.",
                "🔥 Nobody checked the graph.",
            ),
            ("Clearly, nobody checked it.", "Nobody checked it."),
            (
                "Über den Tag: obviously nobody checked it.",
                "Über den Tag: nobody checked it.",
            ),
            (
                "The administrator obviously never opened the page.",
                "The administrator never opened the page.",
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
            "It was a blatant oversight.",
            "Nobody checked it, obviously.",
            "They should have known.",
        ] {
            assert_eq!(rewritten(text), Vec::<String>::new(), "{text}");
        }
    }
}
