//! The API as its callers meet it, on both databases.

#![allow(
    clippy::unwrap_used,
    reason = "what a test takes for granted may fail it"
)]

mod access;
mod audit;
mod bad_input;
mod by_role;
mod calendar;
mod documents;
mod feed;
mod files;
mod follow_up;
mod history;
mod hooks;
mod incidents;
mod language;
mod learning;
mod limits;
mod links;
mod live;
mod long_history;
mod mail;
mod meeting;
mod metrics;
mod oidc;
mod operating;
mod patterns;
mod postmortem_feed;
mod prompts;
mod repeats;
mod restricted;
mod rights;
mod rules;
mod search_index;
mod secrets;
mod shift;
mod slack;
mod slack_notices;
mod subscriptions;
mod the_loop;
mod titles;
mod trackers;
mod twice;
mod util;
mod way_in;
mod workspace;
