//! Asking for the work that follows from what happened.

use std::time::Duration;

use afterword_store::StoreError;

use crate::app::App;
use crate::features::learning::shadow;
use crate::features::{notices, subscriptions, trackers};

/// Changes that are read together.
const BATCH: u32 = 200;
/// What happens meanwhile is read together: each time is a write, which others wait for.
const REST: Duration = Duration::from_millis(50);
/// Another server may have written, and its call been lost.
const LOOK_AGAIN: Duration = Duration::from_secs(10);

/// Follows the log as long as the program runs.
pub(crate) async fn keep_following(app: App) {
    let mut grew = app.store.log_grew();
    while !app.ending.has_begun() {
        if let Err(error) = follow(&app).await {
            tracing::error!(%error, "the log was not followed; it is tried again");
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        tokio::select! {
            _ = grew.changed() => {
                tokio::time::sleep(REST).await;
                // What came meanwhile is read now.
                grew.borrow_and_update();
            }
            () = tokio::time::sleep(LOOK_AGAIN) => {}
            () = app.ending.wait() => {}
        }
    }
}

/// Reads the log to its end.
///
/// # Errors
/// When the database fails.
pub async fn follow(app: &App) -> Result<(), StoreError> {
    let now = app.now();
    let to = app.store.subscriptions().await?;
    let mode = app.store.workspace().await?.settings.repeat_suggestions;
    let follows = |record: &_| {
        let at_once = [
            notices::follows(record),
            trackers::follows(record),
            subscriptions::follows(record, &to),
        ];
        let at_once = at_once.into_iter().flatten().map(|work| (work, now));
        let look = shadow::follows(record, mode);
        let look = look.map(|(work, minutes)| (work, now.plus_minutes(minutes)));
        at_once.chain(look).collect()
    };
    while app.store.follow_log(BATCH, now, follows).await? > 0 {}
    Ok(())
}
