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

/// The media type of every error.
pub const PROBLEM: &str = "application/problem+json";

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
    /// How long to wait before trying again; `Retry-After` says the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after_seconds: Option<u64>,
    /// With a 5xx: what finds the line in the server's log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
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

/// What lives inside an incident and stands in paths.
const NAMED_BY_PATHS: [&str; 10] = [
    "no_such_event",
    "no_such_question",
    "no_such_section",
    "no_such_contributing_factor",
    "no_such_answer",
    "no_such_measure",
    "no_such_action_item",
    "no_such_note",
    "no_such_version",
    "no_such_kept_phrase",
];

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
            retry_after_seconds: None,
            request_id: None,
        }))
    }

    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.0.field = Some(field.into());
        self
    }

    /// The sentence for a person.
    pub fn detail(&self) -> &str {
        &self.0.detail
    }

    /// With another sentence, and a line for everything that it sums up.
    #[must_use]
    pub fn told(mut self, detail: String, errors: Vec<String>) -> Self {
        self.0.detail = detail;
        self.0.errors = errors;
        self
    }

    /// A problem as it was written elsewhere.
    pub fn of(problem: Problem) -> Self {
        Self(Box::new(problem))
    }

    #[must_use]
    pub fn request_id(mut self, id: &str) -> Self {
        self.0.request_id = Some(id.into());
        self
    }

    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.0.retry_after_seconds = Some(seconds);
        self
    }

    pub fn not_found(what: impl std::fmt::Display) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_found",
            format!("there is no {what}"),
        )
    }

    /// A rule of the domain said no. What is not there is 404 when the path named it; when a field
    /// of the body did, the error says which field, and it is 422.
    pub fn refused(error: &dyn Refusal) -> Self {
        let field = error.field();
        let status = if field.is_none() && NAMED_BY_PATHS.contains(&error.code()) {
            StatusCode::NOT_FOUND
        } else {
            StatusCode::UNPROCESSABLE_ENTITY
        };
        let mut answer = Self::new(status, error.code(), error.to_string());
        answer.0.field = field;
        answer.0.errors = error.all();
        answer
    }

    pub fn problem(&self) -> &Problem {
        &self.0
    }

    /// The problem as an event of a stream that has begun tells it.
    #[must_use]
    pub fn for_stream(self, request_id: &str) -> Problem {
        let error = if self.0.status >= 500 {
            self.request_id(request_id)
        } else {
            self
        };
        *error.0
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
        StoreError::DiskFull => disk_full(&error),
        StoreError::ReadOnly(_) => {
            tracing::error!(%error, "the database cannot be written");
            let detail = "the database is read-only; nothing was changed";
            ApiError::new(StatusCode::INSUFFICIENT_STORAGE, "read_only", detail)
        }
        StoreError::Unreachable(_) => {
            tracing::error!(%error, "the database cannot be reached");
            let detail = "the database cannot be reached just now; nothing was changed";
            unavailable("database_unreachable", detail)
        }
        StoreError::Unsettled(_) => {
            tracing::error!(%error, "the database cannot be reached");
            let detail = "the database went away before it said whether this was kept: look before \
                          you try again";
            unavailable("outcome_unknown", detail)
        }
        StoreError::NoSecretKey => {
            ApiError::new(StatusCode::CONFLICT, "no_secret_key", error.to_string())
        }
        StoreError::SecretKeyMissing(_) => {
            tracing::error!(%error, "a secret cannot be opened");
            let status = StatusCode::SERVICE_UNAVAILABLE;
            ApiError::new(status, "secret_key_missing", error.to_string())
        }
        _ => internal(&error),
    }
}

/// A database that starts again is back in about so long.
const RETRY_SECONDS: u64 = 2;

fn unavailable(code: &str, detail: &str) -> ApiError {
    ApiError::new(StatusCode::SERVICE_UNAVAILABLE, code, detail).retry_after(RETRY_SECONDS)
}

/// There is no room left, and the sentence says where.
pub fn disk_full(error: &dyn std::error::Error) -> ApiError {
    let status = StatusCode::INSUFFICIENT_STORAGE;
    ApiError::new(status, "disk_full", error.to_string())
}

/// The server failed; the log says why.
pub fn internal(error: &dyn std::error::Error) -> ApiError {
    tracing::error!(error = %error, error.chain = ?error, "the server failed");
    let detail = "the server failed, and the log says why; look at what became of this before you \
                  try again";
    ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail)
}

/// What came of an edit that was not carried out.
pub fn edit<E: Refusal>(error: EditError<E>) -> ApiError {
    match error {
        EditError::NotFound => ApiError::not_found("such incident"),
        EditError::Refused(refusal) => ApiError::refused(&refusal),
        EditError::Conflict(conflict) => conflicting(*conflict),
        EditError::Ahead { seen, version } => {
            let detail = format!(
                "the edit was made on version {seen}, and the incident is only at {version}; read it again"
            );
            ApiError::new(StatusCode::CONFLICT, "version_ahead", detail)
        }
        EditError::Rule(rule) => ApiError::refused(&rule),
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
        theirs: theirs.into_iter().map(Change::without_secrets).collect(),
        yours: yours.into_iter().map(Change::without_secrets).collect(),
        current: current.without_proceedings(),
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
        SaveError::NotYours => ApiError::new(StatusCode::FORBIDDEN, "not_yours", error.to_string()),
        SaveError::Denied(denied) => self::denied(&denied),
        SaveError::LinkSpent => {
            let detail = format!(
                "{error}; an administrator makes a new one, or the server when it starts without any"
            );
            ApiError::new(StatusCode::FORBIDDEN, "setup_link", detail)
        }
        SaveError::Refused(refusal) => ApiError::refused(refusal.as_ref()),
        SaveError::Store(error) => store(error),
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status =
            StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self.0).unwrap_or_default();
        let kind = [(header::CONTENT_TYPE, PROBLEM)];
        let mut response = (status, kind, body).into_response();
        if let Some(seconds) = self.0.retry_after_seconds {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, seconds.into());
        }
        response
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_store_cannot_do_is_told_in_one_place() {
        let told = |error: StoreError| {
            let answer = store(error).into_response();
            let wait = answer.headers().get(header::RETRY_AFTER).cloned();
            (answer.status().as_u16(), wait.is_some())
        };
        let why = || "PostgreSQL at db:5432/loop".to_owned();
        for (error, status, says_when) in [
            (StoreError::Unreachable(why()), 503, true),
            (StoreError::Unsettled(why()), 503, true),
            (StoreError::DiskFull, 507, false),
            (StoreError::ReadOnly(why()), 507, false),
            (StoreError::Corrupt { what: why() }, 500, false),
        ] {
            let name = error.to_string();
            assert_eq!(told(error), (status, says_when), "{name}");
        }
        let unknown = store(StoreError::Unsettled(why()));
        assert_eq!(unknown.problem().code, "outcome_unknown");
        assert!(!unknown.detail().contains("nothing was changed"));
        assert!(
            !unknown.detail().contains("db:5432"),
            "where it is, is nobody's business"
        );
    }
}
