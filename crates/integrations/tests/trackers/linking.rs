//! Tickets that are there already are found, and what changed is read back.

use std::collections::BTreeMap;

use afterword_domain::tracker::TicketState;
use afterword_integrations::outbound::{Seen, Tracker as _, TrackerError};
use afterword_testbed::trackers::Stage;

use crate::bench::Bench;
use crate::for_each;

for_each![
    a_ticket_is_found_however_it_is_written,
    what_is_no_ticket_or_not_there_is_told,
    many_are_looked_at,
    what_changed_is_told_page_by_page,
];

async fn a_ticket_is_found_however_it_is_written(bench: Bench) {
    let key = bench.standin.open("Made by hand");
    let issue = bench.tracker.find(&bench.place, &key).await.unwrap();
    assert_eq!(
        (issue.key.as_str(), issue.title.as_str()),
        (key.as_str(), "Made by hand")
    );
    for written in ["1", &issue.url, &format!("  {key} ")] {
        assert_eq!(
            bench.tracker.find(&bench.place, written).await.unwrap(),
            issue,
            "{written}"
        );
    }
}

async fn what_is_no_ticket_or_not_there_is_told(bench: Bench) {
    for written in ["", "what", "https://evil.example/browse/PAY-1", "0", "../1"] {
        let error = bench.tracker.find(&bench.place, written).await.unwrap_err();
        assert!(
            matches!(error, TrackerError::NotATicket { .. }),
            "{written}: {error}"
        );
    }
    assert!(bench.standin.desk().asked.is_empty(), "nothing was asked");
    let error = bench.tracker.find(&bench.place, "99").await.unwrap_err();
    assert!(matches!(error, TrackerError::Gone { .. }), "{error}");
    let key = bench.standin.open("To be deleted");
    bench.standin.delete(1, "Ana").await;
    let error = bench.tracker.find(&bench.place, &key).await.unwrap_err();
    let wanted = format!("has no ticket {key} any more");
    assert!(error.to_string().contains(&wanted), "{error}");
}

async fn many_are_looked_at(bench: Bench) {
    let keys: Vec<String> = (0..3).map(|_| bench.standin.open("One of many")).collect();
    bench.standin.moves(2, Stage::Done, "Ana").await;
    bench.standin.delete(3, "Ana").await;
    let seen = bench.tracker.look(&bench.place, &keys).await.unwrap();
    let states: Vec<_> = seen
        .iter()
        .map(|seen| match seen {
            Seen::There(issue) => Some(issue.state),
            Seen::Gone(_) => None,
        })
        .collect();
    assert_eq!(
        states,
        [Some(TicketState::Open), Some(TicketState::Closed), None]
    );
    assert_eq!(seen[2], Seen::Gone(keys[2].clone()));
}

async fn what_changed_is_told_page_by_page(bench: Bench) {
    for number in 1..=7 {
        let _ = bench.standin.open(&format!("Ticket {number}"));
    }
    // Long before the poll that follows.
    bench.standin.desk().pass(7_200);
    let since = bench.standin.desk().now().into();
    bench.standin.desk().pass(60);
    bench.standin.moves(2, Stage::Done, "Ana").await;
    bench.standin.moves(3, Stage::InProgress, "Ana").await;
    bench.standin.moves(4, Stage::Dropped, "Ana").await;
    bench.standin.moves(5, Stage::Done, "Ana").await;
    bench.standin.moves(5, Stage::Open, "Ana").await;
    let now = bench.standin.desk().now().into();
    let tracker = crate::bench::connected(
        bench.kind,
        &bench.standin.url,
        afterword_testbed::trackers::TOKEN,
        serde_json::Map::new(),
        now,
    );
    let (mut states, mut next, mut pages) = (BTreeMap::new(), None, 0);
    loop {
        let page = tracker
            .changed(&bench.place, since, next.as_deref())
            .await
            .unwrap();
        pages += 1;
        for issue in page.issues {
            states.insert(issue.key.clone(), (issue.state, issue.dropped));
        }
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    assert!(pages > 1, "pages of two");
    let knows_progress = !bench.place.project.contains('/');
    let knows_dropped = !bench.is_jira() && bench.standin.which.word() != "gitlab";
    let progress = if knows_progress {
        TicketState::InProgress
    } else {
        TicketState::Open
    };
    let wanted = BTreeMap::from([
        (bench.standin.which.key(2), (TicketState::Closed, false)),
        (bench.standin.which.key(3), (progress, false)),
        (
            bench.standin.which.key(4),
            (TicketState::Closed, knows_dropped),
        ),
        (bench.standin.which.key(5), (TicketState::Open, false)),
    ]);
    assert_eq!(states, wanted);
}
