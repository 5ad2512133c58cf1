//! Importing documents through the API.

use afterword_domain::policy::Operation;
use axum::Json;
use axum::extract::multipart::MultipartError;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::importing::{File, ImportError, ImportOptions, ImportReport, import};
use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::Asked;

/// All files of one request together.
pub const LARGEST_IMPORT: usize = 64 * 1024 * 1024;
const MOST_FILES: usize = 2_000;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct ImportQuery {
    /// The zone of local times where a document names none, such as Europe/Berlin or UTC.
    timezone: Option<String>,
    /// Only say what would happen.
    #[serde(default)]
    dry_run: bool,
}

/// The files, each in a part named `file` with its file name.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the multipart body")]
pub struct ImportForm {
    #[schema(value_type = Vec<String>, format = Binary)]
    file: Vec<Vec<u8>>,
}

/// Imports post-mortems. A file that cannot be read changes nothing and keeps no other out.
#[utoipa::path(
    post, path = "/api/v1/imports", tag = "documents", params(ImportQuery),
    request_body(content = ImportForm, content_type = "multipart/form-data"),
    responses((status = 200, body = ImportReport), ApiError)
)]
pub async fn import_documents(
    State(app): State<App>,
    caller: Caller,
    Asked(asked): Asked<ImportQuery>,
    parts: Multipart,
) -> Result<Json<ImportReport>, ApiError> {
    caller.may(Operation::ImportDocuments)?;
    let files = files(parts).await?;
    let options = ImportOptions {
        zone: asked.timezone,
        dry_run: asked.dry_run,
    };
    let report = import(
        &app.store,
        (&caller.sight(), &caller.author()),
        &files,
        &options,
        app.now(),
        |_| {},
    )
    .await;
    report.map(Json).map_err(|error| match error {
        ImportError::Zone(error) => ApiError::refused(&error).field("timezone"),
        ImportError::Store(error) => error::store(error),
        ImportError::Save(error) => error::save(error),
    })
}

/// The files of a request.
///
/// # Errors
/// When there are too many, or the body is not what it says.
pub async fn files(mut parts: Multipart) -> Result<Vec<File>, ApiError> {
    let mut files = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(unreadable)? {
        let Some(name) = part.file_name().map(str::to_owned) else {
            continue;
        };
        if files.len() == MOST_FILES {
            let detail = format!("more than {MOST_FILES} files; import them in parts");
            return Err(ApiError::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too_many_files",
                detail,
            ));
        }
        let bytes = part.bytes().await.map_err(unreadable)?.to_vec();
        files.push(File { name, bytes });
    }
    if files.is_empty() {
        let detail = "there is no file; send each in a part of its own, with its name";
        return Err(ApiError::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "file_missing",
            detail,
        ));
    }
    Ok(files)
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the shape that `map_err` takes"
)]
fn unreadable(error: MultipartError) -> ApiError {
    ApiError::new(error.status(), "unreadable_body", error.body_text())
}
