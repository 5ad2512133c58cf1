//! Attaching a file to an entry. It is on disk before the entry names it.

use afterword_domain::file::name::file_name;
use afterword_domain::file::{FILE_MAX, FileId, StoredFile};
use afterword_domain::incident::edit::EventError;
use afterword_domain::incident::evidence;
use afterword_domain::policy::Operation;
use afterword_domain::{EventId, IncidentRef};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use futures_util::StreamExt as _;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use utoipa::IntoParams;

use super::content::{NotTaken, Taken, take};
use super::{Desk, FileContent, unkept};
use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::{Asked, At};
use crate::features::incidents::view::IncidentView;
use crate::features::incidents::{Answered, change};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct FileQuery {
    /// What the file is called.
    #[serde(default)]
    name: String,
}

/// Attaches a file of up to 25 MiB as evidence: a picture (PNG, JPEG, GIF, WebP), PDF, SVG, or text
/// in UTF-8. Its content says what it is. Pictures are written anew, without what else was in their
/// file; of a moving one the first frame stays.
#[utoipa::path(
    post, path = "/api/v1/incidents/{reference}/timeline/{event}/files", tag = "timeline",
    request_body(content = inline(FileContent), content_type = "application/octet-stream"),
    params(("reference" = IncidentRef, Path), ("event" = EventId, Path), FileQuery),
    responses((status = 200, body = IncidentView), ApiError)
)]
pub async fn attach_file(
    State(app): State<App>,
    caller: Caller,
    At((reference, event)): At<(IncidentRef, EventId)>,
    Asked(asked): Asked<FileQuery>,
    headers: HeaderMap,
    body: Body,
) -> Result<Answered, ApiError> {
    caller.may(Operation::EditIncident)?;
    has_event(&app, &caller, reference, event).await?;
    let _place = app.desk.begin()?;
    let content = within_limit(&headers, body).await?;
    let Taken { kind, content } = looked_at(&app.desk, content).await?;
    let name = file_name(&asked.name, kind);
    let hash = Sha256::digest(&content).into();
    let file = StoredFile {
        id: id_of(reference, &name, &hash),
        hash,
        name,
        kind,
        bytes: content.len() as u64,
        incident: reference,
        created_at: app.now(),
    };
    let files = &app.config.files;
    files.put(&hash, content.into()).await.map_err(unkept)?;
    app.store.add_file(&file).await.map_err(error::store)?;
    let place = (reference, None);
    change(
        &app,
        &caller,
        Operation::EditIncident,
        place,
        |incident, _, _| evidence::attach(incident, event, &file),
    )
    .await
}

/// Nobody sends 25 MiB to hear that there is no such entry.
async fn has_event(
    app: &App,
    caller: &Caller,
    reference: IncidentRef,
    event: EventId,
) -> Result<(), ApiError> {
    let incident = app
        .store
        .incident(&caller.sight(), reference)
        .await
        .map_err(error::store)?;
    let incident = incident.ok_or_else(|| ApiError::not_found(reference))?;
    if incident.timeline.iter().any(|entry| entry.id == event) {
        return Ok(());
    }
    Err(EventError::NoEvent(event).into())
}

async fn within_limit(headers: &HeaderMap, body: Body) -> Result<Vec<u8>, ApiError> {
    let too_large = || {
        let detail = format!("the file is larger than {} MiB", FILE_MAX >> 20);
        ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", detail)
    };
    let announced = headers.get(header::CONTENT_LENGTH);
    let announced = announced.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > FILE_MAX) {
        return Err(too_large());
    }
    let mut content = Vec::new();
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| {
            let detail = "the file did not arrive whole; nothing was kept";
            ApiError::new(StatusCode::BAD_REQUEST, "unreadable_body", detail)
        })?;
        if content.len() + piece.len() > FILE_MAX {
            return Err(too_large());
        }
        content.extend_from_slice(&piece);
    }
    Ok(content)
}

/// Beside the requests, one at a time. A decoder that stumbles is answered like a broken picture.
async fn looked_at(desk: &Desk, content: Vec<u8>) -> Result<Taken, ApiError> {
    let turn = desk.drawing.clone().acquire_owned().await;
    let looked = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        take(content)
    });
    let looked = looked.await.unwrap_or_else(|error| {
        tracing::error!(%error, "a file could not be looked at");
        Err(NotTaken::Broken)
    });
    looked.map_err(ApiError::from)
}

/// The same file, under the same name in the same incident, is one file.
fn id_of(incident: IncidentRef, name: &str, content: &[u8; 32]) -> FileId {
    let mut hash = Sha256::new();
    hash.update(incident.0.to_be_bytes());
    hash.update(content);
    hash.update(name.as_bytes());
    let hash: [u8; 32] = hash.finalize().into();
    let half = hash[..16].iter();
    FileId(half.fold(0, |id, byte| id << 8 | u128::from(*byte)))
}
