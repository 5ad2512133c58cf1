//! Where somebody is signed in, and ending that: one's own sessions, and for administrators those
//! of others.

use afterword_domain::policy::Operation;
use afterword_domain::sign_in::SignInWay;
use afterword_domain::{Moment, PersonId};
use afterword_store::{SessionRow, WhichSessions};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::again::own_session;
use crate::app::App;
use crate::auth::browser;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::At;

/// A session, as its person and administrators see it.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct SessionView {
    /// Names it, and opens nothing.
    pub id: String,
    /// It is the one that asks.
    pub current: bool,
    /// `Firefox on Linux`.
    pub browser: String,
    pub way: SignInWay,
    /// From where it was used last.
    pub address: Option<String>,
    pub created_at: Moment,
    /// To the minute.
    pub seen_at: Moment,
    /// It ends then at the latest.
    pub expires_at: Moment,
}

/// How many sessions ended.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct SessionsEnded {
    pub ended: u32,
}

/// Lists where one is signed in, the session that was used last first.
#[utoipa::path(
    get, path = "/api/v1/sessions", tag = "access",
    responses((status = 200, body = Vec<SessionView>), ApiError)
)]
pub async fn list_sessions(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Vec<SessionView>>, ApiError> {
    caller.may(Operation::ManageOwnSessions)?;
    listed(&app, &caller, caller.person.id).await
}

/// Ends one of one's own sessions.
#[utoipa::path(
    delete, path = "/api/v1/sessions/{id}", tag = "access", params(("id" = String, Path)),
    responses((status = 200, body = SessionsEnded), ApiError)
)]
pub async fn end_session(
    State(app): State<App>,
    caller: Caller,
    At(id): At<String>,
) -> Result<Json<SessionsEnded>, ApiError> {
    caller.may(Operation::ManageOwnSessions)?;
    let ended = end(&app, &caller, caller.person.id, WhichSessions::One(&id)).await?;
    if ended == 0 {
        return Err(ApiError::not_found("such session of yours"));
    }
    Ok(Json(SessionsEnded { ended }))
}

/// Ends all of one's sessions but this one.
#[utoipa::path(
    delete, path = "/api/v1/sessions", tag = "access",
    responses((status = 200, body = SessionsEnded), ApiError)
)]
pub async fn end_other_sessions(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<SessionsEnded>, ApiError> {
    caller.may(Operation::ManageOwnSessions)?;
    let id = &own_session(&caller)?.row.id;
    let ended = end(&app, &caller, caller.person.id, WhichSessions::AllBut(id)).await?;
    Ok(Json(SessionsEnded { ended }))
}

/// Lists where somebody is signed in.
#[utoipa::path(
    get, path = "/api/v1/people/{id}/sessions", tag = "access", params(("id" = PersonId, Path)),
    responses((status = 200, body = Vec<SessionView>), ApiError)
)]
pub async fn list_sessions_of_person(
    State(app): State<App>,
    caller: Caller,
    At(id): At<PersonId>,
) -> Result<Json<Vec<SessionView>>, ApiError> {
    caller.may(Operation::ManageSessions)?;
    listed(&app, &caller, id).await
}

/// Ends all sessions of somebody. They can sign in again; who shall not is made inactive.
#[utoipa::path(
    delete, path = "/api/v1/people/{id}/sessions", tag = "access", params(("id" = PersonId, Path)),
    responses((status = 200, body = SessionsEnded), ApiError)
)]
pub async fn end_sessions_of_person(
    State(app): State<App>,
    caller: Caller,
    At(id): At<PersonId>,
) -> Result<(StatusCode, Json<SessionsEnded>), ApiError> {
    caller.may(Operation::ManageSessions)?;
    let ended = end(&app, &caller, id, WhichSessions::All).await?;
    Ok((StatusCode::OK, Json(SessionsEnded { ended })))
}

async fn end(
    app: &App,
    caller: &Caller,
    person: PersonId,
    which: WhichSessions<'_>,
) -> Result<u32, ApiError> {
    let author = caller.author();
    let ended = app.store.end_sessions_of(&author, person, which, app.now());
    let ended = ended.await.map_err(error::store)?;
    if ended > 0 {
        app.access_changed();
    }
    Ok(ended)
}

async fn listed(
    app: &App,
    caller: &Caller,
    person: PersonId,
) -> Result<Json<Vec<SessionView>>, ApiError> {
    let own = caller
        .session
        .as_ref()
        .map(|session| session.row.id.as_str());
    let rows = app.store.sessions_of(person, app.now()).await;
    let view = |row: SessionRow| SessionView {
        current: own == Some(row.id.as_str()),
        browser: browser::in_words(row.agent.as_deref()),
        id: row.id,
        way: row.way,
        address: row.address,
        created_at: row.created_at,
        seen_at: row.seen_at,
        expires_at: row.expires_at,
    };
    let rows = rows.map_err(error::store)?;
    Ok(Json(rows.into_iter().map(view).collect()))
}
