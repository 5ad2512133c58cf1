//! What a query asks of the texts: its words and phrases, apart from the tokens that ask for facts.

use afterword_domain::query::{Query, Term, Test};

use super::schema;

/// The words that are looked for. All must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    pub(super) terms: Vec<AskedTerm>,
}

/// A word, or several that stand side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AskedTerm {
    /// As the index knows them; empty for what has neither letter nor digit.
    pub(super) words: Vec<String>,
    pub(super) manner: Manner,
}

/// How exactly a term is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// A word, which may be mistyped.
    Word,
    /// The last word, which may be mistyped, and may only be begun.
    Begun,
    /// What was put in quotes.
    Phrase,
    /// What must not be there.
    Not,
}

impl Asked {
    /// The words and phrases of a query; the rest of it asks for facts.
    #[must_use]
    pub fn of(query: &Query) -> Self {
        let mut terms: Vec<_> = query.terms.iter().filter_map(asked).collect();
        let plain = |term: &&mut AskedTerm| term.manner == Manner::Word && !term.words.is_empty();
        if let Some(last) = terms.iter_mut().rev().find(plain) {
            last.manner = Manner::Begun;
        }
        Self { terms }
    }

    /// Whether it asks for nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// What must be there, with what has a word in it.
    pub(super) fn sought(&self) -> impl Iterator<Item = &AskedTerm> {
        let sought = |term: &&AskedTerm| term.manner != Manner::Not && !term.words.is_empty();
        self.terms.iter().filter(sought)
    }
}

fn asked(term: &Term) -> Option<AskedTerm> {
    let (text, manner) = match &term.test {
        Test::Word(text) => (text, Manner::Word),
        Test::Phrase(text) => (text, Manner::Phrase),
        _ => return None,
    };
    let words = schema::words(text);
    let manner = if term.negated { Manner::Not } else { manner };
    Some(AskedTerm { words, manner })
}
