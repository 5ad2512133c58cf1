//! The index as its users meet it: what it finds, what it shows, and what it does when its folder
//! is not as it left it.

#![allow(
    clippy::unwrap_used,
    reason = "what a test takes for granted may fail it"
)]

mod damage;
mod finding;
mod rebuilt;
mod samples;
mod snippets;
