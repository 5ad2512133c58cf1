//! The search index of a running server: kept up with the change log, never in the way of an
//! answer, and made anew by itself whatever became of its folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use afterword_domain::person::Role;
use afterword_domain::policy::Sight;
use afterword_server::App;
use afterword_server::features::search_index::{IndexStanding, Progress, keep_index};
use afterword_testbed::{TestDb, both};
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::util::{Answer, Caller, TestApp};

/// Far beyond what it takes: a test that gets here has failed.
const LONG: Duration = Duration::from_secs(30);

fn keep(app: &TestApp) -> JoinHandle<()> {
    tokio::spawn(keep_index(app.app.clone()))
}

/// Returns when the index knows all that happened so far.
async fn kept_up(app: &TestApp) {
    let seq = app.app.store.latest_seq().await.unwrap();
    timeout(LONG, app.app.index.reached(seq)).await.unwrap();
}

async fn comes_to(app: &App, holds: impl FnMut(&Progress) -> bool) {
    let mut progress = app.index.watch();
    timeout(LONG, progress.wait_for(holds))
        .await
        .unwrap()
        .unwrap();
}

/// The program ends as if it were killed: nothing is written down any more.
async fn killed(keeper: JoinHandle<()>) {
    keeper.abort();
    assert!(keeper.await.unwrap_err().is_cancelled());
}

async fn told(ines: &Caller<'_>) {
    let ledger = json!({"title": "Ledger ran out of connections"});
    let ledger = ines.post("/incidents", ledger).await.ok();
    let summary = json!({"text": "The **pool** of `checkout-api` was exhausted by retries."});
    let path = format!("/incidents/{}/sections/summary", ledger.reference());
    ines.seen(&ledger).put(&path, summary).await.ok();
    for title in [
        "Mail was late",
        "Retries without a bound",
        "Pool of senders full",
    ] {
        ines.post("/incidents", json!({"title": title})).await.ok();
    }
}

fn references(found: &Answer) -> Vec<&str> {
    let rows = found.body["incidents"].as_array().unwrap().iter();
    rows.map(|row| row["incident"]["reference"].as_str().unwrap())
        .collect()
}

/// What was written a moment ago is found: the answer waits until the index has it.
async fn finds_at_once(ines: &Caller<'_>, round: u32) {
    let word = format!("brandnew{round}");
    let title = json!({"title": format!("Ledger {word}")});
    let opened = ines.post("/incidents", title).await.ok();
    let answer = found(ines, &word).await;
    assert_eq!(references(&answer), [opened.reference()], "{word}");
    assert_eq!(answer.body["index"], "ready");
}

async fn found(ines: &Caller<'_>, q: &str) -> Answer {
    let q = q.replace(' ', "%20").replace('"', "%22");
    ines.get(&format!("/search?q={q}")).await.ok()
}

both! {
    async fn what_was_just_written_is_found_ranked_and_marked(db: TestDb) {
        let app = TestApp::start(db).await;
        let keeper = keep(&app);
        let ines = app.admin().await;
        told(&ines).await;
        kept_up(&app).await;
        let pool = found(&ines, "pool").await;
        assert_eq!(pool.body["index"], "ready");
        assert_eq!(references(&pool), ["INC-4", "INC-1"], "a title weighs more");
        assert_eq!(pool.body["incidents_total"], 2);
        assert_eq!(pool.body["incidents"][0]["title_marks"], json!([{"start": 0, "end": 4}]));
        assert_eq!(pool.body["incidents"][0]["snippet"], Value::Null);
        let snippet = &pool.body["incidents"][1]["snippet"];
        assert_eq!(snippet["part"], "summary");
        assert_eq!(snippet["text"], "The pool of checkout-api was exhausted by retries.");
        assert_eq!(snippet["marks"], json!([{"start": 4, "end": 8}]));
        for (q, expected) in [
            ("retires", &["INC-3", "INC-1"][..]),
            ("exhau", &["INC-1"]),
            ("\"checkout-api was\"", &["INC-1"]),
            ("pool -retries", &["INC-4"]),
            ("pool is:drill", &[]),
            ("pool -is:drill", &["INC-4", "INC-1"]),
            ("INC-2", &["INC-2"]),
        ] {
            let found = found(&ines, q).await;
            assert_eq!(references(&found), expected, "{q}");
            assert_eq!(found.body["incidents_total"], expected.len(), "{q}");
        }
        for round in 0..5 {
            finds_at_once(&ines, round).await;
        }
        killed(keeper).await;
    }
}

