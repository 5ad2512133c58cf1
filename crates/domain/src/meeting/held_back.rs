//! What holds the second step back: open action items of earlier post-mortems near to this one of
//! which nothing was said yet (invariant 3).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::agenda::{AgendaAction, Nearness};
use crate::IncidentRef;
use crate::action_item::ActionReview;

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

fn said(meeting_of: IncidentRef, listed: &AgendaAction) -> Option<&ActionReview> {
    let reviews = listed.open.action.reviews.iter().rev();
    reviews
        .into_iter()
        .find(|review| review.meeting_of == Some(meeting_of))
}
