//! Passwords, sessions, tokens and one-time links.

use afterword_domain::PersonId;
use afterword_domain::person::{PersonForm, Role};
use afterword_domain::policy::Scope;
use afterword_domain::policy::Sight;
use afterword_store::{SaveError, Store};

use crate::world::{add_person, at, author, now};

const SECRET: [u8; 32] = [7; 32];
const OTHER: [u8; 32] = [0; 32];

fn left(handle: &str) -> PersonForm {
    PersonForm {
        handle: handle.into(),
        name: "Somebody".into(),
        email: None,
        role: Role::Member,
        team: None,
    }
}

afterword_testbed::both! {
    async fn a_password_is_found_by_handle_and_address(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let mika = add_person(&store, "mika", Role::Admin).await;
        let found = store.password_hash(" MIKA ").await.unwrap();
        assert_eq!(found, Some((mika.clone(), None)));
        store.set_password(&author(), mika.id, "$argon2id$1", now()).await.unwrap();
        let found = store.password_hash("Mika@Example.org").await.unwrap();
        assert_eq!(found, Some((mika.clone(), Some("$argon2id$1".into()))));
        assert_eq!(store.password_hash("nobody").await.unwrap(), None);
        let nobody = store.set_password(&author(), PersonId(9), "x", now()).await;
        assert!(matches!(nobody, Err(SaveError::NotFound)));
        let log = store.changes(&Sight::Everything, 0, 9).await.unwrap().0;
        assert_eq!(log.last().unwrap().name, "person.password_set");
        assert!(!format!("{log:?}").contains("argon2"));
    }

    async fn a_token_is_shown_used_and_revoked(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        add_person(&store, "root", Role::Admin).await;
        let mika = add_person(&store, "mika", Role::Member).await;
        let expires = at("2027-01-01T00:00:00Z");
        let scopes = [Scope::Read, Scope::Write];
        let row = store
            .add_token(&author(), mika.id, "ci", &scopes, &SECRET, Some(expires), now())
            .await
            .unwrap();
        assert_eq!(store.tokens_of(mika.id).await.unwrap(), std::slice::from_ref(&row));
        let found = store.token(&SECRET, now()).await.unwrap();
        assert_eq!(found, Some((row.id, mika.clone(), scopes.to_vec())));
        assert_eq!(store.token(&OTHER, now()).await.unwrap(), None);
        assert_eq!(store.token(&SECRET, expires).await.unwrap(), None);

        let used = async || store.tokens_of(mika.id).await.unwrap()[0].last_used_at;
        assert_eq!(used().await, None, "looking it up writes nothing");
        let minute = at("2026-10-14T12:01:00Z");
        for moment in [now(), minute, now()] {
            store.touch_token(row.id, moment).await.unwrap();
        }
        assert_eq!(used().await, Some(minute));

        let all = store.all_tokens().await.unwrap();
        assert_eq!(all.len(), 1);
        assert_eq!((all[0].0, all[0].1.id), (mika.id, row.id));
        let revoke = async |person| store.revoke_token(&author(), person, row.id, now()).await.unwrap();
        assert!(!revoke(Some(PersonId(1))).await);
        assert!(revoke(Some(mika.id)).await);
        assert!(!revoke(None).await);
        assert_eq!(store.token(&SECRET, now()).await.unwrap(), None);
        let log = store.changes(&Sight::Everything, 2, 9).await.unwrap().0;
        let names: Vec<_> = log.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, ["token.added", "token.removed"]);
    }

    async fn a_token_of_somebody_who_left_is_nobodys(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        add_person(&store, "root", Role::Admin).await;
        let mika = add_person(&store, "mika", Role::Member).await;
        store.add_token(&author(), mika.id, "ci", &[], &SECRET, None, now()).await.unwrap();
        store.update_person(&author(), mika.id, (left("mika"), false), now(), |_, _| Ok(())).await.unwrap();
        assert_eq!(store.token(&SECRET, now()).await.unwrap(), None);
    }

    async fn a_person_comes_with_password_and_link_or_not_at_all(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let expires = at("2026-10-14T13:00:00Z");
        let form = |handle: &str| PersonForm { role: Role::Admin, ..left(handle) };
        let link = |secret: &'static [u8; 32]| Some((secret, "setup"));
        let me = author();
        let add = |form, hash, link| store.add_person_with_password(&me, form, hash, link, now());
        store.add_link(&SECRET, "setup", expires, now()).await.unwrap();
        store.add_link(&OTHER, "setup", expires, now()).await.unwrap();

        // An administrator who cannot sign in is none.
        add(form("root"), None, None).await.unwrap();
        assert!(!store.has_admin().await.unwrap());

        let unfit = add(form("Not A Handle"), Some("h"), link(&SECRET)).await;
        assert!(matches!(unfit, Err(SaveError::Refused(_))));
        let spent = add(form("ines"), Some("h"), Some((&SECRET, "demo"))).await;
        assert!(matches!(spent, Err(SaveError::LinkSpent)));
        assert_eq!(store.workspace().await.unwrap().people.len(), 1);

        let ines = add(form("ines"), Some("$argon2id$1"), link(&SECRET)).await.unwrap();
        assert!(store.has_admin().await.unwrap());
        let found = store.password_hash("ines").await.unwrap();
        assert_eq!(found, Some((ines, Some("$argon2id$1".into()))));
        let log = store.changes(&Sight::Everything, 1, 9).await.unwrap().0;
        let names: Vec<_> = log.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, ["person.added", "person.password_set"]);

        // The other link is good no more: somebody can administer now.
        let late = add(form("mallory"), Some("h"), link(&OTHER)).await;
        assert!(matches!(late, Err(SaveError::LinkSpent)));
        assert_eq!(store.password_hash("mallory").await.unwrap(), None);
    }

    async fn a_link_opens_once(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let expires = at("2026-10-14T13:00:00Z");
        store.add_link(&SECRET, "setup", expires, now()).await.unwrap();
        assert!(!store.use_link(&SECRET, "demo", now()).await.unwrap());
        assert!(!store.use_link(&OTHER, "setup", now()).await.unwrap());
        assert!(!store.use_link(&SECRET, "setup", expires).await.unwrap());
        assert!(store.use_link(&SECRET, "setup", now()).await.unwrap());
        assert!(!store.use_link(&SECRET, "setup", now()).await.unwrap());
    }
}