both! {
    async fn a_list_and_its_counts_go_by_the_same_words(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        told(&ines).await;
        let keeper = keep(&app);
        kept_up(&app).await;
        for (q, expected) in [
            ("retires", vec!["INC-3", "INC-1"]),
            ("retires%20-sev:1", vec!["INC-3", "INC-1"]),
            ("pool%20-ledger", vec!["INC-4"]),
            ("nothing", vec![]),
        ] {
            let list = ines.get(&format!("/incidents?q={q}&order=newest")).await.ok();
            let rows = list.body["items"].as_array().unwrap().iter();
            let rows: Vec<_> = rows.map(|row| row["reference"].as_str().unwrap()).collect();
            let mut sorted = rows.clone();
            sorted.sort_unstable_by(|a, b| b.cmp(a));
            assert_eq!(sorted, expected, "{q}");
            assert_eq!(list.body["total"], expected.len(), "{q}");
            let quarters = ines.get(&format!("/incident-quarters?q={q}")).await.ok();
            let all = quarters.body.as_array().unwrap().iter();
            let count: u64 = all.map(|one| one["listed"].as_u64().unwrap()).sum();
            assert_eq!(count, expected.len() as u64, "{q}");
        }
        killed(keeper).await;
    }
}

both! {
    async fn a_new_name_is_found(db: TestDb) {
        let app = TestApp::start(db).await;
        let keeper = keep(&app);
        let ines = app.admin().await;
        let service = json!({"name": "ledger", "team": null});
        let service = ines.post("/services", service).await.ok();
        let id = &service.body["id"];
        ines.post("/incidents", json!({"title": "Slow", "services": [id]})).await.ok();
        kept_up(&app).await;
        assert_eq!(references(&found(&ines, "ledger").await), ["INC-1"]);
        let mut renamed = service.body.clone();
        renamed["name"] = json!("accounts");
        renamed.as_object_mut().unwrap().remove("id");
        ines.put(&format!("/services/{id}"), renamed).await.ok();
        kept_up(&app).await;
        assert_eq!(references(&found(&ines, "accounts").await), ["INC-1"]);
        assert_eq!(references(&found(&ines, "ledger").await), [""; 0]);
        let status = ines.get("/search-index").await.ok();
        assert_eq!(status.body["made_because"], "something was renamed");
        killed(keeper).await;
    }
}

/// Everything that a search reads.
fn files(folder: &Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path());
    let aside = |path: &PathBuf| {
        path.extension()
            .is_none_or(|end| end == "json" || end == "lock")
    };
    let mut files: Vec<_> = files.collect();
    files.retain(|path| !aside(path));
    assert!(!files.is_empty());
    files
}

/// Out of sight at once, whatever still writes into it.
fn delete(folder: &Path) {
    fs::rename(folder, folder.with_extension("gone")).unwrap();
    fs::remove_dir_all(folder.with_extension("gone")).ok();
}

/// Puts another file in the place of one. What is still open stays as it was: a file that shrinks
/// while it is mapped into memory ends the program that reads it.
fn put(path: &Path, bytes: impl AsRef<[u8]>) {
    let beside = path.with_extension("put");
    fs::write(&beside, bytes).unwrap();
    fs::rename(beside, path).unwrap();
}

fn harm(folder: &Path, how: &str) {
    match how {
        "deleted" => delete(folder),
        "emptied" => put(&folder.join("meta.json"), ""),
        // All of them: which belong to the last commit is not to be seen from outside.
        "truncated" => {
            for path in files(folder) {
                // One that is not needed any more may be gone by now.
                if let Ok(bytes) = fs::read(&path) {
                    put(&path, &bytes[..bytes.len() / 2]);
                }
            }
        }
        "changed" => {
            for path in files(folder) {
                let Ok(mut bytes) = fs::read(&path) else {
                    continue;
                };
                // One that is being written still may be empty.
                bytes.iter_mut().take(1).for_each(|byte| *byte ^= 0xff);
                put(&path, bytes);
            }
        }
        "of a later version" => {
            let path = folder.join("meta.json");
            let meta = fs::read_to_string(&path).unwrap();
            put(
                &path,
                meta.replace("\\\"version\\\":2", "\\\"version\\\":3"),
            );
        }
        _ => unreachable!("{how}"),
    }
}

