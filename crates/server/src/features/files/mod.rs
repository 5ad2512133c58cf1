//! Files as evidence: taken in, looked at, kept, handed out.

pub mod attach;
mod content;
mod picture;
pub mod read;

use std::sync::Arc;

use afterword_store::BlobError;
use axum::http::StatusCode;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use utoipa::ToSchema;

use crate::error::{self, ApiError};

/// What a file holds.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "describes plain bodies")]
struct FileContent(Vec<u8>);

/// A file is in memory until it is kept.
const AT_ONCE: usize = 8;

/// Places for files that come in, and for the one picture that is written anew.
#[derive(Clone, Debug)]
pub struct Desk {
    coming: Arc<Semaphore>,
    drawing: Arc<Semaphore>,
}

impl Default for Desk {
    fn default() -> Self {
        Self {
            coming: Arc::new(Semaphore::new(AT_ONCE)),
            drawing: Arc::new(Semaphore::new(1)),
        }
    }
}

impl Desk {
    /// A place for one file, held until it is kept.
    ///
    /// # Errors
    /// 429 `busy` when there is none.
    fn begin(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        let place = Arc::clone(&self.coming).try_acquire_owned();
        place.map_err(|_| {
            let detail = "too many files are coming in just now; try again in a moment";
            ApiError::new(StatusCode::TOO_MANY_REQUESTS, "busy", detail).retry_after(2)
        })
    }
}

fn unkept(error: BlobError) -> ApiError {
    match error {
        BlobError::DiskFull => error::disk_full(&error),
        error => error::internal(&error),
    }
}
