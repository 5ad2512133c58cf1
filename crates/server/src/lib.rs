//! The server: the API under `/api/v1`, and the web front end embedded in the program.
//!
//! It parses and authorises a request, lets the domain decide, has the store keep what was decided,
//! and answers. It holds no rule of its own and writes to no table.

pub mod app;
pub mod auth;
pub mod caller;
pub mod clock;
pub mod embedded;
pub mod ending;
pub mod envelope;
pub mod error;
pub mod extract;
pub mod features;
pub mod idempotency;
pub mod of_facts;
pub mod openapi;
pub mod query;
mod schema;
pub mod serve;
pub mod sight;

pub use app::{App, Config};
pub use error::ApiError;
