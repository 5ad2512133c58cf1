//! `afterword audit` and `afterword doctor` as they are run: beside a server, and without one.

#![allow(
    clippy::unwrap_used,
    reason = "what a test takes for granted may fail it"
)]

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use afterword_testbed::{Engine, TestDb, both};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A database with a data folder of its own.
struct Place<'a> {
    db: &'a TestDb,
    data: TempDir,
}

impl<'a> Place<'a> {
    fn new(db: &'a TestDb) -> Self {
        let data = tempfile::tempdir().unwrap();
        Self { db, data }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_afterword"));
        command
            .args(["--database", &self.db.url, "--data"])
            .arg(self.data.path())
            .args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let output = self.command(arguments).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let code = output.status.code().unwrap();
        (code, text(output.stdout), text(output.stderr))
    }

    fn ok(&self, arguments: &[&str]) -> String {
        let (code, out, err) = self.run(arguments);
        assert_eq!(code, 0, "{out}{err}");
        out
    }

    /// Two people, one of them an administrator, and an incident that was taken out.
    fn fill(&self) {
        let file = self.data.path().join("ledger.md");
        let text = "# Ledger down\n\n## Timeline\n\n- 2026-10-01 09:12 UTC Impact starts\n";
        std::fs::write(&file, text).unwrap();
        self.ok(&["user", "add", "ines", "--name", "Ines", "--role", "admin"]);
        self.ok(&["user", "add", "mika", "--name", "Mika"]);
        self.ok(&["import", file.to_str().unwrap()]);
        self.ok(&["export", "INC-1"]);
    }

    fn tamper(&self, sql: &'static str) {
        use sqlx::Connection as _;
        if let Some(file) = afterword_store::sqlite_file(&self.db.url) {
            let conn = rusqlite::Connection::open(file).unwrap();
            return conn.execute_batch(sql).unwrap();
        }
        let url = self.db.url.clone();
        let run = async move {
            let mut conn = sqlx::PgConnection::connect(&url).await.unwrap();
            sqlx::raw_sql(sql).execute(&mut conn).await.unwrap();
        };
        std::thread::spawn(|| {
            let runtime = tokio::runtime::Runtime::new().unwrap();
            runtime.block_on(run);
        })
        .join()
        .unwrap();
    }

    fn states(&self, arguments: &[&str]) -> (i32, Vec<Value>) {
        let (code, out, err) = self.run(arguments);
        let Ok(findings) = serde_json::from_str(&out) else {
            panic!("{code} {out}{err}");
        };
        (code, findings)
    }
}

fn finding<'a>(findings: &'a [Value], what: &str) -> &'a Value {
    let found = findings.iter().find(|finding| finding["what"] == what);
    found.unwrap_or_else(|| panic!("{what}: {findings:?}"))
}

/// An index says how far it read once it is finished.
fn is_made(index: &Path) -> bool {
    std::fs::read_to_string(index).is_ok_and(|meta| meta.contains("payload"))
}

/// A server that ends with the test.
struct Server(Child);

