//! The end of the change log in memory, read once for all pages that follow it.
//!
//! One task waits for the store's signal and reads what came; every page is told from here and asks
//! no table. Of restricted incidents it knows who sees them: each page is told what its person sees.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use afterword_domain::incident::Visibility;
use afterword_domain::policy::Sight;
use afterword_domain::{Change, IncidentRef};
use afterword_store::{ChangeRecord, Store, StoreError};
use tokio::sync::{OnceCell, watch};

use super::event::{Heard, heard};

/// Who was away for longer than this many changes is told to begin anew.
const KEPT: usize = 4_096;
/// How many of them are read when the program starts, for pages that come back after it.
const READ_AT_START: u64 = 1_000;
const BATCH: u32 = 500;
const PAUSE: Duration = Duration::from_secs(1);

#[derive(Debug, Default)]
pub struct Tail {
    kept: Mutex<Kept>,
    /// The number of the last change that was read.
    head: watch::Sender<u64>,
    begun: OnceCell<()>,
}

#[derive(Debug, Default)]
struct Kept {
    /// Everything after this number is here, up to the head.
    before: u64,
    events: VecDeque<Arc<Heard>>,
    /// Who sees those incidents that not everybody sees, as of the head.
    restricted: BTreeMap<IncidentRef, Visibility>,
}

/// What came after a number; `None` when that is not known here.
pub(crate) type After = Option<Vec<Arc<Heard>>>;

impl Tail {
    /// How many follow it.
    pub fn listeners(&self) -> usize {
        self.head.receiver_count()
    }

    /// The head, which moves when something came. The first who asks begins the reading.
    pub(crate) async fn follow(
        self: &Arc<Self>,
        store: &Store,
    ) -> Result<watch::Receiver<u64>, StoreError> {
        self.begun.get_or_try_init(|| self.begin(store)).await?;
        Ok(self.head.subscribe())
    }

    /// What came after a number of what somebody sees, and the number up to which that is all of it.
    pub(crate) fn after(&self, sight: &Sight, seq: u64) -> (u64, After) {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let head = *self.head.borrow();
        if seq < kept.before || seq > head {
            return (head, None);
        }
        let from = kept.events.partition_point(|event| event.seq <= seq);
        let events = kept.events.range(from..).filter(|event| {
            let now = event.incident.and_then(|one| kept.restricted.get(&one));
            let other = event.other.and_then(|one| kept.restricted.get(&one));
            event.is_for(sight, now) && other.is_none_or(|other| sight.sees(other))
        });
        (head, Some(events.cloned().collect()))
    }

    async fn begin(self: &Arc<Self>, store: &Store) -> Result<(), StoreError> {
        let mut grew = store.log_grew();
        grew.mark_unchanged();
        let start = store.latest_seq().await?.saturating_sub(READ_AT_START);
        self.kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .before = start;
        self.head.send_replace(start);
        self.take(&[], Some(store.restricted().await?));
        self.read_on(store).await?;
        tokio::spawn(Arc::clone(self).keep_reading(store.clone(), grew));
        Ok(())
    }

    async fn keep_reading(self: Arc<Self>, store: Store, mut grew: watch::Receiver<u64>) {
        while grew.changed().await.is_ok() {
            while let Err(error) = self.read_on(&store).await {
                tracing::warn!(%error, "the change log was not read; pages wait for it");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }

    async fn read_on(&self, store: &Store) -> Result<(), StoreError> {
        loop {
            let head = *self.head.borrow();
            let (records, _) = store.changes(&Sight::Everything, head, BATCH).await?;
            let is_all = records.len() < BATCH as usize;
            // Read after them: what is restricted by then is told to nobody else.
            let restricted = if records.iter().any(veils) {
                Some(store.restricted().await?)
            } else {
                None
            };
            self.take(&records, restricted);
            if is_all {
                return Ok(());
            }
        }
    }

    fn take(
        &self,
        records: &[ChangeRecord],
        restricted: Option<BTreeMap<IncidentRef, Visibility>>,
    ) {
        if let Some(restricted) = restricted {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.restricted = restricted;
        }
        let Some(last) = records.last().map(|record| record.seq) else {
            return;
        };
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.events
            .extend(records.iter().filter_map(heard).map(Arc::new));
        while kept.events.len() > KEPT {
            kept.before = kept
                .events
                .pop_front()
                .map_or(kept.before, |event| event.seq);
        }
        // Within the lock: the head never tells of what is not there yet.
        self.head.send_replace(last);
    }
}

/// Whether it changes who sees an incident, or begins one that only some see.
fn veils(record: &ChangeRecord) -> bool {
    matches!(record.change, Change::Visibility(_) | Change::Opened { .. })
}

#[cfg(test)]
mod tests {
    use afterword_store::{Author, Via};

    use super::*;

    fn record(seq: u64) -> ChangeRecord {
        let change = Change::Opened {
            title: "Checkout failed".into(),
            source: String::new(),
        };
        ChangeRecord {
            seq,
            at: "2026-10-08T09:12:00Z".parse().unwrap(),
            author: Author {
                person: None,
                via: Via::System,
                request_id: None,
                address: None,
            },
            with: Vec::new(),
            incident: Some(IncidentRef(1)),
            version: Some(1),
            name: change.name().into(),
            change,
        }
    }

    fn numbers(found: (u64, After)) -> Option<Vec<u64>> {
        let events = found.1?;
        Some(events.iter().map(|event| event.seq).collect())
    }

    #[test]
    fn nothing_is_left_out_and_what_is_gone_is_said_to_be() {
        let tail = Tail::default();
        let most = u64::try_from(KEPT).unwrap();
        tail.take(&(1..=most).map(record).collect::<Vec<_>>(), None);
        assert_eq!(numbers(tail.after(&Sight::Open, 0)).unwrap().len(), KEPT);
        assert_eq!(
            numbers(tail.after(&Sight::Open, most - 2)),
            Some(vec![most - 1, most])
        );
        assert_eq!(numbers(tail.after(&Sight::Open, most)), Some(vec![]));
        assert_eq!(
            numbers(tail.after(&Sight::Open, most + 1)),
            None,
            "a number that was never given"
        );
        tail.take(&[record(most + 1), record(most + 2)], None);
        assert_eq!(
            numbers(tail.after(&Sight::Open, 1)),
            None,
            "2 is no longer here"
        );
        assert_eq!(numbers(tail.after(&Sight::Open, 2)).unwrap().len(), KEPT);
    }
}
