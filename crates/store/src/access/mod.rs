//! How people come in: passwords, sessions, tokens, one-time links. Holds hashes, never a secret,
//! and refuses to know how a hash is made or what a scope allows.

pub(crate) mod identities;
pub(crate) mod one_time_links;
pub(crate) mod passwords;
pub(crate) mod providers;
pub(crate) mod rules;
pub(crate) mod sessions;
pub(crate) mod tokens;
pub(crate) mod tries;
