//! The whole workspace as lines, from one database to another; and schemas of every age.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use afterword_domain::policy::Sight;
use afterword_store::{FillError, Holds, Store, look_at_target};
use afterword_testbed::{Engine, TestDb, both, sqlite_only};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::generated::{open_many, workspace};
use crate::world::{open_titled, tamper};

/// What every table says, by name.
type Lines = BTreeMap<String, String>;

async fn lines(store: &Store) -> Lines {
    let mut snapshot = store.snapshot().await.unwrap();
    let mut all = Lines::new();
    for table in snapshot.tables().to_vec() {
        let mut text = Vec::new();
        snapshot.write_lines(&table, &mut text).await.unwrap();
        all.insert(table.name, String::from_utf8(text).unwrap());
    }
    all
}

/// Something in every table: what the store wrote itself, and one row where it wrote none.
async fn filled(db: &TestDb) -> Store {
    let store = Store::open(&db.url).await.unwrap();
    workspace(&store).await;
    open_many(&store, 5, 30).await;
    let odd = "“Überlast” \\ 'quoted' \"twice\" \u{1f525} \u{2028}\ttab\u{1}";
    open_titled(&store, odd).await;
    let mut snapshot = store.snapshot().await.unwrap();
    let counts = snapshot.counts().await.unwrap();
    drop(snapshot);
    // Never ended: it only tells in which order tables can be filled.
    let version = Store::known_schema_version();
    let filling = store.begin_filling(version, true).await.unwrap();
    let mut empty = filling.tables().to_vec();
    empty.retain(|table| counts[&table.name] == 0);
    drop(filling);
    let bytes = match db.engine {
        Engine::Sqlite => "x'00ff0a'",
        Engine::Postgres => "'\\x00ff0a'",
    };
    for table in empty {
        let names: Vec<_> = table
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .collect();
        let values: Vec<_> = table
            .columns
            .iter()
            .map(|column| match column.holds {
                // An anchor of nothing: the numbers of the log have to add up.
                Holds::Integer if column.name == "first_seq" => "2",
                Holds::Integer => "1",
                Holds::Text if column.name == "state" => "'waiting'",
                Holds::Text => "'{}'",
                Holds::Bytes => bytes,
            })
            .collect();
        let overriding = match db.engine {
            Engine::Postgres => "OVERRIDING SYSTEM VALUE",
            Engine::Sqlite => "",
        };
        let sql = format!(
            "INSERT INTO {} ({}) {overriding} VALUES ({})",
            table.name,
            names.join(", "),
            values.join(", ")
        );
        tamper(db, &sql).await;
    }
    let mut snapshot = store.snapshot().await.unwrap();
    let counts = snapshot.counts().await.unwrap();
    assert!(counts.values().all(|count| *count > 0), "{counts:?}");
    drop(snapshot);
    store
}

/// Puts lines into a database that takes them at a version of the schema.
async fn put_in(
    store: &Store,
    version: i64,
    from: &Lines,
    overwrite: bool,
) -> Result<(), FillError> {
    let mut filling = store.begin_filling(version, overwrite).await?;
    for table in filling.tables().to_vec() {
        let text = from.get(&table.name).map_or("", String::as_str);
        let lines: Vec<String> = text.lines().map(ToOwned::to_owned).collect();
        filling.add(&table, 1, &lines).await?;
    }
    filling.finish().await.map(|_| ())
}

fn other(engine: Engine) -> Engine {
    match engine {
        Engine::Sqlite if !sqlite_only() => Engine::Postgres,
        _ => Engine::Sqlite,
    }
}

