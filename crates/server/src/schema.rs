//! Whether the schema is still one that this program knows. A newer server on the same database
//! brings it up when it starts; the older ones then end in good order, and whoever was at them goes on
//! at the newer one. What an older program writes for that moment has to be right all the same: see
//! docs/scaling.md for what a migration may do.

use std::time::Duration;

use afterword_store::StoreError;
use tokio::time::{MissedTickBehavior, interval};

use crate::app::App;

const PAUSE: Duration = Duration::from_secs(1);

/// Looks on until the server ends. Where that is because the schema is newer, it brings the end about
/// and answers with what there is to say.
pub(crate) async fn until_outgrown(app: App) -> Option<StoreError> {
    let mut look = interval(PAUSE);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = look.tick() => {}
            () = app.ending.wait() => return None,
        }
        // A database that cannot be asked just now is told of where it is needed.
        if let Err(newer @ StoreError::Newer { .. }) = app.store.refuse_newer().await {
            tracing::error!(error = %newer, "a newer server took over: this one ends");
            app.ending.begin();
            return Some(newer);
        }
    }
}
