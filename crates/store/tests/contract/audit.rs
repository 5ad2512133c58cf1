//! The chain of the change log: that it holds, that whoever changes a row is found, and that what is
//! removed leaves it whole.

use std::collections::BTreeSet;

use afterword_domain::audit::{AuditChange, Exported};
use afterword_domain::incident::Visibility;
use afterword_domain::person::Role;
use afterword_domain::policy::Sight;
use afterword_domain::sign_in::{SignInFailure, SignInWay};
use afterword_domain::{Change, IncidentRef, Moment, PersonId};
use afterword_store::{
    AuditFilter, AuditOrder, Author, Head, Store, Verified, VerifyFault, VerifyReason, Via,
};
use afterword_testbed::{Engine, TestDb, both};
use sha2::{Digest as _, Sha256};

use crate::world::{
    add_person, author, now, open_all, open_titled, opening, service_form, tamper, titled,
};

async fn verified(store: &Store) -> Verified {
    store.verify_log(None).await.unwrap()
}

async fn fault(store: &Store) -> Option<(u64, VerifyReason)> {
    let found = verified(store).await.fault;
    found.map(|VerifyFault { seq, why }| (seq, why))
}

fn named(person: u32) -> Author {
    Author {
        person: Some(PersonId(person)),
        via: Via::Web,
        request_id: None,
        address: Some("192.0.2.7".into()),
    }
}

/// Some failed sign-ins, which nothing but the log remembers.
async fn fail(store: &Store, times: u32, at: Moment) {
    let author = named(1);
    for _ in 0..times {
        let failed = store.tell_failure(
            &author,
            Some(PersonId(1)),
            SignInWay::Password,
            SignInFailure::WrongPassword,
            at,
        );
        failed.await.unwrap();
    }
}

/// Everything that was logged was followed, as a server does.
async fn follow(store: &Store) {
    while store.follow_log(200, now(), |_| Vec::new()).await.unwrap() > 0 {}
}

async fn shorten(store: &Store, before: Moment, most: u32) -> u64 {
    let author = author();
    let removed = store.shorten_log(&author, before, most, now());
    removed.await.unwrap()
}

/// What somebody does who writes to the database and knows the chain: an entry goes, and the log
/// says that it was removed for its age.
async fn forge_removal(db: &TestDb, store: &Store, seq: u64, before: Moment, removed: u64) {
    let hex = |bytes: &[u8]| {
        let digits: Vec<_> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        digits.concat()
    };
    let all = AuditFilter::default();
    let oldest = (AuditOrder::OldestFirst, None);
    let page = store.audit(&Sight::Everything, &all, oldest, 200).await;
    let entries = page.unwrap().items;
    let hash = &entries
        .iter()
        .find(|entry| entry.record.seq == seq)
        .unwrap()
        .hash;
    let last = entries.last().unwrap();
    let change = Change::Audit(AuditChange::Shortened {
        before,
        removed,
        anchors: hex(&Sha256::digest(format!("{seq} {seq} {hash}\n"))),
    });
    let (at, number) = (now().micros(), last.record.seq + 1);
    let body = serde_json::to_string(&change).unwrap();
    let head = last.hash.as_bytes().chunks(2);
    let head = head.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap());
    let mut linked: Vec<u8> = head.collect();
    for column in [
        Some(number.to_string()),
        Some(at.to_string()),
        None,
        Some("system".into()),
        None,
        None,
        None,
        Some("audit.shortened".into()),
        Some(body.clone()),
        None,
        Some("audit".into()),
        None,
    ] {
        let text = column.map_or("~,".into(), |text| format!("{}:{text},", text.len()));
        linked.extend(text.into_bytes());
    }
    let bytes = |digits: &str| match db.engine {
        Engine::Sqlite => format!("x'{digits}'"),
        Engine::Postgres => format!("'\\x{digits}'"),
    };
    let (anchored, linked) = (bytes(hash), bytes(&hex(&Sha256::digest(linked))));
    tamper(
        db,
        &format!(
            "INSERT INTO change_anchors (first_seq, last_seq, hash) VALUES ({seq}, {seq}, {anchored});
             DELETE FROM changes WHERE seq = {seq};
             INSERT INTO changes (seq, at_us, via, name, body, place, hash) VALUES
                 ({number}, {at}, 'system', 'audit.shortened', '{body}', 'audit', {linked});
             UPDATE counters SET value = {number} WHERE name = 'changes'"
        ),
    )
    .await;
}

