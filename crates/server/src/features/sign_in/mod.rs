//! Signing in through a program that vouches for people: an OpenID provider.
//!
//! A browser is sent there (`begin`) and comes back (`arrive`); both are addresses that browsers go
//! to and no operations of the API. What the provider says is looked at by
//! [`afterword_integrations::oidc`], and whom it lets in is decided by the domain.

mod arrive;
mod begin;
mod flow;
mod known;
pub mod providers;
pub mod rules;

use afterword_domain::ProviderId;
use afterword_domain::sign_in::KnownProvider;
use afterword_integrations::http::Named;
use afterword_integrations::oidc::{OidcError, Party};
use axum::Router;
use axum::http::{StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse as _, Response};
use axum::routing::get;
use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::ToSchema;

use crate::app::App;
use crate::error::{self, ApiError};
pub use known::Providers;

/// A way in, as the door shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProviderButton {
    pub id: ProviderId,
    pub name: String,
}

/// The addresses that browsers go to.
pub(crate) fn router() -> Router<App> {
    Router::new()
        .route("/oidc/{id}/begin", get(begin::begin))
        .route("/oidc/{id}/callback", get(arrive::arrive))
}

/// The ways in that there are.
pub(crate) async fn buttons(app: &App) -> Result<Vec<ProviderButton>, ApiError> {
    let providers = app.store.providers().await.map_err(error::store)?;
    let button = |known: KnownProvider| ProviderButton {
        id: known.provider.id,
        name: known.provider.name,
    };
    Ok(providers.into_iter().map(button).collect())
}

/// Where a browser signs out of a provider, too. A provider that cannot be asked keeps nobody from
/// signing out here.
pub(crate) async fn end_url(app: &App, id: ProviderId, id_token: Option<&str>) -> Option<String> {
    let known = app.store.provider(id).await.ok()??;
    let public = public_url(app).await.ok()??;
    let party = party(app, &known, &public).ok()?;
    let metadata = app.providers.metadata(id, &party, app.now()).await;
    match metadata {
        Ok(metadata) => {
            let back = public.join("/sign-in").ok()?;
            metadata
                .end_session(&party, id_token, &back)
                .map(String::from)
        }
        Err(error) => {
            tracing::debug!(%error, "the provider was not asked where one signs out");
            None
        }
    }
}

/// Sends a browser on, with cookies that it sets or takes away. Nobody keeps the answer: it is this
/// browser's alone.
fn lead(to: String, cookies: impl IntoIterator<Item = String>) -> Response {
    let cookies = cookies.into_iter();
    let cookies = cookies.map(|cookie| (header::SET_COOKIE, cookie));
    let headers = [
        (header::LOCATION, to),
        (header::CACHE_CONTROL, "no-store".into()),
    ];
    let headers = AppendHeaders(headers.into_iter().chain(cookies));
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// Where people open the pages; a provider sends them back there and nowhere else.
async fn public_url(app: &App) -> Result<Option<Url>, afterword_store::StoreError> {
    let workspace = app.store.workspace().await?;
    let public = workspace.settings.public_url.as_deref();
    Ok(public.and_then(|url| url.parse().ok()))
}

/// Where a provider sends people back to. Each has an address of its own, so that what one gives is
/// never taken to another (RFC 9700, section 4.4).
fn redirect(public: &Url, id: ProviderId) -> Option<Url> {
    public.join(&format!("/oidc/{id}/callback")).ok()
}

/// Afterword, as the provider knows it. An administrator entered the issuer, so that it may lie in a
/// private network; where the issuer's description leads has to be there too, or be public.
fn party(app: &App, known: &KnownProvider, public: &Url) -> Result<Party, OidcError> {
    let provider = &known.provider;
    let issuer: Url = provider
        .issuer
        .parse()
        .map_err(|_| OidcError::Issuer(provider.issuer.clone()))?;
    let redirect = redirect(public, provider.id);
    Ok(Party {
        issuer: provider.issuer.clone(),
        client_id: provider.client_id.clone(),
        client_secret: known.client_secret.clone(),
        redirect: redirect.ok_or_else(|| OidcError::Issuer(public.to_string()))?,
        outbound: app.providers.reaching(Named::of(&issuer))?,
    })
}
