//! What goes wrong is told exactly, and nothing is made twice for it.

use afterword_domain::Refusal as _;
use afterword_domain::tracker::{TrackerKind, TrackerPlace};
use afterword_integrations::http::{Limits, Outbound, OutboundError};
use afterword_integrations::outbound::{
    Again, Marker, NewIssue, Tracker as _, TrackerError, connect,
};
use afterword_testbed::trackers::{Odd, TOKEN};
use serde_json::Map;

use crate::bench::{Bench, LINK, connected};
use crate::for_each;

for_each![
    too_many_requests_are_waited_for,
    a_limit_in_the_middle_makes_no_second_ticket,
    an_answer_that_is_lost_makes_no_second_ticket,
    a_token_that_was_revoked_is_told,
    a_project_that_is_missing_is_told,
    a_tracker_that_is_down_is_asked_again,
    something_else_at_the_address_is_told,
    a_proxy_that_sends_elsewhere_is_told,
    what_is_odd_about_one_ticket_is_told_of_it,
    a_project_of_another_name_is_told,
    an_answer_without_end_is_left,
    nobody_at_the_address_is_told,
    a_private_address_is_not_asked_unless_it_is_named,
];

/// What each of the questions says.
async fn errors(bench: &Bench) -> Vec<TrackerError> {
    let (tracker, place) = (&bench.tracker, &bench.place);
    vec![
        tracker.test(place).await.unwrap_err(),
        tracker.sprints(place).await.unwrap_err(),
        tracker.changed(place, bench.now, None).await.unwrap_err(),
        bench.create().await.unwrap_err(),
    ]
}

async fn too_many_requests_are_waited_for(bench: Bench) {
    bench.standin.desk().conduct.limited = 4;
    for error in errors(&bench).await {
        assert_eq!(error.again(), Again::After(30), "{error}");
        assert_eq!(error.code(), "tracker_rate_limited");
    }
    assert!(!bench.create().await.unwrap().existed);
}

async fn a_limit_in_the_middle_makes_no_second_ticket(bench: Bench) {
    let sprint = bench
        .tracker
        .next_sprint(&bench.place, bench.now.day())
        .await;
    let sprint = sprint.unwrap().unwrap();
    let mut failed = 0;
    for spared in 0..8 {
        let marker = Marker::new(&format!("INC-57/{spared}"), LINK);
        let asked = NewIssue {
            marker: &marker,
            sprint: Some(&sprint.id),
            assignee: Some(bench.ana()),
            ..bench.asked()
        };
        bench.standin.desk().conduct.spared = spared;
        bench.standin.desk().conduct.limited = 1;
        match bench.tracker.create(&bench.place, &asked).await {
            Ok(_) => {}
            Err(error) => {
                // Time goes on there with every ticket.
                assert!(matches!(error.again(), Again::After(30..)), "{error}");
                failed += 1;
            }
        }
        bench.standin.desk().conduct.limited = 0;
        let created = bench.tracker.create(&bench.place, &asked).await.unwrap();
        let desk = bench.standin.desk();
        assert_eq!(desk.tickets.len(), spared as usize + 1);
        let number = u64::from(spared) + 1;
        assert_eq!(created.issue.key, bench.standin.which.key(number));
        assert_eq!(desk.ticket(number).unwrap().sprint, Some(43));
    }
    assert!(failed > 2, "{failed}");
}

async fn an_answer_that_is_lost_makes_no_second_ticket(bench: Bench) {
    bench.standin.desk().conduct.mute = true;
    let error = bench.create().await.unwrap_err();
    assert_eq!(error.again(), Again::Later, "{error}");
    assert_eq!(bench.count(), 1);
    assert!(bench.create().await.unwrap().existed);
    assert_eq!(bench.count(), 1);
}

async fn a_token_that_was_revoked_is_told(bench: Bench) {
    bench.standin.desk().conduct.revoked = true;
    for error in errors(&bench).await {
        assert!(matches!(error, TrackerError::Token(_)), "{error:?}");
        assert_eq!(error.again(), Again::Mended);
    }
    let wrong = connected(
        bench.kind,
        &bench.standin.url,
        "wrong",
        Map::new(),
        bench.now,
    );
    bench.standin.desk().conduct.revoked = false;
    let error = wrong.test(&bench.place).await.unwrap_err();
    assert_eq!(error.code(), "tracker_token_refused");
}

async fn a_project_that_is_missing_is_told(bench: Bench) {
    bench.standin.desk().exists = false;
    for error in errors(&bench).await {
        assert!(
            matches!(error, TrackerError::ProjectMissing { .. }),
            "{error:?}"
        );
        assert!(error.to_string().contains(&bench.place.project), "{error}");
    }
    bench.standin.desk().exists = true;
    for project in ["", "..", "../..", "a b", "x\" OR project = \"y", "a/b/../c"] {
        let place = TrackerPlace {
            project: project.into(),
            board: None,
        };
        let error = bench
            .tracker
            .create(&place, &bench.asked())
            .await
            .unwrap_err();
        assert!(
            matches!(error, TrackerError::ProjectMissing { .. }),
            "{project}: {error:?}"
        );
    }
    assert_eq!(bench.count(), 0);
}

