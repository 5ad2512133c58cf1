//! What a handler takes from a request, with errors in the API's own form.

use std::str::FromStr;

use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Json, Path, Query};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use serde::de::DeserializeOwned;

use crate::error::ApiError;

/// A JSON body.
#[derive(FromRequest)]
#[from_request(via(Json), rejection(ApiError))]
pub struct Body<T>(pub T);

/// Parameters of the path.
#[derive(FromRequestParts)]
#[from_request(via(Path), rejection(ApiError))]
pub struct At<T>(pub T);

/// Parameters of the query string.
#[derive(FromRequestParts)]
#[from_request(via(Query), rejection(ApiError))]
pub struct Asked<T>(pub T);

impl From<JsonRejection> for ApiError {
    fn from(rejection: JsonRejection) -> Self {
        let status = rejection.status();
        let code = match &rejection {
            JsonRejection::JsonSyntaxError(_) => "malformed_json",
            JsonRejection::JsonDataError(_) => "wrong_shape",
            JsonRejection::MissingJsonContentType(_) => "not_json",
            _ if status == StatusCode::PAYLOAD_TOO_LARGE => "too_large",
            _ => "unreadable_body",
        };
        Self::new(status, code, rejection.body_text())
    }
}

impl From<PathRejection> for ApiError {
    fn from(rejection: PathRejection) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", rejection.body_text())
    }
}

impl From<QueryRejection> for ApiError {
    fn from(rejection: QueryRejection) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "wrong_parameter", rejection.body_text())
    }
}

/// The version that an edit was made on, from `If-Match`. An edit without one is refused: it could
/// not tell what it overwrites.
pub struct Seen(pub u32);

impl<S: Sync> FromRequestParts<S> for Seen {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let Some(value) = parts.headers.get(header::IF_MATCH) else {
            let detail = "this edit needs the header If-Match with the version it was made on";
            return Err(ApiError::new(StatusCode::PRECONDITION_REQUIRED, "if_match_missing", detail));
        };
        let text = value.to_str().unwrap_or_default().trim();
        let version = u32::from_str(text.trim_matches('"')).map_err(|_| {
            let detail = "If-Match is the version in quotes, as the ETag gave it: \"12\"";
            ApiError::new(StatusCode::BAD_REQUEST, "if_match_malformed", detail)
        })?;
        Ok(Self(version))
    }
}

/// Reads a form whose fields may be left out; an empty body is the form with nothing in it.
pub fn form_or_default<T: DeserializeOwned + Default>(bytes: &[u8]) -> Result<T, ApiError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(T::default());
    }
    serde_json::from_slice(bytes)
        .map_err(|error| ApiError::new(StatusCode::BAD_REQUEST, "malformed_json", error.to_string()))
}
