//! The door before every path that names an incident: to whoever does not see it there is none.
//!
//! It is asked before anything else of the request is looked at, so that an incident that is hidden
//! and one that was never there get one answer, byte for byte: neither a role, nor a body, nor a
//! remembered answer tells the two apart. What is read behind it takes the same sight once more.

use afterword_domain::IncidentRef;
use axum::extract::{FromRequestParts as _, RawPathParams, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};

/// What paths call it.
const NAMED: &str = "reference";

pub async fn let_in(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let params = RawPathParams::from_request_parts(&mut parts, &()).await;
    let named = params.ok().and_then(|params| {
        let mut params = params.iter();
        let (_, reference) = params.find(|(name, _)| *name == NAMED)?;
        reference.parse::<IncidentRef>().ok()
    });
    let caller = parts.extensions.get::<Caller>();
    if let (Some(reference), Some(caller)) = (named, caller) {
        match app.store.sees(&caller.sight(), reference).await {
            Ok(true) => {}
            Ok(false) => return ApiError::not_found(reference).into_response(),
            Err(failed) => return error::store(failed).into_response(),
        }
    }
    next.run(Request::from_parts(parts, body)).await
}
