//! A run of text, such as a paragraph: its words are gathered, then given on sentence by sentence.

use crate::lexicon::{Classes, Lexicon, WordId};
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
        let (mut read, mut kept) = (0, 0);
        while read < self.tokens.len() {
            let mut token = self.tokens[read];
            let mut length = 1;
            let after = &self.tokens[read + 1..];
            let goes_on = after
                .first()
                .is_some_and(|next| next.word != WordId::UNKNOWN);
            if goes_on && token.is(Classes::LEADS) {
                let terms = self.lexicon.terms(token.word);
                let fits = terms.iter().find(|term| {
                    let words = after.get(..term.rest.len());
                    words.is_some_and(|words| {
                        words
                            .iter()
                            .map(|word| word.word)
                            .eq(term.rest.iter().copied())
                    })
                });
                if let Some(term) = fits {
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
            }
            self.tokens[kept] = token;
            kept += 1;
            read += length;
        }
        self.tokens.truncate(kept);
    }
}
