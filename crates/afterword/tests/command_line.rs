//! The program as it is run: what it answers, and with which exit code.

#![allow(
    clippy::unwrap_used,
    reason = "what a test takes for granted may fail it"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use afterword_testbed::both;
use serde_json::Value;

const LEDGER: &str = "# Ledger ran out of connections\n\n## Summary\n\nIt was slow.\n\n## Timeline\n\n\
    - 2026-10-01 09:12 UTC Impact starts\n- 2026-10-01 09:59 UTC Recovered\n\n## Action items\n\n\
    - [ ] Bound the retries\n- [x] Page on pool wait\n";

fn shared() -> PathBuf {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    #[expect(
        clippy::disallowed_methods,
        reason = "where the documents lie is the machine's to say"
    )]
    let shared = std::env::var_os("AFTERWORD_SHARED").map_or_else(|| beside.into(), PathBuf::from);
    let documents = shared.join("data/postmortems");
    assert!(
        documents.is_dir(),
        "{} is not there; set AFTERWORD_SHARED",
        documents.display()
    );
    documents
}

fn run(arguments: &[&str]) -> (i32, String, String) {
    let output: Output = Command::new(env!("CARGO_BIN_EXE_afterword"))
        .args(arguments)
        .env_remove("AFTERWORD_DATABASE_URL")
        .env_remove("AFTERWORD_DATA")
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

/// Runs with something on standard input.
fn told(arguments: &[&str], input: &str) -> (i32, String) {
    use std::io::Write as _;
    let mut child = Command::new(env!("CARGO_BIN_EXE_afterword"))
        .args(arguments)
        .env_remove("AFTERWORD_DATABASE_URL")
        .env_remove("AFTERWORD_DATA")
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap(), err)
}

fn json(arguments: &[&str]) -> Value {
    let (code, out, err) = run(arguments);
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

fn file(folder: &Path, name: &str, text: &[u8]) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

both! {
    async fn what_is_imported_is_counted_exported_and_on_the_agenda(db: TestDb) {
        let folder = tempfile::tempdir().unwrap();
        let ledger = file(folder.path(), "ledger.md", LEDGER.as_bytes());
        let url = db.url.as_str();
        let report = json(&["--database", url, "import", &ledger, "--report", "json"]);
        assert_eq!((&report["created"], &report["files"][0]["incident"]), (&1.into(), &"INC-1".into()));
        let again = json(&["--database", url, "import", &ledger, "--report", "json"]);
        assert_eq!(again["unchanged"], 1);
        let stats = json(&["--database", url, "stats", "--format", "json"]);
        assert_eq!((&stats["incidents"], &stats["actions"]["open"]), (&1.into(), &1.into()));
        let agenda = json(&["--database", url, "agenda", "--format", "json"]);
        assert_eq!(agenda["open_actions"][0]["action"]["title"], "Bound the retries");
        let (code, markdown, _) = run(&["--database", url, "export", "INC-1"]);
        assert_eq!(code, 0);
        let copy = file(folder.path(), "copy.md", markdown.as_bytes());
        let known = json(&["--database", url, "import", &copy, "--report", "json"]);
        assert_eq!((&known["unchanged"], &known["files"][0]["incident"]), (&1.into(), &"INC-1".into()));
        let original = json(&["--database", url, "export", "INC-1", "--format", "json"]);
        let told = |document: &Value| {
            let mut document = document.clone();
            // What the store gives: the moment of the import.
            document["updated_at"].take();
            document
        };
        let as_json = file(folder.path(), "INC-1.json", original.to_string().as_bytes());
        for export in [copy, as_json] {
            let elsewhere = tempfile::tempdir().unwrap();
            let data = elsewhere.path().to_str().unwrap();
            let report = json(&["--data", data, "import", &export, "--report", "json"]);
            assert_eq!(report["created"], 1, "{report}");
            let back = json(&["--data", data, "export", "INC-1", "--format", "json"]);
            assert_eq!(told(&back), told(&original), "an export imports back to the same incident");
        }
    }
}

both! {
    async fn folders_that_hold_files_of_one_name_are_told_apart(db: TestDb) {
        let folder = tempfile::tempdir().unwrap();
        let below = |name: &str, title: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(&path).unwrap();
            file(&path, "incident.md", format!("# {title}\n").as_bytes());
            path.to_str().unwrap().to_owned()
        };
        let (ledger, search) = (below("ledger", "Ledger slow"), below("search", "Search down"));
        let (one, two) = (format!("{ledger}/incident.md"), format!("{search}/incident.md"));
        let url = db.url.as_str();
        let import = |paths: &[&str]| {
            let mut arguments = vec!["--database", url, "import", "--report", "json"];
            arguments.extend(paths);
            json(&arguments)
        };
        let both = import(&[&ledger, &search]);
        let names: Vec<_> = both["files"].as_array().unwrap().iter().map(|f| f["source"].clone()).collect();
        assert_eq!((&both["created"], names), (&2.into(), vec!["ledger/incident.md".into(), "search/incident.md".into()]));
        assert_eq!(import(&[&ledger, &search])["unchanged"], 2);
        assert_eq!(import(&[&one, &two])["unchanged"], 2);
        // One folder has the same names wherever it lies.
        let whole = folder.path().to_str().unwrap().to_owned();
        assert_eq!(import(&[&whole])["unchanged"], 2);
        let elsewhere = tempfile::tempdir().unwrap();
        let moved = elsewhere.path().join("moved");
        std::fs::rename(folder.path(), &moved).unwrap();
        assert_eq!(import(&[moved.to_str().unwrap()])["unchanged"], 2);
    }
}

