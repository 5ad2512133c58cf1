//! A term of the shared factor vocabulary, and what may become of it: another label, retirement,
//! or a merge into another term, whose own it is from then on.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Workspace;
use crate::action_item::ActionItem;
use crate::change::Edit;
use crate::postmortem::{ContributingFactor, Measure};
use crate::text::{self, NAME_MAX, TextError};
use crate::{Change, FactorId, Incident, IncidentRef, Refusal};

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
    /// The term that some incidents named before they named this one.
    #[serde(default)]
    #[schema(required)]
    pub split_from: Option<FactorId>,
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
            split_from: None,
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

/// What is to change of a term; what is left out stays.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FactorPatch {
    pub label: Option<String>,
    pub retired: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FactorError {
    #[error(transparent)]
    Text(#[from] TextError),
    #[error("there is no factor {0} in this workspace")]
    Unknown(FactorId),
    #[error("a factor cannot be merged into itself")]
    IntoItself,
    #[error("“{label}” was merged into another factor; its label leads there, and it stays so")]
    Merged { label: String },
    #[error("“{label}” was itself merged into another factor; name that one")]
    IntoMerged { label: String },
    #[error("“{label}” was not merged into another factor")]
    NotMerged { label: String },
    #[error("incidents names none")]
    NoIncidents,
    #[error("{incident} does not name “{label}”")]
    NotNamed {
        incident: IncidentRef,
        label: String,
    },
}

impl Refusal for FactorError {
    fn code(&self) -> &'static str {
        match self {
            Self::Text(error) => error.code(),
            Self::Unknown(_) => "no_such_factor",
            Self::IntoItself => "merged_into_itself",
            Self::Merged { .. } | Self::IntoMerged { .. } => "factor_merged",
            Self::NotMerged { .. } => "factor_not_merged",
            Self::NoIncidents => "empty",
            Self::NotNamed { .. } => "factor_not_named",
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Text(error) => error.field(),
            Self::Unknown(_) | Self::IntoItself | Self::IntoMerged { .. } => Some("into".into()),
            Self::NoIncidents | Self::NotNamed { .. } => Some("incidents".into()),
            Self::Merged { .. } | Self::NotMerged { .. } => None,
        }
    }
}

/// The term as the patch has it. Whether the label is free is asked elsewhere.
///
/// # Errors
/// [`FactorError`] when the label does not fit, or the term was merged into another.
pub fn amended(term: &FactorTerm, patch: FactorPatch) -> Result<FactorTerm, FactorError> {
    not_merged(term)?;
    let label = match patch.label {
        Some(label) => text::line("label", &label, NAME_MAX)?,
        None => term.label.clone(),
    };
    Ok(FactorTerm {
        label,
        retired: patch.retired.unwrap_or(term.retired),
        ..term.clone()
    })
}

/// What becomes of the vocabulary when a term is merged into another: the term itself, and those
/// that were merged into it before. So no term leads to one that leads on.
///
/// # Errors
/// [`FactorError`] when there is no such other, or one of the two was merged already.
pub fn merged(
    workspace: &Workspace,
    from: &FactorTerm,
    into: FactorId,
) -> Result<Vec<Edit<FactorTerm>>, FactorError> {
    let target = workspace.factor(into).ok_or(FactorError::Unknown(into))?;
    if from.id == into {
        return Err(FactorError::IntoItself);
    }
    not_merged(from)?;
    if target.merged_into.is_some() {
        let label = target.label.clone();
        return Err(FactorError::IntoMerged { label });
    }
    let leads_on = |term: &&FactorTerm| term.id == from.id || term.merged_into == Some(from.id);
    let terms = workspace.factors.iter().filter(leads_on);
    let edits = terms.filter_map(|term| {
        let next = FactorTerm {
            retired: true,
            merged_into: Some(into),
            ..term.clone()
        };
        Edit::between(term, next)
    });
    Ok(edits.collect())
}

