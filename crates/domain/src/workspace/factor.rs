//! A term of the shared factor vocabulary, and what may become of it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::FactorId;

/// A term of the shared factor vocabulary, such as "retries not bounded".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FactorTerm {
    pub id: FactorId,
    pub label: String,
    /// No longer offered for new use; what names it still does, and is still counted.
    #[serde(default)]
    #[schema(required)]
    pub retired: bool,
    /// The term that took over everything this one named; its label leads there.
    #[serde(default)]
    #[schema(required)]
    pub merged_into: Option<FactorId>,
}

impl FactorTerm {
    /// A term in use.
    #[must_use]
    pub fn new(id: FactorId, label: String) -> Self {
        Self {
            id,
            label,
            retired: false,
            merged_into: None,
        }
    }

    /// What two labels are compared by: case and spacing do not make another factor.
    #[must_use]
    pub fn key(label: &str) -> String {
        label
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase()
    }
}
