//! What lies beside the database is spoiled: the search index, and an attached file.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::Outcome;
use super::bench::{Bench, until};
use super::load::Load;
use crate::ask::{Response, ask};
use crate::program::Running;

const LONGEST_MS: u64 = 200;

/// Every file below a folder.
fn files_of(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        if path.is_dir() {
            found.extend(files_of(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Cut in half, changed in the middle, or gone.
fn spoil(file: &Path, how: u64) -> Result<(), String> {
    let spoiled = fs::read(file).and_then(|mut content| {
        let middle = content.len() / 2;
        match how {
            0 => content.truncate(middle),
            1 if !content.is_empty() => content[middle] ^= 0xff,
            _ => return fs::remove_file(file),
        }
        fs::write(file, content)
    });
    spoiled.map_err(|error| format!("{} was not spoiled: {error}", file.display()))
}

pub(super) fn index(binary: &Path, rounds: u32, outcome: &mut Outcome) -> Result<(), String> {
    let mut bench = Bench::new(binary, None, rounds)?;
    let mut server = bench.program.start()?;
    for round in 0..rounds {
        let word = format!("quirk{round}");
        let opened = json!({"title": format!("Ledger {word}")});
        let opened = server.api("POST", "/incidents", &opened);
        let opened = opened.map_err(|error| error.to_string())?;
        if opened.status == 201 {
            outcome.acknowledged += 1;
        }
        let load = Load::begin(&server, &format!("round {round}"));
        bench.let_write(&load, LONGEST_MS)?;
        // An index that nothing was written to yet cannot be torn.
        until("it was found by its word", || found(&server, &word))?;
        server.kill();
        let ledger = load.end();
        let files = files_of(&bench.program.data().join("index"));
        let files: Vec<_> = files
            .iter()
            .filter(|file| fs::metadata(file).is_ok_and(|data| data.len() > 0))
            .collect();
        if files.is_empty() {
            return Err("there is no search index".into());
        }
        for _ in 0..3 {
            let file = files[usize::try_from(bench.below(files.len() as u64)).unwrap_or_default()];
            let how = bench.below(3);
            if file.exists() {
                spoil(file, how)?;
                outcome.faults += 1;
            }
        }
        server = bench.program.start()?;
        bench.look(ledger, &server, outcome);
        if until("it was found again", || found(&server, &word)).is_err() {
            outcome.wrong(format!("{word} is not found any more"));
        }
    }
    bench.look_at_all(&server, outcome);
    bench.must_log("the search index is made anew", outcome);
    server.stop()
}

fn found(server: &Running, word: &str) -> bool {
    let path = format!("/incidents?q={word}");
    let Ok(answer) = server.api("GET", &path, &Value::Null) else {
        return false;
    };
    answer.status == 200 && answer.body.contains(word)
}

pub(super) fn file(binary: &Path, rounds: u32, outcome: &mut Outcome) -> Result<(), String> {
    let bench = Bench::new(binary, None, rounds)?;
    let server = bench.program.start()?;
    let told = |error: std::io::Error| error.to_string();
    let opened = json!({"title": "Ledger stands still"});
    let opened = server.api("POST", "/incidents", &opened).map_err(told)?;
    let reference = field(&opened.body, "reference")?;
    let timeline = format!("/incidents/{reference}/timeline");
    let entry = json!({"occurred_at": "2026-10-08T09:12:00Z", "text": "the pool is full"});
    server.api("POST", &timeline, &entry).map_err(told)?;
    let mut known = 0;
    for round in 0..rounds {
        let content = format!("log of round {round}\n").repeat(200 * (round as usize + 1));
        let path = attach(&server, &timeline, round, &content)?;
        outcome.acknowledged += 1;
        known += 1;
        let whole = server.api("GET", &path, &Value::Null).map_err(told)?;
        if whole.body != content {
            outcome.wrong(format!(
                "round {round}: the file came back as something else"
            ));
        }
        let files = files_of(&bench.program.data().join("files"));
        let newest = files
            .iter()
            .find(|file| fs::read(file).is_ok_and(|kept| kept == content.as_bytes()));
        let newest = newest.ok_or("the file is not where files lie")?;
        spoil(newest, u64::from(round % 3))?;
        outcome.faults += 1;
        let spoiled = server.api("GET", &path, &Value::Null);
        if spoiled.is_ok_and(|answer| seems_whole(&answer)) {
            outcome.wrong(format!(
                "round {round}: a spoiled file was handed out as if it were whole"
            ));
        }
        // Attaching it again mends it.
        attach(&server, &timeline, round, &content)?;
        let mended = server.api("GET", &path, &Value::Null).map_err(told)?;
        if mended.body != content {
            outcome.wrong(format!("round {round}: the file was not mended"));
        }
        spoil(newest, u64::from(round % 3))?;
    }
    backup_names_them(&bench, known, outcome)?;
    bench.must_log("is not what was kept", outcome);
    server.stop()
}

/// Whether whoever gets it takes it for all of it. An answer that does not say how long it is ends
/// where it ends.
fn seems_whole(answer: &Response) -> bool {
    let announced = answer.header("content-length").next();
    let length = announced.map(|length| length.parse() == Ok(answer.body.len()));
    answer.status == 200 && length.unwrap_or(true)
}

fn field(body: &str, name: &str) -> Result<String, String> {
    let told: Value = serde_json::from_str(body).map_err(|error| error.to_string())?;
    let field = told[name].as_str().map(ToOwned::to_owned);
    field.ok_or_else(|| format!("no {name} in {body}"))
}

/// The path below the API of the file that is attached.
fn attach(server: &Running, timeline: &str, round: u32, content: &str) -> Result<String, String> {
    let word = server.word();
    let headers = [
        ("authorization", word.as_str()),
        ("content-type", "application/octet-stream"),
    ];
    let path = format!("/api/v1{timeline}/1/files?name=log-{round}.txt");
    let answer = ask(server.port(), "POST", &path, &headers, content);
    let answer = answer.map_err(|error| error.to_string())?;
    if answer.status != 200 {
        return Err(format!("the file was not attached: {}", answer.body));
    }
    let told: Value = serde_json::from_str(&answer.body).map_err(|error| error.to_string())?;
    let name = format!("log-{round}.txt");
    let evidence = told["timeline"][0]["evidence"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    let ours = evidence.iter().find(|one| one.to_string().contains(&name));
    let file = ours.and_then(|one| one["url"].as_str()?.strip_prefix("/api/v1"));
    file.map(ToOwned::to_owned)
        .ok_or_else(|| format!("no file in {evidence:?}"))
}

fn backup_names_them(bench: &Bench, spoiled: usize, outcome: &mut Outcome) -> Result<(), String> {
    let file = bench.folder().join("backup.tar");
    let file = file.to_str().unwrap_or_default();
    let made = bench.program.run(&["backup", file, "--format", "json"])?;
    let told: Value = serde_json::from_slice(&made.stdout).unwrap_or_default();
    let lost = told["lost_files"].as_array().map_or(0, Vec::len);
    if lost == spoiled && made.status.code() == Some(1) {
        outcome.said("`afterword backup` names every spoiled file");
    } else {
        outcome.wrong(format!(
            "the backup names {lost} of {spoiled} spoiled files"
        ));
    }
    Ok(())
}
