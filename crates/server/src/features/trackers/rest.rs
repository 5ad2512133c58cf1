//! Looking at tickets one by one, of which nothing else tells: those that were deleted, or that lie
//! outside of the teams' projects.

use afterword_domain::Moment;
use afterword_domain::tracker::TicketLink;
use afterword_integrations::outbound::Connected;
use afterword_store::Via;

use super::look::{Looked, look_in};
use super::read::Ended;
use crate::app::App;

const OFTEN_MINUTES: i64 = 60;
/// Of those that are gone: the token may see them again.
const SELDOM_MINUTES: i64 = 24 * 60;
/// So many of them at a time,
const LOOKS: usize = 50;
/// and none after so many minutes.
const MINUTES: i64 = 1;

/// What is odd about one ticket is kept with it, and the others are looked at all the same.
pub(super) async fn look_at_the_rest(
    app: &App,
    tracker: &Connected,
    mut links: Vec<TicketLink>,
) -> Result<(), Ended> {
    let began = app.now();
    links.retain(|link| is_due(link, began));
    links.sort_by_key(TicketLink::asked_at);
    for link in links.into_iter().take(LOOKS) {
        if app.now() > began.plus_minutes(MINUTES) {
            break;
        }
        if let Looked::Not(error) = look_in(app, tracker, &link, Via::System).await?
            && error.is_of_all()
        {
            return Err(Ended::Tracker(error));
        }
    }
    Ok(())
}

fn is_due(link: &TicketLink, now: Moment) -> bool {
    let is_over = link.stood.is_finished() && link.seen.is_closed();
    let minutes = match (link.seen.gone, is_over) {
        (true, _) => SELDOM_MINUTES,
        (false, false) => OFTEN_MINUTES,
        (false, true) => return false,
    };
    link.asked_at() <= now.plus_minutes(-minutes)
}
