//! What the incidents teach together: recurring factors, chains of repeats, whether an action
//! worked, what a new incident is like. Pure reckoning over facts that fit in memory.

pub mod chains;
mod compared;
pub mod considered;
pub mod factors;
pub mod facts;
pub mod find;
pub mod lessons;
mod named;
pub mod no_pattern;
pub mod outcomes;
pub mod patterns;
pub mod quarters;
#[cfg(test)]
mod sample;
pub mod times;
pub mod together;
pub mod words;
pub mod yearly;

pub use facts::{ActionFacts, CostFacts, IncidentFacts, Reached};
pub use named::NamedBy;
