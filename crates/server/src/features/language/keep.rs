//! Keeping a phrase as it stands, with a reason, and letting it go again.

use afterword_domain::incident::kept_phrase::{self, KeepForm};
use afterword_domain::policy::Operation;
use afterword_domain::{IncidentRef, KeptPhraseId};
use axum::extract::State;

use super::rules::known_rule;
use crate::app::App;
use crate::caller::Caller;
use crate::error::ApiError;
use crate::extract::{At, Body, Seen};
use crate::features::incidents::view::IncidentView;
use crate::features::incidents::{Answered, change};

const EDIT: Operation = Operation::EditIncident;

/// Keeps a phrase. It stays kept until its sentence is rewritten; one that is kept already gets the
/// new reason.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/kept-phrases", tag = "language",
    request_body = KeepForm, params(("reference" = IncidentRef, Path)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn keep_phrase(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
    Body(form): Body<KeepForm>,
) -> Result<Answered, ApiError> {
    caller.may(EDIT)?;
    known_rule("rule", &form.rule)?;
    let (by, now) = (Some(caller.person.id), app.now());
    change(&app, &caller, EDIT, (reference, None), |incident, _, _| {
        kept_phrase::keep(incident, &form, by, now)
    })
    .await
}

/// Keeps a phrase no longer: it is found again.
#[utoipa::path(
    delete, path = "/api/v1/incidents/{reference}/kept-phrases/{id}", tag = "language",
    params(("reference" = IncidentRef, Path), ("id" = u32, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn let_phrase_go(
    State(app): State<App>,
    caller: Caller,
    At((reference, id)): At<(IncidentRef, u32)>,
    Seen(seen): Seen,
) -> Result<Answered, ApiError> {
    let let_go = |incident: &_, _: &_, _: &_| kept_phrase::let_go(incident, KeptPhraseId(id));
    change(&app, &caller, EDIT, (reference, Some(seen)), let_go).await
}
