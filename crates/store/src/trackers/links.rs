//! Which ticket belongs to which action item: linking and unlinking, in the transaction of the
//! action item's own change.

use afterword_domain::action_item::progress::{self, ActionPatch, ProgressError};
use afterword_domain::action_item::{ActionItem, Ticket};
use afterword_domain::job::Work;
use afterword_domain::policy::{Hidden, Sight};
use afterword_domain::tracker::{TicketAsk, TicketConflict, TicketError, TicketLink, TicketNews};
use afterword_domain::workspace::Workspace;
use afterword_domain::{ActionItemId, Change, Incident, IncidentRef, Moment, Refusal, TrackerId};

use super::asks::ask_in;
use crate::Store;
use crate::author::Author;
use crate::changes::{self, Entry};
use crate::conn::{Conn, args};
use crate::counters::{self, Counter};
use crate::error::StoreError;
use crate::incidents::edit::{EditError, Frame, carry_out};
use crate::incidents::load_for_edit;
use crate::jobs;
use crate::recurrences;
use crate::row::Row;
use crate::values::{document, read_document};

/// Why an action item and a ticket were not brought together.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TicketRefused {
    #[error(transparent)]
    Progress(#[from] ProgressError),
    #[error(transparent)]
    Ticket(#[from] TicketError),
}

impl Refusal for TicketRefused {
    fn code(&self) -> &'static str {
        match self {
            Self::Progress(error) => error.code(),
            Self::Ticket(error) => error.code(),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Progress(error) => error.field(),
            Self::Ticket(error) => error.field(),
        }
    }
}

/// A change of an action item and its ticket under way: nobody else changes either.
pub(super) struct Under<'a> {
    pub(super) conn: Conn,
    pub(super) author: &'a Author,
    pub(super) incident: Incident,
    pub(super) workspace: std::sync::Arc<Workspace>,
    pub(super) action: ActionItem,
    pub(super) now: Moment,
}

impl Store {
    /// Makes a ticket an action item's own. What it is to be compared with from now on stands in
    /// `link`; how the action item stands is looked at here.
    pub async fn link_ticket(
        &self,
        (sight, author): (&Sight, &Author),
        link: TicketLink,
        now: Moment,
    ) -> Result<TicketLink, EditError<TicketRefused>> {
        let place = (link.incident, link.action);
        let under = self.under((sight, author), place, now).await?;
        under.link(sight, link).await
    }

    /// Makes the ticket that was made of a wish the action item's own. `None` where it is not wanted
    /// any more: the wish was taken back while the ticket was made, or another ticket came first.
    pub async fn link_made_ticket(
        &self,
        author: &Author,
        ask: &TicketAsk,
        link: TicketLink,
        now: Moment,
    ) -> Result<Option<TicketLink>, EditError<TicketRefused>> {
        let place = (ask.incident, ask.action);
        let mut under = self.under((&Sight::Everything, author), place, now).await?;
        let kept = ask_in(&mut under.conn, ask.incident, ask.action).await?;
        let wanted = kept.is_some_and(|kept| kept.is_same(ask));
        if !wanted || under.action.ticket.is_some() {
            return Ok(None);
        }
        under.link(&Sight::Everything, link).await.map(Some)
    }

    /// Takes the ticket, or the wish for one, away from an action item.
    pub async fn unlink_ticket(
        &self,
        (sight, author): (&Sight, &Author),
        (incident, action): (IncidentRef, ActionItemId),
        now: Moment,
    ) -> Result<(), EditError<TicketRefused>> {
        let mut under = self.under((sight, author), (incident, action), now).await?;
        let entries = under.unlink().await?;
        let news = TicketNews {
            incident,
            action,
            key: Some(
                under
                    .action
                    .ticket
                    .as_ref()
                    .map_or_else(String::new, |it| it.key.clone()),
            ),
            seen: None,
            conflict: None,
            problem: None,
        };
        Ok(under.finish(entries, Some(news)).await?)
    }

