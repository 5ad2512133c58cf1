//! Tickets in every tracker, over real HTTP with a stand-in of each, on both databases.

mod bench;
mod failing;
mod following;
mod making;
mod meanwhile;
mod odd;
mod settings;
mod sprints;
