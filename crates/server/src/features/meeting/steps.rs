//! Going through the steps of a meeting.

use afterword_domain::IncidentRef;
use afterword_domain::meeting::agenda::{OpenAction, Step};
use afterword_domain::meeting::held_back::{self, left};
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
/// an edit of the incident that it came from; when one fails the others are put off all the same,
/// and the error says of which it is true.
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
    let app = &asking.app;
    let open = looked_at(app, &incident).await?;
    let workspace = app.store.workspace().await.map_err(error::store)?;
    let now = app.now();
    let near = near_to(&incident, &workspace, open, now);
    let left: Vec<_> = left(&near).map(|action| &action.listed.open).collect();
    let mut failed = Vec::new();
    for open in &left {
        if let Err(error) = put_off(&asking, open, &note).await {
            let named = format!("“{}” of {}", open.action.title, open.incident);
            failed.push((named, error));
        }
    }
    match partly(left.len(), failed) {
        Some(error) => Err(error),
        None => asking.answer(incident).await,
    }
}

async fn put_off(asking: &Asking, open: &OpenAction, note: &str) -> Result<(), ApiError> {
    let (app, now, by) = (&asking.app, asking.now(), asking.caller.person.id);
    let (author, id) = (asking.caller.author(), open.action.id);
    let why = (asking.reference, note);
    let decide = |incident: &_, workspace: &_, _: &_| {
        held_back::put_off(incident, workspace, id, why, by, now)
    };
    app.live.settle(open.incident).await;
    let edited = app
        .store
        .edit_incident((&asking.sight(), &author), open.incident, None, now, decide)
        .await;
    edited.map(drop).map_err(error::edit)
}

/// The first of what failed, with how far it came and a line for each.
fn partly(all: usize, failed: Vec<(String, ApiError)>) -> Option<ApiError> {
    let done = all - failed.len();
    let lines = failed
        .iter()
        .map(|(named, error)| format!("{named}: {}", error.detail()));
    let lines: Vec<_> = lines.collect();
    let (_, first) = failed.into_iter().next()?;
    let detail = format!("{done} of {all} were put off; not {}", lines.join("; "));
    Some(first.told(detail, lines))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_put_off_is_named() {
        assert!(partly(3, Vec::new()).is_none());
        let gone = |named: &str| (named.to_owned(), ApiError::not_found("such action item"));
        let error = partly(3, vec![gone("“One” of INC-31"), gone("“Two” of INC-32")]);
        assert_eq!(
            error.unwrap().detail(),
            "1 of 3 were put off; not “One” of INC-31: there is no such action item; \
             “Two” of INC-32: there is no such action item"
        );
    }
}
