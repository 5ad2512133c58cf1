//! Our own index.

use std::env;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use afterword_domain::query::{Query, parse};
use afterword_domain::workspace::Workspace;
use afterword_domain::{Incident, Moment};
use afterword_learning::index::{Asked, Folder, Mark};

use crate::generator::Generator;
use crate::questions::{self, Kind, Question};
use crate::{Figures, QUESTIONS, SEED, memory, timed};

/// Tells this program to be the one that asks, so that its memory is nobody else's.
pub const ASK: &str = "--ask";
/// As many as the server takes at once.
const BATCH: usize = 250;
const TOP: usize = 10;

pub fn measure(
    path: &Path,
    incidents: &[Incident],
    workspace: &Workspace,
    questions: &[Question],
) -> Figures {
    let folder = Folder::take(path).expect("a folder");
    memory::forget_peak();
    let before = memory::resident();
    let begun = Instant::now();
    let (search, mut writer) = folder.begin().expect("an empty index");
    writer.clear().expect("nothing to forget");
    for batch in incidents.chunks(BATCH) {
        writer.add(batch, workspace).expect("written");
    }
    let now: Moment = "2026-10-08T09:12:00Z".parse().expect("a moment");
    let mark = Mark {
        seq: 1,
        at: Some(now),
    };
    writer.commit(mark).expect("committed");
    search.reload().expect("reloaded");
    let made_in = begun.elapsed();
    let memory = memory::peak()
        .zip(before)
        .map(|(peak, before)| peak - before);
    let joining = writer.join().expect("joined");
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    runtime
        .expect("a runtime")
        .block_on(joining.done())
        .expect("joined");
    writer.finish().expect("joined");
    search.reload().expect("reloaded");
    let bytes = Folder::bytes(path).expect("a size");
    let asked: Vec<_> = questions.iter().map(asked).collect();
    for asked in &asked {
        let _ = search.ranked(asked).expect("an answer").best(TOP);
    }
    let mut each = asked.iter();
    let answers = timed(questions, |_| {
        each.next().map(|asked| {
            search
                .ranked(asked)
                .map(|found| (found.total(), found.best(TOP)))
        })
    });
    drop((search, folder));
    let told = Command::new(env::current_exe().expect("this program"))
        .args([ASK.as_ref(), path.as_os_str()])
        .status();
    assert!(told.expect("it ran").success());
    Figures {
        name: "afterword",
        made_in,
        bytes,
        memory,
        answers,
    }
}

/// Opens the index that was made, asks everything, and tells what that took.
#[expect(clippy::print_stdout, reason = "it is a program that tells figures")]
pub fn ask_and_tell_memory(path: &Path) {
    let generator = Generator::new(SEED);
    let questions = questions::all(&generator, QUESTIONS);
    let before = memory::resident().unwrap_or_default();
    let begun = Instant::now();
    let opened = Folder::take(path)
        .and_then(|folder| folder.open())
        .expect("a sound index");
    let checked = begun.elapsed();
    for question in &questions {
        opened.search.ranked(&asked(question)).expect("an answer");
    }
    let after = memory::resident().unwrap_or_default();
    println!(
        "afterword  opened and checked in {:.0} ms; {} MB of memory after all questions, mapped files included",
        checked.as_secs_f64() * 1e3,
        after.saturating_sub(before) >> 20
    );
}

fn asked(question: &Question) -> Asked {
    let words = question.words.join(" ");
    let text = match question.kind {
        Kind::Phrase => format!("\"{words}\""),
        // The last word counts as begun in each of them, as it does when somebody types.
        Kind::Words | Kind::Mistyped | Kind::Begun => words,
    };
    let query: Query = parse(&text).expect("words");
    Asked::of(&query)
}
