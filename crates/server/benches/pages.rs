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

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use afterword_domain::action_item::{ActionItem, State};
use afterword_domain::clock::Clock;
use afterword_domain::person::{PersonForm, Role};
use afterword_domain::postmortem::{ContributingFactor, Status};
use afterword_domain::recurrence::{Recurrence, Verdict};
use afterword_domain::sign_in::SignInWay;
use afterword_domain::{
    ActionItemId, ContributingFactorId, FactorId, Incident, IncidentRef, Moment,
};
use afterword_server::auth::limits::PerSecond;
use afterword_server::auth::secret;
use afterword_server::serve::router;
use afterword_server::{App, Config};
use afterword_store::{Author, Blobs, NewSession, Opening, Store, Via};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::Request;
use generator::{Generator, Random};
use tower::ServiceExt;

/// Five years, the last of which are shown.
const DAYS: i64 = 5 * 365;
const BATCH: usize = 500;
const TIMES: usize = 41;

const PATTERNS: [&str; 5] = [
    "/patterns",
    "/stats/repeat-rate?since=2026-07-10&count=8",
    "/action-outcomes",
    "/times?counted_from=before",
    "/clusters",
];
const HOME: [&str; 9] = [
    "/incidents?q=is:owed&limit=4&order=due",
    "/incidents?q=is:draft+-is:drill+-is:duplicate&limit=20",
    "/incidents?q=is:late&limit=1",
    "/incidents?q=has:meeting+-is:published&limit=50",
    "/actions",
    "/stats",
    "/attention",
    "/incidents?q=has:open-question&limit=100",
    "/patterns",
];

struct Standing(Moment);

impl Clock for Standing {
    fn now(&self) -> Moment {
        self.0
    }
}

fn now() -> Moment {
    "2026-10-08T16:00:00Z".parse().unwrap()
}

fn author() -> Author {
    Author {
        person: None,
        via: Via::System,
        request_id: None,
        address: None,
    }
}

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
    let url = format!("sqlite://{}/afterword.db", folder.path().display());
    let store = Store::open(&url).await.unwrap();
    let started = Instant::now();
    fill(&store, many).await;
    println!("{many} incidents written in {:.0?}", started.elapsed());
    let config = Config {
        listen: "127.0.0.1:7117".parse().unwrap(),
        demo: false,
        https: false,
        files: Blobs::in_folder(folder.path()).unwrap(),
        proxies: Vec::new(),
        limits: PerSecond::NO_LIMIT,
    };
    let app = App::new(store, Arc::new(Standing(now())), config);
    let caller = Caller {
        cookie: sign_in(&app).await,
        router: router(app),
    };
    println!("the first time of each, with what is kept in memory still to be read:");
    for path in PATTERNS.iter().chain(&HOME[..8]) {
        let (took, bytes) = caller.get(path).await;
        println!("{took:>10.1?} {bytes:>9} bytes  {path}");
    }
    for (page, paths) in [("Patterns", &PATTERNS[..]), ("Home", &HOME[..])] {
        println!("{page}, median and slowest of {TIMES}:");
        for path in paths {
            let mut times = Vec::new();
            for _ in 0..TIMES {
                times.push(caller.get(path).await.0);
            }
            tell(path, times);
        }
        let mut times = Vec::new();
        for _ in 0..TIMES {
            let start = Instant::now();
            let asked = paths.iter().map(|path| {
                let (caller, path) = (caller.clone(), (*path).to_owned());
                tokio::spawn(async move { caller.get(&path).await })
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

async fn sign_in(app: &App) -> String {
    let form = PersonForm {
        handle: "ines".into(),
        name: "Ines".into(),
        email: None,
        role: Role::Admin,
        team: None,
    };
    let person = app.store.add_person(&author(), form, now()).await.unwrap();
    let secret = secret::new("");
    let hash = secret::hash(&secret);
    let new = NewSession {
        shown_at: Some(app.now()),
        secret_hash: &hash,
        person: person.id,
        way: SignInWay::Password,
        agent: None,
        id_token: None,
    };
    let begun = app.store.begin_session(&author(), new, now()).await;
    begun.unwrap();
    format!("afterword_session={secret}")
}

#[derive(Clone)]
struct Caller {
    router: Router,
    cookie: String,
}

impl Caller {
    /// How long it took until the whole answer was there, and how long that is.
    async fn get(&self, path: &str) -> (Duration, usize) {
        let peer: SocketAddr = "127.0.0.1:40000".parse().unwrap();
        let request = Request::get(format!("/api/v1{path}"))
            .header("cookie", &self.cookie)
            .extension(ConnectInfo(peer))
            .body(Body::empty());
        let start = Instant::now();
        let answer = self.router.clone().oneshot(request.unwrap()).await.unwrap();
        let status = answer.status();
        let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        assert!(status.is_success(), "{path}: {status} {body:?}");
        (start.elapsed(), body.len())
    }
}
