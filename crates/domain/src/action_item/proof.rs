//! Proof: the evidence that an action item is done. Finishing without one is allowed, and asked
//! about again.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ActionItem, State};
use crate::text::{self, TextError};
use crate::{Day, Refusal};

/// By what one can see that it is done.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ProofKind {
    MergedChange,
    Test,
    Dashboard,
    /// It was rehearsed and held.
    Drill,
    Other,
}

/// Evidence that an action item is done: a link, a note, or both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    pub kind: ProofKind,
    #[serde(default)]
    pub url: Option<String>,
    #[serde(default)]
    pub note: String,
}

/// Where an action item stands with its proof.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ProofStanding {
    /// It is not done, so there is nothing to prove yet.
    NotAsked,
    /// Done, and nothing shows it.
    Missing,
    /// As `missing`, and the day by which it was to be verified is past.
    Due,
    Given,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    #[error("proof says neither a link nor a word; give proof.url or proof.note")]
    Empty,
    #[error("proof.url “{0}” is not an http or https address")]
    Url(String),
    #[error(transparent)]
    Text(#[from] TextError),
}

impl Refusal for ProofError {
    fn code(&self) -> &'static str {
        match self {
            Self::Empty => "proof_empty",
            Self::Url(_) => "not_a_url",
            Self::Text(error) => error.code(),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Empty => Some("proof".into()),
            Self::Url(_) => Some("proof.url".into()),
            Self::Text(error) => error.field(),
        }
    }
}

/// A proof that shows something.
///
/// # Errors
/// [`ProofError`] naming what is missing or wrong.
pub fn checked(proof: Proof) -> Result<Proof, ProofError> {
    let note = text::prose("proof.note", proof.note.trim())?;
    let url = proof.url.map(|url| url.trim().to_owned());
    match url.filter(|url| !url.is_empty()) {
        Some(url) if !text::is_web_address(&url) => {
            Err(ProofError::Url(url.chars().take(80).collect()))
        }
        None if note.is_empty() => Err(ProofError::Empty),
        url => Ok(Proof {
            kind: proof.kind,
            url,
            note,
        }),
    }
}

impl ActionItem {
    #[must_use]
    pub fn proof_standing(&self, today: Day) -> ProofStanding {
        match (self.state, &self.proof) {
            (State::Done, Some(_)) => ProofStanding::Given,
            (State::Done, None) if self.verify_by.is_some_and(|day| day < today) => {
                ProofStanding::Due
            }
            (State::Done, None) => ProofStanding::Missing,
            _ => ProofStanding::NotAsked,
        }
    }

    /// Done, with nothing that shows it.
    #[must_use]
    pub fn lacks_proof(&self) -> bool {
        self.state == State::Done && self.proof.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action_item::commit::{CommitForm, commit};
    use crate::action_item::progress::{ActionPatch, update};
    use crate::change::apply_all;
    use crate::incident::open::sample;
    use crate::workspace::Workspace;
    use proptest::prelude::*;

    fn proof(url: Option<&str>, note: &str) -> Proof {
        Proof {
            kind: ProofKind::Test,
            url: url.map(str::to_owned),
            note: note.to_owned(),
        }
    }

    proptest! {
        #[test]
        fn what_is_taken_shows_something_and_stays_as_it_is(
            url in proptest::option::of("( |https?://[a-z.]{0,8}|ftp://x|[a-z:/]{0,9})"), note in "[ \na-z]{0,9}",
        ) {
            match checked(proof(url.as_deref(), &note)) {
                Ok(taken) => {
                    prop_assert!(taken.url.is_some() || !taken.note.is_empty());
                    prop_assert_eq!(checked(taken.clone()), Ok(taken));
                }
                Err(ProofError::Empty) => {
                    prop_assert!(note.trim().is_empty() && url.is_none_or(|url| url.trim().is_empty()));
                }
                Err(error) => prop_assert_eq!(error.field(), Some("proof.url".into())),
            }
        }
    }

    #[test]
    fn it_is_asked_for_once_done_and_goes_when_it_is_opened_again() {
        let workspace = Workspace::default();
        let mut incident = sample();
        let now = incident.created_at;
        let form = CommitForm {
            title: Some("Bound the retries".into()),
            ..CommitForm::default()
        };
        let made = commit(&incident, &workspace, form, now).unwrap();
        apply_all(&mut incident, &made);
        let id = incident.postmortem.actions[0].id;
        let mut patched = |patch| {
            let made = update(&incident, &workspace, id, patch, now).unwrap();
            apply_all(&mut incident, &made);
            incident.postmortem.actions[0].clone()
        };
        let entering = |state| ActionPatch {
            state: Some(state),
            ..ActionPatch::default()
        };
        let verify_by = ActionPatch {
            verify_by: Some(Some(now.day().plus_days(3))),
            ..ActionPatch::default()
        };
        let standing = |item: &ActionItem, days| item.proof_standing(now.day().plus_days(days));
        assert_eq!(standing(&patched(verify_by), 9), ProofStanding::NotAsked);
        let done = patched(entering(State::Done));
        assert_eq!(standing(&done, 3), ProofStanding::Missing);
        assert_eq!(standing(&done, 4), ProofStanding::Due);
        let given = patched(ActionPatch {
            proof: Some(Some(proof(None, " The test holds. "))),
            ..ActionPatch::default()
        });
        assert_eq!(standing(&given, 4), ProofStanding::Given);
        assert_eq!(given.proof.unwrap().note, "The test holds.");
        let again = patched(entering(State::Open));
        assert_eq!(again.proof, None);
        assert_eq!(standing(&again, 4), ProofStanding::NotAsked);
    }
}
