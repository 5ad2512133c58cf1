//! How fast the store is on SQLite with ten thousand incidents in it.
#![expect(
    clippy::unwrap_used,
    reason = "a bench that cannot run has nothing to report"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use afterword_domain::action_item::{ActionItem, State};
use afterword_domain::incident::edit::{IncidentPatch, edit};
use afterword_domain::incident::open::{OpenForm, open};
use afterword_domain::incident::{EventKind, TimelineEvent};
use afterword_domain::policy::Sight;
use afterword_domain::query::parse;
use afterword_domain::time::Precision;
use afterword_domain::workspace::Workspace;
use afterword_domain::{ActionItemId, EventId, Incident, IncidentRef, Moment, ServiceId};
use afterword_store::{ActionFilter, Author, IncidentList, Opening, Order, Store, Via};
use criterion::{Criterion, criterion_group, criterion_main};
use tokio::runtime::Runtime;

const INCIDENTS: u32 = 10_000;
const BATCH: u32 = 500;

fn now() -> Moment {
    "2026-10-14T12:00:00Z".parse().unwrap()
}

fn author() -> Author {
    Author {
        person: None,
        via: Via::System,
        request_id: None,
        address: None,
    }
}

/// An incident whose document is about three and a half kilobytes.
fn incident(number: u32) -> Incident {
    let form = OpenForm {
        title: format!("Checkout failed for the {number}th time"),
        ..OpenForm::default()
    };
    let mut incident = open(form, &Workspace::default(), now()).unwrap();
    let began = now().plus_days(-i64::from(number % 700));
    incident.milestones.impact_started_at = Some(began);
    incident.milestones.recovered_at = Some(began.plus_days(1));
    incident.services = vec![ServiceId(number % 5 + 1)];
    for section in &mut incident.postmortem.sections {
        section.text = "Retries were not bounded and the queue grew. ".repeat(8);
    }
    for id in 1..=4 {
        incident.timeline.push(TimelineEvent {
            id: EventId(id),
            occurred_at: began,
            precision: Precision::Minute,
            recorded_at: now(),
            kind: EventKind::Alert,
            milestone: None,
            text: "The **ledger** stopped answering.".into(),
            source: String::new(),
            evidence: Vec::new(),
            pinned: false,
            questions: Vec::new(),
            history: Vec::new(),
        });
    }
    incident.postmortem.actions.push(action(number));
    incident
}

fn action(number: u32) -> ActionItem {
    let open = number.is_multiple_of(20);
    ActionItem {
        id: ActionItemId(9),
        measure: None,
        title: "Bound the retries".into(),
        note: String::new(),
        owner: None,
        owner_name: "Mika".into(),
        priority: None,
        due_on: Some(now().day()),
        earlier_dates: Vec::new(),
        ticket: None,
        state: if open { State::Open } else { State::Done },
        blocked_by: String::new(),
        wont_do_reason: String::new(),
        effort_days: None,
        factor: None,
        committed_at: now(),
        finished_at: (!open).then(now),
        proof: None,
        verify_by: None,
        reviews: Vec::new(),
    }
}

fn batch(first: u32) -> Vec<Opening> {
    let one = |number| Opening {
        incident: incident(number),
        source: None,
        changes: Vec::new(),
    };
    (first..first + BATCH).map(one).collect()
}

fn url_of(folder: &tempfile::TempDir, name: &str) -> String {
    format!("sqlite:{}", folder.path().join(name).display())
}

async fn fresh(folder: &tempfile::TempDir, name: &str) -> Store {
    let store = Store::open(&url_of(folder, name)).await.unwrap();
    let services = ["a", "b", "c", "d", "e"].map(str::to_owned);
    let done = store.ensure_names(&author(), &services, &[], now()).await;
    done.unwrap();
    store
}

fn opening(c: &mut Criterion, runtime: &Runtime, folder: &tempfile::TempDir) {
    let store = runtime.block_on(fresh(folder, "opening.db"));
    let mut group = c.benchmark_group("write");
    group.throughput(criterion::Throughput::Elements(BATCH.into()));
    group.sample_size(10);
    group.bench_function("open 500 at once", |b| {
        b.to_async(runtime).iter_custom(|rounds| {
            let store = store.clone();
            async move {
                let mut spent = Duration::ZERO;
                for _ in 0..rounds {
                    let batch = batch(0);
                    let started = Instant::now();
                    store.open_incidents(&author(), batch, now()).await.unwrap();
                    spent += started.elapsed();
                }
                spent
            }
        });
    });
    group.finish();
}

