//! The check of language, with what the workspace adds and what was kept: texts, documents, kept
//! phrases, the rules as they stand here, and the trend. Nothing of it blocks anything.

pub mod check;
pub mod checkers;
pub mod document;
pub mod findings;
pub mod keep;
pub mod places;
pub mod rules;
pub mod tallies;
pub mod trend;
pub mod trend_library;
