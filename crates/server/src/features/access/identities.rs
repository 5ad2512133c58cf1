//! Through which programs somebody comes in, for administrators; and taking one away: the account
//! that it was given to by mistake, or another account over there that shall have it.

use afterword_domain::policy::Operation;
use afterword_domain::{PersonId, ProviderId};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::At;
use crate::features::sign_in::{self, ProviderButton};

/// Lists the providers through which somebody came before.
#[utoipa::path(
    get, path = "/api/v1/people/{id}/identities", tag = "access",
    params(("id" = PersonId, Path)), responses((status = 200, body = Vec<ProviderButton>), ApiError)
)]
pub async fn list_identities(
    State(app): State<App>,
    caller: Caller,
    At(id): At<PersonId>,
) -> Result<Json<Vec<ProviderButton>>, ApiError> {
    caller.may(Operation::ReadSignIn)?;
    let theirs = app.store.identities_of(id).await.map_err(error::store)?;
    let mut providers = sign_in::buttons(&app).await?;
    providers.retain(|button| theirs.contains(&button.id));
    Ok(Json(providers))
}

/// Takes away that somebody comes in through a provider, and ends the sessions that began so. The
/// next time they are found by their address, as anybody who comes for the first time.
#[utoipa::path(
    delete, path = "/api/v1/people/{id}/identities/{provider}", tag = "access",
    params(("id" = PersonId, Path), ("provider" = ProviderId, Path)),
    responses((status = 204, description = "Taken away"), ApiError)
)]
pub async fn unlink_identity(
    State(app): State<App>,
    caller: Caller,
    At((id, provider)): At<(PersonId, ProviderId)>,
) -> Result<StatusCode, ApiError> {
    caller.may(Operation::ChangeAccess)?;
    let author = caller.author();
    let unlinked = app.store.unlink_identity(&author, id, provider, app.now());
    unlinked.await.map_err(error::save)?;
    app.access_changed();
    Ok(StatusCode::NO_CONTENT)
}
