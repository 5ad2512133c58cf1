//! Over time, in parts, until something came back, and what changed.

use proptest::prelude::*;

use super::*;
use crate::incident::open::sample;
use crate::service::Service;
use crate::team::TeamForm;

const NOW: &str = "2026-10-14T12:00:00Z";

fn at(text: &str) -> Moment {
    text.parse().unwrap()
}

fn workspace() -> Workspace {
    let team = |id, name: &str| {
        let form = TeamForm {
            name: name.into(),
            ..TeamForm::default()
        };
        form.into_team(TeamId(id), None).unwrap()
    };
    let service = |id, name: &str, team| Service {
        id: ServiceId(id),
        name: name.into(),
        team,
        slo: None,
        revenue_per_minute: None,
        aliases: Vec::new(),
    };
    Workspace {
        teams: vec![team(1, "Payments"), team(2, "Search")],
        services: vec![
            service(1, "checkout", Some(TeamId(1))),
            service(2, "ledger", Some(TeamId(1))),
            service(3, "search", Some(TeamId(2))),
        ],
        ..Workspace::default()
    }
}

fn facts(number: u32, day: &str, repeats: &[u32], services: &[u32]) -> IncidentFacts {
    let mut facts = IncidentFacts::of(&sample());
    facts.reference = IncidentRef(number);
    facts.began = at(&format!("{day}T12:00:00Z"));
    facts.published = true;
    facts.repeats = repeats.iter().copied().map(IncidentRef).collect();
    facts.services = services.iter().copied().map(ServiceId).collect();
    facts
}

fn counts(rate: &RepeatRate) -> (u64, u64) {
    (rate.repeats, rate.incidents)
}

#[test]
fn each_month_quarter_and_year_has_its_own() {
    let workspace = workspace();
    let all = [
        facts(1, "2025-10-20", &[], &[1]),
        facts(2, "2026-08-31", &[1], &[1]),
        facts(3, "2026-09-01", &[], &[1]),
        facts(4, "2026-10-01", &[2], &[1]),
    ];
    let rates = Rates::of(&all, &workspace, RateScope::default(), at(NOW));
    let rows = |step, count| {
        let rows = rates.series(step, count).into_iter();
        rows.map(|row| (row.label, row.partial, counts(&row.rate)))
            .collect::<Vec<_>>()
    };
    let months = rows(RateStep::Month, 3);
    assert_eq!(months[0], ("2026-08".into(), false, (1, 1)));
    assert_eq!(months[1], ("2026-09".into(), false, (0, 1)));
    assert_eq!(months[2], ("2026-10".into(), true, (1, 1)));
    let quarters = rows(RateStep::Quarter, 2);
    assert_eq!(quarters[0], ("2026 Q3".into(), false, (1, 2)));
    assert_eq!(quarters[1], ("2026 Q4".into(), true, (1, 1)));
    let years = rows(RateStep::RollingYear, 2);
    assert_eq!(years[0], ("2026-09".into(), false, (1, 3)));
    assert_eq!(years[1], ("2026-10".into(), true, (2, 4)));
}

#[test]
fn parts_are_told_by_name_and_an_incident_of_two_services_is_in_both() {
    let workspace = workspace();
    let mut drill = facts(4, "2026-09-04", &[], &[3]);
    drill.counts = false;
    let all = [
        facts(1, "2026-09-01", &[], &[1, 2]),
        facts(2, "2026-09-02", &[1], &[2]),
        facts(3, "2026-09-03", &[], &[3]),
        drill,
    ];
    let rates = Rates::of(&all, &workspace, RateScope::default(), at(NOW));
    let parts = rates.parts(None, at(NOW));
    let names = |parts: &[RateOf]| {
        let parts = parts
            .iter()
            .map(|part| (part.name.clone(), counts(&part.rate)));
        parts.collect::<Vec<_>>()
    };
    let expected = [
        ("checkout".into(), (0, 1)),
        ("ledger".into(), (1, 2)),
        ("search".into(), (0, 1)),
    ];
    assert_eq!(names(&parts.by_service), expected);
    assert_eq!(
        names(&parts.by_team),
        [("Payments".into(), (1, 2)), ("Search".into(), (0, 1))]
    );
    let of_all: u64 = parts
        .by_severity
        .iter()
        .map(|part| part.rate.incidents)
        .sum();
    assert_eq!(of_all, 3);

    let scope = RateScope {
        team: Some(TeamId(2)),
        ..RateScope::default()
    };
    let search = Rates::of(&all, &workspace, scope, at(NOW));
    assert_eq!(counts(&search.rate(None, at(NOW))), (0, 1));
    let scope = RateScope {
        service: Some(ServiceId(2)),
        ..RateScope::default()
    };
    let ledger = Rates::of(&all, &workspace, scope, at(NOW));
    assert_eq!(counts(&ledger.rate(None, at(NOW))), (1, 2));
}