fn not_merged(term: &FactorTerm) -> Result<(), FactorError> {
    match term.merged_into {
        None => Ok(()),
        Some(_) => Err(FactorError::Merged {
            label: term.label.clone(),
        }),
    }
}

/// What is split off of a term that is in use: the new one's own.
///
/// # Errors
/// [`FactorError`] when the term was merged into another, or no incident is to go.
pub fn split(
    from: &FactorTerm,
    new: FactorTerm,
    incidents: &[IncidentRef],
) -> Result<FactorTerm, FactorError> {
    not_merged(from)?;
    if incidents.is_empty() {
        return Err(FactorError::NoIncidents);
    }
    Ok(FactorTerm {
        split_from: Some(from.id),
        ..new
    })
}

/// What names a factor.
trait Names: PartialEq + Clone {
    fn factor(&mut self) -> &mut Option<FactorId>;
}

macro_rules! names {
    ($($noun:ty),*) => {$(
        impl Names for $noun {
            fn factor(&mut self) -> &mut Option<FactorId> {
                &mut self.factor
            }
        }
    )*};
}

names!(ContributingFactor, Measure, ActionItem);

/// The changes by which everything in an incident that names one factor comes to name another.
#[must_use]
pub fn renamed(incident: &Incident, from: FactorId, into: FactorId) -> Vec<Change> {
    fn each<T: Names>(
        entries: &[T],
        (from, into): (FactorId, FactorId),
        change: fn(Edit<T>) -> Change,
    ) -> impl Iterator<Item = Change> + '_ {
        entries.iter().filter_map(move |entry| {
            let mut next = entry.clone();
            let named = next.factor();
            if *named != Some(from) {
                return None;
            }
            *named = Some(into);
            Edit::between(entry, next).map(change)
        })
    }
    let both = (from, into);
    let postmortem = &incident.postmortem;
    each(&postmortem.factors, both, Change::ContributingFactor)
        .chain(each(&postmortem.measures, both, Change::Measure))
        .chain(each(&postmortem.actions, both, Change::ActionItem))
        .collect()
}

impl Workspace {
    /// The changes of an incident, with what they bring naming no factor that was merged: somebody
    /// may have chosen it just before, or takes back an edit from before. What then changes
    /// nothing is left out.
    #[must_use]
    pub fn follow_merges(&self, mut changes: Vec<Change>) -> Vec<Change> {
        fn differs<T: PartialEq>(edit: &Edit<T>) -> bool {
            !matches!(edit, Edit::Changed { from, to } if from == to)
        }
        if !self.factors.iter().any(|term| term.merged_into.is_some()) {
            return changes;
        }
        changes.retain_mut(|change| match change {
            Change::ContributingFactor(edit) => {
                self.follow_in(edit);
                differs(edit)
            }
            Change::Measure(edit) => {
                self.follow_in(edit);
                differs(edit)
            }
            Change::ActionItem(edit) => {
                self.follow_in(edit);
                differs(edit)
            }
            _ => true,
        });
        changes
    }

    fn follow_in<T: Names>(&self, edit: &mut Edit<T>) {
        if let Edit::Added { entry, .. } | Edit::Changed { to: entry, .. } = edit {
            let named = entry.factor();
            *named = named.map(|id| self.factor_in_use(id));
        }
    }

