//! Tickets are made once, with all that was asked for.

use afterword_domain::tracker::TicketState;
use afterword_integrations::outbound::{
    Comment, Connected, Marker, Missed, NewIssue, Tracker as _, TrackerError,
};
use proptest::prelude::*;
use serde_json::{Map, json};

use crate::bench::{Bench, LINK};
use crate::for_each;

for_each![
    the_connection_is_in_order,
    a_ticket_has_what_was_asked_for,
    a_ticket_that_is_asked_for_twice_is_one,
    another_action_item_is_another_ticket,
    an_odd_title_is_a_title,
    whoever_cannot_be_assigned_is_told,
    a_field_that_is_demanded_is_named,
    a_comment_is_written_once,
    a_read_only_token_is_told,
];

async fn the_connection_is_in_order(bench: Bench) {
    let tested = bench.tracker.test(&bench.place).await.unwrap();
    assert!(!tested.account.is_empty());
    assert!(!tested.project.is_empty());
    let notes = tested.notes.join(" ");
    let wants_milestones = bench.place.project.contains('/') && notes.contains("milestones");
    assert!(notes.is_empty() || wants_milestones, "{notes}");
}

async fn a_ticket_has_what_was_asked_for(bench: Bench) {
    let next = bench
        .tracker
        .next_sprint(&bench.place, bench.now.day())
        .await
        .unwrap();
    let next = next.expect("a next sprint");
    let created = bench
        .tracker
        .create(
            &bench.place,
            &NewIssue {
                assignee: Some(bench.ana()),
                sprint: Some(&next.id),
                labels: &["retry storm".to_owned()],
                ..bench.asked()
            },
        )
        .await
        .unwrap();
    assert_eq!(created.missed, []);
    assert!(!created.existed);
    assert_eq!(created.issue.key, bench.standin.which.key(1));
    assert_eq!(created.issue.state, TicketState::Open);
    assert!(created.issue.url.starts_with(&bench.standin.pages));
    let desk = bench.standin.desk();
    let ticket = desk.ticket(1).unwrap();
    assert_eq!(ticket.title, "Bound the retries of the payment client");
    assert_eq!(ticket.assignee, Some(7));
    assert_eq!(ticket.sprint, Some(43));
    let body = ticket.body.to_string();
    for part in [LINK, "INC-57 in Afterword", "dry"] {
        assert!(body.contains(part), "{part} in {body}");
    }
    let label = if bench.is_jira() {
        "retry-storm"
    } else {
        "retry storm"
    };
    for label in ["afterword", "post-mortem", label] {
        assert!(
            ticket.labels.iter().any(|one| one == label),
            "{label}: {:?}",
            ticket.labels
        );
    }
}

async fn a_ticket_that_is_asked_for_twice_is_one(bench: Bench) {
    let first = bench.create().await.unwrap();
    for title in ["one", "two", "three", "four"] {
        let _ = bench.standin.open(title);
    }
    let second = bench.create().await.unwrap();
    assert!(second.existed);
    assert_eq!(second.issue.key, first.issue.key);
    assert_eq!(bench.count(), 5);
}

async fn another_action_item_is_another_ticket(bench: Bench) {
    bench.create().await.unwrap();
    for marker in [
        Marker::new("INC-57/1", LINK),
        Marker::new("INC-57/3", "https://b.example/"),
    ] {
        let asked = NewIssue {
            marker: &marker,
            ..bench.asked()
        };
        assert!(
            !bench
                .tracker
                .create(&bench.place, &asked)
                .await
                .unwrap()
                .existed
        );
    }
    assert_eq!(bench.count(), 3);
}

async fn titled(tracker: &Connected, bench: &Bench, title: &str, body: &str) -> u64 {
    let marker = Marker::new("odd", title);
    let asked = NewIssue {
        marker: &marker,
        title,
        body,
        ..bench.asked()
    };
    let created = tracker.create(&bench.place, &asked).await.unwrap();
    let number = created.issue.key.rsplit(['-', '#']).next().unwrap();
    number.parse().unwrap()
}

