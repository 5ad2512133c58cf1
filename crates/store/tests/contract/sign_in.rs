//! Sessions, providers, those whom they vouch for, and tries that are counted.

use std::collections::BTreeSet;

use afterword_domain::person::{PersonForm, Role};
use afterword_domain::policy::Sight;
use afterword_domain::sign_in::admit::{Claims, NotAdmitted};
use afterword_domain::sign_in::{GroupRole, ProviderForm, SignInRules, SignInWay};
use afterword_domain::{Moment, PersonId, ProviderId};
use afterword_store::{AdmitError, Author, NewSession, SaveError, Store, TryKey, WhichSessions};

use crate::world::{add_person, at, author, now, with_key};

const SECRET: [u8; 32] = [7; 32];
const OTHER: [u8; 32] = [8; 32];
const THIRD: [u8; 32] = [9; 32];

fn session(secret_hash: &[u8; 32], person: PersonId) -> NewSession<'_> {
    NewSession {
        secret_hash,
        person,
        way: SignInWay::Password,
        shown_at: Some(now()),
        agent: Some("Firefox/1".into()),
        id_token: None,
    }
}

fn form(name: &str) -> ProviderForm {
    ProviderForm {
        name: name.into(),
        issuer: "https://id.example".into(),
        client_id: "afterword".into(),
        client_secret: Some("between us".into()),
        scopes: Vec::new(),
        groups_claim: String::new(),
        makes_accounts: true,
        domains: Vec::new(),
        groups: Vec::new(),
        default_role: Role::Viewer,
        roles: vec![GroupRole {
            group: "sre".into(),
            role: Role::Member,
        }],
        teams: Vec::new(),
    }
}

fn claims(subject: &str, email: &str, groups: &[&str]) -> Claims {
    Claims {
        subject: subject.into(),
        email: Some(email.into()),
        email_verified: true,
        name: Some("Kai".into()),
        username: None,
        groups: groups
            .iter()
            .map(|group| (*group).to_owned())
            .collect::<BTreeSet<_>>(),
    }
}

async fn names_after(store: &Store, seq: u64) -> Vec<String> {
    let log = store.changes(&Sight::Everything, seq, 99).await.unwrap().0;
    log.into_iter().map(|row| row.name).collect()
}

fn later(minutes: i64) -> Moment {
    now().plus_minutes(minutes)
}

