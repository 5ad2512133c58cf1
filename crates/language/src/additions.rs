//! What a workspace adds to a rule pack.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::finding::Severity;
use crate::pack::PackError;

/// Read from a configuration file, or filled in from a workspace's people and settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Additions {
    /// People, as they are written: "Grace Hopper", "Grace", "ghopper". A name that is written with
    /// a capital is only found with one, so that Will is no will.
    pub names: Vec<String>,
    /// Further words for people: "release captain".
    pub roles: Vec<String>,
    /// Phrases that are fine here; a finding that overlaps one is left out.
    pub allowed: Vec<String>,
    /// By the id of a rule.
    pub severities: BTreeMap<String, Severity>,
}

impl Additions {
    /// Reads them from TOML.
    pub fn parse(text: &str) -> Result<Self, PackError> {
        toml::from_str(text).map_err(PackError::Additions)
    }
}