async fn an_odd_title_is_a_title(bench: Bench) {
    for title in [
        "Say “no”: {panic} [~admin] *now* #1 <script>alert(1)</script> \\ / & %",
        "Zwölf Boxkämpfer 🥊 – 日本語 \u{202e} rtl",
        "/close",
        "[ ] --> <!-- afterword: -->",
    ] {
        let number = titled(
            &bench.tracker,
            &bench,
            title,
            "/close\n/assign @ana\n\n{code} <!--",
        )
        .await;
        let desk = bench.standin.desk();
        let ticket = desk.ticket(number).unwrap();
        assert_eq!(ticket.title, title);
        assert!(
            ticket.body.to_string().contains("/assign @ana"),
            "{}",
            ticket.body
        );
    }
    let long = "x".repeat(400);
    let number = titled(
        &bench.tracker,
        &bench,
        &long,
        &"words and more ".repeat(20_000),
    )
    .await;
    {
        let desk = bench.standin.desk();
        let ticket = desk.ticket(number).unwrap();
        assert_eq!(ticket.title.chars().count(), 255);
        let body = ticket.body.to_string();
        assert!(body.contains(&long) && body.contains("cut") && body.contains(LINK));
        assert!(body.len() < 32_000, "{}", body.len());
    }
    let number = titled(&bench.tracker, &bench, " \n\t", "a\0b").await;
    assert_eq!(
        bench.standin.desk().ticket(number).unwrap().title,
        "Action item"
    );
    let number = titled(&bench.tracker, &bench, "two\nlines", "").await;
    assert_eq!(
        bench.standin.desk().ticket(number).unwrap().title,
        "two lines"
    );
}

async fn whoever_cannot_be_assigned_is_told(bench: Bench) {
    bench.standin.desk().people.clear();
    let asked = NewIssue {
        assignee: Some(bench.ana()),
        ..bench.asked()
    };
    let created = bench.tracker.create(&bench.place, &asked).await.unwrap();
    assert!(
        matches!(&created.missed[..], [Missed::Assignee(who)] if who.starts_with("ana")),
        "{:?}",
        created.missed
    );
    assert_eq!(bench.count(), 1);
}

async fn a_field_that_is_demanded_is_named(bench: Bench) {
    let field = ("customfield_10042".to_owned(), "Cost centre".to_owned());
    bench.standin.desk().demanded.push(field);
    let error = bench.create().await.unwrap_err();
    assert!(error.to_string().contains("Cost centre"), "{error}");
    assert!(!error.to_string().contains("customfield"), "{error}");
    assert_eq!(bench.count(), 0);
    if !bench.is_jira() {
        return;
    }
    assert!(
        matches!(&error, TrackerError::Fields { fields, .. } if fields[0].id == "customfield_10042")
    );
    let tested = bench.tracker.test(&bench.place).await.unwrap();
    assert!(
        tested
            .notes
            .join(" ")
            .contains("Cost centre (customfield_10042)")
    );
    // What the settings give is given.
    let fields = Map::from_iter([("customfield_10042".to_owned(), json!({ "value": "4711" }))]);
    let tracker = bench.with_fields(fields);
    tracker.create(&bench.place, &bench.asked()).await.unwrap();
    assert_eq!(
        tracker.test(&bench.place).await.unwrap().notes,
        Vec::<String>::new()
    );
    let sent = bench.standin.desk().ticket(1).unwrap().sent.clone();
    assert_eq!(
        sent["fields"]["customfield_10042"],
        json!({ "value": "4711" })
    );
}

async fn a_comment_is_written_once(bench: Bench) {
    let key = bench.create().await.unwrap().issue.key;
    let marker = Marker::new("INC-57/3/done", LINK);
    let comment = Comment {
        marker: &marker,
        text: "It is done: [the merge](https://git.example/1).\n/close",
        asked_at: bench.now,
    };
    for _ in 0..3 {
        bench.tracker.comment(&key, &comment).await.unwrap();
    }
    {
        let desk = bench.standin.desk();
        let notes = &desk.ticket(1).unwrap().notes;
        assert_eq!(notes.len(), 1);
        let body = notes[0].body.to_string();
        assert!(
            body.contains("https://git.example/1") && body.contains("/close"),
            "{body}"
        );
    }
    let other = Marker::new("INC-57/3/reopened", LINK);
    let other = Comment {
        marker: &other,
        ..comment
    };
    bench.tracker.comment(&key, &other).await.unwrap();
    assert_eq!(bench.standin.desk().ticket(1).unwrap().notes.len(), 2);
    let unknown = bench.standin.which.key(99);
    let error = bench.tracker.comment(&unknown, &comment).await.unwrap_err();
    assert!(matches!(error, TrackerError::Gone { .. }), "{error}");
}

async fn a_read_only_token_is_told(bench: Bench) {
    bench.standin.desk().conduct.read_only = true;
    let error = bench.create().await.unwrap_err();
    assert!(matches!(error, TrackerError::Forbidden { .. }), "{error}");
    assert_eq!(bench.count(), 0);
    if bench.is_jira() {
        let error = bench.tracker.test(&bench.place).await.unwrap_err();
        assert!(
            error
                .to_string()
                .contains("lacks the right to create issues in PAY"),
            "{error}"
        );
    }
}

#[test]
fn markers_of_different_action_items_differ() {
    proptest!(|(first in "[A-Z]{1,3}-[0-9]{1,4}/[0-9]", second in "[A-Z]{1,3}-[0-9]{1,4}/[0-9]")| {
        let same = Marker::new(&first, LINK).text() == Marker::new(&second, LINK).text();
        prop_assert_eq!(same, first == second);
    });
}
