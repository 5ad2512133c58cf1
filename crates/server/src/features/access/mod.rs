//! Getting in: the first administrator, sessions, passwords, API tokens.

pub mod sessions;
pub mod setup;
pub mod tokens;
