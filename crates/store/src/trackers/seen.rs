//! What was seen of a ticket, and what follows from it for its action item: both in one
//! transaction, so that neither is compared with something older.

use afterword_domain::action_item::State;
use afterword_domain::action_item::progress::ActionPatch;
use afterword_domain::policy::Sight;
use afterword_domain::tracker::ticket::{Follow, Settled, Side};
use afterword_domain::tracker::{LookTrouble, Seen, TicketConflict, TicketError, TicketLink};
use afterword_domain::{ActionItemId, Change, IncidentRef, Moment};

use super::links::{TicketRefused, Under, keep, link_in, read};
use crate::Store;
use crate::author::Author;
use crate::changes::{self, Entry};
use crate::conn::{Arg, Conn, args};
use crate::error::StoreError;
use crate::incidents::edit::EditError;

/// A look at a ticket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketLook {
    /// `None` where it is not there any more.
    pub seen: Option<Seen>,
    /// As the tracker has it; empty where it is not there any more.
    pub title: String,
    /// When the tracker was asked: what was seen before that is passed over.
    pub asked_at: Moment,
}

impl Store {
    /// Compares an action item with what was seen of its ticket, which is that of `known`. `None`
    /// where it has this ticket no more.
    pub async fn ticket_seen(
        &self,
        author: &Author,
        known: &TicketLink,
        look: TicketLook,
        now: Moment,
    ) -> Result<Option<TicketLink>, EditError<TicketRefused>> {
        let (incident, action) = (known.incident, known.action);
        let under = self
            .under((&Sight::Everything, author), (incident, action), now)
            .await;
        let mut under = match under {
            Ok(under) => under,
            Err(EditError::Refused(_) | EditError::NotFound) => {
                let mut conn = self.db.write_once().await?;
                forget(&mut conn, known).await?;
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
        let link = link_in(&mut under.conn, incident, action).await?;
        // Another ticket was linked while this one was asked for.
        let Some(link) = link.filter(|link| link.is_same(known)) else {
            return Ok(None);
        };
        if !link.is_of(&under.action) {
            forget(&mut under.conn, known).await?;
            under.conn.commit().await?;
            return Ok(None);
        }
        if look.asked_at < link.seen_at {
            return Ok(Some(link));
        }
        let seen = look.seen.unwrap_or_else(|| Seen {
            gone: true,
            ..link.seen.clone()
        });
        let (conflict, follow) = link.compare(&seen, under.action.state);
        let state = follow.map(|follow| match follow {
            Follow::Start => State::InProgress,
            Follow::Finish => State::Done,
        });
        let patch = ActionPatch {
            state,
            ..ActionPatch::default()
        };
        let entries = under.patch(patch).await?;
        let mut after = link.clone();
        if !look.title.is_empty() {
            after.title = look.title;
        }
        after.seen = seen;
        after.seen_at = look.asked_at;
        after.stood = state.unwrap_or(under.action.state);
        after.conflict = conflict;
        after.trouble = None;
        keep(&mut under.conn, &after).await?;
        if link.seen.gone && !after.seen.gone {
            under.tell_of_the_end(&after).await?;
        }
        let told = link.trouble.is_some()
            || (&link.seen, &link.title, link.conflict)
                != (&after.seen, &after.title, after.conflict);
        under.finish(entries, told.then(|| after.news())).await?;
        Ok(Some(after))
    }

    /// Keeps with a ticket why it could not be looked at; since when, stays.
    pub async fn ticket_not_seen(
        &self,
        author: &Author,
        known: &TicketLink,
        mut trouble: LookTrouble,
        now: Moment,
    ) -> Result<(), StoreError> {
        let mut conn = self.write().await?;
        // Written so that nobody else changes it meanwhile.
        let sql = "UPDATE ticket_links SET body = body
                   WHERE incident = $1 AND action = $2 AND tracker = $3 AND key = $4
                   RETURNING body";
        let row = conn.row(sql, place_of(known)).await?;
        let link = row.as_ref().map(read).transpose()?;
        let is_older = |link: &TicketLink| trouble.asked_at < link.seen_at;
        let Some(mut link) = link.filter(|link| !is_older(link)) else {
            return Ok(());
        };
        let before = link.trouble.take();
        let same = before.filter(|before| before.code == trouble.code);
        if let Some(before) = &same {
            trouble.since = before.since;
        }
        link.trouble = Some(trouble);
        keep(&mut conn, &link).await?;
        if same.is_none() {
            let news = Entry::of_workspace(Change::Ticket(link.news()));
            changes::log(&mut conn, author, now, &[news]).await?;
        }
        conn.commit().await
    }

    /// Carries out what a person says of a conflict.
    pub async fn settle_ticket(
        &self,
        (sight, author): (&Sight, &Author),
        (incident, action): (IncidentRef, ActionItemId),
        side: Side,
        now: Moment,
    ) -> Result<(), EditError<TicketRefused>> {
        let mut under = self.under((sight, author), (incident, action), now).await?;
        let link = link_in(&mut under.conn, incident, action).await?;
        let link = link.filter(|link| link.is_of(&under.action));
        let refused = |error: TicketError| EditError::Refused(error.into());
        let mut link = link.ok_or_else(|| refused(TicketError::NoLink))?;
        let conflict = link.conflict;
        let settled = link.settle(side).map_err(refused)?;
        link.conflict = None;
        let (entries, news) = match settled {
            Settled::Unlinked => {
                let mut news = link.news();
                news.seen = None;
                (under.unlink().await?, news)
            }
            Settled::Stays => (
                keep_as(&mut under, &mut link, None, conflict).await?,
                link.news(),
            ),
            Settled::Becomes(state) => {
                let entries = keep_as(&mut under, &mut link, Some(state), conflict).await?;
                (entries, link.news())
            }
        };
        Ok(under.finish(entries, Some(news)).await?)
    }
}

/// Takes a link away, and none that was made in its place.
async fn forget(conn: &mut Conn, link: &TicketLink) -> Result<(), StoreError> {
    let sql = "DELETE FROM ticket_links
               WHERE incident = $1 AND action = $2 AND tracker = $3 AND key = $4";
    conn.run(sql, place_of(link)).await?;
    Ok(())
}

fn place_of(link: &TicketLink) -> Vec<Arg> {
    args![link.incident, link.action.0, link.tracker, link.key.clone()]
}

async fn keep_as(
    under: &mut Under<'_>,
    link: &mut TicketLink,
    state: Option<State>,
    conflict: Option<TicketConflict>,
) -> Result<Vec<Entry>, EditError<TicketRefused>> {
    let given_up = state == Some(State::WontDo) && conflict == Some(TicketConflict::Dropped);
    let reason = given_up.then(|| format!("Its ticket {} was closed as given up.", link.key));
    let patch = ActionPatch {
        state,
        wont_do_reason: reason.filter(|_| under.action.wont_do_reason.is_empty()),
        ..ActionPatch::default()
    };
    let entries = under.patch(patch).await?;
    link.stood = state.unwrap_or(under.action.state);
    keep(&mut under.conn, link).await?;
    Ok(entries)
}
