//! The door before every path that names an incident: to whoever does not see it there is none.
//!
//! It is asked before anything else of the request is looked at, so that an incident that is hidden
//! and one that was never there get one answer, byte for byte: neither a role, nor a body, nor a
//! remembered answer tells the two apart. What is read behind it takes the same sight once more.
//!
//! Whoever opens one that not everybody sees is written down before they get it.

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
    let mut view = None;
    if let (Some(reference), Some(caller)) = (named, caller) {
        match app.store.sees_restricted(&caller.sight(), reference).await {
            Ok(Some(restricted)) => {
                view = (restricted && parts.method.is_safe()).then(|| (reference, caller.author()));
            }
            Ok(None) => return ApiError::not_found(reference).into_response(),
            Err(failed) => return error::store(failed).into_response(),
        }
    }
    let answer = next.run(Request::from_parts(parts, body)).await;
    let refused = answer.status().is_client_error() || answer.status().is_server_error();
    if let Some((reference, author)) = view.filter(|_| !refused)
        && let Err(failed) = app.store.note_view(&author, reference, app.now()).await
    {
        return error::store(failed).into_response();
    }
    answer
}
