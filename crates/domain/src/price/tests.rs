use proptest::prelude::*;

use super::*;
use crate::IncidentRef;
use crate::incident::Impact;
use crate::incident::open::sample;
use crate::learning::IncidentFacts;
use crate::learning::facts::CostFacts;

const FACTOR: FactorId = FactorId(1);

fn euros(euros: i64) -> Money {
    Money::new(euros * 100, crate::Currency::EUR)
}

/// An incident and as many others before it, each with the factor and this cost.
fn history(others: u32, cost: i64) -> (Incident, Vec<IncidentFacts>) {
    let mut incident = sample();
    incident.impact = Impact {
        revenue_lost: Some(euros(cost)),
        ..Impact::default()
    };
    let facts = |number: u32| {
        let mut facts = IncidentFacts::of(&incident);
        facts.reference = IncidentRef(number);
        facts.factors = vec![FACTOR];
        facts.cost = CostFacts::of(&incident.impact);
        facts.began = facts.began.plus_days(-i64::from(number) * 40);
        facts
    };
    let mut all: Vec<_> = (0..=others).map(|at| facts(at + 1)).collect();
    all[0].reference = incident.reference;
    (incident, all)
}

fn price(incident: &Incident, all: &[IncidentFacts], days: Option<f64>, title: &str) -> Price {
    let workspace = Workspace::default();
    let ledger = Ledger {
        incident,
        workspace: &workspace,
        occurrences: &Occurrences::of(all, &workspace.settings.rates),
        now: incident.created_at,
    };
    ledger.price(Priced {
        title,
        effort_days: days,
        factor: Some(FACTOR),
        ..Priced::default()
    })
}

proptest! {
    #[test]
    fn the_dearer_it_is_the_less_it_is_worth(
        others in 1u32..20, cost in 1i64..1_000_000, days in 0.0f64..500.0, more in 0.0f64..500.0,
    ) {
        let (incident, all) = history(others, cost);
        let cheap = price(&incident, &all, Some(days), "a");
        let dear = price(&incident, &all, Some(days + more), "a");
        prop_assert!(cheap.chance >= dear.chance);
        prop_assert!(cheap.worth <= dear.worth);
        prop_assert!((0.0..=1.0).contains(&cheap.chance.unwrap()));
    }

    #[test]
    fn the_interval_holds_what_is_expected(others in 0u32..20, cost in 0i64..1_000_000) {
        let (incident, all) = history(others, cost);
        let loss = price(&incident, &all, None, "a").yearly_loss.unwrap();
        prop_assert!(loss.low.cents <= loss.value.cents && loss.value.cents <= loss.high.cents);
        prop_assert!(loss.per_year_low <= loss.per_year && loss.per_year <= loss.per_year_high);
        prop_assert_eq!(loss.recurrences, u64::from(others) + 1);
        prop_assert!(loss.years >= 0.5);
    }

    #[test]
    fn without_what_it_rests_on_nothing_is_said(
        others in 0u32..3, cost in 0i64..100, days in proptest::option::of(0.0f64..50.0),
    ) {
        let (incident, all) = history(others, cost);
        let found = price(&incident, &all, days, "a");
        let known = others > 0 && cost > 0 && days.is_some();
        prop_assert_eq!(found.chance.is_some(), known);
        prop_assert_eq!(found.worth != Worth::CannotSay, known);
        prop_assert_eq!(found.sentence.starts_with("Cannot say yet"), !known);
    }
}

#[test]
fn it_says_how_sure_it_is_and_from_what() {
    let (incident, all) = history(9, 10_000);
    let found = price(&incident, &all, Some(3.0), "a");
    assert_eq!(found.worth, Worth::WorthIt);
    assert!(
        found.sentence.contains("over 99 % sure"),
        "{}",
        found.sentence
    );
    assert_eq!(found.computed.len(), 5);
    let dear = price(&incident, &all, Some(10_000.0), "a");
    assert_eq!(dear.worth, Worth::NotWorthIt);
    assert!(
        dear.sentence.contains("under 1 % sure"),
        "{}",
        dear.sentence
    );
    let once = price(&incident, &all[..1], Some(3.0), "a");
    assert!(
        once.sentence.contains("came only once"),
        "{}",
        once.sentence
    );
}

#[test]
fn a_gate_and_what_fits_only_this_one_are_warned_of() {
    use MeasureWarningKind::{FitsOnlyThis, ManualGate};

    let (incident, all) = history(0, 100);
    let warned = |title: &str, all: &[IncidentFacts]| -> Vec<_> {
        let warnings = price(&incident, all, None, title).warnings.into_iter();
        warnings.map(|warning| warning.warning).collect()
    };
    let gate = "Deploys need the approval of a second team";
    assert_eq!(warned(gate, &all), [ManualGate, FitsOnlyThis]);
    let (_, more) = history(2, 100);
    assert_eq!(warned("Bound the retries", &more), []);
}
