//! Getting in: the first administrator, links, sessions, passwords, API tokens. Through programs
//! that vouch for people one gets in by `features/sign_in`.

pub mod again;
pub mod all_tokens;
pub mod identities;
pub mod links;
pub mod own_sessions;
pub mod password;
pub mod sessions;
pub mod setup;
pub mod tokens;
