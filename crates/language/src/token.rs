//! One word or mark of a text, with what the lexicon knows of it.

use crate::inflection::Forms;
use crate::lexicon::{Classes, WordId};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Word,
    /// Stands in the sentence without being read: code, a quotation, an address.
    Opaque,
    Mark(char),
}

#[expect(clippy::struct_excessive_bools, reason = "each is asked for by itself")]
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) kind: Kind,
    /// `WordId::UNKNOWN` where the lexicon does not have it.
    pub(crate) word: WordId,
    pub(crate) classes: Classes,
    pub(crate) forms: Forms,
    /// Begins with a capital.
    pub(crate) capital: bool,
    /// Follows what is before without a space, a hyphen at most.
    pub(crate) glued: bool,
    /// Part of a link's label, which is the name of what it leads to.
    pub(crate) linked: bool,
    /// Looks like a past tense by its ending, without being in the lexicon.
    pub(crate) looks_past: bool,
    /// Is a gerund, or likewise looks like one.
    pub(crate) looks_gerund: bool,
}

impl Token {
    /// A token of which nothing is known.
    pub(crate) fn new(start: usize, end: usize, kind: Kind) -> Self {
        Self {
            start,
            end,
            kind,
            word: WordId::UNKNOWN,
            classes: Classes::NONE,
            forms: Forms::NONE,
            capital: false,
            glued: false,
            linked: false,
            looks_past: false,
            looks_gerund: false,
        }
    }

    pub(crate) fn mark(&self) -> Option<char> {
        match self.kind {
            Kind::Mark(mark) => Some(mark),
            Kind::Word | Kind::Opaque => None,
        }
    }

    pub(crate) fn is_word(&self) -> bool {
        self.kind == Kind::Word
    }

    pub(crate) fn is(&self, classes: Classes) -> bool {
        self.classes.meets(classes)
    }

    /// Can carry a clause.
    pub(crate) fn is_finite_verb(&self) -> bool {
        self.is(Classes::AUXILIARY) || self.forms.is_finite() || self.looks_past
    }
}
