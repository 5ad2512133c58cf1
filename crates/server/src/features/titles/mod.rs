//! Titles and states of the merge requests and issues that an entry links to.

mod ask;
pub mod fetch;

pub(crate) use ask::{connect, told};
