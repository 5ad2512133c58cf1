//! Incidents that are opened at the same time.

use std::collections::BTreeSet;

use afterword_domain::policy::Sight;
use afterword_domain::{Incident, IncidentRef, ServiceId};
use afterword_store::{Author, Store, StoreError};
use tokio::task::JoinSet;

use crate::world::{author, now, titled};

const MANY: u32 = 150;

fn by(request: &str) -> Author {
    Author {
        request_id: Some(request.into()),
        ..author()
    }
}

/// Opens all of them at once, each by a request of its own that is called as it is.
async fn open_at_once(
    store: &Store,
    incidents: Vec<Incident>,
) -> Vec<(String, Result<Incident, StoreError>)> {
    let mut all = JoinSet::new();
    for incident in incidents {
        let (store, title) = (store.clone(), incident.title.clone());
        all.spawn(async move {
            let opened = store.open_incident(by(&title), incident, now()).await;
            (title, opened)
        });
    }
    all.join_all().await
}

afterword_testbed::both! {
    async fn each_gets_its_own_and_the_log_names_who_did_it(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let wanted = (0..MANY).map(|number| titled(&format!("incident {number}"))).collect();
        let opened = open_at_once(&store, wanted).await;
        let mut numbers = BTreeSet::new();
        for (title, incident) in opened {
            let incident = incident.unwrap();
            assert_eq!((&incident.title, incident.version), (&title, 1));
            let reference = incident.reference;
            let kept = store.incident(&Sight::Everything, reference).await.unwrap();
            assert_eq!(kept, Some(incident));
            let log = store.changes_of(&Sight::Everything, reference, 9).await.unwrap();
            assert_eq!(log.len(), 1);
            assert_eq!(log[0].author.request_id.as_deref(), Some(title.as_str()));
            numbers.insert(reference.0);
        }
        assert_eq!(numbers, (1..=MANY).collect());
        assert_eq!(store.latest_seq().await.unwrap(), u64::from(MANY));
        assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
        assert_eq!(store.verify_log(None).await.unwrap().fault, None);
    }

    async fn one_that_cannot_be_written_takes_no_other_along(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let mut wanted: Vec<_> = (0..20).map(|number| titled(&format!("fine {number}"))).collect();
        let mut broken = titled("broken");
        broken.services = vec![ServiceId(9)];
        wanted.insert(7, broken);
        for (title, opened) in open_at_once(&store, wanted).await {
            match opened {
                Ok(incident) => assert_eq!(incident.title, title),
                Err(error) => {
                    assert_eq!(title, "broken");
                    assert!(matches!(error, StoreError::Database(_)), "{error:?}");
                }
            }
        }
        assert_eq!(store.latest_seq().await.unwrap(), 20);
        assert_eq!(store.incident(&Sight::Everything, IncidentRef(21)).await.unwrap(), None);
    }

    async fn several_are_read_in_the_order_in_which_they_are_named(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        for title in ["one", "two", "three"] {
            store.open_incident(author(), titled(title), now()).await.unwrap();
        }
        let named = [3, 9, 1].map(IncidentRef);
        let found = store.incidents_named(&Sight::Everything, &named).await.unwrap();
        let titles: Vec<_> = found.iter().map(|incident| incident.title.as_str()).collect();
        assert_eq!(titles, ["three", "one"]);
        assert_eq!(store.incidents_named(&Sight::Everything, &[]).await.unwrap(), []);
    }
}
