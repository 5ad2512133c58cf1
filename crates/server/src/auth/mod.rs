//! Secrets, passwords, how often they may be tried, how many requests somebody may send, cookies,
//! and from where somebody comes.

pub mod address;
pub mod browser;
pub mod cookie;
pub mod limits;
pub mod password;
pub mod secret;
pub mod throttle;
