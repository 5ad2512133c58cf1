//! What a room does when its disk does not: with a shelf that fails, waits or was written by
//! somebody else, as a test wishes.

#![allow(
    clippy::unwrap_used,
    reason = "what a test takes for granted may fail it"
)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use afterword_collab::{
    Cut, Guest, Hub, Keep, KeepError, Kept, KeptUpdate, Limits, Outbox, Row, Seat, Settled,
    Settlement,
};
use afterword_domain::postmortem::prose::Passage;
use afterword_domain::{IncidentRef, PersonId};
use tokio::sync::Semaphore;
use yrs::{Doc, GetString as _, ReadTxn as _, StateVector, Text as _, Transact as _};

const INCIDENT: IncidentRef = IncidentRef(7);
/// Of which another server takes the numbers.
const ELSEWHERE: IncidentRef = IncidentRef(70);
const PLACE: &str = "section:summary";

/// A shelf in memory.
#[derive(Clone)]
struct Shelf(Arc<Inner>);

struct Inner {
    kept: Mutex<Kept>,
    hands: Mutex<Vec<Vec<PersonId>>>,
    /// Appending takes a permit each; none is a disk that waits.
    disk: Semaphore,
    trouble: Mutex<Option<KeepError>>,
}

impl Shelf {
    fn saying(text: &str) -> Self {
        let passage = Passage {
            place: PLACE.into(),
            text: text.into(),
        };
        let kept = Kept {
            version: 1,
            passages: vec![passage],
            ..Kept::default()
        };
        Self(Arc::new(Inner {
            kept: Mutex::new(kept),
            hands: Mutex::default(),
            disk: Semaphore::new(1_000),
            trouble: Mutex::default(),
        }))
    }

    fn says(&self) -> String {
        self.0.kept.lock().unwrap().passages[0].text.clone()
    }

    fn trouble(&self, trouble: Option<KeepError>) {
        *self.0.trouble.lock().unwrap() = trouble;
    }

    fn fail(&self) -> Result<(), KeepError> {
        self.0.trouble.lock().unwrap().clone().map_or(Ok(()), Err)
    }
}

impl Keep for Shelf {
    async fn load(&self, incident: IncidentRef) -> Result<Option<Kept>, KeepError> {
        let kept = self.0.kept.lock().unwrap().clone();
        Ok([INCIDENT, ELSEWHERE].contains(&incident).then_some(kept))
    }

    async fn append(&self, rows: Vec<Row>) -> Result<(), KeepError> {
        self.0.disk.acquire().await.unwrap().forget();
        self.fail()?;
        if rows.iter().any(|row| row.incident == ELSEWHERE) {
            return Err(KeepError::Stale);
        }
        let rows = rows.into_iter().map(|row| KeptUpdate {
            seq: row.seq,
            person: row.person,
            update: row.update.into(),
        });
        self.0.kept.lock().unwrap().updates.extend(rows);
        Ok(())
    }

    async fn rebase(&self, _: IncidentRef, revision: u64, state: Vec<u8>) -> Result<(), KeepError> {
        self.fail()?;
        let mut kept = self.0.kept.lock().unwrap();
        assert_eq!(kept.revision, revision);
        (kept.revision, kept.state) = (revision + 1, state);
        Ok(())
    }

    async fn settle(&self, _: IncidentRef, done: Settlement) -> Result<Settled, KeepError> {
        self.fail()?;
        let mut kept = self.0.kept.lock().unwrap();
        assert_eq!(kept.revision, done.revision);
        if kept.passages[0].text != done.drafts[0].base {
            return Ok(Settled::Moved);
        }
        self.0
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
        let is_settled = self.0.kept.lock().unwrap().updates.is_empty();
        Ok(if is_settled {
            Vec::new()
        } else {
            vec![INCIDENT]
        })
    }
}

async fn join(hub: &Hub<Shelf>, person: u32) -> (Seat<Shelf>, Arc<Outbox>) {
    join_at(hub, INCIDENT, person).await
}

