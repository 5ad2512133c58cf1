//! How fast patterns and search are reckoned over a great many facts.
#![expect(
    clippy::unwrap_used,
    reason = "a bench that cannot run has nothing to report"
)]

use std::hint::black_box;

use afterword_domain::action_item::State;
use afterword_domain::incident::{Severity, Visibility};
use afterword_domain::learning::NamedBy;
use afterword_domain::learning::find::{self, Typed};
use afterword_domain::learning::patterns::patterns;
use afterword_domain::learning::times::{CountedFrom, times};
use afterword_domain::learning::yearly::year_of_actions;
use afterword_domain::learning::{ActionFacts, CostFacts, IncidentFacts, Reached};
use afterword_domain::query::parse;
use afterword_domain::recurrence::rates::{RateScope, RateStep, Rates};
use afterword_domain::stats::{AsOf, figures, quarters};
use afterword_domain::workspace::Workspace;
use afterword_domain::{ActionItemId, FactorId, IncidentRef, Moment, ServiceId};
use criterion::{Criterion, criterion_group, criterion_main};

fn now() -> Moment {
    "2026-10-14T12:00:00Z".parse().unwrap()
}

/// Splitmix64: small, seeded, good enough to pick from lists.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u32::try_from((z ^ (z >> 31)) % u64::from(end)).unwrap()
    }
}

/// Over five years, with two factors of forty, two services of fifty and two action items each; one
/// in twenty repeats an earlier one.
fn incident(number: u32, chance: &mut Chance) -> IncidentFacts {
    let began = now().plus_days(-i64::from(chance.below(1_825)));
    let repeats = (number > 1 && chance.below(20) == 0).then(|| 1 + chance.below(number - 1));
    let mut factors = vec![FactorId(chance.below(40)), FactorId(chance.below(40))];
    factors.sort_unstable();
    factors.dedup();
    let action = |id| ActionFacts {
        id: ActionItemId(id),
        title: "Bound the retries of the client".into(),
        ticket: Some(format!("PAY-{number}")),
        factor: Some(FactorId(number % 40)),
        state: State::Done,
        due_on: None,
        committed_at: began,
        finished_at: Some(began.plus_days(20)),
        reason: String::new(),
    };
    IncidentFacts {
        reference: IncidentRef(number),
        title: format!("Checkout failed for the {number}th time"),
        visibility: Visibility::Everyone,
        severity: Severity::Sev2,
        began,
        counts: true,
        published: true,
        recovered_at: Some(began.plus_days(1)),
        published_at: None,
        detect_seconds: Some(300),
        recover_seconds: Some(3_600),
        reached: Reached {
            acknowledge_seconds: Some(400),
            identify_seconds: Some(2_000),
            mitigate_seconds: Some(3_000),
        },
        cost: CostFacts {
            response_minutes: Some(120),
            ..CostFacts::default()
        },
        services: vec![ServiceId(chance.below(50)), ServiceId(chance.below(50))],
        factors,
        repeats: repeats.map(IncidentRef).into_iter().collect(),
        actions: vec![action(1), action(2)],
        considered: Vec::new(),
    }
}

fn reckoning(c: &mut Criterion) {
    for many in [10_000, 100_000] {
        let mut chance = Chance(7);
        let all: Vec<_> = (1..=many)
            .map(|number| incident(number, &mut chance))
            .collect();
        let workspace = Workspace::default();
        let mut group = c.benchmark_group(format!("{many} incidents"));
        group.sample_size(10);
        group.bench_function("patterns", |b| {
            b.iter(|| black_box(patterns(&all, 8, &workspace, now())));
        });
        group.bench_function("figures of two windows and eight quarters", |b| {
            let as_of = AsOf {
                now: now(),
                review_days: 7,
            };
            let year = Some(now().plus_days(-365));
            b.iter(|| {
                black_box((
                    figures(&all, None, now(), as_of),
                    figures(&all, year, now(), as_of),
                    quarters(&all, 8, as_of),
                ))
            });
        });
        group.bench_function("the rate, over time and in parts", |b| {
            let year = Some(now().plus_days(-365));
            b.iter(|| {
                let rates = Rates::of(&all, &workspace, RateScope::default(), now());
                black_box((
                    rates.series(RateStep::Quarter, 8),
                    rates.parts(year, now()),
                    rates.days_to_recurrence(year, now()),
                ))
            });
        });
        group.bench_function("the year's action items", |b| {
            b.iter(|| black_box(year_of_actions(&all, None, now())));
        });
        group.bench_function("where time goes", |b| {
            b.iter(|| black_box(times(&all, 8, CountedFrom::Before, now())));
        });
        let typed = Typed::of(&parse("bound cli").unwrap());
        group.bench_function("search all action items", |b| {
            b.iter(|| black_box(find::actions(&all, &typed, 5)));
        });
        let mut named = NamedBy::default();
        for facts in &all {
            named.add(facts);
        }
        group.bench_function("look action items up by their words", |b| {
            b.iter(|| {
                let may_fit = named.that_may_fit(&typed, usize::MAX);
                let among = find::among(&all, &may_fit.unwrap());
                black_box(find::actions(among, &typed, 5))
            });
        });
        group.finish();
    }
}

criterion_group!(benches, reckoning);
criterion_main!(benches);
