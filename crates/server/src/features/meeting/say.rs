//! What is said on the way: a word when one arrives and leaves, and notes.

use afterword_domain::meeting::proceedings::Phase;
use afterword_domain::meeting::{notes, words};
use afterword_domain::policy::Operation;
use afterword_domain::{EventId, IncidentRef, NoteId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::view::MeetingView;
use super::writer::Hand;
use super::{Asking, MeetingAnswer};
use crate::error::ApiError;
use crate::extract::{At, Body};
use crate::features::incidents::timeline::TextForm;

const EDIT: Operation = Operation::EditIncident;

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WordForm {
    pub phase: Phase,
    /// A word; at most 80 characters.
    pub text: String,
}

/// Says how one arrives or leaves; said again, it takes the place of what was said. In a meeting
/// that writes without names, the header `Meeting-Key` stands for the name.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/meeting/words", tag = "meeting",
    request_body = WordForm,
    params(("reference" = IncidentRef, Path), ("Meeting-Key" = Option<String>, Header)),
    responses((status = 200, body = MeetingView), ApiError)
)]
pub async fn say_word(
    asking: Asking,
    Body(form): Body<WordForm>,
) -> Result<MeetingAnswer, ApiError> {
    asking.caller.may(EDIT)?;
    let now = asking.now();
    let hand = Hand::of(&asking, &asking.incident().await?);
    asking
        .change_as(EDIT, hand.author(), |incident, _| {
            words::say(incident, form.phase, &form.text, hand.writer(), now)
        })
        .await
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoteForm {
    /// `/factor`, `/action` or `/question` and what follows becomes that thing.
    pub text: String,
    /// Where a question is asked; where the meeting is when left out.
    #[serde(default)]
    pub event: Option<EventId>,
}

/// Writes a note down. One that begins with `/factor` becomes a contributing factor, with `/action`
/// a measure, with `/question` a question on the timeline.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/meeting/notes", tag = "meeting",
    request_body = NoteForm,
    params(("reference" = IncidentRef, Path)), responses((status = 200, body = MeetingView), ApiError)
)]
pub async fn add_note(
    asking: Asking,
    Body(form): Body<NoteForm>,
) -> Result<MeetingAnswer, ApiError> {
    let (now, by) = (asking.now(), asking.caller.person.id);
    asking
        .change(EDIT, |incident, workspace| {
            notes::write(incident, workspace, (&form.text, form.event), by, now)
        })
        .await
}

/// Words a note anew; what it became stays as it is.
#[utoipa::path(
    put, path = "/api/v1/incidents/{reference}/meeting/notes/{id}", tag = "meeting",
    request_body = TextForm, params(("reference" = IncidentRef, Path), ("id" = NoteId, Path)),
    responses((status = 200, body = MeetingView), ApiError)
)]
pub async fn change_note(
    asking: Asking,
    At((_, id)): At<(IncidentRef, NoteId)>,
    Body(form): Body<TextForm>,
) -> Result<MeetingAnswer, ApiError> {
    asking
        .change(EDIT, |incident, _| notes::reword(incident, id, &form.text))
        .await
}

/// Takes a note out; what it became stays.
#[utoipa::path(
    delete, path = "/api/v1/incidents/{reference}/meeting/notes/{id}", tag = "meeting",
    params(("reference" = IncidentRef, Path), ("id" = NoteId, Path)),
    responses((status = 200, body = MeetingView), ApiError)
)]
pub async fn remove_note(
    asking: Asking,
    At((_, id)): At<(IncidentRef, NoteId)>,
) -> Result<MeetingAnswer, ApiError> {
    asking
        .change(EDIT, |incident, _| notes::remove(incident, id))
        .await
}
