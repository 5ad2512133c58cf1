//! What Afterword is about: incidents, post-mortems, action items, and the rules that hold for them.
//!
//! Every function here is pure. It is given the state, the command and, where a rule needs it, the
//! present moment; it answers with changes or with an error that says what is wrong. It knows no
//! clock, no database and no wire format beyond the serde shape of its own types.

pub mod action_item;
pub mod audit;
pub mod change;
pub mod clock;
pub mod file;
pub mod history;
pub mod id;
pub mod incident;
pub mod integration;
pub mod job;
pub mod learning;
pub mod mail;
pub mod meeting;
pub mod metrics;
pub mod money;
pub mod notice;
pub mod other_server;
pub mod person;
pub mod policy;
pub mod postmortem;
pub mod price;
pub mod query;
pub mod reader_link;
pub mod recurrence;
pub mod refusal;
pub mod roles;
pub mod service;
pub mod sign_in;
pub mod signal;
pub mod statistics;
pub mod stats;
pub mod subscription;
pub mod team;
pub mod text;
pub mod time;
pub mod tracker;
pub mod view;
pub mod workspace;

pub use change::{Change, Edit, Set};
pub use id::{
    ActionItemId, AnswerId, ContributingFactorId, EventId, FactorId, IncidentRef, IntegrationId,
    KeptPhraseId, MeasureId, NoPatternId, NoteId, PersonId, ProviderId, QuestionId, ServiceId,
    SignalId, SubscriptionId, TeamId, TrackerId, ViewId, WordId,
};
pub use incident::Incident;
pub use money::{Currency, Money};
pub use refusal::Refusal;
pub use time::{Day, Moment};
