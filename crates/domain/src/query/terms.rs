//! What a query is made of.

use crate::Day;
use crate::incident::Severity;

/// All terms must hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    pub terms: Vec<Term>,
}

/// One test, or its opposite.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    pub negated: bool,
    pub test: Test,
}

/// What is asked of an incident.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// The text is somewhere in the title, the prose or the timeline, whatever the case.
    Word(String),
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
    pub const NAMES: [(&'static str, &'static str, Self); 12] = [
        ("is", "repeat", Self::Repeat),
        ("is", "drill", Self::Drill),
        ("is", "near-miss", Self::NearMiss),
        ("is", "duplicate", Self::Duplicate),
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