impl Server {
    fn start(place: &Place<'_>) -> Self {
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let address = format!("127.0.0.1:{port}");
        let mut command = place.command(&["serve", "--listen", &address]);
        let child = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self(child);
        let index = place.data.path().join("index/meta.json");
        for _ in 0..600 {
            if std::net::TcpStream::connect(&address).is_ok() && is_made(&index) {
                return server;
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        panic!("the server did not begin to listen");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

both! {
    async fn the_log_is_listed_filtered_and_given_out(db: TestDb) {
        let place = Place::new(&db);
        place.fill();
        let table = place.ok(&["audit"]);
        for words in ["export.made", "person.added", "incident.opened", "INC-1", "cli"] {
            assert!(table.contains(words), "{words}: {table}");
        }
        let exports = place.ok(&["audit", "--kind", "export", "--format", "json"]);
        let exports: Value = serde_json::from_str(&exports).unwrap();
        assert_eq!(exports.as_array().unwrap().len(), 1);
        assert_eq!(exports[0]["change"]["incident"], "INC-1");
        let lines = place.ok(&["audit", "--format", "jsonl"]);
        let seqs: Vec<_> = lines.lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap()["seq"].as_u64().unwrap())
            .collect();
        assert!(seqs.len() > 4);
        assert_eq!(seqs, (1..=seqs.len() as u64).collect::<Vec<_>>());
        assert_eq!(place.ok(&["audit", "--person", "mika"]), "There is no such entry.\n");
        assert_eq!(place.run(&["audit", "--person", "otto"]).0, 2);
        for wrong in [["--kind", "NO"], ["--from", "yesterday"], ["--incident", "INC-x"], ["--limit", "0"]] {
            assert_eq!(place.run(&["audit", wrong[0], wrong[1]]).0, 2, "{wrong:?}");
        }
    }

    async fn a_log_that_somebody_changed_does_not_verify(db: TestDb) {
        let place = Place::new(&db);
        place.fill();
        let sound = place.ok(&["audit", "--verify", "--format", "json"]);
        let sound: Value = serde_json::from_str(&sound).unwrap();
        assert_eq!((&sound["fault"], &sound["removed"]), (&Value::Null, &json!(0)));
        let head = sound["head"].as_str().unwrap();
        assert!(place.ok(&["audit", "--verify"]).contains(head));
        place.ok(&["user", "add", "otto", "--name", "Otto"]);
        place.ok(&["audit", "--verify", "--known", head]);
        assert_eq!(place.run(&["audit", "--known", head]).0, 2);
        assert_eq!(place.run(&["audit", "--verify", "--known", "x"]).0, 2);
        place.tamper("UPDATE changes SET address = '203.0.113.9' WHERE seq = 2");
        let (code, out, _) = place.run(&["audit", "--verify"]);
        assert_eq!(code, 1, "{out}");
        assert!(out.starts_with("The chain breaks at entry 2: "), "{out}");
        let (code, findings) = place.states(&["doctor", "--format", "json"]);
        assert_eq!(code, 1);
        assert_eq!(finding(&findings, "audit chain")["state"], "wrong");
    }

    async fn the_doctor_looks_at_everything_while_a_server_runs_and_when_none_does(db: TestDb) {
        let place = Place::new(&db);
        place.fill();
        let everything = [
            "database", "schema", "disk", "clock", "data", "access", "secrets", "audit chain",
            "jobs", "search index", "mail", "trackers",
        ];
        let all_fine = |arguments: &[&str]| {
            let (code, findings) = place.states(arguments);
            let states: Vec<_> = findings.iter().map(|finding| (&finding["what"], &finding["state"])).collect();
            assert_eq!(code, 0, "{findings:?}");
            let expected: Vec<Value> = everything.map(Value::from).to_vec();
            let ok = Value::from("ok");
            assert_eq!(states, expected.iter().map(|what| (what, &ok)).collect::<Vec<_>>());
            finding(&findings, "search index")["seen"].as_str().unwrap().to_owned()
        };
        assert!(all_fine(&["doctor", "--format", "json"]).contains("none yet"));
        let server = Server::start(&place);
        assert!(all_fine(&["doctor", "--format", "json"]).contains("a server uses it"));
        drop(server);
        assert!(all_fine(&["doctor", "--thorough", "--format", "json"]).contains("sound"));
        let text = place.ok(&["doctor"]);
        assert!(text.lines().all(|line| line.starts_with("ok ")), "{text}");
    }

    async fn the_doctor_says_what_is_wrong_and_what_to_do(db: TestDb) {
        let place = Place::new(&db);
        place.fill();
        place.tamper(
            "INSERT INTO jobs (key, work, state, due_us, tries, problem, created_us)
             VALUES ('curve:1', '{\"work\":\"sample_curve\",\"signal\":1}', 'failed', 1, 3,
                     'Prometheus is away', 1);
             UPDATE changes SET at_us = 4102444800000000 WHERE seq = (SELECT max(seq) FROM changes);
             INSERT INTO mail_server (id, body) VALUES (1,
                 '{\"host\":\"127.0.0.1\",\"port\":1,\"security\":\"none\",\"user\":null,
                   \"from\":\"a@example.org\",\"from_name\":\"\",\"authority\":null}')",
        );
        let (code, findings) = place.states(&["doctor", "--format", "json"]);
        assert_eq!(code, 1);
        for (what, state, words) in [
            ("jobs", "warning", "Prometheus is away"),
            ("clock", "wrong", "the log ends later"),
            ("audit chain", "wrong", "entry"),
            ("mail", "warning", "no public address"),
        ] {
            let found = finding(&findings, what);
            assert_eq!(found["state"], state, "{found}");
            assert!(found["seen"].as_str().unwrap().contains(words), "{found}");
            assert!(!found["todo"].as_str().unwrap().is_empty(), "{found}");
        }
    }
}

#[test]
fn a_damaged_file_is_found() {
    let db = TestDb::fresh(Engine::Sqlite);
    let place = Place::new(&db);
    place.fill();
    let path = db.url.trim_start_matches("sqlite://");
    let path = path.split('?').next().unwrap();
    // The schema of a database of the last version, without one of its tables.
    place.tamper("DROP TABLE incident_gists");
    let (code, out, _) = place.run(&["doctor"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("WRONG    data"), "{out}");
    for beside in ["-wal", "-shm"] {
        std::fs::remove_file(format!("{path}{beside}")).ok();
    }
    std::fs::write(path, "Dear reader, ".repeat(1_000)).unwrap();
    let (code, out, _) = place.run(&["doctor"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.contains("is not a SQLite database"), "{out}");
    assert_eq!(place_of_nowhere(), 2);
}

/// An address that nobody could mean.
fn place_of_nowhere() -> i32 {
    let mut command = Command::new(env!("CARGO_BIN_EXE_afterword"));
    command.args(["--database", "mysql://x", "doctor"]);
    command.output().unwrap().status.code().unwrap()
}
