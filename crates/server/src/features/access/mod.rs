//! Getting in: the first administrator, links, sessions, passwords, API tokens.

pub mod links;
pub mod sessions;
pub mod setup;
pub mod tokens;
