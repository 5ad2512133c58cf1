//! The shared vocabulary of factors.

use afterword_domain::policy::Operation;
use afterword_domain::workspace::FactorTerm;
use afterword_domain::workspace::factor::FactorPatch;
use afterword_domain::workspace::factor_history::FactorNews;
use afterword_domain::{FactorId, IncidentRef, Moment, PersonId};
use afterword_store::{SaveError, Via};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::{At, Body};
use crate::features::incidents::view::FactorCount;

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LabelForm {
    /// A condition in a few words, such as "retries not bounded".
    pub label: String,
}

/// Names a factor. A label that is already known gives the factor that bears it.
#[utoipa::path(
    post, path = "/api/v1/factors", tag = "workspace", request_body = LabelForm,
    responses((status = 200, body = FactorTerm), ApiError)
)]
pub async fn name_factor(
    State(app): State<App>,
    caller: Caller,
    Body(form): Body<LabelForm>,
) -> Result<Json<FactorTerm>, ApiError> {
    caller.may(Operation::NameFactor)?;
    let named = app
        .store
        .add_factor(&caller.author(), &form.label, app.now())
        .await;
    named.map(Json).map_err(error::save)
}

/// Relabels a factor, retires it, or takes it back into use. A label that another has is 409 `taken`.
#[utoipa::path(
    patch, path = "/api/v1/factors/{id}", tag = "workspace", request_body = FactorPatch,
    params(("id" = FactorId, Path)), responses((status = 200, body = FactorTerm), ApiError)
)]
pub async fn edit_factor(
    State(app): State<App>,
    caller: Caller,
    At(id): At<FactorId>,
    Body(patch): Body<FactorPatch>,
) -> Result<Json<FactorTerm>, ApiError> {
    caller.may(Operation::EditFactor)?;
    let edited = app
        .store
        .edit_factor(&caller.author(), id, patch, app.now())
        .await;
    edited.map(Json).map_err(error::save)
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeForm {
    /// The factor that takes over.
    pub into: FactorId,
}

/// What a merge, the end of one, or a split came to.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct FactorMove {
    /// The factor that is named now.
    pub factor: FactorTerm,
    /// How many incidents name it now that named another.
    pub incidents: u64,
}

fn moved(answer: Result<(FactorTerm, usize), SaveError>) -> Result<Json<FactorMove>, ApiError> {
    let (factor, incidents) = answer.map_err(error::save)?;
    let incidents = incidents as u64;
    Ok(Json(FactorMove { factor, incidents }))
}

/// Merges a factor into another, for administrators: every contributing factor, measure and action
/// item that names the one names the other afterwards, all in one transaction. The one keeps its
/// label, which leads to the other.
#[utoipa::path(
    post, path = "/api/v1/factors/{id}/merge", tag = "workspace", request_body = MergeForm,
    params(("id" = FactorId, Path)), responses((status = 200, body = FactorMove), ApiError)
)]
pub async fn merge_factor(
    State(app): State<App>,
    caller: Caller,
    At(id): At<FactorId>,
    Body(form): Body<MergeForm>,
) -> Result<Json<FactorMove>, ApiError> {
    caller.may(Operation::MergeFactors)?;
    let author = caller.author();
    moved(
        app.store
            .merge_factors((&caller.sight(), &author), id, form.into, app.now())
            .await,
    )
}

/// Takes the merge of a factor back, for administrators: it stands for itself again, and whatever
/// the merge changed and nobody changed since names it again.
#[utoipa::path(
    delete, path = "/api/v1/factors/{id}/merge", tag = "workspace",
    params(("id" = FactorId, Path)), responses((status = 200, body = FactorMove), ApiError)
)]
pub async fn unmerge_factor(
    State(app): State<App>,
    caller: Caller,
    At(id): At<FactorId>,
) -> Result<Json<FactorMove>, ApiError> {
    caller.may(Operation::MergeFactors)?;
    let author = caller.author();
    moved(
        app.store
            .unmerge_factor((&caller.sight(), &author), id, app.now())
            .await,
    )
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SplitForm {
    /// What the new factor is called. A label that is known is 409 `taken`.
    pub label: String,
    /// The incidents that are to name it; each names the other now.
    pub incidents: Vec<IncidentRef>,
}

/// Splits a factor, for administrators: in the incidents that are given, every contributing factor,
/// measure and action item that names it names a new one afterwards. Merging the new one into it
/// takes that back.
#[utoipa::path(
    post, path = "/api/v1/factors/{id}/split", tag = "workspace", request_body = SplitForm,
    params(("id" = FactorId, Path)), responses((status = 200, body = FactorMove), ApiError)
)]
pub async fn split_factor(
    State(app): State<App>,
    caller: Caller,
    At(id): At<FactorId>,
    Body(form): Body<SplitForm>,
) -> Result<Json<FactorMove>, ApiError> {
    caller.may(Operation::MergeFactors)?;
    let (sight, author, now) = (caller.sight(), caller.author(), app.now());
    let SplitForm { label, incidents } = form;
    let split = app
        .store
        .split_factor((&sight, &author), (id, &label), incidents, now);
    moved(split.await)
}

/// One thing that became of a factor.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct FactorHistoryEntry {
    pub at: Moment,
    /// Nobody where a program did it.
    pub person: Option<PersonId>,
    #[schema(inline)]
    pub via: Via,
    #[serde(flatten)]
    pub news: FactorNews,
    /// How many incidents it changed.
    pub incidents: u64,
}

/// Reads what became of a factor, the latest first: how it was called, what it was merged with, and
/// what was split off.
#[utoipa::path(
    get, path = "/api/v1/factors/{id}/history", tag = "workspace",
    params(("id" = FactorId, Path)),
    responses((status = 200, body = Vec<FactorHistoryEntry>), ApiError)
)]
pub async fn read_factor_history(
    State(app): State<App>,
    caller: Caller,
    At(id): At<FactorId>,
) -> Result<Json<Vec<FactorHistoryEntry>>, ApiError> {
    caller.may(Operation::ReadWorkspace)?;
    let workspace = app.store.workspace().await.map_err(error::store)?;
    if workspace.factor(id).is_none() {
        return Err(ApiError::not_found(format!("factor {id}")));
    }
    let events = app
        .store
        .factor_history(&caller.sight(), id)
        .await
        .map_err(error::store)?;
    let entries = events.into_iter().map(|event| FactorHistoryEntry {
        at: event.at,
        person: event.author.person,
        via: event.author.via,
        news: event.news,
        incidents: event.incidents,
    });
    Ok(Json(entries.collect()))
}

/// In how many incidents each factor was found.
#[utoipa::path(
    get, path = "/api/v1/factor-counts", tag = "learning",
    responses((status = 200, body = Vec<FactorCount>), ApiError)
)]
pub async fn count_factors(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<Vec<FactorCount>>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let counts = app
        .store
        .factor_counts(&caller.sight())
        .await
        .map_err(error::store)?;
    let counts = counts
        .into_iter()
        .map(|(factor, incidents)| FactorCount { factor, incidents });
    Ok(Json(counts.collect()))
}
