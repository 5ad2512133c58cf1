//! The secret addresses under which calendar programs read meetings.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What a calendar address shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CalendarScope {
    /// All meetings of the workspace.
    Workspace,
    /// Those that one leads, writes down or attends.
    Own,
}

impl CalendarScope {
    pub const ALL: [Self; 2] = [Self::Workspace, Self::Own];
}
