//! Cutting Markdown into sentences of words, as far as the model needs it: what it links to apart,
//! what is typed exactly (error strings, hosts, packages, versions) apart.

use std::ops::Range;

/// In bytes. What is longer is a hash or an address.
const LONGEST: usize = 48;

/// A text without its links and marks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cut {
    pub(super) sentences: Vec<Sentence>,
    /// Addresses that it links to or names.
    pub(super) links: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sentence {
    /// As it is written.
    pub(super) text: String,
    pub(super) words: Vec<Word>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// In small letters, without apostrophes.
    pub(super) small: String,
    /// Where it stands in the sentence.
    pub(super) at: Range<usize>,
    /// Written with a capital where a sentence does not ask for one.
    pub(super) named: bool,
}

impl Cut {
    pub(super) fn of(markdown: &str) -> Self {
        let (text, links) = without_links(markdown);
        let mut sentences = Vec::new();
        for paragraph in paragraphs(&text) {
            for sentence in split_sentences(&paragraph) {
                let words = words(sentence);
                if !words.is_empty() {
                    let text = sentence.to_owned();
                    sentences.push(Sentence { text, words });
                }
            }
        }
        Self { sentences, links }
    }
}

/// `[label](address)` becomes its label and a bare address nothing; the addresses come apart.
fn without_links(markdown: &str) -> (String, Vec<String>) {
    let (mut text, mut links) = (String::with_capacity(markdown.len()), Vec::new());
    let mut rest = markdown;
    while let Some(found) = rest.find("](").into_iter().chain(rest.find("://")).min() {
        if rest[found..].starts_with("](") {
            let inside = &rest[found + 2..];
            let end = closing(inside);
            text.push_str(&rest[..found]);
            text.push(' ');
            links.push(inside[..end].trim_matches(['<', '>', ' ']).to_owned());
            rest = inside.get(end + 1..).unwrap_or("");
        } else {
            let scheme = rest[..found]
                .rfind(|c: char| !c.is_ascii_alphabetic())
                .map_or(0, |before| {
                    before + rest[before..].chars().next().map_or(1, char::len_utf8)
                });
            let address = &rest[scheme..];
            let end = address
                .find(|c: char| c.is_whitespace() || "<>()[]\"'`|".contains(c))
                .unwrap_or(address.len());
            text.push_str(&rest[..scheme]);
            text.push(' ');
            links.push(
                address[..end]
                    .trim_end_matches(['.', ',', ';', ':'])
                    .to_owned(),
            );
            rest = &address[end..];
        }
    }
    text.push_str(rest);
    (text, links)
}

/// Where the bracket ends that was opened just before; an address may have brackets of its own.
fn closing(inside: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in inside.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return at,
            ')' => depth -= 1,
            '\n' => return at,
            _ => {}
        }
    }
    inside.len()
}

/// Lines that run on are joined; items, rows of tables, headings and fenced lines stand alone.
fn paragraphs(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let (mut open, mut fenced) = (false, false);
    for line in text.lines() {
        let line = line.trim();
        if line.starts_with("```") {
            fenced = !fenced;
            open = false;
            continue;
        }
        let numbered = line.split_once(['.', ')']).is_some_and(|(number, rest)| {
            !number.is_empty()
                && number.bytes().all(|b| b.is_ascii_digit())
                && rest.starts_with(' ')
        });
        let alone = fenced || numbered || line.starts_with(['-', '*', '+', '|', '#', '>', '–']);
        if line.is_empty() {
            open = false;
        } else if open && !alone {
            if let Some(last) = found.last_mut() {
                last.push(' ');
                last.push_str(line);
            }
        } else {
            found.push(line.replace('|', " . "));
            open = !fenced && !line.starts_with(['|', '#']);
        }
    }
    found
}

/// At a full stop, question mark, exclamation mark or semicolon with a space behind it.
fn split_sentences(paragraph: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut letters = paragraph.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        let ends = matches!(c, '.' | '!' | '?' | ';');
        let spaced = letters.peek().is_none_or(|(_, next)| next.is_whitespace());
        if ends && spaced {
            found.push(paragraph[from..at].trim());
            from = at + c.len_utf8();
        }
    }
    found.push(paragraph[from..].trim());
    found.retain(|sentence| !sentence.is_empty());
    found
}

/// Runs of letters and digits; a capital behind a small letter begins another word, so that
/// `startupProbe` is two.
fn words(sentence: &str) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    let mut word = String::new();
    let (mut start, mut before) = (0, ' ');
    let mut end_word = |word: &mut String, at: Range<usize>| {
        if word.is_empty() {
            return;
        }
        let small = word.to_lowercase();
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        let inside = sentence[..at.start].ends_with(char::is_alphanumeric);
        let named = capital && !inside && !found.is_empty();
        if small.len() <= LONGEST {
            found.push(Word { small, at, named });
        }
        word.clear();
    };
    for (at, c) in sentence.char_indices() {
        let apostrophe = matches!(c, '\'' | '’') && before.is_alphabetic();
        if apostrophe {
            continue;
        }
        let begins = c.is_uppercase() && before.is_lowercase();
        if !c.is_alphanumeric() || begins {
            end_word(&mut word, start..at);
        }
        if c.is_alphanumeric() {
            if word.is_empty() {
                start = at;
            }
            word.push(c);
        }
        before = c;
    }
    end_word(&mut word, start..sentence.len());
    found
}

