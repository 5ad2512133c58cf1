//! Opening an incident by hand.

use afterword_domain::incident::open::{OpenForm, open};
use afterword_domain::incident::visibility::VisibilityError;
use afterword_domain::policy::Operation;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;

use super::view::IncidentView;
use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::Body;

/// Opens an incident; only its title is needed.
#[utoipa::path(
    post, path = "/api/v1/incidents", tag = "incidents", request_body = OpenForm,
    responses((status = 201, body = IncidentView), ApiError)
)]
pub async fn open_incident(
    State(app): State<App>,
    caller: Caller,
    Body(form): Body<OpenForm>,
) -> Result<impl IntoResponse, ApiError> {
    caller.may(Operation::OpenIncident)?;
    let workspace = app.store.workspace().await.map_err(error::store)?;
    let incident = open(form, &workspace, app.now())?;
    let sight = caller.sight();
    if !sight.sees(&incident.visibility) {
        return Err(VisibilityError::Yourself.into());
    }
    let opened = app
        .store
        .open_incident(caller.author(), incident, app.now());
    let incident = opened.await.map_err(error::store)?;
    let reference = incident.reference;
    let location = [(header::LOCATION, format!("/api/v1/incidents/{reference}"))];
    Ok((
        StatusCode::CREATED,
        location,
        super::answer(&app, &sight, incident).await?,
    ))
}
