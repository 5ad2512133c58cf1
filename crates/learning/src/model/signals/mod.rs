//! What two incidents have in common, as numbers: each signal is a small function of its own, with
//! the reason that a person can check.

mod cause;
mod circumstances;
mod component;
mod exact;
mod factors;
mod fix;
mod mechanism;
mod near;
mod overlap;
mod reference;
#[cfg(test)]
mod sample;
mod wording;
mod words;

use afterword_domain::IncidentRef;

use super::library::Library;
use super::profile::View;
use super::reasons::{Names, Reason};
use super::sought::Sought;

/// What is compared: what is sought, and an incident of the library.
pub(super) struct Pair<'a> {
    pub(super) library: &'a Library,
    pub(super) sought: &'a Sought,
    pub(super) reference: IncidentRef,
    pub(super) earlier: &'a View,
}

/// How many signals there are.
pub const COUNT: usize = 10;

/// The signals in the order in which their values stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Signal {
    Words,
    Cause,
    Wording,
    Fix,
    Component,
    Mechanism,
    Exact,
    Reference,
    Factors,
    Circumstances,
}

/// Each from 0, nothing in common, to 1; a reference that is denied is below 0.
pub type Values = [f32; COUNT];

impl Signal {
    pub const ALL: [Self; COUNT] = [
        Self::Words,
        Self::Cause,
        Self::Wording,
        Self::Fix,
        Self::Component,
        Self::Mechanism,
        Self::Exact,
        Self::Reference,
        Self::Factors,
        Self::Circumstances,
    ];

    /// As the weights' file names it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Cause => "cause",
            Self::Wording => "wording",
            Self::Fix => "fix",
            Self::Component => "component",
            Self::Mechanism => "mechanism",
            Self::Exact => "exact",
            Self::Reference => "reference",
            Self::Factors => "factors",
            Self::Circumstances => "circumstances",
        }
    }
}

/// All signals of a pair.
pub(super) fn values(pair: &Pair<'_>) -> Values {
    [
        words::value(pair),
        cause::value(pair),
        wording::value(pair),
        fix::value(pair),
        component::value(pair),
        mechanism::value(pair),
        exact::value(pair),
        reference::value(pair),
        factors::value(pair),
        circumstances::value(pair),
    ]
}

/// What a person can check, in the order in which it is shown.
pub(super) fn reasons(pair: &Pair<'_>, names: &dyn Names) -> Vec<Reason> {
    let mut reasons = circumstances::reasons(pair, names);
    reasons.extend(factors::reason(pair, names));
    reasons.extend(reference::reason(pair));
    reasons.extend(mechanism::reason(pair));
    reasons.extend(component::reason(pair));
    reasons.extend(cause::reason(pair));
    reasons.extend(fix::reason(pair));
    reasons.sort_by_key(|reason| reason.kind);
    reasons
}