both! {
    async fn whatever_became_of_it_the_server_answers_and_mends_it(db: TestDb) {
        let mut app = TestApp::start(db).await;
        let ines = app.person("ines", Role::Admin).await;
        told(&app.session(&ines).await).await;
        let keeper = keep(&app);
        kept_up(&app).await;
        killed(keeper).await;
        for (how, said) in [
            ("deleted", "there was none"),
            ("emptied", "it is damaged"),
            ("truncated", "it is damaged"),
            ("changed", "it is damaged"),
            ("of a later version", "it has version 3, this program makes version 2"),
        ] {
            harm(&app.folder.path().join("index"), how);
            app = app.started_again().await;
            let caller = app.session(&ines).await;
            // Before the index is looked at at all, the database answers.
            let answer = found(&caller, "retries").await;
            assert_eq!(answer.body["index"], "absent", "{how}");
            assert_eq!(references(&answer), ["INC-3", "INC-1"], "{how}");
            let keeper = keep(&app);
            kept_up(&app).await;
            let answer = found(&caller, "retries").await;
            assert_eq!(answer.body["index"], "ready", "{how}");
            assert_eq!(references(&answer), ["INC-3", "INC-1"], "{how}");
            let status = caller.get("/search-index").await.ok().body;
            let because = status["made_because"].as_str().unwrap();
            assert!(because.starts_with(said), "{how}: {because}");
            assert_eq!((&status["incidents"], &status["behind"]), (&json!(4), &json!(0)));
            assert!(status["bytes"].as_u64().unwrap() > 1_000);
            killed(keeper).await;
        }
    }
}

both! {
    async fn what_happened_while_nobody_looked_is_taken_in(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.person("ines", Role::Admin).await;
        let keeper = keep(&app);
        kept_up(&app).await;
        killed(keeper).await;
        told(&app.session(&ines).await).await;
        let app = app.started_again().await;
        let keeper = keep(&app);
        kept_up(&app).await;
        let caller = app.session(&ines).await;
        assert_eq!(references(&found(&caller, "pool").await), ["INC-4", "INC-1"]);
        let status = caller.get("/search-index").await.ok().body;
        assert_eq!(status["made_because"], Value::Null, "it was read on, not made anew");
        killed(keeper).await;
    }
}

both! {
    async fn one_of_another_database_is_not_used(db: TestDb) {
        let strange = TestApp::start(TestDb::fresh(db.engine)).await;
        told(&strange.admin().await).await;
        let keeper = keep(&strange);
        kept_up(&strange).await;
        killed(keeper).await;
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        ines.post("/incidents", json!({"title": "The only one"})).await.ok();
        fs::rename(strange.folder.path().join("index"), app.folder.path().join("index")).unwrap();
        let keeper = keep(&app);
        kept_up(&app).await;
        assert_eq!(references(&found(&ines, "pool").await), [""; 0]);
        assert_eq!(references(&found(&ines, "only").await), ["INC-1"]);
        let status = ines.get("/search-index").await.ok().body;
        let because = status["made_because"].as_str().unwrap();
        assert!(because.starts_with("it is of another database"), "{because}");
        killed(keeper).await;
    }
}

both! {
    async fn a_folder_that_goes_while_it_is_used_is_made_again(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        told(&ines).await;
        let keeper = keep(&app);
        kept_up(&app).await;
        delete(&app.folder.path().join("index"));
        assert_eq!(references(&found(&ines, "pool").await), ["INC-4", "INC-1"]);
        ines.post("/incidents", json!({"title": "Pool three"})).await.ok();
        kept_up(&app).await;
        assert_eq!(references(&found(&ines, "three").await), ["INC-5"]);
        assert!(app.folder.path().join("index/meta.json").is_file());
        killed(keeper).await;
    }
}

both! {
    async fn a_second_program_answers_without_it_until_the_first_ends(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        told(&ines).await;
        let first = keep(&app);
        kept_up(&app).await;
        let second = app.beside();
        let keeper = tokio::spawn(keep_index(second.clone()));
        comes_to(&second, |progress| progress.standing == IndexStanding::Waiting).await;
        let workspace = second.store.workspace().await.unwrap();
        let asked = afterword_server::query::read(&second, &Sight::Everything, &workspace, "retries").await.unwrap();
        assert!(asked.has_words(), "the database looks for them");
        killed(first).await;
        let seq = app.app.store.latest_seq().await.unwrap();
        timeout(LONG, second.index.reached(seq)).await.unwrap();
        let asked = afterword_server::query::read(&second, &Sight::Everything, &workspace, "retries").await.unwrap();
        assert!(!asked.has_words(), "the index has");
        killed(keeper).await;
    }
}

both! {
    async fn an_administrator_has_it_made_again(db: TestDb) {
        let app = TestApp::start(db).await;
        let keeper = keep(&app);
        let ines = app.admin().await;
        told(&ines).await;
        kept_up(&app).await;
        assert_eq!(ines.post("/search-index/rebuild", json!({})).await.status, 202);
        let asked_for = Some("it was asked for".to_owned());
        comes_to(&app.app, |progress| progress.made_because == asked_for).await;
        kept_up(&app).await;
        assert_eq!(references(&found(&ines, "pool").await), ["INC-4", "INC-1"]);
        let member = app.person("mika", Role::Member).await;
        let member = app.session(&member).await;
        member.get("/search-index").await.refused(403, "role_too_low");
        member.post("/search-index/rebuild", json!({})).await.refused(403, "role_too_low");
        killed(keeper).await;
    }
}
