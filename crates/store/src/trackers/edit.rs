//! Entering, changing and taking away a tracker, and the address and secret of its webhook.

use afterword_domain::change::Edit;
use afterword_domain::job::Work;
use afterword_domain::tracker::{KnownTracker, TrackerEntry, TrackerForm};
use afterword_domain::{Change, Moment, Refusal, TrackerId};

use super::find;
use crate::Store;
use crate::author::Author;
use crate::changes::{self, Entry};
use crate::conn::{Conn, args};
use crate::counters::{self, Counter};
use crate::error::StoreError;
use crate::jobs;
use crate::secrets::Place;
use crate::values::{document, small};
use crate::workspace::error::{SaveError, is_unused};

/// More are no help to anybody.
const MOST: usize = 10;

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
enum TrackerRefused {
    #[error("there are {MOST} trackers, which is the most; take one away first")]
    TooMany,
    #[error("a tracker stays of its kind; add another one")]
    Kind,
    #[error("the secret of a webhook has 8 to 500 characters and none that no header can hold")]
    Secret,
}

impl Refusal for TrackerRefused {
    fn code(&self) -> &'static str {
        match self {
            Self::TooMany => "too_many_trackers",
            Self::Kind => "kind_stays",
            Self::Secret => "not_a_secret",
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::TooMany => None,
            Self::Kind => Some("kind".into()),
            Self::Secret => Some("secret".into()),
        }
    }
}

