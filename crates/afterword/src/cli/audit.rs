//! The verb of the audit log.

use afterword_domain::audit::Kind;
use afterword_domain::{IncidentRef, Moment};
use afterword_store::Head;
use clap::{Args, ValueEnum};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum AuditFormat {
    /// For people.
    #[default]
    Text,
    /// A list, for programs.
    Json,
    /// An entry a line, oldest first and all of them.
    Jsonl,
}

/// Without --verify: the newest entries first.
#[derive(Debug, Args)]
pub(crate) struct Audit {
    /// What this person did, by handle, or what tells of their signing in.
    #[arg(long, value_name = "HANDLE")]
    pub(crate) person: Option<String>,
    /// A name of the log or what it begins with, such as token.added or session.
    #[arg(long)]
    pub(crate) kind: Option<Kind>,
    /// What happened to this incident, and who looked at it or took it out.
    #[arg(long)]
    pub(crate) incident: Option<IncidentRef>,
    /// From this moment on: 2026-10-14T00:00:00Z
    #[arg(long, value_name = "MOMENT")]
    pub(crate) from: Option<Moment>,
    /// Before this moment.
    #[arg(long, value_name = "MOMENT")]
    pub(crate) to: Option<Moment>,
    /// How many entries, with text and json.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub(crate) limit: u32,
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: AuditFormat,
    /// Look whether every entry still fits the one before it, and name the first that does not.
    #[arg(long, conflicts_with_all = ["person", "kind", "incident", "from", "to", "limit"])]
    pub(crate) verify: bool,
    /// With --verify: what an earlier look gave as its end and was written down elsewhere.
    #[arg(long, requires = "verify", value_name = "NUMBER:HASH")]
    pub(crate) known: Option<Head>,
}
