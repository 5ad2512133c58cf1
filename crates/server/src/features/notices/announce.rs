//! Announcing a meeting that was planned and a post-mortem that was published to those whom they
//! concern, each when their day begins.

use afterword_domain::notice::{About, message};
use afterword_domain::policy::Sight;
use afterword_store::{NewNotice, StoreError};

use super::{channels, scene};
use crate::app::App;
use crate::features::jobs::Tried;

pub(crate) async fn announce(app: &App, of: &About) -> Result<Tried, StoreError> {
    let (About::Planned { incident, .. } | About::Published { incident, .. }) = of else {
        return Ok(Tried::Done);
    };
    let ways = channels::available(app).await?;
    let Some(incident) = app.store.incident(&Sight::Everything, *incident).await? else {
        return Ok(Tried::Done);
    };
    let now = app.now();
    let scene = scene::scene(app, now).await?;
    let notices = scene.concerned(of, &incident).into_iter();
    let new = notices.filter_map(|notice| {
        let preferences = scene.preferences_of(notice.to);
        let due_at = preferences.hours.next_open(now);
        // The log may be of long ago, and a meeting may begin before somebody's day does.
        let has_sense = message(&scene, &notice, due_at).is_some();
        let by = ways.of(&preferences);
        (has_sense && !by.is_empty()).then_some(NewNotice { notice, due_at, by })
    });
    let new: Vec<_> = new.collect();
    app.store.tell(new, now).await?;
    Ok(Tried::Done)
}
