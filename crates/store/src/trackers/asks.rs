//! Tickets that were asked for and are not there yet.

use afterword_domain::job::Work;
use afterword_domain::policy::Sight;
use afterword_domain::tracker::{TicketAsk, TicketProblem};
use afterword_domain::{ActionItemId, Change, IncidentRef, Moment};

use crate::Store;
use crate::author::Author;
use crate::changes::{self, Entry};
use crate::conn::{Conn, args};
use crate::error::StoreError;
use crate::jobs;
use crate::row::Row;
use crate::sight::hidden;
use crate::values::{document, read_document};
use crate::workspace::error::SaveError;

impl Store {
    /// Asks for a ticket, and for the work that makes it. One that was asked for already is tried
    /// again, and is the same one: it keeps the moment at which it was asked for first.
    pub async fn ask_for_ticket(
        &self,
        (sight, author): (&Sight, &Author),
        mut ask: TicketAsk,
        now: Moment,
    ) -> Result<(), SaveError> {
        let mut conn = self.write().await?;
        if hidden(&mut conn, sight).await?.holds(ask.incident) {
            return Err(SaveError::NotFound);
        }
        if let Some(before) = ask_in(&mut conn, ask.incident, ask.action).await?
            && before.tracker == ask.tracker
        {
            ask.at = before.at;
        }
        let sql = "INSERT INTO ticket_asks (incident, action, tracker, body)
                   VALUES ($1, $2, $3, $4) ON CONFLICT (incident, action)
                   DO UPDATE SET tracker = excluded.tracker, body = excluded.body";
        let args = args![ask.incident, ask.action.0, ask.tracker, document(&ask)?];
        conn.run(sql, args).await?;
        let work = Work::MakeTicket {
            incident: ask.incident,
            action: ask.action,
        };
        jobs::ask_anew(&mut conn, &work, now, now).await?;
        log(&mut conn, author, &ask, now).await?;
        Ok(conn.commit().await?)
    }

    pub async fn ticket_ask(
        &self,
        incident: IncidentRef,
        action: ActionItemId,
    ) -> Result<Option<TicketAsk>, StoreError> {
        ask_in(&mut self.read().await?, incident, action).await
    }

    /// Takes a wish back that came to nothing. One that was made anew since then stays.
    pub async fn drop_ticket_ask(
        &self,
        author: &Author,
        ask: &TicketAsk,
        now: Moment,
    ) -> Result<(), StoreError> {
        let mut conn = self.write().await?;
        if hold(&mut conn, ask).await?.is_none() {
            return Ok(());
        }
        let sql = "DELETE FROM ticket_asks WHERE incident = $1 AND action = $2";
        conn.run(sql, args![ask.incident, ask.action.0]).await?;
        let ask = TicketAsk {
            problem: None,
            ..ask.clone()
        };
        log(&mut conn, author, &ask, now).await?;
        conn.commit().await
    }

    /// Keeps why a ticket could not be made.
    pub async fn ticket_not_made(
        &self,
        author: &Author,
        ask: &TicketAsk,
        problem: TicketProblem,
        now: Moment,
    ) -> Result<(), StoreError> {
        let mut conn = self.write().await?;
        let held = hold(&mut conn, ask).await?;
        let Some(before) = held.filter(|before| before.problem.as_ref() != Some(&problem)) else {
            return Ok(());
        };
        let ask = TicketAsk {
            problem: Some(problem),
            ..before
        };
        let sql = "UPDATE ticket_asks SET body = $3 WHERE incident = $1 AND action = $2";
        let args = args![ask.incident, ask.action.0, document(&ask)?];
        conn.run(sql, args).await?;
        log(&mut conn, author, &ask, now).await?;
        conn.commit().await
    }
}

fn what() -> String {
    "a ticket that was asked for".into()
}

pub(crate) async fn ask_in(
    conn: &mut Conn,
    incident: IncidentRef,
    action: ActionItemId,
) -> Result<Option<TicketAsk>, StoreError> {
    let sql = "SELECT body FROM ticket_asks WHERE incident = $1 AND action = $2";
    let row = conn.row(sql, args![incident, action.0]).await?;
    row.map(|row| row.document(0, what)).transpose()
}

/// The wish as it is kept, which nobody else changes in this transaction; `None` where it is no more.
async fn hold(conn: &mut Conn, ask: &TicketAsk) -> Result<Option<TicketAsk>, StoreError> {
    let sql = "UPDATE ticket_asks SET body = body WHERE incident = $1 AND action = $2
               RETURNING body";
    let row = conn.row(sql, args![ask.incident, ask.action.0]).await?;
    let held: Option<TicketAsk> = row.map(|row| row.document(0, what)).transpose()?;
    Ok(held.filter(|held| held.is_same(ask)))
}

/// The one in a column of a row, where there is one.
pub(crate) fn maybe_ask(row: &Row, column: usize) -> Result<Option<TicketAsk>, StoreError> {
    let text = row.maybe_text(column)?;
    text.map(|text| read_document(&text, what)).transpose()
}

async fn log(
    conn: &mut Conn,
    author: &Author,
    ask: &TicketAsk,
    now: Moment,
) -> Result<(), StoreError> {
    let change = Change::Ticket(ask.news());
    changes::log(conn, author, now, &[Entry::of_workspace(change)]).await
}
