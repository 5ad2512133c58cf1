//! Whether the time of an answer tells a hidden incident from one that was never there: the same
//! request of both, one right after the other and in either order, many times, through the server's
//! own router and SQLite on disk.
//!
//! `cargo bench -p afterword-server --bench hidden -- 2000`
//!
//! Of each operation it tells both medians, by how much the hidden one took longer (the median of
//! the differences of pairs), and z of Wilcoxon's signed-rank test. Above [`MOST`] of the median it
//! ends with a failure; z alone does not, since with enough rounds it finds what no network lets
//! anybody see.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark may fail, and tells what it measured"
)]

#[allow(
    dead_code,
    unreachable_pub,
    reason = "each benchmark takes what it needs of it"
)]
mod asked;

use std::process::ExitCode;
use std::time::Duration;

use afterword_domain::PersonId;
use afterword_domain::incident::Visibility;
use afterword_domain::incident::open::{OpenForm, open};
use afterword_store::{Opening, Store};
use asked::{Caller, author, now, person};
use axum::body::Body;
use axum::http::Method;

const INCIDENTS: u32 = 2_000;
/// Every so many is restricted.
const EVERY: u32 = 20;
/// How much of the median the difference may be.
const MOST: f64 = 0.10;

const OPERATIONS: [(Method, &str); 6] = [
    (Method::GET, ""),
    (Method::GET, "/changes"),
    (Method::GET, "/export?format=md"),
    (Method::GET, "/similar"),
    (Method::PATCH, ""),
    (Method::POST, "/undo"),
];

/// Incidents that are all alike, but that every twentieth is for one person alone.
async fn fill(store: &Store, named: PersonId) {
    let workspace = store.workspace().await.unwrap();
    let opening = |number: u32| {
        let form = OpenForm {
            title: format!("Checkout failed for the {number}th time"),
            ..OpenForm::default()
        };
        let mut incident = open(form, &workspace, now()).unwrap();
        if number.is_multiple_of(EVERY) {
            incident.visibility = Visibility::Restricted {
                people: [named].into(),
                teams: [].into(),
            };
        }
        Opening {
            incident,
            source: None,
            changes: Vec::new(),
        }
    };
    for batch in (1..=INCIDENTS).collect::<Vec<_>>().chunks(500) {
        let batch = batch.iter().map(|number| opening(*number)).collect();
        store.open_incidents(&author(), batch, now()).await.unwrap();
    }
}

/// How long the answer took, which says that there is no such incident.
async fn ask(outsider: &Caller, method: &Method, rest: &str, number: u32) -> f64 {
    let path = format!("/incidents/INC-{number}{rest}");
    let request = outsider.request(method.clone(), &path);
    let request = request
        .header("content-type", "application/json")
        .header("if-match", "\"1\"")
        .body(Body::from("{}"));
    let answer = outsider.send(request.unwrap()).await;
    assert_eq!(answer.status, 404);
    micros(answer.took)
}

fn micros(took: Duration) -> f64 {
    took.as_secs_f64() * 1e6
}

fn median(mut of: Vec<f64>) -> f64 {
    of.sort_by(f64::total_cmp);
    of[of.len() / 2]
}

/// Wilcoxon's signed-rank test: by how many standard deviations the sum of the ranks of positive
/// differences lies beside what it would be by chance. Ties are so rare here that they are broken
/// as they come.
#[expect(clippy::cast_precision_loss, reason = "rounds are few")]
fn signed_rank_z(differences: &[f64]) -> f64 {
    let mut ordered: Vec<_> = differences.iter().copied().filter(|d| *d != 0.0).collect();
    ordered.sort_by(|a, b| a.abs().total_cmp(&b.abs()));
    let n = ordered.len() as f64;
    let ranks = ordered.iter().zip(1_u32..);
    let positive: f64 = ranks
        .filter(|(difference, _)| **difference > 0.0)
        .map(|(_, rank)| f64::from(rank))
        .sum();
    let mean = n * (n + 1.0) / 4.0;
    let deviation = (n * (n + 1.0) * (2.0 * n + 1.0) / 24.0).sqrt();
    (positive - mean) / deviation
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let rounds: u32 = std::env::args()
        .find_map(|argument| argument.parse().ok())
        .unwrap_or(2_000);
    let folder = tempfile::tempdir().unwrap();
    let store = asked::store(folder.path()).await;
    let named = person(&store, "ines").await;
    let outside = person(&store, "otto").await;
    fill(&store, named.id).await;
    let app = asked::app(store, folder.path());
    let outsider = Caller::sign_in(app, outside.id).await;
    let mut is_even = true;
    println!("{rounds} pairs each; microseconds");
    println!("operation                hidden  missing  difference  of median      z");
    for (method, rest) in &OPERATIONS {
        let (mut hidden, mut missing, mut differences) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..rounds + 100 {
            // Each time another of both, so that neither is what was read just before.
            let number = 1 + round % (INCIDENTS / EVERY);
            let (there, not) = (number * EVERY, INCIDENTS + number * EVERY);
            let (one, other) = if round.is_multiple_of(2) {
                let one = ask(&outsider, method, rest, there).await;
                (one, ask(&outsider, method, rest, not).await)
            } else {
                let other = ask(&outsider, method, rest, not).await;
                (ask(&outsider, method, rest, there).await, other)
            };
            // The first are not counted: nothing is warm yet.
            if round >= 100 {
                hidden.push(one);
                missing.push(other);
                differences.push(one - other);
            }
        }
        let z = signed_rank_z(&differences);
        let (hidden, missing) = (median(hidden), median(missing));
        let difference = median(differences);
        let share = difference / missing;
        is_even &= share.abs() <= MOST;
        let name = format!("{method} …{rest}");
        println!(
            "{name:<22} {hidden:>8.1} {missing:>8.1} {difference:>11.2} {:>9.2} % {z:>6.2}",
            share * 100.0
        );
    }
    if is_even {
        ExitCode::SUCCESS
    } else {
        println!("more than {} % apart", MOST * 100.0);
        ExitCode::FAILURE
    }
}