both! {
    async fn every_row_goes_to_the_other_database_and_back(db: TestDb) {
        let first = filled(&db).await;
        let told = lines(&first).await;
        assert!(told.len() > 40, "{}", told.len());
        let known = Store::known_schema_version();
        let there = TestDb::fresh(other(db.engine));
        let second = Store::open(&there.url).await.unwrap();
        put_in(&second, known, &told, false).await.unwrap();
        let across = lines(&second).await;
        for (table, text) in &told {
            assert_eq!(&across[table], text, "{table}");
        }
        let back = TestDb::fresh(db.engine);
        let third = Store::open(&back.url).await.unwrap();
        put_in(&third, known, &across, false).await.unwrap();
        assert_eq!(lines(&third).await, told);
        assert_eq!(third.check().await.unwrap(), first.check().await.unwrap());
        // Numbers that the database gives go on behind those that came.
        let job = "INSERT INTO jobs (key, work, state, due_us, tries, created_us)
                   VALUES ('later', '{}', 'waiting', 1, 0, 1)";
        tamper(&there, job).await;
        tamper(&back, job).await;
        assert_eq!(second.damage().await.unwrap(), Vec::<String>::new());
    }

    async fn a_workspace_is_replaced_only_when_that_was_asked_for(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let nothing = lines(&store).await;
        open_titled(&store, "Checkout failed").await;
        let before = lines(&store).await;
        let known = Store::known_schema_version();
        let refused = put_in(&store, known, &nothing, false).await;
        assert!(matches!(refused, Err(FillError::Occupied)), "{refused:?}");
        assert_eq!(lines(&store).await, before);
        put_in(&store, known, &nothing, true).await.unwrap();
        assert_eq!(lines(&store).await, nothing);
    }

    async fn bad_lines_are_refused_and_change_nothing(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        open_titled(&store, "Checkout failed").await;
        let before = lines(&store).await;
        let known = Store::known_schema_version();
        let people = "{\"id\":1,\"handle\":\"mika\",\"email\":null,\"role\":\"admin\",\
                      \"active\":1,\"password_hash\":null,\"body\":\"{}\"}";
        let texts = "{\"incident\":77,\"content\":\"of no incident\"}";
        for (table, line, told) in [
            ("people", "", "cannot be read"),
            ("people", "{\"id\":1", "cannot be read"),
            ("people", "[]", "cannot be read"),
            ("people", "{\"id\":1}", "has no “handle”"),
            ("people", &people.replace("\"id\":1,", "\"id\":\"1\","), "something else in “id”"),
            ("people", &people.replace("\"id\":1,", "\"id\":1.5,"), "cannot be read"),
            ("people", &people.replace("\"id\":1,", "\"id\":1e30,"), "cannot be read"),
            ("people", &people.replace("mika", "mi\\u0000ka"), "a NUL in “handle”"),
            ("people", &people.replace("\"id\":1,", "\"id\":1,\"more\":2,"), "no column"),
            ("people", &people.replace("\"mika\"", "null"), "refused"),
            ("people", &format!("{people}\n{people}"), "refused"),
        ] {
            let mut bad = before.clone();
            bad.insert(table.into(), line.into());
            if line.is_empty() {
                bad.insert(table.into(), "\n".into());
            }
            let refused = put_in(&store, known, &bad, true).await.unwrap_err();
            assert!(refused.to_string().contains(told), "{line}: {refused}");
            assert_eq!(lines(&store).await, before);
        }
        let mut orphaned = before.clone();
        orphaned.insert("incident_texts".into(), texts.into());
        let refused = put_in(&store, known, &orphaned, true).await.unwrap_err();
        assert!(
            matches!(refused, FillError::Line { .. } | FillError::Unsound(_)),
            "{refused:?}"
        );
        let mut short = before.clone();
        short.insert("changes".into(), String::new());
        let refused = put_in(&store, known, &short, true).await.unwrap_err();
        assert!(matches!(refused, FillError::Unsound(_)), "{refused:?}");
        assert_eq!(lines(&store).await, before);
        let refused = put_in(&store, 0, &before, true).await.unwrap_err();
        assert!(matches!(refused, FillError::NoSchema(0)), "{refused:?}");
        put_in(&store, 99, &before, true).await.unwrap_err();
        assert_eq!(lines(&store).await, before);
    }

    async fn a_snapshot_stays_at_its_moment(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        open_titled(&store, "Before").await;
        let mut snapshot = store.snapshot().await.unwrap();
        assert_eq!(snapshot.counts().await.unwrap()["incidents"], 1);
        open_titled(&store, "Meanwhile").await;
        assert_eq!(snapshot.counts().await.unwrap()["incidents"], 1);
        drop(snapshot);
        let mut snapshot = store.snapshot().await.unwrap();
        assert_eq!(snapshot.counts().await.unwrap()["incidents"], 2);
    }

    async fn who_has_a_database_open_is_noticed(db: TestDb) {
        let target = look_at_target(&db.url).await.unwrap();
        assert_eq!((target.occupied, target.in_use), (false, false));
        let store = Store::open(&db.url).await.unwrap();
        open_titled(&store, "Checkout failed").await;
        let target = look_at_target(&db.url).await.unwrap();
        assert_eq!((target.occupied, target.in_use), (true, true));
        store.close().await;
        let target = look_at_target(&db.url).await.unwrap();
        assert_eq!((target.occupied, target.in_use), (true, false));
    }

    async fn every_schema_there_was_is_brought_up(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        workspace(&store).await;
        open_many(&store, 3, 12).await;
        let newest = lines(&store).await;
        let facts = store.facts(&Sight::Everything).await.unwrap();
        for version in 1..Store::known_schema_version() {
            let older = TestDb::fresh(db.engine);
            lay_out(&older, version, &newest).await;
            let store = Store::open(&older.url).await.unwrap();
            assert_eq!(store.check().await.unwrap(), Vec::<String>::new(), "{version}");
            assert_eq!(store.facts(&Sight::Everything).await.unwrap(), facts, "{version}");
            let brought = lines(&store).await;
            for table in ["incidents", "incident_bodies", "incident_texts", "action_items"] {
                assert_eq!(brought[table], newest[table], "{table} of {version}");
            }
        }
    }

    async fn an_archive_of_an_older_schema_is_brought_up(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        workspace(&store).await;
        open_many(&store, 3, 12).await;
        let newest = lines(&store).await;
        let older = TestDb::fresh(db.engine);
        lay_out(&older, 11, &newest).await;
        let archived = lines(&Store::inspect(&older.url).await.unwrap()).await;
        assert!(!archived.contains_key("jobs"), "schema 11 had none");
        let there = TestDb::fresh(other(db.engine));
        let store = Store::open(&there.url).await.unwrap();
        put_in(&store, 11, &archived, false).await.unwrap();
        assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
        let brought = lines(&store).await;
        for table in ["incidents", "incident_bodies", "changes", "action_items", "people"] {
            assert_eq!(brought[table], newest[table], "{table}");
        }
    }

    async fn a_migration_that_fails_leaves_the_old_schema_whole(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        workspace(&store).await;
        open_many(&store, 3, 12).await;
        let newest = lines(&store).await;
        let older = TestDb::fresh(db.engine);
        lay_out(&older, 20, &newest).await;
        // Migrations 21 to 23 run, and the one behind them stumbles over it.
        tamper(&older, "CREATE TABLE providers (id BIGINT PRIMARY KEY)").await;
        let before = lines(&Store::inspect(&older.url).await.unwrap()).await;
        Store::open(&older.url).await.map(drop).unwrap_err();
        let store = Store::inspect(&older.url).await.unwrap();
        assert_eq!(store.schema_version().await.unwrap(), 20);
        assert_eq!(lines(&store).await, before);
        assert_eq!(store.damage().await.unwrap(), Vec::<String>::new());
        tamper(&older, "DROP TABLE providers").await;
        let store = Store::open(&older.url).await.unwrap();
        assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
        assert_eq!(lines(&store).await["incident_bodies"], newest["incident_bodies"]);
    }
}

