//! Going back to a version, as a new change. The texts and facts come back; what people agreed on,
//! decided or published since stays, and is named.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::change::Change;
use crate::incident::differ::{Numbering, differ};
use crate::postmortem::Measure;
use crate::{AnswerId, Incident, Refusal};

/// Something that is not as it was, and stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KeptPart {
    pub what: KeptKind,
    pub sentence: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeptKind {
    ActionItems,
    Recurrences,
    Duplicate,
    Meeting,
    Publication,
    Votes,
    Answers,
}

impl KeptKind {
    fn sentence(self) -> &'static str {
        match self {
            Self::ActionItems => {
                "Action items stay, with what was said of them: they are agreed on, also elsewhere."
            }
            Self::Recurrences => {
                "What was decided on repeats stays; decide anew where it is wrong."
            }
            Self::Duplicate => "Of which incident this is a duplicate stays.",
            Self::Meeting => "The meeting and what was said in it stay.",
            Self::Publication => "Whether it is published, and when it first was, stays.",
            Self::Votes => "Votes on measures stay.",
            Self::Answers => "Answers that were written in silence at that time stay.",
        }
    }
}

/// What leads back to a version, and what does not come back.
#[derive(Clone, Debug, PartialEq)]
pub struct Restored {
    pub changes: Vec<Change>,
    pub kept: Vec<KeptPart>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RestoreError {
    #[error("this post-mortem is published; reopen it first")]
    Published,
    #[error("the meeting is running; end it first")]
    Running,
    #[error("everything that can come back is as it was at version {0}")]
    Nothing(u32),
}

impl Refusal for RestoreError {
    fn code(&self) -> &'static str {
        match self {
            Self::Published => "already_published",
            Self::Running => "meeting_running",
            Self::Nothing(_) => "nothing_to_restore",
        }
    }
}

/// What makes the texts and facts of an incident what they were.
///
/// # Errors
/// [`RestoreError`] while it is published or its meeting runs, and when nothing would change.
pub fn restore(present: &Incident, old: &Incident) -> Result<Restored, RestoreError> {
    if present.is_published() {
        return Err(RestoreError::Published);
    }
    if present.postmortem.proceedings.running().is_some() {
        return Err(RestoreError::Running);
    }
    let changes = differ(present, wanted(present, old), Numbering::Kept);
    if changes.is_empty() {
        return Err(RestoreError::Nothing(old.version));
    }
    let kept = kept(present, old).map(|what| KeptPart {
        what,
        sentence: what.sentence().into(),
    });
    Ok(Restored {
        changes,
        kept: kept.collect(),
    })
}

/// The incident as it was, with the parts that stay as they are.
fn wanted(present: &Incident, old: &Incident) -> Incident {
    let mut wanted = old.clone();
    let (now, then) = (&present.postmortem, &mut wanted.postmortem);
    then.enter(&now.publication());
    then.meeting.clone_from(&now.meeting);
    then.proceedings.clone_from(&now.proceedings);
    then.actions.clone_from(&now.actions);
    for measure in &mut then.measures {
        let known = now.measures.iter().find(|known| known.id == measure.id);
        measure.votes = known.map_or_else(Vec::new, |known| known.votes.clone());
    }
    // An action item is made from its measure, which stays with it.
    let chosen = |measure: &&Measure| now.action_of(measure.id).is_some();
    for measure in now.measures.iter().filter(chosen) {
        if !then.measures.iter().any(|known| known.id == measure.id) {
            then.measures.push(measure.clone());
        }
    }
    let unseen = now
        .answers
        .iter()
        .filter(|answer| was_silent(old, answer.id));
    then.answers.extend(unseen.cloned());
    wanted
}

fn was_silent(old: &Incident, id: AnswerId) -> bool {
    let mut silent = old.postmortem.proceedings.silent.iter();
    silent.any(|answer| answer.id == id)
}

fn kept(present: &Incident, old: &Incident) -> impl Iterator<Item = KeptKind> + use<> {
    let (now, then) = (&present.postmortem, &old.postmortem);
    let votes = |measures: &[Measure]| {
        let votes = measures
            .iter()
            .map(|measure| (measure.id, measure.votes.clone()));
        votes
            .filter(|(_, votes)| !votes.is_empty())
            .collect::<Vec<_>>()
    };
    let meeting = now.meeting != then.meeting || now.proceedings != then.proceedings;
    let mut answers = now.answers.iter();
    let parts = [
        (KeptKind::ActionItems, now.actions != then.actions),
        (
            KeptKind::Recurrences,
            present.recurrences != old.recurrences,
        ),
        (
            KeptKind::Duplicate,
            present.duplicate_of != old.duplicate_of,
        ),
        (KeptKind::Meeting, meeting),
        (
            KeptKind::Publication,
            now.publication() != then.publication(),
        ),
        (
            KeptKind::Votes,
            votes(&now.measures) != votes(&then.measures),
        ),
        (
            KeptKind::Answers,
            answers.any(|answer| was_silent(old, answer.id)),
        ),
    ];
    parts
        .into_iter()
        .filter(|(_, differs)| *differs)
        .map(|(part, _)| part)
}