#[test]
fn of_files_without_an_extension_only_post_mortems_are_taken() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    for (name, text) in [
        ("Makefile", "all:\n\techo done\n"),
        ("LICENSE", "Free to use.\n"),
        ("run", "#!/bin/sh\necho done\n"),
        ("2026-10-01-Ledger-slow", "\n# Ledger slow\n"),
        ("search-down", "Search down\n\n## Summary\n\nDown.\n"),
        ("exported", "---\ntitle: Checkout down\n---\n\nDown.\n"),
        ("package.json", "{\"name\": \"web\"}"),
        ("logo.svg", "<svg/>"),
    ] {
        file(path, name, text.as_bytes());
    }
    let (data, from) = (path.join("data"), path.to_str().unwrap());
    let data = data.to_str().unwrap();
    let (code, out, err) = run(&["--data", data, "import", from, "--report", "json"]);
    assert_eq!(code, 1, "{err}");
    let report: Value = serde_json::from_str(&out).unwrap();
    let file = |file: &Value| (file["source"].clone(), file["code"].clone());
    let taken: Vec<_> = report["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(file)
        .collect();
    assert_eq!(
        taken,
        [
            ("2026-10-01-Ledger-slow".into(), Value::Null),
            ("exported".into(), Value::Null),
            ("package.json".into(), "not_our_json".into()),
            ("search-down".into(), Value::Null),
        ]
    );
    let stats = json(&[
        "stats",
        "--from",
        from,
        "--timezone",
        "UTC",
        "--format",
        "json",
    ]);
    assert_eq!(
        stats["incidents"], 3,
        "other JSON in a folder is passed over"
    );
}

#[test]
fn a_folder_is_counted_without_a_server_or_a_database() {
    let documents = shared();
    let from = documents.to_str().unwrap();
    let stats = json(&[
        "stats",
        "--from",
        from,
        "--timezone",
        "UTC",
        "--format",
        "json",
    ]);
    assert_eq!(
        (&stats["incidents"], &stats["reviewed"], &stats["repeats"]),
        (&129.into(), &129.into(), &0.into())
    );
    for field in ["value", "low", "high", "from", "to"] {
        assert!(
            stats["repeat_incident_rate"].get(field).is_some(),
            "{field}"
        );
    }
    for field in ["open", "overdue", "done_on_time", "due"] {
        assert!(stats["actions"][field].is_u64(), "{field}");
    }
    let learned = json(&[
        "stats",
        "--patterns",
        "--from",
        from,
        "--timezone",
        "UTC",
        "--format",
        "json",
    ]);
    assert_eq!(learned["incidents"], 129);
    assert!(learned["patterns"]["quarters"].as_array().unwrap().len() > 8);
    let known = |step: &Value| step["all"]["count"].as_u64();
    let steps = learned["times"]["steps"].as_array().unwrap();
    assert!(steps.iter().filter_map(known).any(|count| count > 10));
    assert!(learned["year"]["finished"].is_u64());
    let agenda = json(&[
        "agenda",
        "--from",
        from,
        "--timezone",
        "UTC",
        "--format",
        "json",
    ]);
    assert_eq!(
        agenda["open_actions"].as_array().unwrap().len() as u64,
        stats["actions"]["open"].as_u64().unwrap()
    );
    let (code, _, err) = run(&["stats", "--from", from]);
    assert_eq!(code, 2);
    assert!(err.contains("--timezone") && err.contains("line "), "{err}");
}

