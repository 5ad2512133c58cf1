//! A shelf in memory, on which one server or several keep documents, and what clients send.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each of the tests that share this uses its own part"
)]

use std::sync::{Arc, Mutex};

use afterword_collab::{
    Cut, Guest, Hub, Keep, KeepError, Kept, KeptUpdate, Outbox, Presence, Row, Seat, Settled,
    Settlement, Since,
};
use afterword_domain::postmortem::prose::Passage;
use afterword_domain::{IncidentRef, PersonId};
use tokio::sync::Semaphore;
use yrs::{Doc, GetString as _, ReadTxn as _, StateVector, Text as _, Transact as _};

pub const INCIDENT: IncidentRef = IncidentRef(7);
/// Of which another server takes the numbers.
pub const ELSEWHERE: IncidentRef = IncidentRef(70);
pub const PLACE: &str = "section:summary";

/// A shelf in memory.
#[derive(Clone)]
pub struct Shelf {
    pub inner: Arc<Inner>,
    /// Which of several servers this is; `None` for the only one.
    server: Option<u64>,
}

pub struct Inner {
    pub kept: Mutex<Kept>,
    pub hands: Mutex<Vec<Vec<PersonId>>>,
    /// Appending takes a permit each; none is a disk that waits.
    pub disk: Semaphore,
    trouble: Mutex<Option<KeepError>>,
    present: Mutex<Vec<(u64, Presence)>>,
    /// How often somebody was too late.
    pub late: Mutex<usize>,
}

impl Shelf {
    pub fn saying(text: &str) -> Self {
        let passage = Passage {
            place: PLACE.into(),
            text: text.into(),
        };
        let kept = Kept {
            version: 1,
            passages: vec![passage],
            ..Kept::default()
        };
        let inner = Inner {
            kept: Mutex::new(kept),
            hands: Mutex::default(),
            disk: Semaphore::new(1_000),
            trouble: Mutex::default(),
            present: Mutex::default(),
            late: Mutex::default(),
        };
        Self {
            inner: Arc::new(inner),
            server: None,
        }
    }

    /// The same shelf, as one of several servers sees it.
    pub fn of_server(&self, server: u64) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            server: Some(server),
        }
    }

    /// The number of the last update that was ever kept.
    pub fn last(&self) -> u64 {
        let kept = self.inner.kept.lock().unwrap();
        kept.updates.last().map_or(kept.upto, |last| last.seq)
    }

    /// Another door: the incident says something else.
    pub fn edit(&self, text: &str) -> u32 {
        let mut kept = self.inner.kept.lock().unwrap();
        text.clone_into(&mut kept.passages[0].text);
        kept.version += 1;
        kept.version
    }

    fn stale<T>(&self) -> Result<T, KeepError> {
        *self.inner.late.lock().unwrap() += 1;
        Err(KeepError::Stale)
    }

    pub fn says(&self) -> String {
        self.inner.kept.lock().unwrap().passages[0].text.clone()
    }

    pub fn trouble(&self, trouble: Option<KeepError>) {
        *self.inner.trouble.lock().unwrap() = trouble;
    }

    fn fail(&self) -> Result<(), KeepError> {
        self.inner
            .trouble
            .lock()
            .unwrap()
            .clone()
            .map_or(Ok(()), Err)
    }
}

impl Keep for Shelf {
    async fn load(&self, incident: IncidentRef) -> Result<Option<Kept>, KeepError> {
        let kept = self.inner.kept.lock().unwrap().clone();
        Ok([INCIDENT, ELSEWHERE].contains(&incident).then_some(kept))
    }

    async fn append(&self, rows: Vec<Row>) -> Result<(), KeepError> {
        self.inner.disk.acquire().await.unwrap().forget();
        self.fail()?;
        if rows.iter().any(|row| row.incident == ELSEWHERE) {
            return Err(KeepError::Stale);
        }
        if rows.first().is_some_and(|row| row.seq != self.last() + 1) {
            return self.stale();
        }
        let rows = rows.into_iter().map(|row| KeptUpdate {
            seq: row.seq,
            person: row.person,
            update: row.update.into(),
        });
        self.inner.kept.lock().unwrap().updates.extend(rows);
        Ok(())
    }

    fn is_shared(&self) -> bool {
        self.server.is_some()
    }

    async fn since(&self, _: IncidentRef, after: u64) -> Result<Since, KeepError> {
        let kept = self.inner.kept.lock().unwrap();
        let updates = kept.updates.iter().filter(|update| update.seq > after);
        Ok(Since {
            revision: kept.revision,
            updates: updates.cloned().collect(),
        })
    }

