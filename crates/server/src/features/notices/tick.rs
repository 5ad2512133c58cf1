//! Looking for what is due. All servers do; the store lets each notice be told once.

use std::time::Duration;

use afterword_domain::notice::Notice;
use afterword_store::{NewNotice, StoreError};

use super::{channels, scene};
use crate::app::App;

/// Nobody minds a few minutes.
const LOOK_AGAIN: Duration = Duration::from_mins(5);

/// Looks as long as the program runs.
pub(crate) async fn keep_telling(app: App) {
    while !app.ending.has_begun() {
        if let Err(error) = tell_what_is_due(&app).await {
            tracing::error!(%error, "what is due could not be looked for; it is tried again");
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK_AGAIN) => {}
            () = app.ending.wait() => {}
        }
    }
}

/// Has everybody told what is due now, and answers with how many notices that were.
///
/// # Errors
/// When the database fails.
pub async fn tell_what_is_due(app: &App) -> Result<usize, StoreError> {
    let ways = channels::available(app).await?;
    if ways.is_empty() {
        return Ok(0);
    }
    let now = app.now();
    let scene = scene::scene(app, now).await?;
    let due = scene.due(now).into_iter().map(|notice: Notice| NewNotice {
        by: ways.of(&scene.preferences_of(notice.to)),
        due_at: now,
        notice,
    });
    let due: Vec<_> = due.filter(|new| !new.by.is_empty()).collect();
    app.store.tell(due, now).await
}
