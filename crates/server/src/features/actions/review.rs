//! What a later meeting says of an open action item.

use afterword_domain::action_item::review::{self, ReviewForm};
use afterword_domain::policy::Operation;
use afterword_domain::{ActionItemId, IncidentRef};
use axum::extract::State;

use crate::app::App;
use crate::caller::Caller;
use crate::error::ApiError;
use crate::extract::{At, Body};
use crate::features::incidents::view::IncidentView;
use crate::features::incidents::{Answered, change};

/// Records what was said of an action item: done, in progress, not started, reassigned, won't do,
/// or put off in so many words.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/actions/{id}/reviews", tag = "actions",
    request_body = ReviewForm, params(("reference" = IncidentRef, Path), ("id" = ActionItemId, Path)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn review_action(
    State(app): State<App>,
    caller: Caller,
    At((reference, id)): At<(IncidentRef, ActionItemId)>,
    Body(form): Body<ReviewForm>,
) -> Result<Answered, ApiError> {
    let (now, by) = (app.now(), Some(caller.person.id));
    let operation = Operation::ReviewAction;
    change(
        &app,
        &caller,
        operation,
        (reference, None),
        |incident, workspace, _| review::review(incident, workspace, id, &form, by, now),
    )
    .await
}
