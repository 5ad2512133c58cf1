//! What patterns, similar incidents and search read.

use std::convert::Infallible;

use afterword_domain::change::{Edit, Set};
use afterword_domain::learning::IncidentFacts;
use afterword_domain::policy::Sight;
use afterword_domain::query::parse;
use afterword_domain::recurrence::{Recurrence, Verdict};
use afterword_domain::{Change, Currency, Incident, IncidentRef, Money, PersonId};
use afterword_store::{Finding, Store};

use crate::generated::{open_many, workspace};
use crate::world::{author, now, open_all, open_titled, tamper, titled};

/// With figures, and with texts that a careless projection would spoil.
fn costly(title: &str) -> Incident {
    let mut incident = titled(title);
    let impact = &mut incident.impact;
    impact.revenue_lost = Some(Money::new(3_800_000, Currency::EUR));
    impact.credits = Some(Money::new(-1, "USD".parse().unwrap()));
    impact.response_minutes = Some(90);
    for section in &mut incident.postmortem.sections {
        section.text = format!(
            "{}: “Überlast” \\ 'quoted' \"twice\"\n\tand on\u{1f525}",
            section.key
        );
    }
    incident
}

/// Back to the first version of the schema, with rows as an older program would have left them.
const AN_OLDER_DATABASE: &str = "
    DROP INDEX changes_of_workspace;
    DROP TABLE change_anchors;
    ALTER TABLE changes DROP COLUMN hash;
    DROP INDEX incidents_unpublished;
    DROP INDEX incidents_repeating;
    DROP INDEX incidents_asking;
    DROP INDEX incidents_owing;
    DROP TABLE identities;
    DROP TABLE providers;
    DELETE FROM counters WHERE name = 'providers';
    DROP TABLE sign_in_rules;
    DROP TABLE sign_in_tries;
    DROP TABLE known_browsers;
    ALTER TABLE changes DROP COLUMN address;
    DROP TABLE restricted_to;
    DROP TABLE shadow_periods;
    DROP TABLE shadow_looks;
    DROP TABLE ticket_asks;
    DROP TABLE ticket_links;
    DROP TABLE trackers;
    DELETE FROM counters WHERE name = 'trackers';
    DROP TABLE mail_server;
    ALTER TABLE action_items ADD COLUMN carried_over BIGINT NOT NULL DEFAULT 0;
    DROP TABLE messages;
    DROP TABLE subscriptions;
    DELETE FROM counters WHERE name = 'subscriptions';
    DROP TABLE notice_preferences;
    DROP TABLE notices;
    DROP TABLE log_followed;
    DROP TABLE jobs;
    DROP TABLE metrics_server;
    DROP TABLE files;
    DROP TABLE brought_signals;
    DROP TABLE signal_entries;
    DROP TABLE signals;
    DROP TABLE deliveries;
    DROP TABLE integrations;
    DELETE FROM counters WHERE name = 'integrations';
    DROP TABLE no_patterns;
    DELETE FROM counters WHERE name = 'no_patterns';
    DROP TABLE views;
    DELETE FROM counters WHERE name = 'views';
    ALTER TABLE one_time_links DROP COLUMN person;
    DROP TABLE incident_gists;
    DROP TABLE live_presences;
    DROP TABLE live_updates;
    DROP TABLE live_documents;
    DROP TABLE meetings;
    DROP TABLE reader_links;
    ALTER TABLE changes DROP COLUMN others;
    ALTER TABLE changes DROP COLUMN place;
    DELETE FROM action_items;
    UPDATE incidents SET summary = '{}', title = '';
    DELETE FROM schema_versions WHERE version > 1;
";

