//! What the store promises, asked of both databases.

#![expect(
    clippy::unwrap_used,
    reason = "a contract that does not hold is a panic, in what the tests share too"
)]

mod access;
mod actions;
mod audit;
mod brought;
mod changing;
mod database;
mod factor_moves;
mod files;
mod generated;
mod growth;
mod idempotency;
mod intake;
mod intake_order;
mod jobs;
mod learning;
mod listing;
mod live;
mod live_servers;
mod mail;
mod metrics;
mod offers;
mod opening;
mod queries;
mod secrets;
mod shadow;
mod sight;
mod sign_in;
mod texts;
mod together;
mod trackers;
mod vocabulary;
mod whole;
mod workspace;
mod world;
