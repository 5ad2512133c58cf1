//! The tracker's own sprints: which is next, and tickets that are put into it.

use afterword_integrations::outbound::{Missed, NewIssue, Tracker as _, TrackerError};
use afterword_testbed::trackers::{Sprint, Which};

use crate::bench::Bench;
use crate::for_each;

for_each![
    the_next_sprint_is_the_one_after_the_running_one,
    all_pages_of_sprints_are_read,
    no_next_sprint_is_none,
    a_sprint_that_went_is_told,
];

async fn the_next_sprint_is_the_one_after_the_running_one(bench: Bench) {
    let all = bench.tracker.sprints(&bench.place).await.unwrap();
    let days: Vec<_> = all
        .iter()
        .map(|one| one.ends_on.map(|day| day.to_string()))
        .collect();
    let wanted = ["2026-11-22", "2026-12-06", "2026-12-20"].map(|day| Some(day.to_owned()));
    assert_eq!(days, wanted);
    for (day, wanted) in [("2026-11-20", 1), ("2026-11-23", 2), ("2026-12-06", 2)] {
        let next = bench
            .tracker
            .next_sprint(&bench.place, day.parse().unwrap())
            .await
            .unwrap();
        assert_eq!(next.as_ref(), all.get(wanted), "{day}");
    }
}

async fn all_pages_of_sprints_are_read(bench: Bench) {
    let more = (45..52).map(|id| Sprint {
        id,
        name: format!("Sprint {id}"),
        starts: Some(format!("2027-01-{:02}", id - 40)),
        ends: Some(format!("2027-01-{:02}", id - 39)),
        closed: id == 51,
    });
    bench.standin.desk().sprints.extend(more);
    let all = bench.tracker.sprints(&bench.place).await.unwrap();
    assert_eq!(all.len(), 9, "a closed one is none: {all:?}");
}

async fn no_next_sprint_is_none(bench: Bench) {
    let after = "2026-12-07".parse().unwrap();
    assert_eq!(
        bench
            .tracker
            .next_sprint(&bench.place, after)
            .await
            .unwrap(),
        None
    );
    bench.standin.desk().sprints.clear();
    let day = bench.now.day();
    assert_eq!(
        bench.tracker.next_sprint(&bench.place, day).await.unwrap(),
        None
    );
}

/// Jira puts a ticket into its sprint afterwards; elsewhere both happen at once or not at all.
async fn a_sprint_that_went_is_told(bench: Bench) {
    let next = bench
        .tracker
        .next_sprint(&bench.place, bench.now.day())
        .await
        .unwrap()
        .unwrap();
    bench.standin.desk().sprints.clear();
    let asked = NewIssue {
        sprint: Some(&next.id),
        ..bench.asked()
    };
    match bench.tracker.create(&bench.place, &asked).await {
        Ok(created) => {
            assert!(
                matches!(created.missed[..], [Missed::Sprint(_)]),
                "{:?}",
                created.missed
            );
        }
        Err(error) => {
            assert!(!bench.is_jira(), "{error}");
            assert_eq!(bench.count(), 0);
        }
    }
}

#[tokio::test]
async fn gitlab_has_iterations_where_it_has_premium() {
    let bench = Bench::new(Which::Gitlab).await;
    bench.standin.desk().premium = true;
    bench.standin.desk().page = 100;
    let next = bench
        .tracker
        .next_sprint(&bench.place, bench.now.day())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(next.id, "iteration:43");
    assert_eq!(next.name, "2026-11-23 to 2026-12-06");
    let asked = NewIssue {
        sprint: Some(&next.id),
        ..bench.asked()
    };
    let created = bench.tracker.create(&bench.place, &asked).await.unwrap();
    assert_eq!(created.missed, []);
    assert_eq!(bench.standin.desk().ticket(1).unwrap().sprint, Some(43));
}

#[tokio::test]
async fn what_a_low_role_may_not_set_is_told() {
    for which in [Which::Github, Which::Gitlab] {
        let bench = Bench::new(which).await;
        bench.standin.desk().conduct.low_role = true;
        let tested = bench.tracker.test(&bench.place).await.unwrap();
        assert!(
            tested.notes[0].contains("leaves out labels"),
            "{:?}",
            tested.notes
        );
        let next = bench
            .tracker
            .next_sprint(&bench.place, bench.now.day())
            .await
            .unwrap()
            .unwrap();
        let asked = NewIssue {
            sprint: Some(&next.id),
            assignee: Some(bench.ana()),
            ..bench.asked()
        };
        let created = bench.tracker.create(&bench.place, &asked).await.unwrap();
        assert_eq!(created.missed.len(), 3, "{:?}", created.missed);
        // It is known again without its label.
        assert!(bench.create().await.unwrap().existed);
        assert_eq!(bench.count(), 1);
    }
}

#[tokio::test]
async fn jira_asks_which_of_several_boards_counts() {
    for which in [Which::JiraCloud, Which::JiraDataCenter] {
        let mut bench = Bench::new(which).await;
        bench.standin.desk().boards = vec![(1, "kanban"), (3, "scrum"), (4, "scrum")];
        let error = bench.tracker.sprints(&bench.place).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            "PAY has several boards with sprints; say which one counts: 3 (Board 3), 4 (Board 4)"
        );
        let tested = bench.tracker.test(&bench.place).await.unwrap();
        assert!(
            tested.notes[0].contains("say which one counts"),
            "{:?}",
            tested.notes
        );
        bench.place.board = Some(4);
        assert_eq!(bench.tracker.sprints(&bench.place).await.unwrap().len(), 3);
        for missing in [1, 9] {
            bench.place.board = Some(missing);
            let error = bench.tracker.test(&bench.place).await.unwrap_err();
            assert_eq!(error, TrackerError::BoardMissing(missing));
        }
        bench.place.board = None;
        bench.standin.desk().boards = vec![(1, "kanban")];
        assert_eq!(bench.tracker.sprints(&bench.place).await.unwrap(), []);
    }
}
