//! Handing a file out so that nothing in it runs here: what this program wrote itself, and plain
//! text, may be shown; everything else is a download.

use std::fmt::Write as _;

use afterword_domain::file::{FileId, StoredFile};
use afterword_domain::policy::Operation;
use afterword_store::BlobStream;
use axum::BoxError;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream::{Stream, TryStreamExt as _, try_unfold};
use sha2::{Digest as _, Sha256};

use super::{FileContent, unkept};
use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::At;

/// Whatever a browser takes it for, it runs nothing, loads nothing and is of no origin.
const POLICY: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

/// Reads a file. Pictures and text may be shown in place; the rest comes as a download.
#[utoipa::path(
    get, path = "/api/v1/files/{id}", tag = "timeline", params(("id" = FileId, Path)),
    responses(
        (status = 200, description = "The file", body = inline(FileContent), content_type = "application/octet-stream"),
        ApiError,
    )
)]
pub async fn read_file(
    State(app): State<App>,
    caller: Caller,
    At(id): At<FileId>,
) -> Result<Response, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let missing = || ApiError::not_found("such file");
    let file = app
        .store
        .file(&caller.sight(), id)
        .await
        .map_err(error::store)?;
    let file = file.ok_or_else(missing)?;
    let held = app.config.files.get(&file.hash).await.map_err(unkept)?;
    let held = held.ok_or_else(|| {
        tracing::error!(file.id = %id, "a file is gone from its place");
        missing()
    })?;
    let headers = [
        (header::CONTENT_TYPE, file.kind.media_type().to_owned()),
        (header::CONTENT_LENGTH, file.bytes.to_string()),
        (header::CONTENT_DISPOSITION, disposition(&file)),
        (header::CONTENT_SECURITY_POLICY, POLICY.to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    let corp = [("cross-origin-resource-policy", "same-origin")];
    Ok((headers, corp, Body::from_stream(checked(held, &file))).into_response())
}

/// What was kept is not what lies there.
#[derive(Debug, thiserror::Error)]
#[error("the file is spoiled")]
struct Spoiled;

/// Holds each piece back until there is another, and the last one until all of it hashes to what was
/// kept: what was spoiled breaks off, and is never taken for whole.
fn checked(
    held: BlobStream,
    file: &StoredFile,
) -> impl Stream<Item = Result<Bytes, BoxError>> + use<> {
    let (id, kept) = (file.id, file.hash);
    let begin = (held, Sha256::new(), Bytes::new(), false);
    try_unfold(
        begin,
        move |(mut held, mut hash, before, over)| async move {
            if over {
                return Ok(None);
            }
            if let Some(piece) = held.try_next().await? {
                hash.update(&piece);
                return Ok(Some((before, (held, hash, piece, false))));
            }
            if hash.clone().finalize()[..] != kept[..] {
                tracing::error!(file.id = %id, "a file is not what was kept: attach it again, or restore it");
                return Err(Spoiled.into());
            }
            Ok(Some((before, (held, hash, Bytes::new(), true))))
        },
    )
}

/// The name as every program reads it, and once more in UTF-8 (RFC 6266).
fn disposition(file: &StoredFile) -> String {
    let how = if file.kind.is_shown() {
        "inline"
    } else {
        "attachment"
    };
    let plain: String = file
        .name
        .chars()
        .map(|c| if is_plain(c) { c } else { '_' })
        .collect();
    let mut whole = String::new();
    for byte in file.name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            whole.push(char::from(byte));
        } else {
            let _ = write!(whole, "%{byte:02X}");
        }
    }
    format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{whole}")
}

fn is_plain(c: char) -> bool {
    c == ' ' || (c.is_ascii_graphic() && !"\"\\%;".contains(c))
}
