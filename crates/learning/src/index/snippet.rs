//! Where the words stand: the passage that has most of them, with their places.
//!
//! Made of the incident as it is now and never of the index, so it shows nothing that was taken
//! back since. Places are counted in characters; whoever shows them makes the marks.

use std::collections::HashSet;
use std::ops::Range;

use serde::Serialize;
use strsim::osa_distance;
use utoipa::ToSchema;

use super::asked::{Asked, AskedTerm, Manner};
use super::matching::{may_be_begun, slips};
use super::parts::Part;
use super::schema;

/// In characters, so that it fits into two lines.
const LENGTH: usize = 160;
/// Before the first mark.
const LEAD: usize = 40;

/// From a character up to another, which is not part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

/// A piece of an incident's text in which words of the query stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Snippet {
    /// Where it stands.
    pub part: Part,
    /// Plain text, cut at words; `…` stands where something was cut.
    pub text: String,
    /// Where the words stand, in the order of the text, without overlap.
    pub marks: Vec<Span>,
}

/// A word of a text: where it stands, and which terms of the query it fits.
struct Hit {
    bytes: Range<usize>,
    terms: Vec<usize>,
}

/// The places of the query's words in a text, as it stands.
#[must_use]
pub fn marks(text: &str, asked: &Asked) -> Vec<Span> {
    let hits = hits(text, asked);
    spans(text, hits.iter().map(|hit| hit.bytes.clone()))
}

/// The best piece: the one with the most different words of the query, and of those the first.
/// `None` when no word stands in any of the texts.
pub fn best<'a>(
    texts: impl IntoIterator<Item = (Part, &'a str)>,
    asked: &Asked,
) -> Option<Snippet> {
    let mut best: Option<Piece<'a>> = None;
    for (part, text) in texts {
        let hits = hits(text, asked);
        let Some((worth, place)) = window(text, &hits) else {
            continue;
        };
        if best.as_ref().is_none_or(|before| worth > before.worth) {
            best = Some(Piece {
                worth,
                part,
                text,
                hits,
                place,
            });
        }
    }
    best.map(Piece::cut)
}

/// The hits of a text. Of a phrase all words count, and only where they stand side by side.
fn hits(text: &str, asked: &Asked) -> Vec<Hit> {
    let mut analyzer = schema::analyzer();
    let mut stream = analyzer.token_stream(text);
    let mut words: Vec<(Range<usize>, String)> = Vec::new();
    stream.process(&mut |token| {
        words.push((token.offset_from..token.offset_to, token.text.clone()));
    });
    let mut found: Vec<HashSet<usize>> = vec![HashSet::new(); words.len()];
    for (number, term) in asked.sought().enumerate() {
        let length = term.words.len();
        for (at, window) in words.windows(length).enumerate() {
            let fits = window.iter().zip(&term.words).enumerate();
            let fits = fits.map(|(place, ((_, word), sought))| {
                fits_word(word, sought, term, place + 1 == length)
            });
            if fits.into_iter().all(|fits| fits) {
                for place in &mut found[at..at + length] {
                    place.insert(number);
                }
            }
        }
    }
    let hits = words.into_iter().zip(found);
    let hits = hits.filter(|(_, terms)| !terms.is_empty());
    hits.map(|((bytes, _), terms)| Hit {
        bytes,
        terms: terms.into_iter().collect(),
    })
    .collect()
}

/// As the index matches, but for how rare a word is: a slip is marked wherever it stands.
fn fits_word(word: &str, sought: &str, term: &AskedTerm, last: bool) -> bool {
    let begun = term.manner == Manner::Begun && last && may_be_begun(sought);
    if word == sought || (begun && word.starts_with(sought)) {
        return true;
    }
    let slips = usize::from(slips(sought));
    if slips == 0 || term.manner == Manner::Phrase || term.words.len() > 1 {
        return false;
    }
    if within(word, sought, slips) {
        return true;
    }
    let letters = sought.chars().count();
    begun
        && (letters.saturating_sub(slips)..=letters + slips).any(|length| {
            let end = word.char_indices().nth(length);
            let start = end.map_or(word, |(end, _)| &word[..end]);
            within(start, sought, slips)
        })
}

