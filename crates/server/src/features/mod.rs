//! One module a noun, one file a verb or two: request, rule, answer.

pub mod access;
pub mod actions;
pub mod changes;
pub mod documents;
pub mod feed;
pub mod files;
pub mod history;
pub mod hooks;
pub mod incidents;
pub mod integrations;
pub mod jobs;
pub mod language;
pub mod learning;
pub mod live;
pub mod mail;
pub mod meeting;
pub mod metrics;
pub mod notices;
pub mod reader_links;
pub mod search_index;
pub mod slack;
pub mod stats;
pub mod subscriptions;
pub mod titles;
pub mod trackers;
pub mod workspace;
