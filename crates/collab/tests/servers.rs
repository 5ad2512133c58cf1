//! Several servers on one shelf: what one of them keeps the others hear of, whatever is written,
//! settled and edited at the same time, and wherever a client comes back.

#![allow(
    clippy::unwrap_used,
    reason = "what a test takes for granted may fail it"
)]

mod shelf;

use std::sync::Arc;
use std::time::Duration;

use afterword_collab::{Hub, Limits, Outbox, Seat};
use afterword_domain::PersonId;
use shelf::{INCIDENT, PLACE, Shelf, is_saved, join, next, said, typed};
use yrs::updates::decoder::Decode as _;
use yrs::{Doc, GetString as _, Transact as _, Update};

/// Servers that tell each other at once.
fn servers(shelf: &Shelf, count: u64) -> Vec<Hub<Shelf>> {
    let hub = |server| Hub::new(shelf.of_server(server), Limits::default());
    (0..count).map(hub).collect()
}

fn told(hubs: &[Hub<Shelf>], shelf: &Shelf) {
    for hub in hubs {
        hub.grown_elsewhere(INCIDENT, shelf.last());
        hub.presence_elsewhere(INCIDENT);
    }
}

/// Types, and waits until it is on disk.
async fn types((seat, outbox): &mut (Seat<Shelf>, Arc<Outbox>), client: u64, words: &str) {
    seat.receive(&typed(client, words)).unwrap();
    next(outbox, is_saved).await.unwrap();
}

/// What a client's copy says after everything that was sent to it.
fn read(doc: &Doc, outbox: &Outbox) -> String {
    for frame in outbox.take().unwrap() {
        if let [0, 1 | 2, rest @ ..] = &frame[..] {
            let digits = rest.iter().position(|byte| byte & 0x80 == 0).unwrap() + 1;
            let update = Update::decode_v1(&rest[digits..]).unwrap();
            doc.transact_mut().apply_update(update).unwrap();
        }
    }
    doc.get_or_insert_text(PLACE).get_string(&doc.transact())
}

#[tokio::test(start_paused = true)]
async fn what_one_server_keeps_is_heard_at_the_other() {
    let shelf = Shelf::saying("");
    let hubs = servers(&shelf, 2);
    let (mut here, mut there) = (join(&hubs[0], 1).await, join(&hubs[1], 2).await);
    let doc = Doc::new();
    // Both take the same number; the second one learns so from the disk.
    types(&mut here, 5, "one ").await;
    types(&mut there, 6, "two ").await;
    assert_eq!(*shelf.inner.late.lock().unwrap(), 1);
    told(&hubs, &shelf);
    tokio::time::sleep(Duration::from_millis(10)).await;
    assert_eq!(read(&doc, &here.1), "two ", "its own it has itself");
    let both = said(&hubs[0]).await;
    assert!(["one two ", "two one "].contains(&both.as_str()), "{both}");
    assert_eq!(said(&hubs[1]).await, both);
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert_eq!(shelf.says(), both);
}

#[tokio::test(start_paused = true)]
async fn words_are_settled_once_and_by_whoever_wrote_first() {
    let shelf = Shelf::saying("");
    let hubs = servers(&shelf, 3);
    let mut seats = Vec::new();
    for (hub, person) in hubs.iter().zip(1..) {
        seats.push(join(hub, person).await);
    }
    types(&mut seats[1], 5, "word").await;
    told(&hubs, &shelf);
    tokio::time::sleep(Duration::from_secs(30)).await;
    assert_eq!(shelf.says(), "word");
    // Whoever came second is told that it is done, and finds nothing left to do.
    assert_eq!(*shelf.inner.hands.lock().unwrap(), [[PersonId(2)]]);
    assert_eq!(shelf.inner.kept.lock().unwrap().version, 2);
}