    pub async fn ticket_link(
        &self,
        incident: IncidentRef,
        action: ActionItemId,
    ) -> Result<Option<TicketLink>, StoreError> {
        link_in(&mut self.read().await?, incident, action).await
    }

    /// Those in one tracker, what was not looked at for longest first.
    pub async fn links_of_tracker(
        &self,
        tracker: TrackerId,
    ) -> Result<Vec<TicketLink>, StoreError> {
        let sql = "SELECT body FROM ticket_links WHERE tracker = $1 ORDER BY seen_us, key";
        let rows = self.read().await?.rows(sql, args![tracker]).await?;
        rows.iter().map(read).collect()
    }

    /// The action item that a ticket belongs to.
    pub async fn link_of_ticket(
        &self,
        tracker: TrackerId,
        key: &str,
    ) -> Result<Option<TicketLink>, StoreError> {
        link_of_key(&mut self.read().await?, tracker, key).await
    }

    pub(super) async fn under<'a>(
        &self,
        (sight, author): (&Sight, &'a Author),
        (incident, action): (IncidentRef, ActionItemId),
        now: Moment,
    ) -> Result<Under<'a>, EditError<TicketRefused>> {
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::Edits, 0).await?;
        let workspace = self.workspace.current(&mut conn).await?;
        let incident = load_for_edit(&mut conn, incident).await?;
        let incident = incident.filter(|incident| sight.sees(&incident.visibility));
        let incident = incident.ok_or(EditError::NotFound)?;
        let mut actions = incident.postmortem.actions.iter();
        let found = actions.find(|it| it.id == action).cloned();
        let missing = || EditError::Refused(ProgressError::NoAction(action).into());
        Ok(Under {
            action: found.ok_or_else(missing)?,
            conn,
            author,
            incident,
            workspace,
            now,
        })
    }
}

impl Under<'_> {
    async fn link(
        mut self,
        sight: &Sight,
        mut link: TicketLink,
    ) -> Result<TicketLink, EditError<TicketRefused>> {
        if let Some(other) = link_of_key(&mut self.conn, link.tracker, &link.key).await? {
            self.not_taken(sight, &other).await?;
        }
        link.stood = self.action.state;
        // Whether what was closed before it was linked has done the work, a person says.
        let conflicts = link.seen.is_closed() && !link.stood.is_finished();
        link.conflict = conflicts.then_some(TicketConflict::ReopenedHere);
        let ticket = Ticket {
            key: link.key.clone(),
            url: Some(link.url.clone()),
        };
        let patch = ActionPatch {
            ticket: Some(Some(ticket)),
            ..ActionPatch::default()
        };
        let entries = self.patch(patch).await?;
        let sql = "DELETE FROM ticket_asks WHERE incident = $1 AND action = $2";
        let args = args![link.incident, link.action.0];
        self.conn.run(sql, args).await?;
        keep(&mut self.conn, &link).await?;
        self.tell_of_the_end(&link).await?;
        self.finish(entries, Some(link.news())).await?;
        Ok(link)
    }

    /// Asks for an open ticket to be told that its action item is finished: nothing else would tell,
    /// since the action item does not change.
    pub(super) async fn tell_of_the_end(&mut self, link: &TicketLink) -> Result<(), StoreError> {
        if !self.action.state.is_finished() || link.seen.is_closed() {
            return Ok(());
        }
        let work = Work::TellTicket {
            incident: link.incident,
            action: link.action,
        };
        jobs::ask_anew(&mut self.conn, &work, self.now, self.now).await
    }

    /// Changes the action item through the rules of every edit.
    pub(super) async fn patch(
        &mut self,
        patch: ActionPatch,
    ) -> Result<Vec<Entry>, EditError<TicketRefused>> {
        let changes = progress::update(
            &self.incident,
            &self.workspace,
            self.action.id,
            patch,
            self.now,
        );
        let changes = changes.map_err(|error| EditError::Refused(error.into()))?;
        if changes.is_empty() {
            return Ok(Vec::new());
        }
        let links = recurrences::links(&mut self.conn).await?;
        let frame = Frame {
            workspace: &self.workspace,
            links: &links,
            hidden: &Hidden::default(),
            now: self.now,
        };
        let (_, entries) = carry_out(&mut self.conn, &self.incident, changes, frame).await?;
        Ok(entries)
    }

    pub(super) async fn unlink(&mut self) -> Result<Vec<Entry>, EditError<TicketRefused>> {
        let patch = ActionPatch {
            ticket: Some(None),
            ..ActionPatch::default()
        };
        let entries = self.patch(patch).await?;
        for sql in [
            "DELETE FROM ticket_links WHERE incident = $1 AND action = $2",
            "DELETE FROM ticket_asks WHERE incident = $1 AND action = $2",
        ] {
            let args = args![self.incident.reference, self.action.id.0];
            self.conn.run(sql, args).await?;
        }
        Ok(entries)
    }

    pub(super) async fn finish(
        mut self,
        mut entries: Vec<Entry>,
        news: Option<TicketNews>,
    ) -> Result<(), StoreError> {
        entries.extend(news.map(|news| Entry::of_workspace(Change::Ticket(news))));
        changes::log(&mut self.conn, self.author, self.now, &entries).await?;
        self.conn.commit().await
    }

    /// A ticket that another action item gave up by hand is free.
    async fn not_taken(
        &mut self,
        sight: &Sight,
        other: &TicketLink,
    ) -> Result<(), EditError<TicketRefused>> {
        let (incident, action) = (other.incident, other.action);
        if (incident, action) == (self.incident.reference, self.action.id) {
            return Ok(());
        }
        let holder = load_for_edit(&mut self.conn, incident).await?;
        let holder = holder.filter(|holder| {
            let mut actions = holder.postmortem.actions.iter();
            actions.any(|it| other.is_of(it))
        });
        if let Some(holder) = holder {
            let key = other.key.clone();
            let taken = if sight.sees(&holder.visibility) {
                TicketError::Taken {
                    key,
                    incident,
                    action,
                }
            } else {
                TicketError::TakenElsewhere(key)
            };
            return Err(EditError::Refused(taken.into()));
        }
        let sql = "DELETE FROM ticket_links WHERE incident = $1 AND action = $2";
        self.conn.run(sql, args![incident, action.0]).await?;
        Ok(())
    }
}

