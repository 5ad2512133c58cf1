//! Documents that several people write at once, as they are kept.

use std::collections::BTreeMap;

use afterword_domain::person::Role;
use afterword_domain::policy::Sight;
use afterword_domain::postmortem::edit::write_section;
use afterword_domain::postmortem::prose::{Draft, passages};
use afterword_domain::{IncidentRef, PersonId};
use afterword_store::{LiveError, LiveSettled, LiveSettlement, LiveUpdate, Store};
use afterword_testbed::both;

use crate::world::{add_person, author, now, open_titled};

fn update(seq: u64) -> LiveUpdate {
    LiveUpdate {
        seq,
        person: Some(PersonId(1)),
        body: vec![0, u8::try_from(seq).unwrap(), 255],
    }
}

/// Everything as it stands, but for one place.
async fn settlement(
    store: &Store,
    incident: IncidentRef,
    place: &str,
    text: &str,
) -> LiveSettlement {
    let document = store.live(incident).await.unwrap().unwrap();
    let drafts = passages(&document.incident)
        .into_iter()
        .map(|passage| Draft {
            text: if passage.place == place {
                text.into()
            } else {
                passage.text.clone()
            },
            base: passage.text,
            place: passage.place,
        });
    LiveSettlement {
        drafts: drafts.collect(),
        hands: BTreeMap::new(),
        revision: document.revision,
        upto: document
            .updates
            .last()
            .map_or(document.upto, |last| last.seq),
        state: text.as_bytes().to_vec(),
    }
}

both! {
    async fn texts_state_and_log_settle_together(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let incident = open_titled(&store, "Orders late").await;
        let ines = add_person(&store, "ines", Role::Member).await;
        let mika = add_person(&store, "mika", Role::Member).await;
        store.append_live(vec![(incident, update(1)), (incident, update(2))], now()).await.unwrap();
        assert_eq!(store.unsettled().await.unwrap(), [incident]);
        let mut settled = settlement(&store, incident, "section:summary", "A lock.").await;
        settled.hands.insert("section:summary".into(), vec![mika.id, ines.id]);
        // What came while it was being settled stays.
        store.append_live(vec![(incident, update(3))], now()).await.unwrap();
        let at = store.settle_live(incident, settled, now()).await.unwrap();
        assert_eq!(at, LiveSettled::At(2));
        let kept = store.live(incident).await.unwrap().unwrap();
        assert_eq!((kept.revision, kept.upto, kept.state), (1, 2, b"A lock.".to_vec()));
        assert_eq!(kept.updates, [update(3)]);
        assert_eq!(kept.incident.postmortem.section("summary"), "A lock.");
        let log = store.changes_of(&Sight::Everything, incident, 10).await.unwrap();
        assert_eq!((log[0].name.as_str(), log[0].version), ("section.changed", Some(2)));
        assert_eq!((log[0].author.person, &log[0].with), (Some(mika.id), &vec![ines.id]));
        assert!(log[1].with.is_empty(), "an incident is opened by one");
        // Nothing new to say: the state is kept, the version stays.
        let same = settlement(&store, incident, "section:summary", "A lock.").await;
        let at = store.settle_live(incident, same, now()).await.unwrap();
        assert_eq!(at, LiveSettled::At(2));
        assert_eq!(store.unsettled().await.unwrap(), []);
    }

    async fn texts_that_moved_keep_all_as_it_was(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let incident = open_titled(&store, "Orders late").await;
        let begun = settlement(&store, incident, "section:summary", "Typed.").await;
        let author = author();
        let edited = store.edit_incident((&Sight::Everything, &author), incident, None, now(), |incident, _, _| {
            write_section(incident, "lessons", "Written elsewhere.")
        });
        edited.await.unwrap();
        let moved = store.settle_live(incident, begun, now()).await.unwrap();
        assert_eq!(moved, LiveSettled::Moved);
        let kept = store.live(incident).await.unwrap().unwrap();
        assert_eq!((kept.revision, kept.state.len()), (0, 0));
        assert_eq!(kept.incident.postmortem.section("summary"), "");
    }

    async fn two_who_keep_one_document_hear_of_each_other(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let incident = open_titled(&store, "Orders late").await;
        store.rebase_live(incident, 0, b"first".to_vec()).await.unwrap();
        store.rebase_live(incident, 1, b"second".to_vec()).await.unwrap();
        for late in [0, 1, 9] {
            let again = store.rebase_live(incident, late, b"late".to_vec()).await;
            assert!(matches!(again, Err(LiveError::Stale)), "{late}: {again:?}");
        }
        let mut late = settlement(&store, incident, "section:summary", "Late.").await;
        late.revision = 1;
        let late = store.settle_live(incident, late, now()).await;
        assert!(matches!(late, Err(LiveError::Stale)), "{late:?}");
        store.append_live(vec![(incident, update(1))], now()).await.unwrap();
        let both = vec![(incident, update(2)), (incident, update(1))];
        let taken = store.append_live(both, now()).await;
        assert!(matches!(taken, Err(LiveError::Stale)), "{taken:?}");
        let kept = store.live(incident).await.unwrap().unwrap();
        assert_eq!((kept.state, kept.updates), (b"second".to_vec(), vec![update(1)]));
    }

    async fn without_an_incident_there_is_no_document(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        assert!(store.live(IncidentRef(3)).await.unwrap().is_none());
        let appended = store.append_live(vec![(IncidentRef(3), update(1))], now()).await;
        assert!(matches!(appended, Err(LiveError::Store(_))), "{appended:?}");
    }

    async fn a_text_that_is_too_long_is_refused_whole(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let incident = open_titled(&store, "Orders late").await;
        let long = "x".repeat(afterword_domain::text::PROSE_MAX + 1);
        let long = settlement(&store, incident, "section:summary", &long).await;
        let refused = store.settle_live(incident, long, now()).await;
        assert!(matches!(refused, Err(LiveError::Refused(_))), "{refused:?}");
        assert_eq!(store.live(incident).await.unwrap().unwrap().revision, 0);
    }
}
