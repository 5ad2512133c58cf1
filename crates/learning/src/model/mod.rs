//! The model of which incidents resemble which: from a description to signals, from signals to a
//! judgement, each with reasons. `docs/similarity.md` tells how, and how often it is right.

mod clusters;
mod corpus;
mod cut;
mod decisions;
mod described;
mod draft;
mod lexicon;
mod library;
mod mentions;
mod phrases;
mod postings;
mod profile;
mod reasons;
mod signals;
mod similar;
mod sought;
#[cfg(test)]
mod tests;
mod varint;
mod weights;
mod words;

pub use clusters::{Cluster, LOOKED_AT, clusters};
pub use corpus::{Corpus, Term};
pub use decisions::Link;
pub use described::{Decision, Described, Passage, Zone};
pub use library::Library;
pub use reasons::{Names, Reason, ReasonKind};
pub use signals::{COUNT, Signal, Values};
pub use similar::{Likeness, Match, closest, similar, values};
pub use weights::{Judged, ODDS_TO_SUGGEST, Weights, WeightsError};
pub use words::stems as words_of;
