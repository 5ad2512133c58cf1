//! Tells open documents what changed through other doors: the API, an import, the command line; and
//! whoever holds a connection to look again whether they still see what they write in.

use afterword_domain::IncidentRef;
use afterword_domain::policy::Sight;
use afterword_store::StoreError;
use tokio::sync::watch;

use crate::app::App;
use crate::features::feed::Heard;

/// Begins to follow the change log, once for the whole program.
pub(super) async fn follow(app: &App) -> Result<(), StoreError> {
    let begin = || async {
        let head = app.feed.follow(&app.store).await?;
        // Taken here: a document that is loaded from now on has what came before.
        let reached = *head.borrow();
        tokio::spawn(keep_following(app.clone(), head, reached));
        Ok(())
    };
    app.live.following.get_or_try_init(begin).await.copied()
}

async fn keep_following(app: App, mut head: watch::Receiver<u64>, mut reached: u64) {
    while head.changed().await.is_ok() {
        let (now, after) = app.feed.after(&Sight::Everything, reached);
        reached = now;
        match after {
            Some(events) => {
                if events.iter().any(|heard| heard.changes_sight()) {
                    app.access_changed();
                }
                let touched = events.iter().filter_map(|heard| touched_prose(heard));
                for (incident, version) in touched {
                    app.live.hub.changed_elsewhere(incident, version).await;
                }
            }
            // Too much came at once to be told one by one.
            None => {
                app.access_changed();
                app.live.hub.all_changed_elsewhere().await;
            }
        }
    }
}

fn touched_prose(heard: &Heard) -> Option<(IncidentRef, u32)> {
    let is_prose = ["section", "answer"].contains(&heard.place.split(':').next()?);
    is_prose.then_some(())?;
    heard.incident.zip(heard.version)
}
