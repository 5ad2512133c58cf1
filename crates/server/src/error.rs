//! Errors on the wire: problem details (RFC 9457) with a stable `code`.
//!
//! Every other error becomes an [`ApiError`] here and nowhere else. What went wrong inside the
//! server is logged once and not told; the answer carries the request id to ask with.

use afterword_domain::policy::Denied;
use afterword_domain::{Change, Incident, Refusal};
use afterword_store::{Conflict, EditError, SaveError, StoreError};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Problem details, `application/problem+json`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// `/problems/<code>`, relative to the server.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    /// Stable, for programs.
    pub code: String,
    /// The sentence for a person.
    pub detail: String,
    /// The field that is wrong, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Every single thing that is wrong, when there are several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conflict: Option<Box<ConflictView>>,
}

/// Both sides of an edit that came too late.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ConflictView {
    /// The version that the edit was made on.
    pub seen: u32,
    /// The version there is now.
    pub version: u32,
    /// What others changed since, in the same place.
    pub theirs: Vec<Change>,
    /// What this edit would have changed.
    pub yours: Vec<Change>,
    pub current: Incident,
}

/// An answer that is an error.
#[derive(Debug)]
pub struct ApiError(Box<Problem>);

impl ApiError {
    pub fn new(status: StatusCode, code: &str, detail: impl Into<String>) -> Self {
        Self(Box::new(Problem {
            kind: format!("/problems/{code}"),
            title: status.canonical_reason().unwrap_or("Error").into(),
            status: status.as_u16(),
            code: code.into(),
            detail: detail.into(),
            field: None,
            errors: Vec::new(),
            conflict: None,
        }))
    }

    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.0.field = Some(field.into());
        self
    }

    pub fn not_found(what: impl std::fmt::Display) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            format!("there is no {what}"),
        )
    }

    /// A rule of the domain said no.
    pub fn refused(error: &dyn Refusal) -> Self {
        let mut answer = Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            error.code(),
            error.to_string(),
        );
        answer.0.field = error.field();
        answer.0.errors = error.all();
        answer
    }

    fn internal(error: &dyn std::error::Error) -> Self {
        tracing::error!(error = %error, error.chain = ?error, "the server failed");
        let detail = "the server failed; nothing of this request was kept, and the log says why";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail)
    }

    pub fn problem(&self) -> &Problem {
        &self.0
    }
}

impl<E: Refusal> From<E> for ApiError {
    fn from(error: E) -> Self {
        Self::refused(&error)
    }
}

/// [`Denied`] is a refusal that is not about the request but about who asks.
pub fn denied(error: &Denied) -> ApiError {
    ApiError::new(StatusCode::FORBIDDEN, error.code(), error.to_string())
}

/// What the store could not do.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that `map_err` takes"
)]
pub fn store(error: StoreError) -> ApiError {
    match &error {
        StoreError::DiskFull => ApiError::new(
            StatusCode::INSUFFICIENT_STORAGE,
            "disk_full",
            error.to_string(),
        ),
        StoreError::ReadOnly(_) => {
            tracing::error!(%error, "the database cannot be written");
            let detail = "the database is read-only; nothing was changed";
            ApiError::new(StatusCode::INSUFFICIENT_STORAGE, "read_only", detail)
        }
        StoreError::Unreachable(_) => {
            tracing::error!(%error, "the database cannot be reached");
            let detail = "the database cannot be reached just now; nothing was changed";
            ApiError::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "database_unreachable",
                detail,
            )
        }
        _ => ApiError::internal(&error),
    }
}

/// What came of an edit that was not carried out.
pub fn edit<E: Refusal>(error: EditError<E>) -> ApiError {
    match error {
        EditError::NotFound => ApiError::not_found("such incident"),
        EditError::Refused(refusal) => ApiError::refused(&refusal),
        EditError::Conflict(conflict) => conflicting(*conflict),
        EditError::Store(error) => store(error),
    }
}

fn conflicting(conflict: Conflict) -> ApiError {
    let Conflict {
        current,
        theirs,
        yours,
        seen,
        version,
    } = conflict;
    let detail = format!(
        "somebody changed the same place since version {seen}; it is version {version} now, and \
         nothing of this edit was kept"
    );
    let mut error = ApiError::new(StatusCode::CONFLICT, "conflict", detail);
    error.0.conflict = Some(Box::new(ConflictView {
        seen,
        version,
        theirs,
        yours,
        current,
    }));
    error
}

/// What came of saving something of the workspace.
pub fn save(error: SaveError) -> ApiError {
    match error {
        SaveError::Taken { field, value } => {
            let detail = format!("{field} “{value}” is already taken");
            ApiError::new(StatusCode::CONFLICT, "taken", detail).field(field)
        }
        SaveError::NotFound => ApiError::not_found("such entry"),
        SaveError::Refused(refusal) => ApiError::refused(refusal.as_ref()),
        SaveError::Store(error) => store(error),
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status =
            StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self.0).unwrap_or_default();
        (
            status,
            [(header::CONTENT_TYPE, "application/problem+json")],
            body,
        )
            .into_response()
    }
}

impl utoipa::IntoResponses for ApiError {
    fn responses()
    -> std::collections::BTreeMap<String, utoipa::openapi::RefOr<utoipa::openapi::Response>> {
        use utoipa::openapi::{Content, Ref, ResponseBuilder};
        let content = || Content::new(Some(Ref::from_schema_name("Problem")));
        let problem = ResponseBuilder::new()
            .description("What was wrong; `code` is stable.")
            .content("application/problem+json", content())
            .build();
        std::iter::once(("default".to_owned(), problem.into())).collect()
    }
}
