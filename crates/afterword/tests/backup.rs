//! A workspace that is backed up while people write, put back, and taken from one kind of database
//! to the other; and what is refused.

#![allow(
    clippy::unwrap_used,
    reason = "what a test takes for granted may fail it"
)]

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use afterword_testbed::program::{Installation, Running};
use afterword_testbed::{Engine, TestDb, ask, both, sqlite_only};
use serde_json::{Value, json};
use tempfile::TempDir;

#[path = "backup/log.rs"]
mod log;

struct Workspace {
    program: Installation,
    folder: TempDir,
}

fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_afterword"))
}

fn empty(database: Option<&str>) -> Workspace {
    let folder = tempfile::tempdir().unwrap();
    let program = Installation::new(binary(), &folder.path().join("data"), database);
    Workspace { program, folder }
}

/// On PostgreSQL the database that is given, on SQLite one in the folder.
fn of(db: &TestDb) -> Workspace {
    empty((db.engine == Engine::Postgres).then_some(db.url.as_str()))
}

fn with_administrator(mut workspace: Workspace) -> Workspace {
    workspace.program = workspace.program.with_administrator().unwrap();
    workspace
}

impl Workspace {
    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn refused(&self, arguments: &[&str]) -> String {
        let output = self.program.run(arguments).unwrap();
        assert!(!output.status.success(), "{arguments:?} was done");
        String::from_utf8(output.stderr).unwrap()
    }

    fn database(&self) -> PathBuf {
        self.program.data().join("afterword.db")
    }

    /// Everything there is of it, as an archive says it, but for what the log says of archives and
    /// backups: looking adds to that.
    fn archived(&self) -> BTreeMap<String, Vec<u8>> {
        let file = self.path("look.tar");
        let export = ["archive", "export", &file, "--force"];
        // 1: attached files are not where this looks for them.
        let done = self.program.run(&export).unwrap();
        assert!(matches!(done.status.code(), Some(0 | 1)), "{done:?}");
        without_exports(parts(Path::new(&file)))
    }
}

/// What an archive holds, but for when it was made.
fn parts(file: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut tar = tar::Archive::new(fs::File::open(file).unwrap());
    let mut parts = BTreeMap::new();
    for entry in tar.entries().unwrap() {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().to_str().unwrap().to_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        if name == "manifest.json" {
            let mut manifest: Value = serde_json::from_slice(&content).unwrap();
            manifest["made_at"].take();
            content = manifest.to_string().into_bytes();
        }
        if name != "manifest.json.sha256" {
            parts.insert(name, content);
        }
    }
    parts
}

/// Without the entries of what was taken out, and what counts rows and entries.
fn without_exports(mut parts: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    parts.retain(|name, _| !["manifest.json", "tables/counters.jsonl"].contains(&name.as_str()));
    let log = parts.get_mut("tables/changes.jsonl").unwrap();
    let lines = str::from_utf8(log).unwrap().lines();
    let others = lines.filter(|line| !line.contains("\"export.made\""));
    *log = others.collect::<Vec<_>>().join("\n").into_bytes();
    parts
}

fn open(server: &Running, title: &str) -> String {
    let opened = server
        .api("POST", "/incidents", &json!({"title": title}))
        .unwrap();
    assert_eq!(opened.status, 201, "{}", opened.body);
    let opened: Value = serde_json::from_str(&opened.body).unwrap();
    opened["reference"].as_str().unwrap().to_owned()
}

const LOG: &str = "the pool is full\n";

/// An incident with an entry and a file; answers with the path of the file.
fn attach(server: &Running) -> String {
    let timeline = format!(
        "/incidents/{}/timeline",
        open(server, "Ledger stands still")
    );
    let entry = json!({"occurred_at": "2026-10-08T09:12:00Z", "text": "“Überlast” \u{1f525}"});
    server.api("POST", &timeline, &entry).unwrap();
    let word = server.word();
    let headers = [
        ("authorization", word.as_str()),
        ("content-type", "application/octet-stream"),
    ];
    let path = format!("/api/v1{timeline}/1/files?name=pool.log");
    let answer = ask(server.port(), "POST", &path, &headers, LOG).unwrap();
    let answer: Value = serde_json::from_str(&answer.body).unwrap();
    let url = answer["timeline"][0]["evidence"][0]["url"]
        .as_str()
        .unwrap();
    url.strip_prefix("/api/v1").unwrap().to_owned()
}