async fn edit_title(store: &Store, number: u32) {
    let patch = IncidentPatch {
        title: Some(format!("Edited at {number}")),
        ..IncidentPatch::default()
    };
    let reference = IncidentRef(number % INCIDENTS + 1);
    store
        .edit_incident(
            (&Sight::Everything, &author()),
            reference,
            None,
            now(),
            |incident, workspace, links| edit(incident, workspace, links, patch),
        )
        .await
        .unwrap();
}

fn reading(c: &mut Criterion, runtime: &Runtime, store: &Store) {
    let mut group = c.benchmark_group("10,000 incidents");
    let list = |text: &str, order| IncidentList {
        order,
        ..IncidentList::of(parse(text).unwrap(), now(), 7)
    };
    let lists = [
        ("list", list("", Order::NewestFirst)),
        ("list due first", list("", Order::DueFirst)),
        (
            "list of a service, late",
            list("service:a is:late", Order::LongestFirst),
        ),
        ("list by a word in all", list("ledger", Order::NewestFirst)),
        (
            "list by a word in none",
            list("nowhere", Order::NewestFirst),
        ),
    ];
    for (name, list) in lists {
        group.bench_function(name, |b| {
            b.to_async(runtime)
                .iter(async || store.incidents(&Sight::Everything, &list).await.unwrap());
        });
    }
    group.bench_function("get", |b| {
        b.to_async(runtime).iter(async || {
            store
                .incident(&Sight::Everything, black_box(IncidentRef(7_000)))
                .await
                .unwrap()
        });
    });
    group.bench_function("facts", |b| {
        b.to_async(runtime)
            .iter(async || store.facts(&Sight::Everything).await.unwrap());
    });
    let filter = ActionFilter {
        finished: Some(false),
        ..ActionFilter::default()
    };
    group.bench_function("500 open actions", |b| {
        b.to_async(runtime)
            .iter(async || store.actions(&Sight::Everything, &filter).await.unwrap());
    });
    group.bench_function("workspace", |b| {
        b.to_async(runtime)
            .iter(async || store.workspace().await.unwrap());
    });
    let mut number = 0;
    group.bench_function("edit", |b| {
        b.iter(|| {
            number += 1;
            runtime.block_on(edit_title(store, number));
        });
    });
    group.finish();
}

fn refreshing(c: &mut Criterion, runtime: &Runtime, store: &Store, url: &str) {
    let mut group = c.benchmark_group("10,000 incidents");
    let url = url.to_owned();
    group.bench_function("facts of a store just opened", |b| {
        b.to_async(runtime).iter_custom(|rounds| {
            let url = url.clone();
            async move {
                let mut spent = Duration::ZERO;
                for _ in 0..rounds {
                    let store = Store::open(&url).await.unwrap();
                    let started = Instant::now();
                    store.facts(&Sight::Everything).await.unwrap();
                    spent += started.elapsed();
                }
                spent
            }
        });
    });
    let mut number = 0;
    group.bench_function("facts after an edit", |b| {
        b.iter_custom(|rounds| {
            let mut spent = Duration::ZERO;
            for _ in 0..rounds {
                number += 1;
                runtime.block_on(edit_title(store, number));
                let started = Instant::now();
                runtime.block_on(store.facts(&Sight::Everything)).unwrap();
                spent += started.elapsed();
            }
            spent
        });
    });
    group.finish();
}

fn store(c: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    opening(c, &runtime, &folder);
    let store = runtime.block_on(async {
        let store = fresh(&folder, "reading.db").await;
        for first in (0..INCIDENTS).step_by(BATCH as usize) {
            let opened = store.open_incidents(&author(), batch(first), now()).await;
            opened.unwrap();
        }
        store
    });
    let url = url_of(&folder, "reading.db");
    reading(c, &runtime, &store);
    refreshing(c, &runtime, &store, &url);
}

criterion_group!(benches, store);
criterion_main!(benches);
