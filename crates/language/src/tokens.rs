//! Cuts text into words and marks, and looks each word up.
//!
//! Written by hand over bytes: a word here keeps its place in the source, an address is one token,
//! and a hyphen parts words; the general word boundaries of Unicode do none of these.

use crate::inflection::Forms;
use crate::lexicon::{Classes, Entry, Lexicon, WordId};
use crate::pack::Endings;
use crate::token::{Kind, Token};

/// Longer words are in no lexicon.
const WORD_MAX: usize = 40;

pub(crate) struct Tokenizer<'l> {
    lexicon: &'l Lexicon,
    endings: &'l Endings,
    lower: String,
}

impl<'l> Tokenizer<'l> {
    pub(crate) fn new(lexicon: &'l Lexicon, endings: &'l Endings) -> Self {
        Self {
            lexicon,
            endings,
            lower: String::with_capacity(WORD_MAX),
        }
    }

    /// Reads the next token of `text` at or after `from`; nothing when only space is left. A token
    /// knows where it stands in a source that has `text` at `base`.
    pub(crate) fn next(&mut self, text: &str, from: usize, base: usize) -> Option<Token> {
        let start = from + space_length(&text[from..]);
        let first = text[start..].chars().next()?;
        let glued = start == from && from > 0;
        if first == '-' && glued && text[start + 1..].starts_with(is_inner) {
            return self.next(text, start + 1, base);
        }
        let token = |end: usize, kind| Token {
            glued,
            ..Token::new(base + start, base + end, kind)
        };
        if first == '@' {
            let end = start + 1 + length(&text[start + 1..], |c| is_inner(c) || c == '-');
            let mut handle = token(end, Kind::Word);
            handle.classes = Classes::HANDLE;
            return Some(if end > start + 1 && !glued {
                handle
            } else {
                token(start + 1, Kind::Mark('@'))
            });
        }
        if !is_inner(first) {
            return Some(self.mark(text, start, first, token));
        }
        let end = start + word_length(&text[start..]);
        // What follows makes it an address or a mailbox, which nobody reads as words.
        let is_address = text[end..].starts_with("://") || text[end..].starts_with('@');
        if is_address {
            let end = end + length(&text[end..], |c| !c.is_whitespace() && c != '>' && c != ')');
            return Some(token(end, Kind::Opaque));
        }
        let mut found = self.word(&text[start..end], token(end, Kind::Word));
        found.capital = first.is_uppercase();
        Some(found)
    }

    fn mark(
        &self,
        text: &str,
        start: usize,
        first: char,
        token: impl Fn(usize, Kind) -> Token,
    ) -> Token {
        let end = start + first.len_utf8();
        let before = text[..start].chars().next_back();
        let after = text[end..].chars().next();
        let is_apostrophe = matches!(first, '\'' | '’') && before.is_some_and(is_inner);
        let owns = is_apostrophe && matches!(after, Some('s' | 'S'));
        let past_s = text.get(end + 1..).and_then(|rest| rest.chars().next());
        if owns && !past_s.is_some_and(is_inner) {
            return self.owner(token(end + 1, Kind::Word));
        }
        let plural = is_apostrophe && matches!(before, Some('s' | 'S')) && after == Some(' ');
        if plural {
            return self.owner(token(end, Kind::Word));
        }
        token(end, Kind::Mark(first))
    }

    fn owner(&self, mut token: Token) -> Token {
        token.classes = Classes::POSSESSIVE;
        token.word = self
            .lexicon
            .find("'s")
            .map_or(WordId::UNKNOWN, |entry| entry.word);
        token
    }

    fn word(&mut self, word: &str, mut token: Token) -> Token {
        if word.len() > WORD_MAX {
            return token;
        }
        self.lower.clear();
        if word.is_ascii() {
            self.lower.push_str(word);
            self.lower.make_ascii_lowercase();
        } else {
            self.lower.push_str(&word.to_lowercase().replace('’', "'"));
        }
        let entry = self.lexicon.find(&self.lower);
        if let Some(entry) = entry {
            token.word = entry.word;
            token.classes = entry.classes;
            token.forms = entry.forms;
            token.looks_gerund = entry.forms == Forms::GERUND;
        }
        // A word that is known as part of a term or of a pattern alone is told by its ending too.
        if entry.is_none_or(Entry::is_bare) {
            let ends = |ending: &str| {
                !ending.is_empty()
                    && self.lower.len() > ending.len() + 2
                    && self.lower.ends_with(ending)
            };
            if ends(&self.endings.adverb) {
                token.classes = token.classes | Classes::ADVERB;
            }
            token.looks_past = ends(&self.endings.past);
            token.looks_gerund = ends(&self.endings.gerund);
        }
        // Nobody is written in capitals throughout: PAM is a program.
        let is_acronym = word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_uppercase());
        if is_acronym || !word.starts_with(char::is_uppercase) {
            token.classes = token.classes.without(Classes::NAME);
        }
        token
    }
}

/// Part of a word wherever it stands in one.
fn is_inner(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    c.is_alphanumeric() || ('\u{300}'..='\u{36f}').contains(&c) || c == '\u{200d}'
}

/// How long the word is that `text` begins with. An apostrophe, a full stop, a colon or a comma
/// belong to it between two of its characters, the last two between digits: didn't, e.g, 10:42.
fn word_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        while at < bytes.len() && (bytes[at].is_ascii_alphanumeric() || bytes[at] == b'_') {
            at += 1;
        }
        let Some(c) = text[at..].chars().next() else {
            return at;
        };
        if !c.is_ascii() && is_inner(c) {
            at += c.len_utf8();
            continue;
        }
        let next = text[at + c.len_utf8()..].chars().next();
        let digits = at > 0
            && bytes[at - 1].is_ascii_digit()
            && next.is_some_and(|next| next.is_ascii_digit());
        let joins = match c {
            '.' => next.is_some_and(is_inner),
            '\'' | '’' => next.is_some_and(is_inner) && !owns(&text[at + c.len_utf8()..]),
            ':' | ',' => digits,
            _ => false,
        };
        if !joins {
            return at;
        }
        at += c.len_utf8();
    }
}

/// What follows an apostrophe is the s of an owner. "It's" and "let's" look the same, and read the
/// same without it.
fn owns(after: &str) -> bool {
    let mut characters = after.chars();
    matches!(characters.next(), Some('s' | 'S')) && !characters.next().is_some_and(is_inner)
}

/// How much space `text` begins with.
fn space_length(text: &str) -> usize {
    let ascii = text.bytes().take_while(u8::is_ascii_whitespace).count();
    let rest = &text[ascii..];
    if rest
        .as_bytes()
        .first()
        .is_none_or(|byte| byte.is_ascii() && *byte > b' ')
    {
        return ascii;
    }
    text.len() - rest.trim_start().len()
}

fn length(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}
