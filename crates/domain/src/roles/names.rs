//! Where a text names somebody.

use std::collections::HashMap;
use std::ops::Range;

/// Names that are words as well, with a capital at the beginning of a sentence: only elsewhere are
/// they surely names.
const WORDS_TOO: &str = "amber april art august autumn bill blue bob brook chance chase christian \
    clay cliff crystal dale dan dawn dean drew earnest faith frank gene glen grace grant guy harry \
    heath holly hope hunter iris ivy jack jade jean jewel joy june lance lane lily mark martin max \
    may mercy miles min nick norm olive page pat patience pearl penny piers ray reed rich rob robin \
    rose ruby rusty sandy sky skip star sterling stone sue summer teddy tony van victor violet wade \
    ward west will win young";

/// How a name is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// "Mika Sato", or an address: nothing else looks like it, however it is spelled.
    Whole,
    /// "Mika", "Sato": with a capital, or within an address or the like.
    PartOfName,
    /// "mika": small, or after an @.
    Handle,
    /// Exactly so, as somebody said.
    Exact,
}

#[derive(Debug)]
struct Pattern<Who> {
    words: Vec<String>,
    /// As it is to be written, for those that have to be so.
    written: String,
    form: Form,
    who: Who,
}

/// Whom a stretch of a text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hit<Who> {
    pub(super) range: Range<usize>,
    pub(super) who: Who,
    /// It may be a word.
    pub(super) is_doubtful: bool,
}

/// Many names, found together.
#[derive(Debug)]
pub(super) struct Names<Who> {
    by_first_word: HashMap<String, Vec<Pattern<Who>>>,
}

pub(super) struct Word<'t> {
    pub(super) text: &'t str,
    pub(super) range: Range<usize>,
}

impl<Who: Copy + PartialEq> Names<Who> {
    pub(super) fn new() -> Self {
        Self {
            by_first_word: HashMap::new(),
        }
    }

    /// One more name. One that several people have stands for `shared`.
    pub(super) fn add(&mut self, name: &str, form: Form, who: Who, shared: Who) {
        let words: Vec<String> = words(name).map(|word| word.text.to_lowercase()).collect();
        let Some(first) = words.first().cloned() else {
            return;
        };
        let patterns = self.by_first_word.entry(first).or_default();
        let same = patterns
            .iter_mut()
            .find(|pattern| pattern.words == words && pattern.form == form);
        match same {
            Some(pattern) if pattern.who == who => {}
            Some(pattern) => pattern.who = shared,
            None => patterns.push(Pattern {
                words,
                written: name.to_owned(),
                form,
                who,
            }),
        }
    }

    /// Everybody whom the text names, from left to right; of names within names the longest.
    pub(super) fn find(&self, text: &str) -> Vec<Hit<Who>> {
        let words: Vec<Word<'_>> = words(text).collect();
        let mut hits = Vec::new();
        let mut at = 0;
        while at < words.len() {
            match self.at(text, &words, at) {
                Some((hit, length)) => {
                    hits.push(hit);
                    at += length;
                }
                None => at += 1,
            }
        }
        hits
    }

