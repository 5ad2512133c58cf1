//! Outgoing webhooks: the subscriptions with the secret of each, which leaves the database but to
//! sign a message, and the messages.

mod messages;

use afterword_domain::change::Edit;
use afterword_domain::policy::Denied;
use afterword_domain::subscription::{Subscription, SubscriptionForm};
use afterword_domain::{Change, Moment, SubscriptionId};

pub use messages::{MessageRow, NewMessage, Outgoing};

use crate::Store;
use crate::author::Author;
use crate::changes::{self, Entry};
use crate::conn::{Conn, args};
use crate::counters::{self, Counter};
use crate::error::StoreError;
use crate::row::Row;
use crate::secrets::Place;
use crate::values::{document, small};
use crate::workspace::error::SaveError;

impl Store {
    /// All of them, by their number.
    pub async fn subscriptions(&self) -> Result<Vec<Subscription>, StoreError> {
        let sql = "SELECT body FROM subscriptions ORDER BY id";
        let rows = self.read().await?.rows(sql, args![]).await?;
        rows.iter().map(read).collect()
    }

    pub async fn add_subscription(
        &self,
        author: &Author,
        form: SubscriptionForm,
        secret: &str,
        now: Moment,
    ) -> Result<Subscription, SaveError> {
        let mut conn = self.write().await?;
        let id = counters::take(&mut conn, Counter::Subscriptions, 1).await?;
        let made = form.into_subscription(SubscriptionId(small(id)?));
        let made = made.map_err(SaveError::refused)?;
        name_is_free(&mut conn, &made).await?;
        let sql = "INSERT INTO subscriptions (id, key, body, secret) VALUES ($1, $2, $3, $4)";
        let sealed = conn
            .secrets
            .seal(Place::SubscriptionSecret, made.id, secret)?;
        let args = args![made.id, key(&made.name), document(&made)?, sealed];
        conn.run(sql, args).await?;
        let entry = made.clone();
        let change = Change::Subscription(Edit::Added { at: 0, entry });
        finish(conn, author, change, now).await?;
        Ok(made)
    }

    /// `allowed` is asked within the transaction, with the subscription before and after.
    pub async fn update_subscription(
        &self,
        author: &Author,
        id: SubscriptionId,
        form: SubscriptionForm,
        now: Moment,
        allowed: impl FnOnce(&Subscription, &Subscription) -> Result<(), Denied> + Send,
    ) -> Result<Subscription, SaveError> {
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::Subscriptions, 0).await?;
        let before = find(&mut conn, id).await?;
        let after = form.into_subscription(id).map_err(SaveError::refused)?;
        let Some(change) = Edit::between(&before, after.clone()) else {
            return Ok(after);
        };
        allowed(&before, &after)?;
        name_is_free(&mut conn, &after).await?;
        write(&mut conn, &after).await?;
        finish(conn, author, Change::Subscription(change), now).await?;
        Ok(after)
    }

    /// The other side said that it wants no more.
    pub async fn stop_subscription(
        &self,
        author: &Author,
        id: SubscriptionId,
        now: Moment,
    ) -> Result<(), SaveError> {
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::Subscriptions, 0).await?;
        let before = find(&mut conn, id).await?;
        let after = Subscription {
            active: false,
            ..before.clone()
        };
        if let Some(change) = Edit::between(&before, after.clone()) {
            write(&mut conn, &after).await?;
            finish(conn, author, Change::Subscription(change), now).await?;
        }
        Ok(())
    }

    /// Signs what is sent from now on with another secret.
    pub async fn replace_subscription_secret(
        &self,
        author: &Author,
        id: SubscriptionId,
        secret: &str,
        now: Moment,
    ) -> Result<(), SaveError> {
        let mut conn = self.write().await?;
        let sql = "UPDATE subscriptions SET secret = $2 WHERE id = $1";
        let sealed = conn.secrets.seal(Place::SubscriptionSecret, id, secret)?;
        if conn.run(sql, args![id, sealed]).await? == 0 {
            return Err(SaveError::NotFound);
        }
        let change = Change::SubscriptionSecret { subscription: id };
        finish(conn, author, change, now).await?;
        Ok(())
    }

    /// Takes a subscription away with its messages.
    pub async fn remove_subscription(
        &self,
        author: &Author,
        id: SubscriptionId,
        now: Moment,
    ) -> Result<(), SaveError> {
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::Subscriptions, 0).await?;
        let entry = find(&mut conn, id).await?;
        for sql in [
            "DELETE FROM messages WHERE subscription = $1",
            "DELETE FROM subscriptions WHERE id = $1",
        ] {
            conn.run(sql, args![id]).await?;
        }
        let change = Change::Subscription(Edit::Removed { at: 0, entry });
        finish(conn, author, change, now).await?;
        Ok(())
    }
}

fn key(name: &str) -> String {
    name.to_lowercase()
}

async fn find(conn: &mut Conn, id: SubscriptionId) -> Result<Subscription, SaveError> {
    let sql = "SELECT body FROM subscriptions WHERE id = $1";
    let row = conn.row(sql, args![id]).await?;
    Ok(read(&row.ok_or(SaveError::NotFound)?)?)
}

async fn name_is_free(conn: &mut Conn, made: &Subscription) -> Result<(), SaveError> {
    let sql = "SELECT 1 FROM subscriptions WHERE key = $1 AND id <> $2";
    match conn.row(sql, args![key(&made.name), made.id]).await? {
        None => Ok(()),
        Some(_) => Err(SaveError::Taken {
            field: "name",
            value: made.name.clone(),
        }),
    }
}

async fn write(conn: &mut Conn, after: &Subscription) -> Result<(), StoreError> {
    let sql = "UPDATE subscriptions SET key = $2, body = $3 WHERE id = $1";
    conn.run(sql, args![after.id, key(&after.name), document(after)?])
        .await?;
    Ok(())
}

async fn finish(
    mut conn: Conn,
    author: &Author,
    change: Change,
    now: Moment,
) -> Result<(), StoreError> {
    changes::log(&mut conn, author, now, &[Entry::of_workspace(change)]).await?;
    conn.commit().await
}

fn read(row: &Row) -> Result<Subscription, StoreError> {
    row.document(0, || "a subscription".into())
}
