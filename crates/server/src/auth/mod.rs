//! Secrets, passwords, how often they may be tried, and the session cookie.

pub mod cookie;
pub mod password;
pub mod secret;
pub mod throttle;