pub(super) async fn keep(conn: &mut Conn, link: &TicketLink) -> Result<(), StoreError> {
    let sql = "INSERT INTO ticket_links (incident, action, tracker, key, seen_us, body)
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (incident, action) DO UPDATE
               SET tracker = excluded.tracker, key = excluded.key, seen_us = excluded.seen_us,
                   body = excluded.body";
    let args = args![
        link.incident,
        link.action.0,
        link.tracker,
        link.key.clone(),
        link.seen_at,
        document(link)?
    ];
    conn.run(sql, args).await?;
    Ok(())
}

pub(crate) async fn link_in(
    conn: &mut Conn,
    incident: IncidentRef,
    action: ActionItemId,
) -> Result<Option<TicketLink>, StoreError> {
    let sql = "SELECT body FROM ticket_links WHERE incident = $1 AND action = $2";
    let row = conn.row(sql, args![incident, action.0]).await?;
    row.as_ref().map(read).transpose()
}

async fn link_of_key(
    conn: &mut Conn,
    tracker: TrackerId,
    key: &str,
) -> Result<Option<TicketLink>, StoreError> {
    let sql = "SELECT body FROM ticket_links WHERE tracker = $1 AND key = $2";
    let row = conn.row(sql, args![tracker, key]).await?;
    row.as_ref().map(read).transpose()
}

fn what() -> String {
    "an action item's ticket".into()
}

pub(super) fn read(row: &Row) -> Result<TicketLink, StoreError> {
    row.document(0, what)
}

/// The one in a column of a row, where there is one.
pub(crate) fn maybe_link(row: &Row, column: usize) -> Result<Option<TicketLink>, StoreError> {
    let text = row.maybe_text(column)?;
    text.map(|text| read_document(&text, what)).transpose()
}
