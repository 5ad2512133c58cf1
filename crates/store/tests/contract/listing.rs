//! Pages: in order, without a gap or a repetition, while more arrives.

use std::collections::BTreeSet;

use afterword_domain::policy::Sight;
use afterword_domain::query::{Query, parse};
use afterword_domain::{Incident, Moment};
use afterword_store::{Cursor, IncidentList, Order, Store};

use crate::generated::{Chance, incident, open_many, workspace};
use crate::world::{list, now, open_all};

const ORDERS: [Order; 4] = [
    Order::NewestFirst,
    Order::OldestFirst,
    Order::LongestFirst,
    Order::DueFirst,
];

fn sorted(mut all: Vec<&Incident>, order: Order) -> Vec<u32> {
    let key = |incident: &Incident| {
        let owed = incident.owes_review() && !incident.is_published();
        let due = incident.milestones.recovered_at.filter(|_| owed);
        let number = i64::from(incident.reference.0);
        match order {
            Order::NewestFirst => (-incident.began().micros(), -number),
            Order::OldestFirst => (incident.began().micros(), number),
            Order::LongestFirst => (-incident.duration_seconds().unwrap_or(-1), -number),
            Order::DueFirst => (due.map_or(i64::MAX, Moment::micros), number),
        }
    };
    all.sort_by_key(|incident| key(incident));
    all.iter().map(|incident| incident.reference.0).collect()
}

afterword_testbed::both! {
    async fn every_order_is_the_same_page_by_page(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        workspace(&store).await;
        let all = open_many(&store, 11, 60).await;
        for order in ORDERS {
            let mut asked = IncidentList { order, limit: 7, ..list("-is:drill") };
            let fit: Vec<_> = all
                .iter()
                .filter(|incident| incident.mode != afterword_domain::incident::Mode::Drill)
                .collect();
            let expected = sorted(fit, order);
            let mut found = Vec::new();
            loop {
                let page = store.incidents(&Sight::Everything, &asked).await.unwrap();
                assert_eq!(page.total, expected.len() as u64);
                assert!(page.rows.len() <= 7);
                found.extend(page.rows.iter().map(|row| row.reference.0));
                let Some(next) = page.next else { break };
                // As it comes back from a client.
                asked.after = Some(next.to_string().parse::<Cursor>().unwrap());
            }
            assert_eq!(found, expected, "{order:?}");
        }
    }

    async fn a_row_is_the_summary_of_its_incident(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        workspace(&store).await;
        let all = open_many(&store, 5, 30).await;
        let asked = IncidentList { order: Order::OldestFirst, limit: 99, ..list("") };
        let page = store.incidents(&Sight::Everything, &asked).await.unwrap();
        assert_eq!((page.rows.len(), page.next), (30, None));
        for row in page.rows {
            let incident = &all[row.reference.0 as usize - 1];
            assert_eq!(row, incident.summary());
        }
    }

    async fn what_arrives_between_pages_repeats_and_hides_nothing(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        workspace(&store).await;
        for (seed, order) in (100..).zip(ORDERS) {
            let before: BTreeSet<_> = {
                open_many(&store, seed, 20).await;
                let all = store.facts(&Sight::Everything).await.unwrap();
                all.iter().map(|facts| facts.reference.0).collect()
            };
            let mut chance = Chance(seed);
            let mut asked = IncidentList { order, limit: 3, ..list("") };
            let mut found = Vec::new();
            loop {
                let page = store.incidents(&Sight::Everything, &asked).await.unwrap();
                found.extend(page.rows.iter().map(|row| row.reference.0));
                let Some(next) = page.next else { break };
                asked.after = Some(next);
                if found.len() < 60 {
                    open_all(&store, vec![incident(&mut chance, 0), incident(&mut chance, 0)]).await;
                }
            }
            let once: BTreeSet<_> = found.iter().copied().collect();
            assert_eq!(once.len(), found.len(), "{order:?}: something came twice");
            assert!(before.is_subset(&once), "{order:?}: something was missed");
        }
    }

    async fn a_leap_lands_where_reading_on_would_have_come(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        workspace(&store).await;
        open_many(&store, 13, 40).await;
        for order in ORDERS {
            let whole = IncidentList { order, limit: 99, ..list("-is:drill") };
            let all = store.incidents(&Sight::Everything, &whole).await.unwrap().rows;
            let count = u32::try_from(all.len()).unwrap();
            let asked = IncidentList { limit: 6, ..whole };
            for skip in [0, 1, 5, count - 1, count, count + 9] {
                let page = store.incidents_beyond(&Sight::Everything, &asked, skip).await.unwrap();
                let from = all.len().min(skip as usize);
                let to = all.len().min(from + 6);
                assert_eq!(page.rows, all[from..to], "{order:?} from {skip}");
                assert_eq!(page.total, u64::from(count));
                assert_eq!(page.next.is_some(), to < all.len());
                // Where it ends is read on as after any other page.
                let Some(after) = page.next else { continue };
                let next = IncidentList { after: Some(after), ..asked.clone() };
                let next = store.incidents(&Sight::Everything, &next).await.unwrap();
                assert_eq!(next.rows.first(), all.get(to), "{order:?} after {skip}");
            }
        }
    }

    async fn every_reference_that_fits_is_named_once_in_order(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        workspace(&store).await;
        open_many(&store, 17, 40).await;
        for query in ["", "-is:drill", "is:repeat", "sev:1,2", "nowhere-at-all"] {
            let whole = IncidentList { limit: 99, ..list(query) };
            let rows = store.incidents(&Sight::Everything, &whole).await.unwrap().rows;
            let mut expected: Vec<_> = rows.iter().map(|row| row.reference).collect();
            expected.sort_unstable();
            let found = store.references(&Sight::Everything, &whole.query, now(), 7).await.unwrap();
            assert_eq!(found, expected, "{query}");
        }
    }

    async fn an_empty_list_is_a_page(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let page = store.incidents(&Sight::Everything, &list("")).await.unwrap();
        assert_eq!((page.rows.len(), page.next, page.total), (0, None, 0));
        assert_eq!(store.count(&Sight::Everything, &Query::default(), now(), 7).await.unwrap(), 0);
        let query = parse("service:nobody -team:nobody owner:nobody -factor:nothing").unwrap();
        assert_eq!(store.count(&Sight::Everything, &query, now(), 7).await.unwrap(), 0);
    }
}
