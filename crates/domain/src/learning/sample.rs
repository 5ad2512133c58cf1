//! Facts for the tests of this folder.

use proptest::prelude::*;

use super::facts::{ActionFacts, IncidentFacts};
use crate::action_item::State;
use crate::incident::open::sample;
use crate::{ActionItemId, FactorId, IncidentRef, Moment, ServiceId};

pub(super) fn moment(text: &str) -> Moment {
    text.parse().unwrap()
}

/// An incident with nothing about it.
pub(super) fn incident(number: u32, began: &str, factors: &[u32]) -> IncidentFacts {
    let mut facts = IncidentFacts::of(&sample());
    facts.reference = IncidentRef(number);
    facts.title = format!("incident {number}");
    facts.began = moment(began);
    facts.factors = factors.iter().copied().map(FactorId).collect();
    facts
}

/// An item against a factor, committed with the incident; done when it has a day.
pub(super) fn action(of: &IncidentFacts, factor: u32, finished: Option<&str>) -> ActionFacts {
    ActionFacts {
        id: ActionItemId(1),
        title: "act".into(),
        ticket: None,
        factor: Some(FactorId(factor)),
        state: if finished.is_some() {
            State::Done
        } else {
            State::Open
        },
        due_on: None,
        committed_at: of.began,
        finished_at: finished.map(moment),
        reason: String::new(),
    }
}

/// Up to thirty incidents of two years, with factors, services, repeats of earlier ones and items.
pub(super) fn any_incidents() -> impl Strategy<Value = Vec<IncidentFacts>> {
    let one = (
        0i64..730,
        any::<[bool; 3]>(),
        proptest::collection::btree_set(1u32..5, 0..3),
        proptest::collection::btree_set(1u32..4, 0..3),
        proptest::option::of(0usize..30),
        proptest::option::of(1i64..400),
    );
    proptest::collection::vec(one, 0..30).prop_map(|all| {
        let start = moment("2024-11-03T10:00:00Z");
        let mut incidents: Vec<IncidentFacts> = Vec::new();
        for (number, (day, [counts, published, done], factors, services, earlier, took)) in
            (1u32..).zip(all)
        {
            let mut facts = incident(number, "2024-11-03T10:00:00Z", &[]);
            facts.began = start.plus_days(day);
            facts.counts = counts || number % 3 > 0;
            facts.published = published;
            facts.factors = factors.into_iter().map(FactorId).collect();
            facts.services = services.into_iter().map(ServiceId).collect();
            facts.recover_seconds = took.map(|took| took * 60);
            let known = earlier.and_then(|earlier| incidents.get(earlier));
            facts.repeats = known.map(|known| known.reference).into_iter().collect();
            if let Some(took) = took {
                let mut item = action(&facts, 1 + number % 4, None);
                item.finished_at = Some(facts.began.plus_days(took));
                item.state = if done { State::Done } else { State::WontDo };
                facts.actions.push(item);
            }
            incidents.push(facts);
        }
        incidents
    })
}