fn title_of(server: &Running, reference: &str) -> Value {
    let answer = server
        .api("GET", &format!("/incidents/{reference}"), &Value::Null)
        .unwrap();
    serde_json::from_str::<Value>(&answer.body).unwrap()["title"].clone()
}

both! {
    async fn what_was_there_is_there_after_a_restore(db: TestDb) {
        let one = with_administrator(of(&db));
        let server = one.program.start().unwrap();
        let file = attach(&server);
        let kept = open(&server, "Before the backup");
        let backup = one.path("backup.tar");
        // While the server runs.
        let told = one.program.tell(&["backup", &backup, "--format", "json"]).unwrap();
        let told: Value = serde_json::from_str(&told).unwrap();
        assert_eq!((&told["incidents"], &told["files"]), (&2.into(), &1.into()), "{told}");
        let later = open(&server, "After the backup");

        let in_use = one.refused(&["restore", &backup, "--overwrite"]);
        assert!(in_use.contains("is in use"), "{in_use}");
        assert_eq!(title_of(&server, &later), "After the backup");
        server.stop().unwrap();
        let there = one.refused(&["restore", &backup]);
        assert!(there.contains("--overwrite"), "{there}");
        let before = one.archived();
        fs::remove_dir_all(one.program.data().join("files")).unwrap();
        let told = one.program.tell(&["restore", &backup, "--overwrite"]).unwrap();
        assert!(told.contains("2 incidents"), "{told}");
        assert!(!one.program.data().join("index").exists());
        if db.engine == Engine::Sqlite {
            // The one that was there is there still, under another name.
            let files = fs::read_dir(one.program.data()).unwrap();
            let mut files = files.map(|file| file.unwrap().path());
            // Not what SQLite may have left beside it.
            let aside = files.find(|file| {
                let name = file.display().to_string();
                name.contains("afterword.db.until-") && name.ends_with("-1")
            });
            let aside = format!("sqlite://{}", aside.unwrap().display());
            assert_eq!(
                empty(Some(&aside)).archived()["tables/changes.jsonl"],
                before["tables/changes.jsonl"]
            );
        }
        let server = one.program.start().unwrap();
        assert_eq!(title_of(&server, &kept), "Before the backup");
        assert_eq!(server.api("GET", &format!("/incidents/{later}"), &Value::Null).unwrap().status, 404);
        assert_eq!(server.api("GET", &file, &Value::Null).unwrap().body, LOG);
        let found = || server.api("GET", "/incidents?q=backup", &Value::Null).unwrap().body;
        assert!(found().contains("Before the backup"));
        // Numbers go on where the backup ends.
        assert_eq!(open(&server, "Once more"), later);
        server.stop().unwrap();
        one.program.tell(&["doctor"]).unwrap();
    }

    async fn a_workspace_goes_to_the_other_database_and_back(db: TestDb) {
        let one = with_administrator(of(&db));
        let server = one.program.start().unwrap();
        attach(&server);
        open(&server, "Checkout failed");
        let archive = one.path("one.tar");
        one.program.tell(&["archive", "export", &archive]).unwrap();
        server.stop().unwrap();
        one.program.tell(&["archive", "export", &archive, "--force"]).unwrap();

        let other = match db.engine {
            Engine::Sqlite if !sqlite_only() => TestDb::fresh(Engine::Postgres),
            _ => TestDb::fresh(Engine::Sqlite),
        };
        let two = of(&other);
        let told = two.program.tell(&["archive", "import", &archive]).unwrap();
        assert!(told.contains("2 incidents"), "{told}");
        let again = two.path("two.tar");
        two.program.tell(&["archive", "export", &again]).unwrap();
        assert_eq!(parts(Path::new(&archive)), parts(Path::new(&again)));

        let third = TestDb::fresh(db.engine);
        let three = of(&third);
        three.program.tell(&["archive", "import", &again]).unwrap();
        let last = three.path("three.tar");
        three.program.tell(&["archive", "export", &last]).unwrap();
        assert_eq!(parts(Path::new(&archive)), parts(Path::new(&last)));
        let same = |a: &str, b: &str| fs::metadata(a).unwrap().len() == fs::metadata(b).unwrap().len();
        assert!(same(&archive, &last));
        three.program.tell(&["doctor"]).unwrap();
        let refused = three.refused(&["archive", "import", &again]);
        assert!(refused.contains("--overwrite"), "{refused}");
        three.program.tell(&["archive", "import", &again, "--overwrite"]).unwrap();
        assert_eq!(three.archived(), without_exports(parts(Path::new(&archive))));
    }

    async fn what_is_broken_is_refused_and_changes_nothing(db: TestDb) {
        let one = with_administrator(of(&db));
        let server = one.program.start().unwrap();
        attach(&server);
        server.stop().unwrap();
        let (backup, archive, bad) = (one.path("b.tar"), one.path("a.tar"), one.path("bad.tar"));
        one.program.tell(&["backup", &backup]).unwrap();
        one.program.tell(&["archive", "export", &archive]).unwrap();
        let before = one.archived();
        for (verb, whole) in [(&["restore"][..], &backup), (&["archive", "import"], &archive)] {
            let whole = fs::read(whole).unwrap();
            let half = whole.len() / 2;
            let mut changed = whole.clone();
            changed[half] ^= 1;
            for content in [&whole[..half], &whole[..whole.len() - 600], &changed, &[], b"hello"] {
                fs::write(&bad, content).unwrap();
                let refused = one.refused(&[verb, &[&bad, "--overwrite"]].concat());
                assert!(refused.contains("is refused"), "{refused}");
            }
        }
        let swapped = one.refused(&["restore", &archive, "--overwrite"]);
        assert!(swapped.contains("archive import"), "{swapped}");
        let swapped = one.refused(&["archive", "import", &backup, "--overwrite"]);
        assert!(swapped.contains("afterword restore"), "{swapped}");
        assert_eq!(one.archived(), before);
        let names: Vec<_> = fs::read_dir(one.folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
        assert!(!names.iter().any(|name| name.to_str().unwrap().starts_with(".afterword-")), "{names:?}");
    }
}

#[test]
fn a_backup_is_for_its_owner_and_replaces_nothing_unasked() {
    let one = with_administrator(empty(None));
    let backup = one.path("backup.tar");
    one.program.tell(&["backup", &backup]).unwrap();
    let mode = fs::metadata(&backup).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let refused = one.refused(&["backup", &backup]);
    assert!(refused.contains("--force"), "{refused}");
    one.program.tell(&["backup", &backup, "--force"]).unwrap();
    let folder = one.refused(&["backup", &one.path(".")]);
    assert!(
        folder.contains("is a folder: name a file in it"),
        "{folder}"
    );
    let nowhere = one.refused(&["backup", &one.path("no/such/backup.tar")]);
    assert!(nowhere.contains("cannot be written"), "{nowhere}");
    let none = empty(None);
    assert!(
        none.refused(&["backup", &backup, "--force"])
            .contains("no database")
    );
    assert!(!none.database().exists());
}

fn mode_of(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn nobody_else_reads_the_database_before_and_after_a_restore() {
    let one = with_administrator(empty(None));
    assert_eq!(
        (mode_of(one.program.data()), mode_of(&one.database())),
        (0o700, 0o600)
    );
    let (backup, archive) = (one.path("backup.tar"), one.path("archive.tar"));
    one.program.tell(&["backup", &backup]).unwrap();
    one.program.tell(&["archive", "export", &archive]).unwrap();
    for verb in [&["restore", &backup][..], &["archive", "import", &archive]] {
        let new = empty(None);
        new.program.tell(verb).unwrap();
        assert_eq!(
            (mode_of(new.program.data()), mode_of(&new.database())),
            (0o700, 0o600)
        );
        // Whoever lets a group read it has their reasons.
        fs::set_permissions(new.database(), fs::Permissions::from_mode(0o640)).unwrap();
        new.program
            .tell(&[verb, &["--overwrite"]].concat())
            .unwrap();
        assert_eq!(mode_of(&new.database()), 0o640);
    }
}

#[test]
fn root_does_not_restore_into_somebody_elses_folder() {
    let one = with_administrator(empty(None));
    let backup = one.path("backup.tar");
    one.program.tell(&["backup", &backup]).unwrap();
    // Only root may give a folder away, and only root is refused.
    if std::os::unix::fs::chown(one.program.data(), Some(65_534), None).is_err() {
        return;
    }
    let before = fs::read(one.database()).unwrap();
    let refused = one.refused(&["restore", &backup, "--overwrite"]);
    assert!(
        refused.contains("belongs to another user (number 65534)"),
        "{refused}"
    );
    assert_eq!(fs::read(one.database()).unwrap(), before);
}

#[test]
fn a_log_that_was_changed_is_told_when_it_is_put_in_place() {
    let one = with_administrator(empty(None));
    let conn = rusqlite::Connection::open(one.database()).unwrap();
    conn.execute_batch("UPDATE changes SET address = '203.0.113.9' WHERE seq = 2")
        .unwrap();
    conn.close().unwrap();
    let (backup, archive) = (one.path("backup.tar"), one.path("archive.tar"));
    one.program.tell(&["backup", &backup]).unwrap();
    one.program.tell(&["archive", "export", &archive]).unwrap();
    for verb in [&["restore", &backup][..], &["archive", "import", &archive]] {
        let new = empty(None);
        let told = new.program.run(verb).unwrap();
        let said = String::from_utf8(told.stderr).unwrap();
        assert_eq!(told.status.code(), Some(1), "{said}");
        assert!(
            said.contains("the chain of its log breaks at entry 2"),
            "{said}"
        );
        assert!(new.database().exists());
    }
}

#[test]
fn a_damaged_database_is_not_backed_up_and_a_backup_replaces_it() {
    let one = with_administrator(empty(None));
    let backup = one.path("backup.tar");
    one.program.tell(&["backup", &backup]).unwrap();
    // What comes out of a backup is one file; nothing of it is in a log beside it.
    one.program
        .tell(&["restore", &backup, "--overwrite"])
        .unwrap();
    let before = one.archived();
    let mut content = fs::read(one.database()).unwrap();
    let length = content.len();
    content[4096..length.min(60_000)].fill(0xa5);
    fs::write(one.database(), &content).unwrap();
    let refused = one.refused(&["backup", &one.path("damaged.tar")]);
    assert!(!Path::new(&one.path("damaged.tar")).exists(), "{refused}");
    one.program
        .tell(&["restore", &backup, "--overwrite"])
        .unwrap();
    assert_eq!(one.archived(), before);
    // Not even a database: whatever lies there, a backup can take its place.
    fs::write(one.database(), "Dear reader, ".repeat(1000)).unwrap();
    one.program
        .tell(&["restore", &backup, "--overwrite"])
        .unwrap();
    assert_eq!(one.archived(), before);
}

#[test]
fn a_backup_of_the_other_database_is_refused() {
    if sqlite_only() {
        return;
    }
    let one = with_administrator(empty(None));
    let backup = one.path("backup.tar");
    one.program.tell(&["backup", &backup]).unwrap();
    let db = TestDb::fresh(Engine::Postgres);
    let refused = of(&db).refused(&["restore", &backup]);
    assert!(
        refused.contains("a backup of SQLite, and the database is PostgreSQL"),
        "{refused}"
    );
}

#[test]
fn programs_of_postgres_that_are_missing_or_old_are_said() {
    if sqlite_only() {
        return;
    }
    let db = TestDb::fresh(Engine::Postgres);
    let one = with_administrator(of(&db));
    let backup = one.path("backup.tar");
    let with_path = |path: &Path| {
        let output = Command::new(binary())
            .args(["--database", &db.url, "--data"])
            .arg(one.program.data())
            .args(["backup", &backup])
            .env("PATH", path)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(3));
        String::from_utf8(output.stderr).unwrap()
    };
    let path = one.folder.path().join("bin");
    fs::create_dir(&path).unwrap();
    let missing = with_path(&path);
    assert!(missing.contains("pg_dump is not installed"), "{missing}");
    let program = path.join("pg_dump");
    fs::write(&program, "#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.1'\n").unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let old = with_path(&path);
    assert!(
        old.contains("pg_dump is of PostgreSQL 9 and the server of"),
        "{old}"
    );
    assert!(!Path::new(&backup).exists());
}
