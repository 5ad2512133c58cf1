//! How long the loop takes on SQLite: importing real post-mortems, and listing, reading and
//! counting among ten thousand of them.

#![allow(clippy::unwrap_used, missing_docs, reason = "a benchmark may fail")]

use std::hint::black_box;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use afterword_document::{ReadOptions, read};
use afterword_domain::learning::patterns::patterns;
use afterword_domain::policy::Sight;
use afterword_domain::query::{self, Query};
use afterword_domain::stats::{AsOf, figures, quarters};
use afterword_domain::{IncidentRef, Moment};
use afterword_learning::model::{Described, Weights, similar};
use afterword_server::features::documents::importing::{File, ImportOptions, import};
use afterword_server::features::learning::library::SimilarLibrary;
use afterword_store::{Author, Finding, IncidentList, Store, Via};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tempfile::TempDir;
use tokio::runtime::Runtime;

const MANY: usize = 10_000;

/// The 129 public post-mortems that lie beside the repository.
fn corpus() -> Vec<File> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    #[expect(
        clippy::disallowed_methods,
        reason = "where the documents lie is the machine's to say"
    )]
    let shared = std::env::var_os("AFTERWORD_SHARED").map_or_else(|| beside.into(), PathBuf::from);
    let root = shared.join("data/postmortems");
    let mut files = Vec::new();
    for folder in std::fs::read_dir(&root).unwrap() {
        for file in std::fs::read_dir(folder.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let name = path
                .strip_prefix(&root)
                .unwrap()
                .to_string_lossy()
                .into_owned();
            files.push(File {
                name,
                bytes: std::fs::read(path).unwrap(),
            });
        }
    }
    files
}

/// As many files as asked for, by taking the corpus again and again under other names.
fn many(corpus: &[File], count: usize) -> Vec<File> {
    let renamed = |(number, file): (usize, &File)| File {
        name: format!("{number}/{}", file.name),
        bytes: file.bytes.clone(),
    };
    corpus
        .iter()
        .cycle()
        .take(count)
        .enumerate()
        .map(renamed)
        .collect()
}

fn now() -> Moment {
    "2026-10-08T16:00:00Z".parse().unwrap()
}

async fn fresh() -> (Store, TempDir) {
    let folder = TempDir::new().unwrap();
    let url = format!("sqlite://{}/afterword.db", folder.path().display());
    (Store::open(&url).await.unwrap(), folder)
}

async fn fill(store: &Store, files: &[File]) {
    let author = Author {
        person: None,
        via: Via::Cli,
        request_id: None,
        address: None,
    };
    let options = ImportOptions {
        zone: Some("UTC".into()),
        dry_run: false,
    };
    let report = import(
        store,
        (&Sight::Everything, &author),
        files,
        &options,
        now(),
        |_| {},
    )
    .await
    .unwrap();
    assert_eq!(report.failed, 0);
}

fn importing(c: &mut Criterion) {
    let corpus = corpus();
    let files = many(&corpus, 2_580);
    let runtime = Runtime::new().unwrap();
    let mut group = c.benchmark_group("import");
    group
        .sample_size(10)
        .measurement_time(Duration::from_secs(20));
    group.throughput(Throughput::Elements(corpus.len() as u64));
    group.bench_function("read the 129 documents", |b| {
        let options = ReadOptions {
            zone: Some("UTC".into()),
            ..ReadOptions::default()
        };
        b.iter(|| {
            for file in &corpus {
                drop(black_box(read(&file.name, &file.bytes, &options)));
            }
        });
    });
    for (name, files) in [
        ("the 129 documents, to disk", &corpus),
        ("2,580 documents, to disk", &files),
    ] {
        group.throughput(Throughput::Elements(files.len() as u64));
        group.bench_function(name, |b| {
            b.iter_custom(|rounds| {
                runtime.block_on(async {
                    let mut spent = Duration::ZERO;
                    for _ in 0..rounds {
                        let (store, _folder) = fresh().await;
                        let start = Instant::now();
                        fill(&store, files).await;
                        spent += start.elapsed();
                    }
                    spent
                })
            });
        });
    }
    group.finish();
}

fn among_ten_thousand(c: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let (store, _folder) = runtime.block_on(async {
        let (store, folder) = fresh().await;
        fill(&store, &many(&corpus(), MANY)).await;
        (store, folder)
    });
    let list = |text: &str| IncidentList {
        limit: 25,
        ..IncidentList::of(query::parse(text).unwrap(), now(), 7)
    };
    let mut group = c.benchmark_group("10,000 incidents");
    let lists = [
        (
            "list the newest 25",
            IncidentList {
                limit: 25,
                ..IncidentList::of(Query::default(), now(), 7)
            },
        ),
        (
            "list 25 by severity and date",
            list("sev:1,2,3 since:2021-06 until:2023"),
        ),
        ("list 25 by a word", list("prometheus")),
    ];
    for (name, list) in &lists {
        group.bench_function(*name, |b| {
            b.to_async(&runtime).iter(|| async {
                black_box(store.incidents(&Sight::Everything, list).await.unwrap())
            });
        });
    }
    let mut number = 0;
    group.bench_function("get one", |b| {
        b.to_async(&runtime).iter(|| {
            number = (number * 31 + 7) % 9_999;
            let reference = IncidentRef(number + 1);
            let store = &store;
            async move {
                black_box(
                    store
                        .incident(&Sight::Everything, reference)
                        .await
                        .unwrap()
                        .unwrap(),
                )
            }
        });
    });
    group.sample_size(20);
    group.bench_function("stats with eight quarters", |b| {
        b.to_async(&runtime).iter(|| async {
            let facts = store.facts(&Sight::Everything).await.unwrap();
            let as_of = AsOf {
                now: now(),
                review_days: 7,
            };
            black_box((
                figures(&facts, None, now(), as_of),
                quarters(&facts, 8, as_of),
            ))
        });
    });
    group.finish();
    learning(c, &runtime, &store);
}

fn learning(c: &mut Criterion, runtime: &Runtime, store: &Store) {
    let mut group = c.benchmark_group("10,000 incidents");
    group.sample_size(20);
    group.bench_function("patterns over eight quarters", |b| {
        b.to_async(runtime).iter(|| async {
            let workspace = store.workspace().await.unwrap();
            let facts = store.facts(&Sight::Everything).await.unwrap();
            black_box(patterns(&facts, 8, &workspace, now()))
        });
    });
    let library = SimilarLibrary::default();
    group.bench_function("similar to a title", |b| {
        b.to_async(runtime).iter(|| async {
            let workspace = store.workspace().await.unwrap();
            let text = "Prometheus ran out of memory after an upgrade";
            let described = Described::of_text(text, None, &[]);
            let ask = |all: &_| similar(all, Weights::fitted(), &described, None, &*workspace, 5);
            black_box(library.ask(store, ask).await.unwrap())
        });
    });
    group.bench_function("find five by a word", |b| {
        let finding = Finding {
            query: query::parse("prometheus").unwrap(),
            named: None,
            limit: 5,
            now: now(),
            review_days: 7,
        };
        b.to_async(runtime).iter(|| async {
            black_box(
                store
                    .find_incidents(&Sight::Everything, &finding)
                    .await
                    .unwrap(),
            )
        });
    });
    group.finish();
}

criterion_group!(benches, importing, among_ten_thousand);
criterion_main!(benches);
