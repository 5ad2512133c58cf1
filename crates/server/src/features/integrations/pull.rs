//! Pulling in what other programs export as files. The one way in for them, whether they come
//! through the API or the command line: they are read into signals, and those find their incidents
//! as if they had come by webhook.

use std::collections::{BTreeMap, BTreeSet};

use afterword_domain::integration::{IntegrationForm, Kind, Options};
use afterword_domain::policy::{Operation, Sight};
use afterword_domain::{IncidentRef, IntegrationId, Moment};
use afterword_integrations::inbound::Unreadable;
use afterword_integrations::pull::{self, Format};
use afterword_store::{Author, SaveError, Store, StoreError};
use axum::Json;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::auth::secret;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::Asked;
use crate::features::documents::import::{ImportForm, files};
use crate::features::documents::importing::File;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PullQuery {
    /// What the files are.
    #[param(inline)]
    format: Format,
    /// Only say what would happen.
    #[serde(default)]
    dry_run: bool,
}

/// What files said, and what came of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PullReport {
    /// Signals that were not known, that were, and that say something else than before.
    pub new: usize,
    pub known: usize,
    pub revised: usize,
    /// Incidents that were opened.
    pub opened: BTreeSet<IncidentRef>,
    /// Incidents that got entries, the opened ones among them.
    pub touched: BTreeSet<IncidentRef>,
    /// Why entries of the files tell nothing, and how many each.
    pub passed_over: BTreeMap<String, usize>,
}

/// Files cannot be pulled in.
#[derive(Debug, thiserror::Error)]
pub enum PullError {
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Save(#[from] SaveError),
}

/// Pulls in exports of Slack, a status page, PagerDuty or Opsgenie: all files or none. Pulled in
/// again they change nothing. What they say of alerts opens incidents; messages are offered to the
/// incident that their channel is named after.
#[utoipa::path(
    post, path = "/api/v1/pulls", tag = "documents", params(PullQuery),
    request_body(content = ImportForm, content_type = "multipart/form-data"),
    responses((status = 200, body = PullReport), ApiError)
)]
pub async fn pull_files(
    State(app): State<App>,
    caller: Caller,
    Asked(asked): Asked<PullQuery>,
    parts: Multipart,
) -> Result<Json<PullReport>, ApiError> {
    caller.may(Operation::ImportDocuments)?;
    let files = files(parts).await?;
    let author = caller.author();
    let how = (asked.format, asked.dry_run);
    let report = pull(
        &app.store,
        (&caller.sight(), &author),
        &files,
        how,
        app.now(),
    )
    .await;
    report.map(Json).map_err(|error| match error {
        PullError::Unreadable(wrong) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            ApiError::new(status, "unreadable_file", wrong.to_string())
        }
        PullError::Store(error) => error::store(error),
        PullError::Save(error) => error::save(error),
    })
}

/// Reads files and takes in what they say.
///
/// # Errors
/// [`PullError`], and nothing was changed.
pub async fn pull(
    store: &Store,
    (sight, author): (&Sight, &Author),
    files: &[File],
    (format, dry_run): (Format, bool),
    now: Moment,
) -> Result<PullReport, PullError> {
    let read: Vec<_> = files
        .iter()
        .map(|file| pull::File {
            path: &file.name,
            bytes: &file.bytes,
        })
        .collect();
    let pulled = pull::read(format, &read)?;
    let integration = integration(store, author, (format.kind(), dry_run), now).await?;
    let taken_in = store
        .pull_in(author, integration, pulled.signals, dry_run, now)
        .await?;
    let hidden = store.hidden(sight).await?;
    let touched = taken_in.touched.into_iter();
    Ok(PullReport {
        new: taken_in.new,
        known: taken_in.known,
        revised: taken_in.revised,
        opened: taken_in.opened.into_iter().collect(),
        touched: touched.filter(|one| !hidden.holds(*one)).collect(),
        passed_over: pulled.passed_over,
    })
}

/// The integration whose webhooks tell the same, so that what is told both ways is told once. Where
/// there is none, one is added that takes no deliveries.
async fn integration(
    store: &Store,
    author: &Author,
    (kind, dry_run): (Kind, bool),
    now: Moment,
) -> Result<IntegrationId, PullError> {
    let rows = store.integrations().await?;
    let mut known = rows.iter().map(|row| &row.integration);
    if let Some(known) = known.find(|one| one.kind == kind) {
        return Ok(known.id);
    }
    if dry_run {
        return Ok(IntegrationId(0));
    }
    let form = IntegrationForm {
        kind,
        name: format!("{} export", kind.word()),
        active: false,
        options: Options::default(),
    };
    let nobody_knows = secret::hash(&secret::new(""));
    let added = store
        .add_integration(author, form, &nobody_knows, now)
        .await?;
    Ok(added.id)
}
