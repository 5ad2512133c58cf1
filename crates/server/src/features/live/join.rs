//! Joining the live document of an incident.

use afterword_collab::{Guest, JoinError};
use afterword_domain::IncidentRef;
use afterword_store::Via;
use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

use super::standing::{READ, Standing};
use super::{elsewhere, socket};
use crate::app::App;
use crate::caller::{self, Caller};
use crate::error::{self, ApiError};
use crate::extract::{Asked, At};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct JoinQuery {
    /// Tells the sender how many of its updates are on disk.
    #[serde(default)]
    acknowledge: bool,
}

/// Joins the live document of an incident: a WebSocket that speaks the sync and awareness protocols
/// of y-websocket. Its texts are root types named by their places, such as `section:summary` and
/// `answer:7`. Who may only read is refused when they write.
#[utoipa::path(
    get, path = "/api/v1/live/{reference}", tag = "post-mortem",
    params(("reference" = IncidentRef, Path), JoinQuery),
    responses((status = 101, description = "The connection is a WebSocket now."), ApiError)
)]
pub async fn join_document(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
    Asked(query): Asked<JoinQuery>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response, ApiError> {
    caller.may(READ)?;
    if caller.via == Via::Web {
        caller::from_our_pages(&headers)?;
    }
    elsewhere::follow(&app).await.map_err(error::store)?;
    let person = Some(caller.person.id);
    let standing = Standing::new(app.clone(), caller, reference, &headers);
    let guest = Guest {
        person,
        may_write: standing.may_write(),
        acknowledge: query.acknowledge,
    };
    let seat = app.live.hub.join(reference, guest).await;
    let seat = seat.map_err(|error| not_joined(&error, reference))?;
    let upgrade = socket::bounded(upgrade, app.live.hub.limits().message);
    Ok(upgrade.on_upgrade(move |socket| socket::converse(socket, seat, Some(standing))))
}

fn not_joined(error: &JoinError, reference: IncidentRef) -> ApiError {
    let detail = error.to_string();
    match error {
        JoinError::NotFound => ApiError::not_found(reference),
        JoinError::Full(_) => ApiError::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_connections",
            detail,
        ),
        JoinError::Stopping => ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "stopping", detail),
        JoinError::Keep(error) => {
            tracing::error!(%error, %reference, "a document was not opened");
            let detail = "the document cannot be opened; the server's log says why";
            ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail)
        }
    }
}
