//! The rules of the check of language, as they come and as they stand in this workspace.

use afterword_domain::policy::Operation;
use afterword_domain::workspace::LanguageSeverity;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::checkers::{self, pack};
use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};

/// A rule of the pack.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct LanguageRule {
    pub id: String,
    pub title: String,
    /// Why it matters, in one sentence.
    pub why: String,
    /// What is suggested where nothing more fitting is.
    pub suggestion: String,
    /// As it stands in this workspace.
    pub severity: LanguageSeverity,
    /// As it comes.
    pub usual_severity: LanguageSeverity,
}

/// Lists the rules.
#[utoipa::path(
    get, path = "/api/v1/language/rules", tag = "language",
    responses((status = 200, body = Vec<LanguageRule>), ApiError)
)]
pub async fn list_language_rules(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Vec<LanguageRule>>, ApiError> {
    caller.may(Operation::ReadWorkspace)?;
    let workspace = app.store.workspace().await.map_err(error::store)?;
    let here = &workspace.settings.language.severities;
    let rules = pack().rules.iter().map(|rule| {
        let usual = checkers::told(rule.severity);
        LanguageRule {
            id: rule.id.clone(),
            title: rule.title.clone(),
            why: rule.why.clone(),
            suggestion: rule.suggestion.clone(),
            severity: here.get(&rule.id).copied().unwrap_or(usual),
            usual_severity: usual,
        }
    });
    Ok(Json(rules.collect()))
}

/// Refuses a rule that the pack does not have.
///
/// # Errors
/// With the field that named it, and all rules there are.
pub fn known_rule(field: &str, id: &str) -> Result<(), ApiError> {
    if pack().rule(id).is_some() {
        return Ok(());
    }
    let all: Vec<_> = pack().rules.iter().map(|rule| rule.id.as_str()).collect();
    let id: String = id.chars().take(60).collect();
    let detail = format!("there is no rule “{id}”; the rules are {}", all.join(", "));
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Err(ApiError::new(status, "no_such_rule", detail).field(field))
}
