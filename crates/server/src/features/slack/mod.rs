//! Slack's Web API: what was said in a channel or a thread, brought to an incident.

mod ask;
pub mod bring;
pub mod course;
mod people;

pub(crate) use ask::{connect, told};
pub use people::People;
