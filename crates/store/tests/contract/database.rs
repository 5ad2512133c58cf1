//! Databases that are new, newer, broken, elsewhere or not to be written.

use afterword_store::{Engine, Store, StoreError};

use crate::world::{author, now, numbers, open_titled, opening, tamper, titled};
use afterword_domain::policy::Sight;
use sqlx::{Connection as _, PgConnection};

/// Not `unwrap_err`: a store that opened would be printed.
async fn refused(url: &str) -> StoreError {
    match Store::open(url).await {
        Ok(_) => panic!("{url} was opened"),
        Err(error) => error,
    }
}

afterword_testbed::both! {
    async fn a_fresh_database_is_laid_out_once(db: TestDb) {
        let store = Store::connect(&db.url).await.unwrap();
        assert_eq!(store.schema_version().await.unwrap(), 0);
        let first = store.migrate().await.unwrap();
        assert_eq!((first.from, first.to), (0, Store::known_schema_version()));
        let again = store.migrate().await.unwrap();
        assert_eq!((again.from, again.to), (first.to, first.to));
        assert_eq!(store.schema_version().await.unwrap(), first.to);
        let health = store.health().await.unwrap();
        assert!(health.problems.is_empty(), "{health:?}");
        assert_eq!(health.counts[0], "0 incidents");
    }

    async fn servers_that_start_at_once_lay_out_one_schema(db: TestDb) {
        let tasks: Vec<_> = (0..4)
            .map(|_| {
                let url = db.url.clone();
                tokio::spawn(async move { Store::open(&url).await.map(|_| ()) })
            })
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
    }

    async fn a_newer_database_is_refused(db: TestDb) {
        Store::open(&db.url).await.unwrap();
        tamper(&db, "INSERT INTO schema_versions (version, checksum) VALUES (99, 'x')").await;
        let error = refused(&db.url).await;
        assert!(matches!(error, StoreError::Newer { found: 99, .. }), "{error:?}");
        assert!(Store::connect(&db.url).await.is_err());
    }

    async fn a_schema_that_another_program_laid_out_is_refused(db: TestDb) {
        Store::open(&db.url).await.unwrap();
        tamper(&db, "UPDATE schema_versions SET checksum = 'x'").await;
        let error = refused(&db.url).await;
        assert!(error.to_string().contains("laid out by another program"), "{error}");
    }

    async fn whose_first_change_came_from_the_demo_is_the_demo(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        assert!(!store.is_demo().await.unwrap());
        open_titled(&store, "Checkout failed").await;
        assert!(!store.is_demo().await.unwrap());
        tamper(&db, "UPDATE changes SET via = 'demo' WHERE seq = 1").await;
        open_titled(&store, "Ledger slow").await;
        assert!(store.is_demo().await.unwrap());
    }

    async fn damage_is_found(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let one = open_titled(&store, "Checkout failed").await;
        tamper(&db, "UPDATE incident_bodies SET body = '{'").await;
        let error = store.incident(&Sight::Everything, one).await.unwrap_err();
        assert!(error.to_string().starts_with("INC-1 "), "{error}");
        tamper(&db, "DELETE FROM incident_bodies").await;
        tamper(&db, "DELETE FROM changes").await;
        let found = store.check().await.unwrap();
        assert_eq!(
            found,
            [
                "1 incidents without their document",
                "1 incidents whose change log does not reach their version",
                "1 numbers that were given out and are missing from the change log",
            ]
        );
    }

    async fn what_was_written_is_there_after_a_restart(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let one = open_titled(&store, "Checkout failed").await;
        let before = store.incident(&Sight::Everything, one).await.unwrap();
        drop(store);
        let store = Store::open(&db.url).await.unwrap();
        assert_eq!(store.incident(&Sight::Everything, one).await.unwrap(), before);
    }
}

#[tokio::test]
async fn a_missing_file_is_made_with_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deep/er/afterword.db");
    let store = Store::open(&format!("sqlite:{}", file.display()))
        .await
        .unwrap();
    assert_eq!(store.engine(), Engine::Sqlite);
    assert!(file.exists());
}

#[tokio::test]
async fn looking_makes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("deep/er/afterword.db");
    let url = format!("sqlite:{}", file.display());
    let missing = Store::inspect(&url).await.map(drop).unwrap_err();
    assert!(matches!(missing, StoreError::Missing(_)), "{missing:?}");
    assert!(!folder.path().join("deep").exists());
    Store::open(&url).await.unwrap();
    let store = Store::inspect(&url).await.unwrap();
    assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
    let batch = vec![opening(titled("x"))];
    assert!(store.open_incidents(&author(), batch, now()).await.is_err());
}

