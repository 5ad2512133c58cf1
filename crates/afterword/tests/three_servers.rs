//! Three servers on one PostgreSQL behind a proxy, and people at each of them who write in one
//! document: one server is killed in the middle. Whatever was acknowledged is there, all come to one
//! text with every word once, and whoever was at the dead server is at another within two seconds.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "what a test takes for granted may fail it; a run by hand tells its figures"
)]

#[path = "three_servers/typist.rs"]
mod typist;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use afterword_testbed::program::{Installation, Running};
use afterword_testbed::{Engine, Proxy, TestDb};
use serde_json::{Value, json};
use typist::{Line, Together, Typist};

/// People; each third of them is at one server when it begins.
const PEOPLE: usize = 6;
const WORDS: usize = 60;
/// Within which everybody is at another server.
const BACK: Duration = Duration::from_secs(2);
const LONGEST: Duration = Duration::from_mins(2);

struct Servers {
    running: Vec<Option<Running>>,
    word: String,
    proxy: Proxy,
}

impl Servers {
    fn start(db: &TestDb, folder: &Path, count: usize) -> Self {
        let binary = Path::new(env!("CARGO_BIN_EXE_afterword"));
        let installation = |at: usize| {
            let data = folder.join(format!("server-{at}"));
            Installation::new(binary, &data, Some(&db.url))
        };
        let first = installation(0).with_administrator().unwrap();
        let mut running = vec![Some(first.start().unwrap())];
        running.extend((1..count).map(|at| Some(installation(at).start().unwrap())));
        let ports = running.iter().flatten().map(Running::port).collect();
        let word = running[0].as_ref().unwrap().word();
        let proxy = Proxy::before(ports).unwrap();
        Self {
            running,
            word,
            proxy,
        }
    }

    fn kill(&mut self, at: usize) {
        self.running[at].take().unwrap().kill();
    }

