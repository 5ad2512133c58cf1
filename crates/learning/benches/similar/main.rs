//! Similar incidents among 100,000 generated post-mortems: how long it takes to take them all in, how
//! long an answer takes with its reasons, how much memory it needs; beside tantivy's MoreLikeThis
//! over the same texts.
//!
//! `cargo bench -p afterword-learning --bench similar -- [DOCUMENTS] [FILE]` also writes the texts to
//! FILE, one a line, for `benches/similar/scikit_learn.py`.

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
#[path = "../search/memory.rs"]
mod memory;
mod peer;

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use afterword_domain::workspace::Workspace;
use afterword_domain::{Incident, IncidentRef};
use afterword_learning::model::{Described, Library, Weights, similar};

use generator::Generator;

const DOCUMENTS: usize = 100_000;
const BATCH: usize = 1_000;
const QUESTIONS: usize = 1_000;
const MOST: usize = 5;
const SEED: u64 = 20_261_008;

/// An incident of the library whose like is sought, and its whole text.
struct Asked {
    own: IncidentRef,
    described: Described,
    text: String,
}

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|word| word != "--bench")
        .collect();
    let documents = arguments
        .first()
        .and_then(|word| word.parse().ok())
        .unwrap_or(DOCUMENTS);
    let every = (documents / QUESTIONS).max(1);
    let before = memory::resident();
    let mut generator = Generator::new(SEED);
    let (mut library, mut asked) = (Library::default(), Vec::new());
    let mut taken = Duration::ZERO;
    for _ in 0..documents / BATCH {
        let incidents = generator.take(BATCH);
        let begun = Instant::now();
        for incident in &incidents {
            library.put(incident.reference, &Described::of(incident));
        }
        taken += begun.elapsed();
        let chosen = incidents
            .iter()
            .filter(|one| (one.reference.0 as usize).is_multiple_of(every));
        asked.extend(chosen.map(|incident| Asked {
            own: incident.reference,
            described: Described::of(incident),
            text: whole(incident),
        }));
    }
    library.settle();
    let grown = memory::resident()
        .zip(before)
        .map_or(0, |(after, before)| after.saturating_sub(before));
    println!("{documents} documents, {} questions", asked.len());
    println!(
        "Afterword: takes in {:.0} a second on one core, {} MB resident, {} words",
        count(documents) / taken.as_secs_f64(),
        grown / 1_000_000,
        library.words()
    );
    tell(
        "Afterword, the closest five with reasons",
        ours(&library, &asked, generator.workspace()),
    );
    drop(library);
    let mut generator = Generator::new(SEED);
    let batches = (0..documents / BATCH).flat_map(|_| generator.take(BATCH));
    let mut lines = String::new();
    let mut bytes = 0;
    let texts = batches.map(|incident| {
        let text = whole(&incident);
        bytes += text.len();
        if arguments.len() > 1 {
            let _ = writeln!(lines, "{}", text.replace('\n', " "));
        }
        text
    });
    let folder = tempfile::tempdir().expect("a folder");
    let sought: Vec<_> = asked.into_iter().map(|one| one.text).collect();
    let answers = peer::more_like_this(folder.path(), texts, &sought, MOST);
    tell("tantivy, MoreLikeThis", answers);
    println!("{} bytes a document", bytes / documents.max(1));
    if let Some(path) = arguments.get(1) {
        std::fs::write(path, lines).expect("a file for the texts");
    }
}

fn ours(library: &Library, asked: &[Asked], workspace: &Workspace) -> Vec<Duration> {
    let answer = |one: &Asked| {
        let begun = Instant::now();
        let found = similar(
            library,
            Weights::fitted(),
            &one.described,
            Some(one.own),
            workspace,
            MOST,
        );
        std::hint::black_box(found);
        begun.elapsed()
    };
    asked.iter().map(answer).collect()
}

/// All prose of an incident.
fn whole(incident: &Incident) -> String {
    let mut text = incident.title.clone();
    let postmortem = &incident.postmortem;
    let sections = postmortem
        .sections
        .iter()
        .map(|section| section.text.as_str());
    let factors = postmortem.factors.iter().map(|factor| factor.text.as_str());
    let measures = postmortem
        .measures
        .iter()
        .map(|measure| measure.title.as_str());
    let events = incident.timeline.iter().map(|event| event.text.as_str());
    for part in sections.chain(factors).chain(measures).chain(events) {
        text.push('\n');
        text.push_str(part);
    }
    text
}

fn tell(name: &str, mut answers: Vec<Duration>) {
    answers.sort_unstable();
    let at = |thousandths: usize| {
        let place = answers.len().saturating_sub(1) * thousandths / 1_000;
        answers
            .get(place)
            .map_or(0.0, |answer| answer.as_secs_f64() * 1_000.0)
    };
    println!(
        "{name}: p50 {:.2} ms, p99 {:.2} ms, slowest {:.2} ms",
        at(500),
        at(990),
        at(1_000)
    );
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of documents are far below 2⁵²"
)]
fn count(of: usize) -> f64 {
    of as f64
}
