//! A run of text, such as a paragraph: its words are gathered, then given on sentence by sentence.

use crate::lexicon::{Classes, Lexicon, Term, WordId};
use crate::pack::Endings;
use crate::quotation;
use crate::sentence;
use crate::token::{Kind, Token};
use crate::tokens::Tokenizer;

/// Longer passages are given on in parts, so that a line without end takes no memory without end.
const TOKENS_MAX: usize = 4_096;

pub(crate) struct Passage<'l> {
    lexicon: &'l Lexicon,
    tokenizer: Tokenizer<'l>,
    tokens: Vec<Token>,
}

impl<'l> Passage<'l> {
    pub(crate) fn new(lexicon: &'l Lexicon, endings: &'l Endings) -> Self {
        Self {
            lexicon,
            tokenizer: Tokenizer::new(lexicon, endings),
            tokens: Vec::new(),
        }
    }

    /// Adds text that stands at `base` in the source.
    pub(crate) fn text(
        &mut self,
        text: &str,
        base: usize,
        linked: bool,
        judge: &mut impl FnMut(&[Token]),
    ) {
        let mut at = 0;
        while let Some(mut token) = self.tokenizer.next(text, at, base) {
            at = token.end - base;
            token.linked = linked;
            self.push(token);
            if self.tokens.len() >= TOKENS_MAX {
                self.end(judge);
            }
        }
    }

    /// Adds something that is not read, such as code.
    pub(crate) fn opaque(&mut self, start: usize, end: usize) {
        self.push(Token::new(start, end, Kind::Opaque));
    }

    fn push(&mut self, mut token: Token) {
        let last = self.tokens.last().map(|last| last.end);
        token.glued |= last == Some(token.start);
        self.tokens.push(token);
    }

    /// Gives on what was gathered, and begins anew.
    pub(crate) fn end(&mut self, judge: &mut impl FnMut(&[Token])) {
        self.join_terms();
        quotation::collapse(&mut self.tokens);
        sentence::each(&self.tokens, judge);
        self.tokens.clear();
    }

    /// Makes one token of words that the lexicon knows together.
    fn join_terms(&mut self) {
        // Most passages have none, and stay as they are.
        let Some(first) = (0..self.tokens.len()).find(|at| self.term(*at).is_some()) else {
            return;
        };
        let (mut read, mut kept) = (first, first);
        while read < self.tokens.len() {
            let mut token = self.tokens[read];
            let mut length = 1;
            if let Some(term) = self.term(read) {
                length += term.rest.len();
                let last = &self.tokens[read + length - 1];
                token.end = last.end;
                token.linked &= last.linked;
                token.word = term.entry.word;
                token.forms = term.entry.forms;
                token.classes = term.entry.classes;
                if !token.capital {
                    token.classes = token.classes.without(Classes::NAME);
                }
            }
            self.tokens[kept] = token;
            kept += 1;
            read += length;
        }
        self.tokens.truncate(kept);
    }

    /// The longest term that begins at a place.
    fn term(&self, at: usize) -> Option<&'l Term> {
        let (token, after) = (&self.tokens[at], &self.tokens[at + 1..]);
        if !token.is(Classes::LEADS) || after.first()?.word == WordId::UNKNOWN {
            return None;
        }
        self.lexicon.terms(token.word).iter().find(|term| {
            let words = after.get(..term.rest.len());
            let words = words.map(|words| words.iter().map(|word| word.word));
            words.is_some_and(|words| words.eq(term.rest.iter().copied()))
        })
    }
}