    /// Asks one of them, which need not know the administrator's word itself.
    fn ask(&self, at: usize, method: &str, path: &str, body: &Value) -> Value {
        let port = self.running[at].as_ref().unwrap().port();
        let headers = [
            ("authorization", self.word.as_str()),
            ("content-type", "application/json"),
        ];
        let path = format!("/api/v1{path}");
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let answer = afterword_testbed::ask(port, method, &path, &headers, &body).unwrap();
        assert!(answer.status < 300, "{} {}", answer.status, answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }

    fn summary(&self, at: usize) -> String {
        let incident = self.ask(at, "GET", "/incidents/INC-1", &Value::Null);
        let sections = incident["postmortem"]["sections"].as_array().unwrap();
        let summary = sections.iter().find(|one| one["key"] == "summary");
        summary.map_or_else(String::new, |one| one["text"].as_str().unwrap().to_owned())
    }
}

async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + LONGEST;
    while !is_so() {
        assert!(Instant::now() < end, "not within {LONGEST:?}: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[test]
fn a_killed_server_loses_nothing_and_nobody_for_long() {
    afterword_testbed::run(Engine::Postgres, kill_one);
}

async fn kill_one(db: TestDb) {
    let folder = tempfile::tempdir().unwrap();
    let mut servers = Servers::start(&db, folder.path(), 3);
    servers.ask(
        1,
        "POST",
        "/incidents",
        &json!({"title": "Checkout failed"}),
    );
    let together = Arc::new(Together::new(PEOPLE, WORDS));
    let mut tasks = Vec::new();
    for person in 0..PEOPLE {
        let line = Line::new(servers.proxy.port(), &servers.word);
        let typist = Typist::new(person, line);
        tasks.push(tokio::spawn(typist.type_all(Arc::clone(&together))));
        // One after the other, so that the proxy puts two at each server.
        until("everybody is in", || together.came() > person).await;
    }
    until("half is on disk", || {
        together.acknowledged().iter().sum::<usize>() > PEOPLE * WORDS / 2
    })
    .await;
    let acknowledged = together.acknowledged();
    together.killed();
    servers.kill(0);

    let mut late = Typist::new(PEOPLE, Line::new(servers.proxy.port(), &servers.word));
    late.come_in().await.unwrap();
    for (person, words) in acknowledged.iter().enumerate() {
        let missing = (0..*words).find(|word| !late.has(person, *word));
        assert_eq!(
            missing, None,
            "of {person}, who was told that {words} are saved"
        );
    }
    let mut texts = Vec::new();
    for task in tasks {
        let text = tokio::time::timeout(LONGEST, task).await;
        texts.push(text.expect("everybody ends with everything").unwrap());
    }
    for text in &texts {
        assert_eq!(text, &texts[0]);
    }
    for person in 0..PEOPLE {
        for word in 0..WORDS {
            let word = typist::word(person, word);
            assert_eq!(texts[0].matches(&word).count(), 1, "{word} in {}", texts[0]);
        }
    }
    for at in [1, 2] {
        until("it is the incident's", || servers.summary(at) == texts[0]).await;
    }
    let back = together.back();
    assert_eq!(
        back.len(),
        PEOPLE / 3,
        "who was at the killed server is back"
    );
    let slowest = back.into_iter().max().unwrap();
    assert!(slowest < BACK, "{slowest:?}");
    let settled = servers.ask(1, "GET", "/incidents/INC-1", &Value::Null)["version"].clone();
    println!(
        "{} words, {} of them acknowledged before the kill; back within {} ms; version {settled}",
        PEOPLE * WORDS,
        acknowledged.iter().sum::<usize>(),
        slowest.as_millis(),
    );
}

#[test]
fn who_was_at_a_killed_server_is_soon_no_longer_present() {
    afterword_testbed::run(Engine::Postgres, leave_somebody_behind);
}

async fn leave_somebody_behind(db: TestDb) {
    let folder = tempfile::tempdir().unwrap();
    let mut servers = Servers::start(&db, folder.path(), 2);
    servers.ask(
        0,
        "POST",
        "/incidents",
        &json!({"title": "Checkout failed"}),
    );
    let mut gone = Typist::new(1, Line::new(servers.proxy.port(), &servers.word));
    gone.come_in().await.unwrap();
    let mut stays = Typist::new(2, Line::new(servers.proxy.port(), &servers.word));
    stays.come_in().await.unwrap();
    let began = Instant::now();
    gone.be_present().await;
    stays.until_present(1).await;
    let seen = began.elapsed();
    assert!(seen < BACK, "{seen:?}");
    // Who moves on is not seen twice.
    servers.kill(0);
    let began = Instant::now();
    tokio::time::timeout(Duration::from_secs(30), stays.until_gone(1))
        .await
        .expect("nobody is there for longer than a browser would think so");
    println!(
        "seen at the other server after {} ms; gone {:.1} s after the kill",
        seen.as_millis(),
        began.elapsed().as_secs_f64()
    );
}

#[test]
fn a_server_ends_when_a_newer_one_has_changed_the_schema() {
    afterword_testbed::run(Engine::Postgres, meet_a_newer_schema);
}

async fn meet_a_newer_schema(db: TestDb) {
    let folder = tempfile::tempdir().unwrap();
    let binary = Path::new(env!("CARGO_BIN_EXE_afterword"));
    let installation = Installation::new(binary, &folder.path().join("data"), Some(&db.url));
    let installation = installation.with_administrator().unwrap();
    let mut old = installation.start().unwrap();
    old.api("POST", "/incidents", &json!({"title": "Checkout failed"}))
        .unwrap();
    let pool = sqlx::PgPool::connect(&db.url).await.unwrap();
    sqlx::query("INSERT INTO schema_versions (version, checksum) VALUES (9999, 'newer')")
        .execute(&pool)
        .await
        .unwrap();
    until("it has ended", || old.has_ended()).await;
    let status = old.wait().unwrap();
    assert_eq!(status.code(), Some(3));
    let logged = installation.logged();
    assert!(logged.contains("schema version 9999"), "{logged}");
    let refused = installation.start().err().unwrap();
    assert!(refused.contains("start a newer afterword"), "{refused}");
}