    async fn rebase(&self, _: IncidentRef, revision: u64, state: Vec<u8>) -> Result<(), KeepError> {
        self.fail()?;
        let mut kept = self.inner.kept.lock().unwrap();
        if kept.revision != revision {
            return self.stale();
        }
        (kept.revision, kept.state) = (revision + 1, state);
        Ok(())
    }

    async fn settle(&self, _: IncidentRef, done: Settlement) -> Result<Settled, KeepError> {
        self.fail()?;
        let mut kept = self.inner.kept.lock().unwrap();
        if kept.passages[0].text != done.drafts[0].base {
            return Ok(Settled::Moved);
        }
        if kept.revision != done.revision {
            return self.stale();
        }
        self.inner
            .hands
            .lock()
            .unwrap()
            .extend(done.hands.into_values());
        kept.passages[0].text.clone_from(&done.drafts[0].text);
        kept.updates.retain(|update| update.seq > done.upto);
        (kept.revision, kept.state) = (done.revision + 1, done.state);
        (kept.version, kept.upto) = (kept.version + 1, done.upto);
        Ok(Settled::At(kept.version))
    }

    async fn unsettled(&self) -> Result<Vec<IncidentRef>, KeepError> {
        let is_settled = self.inner.kept.lock().unwrap().updates.is_empty();
        Ok(if is_settled {
            Vec::new()
        } else {
            vec![INCIDENT]
        })
    }

    async fn left_behind(&self) -> Result<Vec<IncidentRef>, KeepError> {
        self.unsettled().await
    }

    async fn tell_presence(&self, told: Vec<Presence>) -> Result<(), KeepError> {
        let server = self.server.unwrap();
        let mut present = self.inner.present.lock().unwrap();
        for one in told {
            if one.state.is_some() {
                present.retain(|(_, other)| other.client != one.client);
                present.push((server, one));
            } else {
                present.retain(|(at, other)| *at != server || other.client != one.client);
            }
        }
        Ok(())
    }

    async fn presence_elsewhere(&self, _: IncidentRef) -> Result<Vec<Presence>, KeepError> {
        let present = self.inner.present.lock().unwrap();
        let others = present.iter().filter(|(at, _)| Some(*at) != self.server);
        Ok(others.map(|(_, one)| one.clone()).collect())
    }

    async fn renew_presence(&self) -> Result<(), KeepError> {
        Ok(())
    }

    async fn withdraw_presence(&self) -> Result<(), KeepError> {
        let mut present = self.inner.present.lock().unwrap();
        present.retain(|(at, _)| Some(*at) != self.server);
        Ok(())
    }
}

pub async fn join(hub: &Hub<Shelf>, person: u32) -> (Seat<Shelf>, Arc<Outbox>) {
    join_at(hub, INCIDENT, person).await
}

pub async fn join_at(
    hub: &Hub<Shelf>,
    incident: IncidentRef,
    person: u32,
) -> (Seat<Shelf>, Arc<Outbox>) {
    let guest = Guest {
        person: Some(PersonId(person)),
        may_write: true,
        acknowledge: true,
    };
    let seat = hub.join(incident, guest).await.unwrap();
    let outbox = seat.outbox();
    (seat, outbox)
}

/// An update that writes at the front, as a frame.
pub fn typed(client: u64, words: &str) -> Vec<u8> {
    let doc = Doc::with_client_id(client);
    let text = doc.get_or_insert_text(PLACE);
    text.insert(&mut doc.transact_mut(), 0, words);
    let update = doc
        .transact()
        .encode_state_as_update_v1(&StateVector::default());
    let mut frame = vec![0, 2, u8::try_from(update.len()).unwrap()];
    frame.extend(update);
    frame
}

/// What a newcomer is told that the document says.
pub async fn said(hub: &Hub<Shelf>) -> String {
    let (mut seat, outbox) = join(hub, 9).await;
    seat.receive(&[0, 0, 1, 0]).unwrap();
    let frame = next(&outbox, |frame| frame[..2] == [0, 1]).await.unwrap();
    let length = if frame[2] & 0x80 == 0 { 1 } else { 2 };
    let doc = Doc::new();
    let update = yrs::updates::decoder::Decode::decode_v1(&frame[2 + length..]).unwrap();
    doc.transact_mut().apply_update(update).unwrap();
    doc.get_or_insert_text(PLACE).get_string(&doc.transact())
}

pub async fn next(outbox: &Outbox, fits: impl Fn(&[u8]) -> bool) -> Result<Vec<u8>, Cut> {
    loop {
        if let Some(frame) = outbox.take()?.into_iter().find(|frame| fits(frame)) {
            return Ok(frame.into());
        }
        outbox.changed().await;
    }
}

pub fn is_saved(frame: &[u8]) -> bool {
    frame[0] == 8
}
