//! Going through the steps of a meeting.

use afterword_domain::IncidentRef;
use afterword_domain::action_item::Outcome;
use afterword_domain::action_item::review::{self, ReviewForm};
use afterword_domain::meeting::agenda::Step;
use afterword_domain::meeting::held_back::left;
use afterword_domain::meeting::{Place, steps};
use afterword_domain::policy::Operation;
use afterword_domain::text;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::view::MeetingView;
use super::{Asking, MeetingAnswer, looked_at, near_to};
use crate::error::{self, ApiError};
use crate::extract::Body;

const HOLD: Operation = Operation::EditIncident;

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepForm {
    pub to: Step,
    /// Why those between that nobody has been in are passed over.
    #[serde(default)]
    pub because: String,
}

/// Goes to a step. The second is left only when each near open action item has an outcome or is put
/// off: else 422 `open_actions_left`, with a sentence for each in `errors`.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/meeting/step", tag = "meeting",
    request_body = StepForm,
    params(("reference" = IncidentRef, Path)), responses((status = 200, body = MeetingView), ApiError)
)]
pub async fn enter_step(
    asking: Asking,
    Body(form): Body<StepForm>,
) -> Result<MeetingAnswer, ApiError> {
    asking.caller.may(HOLD)?;
    let (now, by) = (asking.now(), asking.caller.person.id);
    let open = looked_at(&asking.app, &asking.incident().await?).await?;
    asking
        .change(HOLD, |incident, workspace| {
            let near = near_to(incident, workspace, open, now);
            steps::go_to(
                incident,
                workspace,
                &near,
                (form.to, &form.because),
                by,
                now,
            )
        })
        .await
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SkipForm {
    pub because: String,
}

/// Passes the present step over, for a reason, and goes to the next.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/meeting/skip", tag = "meeting",
    request_body = SkipForm,
    params(("reference" = IncidentRef, Path)), responses((status = 200, body = MeetingView), ApiError)
)]
pub async fn skip_step(
    asking: Asking,
    Body(form): Body<SkipForm>,
) -> Result<MeetingAnswer, ApiError> {
    asking.caller.may(HOLD)?;
    let (now, by) = (asking.now(), asking.caller.person.id);
    let open = looked_at(&asking.app, &asking.incident().await?).await?;
    asking
        .change(HOLD, |incident, workspace| {
            let near = near_to(incident, workspace, open, now);
            steps::skip(incident, workspace, &near, &form.because, by, now)
        })
        .await
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PutOffForm {
    /// Why they wait for another meeting.
    pub note: String,
}

/// Puts off, in so many words, every near open action item of which nothing was said yet. Each is
/// an edit of the incident that it came from.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/meeting/put-off", tag = "meeting",
    request_body = PutOffForm,
    params(("reference" = IncidentRef, Path)), responses((status = 200, body = MeetingView), ApiError)
)]
pub async fn put_off_actions(
    asking: Asking,
    Body(form): Body<PutOffForm>,
) -> Result<MeetingAnswer, ApiError> {
    asking.caller.may(Operation::ReviewAction)?;
    let incident = asking.incident().await?;
    let running = incident.postmortem.proceedings.running();
    running.ok_or(afterword_domain::meeting::MeetingError::NotRunning)?;
    let note = text::line("note", &form.note, text::TITLE_MAX)?;
    let review = ReviewForm {
        outcome: Outcome::PutOff,
        note,
        owner: None,
        meeting_of: Some(asking.reference),
    };
    let app = &asking.app;
    let open = looked_at(app, &incident).await?;
    let workspace = app.store.workspace().await.map_err(error::store)?;
    let (now, by) = (app.now(), Some(asking.caller.person.id));
    let near = near_to(&incident, &workspace, open, now);
    for action in left(&near) {
        let open = &action.listed.open;
        let (id, author) = (open.action.id, asking.caller.author());
        let put_off = |incident: &_, workspace: &_, _: &_| {
            review::review(incident, workspace, id, &review, by, now)
        };
        let edited = app
            .store
            .edit_incident(&author, open.incident, None, now, put_off)
            .await;
        edited.map_err(error::edit)?;
    }
    asking.answer(incident).await
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceForm {
    pub place: Option<Place>,
}

/// Says where in the present step the meeting is; every page that follows goes there.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/meeting/place", tag = "meeting",
    request_body = PlaceForm,
    params(("reference" = IncidentRef, Path)), responses((status = 200, body = MeetingView), ApiError)
)]
pub async fn point_meeting(
    asking: Asking,
    Body(form): Body<PlaceForm>,
) -> Result<MeetingAnswer, ApiError> {
    asking.caller.may(HOLD)?;
    let (now, by) = (asking.now(), asking.caller.person.id);
    let open = match form.place {
        Some(Place::OpenAction { .. }) => looked_at(&asking.app, &asking.incident().await?).await?,
        _ => Vec::new(),
    };
    asking
        .change(HOLD, |incident, workspace| {
            let near = near_to(incident, workspace, open, now);
            steps::point(incident, workspace, &near, form.place, by)
        })
        .await
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExtendForm {
    /// 1 to 60.
    pub minutes: u16,
}

/// Stays in the present step for longer.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/meeting/extend", tag = "meeting",
    request_body = ExtendForm,
    params(("reference" = IncidentRef, Path)), responses((status = 200, body = MeetingView), ApiError)
)]
pub async fn extend_step(
    asking: Asking,
    Body(form): Body<ExtendForm>,
) -> Result<MeetingAnswer, ApiError> {
    let by = asking.caller.person.id;
    let extend = |incident: &_, workspace: &_| steps::extend(incident, workspace, form.minutes, by);
    asking.change(HOLD, extend).await
}
