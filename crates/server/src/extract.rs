//! What a handler takes from a request, with errors in the API's own form.

use std::str::FromStr;

use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, FromRequestParts, Json, Path, Query, Request};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use serde::de::DeserializeOwned;

use crate::error::ApiError;

/// A JSON body.
pub struct Body<T>(pub T);

/// Parameters of the path.
pub struct At<T>(pub T);

/// Parameters of the query string.
pub struct Asked<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let found = Json::<T>::from_request(request, state).await;
        found
            .map(|Json(body)| Self(body))
            .map_err(|rejection| unreadable_body(&rejection))
    }
}

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for At<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let found = Path::<T>::from_request_parts(parts, state).await;
        found.map(|Path(place)| Self(place)).map_err(|rejection| {
            ApiError::new(StatusCode::NOT_FOUND, "not_found", rejection.body_text())
        })
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let found = Query::<T>::from_request_parts(parts, state).await;
        found.map(|Query(asked)| Self(asked)).map_err(|rejection| {
            ApiError::new(
                StatusCode::BAD_REQUEST,
                "wrong_parameter",
                rejection.body_text(),
            )
        })
    }
}

fn unreadable_body(rejection: &JsonRejection) -> ApiError {
    let status = rejection.status();
    let code = match rejection {
        JsonRejection::JsonSyntaxError(_) => "malformed_json",
        JsonRejection::JsonDataError(_) => "wrong_shape",
        JsonRejection::MissingJsonContentType(_) => "not_json",
        _ if status == StatusCode::PAYLOAD_TOO_LARGE => "too_large",
        _ => "unreadable_body",
    };
    ApiError::new(status, code, rejection.body_text())
}

/// The version that an edit was made on, from `If-Match`. An edit without one is refused: it could
/// not tell what it overwrites.
pub struct Seen(pub u32);

impl<S: Sync> FromRequestParts<S> for Seen {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let Some(value) = parts.headers.get(header::IF_MATCH) else {
            let detail = "this edit needs the header If-Match with the version it was made on";
            return Err(ApiError::new(
                StatusCode::PRECONDITION_REQUIRED,
                "if_match_missing",
                detail,
            ));
        };
        let text = value.to_str().unwrap_or_default().trim();
        let quoted = text
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        let version = quoted.and_then(|version| u32::from_str(version).ok());
        version.map(Self).ok_or_else(|| {
            let detail = "If-Match is the version in quotes, as the ETag gave it: \"12\"";
            ApiError::new(StatusCode::BAD_REQUEST, "if_match_malformed", detail)
        })
    }
}

/// Reads a form whose fields may be left out; an empty body is the form with nothing in it.
pub fn form_or_default<T: DeserializeOwned + Default>(bytes: &[u8]) -> Result<T, ApiError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(T::default());
    }
    serde_json::from_slice(bytes).map_err(|error| {
        let (status, code) = if error.is_data() {
            (StatusCode::UNPROCESSABLE_ENTITY, "wrong_shape")
        } else {
            (StatusCode::BAD_REQUEST, "malformed_json")
        };
        ApiError::new(status, code, error.to_string())
    })
}
