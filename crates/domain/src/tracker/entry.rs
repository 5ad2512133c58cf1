//! A tracker of the workspace: how administrators see it, and how everybody else does.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{TrackerKind, TrackerSettings};
use crate::TrackerId;
use crate::other_server::place;

/// A tracker as the settings have it; neither its token nor its webhook's secret is part of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TrackerEntry {
    pub id: TrackerId,
    #[serde(flatten)]
    pub settings: TrackerSettings,
}

/// What everybody may know of a tracker: which one it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TrackerLabel {
    pub id: TrackerId,
    pub kind: TrackerKind,
    /// `northwind.atlassian.net`
    pub host: String,
}

impl TrackerEntry {
    #[must_use]
    pub fn label(&self) -> TrackerLabel {
        let host = place(&self.settings.url).and_then(|place| place.split_once("//"));
        TrackerLabel {
            id: self.id,
            kind: self.settings.kind,
            host: host.map_or("", |(_, host)| host).to_owned(),
        }
    }
}

impl TrackerLabel {
    /// `Jira, northwind.atlassian.net`
    #[must_use]
    pub fn name(&self) -> String {
        format!("{}, {}", self.kind.name(), self.host)
    }
}
