//! Removing what is older than the workspace keeps, now and then. All servers look; the store lets
//! one at a time remove.

use std::time::Duration;

use afterword_store::{Author, StoreError, Via};

use crate::app::App;

/// Nobody minds an hour.
const LOOK_AGAIN: Duration = Duration::from_hours(1);
/// Entries that are removed in one transaction, in which nobody else writes.
const BATCH: u32 = 2_000;

/// Looks as long as the program runs.
pub(crate) async fn keep_short(app: App) {
    while !app.ending.has_begun() {
        match shorten(&app).await {
            Ok(0) => {}
            Ok(removed) => tracing::info!(removed, "old entries of the audit log were removed"),
            Err(error) => {
                tracing::error!(%error, "the audit log was not shortened; it is tried again");
            }
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK_AGAIN) => {}
            () = app.ending.wait() => {}
        }
    }
}

/// Removes all that is too old, and answers with how much that was.
///
/// # Errors
/// When the database fails.
pub async fn shorten(app: &App) -> Result<u64, StoreError> {
    let Some(days) = app.store.workspace().await?.settings.audit_days else {
        return Ok(0);
    };
    let now = app.now();
    let before = now.plus_days(-i64::from(days));
    let author = Author {
        person: None,
        via: Via::System,
        request_id: None,
        address: None,
    };
    let mut removed = 0;
    while !app.ending.has_begun() {
        let some = app.store.shorten_log(&author, before, BATCH, now).await?;
        removed += some;
        if some < u64::from(BATCH) {
            break;
        }
    }
    Ok(removed)
}
