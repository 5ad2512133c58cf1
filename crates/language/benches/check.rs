//! How fast texts are checked: real post-mortems together, one document of 16 KB again and again,
//! and a line without end.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench that cannot run has nothing to report, and it reports by printing"
)]

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use afterword_language::{Additions, Checker, Pack};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

/// Every Markdown file of `../shared/data/postmortems`, or of the folder that `AFTERWORD_SHARED`
/// names.
fn documents() -> Vec<String> {
    #[expect(
        clippy::disallowed_methods,
        reason = "where the documents lie is the machine's to say"
    )]
    let shared = std::env::var_os("AFTERWORD_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let folders = std::fs::read_dir(shared.join("data/postmortems")).unwrap();
    let mut files: Vec<PathBuf> = folders
        .flat_map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap())
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    files
        .iter()
        .map(|file| std::fs::read_to_string(file).unwrap())
        .collect()
}

fn check(criterion: &mut Criterion) {
    let checker = Checker::new(&Pack::english(), &Additions::default()).unwrap();
    let documents = documents();
    let all = documents.join("\n\n");
    let mut group = criterion.benchmark_group("language");
    group.throughput(Throughput::Bytes(all.len() as u64));
    group.bench_function("markdown, the documents", |bencher| {
        bencher.iter(|| {
            let found = documents
                .iter()
                .map(|text| checker.check_markdown(text).len());
            black_box(found.sum::<usize>())
        });
    });
    group.bench_function("plain text, the documents as one", |bencher| {
        bencher.iter(|| black_box(checker.check(&all).len()));
    });
    let line = "the queue drained and the engineer looked at it, ".repeat(10 * 1024 * 1024 / 49);
    group.throughput(Throughput::Bytes(line.len() as u64));
    group.sample_size(10);
    group.bench_function("markdown, ten megabytes on one line", |bencher| {
        bencher.iter(|| black_box(checker.check_markdown(&line).len()));
    });
    group.finish();
    criterion.bench_function("making a checker", |bencher| {
        bencher.iter(|| Checker::new(&Pack::english(), &Additions::default()).unwrap());
    });
    print_percentiles(&checker, &all);
}

/// Of ten thousand checks of 16 KB, cut from the documents at ever other places.
fn print_percentiles(checker: &Checker, all: &str) {
    let size = 16 * 1024;
    let mut times: Vec<Duration> = (0..10_000)
        .map(|round| {
            let start = all.floor_char_boundary(round * 97 % (all.len() - size));
            let text = &all[start..all.floor_char_boundary(start + size)];
            let begun = Instant::now();
            black_box(checker.check_markdown(text).len());
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    println!(
        "16 KB of Markdown: p50 {:?}, p99 {:?}, worst {:?}",
        times[times.len() / 2],
        times[times.len() * 99 / 100],
        times[times.len() - 1]
    );
}

criterion_group!(benches, check);
criterion_main!(benches);
