//! In which order a list of incidents is.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub enum ListOrder {
    #[default]
    #[serde(rename = "newest")]
    NewestFirst,
    #[serde(rename = "oldest")]
    OldestFirst,
    /// Those of unknown length last.
    #[serde(rename = "longest")]
    LongestFirst,
    /// Whose review week ends first; those that owe none last.
    #[serde(rename = "due")]
    DueFirst,
}
