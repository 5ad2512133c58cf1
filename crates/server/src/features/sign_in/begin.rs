//! Sending a browser to a provider.

use afterword_domain::ProviderId;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::arrive::{Trouble, turned_back};
use super::flow::Begun;
use super::{lead, party, public_url};
use crate::app::App;
use crate::extract::{Asked, At};

#[derive(Debug, Deserialize)]
pub(super) struct BeginQuery {
    /// The page that was asked for.
    #[serde(default)]
    next: Option<String>,
    /// Somebody who is signed in shows again who they are.
    #[serde(default)]
    again: Option<String>,
}

pub(super) async fn begin(
    State(app): State<App>,
    At(id): At<u32>,
    Asked(asked): Asked<BeginQuery>,
) -> Response {
    let id = ProviderId(id);
    let again = asked.again.is_some();
    let begun = Begun::new(id, asked.next.as_deref(), again, app.now());
    match send(&app, &begun).await {
        Ok(url) => lead(url, [begun.cookie(app.config.https)]),
        Err(trouble) => turned_back(&app, id, Some(&begun), &trouble),
    }
}

async fn send(app: &App, begun: &Begun) -> Result<String, Trouble> {
    let known = app.store.provider(begun.provider).await?;
    let known = known.ok_or(Trouble::NoProvider)?;
    let public = public_url(app).await?.ok_or(Trouble::NoPublicUrl)?;
    let party = party(app, &known, &public)?;
    let metadata = app.providers.metadata(begun.provider, &party, app.now());
    let metadata = metadata.await?;
    let scopes = &known.provider.scopes;
    let url = party.begin(&metadata, &begun.flow, scopes, begun.again)?;
    Ok(url.into())
}
