//! The search index of this server: kept up with the change log, made again when it cannot be used,
//! and asked for the words of a query.
//!
//! It lies in the data folder and is derived from the database: whatever becomes of it, the server
//! answers. While it is being made, words are looked for in the database itself.

mod keep;
mod make;
mod state;
pub mod status;

pub use keep::keep_index;
pub use make::{Trouble, rebuild};
pub use state::{IndexStanding, Progress, RestrictedHits, SearchIndex};