impl Store {
    /// Enters a tracker, which is asked for changes from now on.
    pub async fn add_tracker(
        &self,
        author: &Author,
        form: TrackerForm,
        address_hash: &[u8; 32],
        now: Moment,
    ) -> Result<TrackerEntry, SaveError> {
        let known = form.onto(None).map_err(SaveError::refused)?;
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::Revision, 1).await?;
        let before = super::labels(&mut conn).await?.len();
        if before >= MOST {
            return Err(SaveError::refused(TrackerRefused::TooMany));
        }
        let id = TrackerId(small(
            counters::take(&mut conn, Counter::Trackers, 1).await?,
        )?);
        let entry = TrackerEntry {
            id,
            settings: known.settings,
        };
        let sql = "INSERT INTO trackers (id, address_hash, body, token, polled_us)
                   VALUES ($1, $2, $3, $4, $5)";
        let token = conn.secrets.seal(Place::TrackerToken, id, &known.token)?;
        let args = args![id, address_hash, document(&entry)?, token, now];
        conn.run(sql, args).await?;
        jobs::ask_anew(&mut conn, &Work::PollTracker { tracker: id }, now, now).await?;
        let change = Change::Tracker(Edit::Added {
            at: u32::try_from(before).unwrap_or(u32::MAX),
            entry: entry.clone(),
        });
        finish(conn, author, vec![change], now).await?;
        Ok(entry)
    }

    /// Changes how a tracker is reached, and has it asked again.
    pub async fn update_tracker(
        &self,
        author: &Author,
        id: TrackerId,
        form: TrackerForm,
        now: Moment,
    ) -> Result<TrackerEntry, SaveError> {
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::Revision, 1).await?;
        let (before, known) = find(&mut conn, id).await?.ok_or(SaveError::NotFound)?;
        if form.kind != before.settings.kind {
            return Err(SaveError::refused(TrackerRefused::Kind));
        }
        let KnownTracker { settings, token } =
            form.onto(Some(&known)).map_err(SaveError::refused)?;
        let after = TrackerEntry { id, settings };
        let mut log = Vec::new();
        if token != known.token {
            log.push(Change::TrackerToken { tracker: id });
        }
        log.extend(Edit::between(&before, after.clone()).map(Change::Tracker));
        let sql = "UPDATE trackers SET body = $2, token = $3 WHERE id = $1";
        let secrets = (Some(known.token.as_str()), Some(token.as_str()));
        let sealed = conn
            .secrets
            .seal_instead(Place::TrackerToken, id, secrets)?;
        conn.run(sql, args![id, document(&after)?, sealed]).await?;
        super::begin_anew(&mut conn, id).await?;
        jobs::ask_anew(&mut conn, &Work::PollTracker { tracker: id }, now, now).await?;
        finish(conn, author, log, now).await?;
        Ok(after)
    }

    /// Takes a tracker away that no team names. Tickets stay named in their action items, and are
    /// followed no longer.
    pub async fn remove_tracker(
        &self,
        author: &Author,
        id: TrackerId,
        now: Moment,
    ) -> Result<(), SaveError> {
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::Revision, 1).await?;
        let (entry, _) = find(&mut conn, id).await?.ok_or(SaveError::NotFound)?;
        let workspace = crate::workspace::load(&mut conn).await?;
        let teams = workspace
            .teams
            .iter()
            .filter(|team| team.tracker == Some(id));
        is_unused(&entry.label().name(), vec![(teams.count() as u64, "team")])?;
        let poll = Work::PollTracker { tracker: id }.key();
        let sql = "DELETE FROM jobs WHERE key = $1 AND state <> 'running'";
        conn.run(sql, args![poll]).await?;
        for sql in [
            "DELETE FROM ticket_links WHERE tracker = $1",
            "DELETE FROM ticket_asks WHERE tracker = $1",
            "DELETE FROM trackers WHERE id = $1",
        ] {
            conn.run(sql, args![id]).await?;
        }
        let at = workspace.trackers.iter().position(|label| label.id == id);
        let at = u32::try_from(at.unwrap_or_default()).unwrap_or(u32::MAX);
        let change = Change::Tracker(Edit::Removed { at, entry });
        Ok(finish(conn, author, vec![change], now).await?)
    }

    /// Gives a tracker's webhook another address; the one before leads nowhere from now on.
    pub async fn replace_tracker_address(
        &self,
        author: &Author,
        id: TrackerId,
        address_hash: &[u8; 32],
        now: Moment,
    ) -> Result<(), SaveError> {
        let mut conn = self.write().await?;
        let sql = "UPDATE trackers SET address_hash = $2 WHERE id = $1";
        if conn.run(sql, args![id, address_hash]).await? == 0 {
            return Err(SaveError::NotFound);
        }
        let change = Change::TrackerAddress { tracker: id };
        Ok(finish(conn, author, vec![change], now).await?)
    }

    /// Enters with what a tracker's webhook signs, or that it signs nothing.
    pub async fn save_tracker_hook_secret(
        &self,
        author: &Author,
        id: TrackerId,
        secret: Option<String>,
        now: Moment,
    ) -> Result<(), SaveError> {
        let fits = |secret: &String| {
            (8..=500).contains(&secret.chars().count()) && !secret.contains(char::is_control)
        };
        if secret.as_ref().is_some_and(|secret| !fits(secret)) {
            return Err(SaveError::refused(TrackerRefused::Secret));
        }
        let mut conn = self.write().await?;
        let change = Change::TrackerHookSecret {
            tracker: id,
            removed: secret.is_none(),
        };
        let sql = "UPDATE trackers SET hook_secret = $2 WHERE id = $1";
        let secrets = (None, secret.as_deref());
        let sealed = conn
            .secrets
            .seal_instead(Place::TrackerHookSecret, id, secrets)?;
        if conn.run(sql, args![id, sealed]).await? == 0 {
            return Err(SaveError::NotFound);
        }
        Ok(finish(conn, author, vec![change], now).await?)
    }
}

async fn finish(
    mut conn: Conn,
    author: &Author,
    log: Vec<Change>,
    now: Moment,
) -> Result<(), StoreError> {
    let log: Vec<_> = log.into_iter().map(Entry::of_workspace).collect();
    changes::log(&mut conn, author, now, &log).await?;
    conn.commit().await
}
