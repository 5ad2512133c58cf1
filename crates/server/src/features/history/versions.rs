//! Who made which version when, what a version was called, and what it was.

use afterword_domain::history::{NamedVersion, versions};
use afterword_domain::policy::Operation;
use afterword_domain::{IncidentRef, Moment, PersonId};
use afterword_store::{Author, ChangeLine};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::back::Back;
use super::hands::Hands;
use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::{Asked, At, Body};
use crate::features::feed::told_place;
use crate::features::incidents::view::{self, IncidentView};

const MOST: u32 = 200;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct VersionsQuery {
    /// Only older ones; the latest first when left out.
    before: Option<u32>,
    /// 1 to 200.
    #[serde(default = "usual")]
    #[param(minimum = 1, maximum = 200)]
    limit: u32,
}

fn usual() -> u32 {
    50
}

/// What one change of a version was about.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct VersionChange {
    /// `section.changed`
    pub name: String,
    /// `section:summary`
    pub place: String,
}

/// One version.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct Version {
    pub version: u32,
    pub at: Moment,
    /// Who wrote most of it.
    pub author: Author,
    /// Who else wrote it, in other places or in the same passage at once; who wrote most first.
    pub with: Vec<PersonId>,
    pub name: Option<String>,
    pub changes: Vec<VersionChange>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct VersionPage {
    pub items: Vec<Version>,
    /// What to give as `before` to read on; null when there is no older one.
    pub next: Option<u32>,
}

/// Lists versions, the latest first.
#[utoipa::path(
    get, path = "/api/v1/incidents/{reference}/versions", tag = "history",
    params(("reference" = IncidentRef, Path), VersionsQuery),
    responses((status = 200, body = VersionPage), ApiError)
)]
pub async fn list_versions(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
    Asked(asked): Asked<VersionsQuery>,
) -> Result<Json<VersionPage>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    if !(1..=MOST).contains(&asked.limit) {
        let detail = format!("limit is {}; it is 1 to {MOST}", asked.limit);
        return Err(ApiError::new(StatusCode::BAD_REQUEST, "limit", detail).field("limit"));
    }
    let incident = super::present(&app, &caller.sight(), reference).await?;
    let newest = incident.version;
    let last = asked
        .before
        .map_or(newest, |before| before.saturating_sub(1).min(newest));
    let after = last.saturating_sub(asked.limit);
    let lines = app
        .store
        .change_lines(&caller.sight(), reference, (after, last))
        .await;
    let lines = lines.map_err(error::store)?;
    let made = lines.chunk_by(|one, next| one.version == next.version);
    let mut items: Vec<_> = made
        .filter_map(|lines| version(lines, &incident.named_versions))
        .collect();
    items.reverse();
    let next = (after > 0).then_some(after + 1);
    Ok(Json(VersionPage { items, next }))
}

/// What the lines of one version tell of it.
fn version(lines: &[ChangeLine], known: &[NamedVersion]) -> Option<Version> {
    let first = lines.first()?;
    let mut hands = Hands::default();
    for line in lines {
        hands.add(line.author.clone(), &line.with);
    }
    let (author, with) = hands.told()?;
    let named = known.iter().find(|named| named.version == first.version);
    let changes = lines.iter().map(|line| VersionChange {
        name: line.name.clone(),
        place: told_place(line.place.clone()),
    });
    Some(Version {
        version: first.version,
        at: first.at,
        author,
        with,
        name: named.map(|named| named.name.clone()),
        changes: changes.collect(),
    })
}

/// Reads an incident as it was at a version. Nothing of it is kept twice: it is made again from the
/// change log. What follows from other incidents and from the clock is of today.
#[utoipa::path(
    get, path = "/api/v1/incidents/{reference}/versions/{version}", tag = "history",
    params(("reference" = IncidentRef, Path), ("version" = u32, Path)),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn read_version(
    State(app): State<App>,
    caller: Caller,
    At((reference, version)): At<(IncidentRef, u32)>,
) -> Result<Json<IncidentView>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let sight = caller.sight();
    let present = super::present(&app, &sight, reference).await?;
    let past = Back::from(&app, &sight, &present).to(version).await?;
    let hidden = app.store.hidden(&sight).await;
    let past = past.incident.without(&hidden.map_err(error::store)?);
    view::view(&app, &sight, past).await.map(Json)
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VersionName {
    pub name: String,
    /// The present one when left out.
    #[serde(default)]
    pub version: Option<u32>,
}

/// Gives a version a name; a name that it has is replaced.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/versions", tag = "history",
    request_body = VersionName, params(("reference" = IncidentRef, Path)),
    responses((status = 201, body = NamedVersion), ApiError)
)]
pub async fn name_version(
    State(app): State<App>,
    caller: Caller,
    At(reference): At<IncidentRef>,
    Body(form): Body<VersionName>,
) -> Result<(StatusCode, Json<NamedVersion>), ApiError> {
    caller.may(Operation::EditIncident)?;
    // Of what is typed just now, what is on disk belongs to it.
    app.live.settle(reference).await;
    let (by, now) = (Some(caller.person.id), app.now());
    let mut named = form.version;
    let name = |incident: &afterword_domain::Incident, _: &_, _: &_| {
        named = named.or(Some(incident.version));
        versions::name(incident, named, &form.name, by, now)
    };
    let author = caller.author();
    let edited = app
        .store
        .edit_incident((&caller.sight(), &author), reference, None, now, name)
        .await;
    let incident = edited.map_err(error::edit)?;
    let mut known = incident.named_versions.into_iter();
    let found = known.find(|known| Some(known.version) == named);
    let found = found.ok_or_else(|| ApiError::not_found("such version"))?;
    Ok((StatusCode::CREATED, Json(found)))
}

/// Takes a version's name away; the version stays.
#[utoipa::path(
    delete, path = "/api/v1/incidents/{reference}/versions/{version}", tag = "history",
    params(("reference" = IncidentRef, Path), ("version" = u32, Path)),
    responses((status = 204, description = "It has no name any more"), ApiError)
)]
pub async fn unname_version(
    State(app): State<App>,
    caller: Caller,
    At((reference, version)): At<(IncidentRef, u32)>,
) -> Result<StatusCode, ApiError> {
    caller.may(Operation::EditIncident)?;
    let unname = |incident: &_, _: &_, _: &_| versions::unname(incident, version);
    let author = caller.author();
    let edited = app
        .store
        .edit_incident(
            (&caller.sight(), &author),
            reference,
            None,
            app.now(),
            unname,
        )
        .await;
    edited.map(|_| StatusCode::NO_CONTENT).map_err(error::edit)
}
