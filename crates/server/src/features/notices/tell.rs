//! Telling one person one thing, as it is now.

use afterword_domain::notice::{Channel, Notice, message};
use afterword_store::StoreError;

use super::{channels, scene};
use crate::app::App;
use crate::features::jobs::Tried;

pub(crate) async fn tell(app: &App, notice: &Notice, by: Channel) -> Result<Tried, StoreError> {
    let now = app.now();
    let scene = scene::scene(app, now).await?;
    let person = scene.workspace.person(notice.to);
    let Some(person) = person.filter(|person| person.active) else {
        return Ok(Tried::Done);
    };
    let preferences = scene.preferences_of(person.id);
    if !preferences.wants(notice.about.kind()) || !preferences.travels_by(by) {
        return Ok(Tried::Done);
    }
    // It may be late: it waited for others, or was tried before.
    let open = preferences.hours.next_open(now);
    if open > now {
        return Ok(Tried::NotBefore(open));
    }
    match message(&scene, notice, now) {
        Some(message) => channels::send(app, by, person, &message, &notice.key()).await,
        None => Ok(Tried::Done),
    }
}