#[tokio::test(start_paused = true)]
async fn nobody_hears_that_it_was_settled_and_nothing_is_lost() {
    let shelf = Shelf::saying("");
    let hubs = servers(&shelf, 2);
    let (mut here, mut there) = (join(&hubs[0], 1).await, join(&hubs[1], 2).await);
    types(&mut here, 5, "one ").await;
    types(&mut here, 55, "more ").await;
    hubs[0].settle(INCIDENT).await;
    assert_eq!(shelf.inner.kept.lock().unwrap().updates.len(), 0);
    // The other server knows of neither, and its number is one that was settled.
    types(&mut there, 6, "two ").await;
    assert_eq!(shelf.last(), 3);
    tokio::time::sleep(Duration::from_secs(10)).await;
    let settled = shelf.says();
    for words in ["one ", "more ", "two "] {
        assert_eq!(settled.matches(words).count(), 1, "{settled}");
    }
    let hands = shelf.inner.hands.lock().unwrap().clone();
    assert_eq!(hands, [[PersonId(1)], [PersonId(2)]], "each for their own");
    assert_eq!(
        said(&hubs[0]).await,
        settled,
        "whoever comes in is told all"
    );
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_gone_leaves_its_words_to_the_others() {
    let shelf = Shelf::saying("");
    let hubs = servers(&shelf, 2);
    let (mut here, there) = (join(&hubs[0], 1).await, join(&hubs[1], 2).await);
    types(&mut here, 5, "word").await;
    // Killed: nothing of it runs any more, and nobody was told.
    std::mem::forget(here);
    shelf.of_server(0).trouble(None);
    hubs[1].beat().await.unwrap();
    assert_eq!(said(&hubs[1]).await, "word");
    hubs[1].settle(INCIDENT).await;
    assert_eq!(shelf.says(), "word");
    drop(there);
}

#[tokio::test(start_paused = true)]
async fn an_edit_through_another_door_comes_in_once_at_every_server() {
    let shelf = Shelf::saying("The queue filled.");
    let hubs = servers(&shelf, 2);
    let (mut here, there) = (join(&hubs[0], 1).await, join(&hubs[1], 2).await);
    types(&mut here, 5, "Early: ").await;
    told(&hubs, &shelf);
    let version = shelf.edit("The order queue filled.");
    for hub in &hubs {
        hub.changed_elsewhere(INCIDENT, version).await;
    }
    let says = said(&hubs[0]).await;
    assert_eq!(said(&hubs[1]).await, says);
    assert_eq!(says.matches("order ").count(), 1, "{says}");
    assert!(says.contains("Early: "), "{says}");
    tokio::time::sleep(Duration::from_secs(10)).await;
    assert_eq!(shelf.says(), says);
    drop((here, there));
}

#[tokio::test(start_paused = true)]
async fn who_is_present_is_seen_at_the_other_server_until_they_go() {
    let shelf = Shelf::saying("");
    let hubs = servers(&shelf, 2);
    let (mut here, there) = (join(&hubs[0], 1).await, join(&hubs[1], 2).await);
    here.0.receive(&[1, 6, 1, 44, 1, 2, b'{', b'}']).unwrap();
    tokio::time::sleep(Duration::from_secs(1)).await;
    told(&hubs, &shelf);
    let is_awareness = |frame: &[u8]| frame[0] == 1;
    let came = next(&there.1, is_awareness).await.unwrap();
    assert_eq!(came, [1, 6, 1, 44, 1, 2, b'{', b'}']);
    // A third server hears of them when the document is opened there.
    let third = Hub::new(shelf.of_server(3), Limits::default());
    let late = join(&third, 3).await;
    assert_eq!(next(&late.1, is_awareness).await.unwrap(), came);
    drop(here);
    tokio::time::sleep(Duration::from_secs(1)).await;
    told(&hubs, &shelf);
    let gone = next(&there.1, is_awareness).await.unwrap();
    assert_eq!(gone, [[1, 8, 1, 44, 1, 4].as_slice(), b"null"].concat());
}

#[tokio::test(start_paused = true)]
async fn three_servers_write_without_a_pause_and_come_to_one_text() {
    let shelf = Shelf::saying("");
    let hubs = servers(&shelf, 3);
    let mut seats = Vec::new();
    for (hub, person) in hubs.iter().zip(1..) {
        seats.push(join(hub, person).await);
    }
    for (round, turn) in (0_u64..60).zip((0..3).cycle()) {
        for (at, (seat, _)) in seats.iter_mut().enumerate() {
            let client = 100 + 3 * round + at as u64;
            seat.receive(&typed(client, &format!("{client};"))).unwrap();
        }
        tokio::time::sleep(Duration::from_millis(137)).await;
        // Now and then somebody is not told.
        let some = if round.is_multiple_of(7) {
            &hubs[1..]
        } else {
            &hubs
        };
        told(some, &shelf);
        if round % 20 == 10 {
            hubs[turn].settle(INCIDENT).await;
        }
    }
    tokio::time::sleep(Duration::from_secs(20)).await;
    told(&hubs, &shelf);
    tokio::time::sleep(Duration::from_secs(20)).await;
    let settled = shelf.says();
    for client in 100..280 {
        let words = format!("{client};");
        assert_eq!(settled.matches(&words).count(), 1, "{words} in {settled}");
    }
    for (hub, (_, outbox)) in hubs.iter().zip(&seats) {
        assert!(outbox.take().is_ok(), "nobody is cut off");
        assert_eq!(said(hub).await, settled);
    }
}
