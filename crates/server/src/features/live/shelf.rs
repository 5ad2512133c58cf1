//! Where open documents are kept: the store, as the rooms see it.

use std::sync::Arc;

use afterword_collab::{
    Keep, KeepError, Kept, KeptUpdate, Presence, Row, Settled, Settlement, Since,
};
use afterword_domain::clock::Clock;
use afterword_domain::postmortem::prose;
use afterword_domain::{IncidentRef, Moment};
use afterword_store::{
    Engine, LiveError, LivePresence, LiveSettled, LiveSettlement, LiveUpdate, Store, StoreError,
};
use jiff::SignedDuration;

use crate::auth::secret;

/// How long what a server said of presence holds when it does not say it again.
const PRESENT: SignedDuration = SignedDuration::from_secs(20);
/// Updates that nobody settled for so long were left behind.
const LEFT_BEHIND: SignedDuration = SignedDuration::from_secs(30);

/// The store and the clock by which it writes.
pub struct Shelf {
    store: Store,
    clock: Arc<dyn Clock>,
    /// Under which this server tells others who is present.
    server: i64,
}

impl Shelf {
    pub fn new(store: Store, clock: Arc<dyn Clock>) -> Self {
        Self {
            store,
            clock,
            server: i64::from_le_bytes(secret::bytes()),
        }
    }

    pub(super) fn server(&self) -> i64 {
        self.server
    }

    fn ago(&self, duration: SignedDuration) -> Moment {
        self.clock.now().plus(-duration)
    }
}

impl Keep for Shelf {
    async fn load(&self, incident: IncidentRef) -> Result<Option<Kept>, KeepError> {
        let found = self.store.live(incident).await.map_err(failed)?;
        Ok(found.map(|document| Kept {
            version: document.incident.version,
            passages: prose::passages(&document.incident),
            revision: document.revision,
            state: document.state,
            upto: document.upto,
            updates: document.updates.into_iter().map(kept).collect(),
        }))
    }

    fn is_shared(&self) -> bool {
        self.store.engine() == Engine::Postgres
    }

    async fn since(&self, incident: IncidentRef, after: u64) -> Result<Since, KeepError> {
        let since = self.store.live_since(incident, after).await;
        since.map_err(failed).map(|since| Since {
            revision: since.revision,
            updates: since.updates.into_iter().map(kept).collect(),
        })
    }

    async fn append(&self, rows: Vec<Row>) -> Result<(), KeepError> {
        let updates = rows.into_iter().map(|row| {
            let update = LiveUpdate {
                seq: row.seq,
                person: row.person,
                body: row.update.into(),
            };
            (row.incident, update)
        });
        let appended = self.store.append_live(updates.collect(), self.clock.now());
        appended.await.map_err(|error| not_kept(&error))
    }

    async fn rebase(
        &self,
        incident: IncidentRef,
        revision: u64,
        state: Vec<u8>,
    ) -> Result<(), KeepError> {
        let rebased = self.store.rebase_live(incident, revision, state);
        rebased.await.map_err(|error| not_kept(&error))
    }

    async fn settle(
        &self,
        incident: IncidentRef,
        settlement: Settlement,
    ) -> Result<Settled, KeepError> {
        let settlement = LiveSettlement {
            drafts: settlement.drafts,
            hands: settlement.hands,
            revision: settlement.revision,
            upto: settlement.upto,
            state: settlement.state,
        };
        let now = self.clock.now();
        let settled = self.store.settle_live(incident, settlement, now).await;
        match settled.map_err(|error| not_kept(&error))? {
            LiveSettled::At(version) => Ok(Settled::At(version)),
            LiveSettled::Moved => Ok(Settled::Moved),
        }
    }

    async fn unsettled(&self) -> Result<Vec<IncidentRef>, KeepError> {
        self.store.unsettled().await.map_err(failed)
    }

    async fn left_behind(&self) -> Result<Vec<IncidentRef>, KeepError> {
        let since = self.ago(LEFT_BEHIND);
        self.store.unsettled_since(since).await.map_err(failed)
    }

    async fn tell_presence(&self, told: Vec<Presence>) -> Result<(), KeepError> {
        let told = told.into_iter().map(|one| LivePresence {
            incident: one.incident,
            client: one.client,
            clock: one.clock,
            state: one.state.map(Into::into),
        });
        let now = self.clock.now();
        let told = self.store.tell_presence(self.server, told.collect(), now);
        told.await.map_err(failed)
    }

    async fn presence_elsewhere(&self, incident: IncidentRef) -> Result<Vec<Presence>, KeepError> {
        let since = self.ago(PRESENT);
        let present = self.store.presence_elsewhere(self.server, incident, since);
        let present = present.await.map_err(failed)?;
        let present = present.into_iter().map(|one| Presence {
            incident,
            client: one.client,
            clock: one.clock,
            state: one.state.map(Into::into),
        });
        Ok(present.collect())
    }

    async fn renew_presence(&self) -> Result<(), KeepError> {
        let (now, since) = (self.clock.now(), self.ago(PRESENT));
        let renewed = self.store.renew_presence(self.server, now, since);
        renewed.await.map_err(failed)
    }

    async fn withdraw_presence(&self) -> Result<(), KeepError> {
        let withdrawn = self.store.withdraw_presence(self.server);
        withdrawn.await.map_err(failed)
    }
}

fn kept(update: LiveUpdate) -> KeptUpdate {
    KeptUpdate {
        seq: update.seq,
        person: update.person,
        update: update.body,
    }
}

fn not_kept(error: &LiveError) -> KeepError {
    match error {
        LiveError::Stale => KeepError::Stale,
        error => KeepError::Failed(error.to_string()),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "handed to map_err")]
fn failed(error: StoreError) -> KeepError {
    KeepError::Failed(error.to_string())
}
