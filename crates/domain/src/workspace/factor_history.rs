//! What became of a factor of the vocabulary, read from the change log.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::FactorTerm;
use crate::change::Edit;
use crate::{Change, FactorId};

/// One thing that became of a factor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FactorNews {
    Named {
        label: String,
    },
    Relabelled {
        from: String,
        to: String,
    },
    Retired {},
    BroughtBack {},
    /// It was merged into another.
    MergedInto {
        factor: FactorId,
    },
    /// Another was merged into it.
    TookOver {
        factor: FactorId,
        label: String,
    },
    /// The merge was taken back: it stands for itself again.
    Unmerged {
        factor: FactorId,
    },
    /// Another stands for itself again that was merged into it.
    GaveBack {
        factor: FactorId,
        label: String,
    },
    /// It was split off of another.
    SplitFrom {
        factor: FactorId,
    },
    /// Another was split off of it.
    SplitOff {
        factor: FactorId,
        label: String,
    },
}

impl FactorNews {
    /// What a change of the vocabulary says of one factor; nothing when it does not concern it.
    #[must_use]
    pub fn of(id: FactorId, change: &Change) -> Option<Self> {
        match change {
            Change::FactorTerm(Edit::Added { entry, .. }) => Self::of_new(id, entry),
            Change::FactorTerm(Edit::Changed { from, to }) if from.id == id => {
                Self::of_own(from, to)
            }
            Change::FactorTerm(Edit::Changed { from, to }) => Self::of_other(id, from, to),
            _ => None,
        }
    }

    fn of_new(id: FactorId, entry: &FactorTerm) -> Option<Self> {
        let label = entry.label.clone();
        match entry.split_from {
            Some(factor) if entry.id == id => Some(Self::SplitFrom { factor }),
            None if entry.id == id => Some(Self::Named { label }),
            Some(from) if from == id => Some(Self::SplitOff {
                factor: entry.id,
                label,
            }),
            _ => None,
        }
    }

    fn of_own(from: &FactorTerm, to: &FactorTerm) -> Option<Self> {
        match (from.merged_into, to.merged_into) {
            (None, Some(factor)) => return Some(Self::MergedInto { factor }),
            (Some(factor), None) => return Some(Self::Unmerged { factor }),
            _ => {}
        }
        if from.label != to.label {
            let (from, to) = (from.label.clone(), to.label.clone());
            return Some(Self::Relabelled { from, to });
        }
        match (from.retired, to.retired) {
            (false, true) => Some(Self::Retired {}),
            (true, false) => Some(Self::BroughtBack {}),
            _ => None,
        }
    }

    /// Of those that only lead elsewhere because what they led to was merged, nothing is said.
    fn of_other(id: FactorId, from: &FactorTerm, to: &FactorTerm) -> Option<Self> {
        let (factor, label) = (from.id, from.label.clone());
        match (from.merged_into, to.merged_into) {
            (None, Some(into)) if into == id => Some(Self::TookOver { factor, label }),
            (Some(into), None) if into == id => Some(Self::GaveBack { factor, label }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_from_both_sides() {
        let term = |id, label: &str| FactorTerm::new(FactorId(id), label.into());
        let changed = |from: &FactorTerm, to: FactorTerm| {
            Change::FactorTerm(Edit::Changed {
                from: from.clone(),
                to,
            })
        };
        let (old, other) = (FactorId(1), FactorId(2));
        let plain = term(1, "no bound");
        let merged = FactorTerm {
            retired: true,
            merged_into: Some(other),
            ..plain.clone()
        };
        let label = String::from("no bound");
        let merge = changed(&plain, merged.clone());
        let back = changed(&merged, plain.clone());
        assert_eq!(
            FactorNews::of(old, &merge),
            Some(FactorNews::MergedInto { factor: other })
        );
        let taken = FactorNews::TookOver {
            factor: old,
            label: label.clone(),
        };
        assert_eq!(FactorNews::of(other, &merge), Some(taken));
        assert_eq!(
            FactorNews::of(old, &back),
            Some(FactorNews::Unmerged { factor: other })
        );
        let given = FactorNews::GaveBack { factor: old, label };
        assert_eq!(FactorNews::of(other, &back), Some(given));
        assert_eq!(FactorNews::of(FactorId(3), &merge), None);
        let split = Change::FactorTerm(Edit::Added {
            at: 1,
            entry: FactorTerm {
                split_from: Some(old),
                ..term(2, "no backoff")
            },
        });
        assert_eq!(
            FactorNews::of(other, &split),
            Some(FactorNews::SplitFrom { factor: old })
        );
        let off = FactorNews::SplitOff {
            factor: other,
            label: "no backoff".into(),
        };
        assert_eq!(FactorNews::of(old, &split), Some(off));
    }
}