#[test]
fn wrong_use_is_told_from_failure_and_from_findings() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let latin = file(folder.path(), "latin.md", b"# Caf\xe9");
    let wrong_use: [&[&str]; 6] = [
        &["--data", data, "import", "/no/such/file.md"],
        &["--data", data, "import", &latin, "--timezone", "Mars/Base"],
        &["--data", data, "export", "INC-999"],
        &["--data", data, "export", "banana"],
        &["--database", "mysql://x", "stats"],
        &["demo", "--listen", "0.0.0.0:7117", "--data", data],
    ];
    for arguments in wrong_use {
        let (code, _, err) = run(arguments);
        assert_eq!(code, 2, "{arguments:?}: {err}");
        assert!(!err.is_empty());
    }
    let (code, out, _) = run(&["--data", data, "import", &latin]);
    assert_eq!(code, 1);
    assert!(
        out.contains("latin.md: line 1: the file is not UTF-8"),
        "{out}"
    );
    let (code, _, err) = run(&["--database", "postgres://me:secret@127.0.0.1:1/x", "stats"]);
    assert_eq!(code, 3);
    assert!(
        err.contains("cannot be reached") && !err.contains("secret"),
        "{err}"
    );
}

#[test]
fn people_and_tokens_are_made_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let (code, out, _) = run(&[
        "--data", data, "user", "add", "ines", "--name", "Ines", "--role", "admin",
    ]);
    assert_eq!(code, 0);
    assert!(out.contains("The password, shown this once: "), "{out}");
    let (code, _, err) = run(&["--data", data, "user", "add", "ines", "--name", "Other"]);
    assert_eq!(code, 2, "{err}");
    let (code, out, _) = run(&[
        "--data", data, "token", "add", "--user", "ines", "--name", "ci",
    ]);
    assert_eq!(code, 0);
    assert!(out.contains("afterword_"), "{out}");
    let tokens = json(&[
        "--data", data, "token", "list", "--user", "ines", "--format", "json",
    ]);
    assert_eq!(tokens[0]["scopes"], serde_json::json!(["read"]));
    let (code, _, _) = run(&["--data", data, "token", "revoke", "1", "--user", "ines"]);
    assert_eq!(code, 0);
    let (code, out, _) = run(&["--data", data, "doctor"]);
    assert_eq!(code, 0, "{out}");
}

both! {
    async fn a_person_whose_password_is_too_short_is_not_added(db: TestDb) {
        let add = [
            "--database", db.url.as_str(), "user", "add", "ines", "--name", "Ines",
            "--role", "admin", "--password-stdin",
        ];
        let (code, err) = told(&add, "short\n");
        assert_eq!(code, 2, "{err}");
        let people = json(&["--database", &db.url, "user", "list", "--format", "json"]);
        assert_eq!(people, serde_json::json!([]));
        let (code, err) = told(&add, "a long enough password\n");
        assert_eq!(code, 0, "{err}");
        let (code, out, _) = run(&["--database", &db.url, "doctor"]);
        assert_eq!(code, 0, "{out}");
    }
}

both! {
    async fn the_index_is_made_anew_while_no_server_has_it(db: TestDb) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ledger.md");
        std::fs::write(&file, LEDGER).unwrap();
        let data = folder.path().join("data");
        let data = data.to_str().unwrap();
        let place = ["--database", db.url.as_str(), "--data", data];
        let (code, _, err) = run(&[&place[..], &["import", file.to_str().unwrap()]].concat());
        assert_eq!(code, 0, "{err}");
        let rebuild = [&place[..], &["index", "rebuild"]].concat();
        for _ in 0..2 {
            let (code, out, err) = run(&rebuild);
            assert_eq!(code, 0, "{err}");
            assert!(out.ends_with("Incidents: 1.\n"), "{out}");
        }
        let lock = std::fs::File::open(Path::new(data).join("index/in-use.lock")).unwrap();
        lock.lock().unwrap();
        let (code, _, err) = run(&rebuild);
        assert_eq!(code, 3, "{err}");
        assert!(err.contains("/api/v1/search-index/rebuild"), "{err}");
    }
}

both! {
    async fn the_demo_opens_no_workspace_of_somebodys_own(db: TestDb) {
        let add = ["--database", db.url.as_str(), "user", "add", "ines", "--name", "Ines"];
        assert_eq!(run(&add).0, 0);
        let (code, out, err) = run(&["--database", &db.url, "demo", "--listen", "127.0.0.1:0"]);
        assert_eq!(code, 2, "{out}{err}");
        assert!(err.contains("a workspace of its own"), "{err}");
    }
}

#[test]
fn the_doctor_makes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("nowhere");
    let (code, out, _) = run(&["--data", data.to_str().unwrap(), "doctor"]);
    assert_eq!(code, 1);
    assert!(out.contains("there is no database at"), "{out}");
    assert!(!data.exists());
}

#[test]
fn the_api_and_the_completions_are_printed() {
    let document = json(&["openapi"]);
    assert_eq!(document["openapi"], "3.1.0");
    let (code, out, _) = run(&["completions", "bash"]);
    assert_eq!(code, 0);
    assert!(out.contains("_afterword"));
}
