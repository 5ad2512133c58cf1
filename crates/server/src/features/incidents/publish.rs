//! Publishing a post-mortem, and taking it back to be corrected.

use afterword_domain::IncidentRef;
use afterword_domain::policy::Operation;
use afterword_domain::postmortem::publish;
use axum::body::Bytes;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::view::IncidentView;
use super::{Answered, change};
use crate::app::App;
use crate::caller::Caller;
use crate::error::ApiError;
use crate::extract::{At, Seen, form_or_default};

#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PublishForm {
    /// Why there is no action item; needed only then.
    pub no_actions_reason: String,
}

/// Publishes. What is missing is listed all at once, in `errors`.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/publish", tag = "post-mortem",
    request_body = PublishForm,
    params(("reference" = IncidentRef, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn publish_postmortem(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
    Seen(seen): Seen,
    body: Bytes,
) -> Result<Answered, ApiError> {
    let form: PublishForm = form_or_default(&body)?;
    let (now, by) = (app.now(), Some(caller.person.id));
    let operation = Operation::PublishPostMortem;
    change(
        &app,
        &caller,
        operation,
        (reference, Some(seen)),
        |incident, workspace, _| {
            publish::publish(incident, workspace, &form.no_actions_reason, by, now)
        },
    )
    .await
}

/// Takes a publication back, so that it can be corrected and published again.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/reopen", tag = "post-mortem",
    params(("reference" = IncidentRef, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn reopen_postmortem(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
    Seen(seen): Seen,
) -> Result<Answered, ApiError> {
    let operation = Operation::ReopenPostMortem;
    change(
        &app,
        &caller,
        operation,
        (reference, Some(seen)),
        |incident, _, _| publish::reopen(incident),
    )
    .await
}
