//! Opening incidents, by hand and from documents.

use afterword_domain::change::Set;
use afterword_domain::incident::undo::NothingToUndo;
use afterword_domain::policy::Sight;
use afterword_domain::{Change, Incident, IncidentRef, ServiceId};
use afterword_store::{Again, Author, EditError, Opening, Source, Store, StoreError, Via};

use crate::world::{add_person, author, now, open_all, open_titled, opening, titled};

fn import() -> Author {
    Author {
        via: Via::Import,
        ..author()
    }
}

fn from_file(title: &str, name: &str) -> Opening {
    Opening {
        source: Some(Source {
            name: name.into(),
            fingerprint: "f1".into(),
        }),
        ..opening(titled(title))
    }
}

afterword_testbed::both! {
    async fn numbers_and_log_have_no_gap(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let first = open_all(&store, vec![titled("one"), titled("two")]).await;
        let third = open_titled(&store, "three").await;
        assert_eq!(first, [IncidentRef(1), IncidentRef(2)]);
        assert_eq!(third, IncidentRef(3));
        let incident = store.incident(&Sight::Everything, IncidentRef(2)).await.unwrap().unwrap();
        assert_eq!((incident.title.as_str(), incident.version), ("two", 1));
        assert_eq!(store.incident(&Sight::Everything, IncidentRef(4)).await.unwrap(), None);
        assert_eq!(store.began(&Sight::Everything, IncidentRef(2)).await.unwrap(), Some(now()));
        assert_eq!(store.began(&Sight::Everything, IncidentRef(4)).await.unwrap(), None);
        let log = store.changes(&Sight::Everything, 0, 10).await.unwrap().0;
        assert_eq!(log.iter().map(|row| row.seq).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!(store.latest_seq().await.unwrap(), 3);
        assert_eq!(log[1].name, "incident.opened");
        assert_eq!((log[1].incident, log[1].version), (Some(IncidentRef(2)), Some(1)));
        assert_eq!((log[1].at, &log[1].author), (now(), &author()));
        assert!(matches!(&log[1].change, Change::Opened { title, .. } if title == "two"));
    }

    async fn a_batch_is_opened_whole_or_not_at_all(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let mut broken = titled("of a service that is not there");
        broken.services = vec![ServiceId(9)];
        let batch = vec![opening(titled("fine")), opening(broken)];
        let refused = store.open_incidents(&author(), batch, now()).await;
        assert!(matches!(refused, Err(StoreError::Database(_))), "{refused:?}");
        assert_eq!(store.incident(&Sight::Everything, IncidentRef(1)).await.unwrap(), None);
        assert_eq!(store.latest_seq().await.unwrap(), 0);
        assert_eq!(open_titled(&store, "the first").await, IncidentRef(1));
        assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
    }

    async fn what_was_given_besides_is_logged_after_the_opening(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let change = Change::Title(Set { from: "a".into(), to: "b".into() });
        let one = Opening { changes: vec![change.clone()], ..opening(titled("b")) };
        store.open_incidents(&author(), vec![one], now()).await.unwrap();
        let log = store.changes_of(&Sight::Everything, IncidentRef(1), 10).await.unwrap();
        assert_eq!(log[0].change, change);
        assert_eq!(log[1].name, "incident.opened");
    }

    async fn a_document_becomes_one_incident(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let batch = vec![from_file("a", "a.md"), from_file("a again", "a.md"), from_file("b", "b.md")];
        let opened = store.open_incidents(&author(), batch, now()).await.unwrap();
        let opened: Vec<_> = opened.iter().map(|one| (one.reference.0, one.is_new)).collect();
        assert_eq!(opened, [(1, true), (1, false), (2, true)]);
        let again = vec![from_file("b", "b.md"), from_file("c", "c.md")];
        let opened = store.open_incidents(&author(), again, now()).await.unwrap();
        let opened: Vec<_> = opened.iter().map(|one| one.reference.0).collect();
        assert_eq!(opened, [2, 3]);
        let asked = ["b.md".to_owned(), "nobody.md".to_owned()];
        let known = store.source(&Sight::Everything, &asked).await.unwrap();
        assert_eq!(known, [("b.md".to_owned(), "f1".to_owned(), IncidentRef(2))]);
        assert_eq!(store.source(&Sight::Everything, &[]).await.unwrap(), []);
    }

    async fn a_changed_document_changes_its_incident(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        store.open_incidents(&import(), vec![from_file("a", "a.md")], now()).await.unwrap();
        let again = |fingerprint: &str| Again {
            source: Some(Source { name: "a.md".into(), fingerprint: fingerprint.into() }),
            dry_run: false,
        };
        let retitle = |incident: &Incident, edited: bool| {
            let to = "better".to_owned();
            let change = Change::Title(Set { from: incident.title.clone(), to });
            if edited { Err(NothingToUndo) } else { Ok(vec![change]) }
        };
        let one = IncidentRef(1);
        let dry = Again { dry_run: true, ..again("f0") };
        let would = store.import_again((&Sight::Everything, &import()), one, dry, now(), retitle).await.unwrap();
        assert_eq!((would.title.as_str(), would.version), ("better", 1));
        assert_eq!(store.incident(&Sight::Everything, one).await.unwrap().unwrap().title, "a");
        assert_eq!(store.source(&Sight::Everything, &["a.md".to_owned()]).await.unwrap()[0].1, "f1");
        let changed = store.import_again((&Sight::Everything, &import()), one, again("f2"), now(), retitle).await.unwrap();
        assert_eq!((changed.title.as_str(), changed.version), ("better", 2));
        assert_eq!(store.incident(&Sight::Everything, one).await.unwrap(), Some(changed));
        assert_eq!(store.source(&Sight::Everything, &["a.md".to_owned()]).await.unwrap()[0].1, "f2");
        let log = store.changes_of(&Sight::Everything, one, 9).await.unwrap();
        assert_eq!((log.len(), log[0].version), (2, Some(2)), "a change is logged as what it is");
        let stays = |_: &Incident, _: bool| Ok::<_, NothingToUndo>(Vec::new());
        let same = store.import_again((&Sight::Everything, &import()), one, again("f3"), now(), stays).await.unwrap();
        assert_eq!(same.version, 2);
        assert_eq!(store.source(&Sight::Everything, &["a.md".to_owned()]).await.unwrap()[0].1, "f3");
        assert_eq!(store.changes_of(&Sight::Everything, one, 9).await.unwrap().len(), 2);
        let nobody = store.import_again((&Sight::Everything, &import()), IncidentRef(9), again("f4"), now(), stays).await;
        assert!(matches!(nobody, Err(EditError::NotFound)));
    }

    async fn an_import_sees_whatever_was_edited_since_its_first(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        store.open_incidents(&import(), vec![from_file("a", "a.md")], now()).await.unwrap();
        let one = IncidentRef(1);
        let retitle = |to: &'static str| move |incident: &Incident| {
            vec![Change::Title(Set { from: incident.title.clone(), to: to.into() })]
        };
        let person = author();
        let by_hand = store.edit_incident((&Sight::Everything, &person), one, None, now(), |incident, _, _| {
            Ok::<_, NothingToUndo>(retitle("by hand")(incident))
        });
        by_hand.await.unwrap();
        // A later import does not make it forget.
        let anyway = |incident: &Incident, _: bool| Ok::<_, NothingToUndo>(retitle("imported")(incident));
        let changed = store.import_again((&Sight::Everything, &import()), one, Again::default(), now(), anyway).await.unwrap();
        assert_eq!(changed.version, 3);
        let unless = |incident: &Incident, edited: bool| {
            if edited { Err(NothingToUndo) } else { Ok(retitle("lost")(incident)) }
        };
        let refused = store.import_again((&Sight::Everything, &import()), one, Again::default(), now(), unless).await;
        assert!(matches!(refused, Err(EditError::Refused(NothingToUndo))));
        // The next edit that was made on what was there before the import collides with it.
        let late = store.edit_incident((&Sight::Everything, &person), one, Some(2), now(), |incident, _, _| {
            Ok::<_, NothingToUndo>(retitle("late")(incident))
        });
        assert!(matches!(late.await, Err(EditError::Conflict(_))));
        assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
    }

    async fn incidents_that_are_opened_at_once_each_get_a_number(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        add_person(&store, "mika", afterword_domain::person::Role::Admin).await;
        let tasks: Vec<_> = (0..12)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move { open_titled(&store, "at once").await.0 })
            })
            .collect();
        let mut numbers = Vec::new();
        for task in tasks {
            numbers.push(task.await.unwrap());
        }
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=12).collect::<Vec<_>>());
        assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
    }
}
