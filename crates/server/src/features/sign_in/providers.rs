//! The programs through which people sign in, for administrators.

use afterword_domain::ProviderId;
use afterword_domain::policy::Operation;
use afterword_domain::sign_in::{KnownProvider, Provider, ProviderForm};
use afterword_integrations::oidc::{Metadata, OidcError};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{party, public_url, redirect};
use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::{At, Body};

/// A provider as the settings show it.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProviderView {
    #[serde(flatten)]
    pub provider: Provider,
    /// A client secret is known. It is never shown.
    pub has_secret: bool,
    /// What is entered at the provider as the address that it sends people back to; absent while
    /// no public address is entered.
    pub redirect_url: Option<String>,
}

#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProviderTest {
    pub provider: ProviderForm,
    /// The one that is changed, whose secret is taken where none is given.
    #[serde(default)]
    pub known: Option<ProviderId>,
}

/// A provider answers, and as what.
#[derive(Debug, Serialize, ToSchema)]
pub struct TestedProvider {
    /// It has a place where one signs out there, too.
    pub signs_out: bool,
}

/// Lists the providers, in the order of their buttons.
#[utoipa::path(
    get, path = "/api/v1/providers", tag = "access",
    responses((status = 200, body = Vec<ProviderView>), ApiError)
)]
pub async fn list_providers(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Vec<ProviderView>>, ApiError> {
    caller.may(Operation::ReadSignIn)?;
    let known = app.store.providers().await.map_err(error::store)?;
    let mut views = Vec::with_capacity(known.len());
    for known in known {
        views.push(view(&app, known).await?);
    }
    Ok(Json(views))
}

/// Enters a provider.
#[utoipa::path(
    post, path = "/api/v1/providers", tag = "access", request_body = ProviderForm,
    responses((status = 201, body = ProviderView), ApiError)
)]
pub async fn add_provider(
    State(app): State<App>,
    caller: Caller,
    Body(form): Body<ProviderForm>,
) -> Result<(StatusCode, Json<ProviderView>), ApiError> {
    caller.may(Operation::ManageSignIn)?;
    let author = caller.author();
    let added = app.store.add_provider(&author, form, app.now());
    let added = added.await.map_err(error::save)?;
    Ok((StatusCode::CREATED, Json(view(&app, added).await?)))
}

/// Changes a provider. A client secret that is left out stays, as long as it goes to the same host
/// and is for the same client.
#[utoipa::path(
    put, path = "/api/v1/providers/{id}", tag = "access", request_body = ProviderForm,
    params(("id" = ProviderId, Path)), responses((status = 200, body = ProviderView), ApiError)
)]
pub async fn update_provider(
    State(app): State<App>,
    caller: Caller,
    At(id): At<ProviderId>,
    Body(form): Body<ProviderForm>,
) -> Result<Json<ProviderView>, ApiError> {
    caller.may(Operation::ManageSignIn)?;
    let author = caller.author();
    let saved = app.store.update_provider(&author, id, form, app.now());
    let saved = saved.await.map_err(error::save)?;
    app.providers.forget(id);
    Ok(Json(view(&app, saved).await?))
}

/// Takes a provider away. Who came through it keeps their account.
#[utoipa::path(
    delete, path = "/api/v1/providers/{id}", tag = "access", params(("id" = ProviderId, Path)),
    responses((status = 204, description = "Taken away"), ApiError)
)]
pub async fn remove_provider(
    State(app): State<App>,
    caller: Caller,
    At(id): At<ProviderId>,
) -> Result<StatusCode, ApiError> {
    caller.may(Operation::ManageSignIn)?;
    let author = caller.author();
    let removed = app.store.remove_provider(&author, id, app.now());
    removed.await.map_err(error::save)?;
    app.providers.forget(id);
    Ok(StatusCode::NO_CONTENT)
}

/// Reads what a provider says of itself, and tells what is wrong with it. Nothing is saved.
#[utoipa::path(
    post, path = "/api/v1/providers/test", tag = "access", request_body = ProviderTest,
    responses((status = 200, body = TestedProvider), ApiError)
)]
pub async fn test_provider(
    State(app): State<App>,
    caller: Caller,
    Body(asked): Body<ProviderTest>,
) -> Result<Json<TestedProvider>, ApiError> {
    caller.may(Operation::ManageSignIn)?;
    let known = match asked.known {
        Some(id) => app.store.provider(id).await.map_err(error::store)?,
        None => None,
    };
    let workspace = app.store.workspace().await.map_err(error::store)?;
    let teams: Vec<_> = workspace.teams.iter().map(|team| team.id).collect();
    let id = asked.known.unwrap_or(ProviderId(0));
    let entered = asked.provider.onto(id, known.as_ref(), &teams)?;
    let public = public_url(&app).await.map_err(error::store)?;
    let public = public.ok_or_else(|| {
        let detail = "the workspace has no public address that the provider could send people \
                      back to; enter it under Workspace";
        ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "no_public_url", detail)
    })?;
    let party = party(&app, &entered, &public).map_err(|error| told(&error))?;
    let found = Metadata::discover(&party.issuer, &party.outbound).await;
    let found = found.map_err(|error| told(&error))?;
    Ok(Json(TestedProvider {
        signs_out: found.end_session(&party, None, &public).is_some(),
    }))
}

async fn view(app: &App, known: KnownProvider) -> Result<ProviderView, ApiError> {
    let public = public_url(app).await.map_err(error::store)?;
    let back = public.and_then(|public| redirect(&public, known.provider.id));
    Ok(ProviderView {
        has_secret: known.client_secret.is_some(),
        redirect_url: back.map(String::from),
        provider: known.provider,
    })
}

/// It is a fault of what was entered, or of the provider, and none of this server.
fn told(error: &OidcError) -> ApiError {
    let code = match error {
        OidcError::Outbound(_) => "provider_unreachable",
        OidcError::Issuer(_) => "another_issuer",
        _ => "provider_misconfigured",
    };
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    ApiError::new(status, code, error.to_string()).field("issuer")
}
