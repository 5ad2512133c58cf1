//! Messages of outgoing webhooks: made once for each change and subscription, and kept for a month
//! with what became of them.

use afterword_domain::job::Work;
use afterword_domain::subscription::{Event, Subscription};
use afterword_domain::{Change, Moment, SubscriptionId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::Store;
use crate::author::Author;
use crate::changes;
use crate::conn::args;
use crate::error::StoreError;
use crate::jobs;
use crate::row::Row;
use crate::secrets::Place;
use crate::values::named;

const KEPT_DAYS: i64 = 30;

/// A message that is to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessage {
    /// The same whenever the same message is made again.
    pub id: String,
    pub subscription: SubscriptionId,
    pub event: Event,
    pub body: String,
}

/// A message with what it is sent with.
#[derive(Clone, PartialEq, Eq)]
pub struct Outgoing {
    pub subscription: Subscription,
    pub secret: String,
    pub body: String,
}

/// A message as the settings list it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct MessageRow {
    pub id: String,
    pub event: Event,
    pub body: String,
    pub made_at: Moment,
    /// waiting, sent or failed.
    pub state: String,
    pub tries: u32,
    pub tried_at: Option<Moment>,
    /// What the last try came to.
    pub remark: Option<String>,
}

impl Store {
    /// Keeps messages and asks for their sending. One that was made before is left as it is.
    pub async fn add_messages(
        &self,
        messages: Vec<NewMessage>,
        now: Moment,
    ) -> Result<(), StoreError> {
        let mut conn = self.write().await?;
        let sql = "DELETE FROM messages WHERE made_us < $1";
        conn.run(sql, args![now.plus_days(-KEPT_DAYS)]).await?;
        for message in messages {
            let sql = "INSERT INTO messages (id, subscription, event, body, made_us, state, tries)
                       VALUES ($1, $2, $3, $4, $5, 'waiting', 0) ON CONFLICT (id) DO NOTHING";
            let NewMessage {
                id,
                subscription,
                event,
                body,
            } = message;
            let args = args![id.as_str(), subscription, event.name(), body, now];
            if conn.run(sql, args).await? > 0 {
                let work = Work::SendMessage { message: id };
                jobs::ask(&mut conn, &[work], now, now).await?;
            }
        }
        conn.commit().await
    }

    /// A message that was not taken yet; `None` when there is nothing to send any more.
    pub async fn outgoing(&self, id: &str) -> Result<Option<Outgoing>, StoreError> {
        let sql = "SELECT s.body, s.secret, m.body
                   FROM messages m JOIN subscriptions s ON s.id = m.subscription
                   WHERE m.id = $1 AND m.state <> 'sent'";
        let mut conn = self.read().await?;
        let row = conn.row(sql, args![id]).await?;
        row.map(|row| {
            let subscription = super::read(&row)?;
            let secrets = &conn.secrets;
            let secret = secrets.open(Place::SubscriptionSecret, subscription.id, row.text(1)?)?;
            Ok(Outgoing {
                subscription,
                secret,
                body: row.text(2)?,
            })
        })
        .transpose()
    }

    /// What a message of a subscription says.
    pub async fn message_body(
        &self,
        subscription: SubscriptionId,
        id: &str,
    ) -> Result<Option<String>, StoreError> {
        let sql = "SELECT body FROM messages WHERE id = $1 AND subscription = $2";
        let row = self.read().await?.row(sql, args![id, subscription]).await?;
        row.map(|row| row.text(0)).transpose()
    }

    /// Writes down what a try came to: it was taken, it failed for good, or it is tried again.
    pub async fn message_tried(
        &self,
        id: &str,
        taken: Option<bool>,
        remark: &str,
        now: Moment,
    ) -> Result<(), StoreError> {
        let state = match taken {
            Some(true) => "sent",
            Some(false) => "failed",
            None => "waiting",
        };
        let sql = "UPDATE messages SET state = $2, remark = $3, tries = tries + 1, tried_us = $4
                   WHERE id = $1 AND state <> 'sent'";
        let mut conn = self.db.write_once().await?;
        conn.run(sql, args![id, state, remark, now]).await?;
        Ok(())
    }

    /// Messages of a subscription, the newest first.
    pub async fn messages(
        &self,
        subscription: SubscriptionId,
        most: u32,
    ) -> Result<Vec<MessageRow>, StoreError> {
        let sql = "SELECT id, event, body, made_us, state, tries, tried_us, remark FROM messages
                   WHERE subscription = $1 ORDER BY made_us DESC, id DESC LIMIT $2";
        let args = args![subscription, most];
        let rows = self.read().await?.rows(sql, args).await?;
        rows.iter().map(row).collect()
    }

    /// Has a message sent once more, as it was, and now: also one that waits for its next try. False
    /// when there is no such message.
    pub async fn send_again(
        &self,
        author: &Author,
        subscription: SubscriptionId,
        id: &str,
        now: Moment,
    ) -> Result<bool, StoreError> {
        let mut conn = self.write().await?;
        let sql = "UPDATE messages SET state = 'waiting' WHERE id = $1 AND subscription = $2";
        if conn.run(sql, args![id, subscription]).await? == 0 {
            return Ok(false);
        }
        let work = Work::SendMessage { message: id.into() };
        jobs::ask_anew(&mut conn, &work, now, now).await?;
        let change = Change::FailedWork {
            work,
            dropped: false,
        };
        changes::finish(conn, author, vec![change], now).await?;
        Ok(true)
    }
}

fn row(row: &Row) -> Result<MessageRow, StoreError> {
    Ok(MessageRow {
        id: row.text(0)?,
        event: named(row.text(1)?, "a message's event")?,
        body: row.text(2)?,
        made_at: row.moment(3)?,
        state: row.text(4)?,
        tries: row.number(5)?,
        tried_at: row.maybe_moment(6)?,
        remark: row.maybe_text(7)?,
    })
}
