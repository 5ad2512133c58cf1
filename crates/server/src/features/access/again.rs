//! Showing once more who one is, before what gives others a way in or cannot be taken back.

use afterword_domain::Moment;
use afterword_domain::policy::Operation;
use afterword_domain::sign_in::SignInWay;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::password::is_ones_own;
use crate::app::App;
use crate::caller::{Caller, OwnSession, Visitor};
use crate::error::{self, ApiError};
use crate::extract::Body;
use crate::features::sign_in::{self, ProviderButton};

/// How somebody can show who they are.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct WaysToProve {
    /// They have a password.
    pub password: bool,
    /// The programs that know them.
    pub providers: Vec<ProviderButton>,
}

/// Whoever is signed in showed who they are.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Proved {
    /// Nobody is asked again until then.
    pub until: Moment,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProofForm {
    pub password: String,
}

/// Says how one can show who one is.
#[utoipa::path(
    get, path = "/api/v1/session/proof", tag = "access",
    responses((status = 200, body = WaysToProve), ApiError)
)]
pub async fn list_ways_to_prove(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<WaysToProve>, ApiError> {
    caller.may(Operation::ManageOwnSessions)?;
    let name = &caller.person.handle;
    let found = app.store.password_hash(name).await.map_err(error::store)?;
    let mine = app.store.identities_of(caller.person.id).await;
    let mine = mine.map_err(error::store)?;
    let mut providers = sign_in::buttons(&app).await?;
    providers.retain(|button| mine.contains(&button.id));
    Ok(Json(WaysToProve {
        password: found.is_some_and(|(_, hash)| hash.is_some()),
        providers,
    }))
}

/// Shows with the password who one is. What was refused with `sign_in_again` can then be asked for
/// once more.
#[utoipa::path(
    post, path = "/api/v1/session/proof", tag = "access", request_body = ProofForm,
    responses((status = 200, body = Proved), ApiError)
)]
pub async fn prove_again(
    State(app): State<App>,
    caller: Caller,
    visitor: Visitor,
    Body(form): Body<ProofForm>,
) -> Result<Json<Proved>, ApiError> {
    caller.may(Operation::ManageOwnSessions)?;
    let session = own_session(&caller)?;
    is_ones_own(&app, &caller, &visitor, form.password, "password").await?;
    let (author, way) = (caller.author(), SignInWay::Password);
    let proved = app
        .store
        .prove_session(&author, &session.hash, way, app.now());
    let until = proved.await.map_err(error::store)?;
    let until = until.ok_or_else(|| ApiError::not_found("such session any more"))?;
    Ok(Json(Proved { until }))
}

/// The session in which somebody asks.
pub(super) fn own_session(caller: &Caller) -> Result<&OwnSession, ApiError> {
    caller.session.as_ref().ok_or_else(|| {
        let detail = "this is about a session, and a token has none";
        ApiError::new(StatusCode::FORBIDDEN, "not_by_token", detail)
    })
}
