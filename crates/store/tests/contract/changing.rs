//! The one door through which an incident changes.

use std::convert::Infallible;

use afterword_domain::change::{Change, Set};
use afterword_domain::incident::edit::{IncidentPatch, edit};
use afterword_domain::incident::open::IncidentError;
use afterword_domain::policy::Sight;
use afterword_domain::postmortem::edit::{WriteError, write_section};
use afterword_domain::recurrence::{RecurrenceError, RecurrenceForm, Verdict, decide};
use afterword_domain::{Incident, IncidentRef, Moment, PersonId};
use afterword_store::{EditError, Store};

use crate::world::{at, author, now, numbers, open_all, open_titled, tamper, titled};

fn later() -> Moment {
    at("2026-10-15T08:00:00.000001Z")
}

async fn write(
    store: &Store,
    incident: IncidentRef,
    seen: Option<u32>,
    key: &str,
    text: &str,
) -> Result<Incident, EditError<WriteError>> {
    let (key, text) = (key.to_owned(), text.to_owned());
    let decide = move |incident: &Incident, _: &_, _: &_| write_section(incident, &key, &text);
    store
        .edit_incident(
            (&Sight::Everything, &author()),
            incident,
            seen,
            later(),
            decide,
        )
        .await
}

async fn confirm(
    store: &Store,
    repeat: IncidentRef,
    earlier: IncidentRef,
) -> Result<Incident, EditError<RecurrenceError>> {
    let began = store.began(&Sight::Everything, earlier).await.unwrap();
    let form = RecurrenceForm {
        earlier,
        verdict: Verdict::Confirmed,
        reasons: Vec::new(),
    };
    let by = Some(PersonId(1));
    store
        .edit_incident(
            (&Sight::Everything, &author()),
            repeat,
            None,
            now(),
            move |incident, _, links| decide(incident, began, links, &form, by, now()),
        )
        .await
}

