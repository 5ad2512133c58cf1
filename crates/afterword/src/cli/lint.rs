//! What `afterword lint` is told.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum LintFormat {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands, which GitHub shows beside the lines.
    Github,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum LintConfidence {
    #[default]
    Low,
    Medium,
    High,
}

#[derive(Debug, Args)]
pub(crate) struct Lint {
    /// Markdown files, and folders of them.
    #[arg(required_unless_present = "stdin", value_name = "FILE")]
    pub(crate) paths: Vec<PathBuf>,
    /// Read standard input instead of files.
    #[arg(long, conflicts_with = "paths")]
    pub(crate) stdin: bool,
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: LintFormat,
    /// Names, roles, allowed phrases and severities; afterword-language.toml of this folder when
    /// left out and there.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Leave out what is less sure.
    #[arg(long, value_enum, default_value_t, value_name = "CONFIDENCE")]
    pub(crate) at_least: LintConfidence,
}