async fn listed(store: &Store, sight: &Sight, filter: AuditFilter) -> Vec<String> {
    let newest = (AuditOrder::NewestFirst, None);
    let page = store.audit(sight, &filter, newest, 200).await.unwrap();
    let names = page.items.into_iter().map(|entry| entry.record.name);
    names.collect()
}

both! {
    async fn a_log_that_nobody_touched_fits(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let empty = verified(&store).await;
        assert_eq!((empty.entries, empty.head, empty.fault), (0, None, None));
        // More than are read at once, in transactions of one and of many.
        open_all(&store, (0..700).map(|number| titled(&format!("Überlast {number}"))).collect()).await;
        add_person(&store, "mika", Role::Member).await;
        fail(&store, 3, now()).await;
        let whole = verified(&store).await;
        assert_eq!(whole.fault, None);
        assert_eq!(whole.entries, store.latest_seq().await.unwrap());
        let head = whole.head.unwrap();
        assert_eq!(head.seq, whole.entries);
        fail(&store, 1, now()).await;
        assert_eq!(store.verify_log(Some(head)).await.unwrap().fault, None, "it went on from there");
    }

    async fn a_change_of_any_column_is_found(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        open_titled(&store, "Checkout failed").await;
        fail(&store, 4, now()).await;
        let whole = verified(&store).await;
        for (spoil, mend) in [
            ("at_us = at_us + 1", "at_us = at_us - 1"),
            ("person = 2", "person = 1"),
            ("via = 'api'", "via = 'web'"),
            ("request_id = ''", "request_id = NULL"),
            ("incident = 1", "incident = NULL"),
            ("version = 1", "version = NULL"),
            ("name = 'sign_in.faileD'", "name = 'sign_in.failed'"),
            ("body = body || ' '", "body = substr(body, 1, length(body) - 1)"),
            ("others = '[2]'", "others = NULL"),
            ("place = 'sessions:2'", "place = 'sessions:1'"),
            ("address = '192.0.2.70'", "address = '192.0.2.7'"),
        ] {
            for (part, expected) in [(spoil, Some((3, VerifyReason::Altered))), (mend, None)] {
                let sql: &'static str = format!("UPDATE changes SET {part} WHERE seq = 3").leak();
                tamper(&db, sql).await;
                assert_eq!(fault(&store).await, expected, "{part}");
            }
        }
        assert_eq!(verified(&store).await, whole);
        tamper(&db, "UPDATE changes SET hash = NULL WHERE seq = 4").await;
        assert_eq!(fault(&store).await, Some((4, VerifyReason::Unchained)));
        let shown = verified(&store).await;
        assert_eq!((shown.entries, shown.head.map(|head| head.seq)), (3, Some(3)));
    }

    async fn entries_that_go_or_come_or_trade_places_are_found(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        fail(&store, 6, now()).await;
        tamper(&db, "CREATE TABLE kept AS SELECT * FROM changes").await;
        let put_back = "DELETE FROM changes; INSERT INTO changes SELECT * FROM kept";
        for (spoil, seq, why) in [
            ("DELETE FROM changes WHERE seq = 1", 1, VerifyReason::Missing),
            ("DELETE FROM changes WHERE seq = 3", 3, VerifyReason::Missing),
            ("DELETE FROM changes WHERE seq = 6", 6, VerifyReason::Missing),
            ("UPDATE changes SET seq = 7 WHERE seq = 6", 6, VerifyReason::Missing),
            ("UPDATE changes SET seq = 0 WHERE seq = 1", 0, VerifyReason::Altered),
            (
                "INSERT INTO changes SELECT 7, at_us, person, via, request_id, incident, version,
                     name, body, others, place, address, hash FROM kept WHERE seq = 6",
                7,
                VerifyReason::Beyond,
            ),
            (
                "UPDATE changes SET seq = 9 WHERE seq = 3; UPDATE changes SET seq = 3 WHERE seq = 4;
                 UPDATE changes SET seq = 4 WHERE seq = 9",
                3,
                VerifyReason::Altered,
            ),
        ] {
            tamper(&db, spoil).await;
            assert_eq!(fault(&store).await, Some((seq, why)), "{spoil}");
            tamper(&db, put_back).await;
        }
        assert_eq!(fault(&store).await, None);
    }

    async fn an_end_that_was_cut_off_with_its_number_is_found_by_what_was_written_down(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        fail(&store, 5, now()).await;
        let known = verified(&store).await.head;
        tamper(&db, "DELETE FROM changes WHERE seq > 3;
                     UPDATE counters SET value = 3 WHERE name = 'changes'").await;
        assert_eq!(fault(&store).await, None, "nothing in the database says otherwise");
        let compared = store.verify_log(known).await.unwrap().fault.unwrap();
        assert_eq!((compared.seq, compared.why), (5, VerifyReason::NotThere));
        // And written anew by somebody who knows how.
        fail(&store, 2, now().plus_days(1)).await;
        assert_eq!(fault(&store).await, None);
        let compared = store.verify_log(known).await.unwrap().fault.unwrap();
        assert_eq!((compared.seq, compared.why), (5, VerifyReason::Rewritten));
    }

    async fn many_writers_at_once_write_one_chain(db: TestDb) {
        let first = Store::open(&db.url).await.unwrap();
        let second = Store::open(&db.url).await.unwrap();
        let write = |number: u32| {
            let store = if number.is_multiple_of(2) { first.clone() } else { second.clone() };
            tokio::spawn(async move {
                for round in 0..5 {
                    if round == 2 {
                        open_titled(&store, &format!("{number}")).await;
                    } else {
                        fail(&store, 1, now()).await;
                    }
                }
            })
        };
        let writers: Vec<_> = (0..8).map(write).collect();
        for writer in writers {
            writer.await.unwrap();
        }
        let whole = verified(&first).await;
        assert!(whole.entries >= 40, "{whole:?}");
        assert_eq!((whole.entries, whole.fault), (first.latest_seq().await.unwrap(), None));
    }

    async fn what_is_too_old_goes_and_the_chain_stays_whole(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let long_ago = now().plus_days(-100);
        fail(&store, 3, long_ago).await;
        let incident = opening(titled("Checkout failed"));
        let opened = store.open_incidents(&author(), vec![incident], long_ago).await.unwrap();
        let one = opened[0].reference;
        let form = service_form("ledger");
        store.add_service(&author(), form, long_ago).await.unwrap();
        fail(&store, 4, long_ago).await;
        fail(&store, 2, now()).await;
        let before = now().plus_days(-90);
        assert_eq!(shorten(&store, before, 100).await, 0, "nothing was followed yet");
        follow(&store).await;
        let history = store.changes_of(&Sight::Everything, one, 100).await.unwrap();
        let known = verified(&store).await.head;
        // The first entry stays, and what happened to incidents and services.
        assert_eq!(shorten(&store, before, 4).await, 4);
        assert_eq!(fault(&store).await, None);
        assert_eq!(shorten(&store, before, 4).await, 2);
        assert_eq!(shorten(&store, before, 4).await, 0);
        let whole = verified(&store).await;
        assert_eq!((whole.removed, whole.fault), (6, None));
        assert_eq!(store.verify_log(known).await.unwrap().fault, None);
        assert_eq!(store.changes_of(&Sight::Everything, one, 100).await.unwrap(), history);
        assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
        let left = listed(&store, &Sight::Everything, AuditFilter::default()).await;
        let failed = left.iter().filter(|name| *name == "sign_in.failed").count();
        assert_eq!(failed, 3, "{left:?}");
        assert_eq!(left.iter().filter(|name| *name == "audit.shortened").count(), 2, "{left:?}");
        // It goes on where everything before was removed, and with another program.
        fail(&store, 1, now()).await;
        let again = Store::open(&db.url).await.unwrap();
        assert_eq!(fault(&again).await, None);
    }

    async fn nobody_hides_an_entry_behind_a_removal(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        fail(&store, 4, now().plus_days(-100)).await;
        fail(&store, 4, now()).await;
        tamper(&db, "CREATE TABLE kept AS SELECT * FROM changes").await;
        let hide = "INSERT INTO change_anchors (first_seq, last_seq, hash)
                        SELECT 6, 6, hash FROM changes WHERE seq = 6;
                    DELETE FROM changes WHERE seq = 6";
        tamper(&db, hide).await;
        assert_eq!(fault(&store).await, Some((7, VerifyReason::NotRemovedByUs)));
        tamper(&db, "DELETE FROM change_anchors;
                     INSERT INTO changes SELECT * FROM kept WHERE seq = 6").await;
        assert_eq!(fault(&store).await, None);
        follow(&store).await;
        assert_eq!(shorten(&store, now().plus_days(-90), 100).await, 3);
        assert_eq!(fault(&store).await, None);
        tamper(&db, hide).await;
        let found = fault(&store).await;
        assert!(matches!(found, Some((_, VerifyReason::NotRemovedByUs))), "{found:?}");
    }

    async fn what_comes_behind_a_young_entry_stays(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let long_ago = now().plus_days(-100);
        fail(&store, 3, long_ago).await;
        fail(&store, 1, now()).await;
        // Whoever wrote these had a clock that was wrong.
        fail(&store, 3, long_ago).await;
        follow(&store).await;
        let before = now().plus_days(-90);
        assert_eq!(shorten(&store, before, 100).await, 2);
        assert_eq!(shorten(&store, before, 100).await, 0);
        assert_eq!(fault(&store).await, None);
    }

    async fn a_removal_that_somebody_wrote_into_the_log_is_found(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        fail(&store, 1, now().plus_days(-200)).await;
        fail(&store, 5, now().plus_days(-40)).await;
        fail(&store, 4, now()).await;
        let known = verified(&store).await.head;
        tamper(&db, "CREATE TABLE kept AS SELECT * FROM changes").await;
        // One that is young; one that is old and behind one that the removal says it left for its
        // youth; and one that says less than it did.
        let (month, longer) = (now().plus_days(-30), now().plus_days(-60));
        for (seq, before, removed, why) in [
            (8, now(), 1, VerifyReason::RemovedEarly),
            (8, month, 1, VerifyReason::RemovedEarly),
            (4, longer, 1, VerifyReason::RemovedEarly),
            (4, month, 2, VerifyReason::NotRemovedByUs),
        ] {
            forge_removal(&db, &store, seq, before, removed).await;
            let found = store.verify_log(known).await.unwrap().fault;
            assert_eq!(found, Some(VerifyFault { seq: seq + 1, why }), "{seq} {before}");
            tamper(&db, "DELETE FROM changes; INSERT INTO changes SELECT * FROM kept;
                         DELETE FROM change_anchors;
                         UPDATE counters SET value = 10 WHERE name = 'changes'").await;
            assert_eq!(fault(&store).await, None);
        }
        // Nothing tells this one from ours but what the workspace was set to.
        forge_removal(&db, &store, 4, month, 1).await;
        let verified = store.verify_log(known).await.unwrap();
        assert_eq!((verified.fault, verified.removed), (None, 1));
    }

    async fn a_log_that_is_shortened_meanwhile_fits(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        fail(&store, 200, now().plus_days(-100)).await;
        follow(&store).await;
        let shortening = store.clone();
        let shortening = tokio::spawn(async move {
            while shorten(&shortening, now().plus_days(-90), 2).await > 0 {}
        });
        while !shortening.is_finished() {
            assert_eq!(fault(&store).await, None);
        }
        shortening.await.unwrap();
        assert_eq!(verified(&store).await.removed, 199);
    }

    async fn a_look_at_what_not_everybody_sees_is_written_down_once_an_hour(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let [one, other] = open_all(&store, vec![titled("a"), titled("b")]).await[..] else {
            panic!("two were opened");
        };
        assert!(store.note_view(&named(1), one, now()).await.unwrap());
        let later = now().plus_minutes(59);
        assert!(!store.note_view(&named(1), one, later).await.unwrap());
        assert!(store.note_view(&named(2), one, later).await.unwrap());
        assert!(store.note_view(&named(1), other, later).await.unwrap());
        assert!(store.note_view(&named(1), one, now().plus_minutes(61)).await.unwrap());
        let viewed = AuditFilter { kind: Some("incident.viewed".parse().unwrap()), ..AuditFilter::default() };
        assert_eq!(listed(&store, &Sight::Everything, viewed).await.len(), 4);
        let version = store.incident(&Sight::Everything, one).await.unwrap().unwrap().version;
        assert_eq!(version, 1, "a look is no edit");
        let history = store.changes_of(&Sight::Everything, one, 100).await.unwrap();
        assert!(history.iter().all(|record| record.name != "incident.viewed"));
    }

    async fn the_log_is_filtered_and_read_page_by_page(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let one = open_titled(&store, "Checkout failed").await;
        fail(&store, 3, now().plus_days(1)).await;
        store.note_view(&named(2), one, now().plus_days(2)).await.unwrap();
        let of = (Some(one), None);
        store.note_export(&named(2), Exported::Document, of, now().plus_days(2)).await.unwrap();
        let all = Sight::Everything;
        let count = async |filter: AuditFilter| listed(&store, &all, filter).await.len();
        let filter = AuditFilter::default;
        let opened = count(filter()).await - 5;
        assert!(opened > 0);
        assert_eq!(count(AuditFilter { person: Some(PersonId(2)), ..filter() }).await, 2);
        assert_eq!(count(AuditFilter { person: Some(PersonId(1)), ..filter() }).await, 3);
        let kind = |kind: &str| AuditFilter { kind: Some(kind.parse().unwrap()), ..filter() };
        assert_eq!(count(kind("sign_in")).await, 3);
        assert_eq!(count(kind("sign_in.failed")).await, 3);
        assert_eq!(count(kind("sign_i")).await, 0);
        assert_eq!(count(kind("sign_in.fail")).await, 0);
        assert_eq!(count(AuditFilter { incident: Some(one), ..filter() }).await, opened + 2);
        let (from, to) = (Some(now().plus_days(1)), Some(now().plus_days(2)));
        assert_eq!(count(AuditFilter { from, ..filter() }).await, 5);
        assert_eq!(count(AuditFilter { from, to, ..filter() }).await, 3);
        assert_eq!(count(AuditFilter { person: Some(PersonId(2)), to, ..filter() }).await, 0);
        for order in [AuditOrder::NewestFirst, AuditOrder::OldestFirst] {
            let mut seqs = Vec::new();
            let mut behind = None;
            loop {
                let page = store.audit(&all, &filter(), (order, behind), 2).await.unwrap();
                seqs.extend(page.items.iter().map(|entry| entry.record.seq));
                behind = page.next;
                if behind.is_none() {
                    break;
                }
            }
            if order == AuditOrder::NewestFirst {
                seqs.reverse();
            }
            let every: Vec<_> = (1..=store.latest_seq().await.unwrap()).collect();
            assert_eq!(seqs, every);
        }
    }

    async fn what_somebody_does_not_see_is_not_in_their_log(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let mut secret = titled("Salaries leaked");
        secret.visibility = Visibility::Restricted {
            people: BTreeSet::from([PersonId(1)]),
            teams: BTreeSet::new(),
        };
        let one = open_all(&store, vec![secret]).await[0];
        store.note_view(&named(1), one, now()).await.unwrap();
        store.note_export(&named(1), Exported::Document, (Some(one), None), now()).await.unwrap();
        fail(&store, 1, now()).await;
        let of = |person| Sight::Of { person: PersonId(person), team: None };
        let about = || AuditFilter { incident: Some(one), ..AuditFilter::default() };
        assert!(listed(&store, &of(1), about()).await.len() > 2);
        assert_eq!(listed(&store, &of(2), about()).await, Vec::<String>::new());
        let all = listed(&store, &of(2), AuditFilter::default()).await;
        assert_eq!(all, ["sign_in.failed"]);
        let nothing = AuditFilter { incident: Some(IncidentRef(9)), ..AuditFilter::default() };
        assert_eq!(listed(&store, &of(2), nothing).await, Vec::<String>::new());
    }
}

#[test]
fn what_was_written_down_is_read_again() {
    let text = format!("12:{}", "0f".repeat(32));
    assert_eq!(text.parse::<Head>().unwrap().to_string(), text);
}