#[tokio::test]
async fn a_file_that_may_not_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("afterword.db");
    let url = format!("sqlite:{}", file.display());
    let missing = refused(&format!("{url}?mode=rw")).await;
    assert!(
        missing
            .to_string()
            .contains("afterword.db cannot be written"),
        "{missing}"
    );
    let store = Store::open(&url).await.unwrap();
    open_titled(&store, "Checkout failed").await;
    let store = Store::open(&format!("{url}?mode=ro")).await.unwrap();
    assert_eq!(numbers(&store, "checkout").await, [1]);
    let batch = vec![opening(titled("refused"))];
    let refused_write = store
        .open_incidents(&author(), batch, now())
        .await
        .unwrap_err();
    assert!(
        matches!(refused_write, StoreError::ReadOnly(_)),
        "{refused_write:?}"
    );
    let nowhere = refused("sqlite:///sys/afterword/afterword.db").await;
    assert!(matches!(nowhere, StoreError::ReadOnly(_)), "{nowhere:?}");
}

#[tokio::test]
async fn a_file_that_is_something_else_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letter.txt");
    let letter = "Dear reader, ".repeat(1_000);
    std::fs::write(&file, &letter).unwrap();
    let error = refused(&format!("sqlite:{}", file.display())).await;
    assert!(matches!(error, StoreError::NotADatabase(_)), "{error:?}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), letter);
}

#[tokio::test]
async fn an_address_that_leads_nowhere_is_told_without_its_password() {
    let error = refused("mysql://root:hunter2@db/x").await;
    assert!(
        matches!(&error, StoreError::UrlUnknown(scheme) if scheme == "mysql"),
        "{error:?}"
    );
    let error = refused("root:hunter2@db").await;
    assert!(!error.to_string().contains("hunter2"), "{error}");
    let error = refused("postgres://root:hunter2@127.0.0.1:1/x").await;
    assert!(matches!(error, StoreError::Unreachable(_)), "{error:?}");
    let told = error.to_string();
    assert!(
        told.contains("127.0.0.1:1/x") && !told.contains("hunter2"),
        "{told}"
    );
}

#[test]
fn a_postgres_that_is_full_or_read_only_says_so() {
    afterword_testbed::run(afterword_testbed::Engine::Postgres, |db| async move {
        let store = Store::open(&db.url).await.unwrap();
        tamper(
            &db,
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END $$;
             CREATE TRIGGER full_disk BEFORE INSERT ON incident_bodies
             EXECUTE FUNCTION full_disk();",
        )
        .await;
        let me = author();
        let open = || store.open_incidents(&me, vec![opening(titled("x"))], now());
        assert!(matches!(open().await, Err(StoreError::DiskFull)));
        tamper(&db, "DROP TRIGGER full_disk ON incident_bodies").await;
        open().await.unwrap();
        tamper(
            &db,
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on',
             current_database()); END $$",
        )
        .await;
        let store = Store::open(&db.url).await.unwrap();
        let refused = store
            .open_incidents(&author(), vec![opening(titled("y"))], now())
            .await;
        assert!(
            matches!(refused, Err(StoreError::ReadOnly(_))),
            "{refused:?}"
        );
    });
}

#[test]
fn a_database_that_ends_in_the_middle_of_a_write_is_away_and_keeps_nothing() {
    afterword_testbed::run(afterword_testbed::Engine::Postgres, |db| async move {
        let store = Store::open(&db.url).await.unwrap();
        let first = open_titled(&store, "Before").await;
        // Whoever holds the counter of the log keeps a write waiting where it takes its number.
        let mut holder = PgConnection::connect(&db.url).await.unwrap();
        sqlx::raw_sql("BEGIN; UPDATE counters SET value = value WHERE name = 'changes'")
            .execute(&mut holder)
            .await
            .unwrap();
        let writing = store.clone();
        let batch = vec![opening(titled("Meanwhile"))];
        let writing =
            tokio::spawn(async move { writing.open_incidents(&author(), batch, now()).await });
        let end = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                   WHERE datname = current_database() AND wait_event_type = 'Lock'";
        loop {
            let ended: i64 = sqlx::query_scalar(end)
                .fetch_one(&mut holder)
                .await
                .unwrap();
            if ended > 0 {
                break;
            }
            tokio::task::yield_now().await;
        }
        let away = writing.await.unwrap().unwrap_err();
        assert!(matches!(away, StoreError::Unreachable(_)), "{away:?}");
        sqlx::raw_sql("ROLLBACK")
            .execute(&mut holder)
            .await
            .unwrap();
        let second = open_titled(&store, "After").await;
        assert_eq!(second.0, first.0 + 1, "the one in between left no trace");
    });
}
