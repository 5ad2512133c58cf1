//! The verb of who sees an incident.

use afterword_domain::IncidentRef;
use clap::Args;

use super::Formatted;

/// Without an option it only tells.
#[derive(Debug, Args)]
pub(crate) struct SeenBy {
    /// INC-57
    pub(crate) incident: IncidentRef,
    /// Open it to everybody, also where nobody is left who sees it.
    #[arg(long, conflicts_with_all = ["person", "team"])]
    pub(crate) everyone: bool,
    /// Restrict it to these people and teams.
    #[arg(long, value_name = "HANDLE")]
    pub(crate) person: Vec<String>,
    #[arg(long, value_name = "NAME")]
    pub(crate) team: Vec<String>,
    #[command(flatten)]
    pub(crate) output: Formatted,
}