    /// The factor itself, or the one that it was merged into.
    #[must_use]
    pub fn factor_in_use(&self, id: FactorId) -> FactorId {
        self.factor(id)
            .and_then(|term| term.merged_into)
            .unwrap_or(id)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::change::apply_all;
    use crate::incident::open::sample;
    use crate::postmortem::edit::{FactorForm, write_factor};

    fn vocabulary(labels: &[&str]) -> Workspace {
        let terms = (1..).zip(labels);
        let terms = terms.map(|(id, label)| FactorTerm::new(FactorId(id), (*label).into()));
        Workspace {
            factors: terms.collect(),
            ..Workspace::default()
        }
    }

    fn merge(workspace: &mut Workspace, from: u32, into: u32) -> Result<(), FactorError> {
        let term = workspace.factor(FactorId(from)).unwrap().clone();
        for edit in merged(workspace, &term, FactorId(into))? {
            crate::change::edit_list(&mut workspace.factors, &edit);
        }
        Ok(())
    }

    #[test]
    fn a_term_is_relabelled_retired_and_taken_back() {
        let term = FactorTerm::new(FactorId(1), "no limit".into());
        let patch = |label: Option<&str>, retired| FactorPatch {
            label: label.map(Into::into),
            retired,
        };
        let next = amended(&term, patch(Some(" No  bound "), Some(true))).unwrap();
        assert_eq!((next.label.as_str(), next.retired), ("No bound", true));
        let back = amended(&next, patch(None, Some(false))).unwrap();
        assert_eq!((back.label.as_str(), back.retired), ("No bound", false));
        let empty = amended(&term, patch(Some(" "), None)).unwrap_err();
        assert_eq!(empty.code(), "empty");
        let merged = FactorTerm {
            merged_into: Some(FactorId(2)),
            ..term
        };
        let refused = amended(&merged, patch(None, Some(false))).unwrap_err();
        assert_eq!(refused.code(), "factor_merged");
    }

    #[test]
    fn a_merge_that_leads_nowhere_is_refused_by_its_reason() {
        let mut workspace = vocabulary(&["a", "b", "c"]);
        let code = |error: FactorError| (error.code(), error.field());
        let into = || Some("into".to_owned());
        let refused = merge(&mut workspace, 1, 1).unwrap_err();
        assert_eq!(code(refused), ("merged_into_itself", into()));
        let refused = merge(&mut workspace, 1, 9).unwrap_err();
        assert_eq!(code(refused), ("no_such_factor", into()));
        merge(&mut workspace, 1, 2).unwrap();
        let refused = merge(&mut workspace, 3, 1).unwrap_err();
        assert_eq!(code(refused), ("factor_merged", into()));
        let refused = merge(&mut workspace, 1, 3).unwrap_err();
        assert_eq!(code(refused), ("factor_merged", None));
    }

    #[test]
    fn what_is_chosen_just_before_a_merge_follows_it() {
        let mut workspace = vocabulary(&["a", "b"]);
        let incident = sample();
        let form = FactorForm {
            text: "The pool was full.".into(),
            factor: Some(FactorId(1)),
            ..FactorForm::default()
        };
        let chosen = write_factor(&incident, &workspace, None, &form).unwrap();
        assert_eq!(workspace.follow_merges(chosen.clone()), chosen);
        merge(&mut workspace, 1, 2).unwrap();
        let mut after = incident.clone();
        apply_all(&mut after, &workspace.follow_merges(chosen));
        assert_eq!(after.postmortem.factors[0].factor, Some(FactorId(2)));
        let back = renamed(&after, FactorId(2), FactorId(1));
        assert_eq!(workspace.follow_merges(back), []);
    }

    proptest! {
        /// Whatever is merged in whatever order: a label leads to a term that was not merged, in
        /// one step, and to where its term's incidents went.
        #[test]
        fn every_label_leads_to_a_term_in_use(merges in proptest::collection::vec((1u32..7, 1u32..7), 0..12)) {
            let mut workspace = vocabulary(&["a", "b", "c", "d", "e", "f"]);
            let mut leads: Vec<u32> = (0..7).collect();
            for (from, into) in merges {
                if merge(&mut workspace, from, into).is_ok() {
                    for target in &mut leads {
                        if *target == from {
                            *target = into;
                        }
                    }
                }
            }
            for term in &workspace.factors {
                let found = workspace.factor_labelled(&term.label).unwrap();
                prop_assert_eq!(found.merged_into, None);
                prop_assert_eq!(found.id.0, leads[term.id.0 as usize]);
                prop_assert_eq!(found.id, workspace.factor_in_use(term.id));
                prop_assert!(term.merged_into.is_none() || term.retired);
            }
        }
    }
}
