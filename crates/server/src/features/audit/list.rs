//! The log, newest first, for whoever wants to know what happened.

use afterword_domain::audit::Kind;
use afterword_domain::policy::Operation;
use afterword_domain::{IncidentRef, Moment, PersonId};
use afterword_store::{AuditEntry, AuditFilter, AuditOrder};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::Asked;

const MOST: u32 = 200;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct AuditQuery {
    /// Who did it, or of whose signing in it tells.
    person: Option<PersonId>,
    /// A name of the log, or what it begins with: `token.added`, `token`.
    kind: Option<String>,
    /// What happened to this incident, and who looked at it or took it out.
    incident: Option<IncidentRef>,
    /// From this moment on.
    from: Option<Moment>,
    /// Before this one.
    to: Option<Moment>,
    /// The `next` of the page before.
    cursor: Option<String>,
    /// 1 to 200.
    #[serde(default = "usual_limit")]
    limit: u32,
}

fn usual_limit() -> u32 {
    50
}

/// One page of the log, newest first.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct AuditLogPage {
    pub items: Vec<AuditEntry>,
    /// Give it as `cursor` to read on; null on the last page. A page may be empty and not be the
    /// last.
    pub next: Option<String>,
}

/// Lists who did what, when and from where, with what was before and after. What is told of
/// incidents that the caller does not see is left out.
#[utoipa::path(
    get, path = "/api/v1/audit", tag = "audit", params(AuditQuery),
    responses((status = 200, body = AuditLogPage), ApiError)
)]
pub async fn list_audit_log(
    State(app): State<App>,
    caller: Caller,
    Asked(asked): Asked<AuditQuery>,
) -> Result<Json<AuditLogPage>, ApiError> {
    caller.may(Operation::ReadChanges)?;
    if !(1..=MOST).contains(&asked.limit) {
        let detail = format!("limit is {}; it is 1 to {MOST}", asked.limit);
        return Err(wrong("limit", detail));
    }
    let behind = asked.cursor.map(|cursor| cursor.parse()).transpose();
    let behind = behind.map_err(|_| wrong("cursor", "cursor is not one that this list gave"))?;
    let filter = AuditFilter {
        person: asked.person,
        kind: kind(asked.kind)?,
        incident: asked.incident,
        from: asked.from,
        to: asked.to,
    };
    let position = (AuditOrder::NewestFirst, behind);
    let sight = caller.sight();
    let page = app.store.audit(&sight, &filter, position, asked.limit);
    let page = page.await.map_err(error::store)?;
    Ok(Json(AuditLogPage {
        items: page.items,
        next: page.next.map(|next| next.to_string()),
    }))
}

pub(super) fn kind(text: Option<String>) -> Result<Option<Kind>, ApiError> {
    let read = |text: String| {
        let kind = text.parse();
        kind.map_err(|error| wrong("kind", format!("“{text}” is no kind: {error}")))
    };
    text.filter(|text| !text.is_empty()).map(read).transpose()
}

fn wrong(field: &'static str, detail: impl Into<String>) -> ApiError {
    ApiError::new(StatusCode::BAD_REQUEST, field, detail.into()).field(field)
}