afterword_testbed::both! {
    async fn an_older_database_is_made_again_from_its_documents(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        workspace(&store).await;
        let mut bare = costly("Without a word of prose");
        bare.postmortem.sections.clear();
        open_all(&store, vec![costly("Ledger down"), bare, titled("Nothing known")]).await;
        open_many(&store, 71, 260).await;
        let facts = store.facts(&Sight::Everything).await.unwrap();
        let last = IncidentRef(263);
        let summary = store.summary(&Sight::Everything, last).await.unwrap();
        assert!(summary.is_some());
        tamper(&db, AN_OLDER_DATABASE).await;
        let store = Store::open(&db.url).await.unwrap();
        assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
        let verified = store.verify_log(None).await.unwrap();
        assert_eq!(verified.fault, None);
        assert_eq!(verified.entries, store.latest_seq().await.unwrap());
        assert_eq!(store.facts(&Sight::Everything).await.unwrap(), facts);
        assert_eq!(store.summary(&Sight::Everything, last).await.unwrap(), summary);
        assert_eq!(facts[0].cost.response_minutes, Some(90));
    }

    async fn a_lost_gist_is_reported(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        open_all(&store, vec![costly("Ledger down")]).await;
        tamper(&db, "DELETE FROM incident_gists").await;
        let health = store.health().await.unwrap();
        assert_eq!(health.problems.len(), 1, "{health:?}");
    }

    async fn facts_follow_cost_prose_and_decisions(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let all = open_all(&store, vec![titled("a"), titled("b"), titled("c")]).await;
        let stale = store.facts(&Sight::Everything).await.unwrap();
        let author = author();
        let changed = store.edit_incident((&Sight::Everything, &author), all[2], None, now(), |incident, _, _| {
            let written = costly("Ledger down");
            let sections = incident.postmortem.sections.iter().zip(&written.postmortem.sections);
            let link = |earlier, verdict| Recurrence {
                earlier,
                verdict,
                reasons: Vec::new(),
                by: Some(PersonId(1)),
                at: now(),
            };
            let links = [link(all[0], Verdict::Rejected), link(all[1], Verdict::Confirmed)];
            let mut changes: Vec<_> = sections
                .filter_map(|(from, to)| Edit::between(from, to.clone()))
                .map(Change::Section)
                .collect();
            changes.extend(Set::between(incident.impact.clone(), written.impact).map(Change::Impact));
            changes.extend((0..).zip(links).map(|(at, entry)| Change::Recurrence(Edit::Added { at, entry })));
            Ok::<_, Infallible>(changes)
        });
        let changed = changed.await.unwrap();
        let facts = store.facts(&Sight::Everything).await.unwrap();
        let expected = IncidentFacts::of(&changed);
        assert_eq!(facts[2], expected);
        assert_eq!(facts[2].repeats, [all[1]]);
        assert_eq!(stale[2].repeats, [], "what somebody holds stays as it was");
    }

    async fn many_who_ask_at_once_get_the_same(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        open_titled(&store, "Ledger down").await;
        let ask = |_| {
            let store = store.clone();
            tokio::spawn(async move { store.facts(&Sight::Everything).await.unwrap() })
        };
        let tasks: Vec<_> = (0..40).map(ask).collect();
        let mut first = None;
        for task in tasks {
            let facts = task.await.unwrap();
            let first = first.get_or_insert_with(|| facts.clone());
            assert!(std::sync::Arc::ptr_eq(first, &facts), "they were read once");
        }
    }

    async fn the_named_incident_is_found_once(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        open_all(&store, vec![titled("one 1"), titled("two"), titled("three 1")]).await;
        let finding = |query: &str, named: Option<u32>, limit| Finding {
            query: parse(query).unwrap(),
            named: named.map(IncidentRef),
            limit,
            now: now(),
            review_days: 7,
        };
        for (query, named, limit, rows, total) in [
            ("1", Some(1), 5, vec![1, 3], 2),
            ("1", Some(2), 5, vec![2, 3, 1], 3),
            ("1", Some(9), 5, vec![3, 1], 2),
            ("1", None, 1, vec![3], 2),
            ("1", Some(2), 1, vec![2], 3),
            ("nowhere", None, 5, vec![], 0),
            ("", None, 2, vec![3, 2], 3),
        ] {
            let found = store.find_incidents(&Sight::Everything, &finding(query, named, limit)).await.unwrap();
            let numbers: Vec<_> = found.rows.iter().map(|row| row.reference.0).collect();
            assert_eq!((numbers, found.total), (rows, total), "{query} {named:?} {limit}");
        }
        let summary = store.summary(&Sight::Everything, IncidentRef(2)).await.unwrap();
        assert_eq!(summary.map(|summary| summary.title).as_deref(), Some("two"));
        assert_eq!(store.summary(&Sight::Everything, IncidentRef(9)).await.unwrap(), None);
    }
}
