//! What a room does when its disk does not: with a shelf that fails, waits or was written by
//! somebody else, as a test wishes.

#![allow(
    clippy::unwrap_used,
    reason = "what a test takes for granted may fail it"
)]

mod shelf;

use std::time::Duration;

use afterword_collab::{Cut, Guest, Hub, KeepError, Limits};
use afterword_domain::{IncidentRef, PersonId};
use shelf::{ELSEWHERE, INCIDENT, Shelf, is_saved, join, join_at, next, said, typed};

#[tokio::test(start_paused = true)]
async fn nobody_hears_of_what_is_not_on_disk() {
    let shelf = Shelf::saying("");
    shelf.inner.disk.forget_permits(1_000);
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
    shelf.inner.disk.add_permits(1);
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
    assert_eq!(*shelf.inner.hands.lock().unwrap(), [[PersonId(1)]]);
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
    let settlings = shelf.inner.hands.lock().unwrap().len();
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
async fn a_document_that_another_server_keeps_throws_nobody_out_of_the_others() {
    let shelf = Shelf::saying("");
    let hub = Hub::new(shelf.clone(), Limits::default());
    let (mut here, outbox) = join(&hub, 1).await;
    let (mut elsewhere, cut_off) = join_at(&hub, ELSEWHERE, 2).await;
    // Both wait for the same write; there is no end of those that come first at the other one.
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
    assert_eq!(*shelf.inner.hands.lock().unwrap(), [[PersonId(3)]]);
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