#[test]
fn time_to_recurrence_is_counted_from_the_last_one_before() {
    let workspace = workspace();
    let all = [
        facts(1, "2026-06-01", &[], &[1]),
        facts(2, "2026-08-30", &[1], &[1]),
        facts(3, "2026-09-09", &[1, 2], &[2]),
        facts(4, "2026-09-20", &[], &[1]),
    ];
    let rates = Rates::of(&all, &workspace, RateScope::default(), at(NOW));
    let days = rates.days_to_recurrence(None, at(NOW)).unwrap();
    let found = [days.lower, days.median, days.upper];
    assert_eq!((days.count, found.map(f64::round)), (2, [30.0, 50.0, 70.0]));
    // What it repeats may be of another service.
    let scope = RateScope {
        service: Some(ServiceId(2)),
        ..RateScope::default()
    };
    let ledger = Rates::of(&all, &workspace, scope, at(NOW));
    let median = ledger.days_to_recurrence(None, at(NOW)).unwrap().median;
    assert!((median - 10.0).abs() < 1e-9, "{median}");
}

#[test]
fn a_change_is_called_one_only_when_it_probably_is() {
    let workspace = workspace();
    let series = |before: (u32, u32), after: (u32, u32)| {
        let of = |day: &'static str, (hits, trials): (u32, u32)| {
            (0..trials).map(move |n| facts(n + 2, day, if n < hits { &[1] } else { &[] }, &[1]))
        };
        of("2026-08-20", before)
            .chain(of("2026-10-01", after))
            .collect::<Vec<_>>()
    };
    let change = |before, after| {
        let all = series(before, after);
        Rates::of(&all, &workspace, RateScope::default(), at(NOW))
            .change("2026-09-01".parse().unwrap())
    };
    let fell = change((5, 20), (1, 18));
    assert_eq!(
        fell.sentence,
        "Repeats became rarer: 5 of 20 before, 1 of 18 since. It is a real change with a \
         probability of 95%."
    );
    assert!((fell.chance_of_less.unwrap() - 0.953_382).abs() < 1e-4);
    let same = change((3, 20), (2, 18));
    assert!(
        same.sentence
            .starts_with("No change that can be told: 3 of 20 before"),
        "{}",
        same.sentence
    );
    let none = change((0, 0), (2, 18));
    assert_eq!(
        none.sentence,
        "0 of 0 before and 2 of 18 since: too few to compare."
    );
    assert_eq!(none.chance_of_less, None);
    // As long before as it is long ago: June is not looked at.
    let mut all = series((1, 4), (1, 4));
    all.push(facts(99, "2026-06-01", &[1], &[1]));
    let rates = Rates::of(&all, &workspace, RateScope::default(), at(NOW));
    assert_eq!(
        rates.change("2026-09-01".parse().unwrap()).before.incidents,
        4
    );
}

proptest! {
    #[test]
    fn rows_add_up_to_the_whole(days in proptest::collection::vec((0i32..700, any::<bool>()), 0..40)) {
        let workspace = workspace();
        let first: Day = "2024-11-15".parse().unwrap();
        let all: Vec<_> = days.iter().enumerate().map(|(number, (day, repeat))| {
            let repeats: &[u32] = if *repeat { &[1] } else { &[] };
            facts(u32::try_from(number).unwrap() + 2, &first.plus_days(*day).to_string(), repeats, &[1])
        }).collect();
        let rates = Rates::of(&all, &workspace, RateScope::default(), at(NOW));
        let whole = counts(&rates.rate(None, at(NOW)));
        for (step, count) in [(RateStep::Month, 30), (RateStep::Quarter, 12)] {
            let rows = rates.series(step, count);
            let sum = rows.iter().fold((0, 0), |sum, row| {
                let (repeats, incidents) = counts(&row.rate);
                (sum.0 + repeats, sum.1 + incidents)
            });
            prop_assert_eq!(sum, whole);
        }
    }
}
