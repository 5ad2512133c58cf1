//! How an integration's source is asked by itself: where its API answers, and the token that lets
//! one in.

use afterword_domain::IntegrationId;
use afterword_domain::integration::Kind;
use afterword_domain::integration::api::{KnownApi, SourceApi, SourceApiForm};
use afterword_domain::policy::Operation;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::{At, Body};
use crate::features::{slack, titles};

/// Whom a token belongs to, and what it cannot do.
#[derive(Debug, Serialize, ToSchema)]
pub struct TestedApi {
    /// `afterword in Northwind`, or the name of an account of GitHub or GitLab.
    pub account: String,
    /// Scopes that would be of use and that the token lacks.
    pub lacks: Vec<LackingScope>,
}

/// A scope that a token lacks.
#[derive(Debug, Serialize, ToSchema)]
pub struct LackingScope {
    pub scope: &'static str,
    /// What it would do: `reads private channels`
    pub does: &'static str,
}

/// Enters how an integration's source is asked. A token that is left out stays, as long as the host
/// does.
#[utoipa::path(
    put, path = "/api/v1/integrations/{id}/api", tag = "integrations",
    request_body = SourceApiForm, params(("id" = IntegrationId, Path)),
    responses((status = 200, body = SourceApi), ApiError)
)]
pub async fn save_source_api(
    State(app): State<App>,
    caller: Caller,
    At(id): At<IntegrationId>,
    Body(form): Body<SourceApiForm>,
) -> Result<Json<SourceApi>, ApiError> {
    caller.may(Operation::ManageIntegrations)?;
    if form.token.is_some() {
        caller.may(Operation::EnterSecret)?;
    }
    // What cannot be asked is not kept either.
    let (kind, known) = entered(&app, id, form.clone()).await?;
    match kind {
        Kind::Slack => drop(slack::connect(known)?),
        _ => drop(titles::connect(kind, known)?),
    }
    let saved = app
        .store
        .save_source_api(&caller.author(), id, form, app.now())
        .await;
    app.slack_people.forget(id);
    Ok(Json(saved.map_err(error::save)?.api))
}

/// Asks an integration's source no longer. What was fetched stays.
#[utoipa::path(
    delete, path = "/api/v1/integrations/{id}/api", tag = "integrations",
    params(("id" = IntegrationId, Path)),
    responses((status = 204, description = "Taken away"), ApiError)
)]
pub async fn remove_source_api(
    State(app): State<App>,
    caller: Caller,
    At(id): At<IntegrationId>,
) -> Result<StatusCode, ApiError> {
    caller.may(Operation::RemoveForGood)?;
    let removed = app
        .store
        .remove_source_api(&caller.author(), id, app.now())
        .await;
    app.slack_people.forget(id);
    removed.map_err(error::save)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks the source whom a token belongs to, and says what is wrong if it does not tell. Nothing is
/// saved.
#[utoipa::path(
    post, path = "/api/v1/integrations/{id}/api/test", tag = "integrations",
    request_body = SourceApiForm, params(("id" = IntegrationId, Path)),
    responses((status = 200, body = TestedApi), ApiError)
)]
pub async fn test_source_api(
    State(app): State<App>,
    caller: Caller,
    At(id): At<IntegrationId>,
    Body(form): Body<SourceApiForm>,
) -> Result<Json<TestedApi>, ApiError> {
    caller.may(Operation::ManageIntegrations)?;
    let (kind, known) = entered(&app, id, form).await?;
    let (account, lacks) = if kind == Kind::Slack {
        let found = slack::connect(known)?.probe().await;
        let found = found.map_err(|error| slack::told(&error))?;
        let account = format!("{} in {}", found.name, found.workspace);
        (account, found.lacks)
    } else {
        let found = titles::connect(kind, known)?.probe(app.now()).await;
        let found = found.map_err(|error| titles::told(&error))?;
        (found.account, found.lacks)
    };
    let lacks = lacks.into_iter();
    Ok(Json(TestedApi {
        account,
        lacks: lacks
            .map(|(scope, does)| LackingScope { scope, does })
            .collect(),
    }))
}

/// What a form comes to beside what is known.
async fn entered(
    app: &App,
    id: IntegrationId,
    form: SourceApiForm,
) -> Result<(Kind, KnownApi), ApiError> {
    let found = app.store.source_api(id).await.map_err(error::store)?;
    let (integration, known) = found.ok_or_else(|| ApiError::not_found("such integration"))?;
    let kind = integration.kind;
    Ok((kind, form.onto(kind, known.as_ref())?))
}
