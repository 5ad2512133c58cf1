//! The prose of a post-mortem, section by section.

use afterword_domain::IncidentRef;
use afterword_domain::policy::Operation;
use afterword_domain::postmortem::edit;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::timeline::TextForm;
use super::view::IncidentView;
use super::{Answered, change};
use crate::app::App;
use crate::caller::Caller;
use crate::error::ApiError;
use crate::extract::{At, Body, Seen};

const EDIT: Operation = Operation::EditIncident;

/// A section of its own.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SectionForm {
    pub title: String,
    /// Markdown.
    #[serde(default)]
    pub text: String,
}

/// Adds a section.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/sections", tag = "post-mortem",
    request_body = SectionForm, params(("reference" = IncidentRef, Path)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn add_section(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
    Body(form): Body<SectionForm>,
) -> Result<Answered, ApiError> {
    change(&app, &caller, EDIT, (reference, None), |incident, _, _| {
        edit::add_section(incident, &form.title, &form.text)
    })
    .await
}

/// Writes a section: `summary`, `root_cause`, `lessons`, or the key of one of its own.
#[utoipa::path(
    put, path = "/api/v1/incidents/{reference}/sections/{key}", tag = "post-mortem",
    request_body = TextForm,
    params(("reference" = IncidentRef, Path), ("key" = String, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn write_section(
    State(app): State<App>,
    caller: Caller,
    At((reference, key)): At<(IncidentRef, String)>,
    Seen(seen): Seen,
    Body(form): Body<TextForm>,
) -> Result<Answered, ApiError> {
    change(
        &app,
        &caller,
        EDIT,
        (reference, Some(seen)),
        |incident, _, _| edit::write_section(incident, &key, &form.text),
    )
    .await
}

/// Takes a section out.
#[utoipa::path(
    delete, path = "/api/v1/incidents/{reference}/sections/{key}", tag = "post-mortem",
    params(("reference" = IncidentRef, Path), ("key" = String, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn remove_section(
    State(app): State<App>,
    caller: Caller,
    At((reference, key)): At<(IncidentRef, String)>,
    Seen(seen): Seen,
) -> Result<Answered, ApiError> {
    change(
        &app,
        &caller,
        EDIT,
        (reference, Some(seen)),
        |incident, _, _| edit::remove_section(incident, &key),
    )
    .await
}
