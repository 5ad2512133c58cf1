//! Where open documents are kept: the store, as the rooms see it.

use std::sync::Arc;

use afterword_collab::{Keep, KeepError, Kept, KeptUpdate, Row, Settled, Settlement};
use afterword_domain::IncidentRef;
use afterword_domain::clock::Clock;
use afterword_domain::postmortem::prose;
use afterword_store::{LiveError, LiveSettled, LiveSettlement, LiveUpdate, Store, StoreError};

/// The store and the clock by which it writes.
pub struct Shelf {
    store: Store,
    clock: Arc<dyn Clock>,
}

impl Shelf {
    pub fn new(store: Store, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock }
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
            updates: document
                .updates
                .into_iter()
                .map(|update| KeptUpdate {
                    seq: update.seq,
                    person: update.person,
                    update: update.body,
                })
                .collect(),
        }))
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