/// What is typed exactly in a sentence: names with dots, underscores, hyphens, digits or capitals
/// inside, versions, and status codes. No dates, times, or plain numbers.
pub(super) fn exact(sentence: &str) -> impl Iterator<Item = &str> {
    let ends = |c: char| c.is_whitespace() || "\"“”`()[]{}<>,;|=*~".contains(c);
    sentence
        .split(ends)
        .map(|piece| piece.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|piece| piece.len() <= LONGEST && is_exact(piece))
}

fn is_exact(piece: &str) -> bool {
    let digits = piece.bytes().filter(u8::is_ascii_digit).count();
    let letters = piece.chars().filter(|c| c.is_alphabetic()).count();
    if letters == 0 {
        let parts: Vec<_> = piece.split('.').collect();
        let version = (2..=4).contains(&parts.len())
            && parts.iter().all(|part| (1..=4).contains(&part.len()))
            && digits + parts.len() - 1 == piece.len();
        let status = piece.len() == 3 && digits == 3 && piece.starts_with(['4', '5']);
        return version || status;
    }
    // A number with a unit, an ordinal, or a time of day, says how much and not what.
    if piece.starts_with(|c: char| c.is_ascii_digit()) && letters <= 2 && piece.len() <= 6 {
        return false;
    }
    let inside = |c: char| matches!(c, '.' | '_' | '/' | ':' | '-' | '@');
    let joined = piece.char_indices().any(|(at, c)| {
        let after = piece[at + c.len_utf8()..].chars().next();
        inside(c) && after.is_some_and(char::is_alphanumeric)
    });
    let hump = piece
        .chars()
        .zip(piece.chars().skip(1))
        .any(|(a, b)| a.is_lowercase() && b.is_uppercase());
    let initials = letters >= 2
        && piece
            .chars()
            .all(|c| c.is_uppercase() || c.is_ascii_digit());
    joined || hump || digits > 0 || initials
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn smalls(text: &str) -> Vec<Vec<String>> {
        let sentences = Cut::of(text).sentences.into_iter();
        let words =
            |sentence: Sentence| sentence.words.into_iter().map(|word| word.small).collect();
        sentences.map(words).collect()
    }

    #[test]
    fn sentences_run_over_lines_and_end_with_items() {
        let text = "The pool was\nempty. It didn’t refill.\n\n- one item\n- another\n  of two lines\n\n| a | b |\n";
        assert_eq!(
            smalls(text),
            [
                vec!["the", "pool", "was", "empty"],
                vec!["it", "didnt", "refill"],
                vec!["one", "item"],
                vec!["another", "of", "two", "lines"],
                vec!["a"],
                vec!["b"],
            ]
        );
    }

    #[test]
    fn links_come_apart_and_keep_their_labels() {
        let cut =
            Cut::of("As in [the last one](https://a.example/x_(1).md), see https://b.example/y.");
        assert_eq!(
            cut.links,
            ["https://a.example/x_(1).md", "https://b.example/y"]
        );
        assert_eq!(cut.sentences[0].text, "As in [the last one , see");
    }

    #[test]
    fn a_capital_inside_a_sentence_names_something() {
        let cut = Cut::of("The Ledger lost its startupProbe");
        let named: Vec<_> = cut.sentences[0]
            .words
            .iter()
            .filter(|word| word.named)
            .collect();
        let named: Vec<_> = named.iter().map(|word| word.small.as_str()).collect();
        assert_eq!(named, ["ledger"]);
    }

    #[test]
    fn what_is_typed_exactly_is_found_and_numbers_are_not() {
        let text = "at 10:31 on 2021-06-30 `ledger-db-0.pool` (v1.6.1, 1.20) said ECONNREFUSED: \
                    max_connections 503 startupProbe 25m 3rd 12 of 200 ORA-00060.";
        let found: Vec<_> = exact(text).collect();
        assert_eq!(
            found,
            [
                "ledger-db-0.pool",
                "v1.6.1",
                "1.20",
                "ECONNREFUSED",
                "max_connections",
                "503",
                "startupProbe",
                "ORA-00060"
            ]
        );
    }

    proptest! {
        #[test]
        fn any_text_can_be_cut_and_words_stand_where_they_are_said_to(text in "[ -~\\n’é|`]{0,160}") {
            let cut = Cut::of(&text);
            for sentence in &cut.sentences {
                prop_assert!(exact(&sentence.text).all(|token| token.len() <= LONGEST));
                for word in &sentence.words {
                    let written = sentence.text[word.at.clone()].replace(['\'', '’'], "").to_lowercase();
                    prop_assert_eq!(&word.small, written.trim_end_matches(|c: char| !c.is_alphanumeric()));
                }
            }
        }
    }
}
