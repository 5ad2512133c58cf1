//! How long Patterns and Home take among a hundred thousand post-mortems: every request that each
//! page makes, through the server's own router and SQLite on disk.
//!
//! `cargo bench -p afterword-server --bench pages -- 100000`

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark may fail, and tells what it measured"
)]

#[path = "../../learning/benches/generator/mod.rs"]
#[allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::pedantic,
    clippy::expect_used,
    reason = "what the benchmarks of another crate make their post-mortems with"
)]
mod generator;

#[allow(
    dead_code,
    unreachable_pub,
    reason = "each benchmark takes what it needs of it"
)]
mod asked;

use std::time::{Duration, Instant};

use afterword_domain::action_item::{ActionItem, State};
use afterword_domain::postmortem::{ContributingFactor, Status};
use afterword_domain::recurrence::{Recurrence, Verdict};
use afterword_domain::{
    ActionItemId, ContributingFactorId, FactorId, Incident, IncidentRef, Moment,
};
use afterword_store::{Opening, Store};
use afterword_testbed::load::{HOME, PATTERNS};
use asked::{Caller, author, now, person};
use axum::body::Body;
use axum::http::Method;
use generator::{Generator, Random};

/// Five years, the last of which are shown.
const DAYS: i64 = 5 * 365;
const BATCH: usize = 500;
const TIMES: usize = 41;

fn main() {
    let mut wanted = std::env::args().skip(1);
    let many = wanted.find_map(|word| word.parse().ok());
    // `cargo test` starts benchmarks too, and wants to know only that they run.
    let many: usize = many.unwrap_or(200);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(measure(many));
}

async fn measure(many: usize) {
    let folder = tempfile::tempdir().unwrap();
    let store = asked::store(folder.path()).await;
    let started = Instant::now();
    fill(&store, many).await;
    println!("{many} incidents written in {:.0?}", started.elapsed());
    let ines = person(&store, "ines").await;
    let caller = Caller::sign_in(asked::app(store, folder.path()), ines.id).await;
    println!("the first time of each, with what is kept in memory still to be read:");
    for path in PATTERNS.iter().chain(&HOME[..8]) {
        let (took, bytes) = get(&caller, path).await;
        println!("{took:>10.1?} {bytes:>9} bytes  {path}");
    }
    for (page, paths) in [("Patterns", &PATTERNS[..]), ("Home", &HOME[..])] {
        println!("{page}, median and slowest of {TIMES}:");
        for path in paths {
            let mut times = Vec::new();
            for _ in 0..TIMES {
                times.push(get(&caller, path).await.0);
            }
            tell(path, times);
        }
        let mut times = Vec::new();
        for _ in 0..TIMES {
            let start = Instant::now();
            let asked = paths.iter().map(|path| {
                let (caller, path) = (caller.clone(), (*path).to_owned());
                tokio::spawn(async move { get(&caller, &path).await })
            });
            for one in asked.collect::<Vec<_>>() {
                one.await.unwrap();
            }
            times.push(start.elapsed());
        }
        tell("all of them at once", times);
    }
}

fn tell(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let (median, most) = (times[times.len() / 2], times[times.len() - 1]);
    println!("{median:>10.1?} {most:>10.1?}  {what}");
}

async fn fill(store: &Store, many: usize) {
    let mut generator = Generator::new(7);
    let mut random = Random::new(11);
    let workspace = generator.workspace();
    let services: Vec<_> = workspace
        .services
        .iter()
        .map(|one| one.name.clone())
        .collect();
    let factors: Vec<_> = workspace
        .factors
        .iter()
        .map(|one| one.label.clone())
        .collect();
    let named = store
        .ensure_names(&author(), &services, &factors, now())
        .await;
    named.unwrap();
    let apart = DAYS * 86_400_000_000 / i64::try_from(many).unwrap();
    let mut number = 0;
    while number < many {
        let batch = generator.take(BATCH.min(many - number)).into_iter();
        let opened = batch.map(|incident| {
            number += 1;
            let back = apart * i64::try_from(many - number + 1).unwrap();
            let began = Moment::from_micros(now().micros() - back).unwrap();
            Opening {
                incident: lived(incident, number, began, &mut random),
                source: None,
                changes: Vec::new(),
            }
        });
        let opened = opened.collect();
        store
            .open_incidents(&author(), opened, now())
            .await
            .unwrap();
    }
}

/// An incident as it is some weeks later: with milestones, published, some with two factors, an
/// action item, or a recurrence of an earlier one.
fn lived(mut incident: Incident, number: usize, began: Moment, random: &mut Random) -> Incident {
    let mut minutes = |most| i64::try_from(1 + random.below(most)).unwrap() * 60_000_000;
    let mut at = began;
    let mut next = |most| {
        at = Moment::from_micros(at.micros() + minutes(most)).unwrap();
        Some(at)
    };
    let milestones = &mut incident.milestones;
    milestones.impact_started_at = Some(began);
    milestones.detected_at = next(20);
    milestones.acknowledged_at = next(10);
    milestones.identified_at = next(90);
    milestones.mitigated_at = next(60);
    milestones.recovered_at = next(30);
    for event in &mut incident.timeline {
        event.occurred_at = began;
    }
    let recovered = milestones.recovered_at.unwrap();
    let postmortem = &mut incident.postmortem;
    if recovered.plus_days(20) < now() {
        postmortem.status = Status::Published;
        postmortem.published_at = Some(recovered.plus_days(3));
    }
    let factor = postmortem.factors[0].factor.unwrap();
    if number.is_multiple_of(3) {
        let second = ContributingFactor {
            id: ContributingFactorId(90),
            factor: Some(FactorId(1 + factor.0 % 80)),
            ..postmortem.factors[0].clone()
        };
        postmortem.factors.push(second);
    }
    if number.is_multiple_of(4) {
        let open = number.is_multiple_of(200);
        postmortem.actions.push(ActionItem {
            id: ActionItemId(91),
            measure: None,
            title: "Bound the retries".into(),
            note: String::new(),
            owner: None,
            owner_name: "Mika".into(),
            priority: None,
            due_on: Some(recovered.plus_days(20).day()),
            earlier_dates: Vec::new(),
            ticket: None,
            state: if open { State::Open } else { State::Done },
            blocked_by: String::new(),
            wont_do_reason: String::new(),
            effort_days: None,
            factor: Some(factor),
            committed_at: recovered.plus_days(3),
            finished_at: (!open).then(|| recovered.plus_days(15).min(now())),
            proof: None,
            verify_by: None,
            reviews: Vec::new(),
        });
    }
    if number.is_multiple_of(10) {
        let back = u32::try_from(number / 2).unwrap();
        incident.recurrences.push(Recurrence {
            earlier: IncidentRef(back),
            verdict: Verdict::Confirmed,
            reasons: Vec::new(),
            by: None,
            at: recovered,
        });
    }
    incident.next_entry = 91;
    incident
}

/// How long it took until the whole answer was there, and how long that is.
async fn get(caller: &Caller, path: &str) -> (Duration, usize) {
    let request = caller.request(Method::GET, path).body(Body::empty());
    let answer = caller.send(request.unwrap()).await;
    let (status, body) = (answer.status, answer.body);
    assert!(status.is_success(), "{path}: {status} {body:?}");
    (answer.took, body.len())
}
