//! What is recorded of suggestions while they are not shown.

use std::convert::Infallible;

use afterword_domain::change::{Edit, Set};
use afterword_domain::policy::Sight;
use afterword_domain::recurrence::shadow::{Suggestion, SuggestionMode};
use afterword_domain::recurrence::{Recurrence, Verdict};
use afterword_domain::workspace::Settings;
use afterword_domain::{Change, IncidentRef, PersonId};
use afterword_store::Store;

use crate::world::{author, now, open_titled};

fn suggested(all: &[IncidentRef]) -> Vec<Suggestion> {
    let one = |earlier: &IncidentRef| Suggestion {
        earlier: *earlier,
        score: 0.8,
    };
    all.iter().map(one).collect()
}

async fn turn(store: &Store, mode: SuggestionMode, days: i64) {
    let settings = Settings {
        repeat_suggestions: mode,
        ..store.workspace().await.unwrap().settings.clone()
    };
    let at = now().plus_days(days);
    store.save_settings(&author(), settings, at).await.unwrap();
}

async fn record(store: &Store, of: IncidentRef, all: &[IncidentRef], days: i64) {
    let at = now().plus_days(days);
    let (author, suggested) = (author(), suggested(all));
    let recorded = store.record_suggestions(&author, of, suggested, at);
    recorded.await.unwrap();
}

async fn decide(store: &Store, of: IncidentRef, earlier: IncidentRef, days: i64) {
    let at = now().plus_days(days);
    let entry = Recurrence {
        earlier,
        verdict: Verdict::Confirmed,
        reasons: Vec::new(),
        by: Some(PersonId(1)),
        at,
    };
    let change = Change::Recurrence(Edit::Added { at: 0, entry });
    let decide = |_: &_, _: &_, _: &_| Ok::<_, Infallible>(vec![change.clone()]);
    let author = author();
    let edited = store.edit_incident((&Sight::Everything, &author), of, None, at, decide);
    edited.await.unwrap();
}

afterword_testbed::both! {
    async fn suggestions_are_recorded_in_shadow_mode_and_until_somebody_decides(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let first = open_titled(&store, "Ledger ran out of connections").await;
        let again = open_titled(&store, "Ledger ran out of connections again").await;
        let calm = open_titled(&store, "Search was slow").await;
        record(&store, again, &[first], 0).await;
        assert_eq!(store.shadow_record(&Sight::Everything).await.unwrap(), None);

        turn(&store, SuggestionMode::Shadow, 1).await;
        let before = store.latest_seq().await.unwrap();
        record(&store, again, &[], 2).await;
        record(&store, again, &[first], 3).await;
        // The same again is no news.
        record(&store, again, &[first], 4).await;
        record(&store, calm, &[], 4).await;
        record(&store, IncidentRef(99), &[first], 4).await;
        let log = store.changes(&Sight::Everything, before, 10).await.unwrap().0;
        let told = |of: IncidentRef, from, to: &[IncidentRef]| {
            let set = Set { from, to: Some(suggested(to)) };
            Change::ShadowLook { incident: of, set }
        };
        let changes: Vec<_> = log.iter().map(|record| record.change.clone()).collect();
        assert_eq!(changes, [
            told(again, None, &[]),
            told(again, Some(Vec::new()), &[first]),
            told(calm, None, &[]),
        ]);
        assert!(log.iter().all(|record| record.incident.is_none() && record.version.is_none()));

        decide(&store, again, first, 5).await;
        record(&store, again, &[calm], 6).await;
        turn(&store, SuggestionMode::Live, 7).await;
        record(&store, calm, &[first], 8).await;
        let kept = store.shadow_record(&Sight::Everything).await.unwrap().unwrap();
        assert_eq!((kept.period.from, kept.period.until), (now().plus_days(1), Some(now().plus_days(7))));
        let looks: Vec<_> = kept.looks.iter().map(|look| (look.incident, look.suggested.clone(), look.at)).collect();
        assert_eq!(looks, [
            (again, suggested(&[first]), now().plus_days(3)),
            (calm, Vec::new(), now().plus_days(4)),
        ]);
        let decided: Vec<_> = kept.decided.iter().map(|(of, links)| (*of, links.len())).collect();
        assert_eq!(decided, [(again, 1)]);

        turn(&store, SuggestionMode::Shadow, 9).await;
        let kept = store.shadow_record(&Sight::Everything).await.unwrap().unwrap();
        assert_eq!((kept.period.from, kept.period.until), (now().plus_days(9), None));
        assert_eq!((kept.looks.len(), kept.decided.len()), (0, 0));
        assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
    }
}
