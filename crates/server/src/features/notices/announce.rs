//! Announcing a meeting that was planned and a post-mortem that was published to those whom they
//! concern, each when their day begins.

use afterword_domain::notice::{About, message};
use afterword_store::{NewNotice, StoreError};

use super::{channels, scene};
use crate::app::App;
use crate::features::jobs::Tried;

pub(crate) async fn announce(app: &App, of: &About) -> Result<Tried, StoreError> {
    let (About::Planned { incident, .. } | About::Published { incident, .. }) = of else {
        return Ok(Tried::Done);
    };
    let ways = channels::available(app).await?;
    let Some(incident) = app.store.incident(*incident).await? else {
        return Ok(Tried::Done);
    };
    let now = app.now();
    let scene = scene::scene(app, now).await?;
    let notices = scene.concerned(of, &incident.services).into_iter();
    // The log may be of long ago: what was imported is followed as well.
    let notices = notices.filter(|notice| message(&scene, notice, now).is_some());
    let new = notices.map(|notice| {
        let preferences = scene.preferences_of(notice.to);
        NewNotice {
            due_at: preferences.hours.next_open(now),
            by: ways.of(&preferences),
            notice,
        }
    });
    let new: Vec<_> = new.filter(|new| !new.by.is_empty()).collect();
    app.store.tell(new, now).await?;
    Ok(Tried::Done)
}
