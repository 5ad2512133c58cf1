//! What it costs that some incidents are restricted, and whether the time of an answer tells a hidden
//! incident from one that was never there: SQLite with ten thousand incidents, none of them
//! restricted and then every fiftieth.
#![expect(
    clippy::unwrap_used,
    reason = "a bench that cannot run has nothing to report"
)]

use std::hint::black_box;

use afterword_domain::incident::Visibility;
use afterword_domain::incident::open::{OpenForm, open};
use afterword_domain::policy::Sight;
use afterword_domain::query::parse;
use afterword_domain::workspace::Workspace;
use afterword_domain::{Incident, IncidentRef, Moment, PersonId};
use afterword_store::{Author, IncidentList, Opening, Store, Via};
use criterion::{Criterion, criterion_group, criterion_main};
use tokio::runtime::Runtime;

const INCIDENTS: u32 = 10_000;
const BATCH: u32 = 500;
/// One in so many is restricted to somebody else.
const EVERY: u32 = 50;

fn now() -> Moment {
    "2026-10-14T12:00:00Z".parse().unwrap()
}

fn incident(number: u32, some_are_restricted: bool) -> Incident {
    let form = OpenForm {
        title: format!("Checkout failed for the {number}th time"),
        ..OpenForm::default()
    };
    let mut incident = open(form, &Workspace::default(), now()).unwrap();
    incident.milestones.impact_started_at = Some(now().plus_days(-i64::from(number % 700)));
    if some_are_restricted && number.is_multiple_of(EVERY) {
        incident.visibility = Visibility::to_people([PersonId(7)]);
    }
    incident
}

async fn filled(folder: &tempfile::TempDir, name: &str, some_are_restricted: bool) -> Store {
    let url = format!("sqlite:{}", folder.path().join(name).display());
    let store = Store::open(&url).await.unwrap();
    let author = Author {
        person: None,
        via: Via::System,
        request_id: None,
        address: None,
    };
    for first in (1..=INCIDENTS).step_by(BATCH as usize) {
        let one = |number| Opening {
            incident: incident(number, some_are_restricted),
            source: None,
            changes: Vec::new(),
        };
        let batch = (first..first + BATCH).map(one).collect();
        store.open_incidents(&author, batch, now()).await.unwrap();
    }
    store
}

fn sight(c: &mut Criterion) {
    let runtime = Runtime::new().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let list = IncidentList::of(parse("").unwrap(), now(), 7);
    let member = Sight::Of {
        person: PersonId(1),
        team: None,
    };
    for (name, some) in [("none restricted", false), ("200 restricted", true)] {
        let store = runtime.block_on(filled(&folder, name, some));
        let mut group = c.benchmark_group(format!("10,000 incidents, {name}"));
        for (who, sight) in [("everything", &Sight::Everything), ("a member", &member)] {
            group.bench_function(format!("list, {who}"), |b| {
                b.to_async(&runtime)
                    .iter(async || store.incidents(sight, &list).await.unwrap());
            });
            group.bench_function(format!("facts, {who}"), |b| {
                b.to_async(&runtime)
                    .iter(async || store.facts(sight).await.unwrap());
            });
        }
        for (what, number) in [("hidden", EVERY * 20), ("missing", INCIDENTS + 1)] {
            group.bench_function(format!("is it there, {what}"), |b| {
                let reference = IncidentRef(number);
                b.to_async(&runtime)
                    .iter(async || store.sees(&member, black_box(reference)).await.unwrap());
            });
        }
        group.finish();
    }
}

criterion_group!(benches, sight);
criterion_main!(benches);
