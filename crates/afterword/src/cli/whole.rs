//! `afterword backup`, `restore` and `archive`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Files, Formatted};

/// What goes out, whole.
#[derive(Debug, Args)]
pub(crate) struct Outgoing {
    /// Where it is written, such as afterword-2026-10-14.tar. Only its owner may read it.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Replace a file that is there.
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) files: Files,
    #[command(flatten)]
    pub(crate) output: Formatted,
}

/// What comes in, whole.
#[derive(Debug, Args)]
pub(crate) struct Incoming {
    /// What `afterword backup` or `afterword archive export` wrote.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Replace the workspace that is there. A SQLite database stays beside the new one, under
    /// another name.
    #[arg(long)]
    pub(crate) overwrite: bool,
    #[command(flatten)]
    pub(crate) files: Files,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Archive {
    /// Write every row of every table, and the attached files, into one file. A server goes on
    /// meanwhile.
    Export(Outgoing),
    /// Put what an archive holds into the database, which has to be empty, or --overwrite.
    Import(Incoming),
}
