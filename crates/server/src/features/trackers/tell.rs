//! Saying on a ticket that its action item is finished, once for each time that it is, and looking
//! whether both say the same.

use afterword_domain::policy::Sight;
use afterword_domain::{ActionItemId, IncidentRef};
use afterword_integrations::outbound::{Comment, Marker, Tracker as _, TrackerError};
use afterword_store::{StoreError, Via};

use super::{action_of, ask, look, text};
use crate::app::App;
use crate::features::jobs::Tried;

pub(crate) async fn tell(
    app: &App,
    (reference, action): (IncidentRef, ActionItemId),
) -> Result<Tried, StoreError> {
    let now = app.now();
    let Some(link) = app.store.ticket_link(reference, action).await? else {
        return Ok(Tried::Done);
    };
    let incident = app.store.incident(&Sight::Everything, reference).await?;
    let item = incident
        .as_ref()
        .and_then(|it| Some((it, action_of(it, action)?)));
    let Some((incident, item)) = item.filter(|(_, item)| link.is_of(item)) else {
        return Ok(Tried::Done);
    };
    let Some(known) = app.store.tracker(link.tracker).await? else {
        return Ok(Tried::Done);
    };
    let workspace = app.store.workspace().await?;
    let page = workspace.settings.public_url.as_ref();
    let page = page.map(|url| text::link(url, reference, action));
    let said = text::finished(incident, item, page.as_deref());
    // A ticket that is closed needs no telling.
    let said = said.filter(|_| !link.seen.is_closed() && !link.seen.gone);
    if let (Some(said), Some(at)) = (said, item.finished_at) {
        let name = format!("{reference}/{action}/{}", at.micros());
        let comment = Comment {
            marker: &Marker::new(&name, page.as_deref().unwrap_or_default()),
            text: &said,
            asked_at: at,
        };
        let told = match ask::connected(&known, now) {
            Ok(tracker) => tracker.comment(&link.key, &comment).await,
            Err(error) => Err(error),
        };
        match told {
            // The look says so.
            Ok(()) | Err(TrackerError::Gone { .. }) => {}
            Err(error) => return Ok(ask::tried(&error, now)),
        }
    }
    look::look(app, &link, Via::System).await
}
