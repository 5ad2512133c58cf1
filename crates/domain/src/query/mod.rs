//! The query language of lists: `sev:1,2 service:ledger is:repeat since:2026-06 left:<2d -is:drill`
//! and plain words. Parsed once, here; a list that filters reads the same tree.

mod names;
mod order;
mod parse;
pub mod terms;

pub use names::{Known, nearest, read};
pub use order::ListOrder;
pub use parse::{QueryError, parse};
pub use terms::{Comparison, Flag, Query, Term, Test};
