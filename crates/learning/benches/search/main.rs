//! The search index over 100,000 generated post-mortems, beside its peers in the same run: how fast
//! it is made, how large it is, how long an answer takes, how much memory it needs.
//!
//! `cargo bench -p afterword-learning --bench search -- [DOCUMENTS]`

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unused_self,
    clippy::doc_markdown,
    clippy::semicolon_if_nothing_returned,
    reason = "both benches share their modules, and each uses a part of them"
)]
#![expect(clippy::print_stdout, reason = "it is a program that tells figures")]

#[path = "../generator/mod.rs"]
mod generator;
mod memory;
mod ours;
mod peers;
mod questions;

use std::env;
use std::path::Path;
use std::time::{Duration, Instant};

use afterword_domain::Incident;
use afterword_learning::index::parts::passages;

use generator::Generator;
use questions::{Kind, Question};

const DOCUMENTS: usize = 100_000;
const QUESTIONS: usize = 1_000;
const SEED: u64 = 20_261_008;

/// What was measured of one engine.
struct Figures {
    name: &'static str,
    made_in: Duration,
    bytes: u64,
    memory: Option<u64>,
    /// From the fastest to the slowest.
    answers: Vec<(Kind, Duration)>,
}

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [task, folder] = arguments.as_slice()
        && task == ours::ASK
    {
        ours::ask_and_tell_memory(Path::new(folder));
        return;
    }
    let numbers = arguments.iter().find_map(|argument| argument.parse().ok());
    let documents = numbers.unwrap_or(DOCUMENTS);
    let mut generator = Generator::new(SEED);
    let incidents = generator.take(documents);
    let questions = questions::all(&generator, QUESTIONS);
    let workspace = generator.workspace();
    let texts: Vec<String> = incidents
        .iter()
        .map(|incident| text(incident, workspace))
        .collect();
    let length: usize = texts.iter().map(String::len).sum();
    println!(
        "{documents} documents of {} bytes, {QUESTIONS} questions",
        length / documents.max(1)
    );
    let folder = tempfile::tempdir().expect("a folder");
    tell(
        &ours::measure(
            &folder.path().join("ours"),
            &incidents,
            workspace,
            &questions,
        ),
        documents,
    );
    tell(
        &peers::tantivy(&folder.path().join("tantivy"), &texts, &questions),
        documents,
    );
    tell(
        &peers::fts5(&folder.path().join("fts5.db"), &texts, &questions),
        documents,
    );
}

/// All that is looked through, as the peers take it.
fn text(incident: &Incident, workspace: &afterword_domain::workspace::Workspace) -> String {
    let passages = passages(incident, workspace);
    let lines: Vec<_> = passages.iter().map(|passage| passage.text).collect();
    lines.join("\n")
}

/// How long each answer takes.
fn timed<T>(
    questions: &[Question],
    mut answer: impl FnMut(&Question) -> T,
) -> Vec<(Kind, Duration)> {
    let mut times: Vec<_> = questions
        .iter()
        .map(|question| {
            let begun = Instant::now();
            let answer = answer(question);
            let time = begun.elapsed();
            drop(answer);
            (question.kind, time)
        })
        .collect();
    times.sort_unstable_by_key(|(_, time)| *time);
    times
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn tell(figures: &Figures, documents: usize) {
    let memory = figures.memory.map_or(String::new(), |bytes| {
        format!(", {} MB of memory at most", bytes >> 20)
    });
    println!(
        "{:<10} made in {:.1} s: {:.0} documents a second{memory}; {} MB on disk",
        figures.name,
        figures.made_in.as_secs_f64(),
        documents as f64 / figures.made_in.as_secs_f64(),
        figures.bytes / 1_000_000,
    );
    tell_times(figures, "all questions", |_| true);
    for kind in Kind::ALL {
        tell_times(figures, kind.name(), |other| other == kind);
    }
}

fn tell_times(figures: &Figures, what: &str, holds: impl Fn(Kind) -> bool) {
    let times = figures.answers.iter().filter(|(kind, _)| holds(*kind));
    let times: Vec<_> = times.map(|(_, time)| time.as_secs_f64() * 1e3).collect();
    let Some(slowest) = times.last() else { return };
    let quantile = |per_mille: usize| times[times.len() * per_mille / 1_000];
    println!(
        "{:<10}   {what}: p50 {:.2} ms, p99 {:.2} ms, slowest {slowest:.2} ms",
        figures.name,
        quantile(500),
        quantile(990),
    );
}
