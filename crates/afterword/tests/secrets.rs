//! Secrets and their key, as an operator meets them: the key that the first start makes, the one
//! that is changed, and the one that is lost.

#![allow(
    clippy::unwrap_used,
    reason = "what a test takes for granted may fail it"
)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use afterword_testbed::program::{Installation, Running};
use serde_json::{Value, json};
use tempfile::TempDir;

const WORD: &str = "a-word-that-nobody-knows";

fn installed() -> (Installation, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let binary = Path::new(env!("CARGO_BIN_EXE_afterword"));
    let program = Installation::new(binary, &folder.path().join("data"), None);
    (program.with_administrator().unwrap(), folder)
}

fn key_file(program: &Installation) -> PathBuf {
    program.data().join("afterword.db.key")
}

fn enter_mail(server: &Running) {
    let form = json!({
        "host": "127.0.0.1", "port": 1, "security": "starttls", "user": "afterword",
        "password": WORD, "from": "afterword@example.org",
    });
    let saved = server.api("PUT", "/mail-server", &form).unwrap();
    assert_eq!(saved.status, 200, "{}", saved.body);
}

/// Saves the server without saying the password again, which takes the one that is known.
fn known_still(server: &Running) -> u16 {
    let form = json!({
        "host": "127.0.0.1", "port": 1, "security": "starttls", "user": "afterword",
        "from": "post@example.org",
    });
    server.api("PUT", "/mail-server", &form).unwrap().status
}

/// What the doctor says of the secrets.
fn standing(program: &Installation) -> (String, String) {
    let output = program.run(&["doctor", "--format", "json"]).unwrap();
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    let found = found
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["what"] == "secrets");
    let text = |field: &str| found.unwrap()[field].as_str().unwrap().to_owned();
    (text("state"), text("seen"))
}

#[test]
fn the_first_start_makes_a_key_and_a_copied_database_tells_nothing() {
    let (program, _folder) = installed();
    assert_eq!(standing(&program).0, "ok");
    let server = program.start().unwrap();
    enter_mail(&server);
    server.stop().unwrap();
    let mode = fs::metadata(key_file(&program))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    for file in fs::read_dir(program.data()).unwrap() {
        let file = file.unwrap().path();
        if file.is_file() {
            let bytes = fs::read(&file).unwrap();
            let found = bytes
                .windows(WORD.len())
                .any(|piece| piece == WORD.as_bytes());
            assert!(!found, "{} holds the password", file.display());
        }
    }
    let (state, seen) = standing(&program);
    assert_eq!(state, "ok", "{seen}");
    assert!(
        seen.starts_with("1 encrypted with the key ") && seen.contains("afterword.db.key"),
        "{seen}"
    );
    let server = program.start().unwrap();
    assert_eq!(known_still(&server), 200);
    fs::set_permissions(key_file(&program), fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(standing(&program).0, "warning");
    assert!(!program.logged().contains(WORD));
}

#[test]
fn another_key_is_taken_by_a_running_server() {
    let (program, _folder) = installed();
    let server = program.start().unwrap();
    enter_mail(&server);
    let before = fs::read_to_string(key_file(&program)).unwrap();
    let told = program.tell(&["secrets", "rotate"]).unwrap();
    assert!(
        told.starts_with("1 secrets are encrypted with the key "),
        "{told}"
    );
    assert_eq!(known_still(&server), 200, "{}", program.logged());
    let after = fs::read_to_string(key_file(&program)).unwrap();
    let keys = |text: &str| {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(keys(&after).len(), 2);
    assert_eq!(keys(&after)[1..], keys(&before));
    server.stop().unwrap();
    // The old one is needed no more.
    fs::write(key_file(&program), &keys(&after)[0]).unwrap();
    let server = program.start().unwrap();
    assert_eq!(known_still(&server), 200);
}

#[test]
fn a_key_that_is_lost_is_said_and_nothing_else_is_lost() {
    let (program, folder) = installed();
    let server = program.start().unwrap();
    enter_mail(&server);
    server.stop().unwrap();
    let apart = folder.path().join("apart");
    fs::rename(key_file(&program), &apart).unwrap();
    let refused = program.start().err().unwrap();
    assert!(
        refused.contains("afterword.db.key is not there"),
        "{refused}"
    );
    assert!(refused.contains("afterword secrets forget"), "{refused}");
    assert!(
        !key_file(&program).exists(),
        "no other key is put in its place"
    );
    assert_eq!(standing(&program).0, "wrong");
    // Another one in its place is told as well, and changes nothing.
    fs::write(
        key_file(&program),
        program.tell(&["secrets", "key"]).unwrap(),
    )
    .unwrap();
    let refused = program.start().err().unwrap();
    assert!(refused.contains("which is not here"), "{refused}");
    program.tell(&["secrets", "rotate"]).unwrap_err();
    fs::copy(&apart, key_file(&program)).unwrap();
    let server = program.start().unwrap();
    assert_eq!(known_still(&server), 200);
    server.stop().unwrap();

    fs::remove_file(key_file(&program)).unwrap();
    let told = program.tell(&["secrets", "forget"]).unwrap();
    assert!(
        told.contains("Given up: the password of the mail server"),
        "{told}"
    );
    let server = program.start().unwrap();
    enter_mail(&server);
    assert_eq!(standing(&program).0, "ok");
    let log = program
        .tell(&["audit", "--kind", "mail_server.password_replaced"])
        .unwrap();
    assert_eq!(
        log.matches("mail_server.password_replaced").count(),
        3,
        "{log}"
    );
}

#[test]
fn keys_that_are_none_are_refused_and_not_repeated() {
    let (program, folder) = installed();
    let run = |name: &str, value: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_afterword"))
            .args([
                "--data",
                program.data().to_str().unwrap(),
                "serve",
                "--listen",
                "127.0.0.1:0",
            ])
            .env_remove("AFTERWORD_SECRET_KEY_FILE")
            .env(name, value)
            .output()
            .unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && !told.contains("hush"), "{told}");
        told
    };
    assert!(run("AFTERWORD_SECRET_KEY", "hush").contains("secret-key: word 1 is no key"));
    let file = folder.path().join("keys");
    fs::write(&file, "hush").unwrap();
    let file = file.to_str().unwrap();
    assert!(run("AFTERWORD_SECRET_KEY_FILE", file).contains("keys: word 1 is no key"));
    let absent = format!("{file}-of-nowhere");
    assert!(run("AFTERWORD_SECRET_KEY_FILE", &absent).contains("-of-nowhere"));
    assert!(
        !Path::new(&absent).exists(),
        "a file that is named is not made"
    );
    assert!(!key_file(&program).exists());
}
