//! Secrets, passwords and the session cookie.

pub mod cookie;
pub mod password;
pub mod secret;
