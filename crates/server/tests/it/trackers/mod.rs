//! Tickets in every tracker, over real HTTP with a stand-in of each, on both databases.

mod bench;
mod failing;
mod following;
mod making;
mod settings;
mod sprints;
