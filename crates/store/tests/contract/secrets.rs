//! Secrets at rest: sealed, bound to their place, and lost to nobody who has a key.

use afterword_domain::TrackerId;
use afterword_domain::policy::Sight;
use afterword_domain::tracker::{TrackerForm, TrackerKind};
use afterword_store::{SaveError, SecretKey, SecretKeys, Store, StoreError};
use afterword_testbed::{Engine, SECRET_KEY, TestDb, both};
use serde_json::Map;

use crate::world::{author, mail_server, now, tamper, with_key};

fn tracker(token: &str) -> TrackerForm {
    TrackerForm {
        kind: TrackerKind::Linear,
        url: Some("https://tracker.example".into()),
        account: String::new(),
        token: Some(token.into()),
        issue_type: String::new(),
        labels: Vec::new(),
        fields: Map::new(),
    }
}

async fn password(store: &Store) -> Result<String, StoreError> {
    let known = store.mail_server().await?;
    Ok(known.unwrap().password.unwrap())
}

async fn save(store: &Store, password: Option<&str>) -> Result<(), SaveError> {
    let saved = store
        .save_mail_server(&author(), mail_server("smtp.example.org", password), now())
        .await;
    saved.map(drop)
}

/// A mail server as a program that knew no keys left it.
async fn in_clear(db: &TestDb) {
    let store = with_key(&db.url).await;
    save(&store, Some("first")).await.unwrap();
    store.close().await;
    tamper(db, "UPDATE mail_server SET password = 'lies-in-clear'").await;
}

fn keys(text: &str) -> SecretKeys {
    SecretKeys::parse(text).unwrap()
}