/// Tables that every schema has, in an order in which they can be filled; what else there is of
/// incidents is projected from these.
const OF_OLD: [&str; 10] = [
    "counters",
    "settings",
    "services",
    "teams",
    "people",
    "factors",
    "incidents",
    "incident_bodies",
    "incident_texts",
    "changes",
];

/// A database as a program of that schema's time would have left it.
async fn lay_out(db: &TestDb, version: i64, newest: &Lines) {
    let engine = match db.engine {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgres",
    };
    let folder = format!("{}/src/migrations/{engine}", env!("CARGO_MANIFEST_DIR"));
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    tamper(
        db,
        "CREATE TABLE schema_versions (version BIGINT PRIMARY KEY, checksum TEXT NOT NULL)",
    )
    .await;
    for (number, file) in (1..=version).zip(files) {
        let text = fs::read_to_string(file).unwrap();
        tamper(db, &text).await;
        let sum = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        tamper(
            db,
            &format!("INSERT INTO schema_versions VALUES ({number}, '{sum:016x}')"),
        )
        .await;
    }
    let store = Store::inspect(&db.url).await.unwrap();
    let snapshot = store.snapshot().await.unwrap();
    let tables = snapshot.tables().to_vec();
    drop(snapshot);
    store.close().await;
    let mut script = String::new();
    for name in OF_OLD {
        let table = tables.iter().find(|table| table.name == name).unwrap();
        for line in newest[name].lines() {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            if name == "counters" {
                let (counter, value) = (row["name"].as_str().unwrap(), &row["value"]);
                let sql =
                    format!("UPDATE counters SET value = {value} WHERE name = '{counter}';\n");
                script.push_str(&sql);
                continue;
            }
            let names: Vec<_> = table
                .columns
                .iter()
                .map(|column| column.name.as_str())
                .collect();
            let values: Vec<_> = table
                .columns
                .iter()
                .map(|column| match &row[&column.name] {
                    serde_json::Value::String(text) if column.holds == Holds::Bytes => {
                        bytes(db.engine, &STANDARD.decode(text).unwrap())
                    }
                    serde_json::Value::String(text) => format!("'{}'", text.replace('\'', "''")),
                    other => other.to_string(),
                })
                .collect();
            let (names, values) = (names.join(", "), values.join(", "));
            writeln!(script, "INSERT INTO {name} ({names}) VALUES ({values});").unwrap();
        }
    }
    tamper(db, &script).await;
}

/// Bytes as each database writes them.
fn bytes(engine: Engine, bytes: &[u8]) -> String {
    let digits = bytes.iter().fold(String::new(), |mut digits, byte| {
        write!(digits, "{byte:02x}").unwrap();
        digits
    });
    match engine {
        Engine::Sqlite => format!("x'{digits}'"),
        Engine::Postgres => format!("'\\x{digits}'"),
    }
}
