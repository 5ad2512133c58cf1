//! Checking a text, while it is typed or from a program.

use afterword_domain::policy::Operation;
use afterword_domain::{IncidentRef, text};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use tokio::task::spawn_blocking;
use utoipa::ToSchema;

use super::findings::{LanguageFinding, findings};
use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::Body;

/// A text to be checked.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LanguageCheck {
    /// Markdown, at most 512 KiB.
    pub text: String,
    /// Where it stands: what is kept there is told as kept, and a single cause is asked about when
    /// several factors are listed.
    #[serde(default)]
    pub incident: Option<IncidentRef>,
}

/// What was found, in the order of the text.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct LanguageFindings {
    pub findings: Vec<LanguageFinding>,
}

/// Checks a text for language that blames. It changes nothing.
#[utoipa::path(
    post, path = "/api/v1/language/check", tag = "language", request_body = LanguageCheck,
    responses((status = 200, body = LanguageFindings), ApiError)
)]
pub async fn check_language(
    State(app): State<App>,
    caller: Caller,
    Body(form): Body<LanguageCheck>,
) -> Result<Json<LanguageFindings>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let text = text::prose("text", &form.text)?;
    let incident = match form.incident {
        Some(reference) => {
            let incident = app
                .store
                .incident(&caller.sight(), reference)
                .await
                .map_err(error::store)?;
            Some(incident.ok_or_else(|| ApiError::not_found(reference))?)
        }
        None => None,
    };
    let workspace = app.store.workspace().await.map_err(error::store)?;
    let checker = app.checkers.of(&workspace).checker;
    // A text of the largest size takes a moment, and nobody else's request waits for it.
    let found = spawn_blocking(move || findings(&checker, &text, incident.as_ref())).await;
    let findings = found.map_err(|failed| error::internal(&failed))?;
    Ok(Json(LanguageFindings { findings }))
}