async fn join_at(
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
fn typed(client: u64, words: &str) -> Vec<u8> {
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
async fn said(hub: &Hub<Shelf>) -> String {
    let (mut seat, outbox) = join(hub, 9).await;
    seat.receive(&[0, 0, 1, 0]).unwrap();
    let frame = next(&outbox, |frame| frame[..2] == [0, 1]).await.unwrap();
    let length = if frame[2] & 0x80 == 0 { 1 } else { 2 };
    let doc = Doc::new();
    let update = yrs::updates::decoder::Decode::decode_v1(&frame[2 + length..]).unwrap();
    doc.transact_mut().apply_update(update).unwrap();
    doc.get_or_insert_text(PLACE).get_string(&doc.transact())
}

async fn next(outbox: &Outbox, fits: impl Fn(&[u8]) -> bool) -> Result<Vec<u8>, Cut> {
    loop {
        if let Some(frame) = outbox.take()?.into_iter().find(|frame| fits(frame)) {
            return Ok(frame.into());
        }
        outbox.changed().await;
    }
}

fn is_saved(frame: &[u8]) -> bool {
    frame[0] == 8
}

#[tokio::test(start_paused = true)]
async fn nobody_hears_of_what_is_not_on_disk() {
    let shelf = Shelf::saying("");
    shelf.0.disk.forget_permits(1_000);
    let hub = Hub::new(shelf.clone(), Limits::default());
    let (mut typing, saved) = join(&hub, 1).await;
    let (mut reading, heard) = join(&hub, 2).await;
    typing.receive(&typed(5, "word")).unwrap();
    tokio::time::sleep(Duration::from_mins(1)).await;
    // Also not by asking, nor when another comes in.
    reading.receive(&[0, 0, 1, 0]).unwrap();
    for outbox in [&saved, &heard] {
        let frames = outbox.take().unwrap();
        assert!(
            frames.iter().all(|frame| frame[..2] == [0, 0]),
            "{frames:?}"
        );
    }
    shelf.0.disk.add_permits(1);
    assert_eq!(next(&saved, is_saved).await.unwrap(), [8, 1]);
    let frames = heard.take().unwrap();
    let kinds: Vec<_> = frames.iter().map(|frame| frame[1]).collect();
    assert_eq!(kinds, [2, 1], "the update, then the answer");
}

#[tokio::test(start_paused = true)]
async fn a_disk_that_fails_ends_the_room_and_keeps_nothing_from_it() {
    let shelf = Shelf::saying("Before.");
    let hub = Hub::new(shelf.clone(), Limits::default());
    let (mut typing, outbox) = join(&hub, 1).await;
    shelf.trouble(Some(KeepError::Failed("the disk is full".into())));
    typing.receive(&typed(5, "word")).unwrap();
    assert_eq!(next(&outbox, is_saved).await, Err(Cut::NotSaved));
    assert_eq!(hub.open_documents(), 0);
    shelf.trouble(None);
    drop(typing);
    assert_eq!(said(&hub).await, "Before.");
    // The same client comes back with what it has.
    let (mut again, outbox) = join(&hub, 1).await;
    again.receive(&typed(5, "word")).unwrap();
    next(&outbox, is_saved).await.unwrap();
    assert!(said(&hub).await.contains("word"));
}

#[tokio::test(start_paused = true)]
async fn what_could_not_be_settled_is_settled_later() {
    let shelf = Shelf::saying("");
    let hub = Hub::new(shelf.clone(), Limits::default());
    let (mut typing, outbox) = join(&hub, 1).await;
    typing.receive(&typed(5, "word")).unwrap();
    next(&outbox, is_saved).await.unwrap();
    shelf.trouble(Some(KeepError::Failed("the database is away".into())));
    tokio::time::sleep(Duration::from_mins(1)).await;
    assert_eq!(shelf.says(), "");
    shelf.trouble(None);
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert_eq!(shelf.says(), "word");
    assert_eq!(*shelf.0.hands.lock().unwrap(), [[PersonId(1)]]);
}

#[tokio::test(start_paused = true)]
async fn a_document_settles_when_it_is_quiet_and_in_between_when_it_is_not() {
    let shelf = Shelf::saying("");
    let hub = Hub::new(shelf.clone(), Limits::default());
    let (mut typing, outbox) = join(&hub, 1).await;
    let mut settled = 0;
    for client in 1..=40 {
        typing.receive(&typed(client, "x")).unwrap();
        next(&outbox, is_saved).await.unwrap();
        tokio::time::sleep(Duration::from_millis(500)).await;
        settled = shelf.says().len();
    }
    assert!(
        (20..40).contains(&settled),
        "twenty seconds without a pause: {settled}"
    );
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(shelf.says().len(), 40);
    let settlings = shelf.0.hands.lock().unwrap().len();
    assert!((4..=6).contains(&settlings), "{settlings} settlings");
}

#[tokio::test(start_paused = true)]
async fn reading_settles_at_once_but_not_without_end() {
    let shelf = Shelf::saying("");
    let hub = Hub::new(shelf.clone(), Limits::default());
    let (mut typing, outbox) = join(&hub, 1).await;
    let mut type_and_read = async |client| {
        typing.receive(&typed(client, "x")).unwrap();
        next(&outbox, is_saved).await.unwrap();
        hub.freshen(INCIDENT).await;
        shelf.says().len()
    };
    assert_eq!(type_and_read(1).await, 1);
    assert_eq!(type_and_read(2).await, 2);
    assert_eq!(type_and_read(3).await, 3);
    assert_eq!(
        type_and_read(4).await,
        3,
        "whoever reads on waits for a quiet second"
    );
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert_eq!(type_and_read(5).await, 5);
}

#[tokio::test(start_paused = true)]
async fn a_document_that_another_server_wrote_is_read_again() {
    let shelf = Shelf::saying("");
    let hub = Hub::new(shelf.clone(), Limits::default());
    let (mut typing, outbox) = join(&hub, 1).await;
    shelf.trouble(Some(KeepError::Stale));
    typing.receive(&typed(5, "word")).unwrap();
    assert_eq!(next(&outbox, is_saved).await, Err(Cut::NotSaved));
    shelf.trouble(None);
    assert_eq!(said(&hub).await, "");
}

#[tokio::test(start_paused = true)]
async fn a_document_that_another_server_keeps_throws_nobody_out_of_the_others() {
    let shelf = Shelf::saying("");
    let hub = Hub::new(shelf.clone(), Limits::default());
    let (mut here, outbox) = join(&hub, 1).await;
    let (mut elsewhere, cut_off) = join_at(&hub, ELSEWHERE, 2).await;
    // Both wait for the same write.
    elsewhere.receive(&typed(6, "lost to this server")).unwrap();
    here.receive(&typed(5, "word")).unwrap();
    assert_eq!(next(&cut_off, is_saved).await, Err(Cut::NotSaved));
    assert_eq!(next(&outbox, is_saved).await, Ok(vec![8, 1]));
    assert_eq!(said(&hub).await, "word");
}

#[tokio::test(start_paused = true)]
async fn who_takes_nothing_in_is_cut_off_and_their_presence_ends() {
    let shelf = Shelf::saying("");
    let limits = Limits {
        waiting: 200,
        ..Limits::default()
    };
    let hub = Hub::new(shelf, limits);
    let (mut slow, behind) = join(&hub, 1).await;
    slow.receive(&[1, 6, 1, 44, 1, 2, b'{', b'}']).unwrap();
    let (mut typing, outbox) = join(&hub, 2).await;
    for client in 1..=20 {
        typing.receive(&typed(client, "some words")).unwrap();
        next(&outbox, is_saved).await.unwrap();
    }
    assert_eq!(behind.take(), Err(Cut::TooSlow));
    drop(slow);
    let gone = next(&outbox, |frame| frame[0] == 1).await.unwrap();
    assert_eq!(gone, [[1, 8, 1, 44, 1, 4].as_slice(), b"null"].concat());
}

#[tokio::test(start_paused = true)]
async fn what_was_left_behind_is_settled_at_the_start() {
    let shelf = Shelf::saying("");
    let hub = Hub::new(shelf.clone(), Limits::default());
    let (mut typing, outbox) = join(&hub, 3).await;
    typing.receive(&typed(5, "word")).unwrap();
    next(&outbox, is_saved).await.unwrap();
    // Gone without settling: as if killed.
    std::mem::forget(typing);
    let next_run = Hub::new(shelf.clone(), Limits::default());
    next_run.recover().await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(shelf.says(), "word");
    assert_eq!(*shelf.0.hands.lock().unwrap(), [[PersonId(3)]]);
    assert_eq!(next_run.open_documents(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_person_and_a_document_have_so_many_connections_and_no_more() {
    let limits = Limits {
        connections_per_person: 2,
        connections_per_document: 3,
        ..Limits::default()
    };
    let hub = Hub::new(Shelf::saying(""), limits);
    let (first, second) = (join(&hub, 1).await, join(&hub, 1).await);
    let guest = |person| Guest {
        person: Some(PersonId(person)),
        may_write: true,
        acknowledge: false,
    };
    assert!(hub.join(INCIDENT, guest(1)).await.is_err());
    drop(first);
    let third = hub.join(INCIDENT, guest(1)).await.unwrap();
    let fourth = hub.join(INCIDENT, guest(2)).await.unwrap();
    assert!(
        hub.join(INCIDENT, guest(3)).await.is_err(),
        "the document is full"
    );
    assert!(
        hub.join(IncidentRef(8), guest(3)).await.is_err(),
        "there is no such incident"
    );
    drop((second, third, fourth));
    assert!(hub.join(INCIDENT, guest(3)).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_text_has_a_longest_length() {
    let limits = Limits {
        text: 100,
        ..Limits::default()
    };
    let hub = Hub::new(Shelf::saying(&"x".repeat(60)), limits);
    let (mut typing, outbox) = join(&hub, 1).await;
    assert_eq!(
        typing.receive(&typed(5, &"y".repeat(60))),
        Err(Cut::TooLarge)
    );
    typing.receive(&typed(5, "y")).unwrap();
    next(&outbox, is_saved).await.unwrap();
}
