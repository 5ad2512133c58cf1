//! Slack's Web API: what was said in a channel or a thread, brought to an incident; notices sent to
//! people, and what they press there.

mod ask;
pub mod bring;
pub mod course;
mod people;
mod pressed;
mod send;

pub(crate) use ask::{connect, told};
pub use people::People;
pub(crate) use pressed::{press_of, pressed};
pub(crate) use send::{is_set_up, send};