/// Whether so few slips make one word of the other. Most words of a text have other letters, which
/// is seen without counting the slips.
fn within(word: &str, sought: &str, slips: usize) -> bool {
    // A slip changes at most two letters: the one that goes and the one that comes.
    let others = (letters_of(word) ^ letters_of(sought)).count_ones() as usize;
    others <= 2 * slips && osa_distance(word, sought) <= slips
}

/// Which letters a word has, several of them in one place.
fn letters_of(word: &str) -> u64 {
    word.chars()
        .fold(0, |all, letter| all | 1 << (u32::from(letter) & 63))
}

/// Where to look from, and how many different terms stand within reach of it.
fn window(text: &str, hits: &[Hit]) -> Option<(usize, Range<usize>)> {
    let reach = LENGTH - LEAD;
    let worth = |(at, first): (usize, &Hit)| {
        let within = hits[at..]
            .iter()
            .take_while(|hit| text[first.bytes.start..hit.bytes.end].chars().count() <= reach);
        let mut end = first.bytes.end;
        let mut terms = HashSet::new();
        for hit in within {
            end = hit.bytes.end;
            terms.extend(hit.terms.iter().copied());
        }
        (terms.len(), first.bytes.start..end)
    };
    // The first of the best: `max_by_key` takes the last.
    let all = hits.iter().enumerate().rev().map(worth);
    all.max_by_key(|(worth, _)| *worth)
}

/// A place in a text, and how many different words of the query stand there.
struct Piece<'a> {
    worth: usize,
    part: Part,
    text: &'a str,
    hits: Vec<Hit>,
    place: Range<usize>,
}

impl Piece<'_> {
    fn cut(self) -> Snippet {
        let start = back(self.text, self.place.start, LEAD);
        let end = forth(self.text, start, LENGTH).max(self.place.end);
        let before = if start > 0 { "…" } else { "" };
        let after = if end < self.text.len() { "…" } else { "" };
        let shown = format!("{before}{}{after}", &self.text[start..end]);
        let within = self.hits.into_iter().map(|hit| hit.bytes);
        let within = within.filter(|bytes| bytes.start >= start && bytes.end <= end);
        let by = before.len();
        let moved = within.map(|bytes| bytes.start - start + by..bytes.end - start + by);
        let marks = spans(&shown, moved);
        // Lines of the source mean nothing in a line of a list; each is one character, as a space.
        let text = shown.replace(['\n', '\t', '\r'], " ");
        Snippet {
            part: self.part,
            text,
            marks,
        }
    }
}

/// The beginning of a word, at most so many characters back.
fn back(text: &str, from: usize, most: usize) -> usize {
    let mut start = from;
    for (at, c) in text[..from].char_indices().rev().take(most) {
        if at == 0 {
            return 0;
        }
        if c.is_whitespace() {
            start = at + c.len_utf8();
        }
    }
    start
}

/// The end of a word, at most so many characters on.
fn forth(text: &str, from: usize, most: usize) -> usize {
    let mut end = from;
    for (count, (at, c)) in text[from..].char_indices().enumerate() {
        if count > most {
            return end;
        }
        if c.is_whitespace() {
            end = from + at;
        }
    }
    text.len()
}

/// Bytes as characters. The ranges are in the order of the text.
fn spans(text: &str, bytes: impl Iterator<Item = Range<usize>>) -> Vec<Span> {
    let (mut at, mut characters) = (0, 0);
    let mut place = |byte: usize| {
        characters += text[at..byte].chars().count();
        at = byte;
        characters
    };
    bytes
        .map(|range| Span {
            start: place(range.start),
            end: place(range.end),
        })
        .collect()
}