async fn a_tracker_that_is_down_is_asked_again(bench: Bench) {
    bench.standin.desk().conduct.down = true;
    for error in errors(&bench).await {
        assert_eq!(error.again(), Again::Later, "{error}");
        assert_eq!(error.code(), "tracker_failed");
    }
    bench.standin.desk().conduct.down = false;
    bench.create().await.unwrap();
    assert_eq!(bench.count(), 1);
}

async fn something_else_at_the_address_is_told(bench: Bench) {
    bench.standin.desk().conduct.foreign = true;
    for error in errors(&bench).await {
        assert!(matches!(error, TrackerError::Foreign { .. }), "{error:?}");
        assert_eq!(error.code(), "tracker_invalid_answer");
        assert_eq!(error.again(), Again::Later, "it may be maintained");
    }
}

async fn a_proxy_that_sends_elsewhere_is_told(bench: Bench) {
    bench.standin.desk().conduct.elsewhere = true;
    for error in errors(&bench).await {
        assert_eq!(error.code(), "tracker_elsewhere");
        assert!(
            error.to_string().contains("sso.northwind.example"),
            "{error}"
        );
        assert_eq!((error.again(), error.is_of_all()), (Again::Later, true));
    }
}

async fn what_is_odd_about_one_ticket_is_told_of_it(bench: Bench) {
    let key = bench.standin.open("An odd one");
    let mut found = Vec::new();
    for odd in [Odd::Transferred, Odd::Forbidden, Odd::Failing] {
        bench
            .standin
            .desk()
            .change(1, |ticket| ticket.odd = Some(odd));
        found.push(bench.tracker.find(&bench.place, &key).await);
    }
    let [transferred, forbidden, failing] = &found[..] else {
        panic!("{found:?}");
    };
    // Only GitHub leaves it at a redirect.
    if bench.kind == TrackerKind::Github {
        let error = transferred.as_ref().unwrap_err();
        assert_eq!((error.code(), error.is_of_all()), ("tracker_moved", false));
    } else {
        assert_eq!(transferred.as_ref().unwrap().key, key);
    }
    let error = forbidden.as_ref().unwrap_err();
    assert_eq!(
        (error.code(), error.is_of_all()),
        ("tracker_right_missing", false)
    );
    let error = failing.as_ref().unwrap_err();
    assert_eq!(
        (error.code(), error.again()),
        ("tracker_failed", Again::Later)
    );
}

async fn a_project_of_another_name_is_told(bench: Bench) {
    bench.standin.desk().conduct.renamed = true;
    let read = bench.tracker.changed(&bench.place, bench.now, None).await;
    match bench.kind {
        TrackerKind::Github | TrackerKind::Gitlab => {
            let error = read.unwrap_err();
            assert_eq!(
                (error.code(), error.again()),
                ("tracker_moved", Again::Mended)
            );
            assert!(error.hides_tickets() && !error.is_of_all());
        }
        _ => assert!(read.unwrap().issues.is_empty()),
    }
}

async fn an_answer_without_end_is_left(bench: Bench) {
    bench.standin.desk().conduct.endless = true;
    for error in errors(&bench).await {
        let told = matches!(error, TrackerError::Outbound(OutboundError::TooLarge(_)));
        assert!(told, "{error:?}");
        assert_eq!(error.code(), "tracker_invalid_answer");
        assert_eq!(error.again(), Again::Mended);
    }
}

async fn nobody_at_the_address_is_told(bench: Bench) {
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    let tracker = connected(bench.kind, &url, TOKEN, Map::new(), bench.now);
    let error = tracker.test(&bench.place).await.unwrap_err();
    assert_eq!(
        (error.code(), error.again()),
        ("tracker_unreachable", Again::Later)
    );
    assert!(
        error
            .to_string()
            .starts_with("nothing answers at 127.0.0.1:"),
        "{error}"
    );
}

async fn a_private_address_is_not_asked_unless_it_is_named(bench: Bench) {
    let form = afterword_domain::tracker::TrackerForm {
        kind: bench.kind,
        url: Some(bench.standin.url.clone()),
        account: "a@b".into(),
        token: Some(TOKEN.into()),
        issue_type: String::new(),
        labels: Vec::new(),
        fields: Map::new(),
    };
    let known = form.onto(None).unwrap();
    let outbound = Outbound::new([], Limits::default()).unwrap();
    let tracker = connect(&known, outbound, bench.now).unwrap();
    let error = tracker.test(&bench.place).await.unwrap_err();
    assert!(
        matches!(error, TrackerError::Outbound(OutboundError::Private(_))),
        "{error:?}"
    );
    assert!(bench.standin.desk().asked.is_empty());
}