both! {
    async fn what_lay_in_clear_works_as_before_and_is_sealed_once_there_is_a_key(db: TestDb) {
        in_clear(&db).await;
        let store = Store::open(&db.url).await.unwrap();
        assert_eq!(store.seal_secrets().await.unwrap().left_clear, 1);
        assert_eq!(password(&store).await.unwrap(), "lies-in-clear");
        // What stands beside it is changed as before, and no other secret is kept in clear.
        save(&store, None).await.unwrap();
        let refused = save(&store, Some("another")).await;
        assert!(matches!(refused, Err(SaveError::Store(StoreError::NoSecretKey))), "{refused:?}");
        let refused = store.add_tracker(&author(), tracker("word"), &[7; 32], now()).await;
        assert!(matches!(refused, Err(SaveError::Store(StoreError::NoSecretKey))));
        assert_eq!(store.trackers().await.unwrap().len(), 0);
        assert_eq!(password(&store).await.unwrap(), "lies-in-clear");
        let standing = store.secrets_standing().await.unwrap();
        assert_eq!(standing.clear, ["the password of the mail server"]);
        store.close().await;

        let store = with_key(&db.url).await;
        assert_eq!(store.seal_secrets().await.unwrap().from_clear, 1);
        assert_eq!(store.seal_secrets().await.unwrap().from_clear, 0);
        assert_eq!(password(&store).await.unwrap(), "lies-in-clear");
        let standing = store.secrets_standing().await.unwrap();
        assert_eq!(standing.sealed.values().sum::<u64>(), 1);
        assert_eq!((standing.clear.len(), standing.missing.len()), (0, 0));
        if db.engine == Engine::Sqlite {
            store.close().await;
            let file = afterword_store::sqlite_file(&db.url).unwrap();
            let bytes = std::fs::read(file).unwrap();
            let found = bytes.windows(13).any(|piece| piece == b"lies-in-clear");
            assert!(!found, "it is in a free page still");
        }
    }

    async fn a_sealed_secret_opens_nowhere_else(db: TestDb) {
        let store = with_key(&db.url).await;
        for (at, token) in [(1, "of the first"), (2, "of the second")] {
            let form = TrackerForm { url: Some(format!("https://{at}.example")), ..tracker(token) };
            store.add_tracker(&author(), form, &[at; 32], now()).await.unwrap();
        }
        tamper(&db, "UPDATE trackers SET token = (SELECT token FROM trackers WHERE id = 1)").await;
        let first = store.tracker(TrackerId(1)).await.unwrap().unwrap();
        assert_eq!(first.token, "of the first");
        let moved = store.tracker(TrackerId(2)).await.err().unwrap();
        assert!(moved.to_string().contains("the token of tracker 2"), "{moved}");
        let standing = store.secrets_standing().await.unwrap();
        assert_eq!(standing.spoiled, ["the token of tracker 2"]);
        tamper(&db, "UPDATE trackers SET hook_secret = token").await;
        let door = store.tracker_door(&[1; 32]).await;
        assert!(matches!(door.err(), Some(StoreError::Corrupt { .. })));
    }

    async fn another_key_takes_over_and_the_old_one_is_needed_no_more(db: TestDb) {
        let store = with_key(&db.url).await;
        save(&store, Some("word")).await.unwrap();
        let fresh = SecretKey::generate().to_text();
        let stranger = store.clone().with_keys(keys(&fresh));
        let refused = stranger.seal_secrets().await.err().unwrap();
        assert!(matches!(refused, StoreError::SecretKeyMissing(_)), "{refused}");
        assert!(refused.to_string().contains("afterword secrets forget"));
        assert!(matches!(password(&stranger).await, Err(StoreError::SecretKeyMissing(_))));
        let both = stranger.with_keys(keys(&format!("{fresh},{SECRET_KEY}")));
        assert_eq!(password(&both).await.unwrap(), "word");
        assert_eq!(both.seal_secrets().await.unwrap().from_older, 1);
        let alone = both.with_keys(keys(&fresh));
        assert_eq!(password(&alone).await.unwrap(), "word");
        assert_eq!(alone.seal_secrets().await.unwrap(), afterword_store::Sealing::default());
    }

    async fn a_running_server_takes_a_new_key_from_its_file(db: TestDb) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys");
        let known = SecretKeys::of_file_or_new(&file).unwrap();
        let running = Store::open(&db.url).await.unwrap().with_keys(known.clone());
        save(&running, Some("word")).await.unwrap();
        let rotated = known.put_first(SecretKey::generate()).unwrap();
        let beside = Store::open(&db.url).await.unwrap().with_keys(rotated.clone());
        assert_eq!(beside.seal_secrets().await.unwrap().from_older, 1);
        assert_eq!(password(&running).await.unwrap(), "word");
        save(&running, Some("another")).await.unwrap();
        let sealed = running.secrets_standing().await.unwrap().sealed;
        let current = rotated.current().unwrap().id();
        assert_eq!(sealed.into_iter().collect::<Vec<_>>(), [(current, 1)]);
    }

    async fn what_no_key_opens_is_given_up_by_name_and_nothing_else(db: TestDb) {
        let store = with_key(&db.url).await;
        save(&store, Some("word")).await.unwrap();
        store.add_tracker(&author(), tracker("token"), &[1; 32], now()).await.unwrap();
        let hook = Some("a secret of the hook".to_owned());
        store.save_tracker_hook_secret(&author(), TrackerId(1), hook, now()).await.unwrap();
        let fresh = keys(&SecretKey::generate().to_text());
        let store = store.with_keys(fresh);
        save(&store, Some("word")).await.err().unwrap();
        let seq = store.latest_seq().await.unwrap();
        let given_up = store.forget_sealed_secrets(&author(), now()).await.unwrap();
        assert_eq!(given_up, [
            "the password of the mail server",
            "the token of tracker 1",
            "the webhook's secret of tracker 1",
        ]);
        // A door that was closed stays closed.
        let door = store.tracker_door(&[1; 32]).await.unwrap().unwrap();
        assert!(door.secret.is_some_and(|secret| secret.len() > 40));
        assert_ne!(password(&store).await.unwrap(), "word");
        let log = store.changes(&Sight::Everything, seq, 9).await.unwrap().0;
        let names: Vec<_> = log.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, [
            "mail_server.password_replaced",
            "tracker.token_replaced",
            "tracker.hook_secret_entered",
        ]);
        assert!(store.forget_sealed_secrets(&author(), now()).await.unwrap().is_empty());
        save(&store, Some("word")).await.unwrap();
        assert_eq!(password(&store).await.unwrap(), "word");
    }
}