afterword_testbed::both! {
    async fn a_session_says_where_it_is_and_ends_by_each_of_its_times(db: TestDb) {
        let store = with_key(&db.url).await;
        let mika = add_person(&store, "mika", Role::Admin).await;
        let from = Author { address: Some("203.0.113.9".into()), ..author() };
        let begun = store.begin_session(&from, session(&SECRET, mika.id), now()).await.unwrap();
        assert_eq!(begun.proved_until, later(30));
        for (shown_at, until) in [
            (None, now()),
            (Some(later(-20)), later(10)),
            (Some(later(-45)), later(-15)),
            (Some(later(5)), later(30)),
        ] {
            let new = NewSession { shown_at, ..session(&OTHER, mika.id) };
            let proved = store.begin_session(&from, new, now()).await.unwrap().proved_until;
            assert_eq!(proved, until, "{shown_at:?}");
            store.end_session(&from, &OTHER, now()).await.unwrap();
        }
        let (person, found) = store.session(&SECRET, now()).await.unwrap().unwrap();
        assert_eq!((&person, &found), (&mika, &begun));
        assert_eq!(found.address.as_deref(), Some("203.0.113.9"));
        assert_eq!(store.session(&OTHER, now()).await.unwrap(), None);

        // A week without use is the end, unless it was used in between.
        let week = later(7 * 24 * 60);
        assert_eq!(store.session(&SECRET, week).await.unwrap(), None);
        let day = later(24 * 60);
        store.touch_session(&SECRET, Some("203.0.113.10"), day).await.unwrap();
        store.touch_session(&SECRET, Some("198.51.100.1"), now()).await.unwrap();
        let (_, found) = store.session(&SECRET, week).await.unwrap().unwrap();
        assert_eq!((found.seen_at, found.address.as_deref()), (day, Some("203.0.113.10")));

        // However often it is used, a month is the end.
        store.touch_session(&SECRET, None, begun.expires_at).await.unwrap();
        assert_eq!(store.session(&SECRET, begun.expires_at).await.unwrap(), None);
        assert_eq!(store.sessions_of(mika.id, begun.expires_at).await.unwrap(), []);
        let log = store.changes(&Sight::Everything, 1, 9).await.unwrap().0;
        assert_eq!(log[0].name, "session.began");
        assert_eq!(log[0].author.address.as_deref(), Some("203.0.113.9"));
        assert_eq!(log[0].clone().without_secrets().author.address, None);
    }

    async fn sessions_end_one_by_one_or_all_but_one(db: TestDb) {
        let store = with_key(&db.url).await;
        add_person(&store, "root", Role::Admin).await;
        let mika = add_person(&store, "mika", Role::Member).await;
        let mut ids = Vec::new();
        for (secret, minute) in [(&SECRET, 0), (&OTHER, 1), (&THIRD, 2)] {
            let new = session(secret, mika.id);
            ids.push(store.begin_session(&author(), new, later(minute)).await.unwrap().id);
        }
        let listed = store.sessions_of(mika.id, later(3)).await.unwrap();
        let listed: Vec<_> = listed.into_iter().map(|session| session.id).collect();
        assert_eq!(listed, [ids[2].clone(), ids[1].clone(), ids[0].clone()]);
        let seq = store.latest_seq().await.unwrap();
        let me = author();
        let end = async |person, which| store.end_sessions_of(&me, person, which, now()).await.unwrap();
        assert_eq!(end(PersonId(1), WhichSessions::One(&ids[0])).await, 0, "another's");
        assert_eq!(end(mika.id, WhichSessions::One(&ids[0])).await, 1);
        assert_eq!(end(mika.id, WhichSessions::AllBut(&ids[1])).await, 1);
        assert_eq!(store.session(&THIRD, later(3)).await.unwrap(), None);
        assert!(store.session(&OTHER, later(3)).await.unwrap().is_some());
        assert_eq!(end(mika.id, WhichSessions::All).await, 1);
        assert_eq!(names_after(&store, seq).await, ["session.ended"; 3]);

        store.begin_session(&author(), session(&SECRET, mika.id), now()).await.unwrap();
        store.set_password(&author(), mika.id, "$argon2id$1", now()).await.unwrap();
        assert_eq!(store.session(&SECRET, now()).await.unwrap(), None, "another password");
        store.begin_session(&author(), session(&SECRET, mika.id), now()).await.unwrap();
        let left = PersonForm {
            handle: "mika".into(), name: "Mika".into(), email: None, role: Role::Member, team: None,
        };
        store.update_person(&author(), mika.id, (left, false), now(), |_, _| Ok(())).await.unwrap();
        assert_eq!(store.session(&SECRET, now()).await.unwrap(), None, "who left is out");
    }

    async fn other_rules_hold_for_sessions_that_have_begun(db: TestDb) {
        let store = with_key(&db.url).await;
        let mika = add_person(&store, "mika", Role::Admin).await;
        store.begin_session(&author(), session(&SECRET, mika.id), now()).await.unwrap();
        let rules = SignInRules { idle_hours: 1, ..SignInRules::default() };
        assert_eq!(store.save_sign_in_rules(&author(), rules, now()).await.unwrap(), rules);
        assert!(store.session(&SECRET, later(59)).await.unwrap().is_some());
        assert_eq!(store.session(&SECRET, later(60)).await.unwrap(), None);
        // Longer ones bring nothing back that has ended.
        let longer = SignInRules { idle_hours: 48, ..rules };
        store.save_sign_in_rules(&author(), longer, later(61)).await.unwrap();
        assert_eq!(store.session(&SECRET, later(62)).await.unwrap(), None);
        store.save_sign_in_rules(&author(), rules, later(62)).await.unwrap();
        assert_eq!(store.sign_in_rules().await.unwrap(), rules);
        let off = SignInRules { password: false, ..rules };
        let refused = store.save_sign_in_rules(&author(), off, now()).await;
        assert!(matches!(refused, Err(SaveError::Refused(why)) if why.code() == "no_other_way_in"));
    }

    async fn who_shows_again_who_they_are_counts_for_a_while(db: TestDb) {
        let store = with_key(&db.url).await;
        let mika = add_person(&store, "mika", Role::Admin).await;
        store.begin_session(&author(), session(&SECRET, mika.id), now()).await.unwrap();
        let hour = later(60);
        let until = store.prove_session(&author(), &SECRET, SignInWay::Password, hour).await.unwrap();
        assert_eq!(until, Some(later(90)));
        let (_, found) = store.session(&SECRET, hour).await.unwrap().unwrap();
        assert_eq!(found.proved_until, later(90));
        let nobody = store.prove_session(&author(), &OTHER, SignInWay::Password, hour).await.unwrap();
        assert_eq!(nobody, None);
    }

    async fn a_provider_is_entered_changed_and_taken_away(db: TestDb) {
        let store = with_key(&db.url).await;
        let seq = store.latest_seq().await.unwrap();
        let known = store.add_provider(&author(), form("One"), now()).await.unwrap();
        let id = known.provider.id;
        assert_eq!(store.providers().await.unwrap().len(), 1);
        let same = ProviderForm { client_secret: None, name: "Two".into(), ..form("") };
        let changed = store.update_provider(&author(), id, same, now()).await.unwrap();
        assert_eq!(changed.client_secret.as_deref(), Some("between us"));
        let moved = ProviderForm {
            client_secret: None, issuer: "https://evil.example".into(), ..form("Two")
        };
        let refused = store.update_provider(&author(), id, moved, now()).await;
        assert!(matches!(refused, Err(SaveError::Refused(why)) if why.code() == "secret_missing"));
        let off = SignInRules { password: false, ..SignInRules::default() };
        store.save_sign_in_rules(&author(), off, now()).await.unwrap();
        let last = store.remove_provider(&author(), id, now()).await;
        assert!(matches!(last, Err(SaveError::Refused(why)) if why.code() == "no_other_way_in"));
        store.save_sign_in_rules(&author(), SignInRules::default(), now()).await.unwrap();
        store.remove_provider(&author(), id, now()).await.unwrap();
        assert!(matches!(store.remove_provider(&author(), id, now()).await, Err(SaveError::NotFound)));
        let log = store.changes(&Sight::Everything, seq, 99).await.unwrap().0;
        assert!(!format!("{log:?}").contains("between us"));
        let names: Vec<_> = log.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, [
            "provider.added", "provider.changed", "sign_in_rules.changed", "sign_in_rules.changed",
            "provider.removed",
        ]);
    }

    async fn whom_a_provider_vouches_for_gets_one_account(db: TestDb) {
        let store = with_key(&db.url).await;
        add_person(&store, "root", Role::Admin).await;
        let id = store.add_provider(&author(), form("One"), now()).await.unwrap().provider.id;
        let seq = store.latest_seq().await.unwrap();
        let kai = claims("s-1", "kai@example.org", &["sre"]);
        let person = store.admit(&author(), id, &kai, now()).await.unwrap();
        assert_eq!((person.handle.as_str(), person.role), ("kai", Role::Member));
        assert_eq!(names_after(&store, seq).await, ["person.added", "identity.linked"]);
        assert_eq!(store.identity(id, "s-1").await.unwrap(), Some(person.id));
        assert_eq!(store.identities_of(person.id).await.unwrap(), [id]);

        // They come again, with another address and without their group.
        let seq = store.latest_seq().await.unwrap();
        let again = claims("s-1", "kai@elsewhere.example", &[]);
        let again = store.admit(&author(), id, &again, now()).await.unwrap();
        assert_eq!((again.id, again.role), (person.id, Role::Viewer));
        assert_eq!(again.email.as_deref(), Some("kai@example.org"));
        assert_eq!(names_after(&store, seq).await, ["person.changed"]);

        // Their address now belongs to somebody else over there.
        let thief = store.admit(&author(), id, &claims("s-2", "kai@example.org", &[]), now()).await;
        assert!(matches!(thief, Err(AdmitError::NotAdmitted(NotAdmitted::Taken))), "{thief:?}");
        let gone = store.admit(&author(), ProviderId(9), &kai, now()).await;
        assert!(matches!(gone, Err(AdmitError::NoProvider)));
        assert_eq!(store.workspace().await.unwrap().people.len(), 2);

        // Under another issuer the names say nothing.
        let moved = ProviderForm { issuer: "https://id.example/new".into(), ..form("One") };
        store.update_provider(&author(), id, moved, now()).await.unwrap();
        assert_eq!(store.identity(id, "s-1").await.unwrap(), None);
        let linked = store.admit(&author(), id, &kai, now()).await.unwrap();
        assert_eq!(linked.id, person.id, "by the verified address");
    }

    async fn an_administrator_who_comes_through_a_provider_is_one(db: TestDb) {
        let store = with_key(&db.url).await;
        let root = add_person(&store, "root", Role::Admin).await;
        assert!(!store.has_admin().await.unwrap());
        let id = store.add_provider(&author(), form("One"), now()).await.unwrap().provider.id;
        let claims = claims("s-1", "root@example.org", &[]);
        assert_eq!(store.admit(&author(), id, &claims, now()).await.unwrap(), root);
        assert!(store.has_admin().await.unwrap(), "the last one stays an administrator");
    }

    async fn the_last_way_in_of_those_who_administer_stays(db: TestDb) {
        let store = with_key(&db.url).await;
        let root = add_person(&store, "root", Role::Admin).await;
        let id = store.add_provider(&author(), form("One"), now()).await.unwrap().provider.id;
        let claims = claims("s-1", "root@example.org", &[]);
        store.admit(&author(), id, &claims, now()).await.unwrap();
        let moved = || ProviderForm { issuer: "https://id.example/new".into(), ..form("One") };
        let is_kept = |refused: Option<SaveError>| {
            assert!(matches!(refused, Some(SaveError::Refused(why)) if why.code() == "no_other_way_in"));
        };
        is_kept(store.unlink_identity(&author(), root.id, id, now()).await.err());
        is_kept(store.remove_provider(&author(), id, now()).await.err());
        is_kept(store.update_provider(&author(), id, moved(), now()).await.err());
        assert_eq!(store.identities_of(root.id).await.unwrap(), [id], "nothing was changed");

        store.set_password(&author(), root.id, "a hash", now()).await.unwrap();
        let off = SignInRules { password: false, ..SignInRules::default() };
        store.save_sign_in_rules(&author(), off, now()).await.unwrap();
        is_kept(store.unlink_identity(&author(), root.id, id, now()).await.err());
        store.save_sign_in_rules(&author(), SignInRules::default(), now()).await.unwrap();

        // With a password that lets them in, what the provider says of them can go, and so do the
        // sessions that began so.
        store.begin_session(&author(), session(&SECRET, root.id), now()).await.unwrap();
        let through = NewSession { way: SignInWay::Provider { provider: id }, ..session(&OTHER, root.id) };
        store.begin_session(&author(), through, now()).await.unwrap();
        store.unlink_identity(&author(), root.id, id, now()).await.unwrap();
        assert!(store.session(&SECRET, now()).await.unwrap().is_some());
        assert_eq!(store.session(&OTHER, now()).await.unwrap(), None);
        let again = store.unlink_identity(&author(), root.id, id, now()).await;
        assert!(matches!(again, Err(SaveError::NotFound)));
        store.update_provider(&author(), id, moved(), now()).await.unwrap();
        store.remove_provider(&author(), id, now()).await.unwrap();
    }

    async fn tries_are_counted_across_servers_and_restarts(db: TestDb) {
        let store = with_key(&db.url).await;
        let beside = with_key(&db.url).await;
        let key = |hash| TryKey { hash, free: 2 };
        let keys = [key(SECRET), TryKey { hash: OTHER, free: 50 }];
        for (store, times) in [(&store, 1), (&beside, 2)] {
            let counted = store.begin_try(&keys, now()).await.unwrap().unwrap();
            assert_eq!(counted.times, times);
        }
        assert_eq!(beside.begin_try(&keys, now()).await.unwrap(), Err(1));
        assert!(store.begin_try(&[key(THIRD)], now()).await.unwrap().is_ok());
        let second = at("2026-10-14T12:00:01Z");
        assert_eq!(store.begin_try(&keys, second).await.unwrap().unwrap().times, 3);
        assert_eq!(store.begin_try(&keys, second).await.unwrap(), Err(2));
        store.forgive_tries(&keys[..1]).await.unwrap();
        let counted = store.begin_try(&keys, second).await.unwrap().unwrap();
        assert_eq!(counted.times, 4, "the other key was not forgiven");
        let counted = store.begin_try(&keys, later(16)).await.unwrap().unwrap();
        assert_eq!(counted.times, 1, "after a quarter of an hour all is");
    }

    async fn a_browser_is_known_for_its_person(db: TestDb) {
        let store = with_key(&db.url).await;
        let root = add_person(&store, "root", Role::Admin).await;
        let mika = add_person(&store, "mika", Role::Member).await;
        store.know_browser(&SECRET, mika.id, now()).await.unwrap();
        assert!(store.is_known_browser(&SECRET, Some(" Mika ")).await.unwrap());
        assert!(store.is_known_browser(&SECRET, Some("mika@example.org")).await.unwrap());
        assert!(!store.is_known_browser(&SECRET, Some("root")).await.unwrap());
        assert!(!store.is_known_browser(&OTHER, Some("mika")).await.unwrap());
        assert!(store.is_known_browser(&SECRET, None).await.unwrap());
        assert!(!store.is_known_browser(&OTHER, None).await.unwrap());
        for number in 0..25_u8 {
            let mut secret = [0; 32];
            secret[0] = number;
            store.know_browser(&secret, mika.id, later(i64::from(number) + 1)).await.unwrap();
        }
        store.know_browser(&OTHER, root.id, later(30)).await.unwrap();
        assert!(!store.is_known_browser(&SECRET, Some("mika")).await.unwrap(), "too many came since");
        let mut newest = [0; 32];
        newest[0] = 24;
        assert!(store.is_known_browser(&newest, Some("mika")).await.unwrap());
    }
}
