//! What holds the second step back, and the end of a meeting that never left it: open action items of earlier post-mortems near to this one of
//! which nothing was said yet (invariant 3).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::agenda::{AgendaAction, Nearness, Step};
use super::error::MeetingError;
use super::proceedings::MeetingRun;
use crate::action_item::progress::{self, ProgressError};
use crate::action_item::review::{ReviewForm, review};
use crate::action_item::{ActionReview, Outcome};
use crate::change::Change;
use crate::workspace::Workspace;
use crate::{ActionItemId, Incident, IncidentRef, Moment, PersonId};

/// An action item that the second step looks at, with what this meeting said of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MeetingAction {
    #[serde(flatten)]
    pub listed: AgendaAction,
    pub said: Option<ActionReview>,
}

/// Those near to the incident, in the order in which they are looked at, and how many more there
/// are elsewhere, which no meeting but their own has to look at.
#[must_use]
pub fn near(meeting_of: IncidentRef, listed: Vec<AgendaAction>) -> (Vec<MeetingAction>, usize) {
    let all = listed.len();
    let near: Vec<_> = listed
        .into_iter()
        .filter(|action| action.nearness != Nearness::Elsewhere)
        .map(|listed| MeetingAction {
            said: said(meeting_of, &listed).cloned(),
            listed,
        })
        .collect();
    let elsewhere = all - near.len();
    (near, elsewhere)
}

/// Those of which nothing was said: neither an outcome nor that they are put off.
pub fn left(near: &[MeetingAction]) -> impl Iterator<Item = &MeetingAction> {
    near.iter()
        .filter(|action| action.said.is_none() && !action.listed.open.action.state.is_finished())
}

/// A sentence for each of those.
#[must_use]
pub fn sentences(near: &[MeetingAction]) -> Vec<String> {
    left(near)
        .map(|action| {
            let open = &action.listed.open;
            format!("“{}” of {}", open.action.title, open.incident)
        })
        .collect()
}

/// Invariant 3, for every way that leads out of the second step, and for the meeting's end.
///
/// # Errors
/// [`MeetingError::OpenActionsLeft`] while there is something left to look at.
pub(super) fn nothing_left(run: &MeetingRun, near: &[MeetingAction]) -> Result<(), MeetingError> {
    if run.step > Step::OpenActions {
        return Ok(());
    }
    let sentences = sentences(near);
    if sentences.is_empty() {
        Ok(())
    } else {
        Err(MeetingError::OpenActionsLeft(sentences))
    }
}

/// Puts one of them off, at the incident that it came from. Nothing when the meeting has said
/// something of it meanwhile, or it was finished: what was said is not said over.
///
/// # Errors
/// When there is no such item, or no word why.
pub fn put_off(
    from: &Incident,
    workspace: &Workspace,
    id: ActionItemId,
    (meeting_of, note): (IncidentRef, &str),
    by: PersonId,
    now: Moment,
) -> Result<Vec<Change>, ProgressError> {
    let action = progress::find(from, id)?;
    let mut reviews = action.reviews.iter();
    if action.state.is_finished() || reviews.any(|review| review.meeting_of == Some(meeting_of)) {
        return Ok(Vec::new());
    }
    let form = ReviewForm {
        outcome: Outcome::PutOff,
        note: note.into(),
        owner: None,
        meeting_of: Some(meeting_of),
    };
    review(from, workspace, id, &form, Some(by), now)
}

fn said(meeting_of: IncidentRef, listed: &AgendaAction) -> Option<&ActionReview> {
    let reviews = listed.open.action.reviews.iter().rev();
    reviews
        .into_iter()
        .find(|review| review.meeting_of == Some(meeting_of))
}

#[cfg(test)]
mod tests {
    use super::super::minutes::Told;
    use super::super::run::end;
    use super::super::sample::{self, INES, Played};
    use super::super::steps::go_to;
    use super::*;
    use crate::Refusal as _;
    use crate::action_item::State;
    use crate::change::apply_all;
    use crate::incident::open::sample;

    fn end_it(played: &Played) -> Result<Vec<Change>, MeetingError> {
        let (near, now) = (&played.near, played.now);
        let told = Told { near, now };
        end(&played.incident, &played.workspace, &told, INES, now)
    }

    #[test]
    fn ending_is_no_way_around_the_second_step() {
        for to in [Step::CheckIn, Step::OpenActions] {
            let mut played = Played::begun(false);
            let (incident, workspace) = (&played.incident, &played.workspace);
            let gone = go_to(
                incident,
                workspace,
                &played.near,
                (to, ""),
                INES,
                played.now,
            );
            played.take(gone.unwrap());
            let refused = end_it(&played).unwrap_err();
            assert_eq!(refused.code(), "open_actions_left");
            assert_eq!(refused.all(), ["“Bound the retries” of INC-31"]);
            played.near[0].said = Some(sample::put_off(&played.near[0], played.now));
            assert!(end_it(&played).is_ok());
        }
    }

    #[test]
    fn what_was_said_meanwhile_is_not_said_over() {
        let played = Played::new();
        let action = &played.near[0].listed.open.action;
        let (here, now) = (played.incident.reference, played.now);
        let off = |from: &Incident, meeting_of| {
            let why = (meeting_of, "no time");
            put_off(from, &played.workspace, action.id, why, INES, now).unwrap()
        };
        let mut from = sample();
        from.postmortem.actions = vec![action.clone()];
        let first = off(&from, here);
        assert_eq!(first.len(), 1);
        apply_all(&mut from, &first);
        assert_eq!(off(&from, here), []);
        assert_eq!(off(&from, IncidentRef(40)).len(), 1, "another meeting may");
        from.postmortem.actions[0].state = State::Done;
        assert_eq!(off(&from, IncidentRef(40)), []);
    }

    #[test]
    fn what_comes_near_later_does_not_hold_the_end_back() {
        let mut played = Played::begun(false);
        let near = std::mem::take(&mut played.near);
        let (incident, workspace, now) = (&played.incident, &played.workspace, played.now);
        let gone = go_to(incident, workspace, &[], (Step::Why, "short"), INES, now);
        played.take(gone.unwrap());
        played.near = near;
        assert!(end_it(&played).is_ok());
    }
}