    /// The best name that begins at a word, with the number of its words.
    fn at(&self, text: &str, words: &[Word<'_>], at: usize) -> Option<(Hit<Who>, usize)> {
        let patterns = self.by_first_word.get(&words[at].text.to_lowercase())?;
        let fitting = patterns
            .iter()
            .filter(|pattern| pattern.fits(text, words, at));
        let is_called = text[..words[at].range.start].ends_with('@');
        let best = fitting.max_by_key(|pattern| {
            let is_handle = pattern.form == Form::Handle;
            (
                pattern.words.len(),
                pattern.form == Form::Exact,
                is_handle == is_called,
            )
        })?;
        let length = best.words.len();
        let mut range = words[at].range.start..words[at + length - 1].range.end;
        let is_doubtful = best.may_be_a_word(text, &range);
        if is_called {
            range.start -= 1;
        }
        // "mika@example.org" is theirs as a whole, whatever is known of their address.
        let rest = &text[range.end..];
        if rest.starts_with('@') && rest[1..].starts_with(char::is_alphanumeric) {
            let ends = |c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-'));
            let host = rest[1..].find(ends).map_or(rest, |end| &rest[..=end]);
            range.end += host.trim_end_matches('.').len();
        }
        let taken = words[at..]
            .iter()
            .take_while(|word| word.range.end <= range.end);
        let hit = Hit {
            is_doubtful,
            who: best.who,
            range: range.clone(),
        };
        Some((hit, taken.count().max(length)))
    }
}

impl<Who> Pattern<Who> {
    fn fits(&self, text: &str, words: &[Word<'_>], at: usize) -> bool {
        let Some(found) = words.get(at..at + self.words.len()) else {
            return false;
        };
        let is_same = found
            .iter()
            .zip(&self.words)
            .all(|(word, own)| word.text.to_lowercase() == *own);
        let is_joined = found.windows(2).all(|pair| {
            let between = &text[pair[0].range.end..pair[1].range.start];
            let joins = |c| " \u{a0}\n._-'’@+".contains(c);
            between == ". " || (between.chars().count() == 1 && between.contains(joins))
        });
        let is_joined = is_joined || self.form == Form::Exact;
        let (start, end) = (found[0].range.start, found[found.len() - 1].range.end);
        is_same && is_joined && self.is_written_so(text, start..end)
    }

    fn is_written_so(&self, text: &str, range: Range<usize>) -> bool {
        let written = &text[range.clone()];
        match self.form {
            Form::Whole => true,
            Form::PartOfName => {
                written.starts_with(char::is_uppercase)
                    || (is_part_of_a_token(&text[..range.start], &text[range.end..])
                        && !is_word_too(&self.written))
            }
            Form::Handle => {
                text[..range.start].ends_with('@')
                    || (self.written.chars().count() > 2 && !is_word_too(&self.written))
            }
            Form::Exact => written == self.written,
        }
    }

    fn may_be_a_word(&self, text: &str, range: &Range<usize>) -> bool {
        self.form == Form::PartOfName
            && is_word_too(&self.words[0])
            && begins_sentence(text, range.start)
    }
}

/// `mika-laptop`, `/home/mika/`, `user=mika`, `mika@`.
pub(super) fn is_part_of_a_token(before: &str, behind: &str) -> bool {
    let joins = |c: char| matches!(c, '-' | '_' | '/' | '\\' | '=' | '.' | ':' | '~' | '@');
    let before = before.chars().next_back().is_some_and(joins);
    let mut behind = behind.chars();
    let next = behind.next();
    let goes_on = behind.next().is_some_and(char::is_alphanumeric);
    before || (next.is_some_and(joins) && goes_on)
}

fn is_word_too(name: &str) -> bool {
    let name = name.to_lowercase();
    WORDS_TOO.split_ascii_whitespace().any(|word| word == name)
}

/// Whether a sentence, a line of its own or a cell begins here, marks of Markdown aside.
pub(super) fn begins_sentence(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches(|c: char| {
        c == ' '
            || matches!(
                c,
                '*' | '_' | '~' | '(' | '[' | '"' | '“' | '‘' | '\'' | '`' | '@'
            )
    });
    let Some(last) = before.chars().next_back() else {
        return true;
    };
    match last {
        '.' | '!' | '?' | '|' | '#' | '>' => true,
        '-' | '+' => begins_line(before, last),
        '\n' => {
            let above = before.trim_end_matches([' ', '\t', '\r']);
            let line = above.trim_end_matches('\n');
            above.len() - line.len() > 1 || line.ends_with(['.', '!', '?', ':', '|'])
        }
        _ => false,
    }
}

fn begins_line(before: &str, mark: char) -> bool {
    let line = before.rsplit('\n').next().unwrap_or(before);
    line.trim_start().chars().eq([mark])
}

/// Runs of letters and digits.
pub(super) fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text[rest..].find(char::is_alphanumeric)?;
        let length = text[start..].find(|c: char| !c.is_alphanumeric());
        rest = length.map_or(text.len(), |length| start + length);
        Some(Word {
            text: &text[start..rest],
            range: start..rest,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names<u8> {
        let mut names = Names::new();
        names.add("Mika Sato", Form::Whole, 1, 0);
        names.add("mika@northwind.example", Form::Whole, 1, 0);
        names.add("Mika", Form::PartOfName, 1, 0);
        names.add("Sato", Form::PartOfName, 1, 0);
        names.add("mika", Form::Handle, 1, 0);
        names.add("Mark", Form::PartOfName, 2, 0);
        names.add("mark", Form::Handle, 2, 0);
        names.add("B. Ó Briain", Form::Exact, 3, 0);
        names
    }

    fn found(text: &str) -> Vec<(&str, u8, bool)> {
        let hits = names().find(text).into_iter();
        hits.map(|hit| (&text[hit.range], hit.who, hit.is_doubtful))
            .collect()
    }

    #[test]
    fn a_name_is_found_however_it_stands() {
        for (text, name) in [
            ("Mika pages ledger", "Mika"),
            ("then Mika’s change", "Mika"),
            ("MIKA SATO did", "MIKA SATO"),
            ("ask @mika about it", "@mika"),
            ("ask @Mika", "@Mika"),
            ("/home/mika/x", "mika"),
            ("mika-laptop-2", "mika"),
            ("to mika@northwind.example.", "mika@northwind.example"),
            ("to mika@elsewhere.example.", "mika@elsewhere.example"),
            ("mika.sato deployed", "mika.sato"),
            ("**Sato**: yes", "Sato"),
            ("**Mika\nSato**", "Mika\nSato"),
        ] {
            assert_eq!(found(text), [(name, 1, false)], "{text}");
        }
        assert_eq!(found("said B. Ó Briain, late"), [("B. Ó Briain", 3, false)]);
    }

    #[test]
    fn what_only_looks_like_a_name_is_left() {
        for text in [
            "mikado",
            "the sato gene",
            "mark the host",
            "a mark",
            "b. ó briain",
            "@",
            "",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }

    #[test]
    fn a_name_that_is_a_word_is_doubtful_where_a_sentence_begins() {
        assert_eq!(found("Mark the host."), [("Mark", 2, true)]);
        assert_eq!(found("Done. Mark left"), [("Mark", 2, true)]);
        assert_eq!(found("- Mark left"), [("Mark", 2, true)]);
        assert_eq!(found("then Mark left"), [("Mark", 2, false)]);
        assert_eq!(found("ask @mark"), [("@mark", 2, false)]);
    }

    #[test]
    fn a_name_that_two_people_have_is_nobodys() {
        let mut names = names();
        names.add("Mika", Form::PartOfName, 4, 0);
        assert_eq!(names.find("Mika left")[0].who, 0);
        assert_eq!(names.find("Mika Sato left")[0].who, 1);
    }
}