afterword_testbed::both! {
    async fn an_edit_changes_the_document_the_rows_and_the_log_together(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let one = open_titled(&store, "Checkout failed").await;
        let edited = write(&store, one, Some(1), "summary", "The ledger ran out of *disk*.").await.unwrap();
        assert_eq!((edited.version, edited.updated_at), (2, later()));
        assert_eq!(store.incident(&Sight::Everything, one).await.unwrap(), Some(edited));
        assert_eq!(numbers(&store, "ledger").await, [1]);
        let made = async |version| store.changes_that_made(&Sight::Everything, one, version).await.unwrap();
        assert!(matches!(made(1).await.as_slice(), [Change::Opened { .. }]));
        assert!(matches!(made(2).await.as_slice(), [Change::Section(_)]));
        assert_eq!(made(3).await, []);
        let log = store.changes(&Sight::Everything, 1, 10).await.unwrap().0;
        assert_eq!(log.len(), 1);
        assert_eq!((log[0].version, log[0].at), (Some(2), later()));
        assert_eq!(log[0].name, "section.changed");
    }

    async fn what_was_touched_is_told_without_reading_what_it_says(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let one = open_titled(&store, "Checkout failed").await;
        for (key, text) in [("summary", "a"), ("lessons", "b"), ("summary", "c")] {
            write(&store, one, None, key, text).await.unwrap();
        }
        let pair = |place: &str| ("section.changed".to_owned(), place.to_owned());
        let both = [pair("section:lessons"), pair("section:summary")];
        let touched = async || store.changed_places(&Sight::Everything, one, 1, later()).await.unwrap();
        assert_eq!(touched().await, both, "each once");
        assert_eq!(store.changed_places(&Sight::Everything, one, 1, now()).await.unwrap(), [], "up to the moment");
        let lines = store.change_lines(&Sight::Everything, one, (1, 3)).await.unwrap();
        let told: Vec<_> = lines.iter().map(|line| (line.version, line.place.as_str())).collect();
        assert_eq!(told, [(2, "section:summary"), (3, "section:lessons")]);
        assert_eq!(lines[0].author, author());
        // Rows of before there was a column for it.
        tamper(&db, "UPDATE changes SET place = NULL WHERE version < 4").await;
        assert_eq!(touched().await, both);
        assert_eq!(store.change_lines(&Sight::Everything, one, (1, 3)).await.unwrap(), lines);
        // And what does not need the bodies does not read them.
        tamper(&db, "UPDATE changes SET place = 'x', body = 'broken'").await;
        assert_eq!(touched().await, [pair("x")]);
    }

    async fn the_log_is_read_backwards_page_by_page(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let one = open_titled(&store, "Checkout failed").await;
        for text in ["a", "b", "c"] {
            write(&store, one, None, "summary", text).await.unwrap();
        }
        let end = i64::MAX.unsigned_abs();
        let page = store.changes_before(&Sight::Everything, one, end, 3).await.unwrap();
        let versions: Vec<_> = page.iter().filter_map(|record| record.version).collect();
        assert_eq!(versions, [4, 3, 2]);
        let rest = store.changes_before(&Sight::Everything, one, page[2].seq, 3).await.unwrap();
        assert_eq!(rest.iter().filter_map(|record| record.version).collect::<Vec<_>>(), [1]);
        let between = store.changes_between(&Sight::Everything, one, (1, 4), 2).await.unwrap();
        assert_eq!(between, page[..2], "the latest of them");
        assert_eq!(store.changes_between(&Sight::Everything, one, (1, 2), 9).await.unwrap(), page[2..]);
    }

    async fn nothing_to_change_writes_nothing(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let one = open_titled(&store, "Checkout failed").await;
        let same = write(&store, one, Some(1), "summary", "").await.unwrap();
        assert_eq!(same.version, 1);
        assert_eq!(store.latest_seq().await.unwrap(), 1);
    }

    async fn a_refusal_and_a_stranger_are_told_apart(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let one = open_titled(&store, "Checkout failed").await;
        let refused = write(&store, one, None, "no such section", "x").await;
        assert!(matches!(refused, Err(EditError::Refused(WriteError::NoSection(_)))));
        let stranger = write(&store, IncidentRef(9), None, "summary", "x").await;
        assert!(matches!(stranger, Err(EditError::NotFound)));
        assert_eq!(store.latest_seq().await.unwrap(), 1);
    }

    async fn edits_of_other_places_merge(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let one = open_titled(&store, "Checkout failed").await;
        write(&store, one, Some(1), "summary", "theirs").await.unwrap();
        let merged = write(&store, one, Some(1), "lessons", "mine").await.unwrap();
        assert_eq!(merged.version, 3);
        assert_eq!(merged.postmortem.section("summary"), "theirs");
        assert_eq!(merged.postmortem.section("lessons"), "mine");
    }

    async fn edits_of_one_place_conflict_and_both_are_shown(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let one = open_titled(&store, "Checkout failed").await;
        write(&store, one, Some(1), "lessons", "elsewhere").await.unwrap();
        let theirs = write(&store, one, Some(2), "summary", "theirs").await.unwrap();
        let refused = write(&store, one, Some(1), "summary", "mine").await;
        let Err(EditError::Conflict(conflict)) = refused else { panic!("{refused:?}") };
        assert_eq!((conflict.seen, conflict.version), (1, 3));
        assert_eq!(conflict.current, theirs);
        assert_eq!(conflict.theirs.len(), 2);
        let Change::Section(afterword_domain::Edit::Changed { from, to }) = &conflict.yours[0] else {
            panic!("{:?}", conflict.yours)
        };
        assert_eq!((from.text.as_str(), to.text.as_str()), ("theirs", "mine"));
        assert_eq!(store.incident(&Sight::Everything, one).await.unwrap(), Some(theirs));
        assert_eq!(store.latest_seq().await.unwrap(), 3);
    }

    async fn writing_what_the_other_wrote_is_no_conflict(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let one = open_titled(&store, "Checkout failed").await;
        write(&store, one, Some(1), "summary", "the same").await.unwrap();
        let same = write(&store, one, Some(1), "summary", "the same").await.unwrap();
        assert_eq!(same.version, 2);
    }

    async fn a_write_that_fails_half_way_leaves_nothing(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let one = open_titled(&store, "Checkout failed").await;
        let before = store.incident(&Sight::Everything, one).await.unwrap();
        tamper(&db, "ALTER TABLE changes RENAME TO hidden").await;
        let failed = write(&store, one, None, "summary", "half written").await;
        assert!(matches!(failed, Err(EditError::Store(_))));
        tamper(&db, "ALTER TABLE hidden RENAME TO changes").await;
        assert_eq!(store.incident(&Sight::Everything, one).await.unwrap(), before);
        assert_eq!(numbers(&store, "half").await, [] as [u32; 0]);
        assert_eq!(store.latest_seq().await.unwrap(), 1);
        assert_eq!(write(&store, one, None, "summary", "whole").await.unwrap().version, 2);
        assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
    }

    async fn edits_at_once_are_all_applied(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let one = open_titled(&store, "0").await;
        let task = |_| {
            let store = store.clone();
            tokio::spawn(async move {
                for _ in 0..25 {
                    let add_one = |incident: &Incident, _: &_, _: &_| {
                        let number: u32 = incident.title.parse().unwrap();
                        let to = (number + 1).to_string();
                        let set = Set { from: incident.title.clone(), to };
                        Ok::<_, Infallible>(vec![Change::Title(set)])
                    };
                    store.edit_incident((&Sight::Everything, &author()), one, None, now(), add_one).await.unwrap();
                }
            })
        };
        let tasks: Vec<_> = (0..8).map(task).collect();
        for task in tasks {
            task.await.unwrap();
        }
        let incident = store.incident(&Sight::Everything, one).await.unwrap().unwrap();
        assert_eq!((incident.title.as_str(), incident.version), ("200", 201));
        let log = store.changes(&Sight::Everything, 0, 1_000).await.unwrap().0;
        assert!(log.iter().map(|row| row.seq).eq(1..=201));
        assert!(log.iter().filter_map(|row| row.version).eq(1..=201));
    }

    async fn links_are_those_of_the_moment(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let all = open_all(&store, vec![titled("a"), titled("b"), titled("c")]).await;
        confirm(&store, all[1], all[0]).await.unwrap();
        confirm(&store, all[2], all[1]).await.unwrap();
        let cycle = confirm(&store, all[0], all[2]).await;
        assert!(matches!(cycle, Err(EditError::Refused(RecurrenceError::Cycle { .. }))));
        let links = store.links(&Sight::Everything).await.unwrap();
        let pairs: Vec<_> = links.0.iter().map(|link| (link.repeat.0, link.earlier.0)).collect();
        assert_eq!(pairs, [(2, 1), (3, 2)]);
        assert_eq!(store.beside(&Sight::Everything, all[1]).await.unwrap().repeated_by, [all[2]]);
        assert_eq!(numbers(&store, "is:repeat").await, [3, 2]);
    }

    async fn two_edits_at_once_close_no_cycle(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let all = open_all(&store, vec![titled("a"), titled("b")]).await;
        let (one, other) = (store.clone(), store.clone());
        let (a, b) = (all[0], all[1]);
        let first = tokio::spawn(async move { confirm(&one, a, b).await.is_ok() });
        let second = tokio::spawn(async move { confirm(&other, b, a).await.is_ok() });
        assert!(first.await.unwrap() ^ second.await.unwrap());
        assert_eq!(store.links(&Sight::Everything).await.unwrap().0.len(), 1);
    }

    async fn the_workspace_of_an_edit_is_the_present_one(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let elsewhere = Store::open(&db.url).await.unwrap();
        store.workspace().await.unwrap();
        let one = open_titled(&store, "Checkout failed").await;
        let form = crate::world::service_form("ledger");
        let service = elsewhere.add_service(&author(), form, now()).await.unwrap();
        let patch = IncidentPatch { services: Some(vec![service.id]), ..IncidentPatch::default() };
        let edited: Result<_, EditError<IncidentError>> = store
            .edit_incident((&Sight::Everything, &author()), one, None, now(), |incident, workspace, links| {
                edit(incident, workspace, links, patch)
            })
            .await;
        assert_eq!(edited.unwrap().services, [service.id]);
        assert_eq!(numbers(&store, "service:LEDGER").await, [1]);
    }
}
