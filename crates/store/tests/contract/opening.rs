//! Opening incidents, by hand and from documents.

use afterword_domain::change::Set;
use afterword_domain::{Change, IncidentRef, ServiceId};
use afterword_store::{EditError, Opening, Source, Store, StoreError};

use crate::world::{add_person, author, now, open_all, open_titled, opening, titled};

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
        let incident = store.incident(IncidentRef(2)).await.unwrap().unwrap();
        assert_eq!((incident.title.as_str(), incident.version), ("two", 1));
        assert_eq!(store.incident(IncidentRef(4)).await.unwrap(), None);
        assert_eq!(store.began(IncidentRef(2)).await.unwrap(), Some(now()));
        assert_eq!(store.began(IncidentRef(4)).await.unwrap(), None);
        let log = store.changes(0, 10).await.unwrap();
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
        assert_eq!(store.incident(IncidentRef(1)).await.unwrap(), None);
        assert_eq!(store.latest_seq().await.unwrap(), 0);
        assert_eq!(open_titled(&store, "the first").await, IncidentRef(1));
        assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
    }

    async fn what_was_given_besides_is_logged_after_the_opening(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let change = Change::Title(Set { from: "a".into(), to: "b".into() });
        let one = Opening { changes: vec![change.clone()], ..opening(titled("b")) };
        store.open_incidents(&author(), vec![one], now()).await.unwrap();
        let log = store.changes_of(IncidentRef(1), 10).await.unwrap();
        assert_eq!(log[0].change, change);
        assert_eq!(log[1].name, "incident.opened");
    }

    async fn a_document_becomes_one_incident(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let batch = vec![from_file("a", "a.md"), from_file("a again", "a.md"), from_file("b", "b.md")];
        let opened = store.open_incidents(&author(), batch, now()).await.unwrap();
        let opened: Vec<_> = opened.iter().map(|one| one.reference.0).collect();
        assert_eq!(opened, [1, 1, 2]);
        let again = vec![from_file("b", "b.md"), from_file("c", "c.md")];
        let opened = store.open_incidents(&author(), again, now()).await.unwrap();
        let opened: Vec<_> = opened.iter().map(|one| one.reference.0).collect();
        assert_eq!(opened, [2, 3]);
        let asked = ["b.md".to_owned(), "nobody.md".to_owned()];
        let known = store.source(&asked).await.unwrap();
        assert_eq!(known, [("b.md".to_owned(), "f1".to_owned(), IncidentRef(2))]);
        assert_eq!(store.source(&[]).await.unwrap(), []);
    }

    async fn a_changed_document_takes_the_place_of_its_incident(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        store.open_incidents(&author(), vec![from_file("a", "a.md")], now()).await.unwrap();
        let source = Source { name: "a.md".into(), fingerprint: "f2".into() };
        let change = Change::Title(Set { from: "a".into(), to: "better".into() });
        let replaced = store
            .replace_incident(&author(), IncidentRef(1), titled("better"), source.clone(), vec![change], now())
            .await
            .unwrap();
        assert_eq!((replaced.reference, replaced.version), (IncidentRef(1), 2));
        assert_eq!(store.incident(IncidentRef(1)).await.unwrap(), Some(replaced));
        assert_eq!(store.source(&["a.md".to_owned()]).await.unwrap()[0].1, "f2");
        assert_eq!(store.changes_of(IncidentRef(1), 1).await.unwrap()[0].version, Some(2));
        let source = Source { fingerprint: "f3".into(), ..source };
        let same = store
            .replace_incident(&author(), IncidentRef(1), titled("unlogged"), source.clone(), Vec::new(), now())
            .await
            .unwrap();
        assert_eq!((same.title.as_str(), same.version), ("better", 2));
        assert_eq!(store.source(&["a.md".to_owned()]).await.unwrap()[0].1, "f3");
        let nobody = store
            .replace_incident(&author(), IncidentRef(9), titled("x"), source, Vec::new(), now())
            .await;
        assert!(matches!(nobody, Err(EditError::NotFound)));
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
