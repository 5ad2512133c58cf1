//! What a query is made of.

use crate::incident::Severity;
use crate::{Day, IncidentRef};

/// All terms must hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    pub terms: Vec<Term>,
}

impl Query {
    /// Whether it looks for words or phrases.
    #[must_use]
    pub fn has_words(&self) -> bool {
        self.terms.iter().any(Term::is_text)
    }

    /// Whether it asks for anything else.
    #[must_use]
    pub fn has_facts(&self) -> bool {
        !self.terms.iter().all(Term::is_text)
    }

    /// With what was found for its words and phrases in place of them.
    #[must_use]
    pub fn with_words_found(mut self, found: Vec<IncidentRef>) -> Self {
        self.terms.retain(|term| !term.is_text());
        self.terms.push(Term {
            negated: false,
            test: Test::Among(found),
        });
        self
    }
}

/// One test, or its opposite.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    pub negated: bool,
    pub test: Test,
}

impl Term {
    fn is_text(&self) -> bool {
        matches!(self.test, Test::Word(_) | Test::Phrase(_))
    }
}

/// What is asked of an incident.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// The word is somewhere in the title, the prose or the timeline, whatever the case.
    Word(String),
    /// `"pool wait"`: just so, in this order.
    Phrase(String),
    /// One of these incidents. Not to be written: what an index found for words stands so in place
    /// of them.
    Among(Vec<IncidentRef>),
    /// `sev:1,2`
    Severity(Vec<Severity>),
    /// `service:ledger,checkout-api`
    Service(Vec<String>),
    /// `team:payments`
    Team(Vec<String>),
    /// `owner:mika`: owns an action item.
    Owner(Vec<String>),
    /// `factor:"retries not bounded"`
    Factor(Vec<String>),
    /// `is:repeat`, `has:unfinished-action`
    Flag(Flag),
    /// `since:2026-06`: began on or after the first day of it.
    Since(Day),
    /// `until:2026-06`: began on or before the last day of it.
    Until(Day),
    /// `left:<2d`: days left of the review week; late ones have less than none.
    DaysLeft(Comparison, i64),
    /// `detect:>30m`: detected − impact started, in seconds.
    DetectSeconds(Comparison, i64),
    /// `lasted:>1h`: recovered − impact started, in seconds.
    LastedSeconds(Comparison, i64),
}

/// A yes-or-no property.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Flag {
    Repeat,
    Drill,
    NearMiss,
    Duplicate,
    /// Only some see it.
    Restricted,
    Published,
    /// Not published, and a review is owed.
    Owed,
    /// Past its review week.
    Late,
    /// The post-mortem has not got beyond the facts.
    Draft,
    UnfinishedAction,
    Action,
    OpenQuestion,
    Meeting,
}

impl Flag {
    /// The names by which the language knows them, with the key they stand behind.
    pub const NAMES: [(&'static str, &'static str, Self); 13] = [
        ("is", "repeat", Self::Repeat),
        ("is", "drill", Self::Drill),
        ("is", "near-miss", Self::NearMiss),
        ("is", "duplicate", Self::Duplicate),
        ("is", "restricted", Self::Restricted),
        ("is", "published", Self::Published),
        ("is", "owed", Self::Owed),
        ("is", "late", Self::Late),
        ("is", "draft", Self::Draft),
        ("has", "unfinished-action", Self::UnfinishedAction),
        ("has", "action", Self::Action),
        ("has", "open-question", Self::OpenQuestion),
        ("has", "meeting", Self::Meeting),
    ];
}

/// How two numbers are held against each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    Less,
    AtMost,
    Equal,
    AtLeast,
    More,
}

impl Comparison {
    /// The operator, as the language and SQL both write it.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Equal => "=",
            Self::AtLeast => ">=",
            Self::More => ">",
        }
    }
}
