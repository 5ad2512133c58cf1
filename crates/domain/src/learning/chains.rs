//! Chains of repeats: incidents that share a root cause as people confirmed it, and what was done
//! in between.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::facts::{ActionFacts, IncidentFacts};
use crate::action_item::State;
use crate::incident::Severity;
use crate::workspace::Workspace;
use crate::{ActionItemId, Day, FactorId, IncidentRef, Moment};

/// An action item of an incident that came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChainAction {
    pub id: ActionItemId,
    pub title: String,
    pub state: State,
    pub committed_at: Moment,
    pub finished_at: Option<Moment>,
    pub due_on: Option<Day>,
    /// Why it was dropped, or what it waits for; may be empty.
    pub reason: String,
    /// It was unfinished when the next incident of the chain began; false when none did.
    pub open_when_it_returned: bool,
}

/// One incident of a chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ChainLink {
    pub reference: IncidentRef,
    pub title: String,
    pub severity: Severity,
    pub began_at: Moment,
    pub duration_seconds: Option<i64>,
    /// Those of the last incident too: whether they help shows in how long the chain stays quiet.
    pub actions: Vec<ChainAction>,
}

/// Incidents that confirmed recurrences connect, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Chain {
    /// What more than half of the incidents share; the rarest such factor if there are several
    /// that are shared by as many.
    pub factor: Option<FactorId>,
    /// The factor's label, else the title of the first incident.
    pub title: String,
    pub incidents: Vec<ChainLink>,
    /// Days since the last incident began.
    pub quiet_days: u32,
}

/// The chains of confirmed recurrences, the one with the latest incident first; at most so many.
/// Drills and duplicates do not count.
#[must_use]
pub fn chains(
    all: &[IncidentFacts],
    most: usize,
    workspace: &Workspace,
    now: Moment,
) -> Vec<Chain> {
    let frequency = frequency(all);
    let mut connected = connected(all);
    for incidents in &mut connected {
        incidents.sort_by_key(|facts| (facts.began, facts.reference));
    }
    let latest = |incidents: &Vec<&IncidentFacts>| {
        let last = incidents.last();
        last.map(|facts| (facts.began, facts.reference))
    };
    connected.sort_by_key(|incidents| std::cmp::Reverse(latest(incidents)));
    connected.truncate(most);
    let chain = |incidents: Vec<&IncidentFacts>| {
        let factor = shared_factor(&incidents, &frequency);
        let label = factor.and_then(|id| workspace.factor(id));
        let first = incidents.first().map_or("", |facts| facts.title.as_str());
        let last = incidents.last().map_or(now, |facts| facts.began);
        Chain {
            factor,
            title: label.map_or(first, |term| term.label.as_str()).to_owned(),
            quiet_days: u32::try_from(now.since(last).as_hours() / 24).unwrap_or(0),
            incidents: links(&incidents),
        }
    };
    connected.into_iter().map(chain).collect()
}

fn links(incidents: &[&IncidentFacts]) -> Vec<ChainLink> {
    let nexts = incidents.iter().skip(1).map(Some).chain([None]);
    let link = |(facts, next): (&&IncidentFacts, Option<&&IncidentFacts>)| ChainLink {
        reference: facts.reference,
        title: facts.title.clone(),
        severity: facts.severity,
        began_at: facts.began,
        duration_seconds: facts.recover_seconds,
        actions: facts
            .actions
            .iter()
            .map(|action| told(action, next.map(|next| next.began)))
            .collect(),
    };
    incidents.iter().zip(nexts).map(link).collect()
}

fn told(action: &ActionFacts, returned: Option<Moment>) -> ChainAction {
    ChainAction {
        id: action.id,
        title: action.title.clone(),
        state: action.state,
        committed_at: action.committed_at,
        finished_at: action.finished_at,
        due_on: action.due_on,
        reason: action.reason.clone(),
        open_when_it_returned: returned.is_some_and(|began| action.was_open_at(began)),
    }
}

/// In how many incidents each factor occurs.
fn frequency(all: &[IncidentFacts]) -> HashMap<FactorId, usize> {
    let mut frequency = HashMap::new();
    for factor in all
        .iter()
        .filter(|facts| facts.counts)
        .flat_map(|f| &f.factors)
    {
        *frequency.entry(*factor).or_insert(0) += 1;
    }
    frequency
}

fn shared_factor(
    incidents: &[&IncidentFacts],
    frequency: &HashMap<FactorId, usize>,
) -> Option<FactorId> {
    let mut counts: BTreeMap<FactorId, usize> = BTreeMap::new();
    for factor in incidents.iter().flat_map(|facts| &facts.factors) {
        *counts.entry(*factor).or_insert(0) += 1;
    }
    counts
        .into_iter()
        .filter(|(_, count)| count * 2 > incidents.len())
        .min_by_key(|(factor, count)| {
            let everywhere = frequency.get(factor).copied().unwrap_or(0);
            (std::cmp::Reverse(*count), everywhere, *factor)
        })
        .map(|(factor, _)| factor)
}

/// The groups of two and more that confirmed recurrences connect.
fn connected(all: &[IncidentFacts]) -> Vec<Vec<&IncidentFacts>> {
    let known: HashMap<_, _> = linked(all)
        .into_iter()
        .map(|facts| (facts.reference, facts))
        .collect();
    let mut neighbours: BTreeMap<IncidentRef, Vec<IncidentRef>> = BTreeMap::new();
    for facts in known.values() {
        for earlier in facts
            .repeats
            .iter()
            .filter(|earlier| known.contains_key(earlier))
        {
            neighbours
                .entry(facts.reference)
                .or_default()
                .push(*earlier);
            neighbours
                .entry(*earlier)
                .or_default()
                .push(facts.reference);
        }
    }
    let mut groups = Vec::new();
    while let Some(start) = neighbours.keys().next().copied() {
        let mut group = Vec::new();
        let mut next = vec![start];
        while let Some(at) = next.pop() {
            if let Some(beside) = neighbours.remove(&at) {
                group.extend(known.get(&at));
                next.extend(beside);
            }
        }
        groups.push(group);
    }
    groups
}

/// The counted incidents that repeat another or are repeated by one: few of many.
fn linked(all: &[IncidentFacts]) -> Vec<&IncidentFacts> {
    let repeats = all.iter().filter(|facts| facts.counts && facts.is_repeat());
    let mut linked = Vec::new();
    for repeat in repeats {
        linked.push(repeat);
        let earlier = repeat.repeats.iter().filter_map(|reference| {
            let place = all.binary_search_by_key(reference, |facts| facts.reference);
            place.ok().map(|place| &all[place])
        });
        linked.extend(earlier.filter(|facts| facts.counts));
    }
    linked
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learning::sample::{action, any_incidents, incident, moment};
    use crate::workspace::FactorTerm;
    use proptest::prelude::*;

    fn now() -> Moment {
        moment("2026-11-21T12:00:00Z")
    }

    fn workspace() -> Workspace {
        let labels = [(1, "no circuit breaker"), (2, "retries not bounded")];
        let term = |(id, label): (u32, &str)| FactorTerm::new(FactorId(id), label.into());
        Workspace {
            factors: labels.map(term).to_vec(),
            ..Workspace::default()
        }
    }

    #[test]
    fn a_chain_says_what_was_still_open_when_it_returned() {
        let mut first = incident(12, "2026-01-05T10:00:00Z", &[1, 2]);
        let mut second = incident(31, "2026-05-05T10:00:00Z", &[1, 2]);
        let mut third = incident(57, "2026-11-15T12:00:00Z", &[1]);
        first.actions = vec![
            action(&first, 1, Some("2026-02-01T10:00:00Z")),
            action(&first, 1, Some("2026-06-01T10:00:00Z")),
        ];
        second.actions = vec![action(&second, 1, None)];
        third.actions = vec![action(&third, 1, None)];
        third.repeats = vec![second.reference];
        second.repeats = vec![first.reference];
        // Told of elsewhere too, so that it is the less telling of the two.
        let other = incident(40, "2026-06-05T10:00:00Z", &[2]);
        let all = [first, second, other, third];
        let found = chains(&all, 100, &workspace(), now());
        assert_eq!(found.len(), 1);
        let chain = &found[0];
        assert_eq!(
            (chain.factor, chain.title.as_str()),
            (Some(FactorId(1)), "no circuit breaker")
        );
        assert_eq!(chain.quiet_days, 6);
        let open: Vec<Vec<_>> = chain
            .incidents
            .iter()
            .map(|link| {
                link.actions
                    .iter()
                    .map(|a| a.open_when_it_returned)
                    .collect()
            })
            .collect();
        assert_eq!(open, [vec![false, true], vec![true], vec![false]]);
    }

    #[test]
    fn without_a_shared_factor_it_is_called_like_its_first_incident() {
        let first = incident(1, "2026-01-05T10:00:00Z", &[1]);
        let mut second = incident(2, "2026-05-05T10:00:00Z", &[2]);
        second.repeats = vec![first.reference];
        let found = chains(&[first, second], 100, &workspace(), now());
        assert_eq!(
            (found[0].factor, found[0].title.as_str()),
            (None, "incident 1")
        );
    }

    #[test]
    fn a_drill_makes_no_chain() {
        let first = incident(1, "2026-01-05T10:00:00Z", &[1]);
        let mut drill = incident(2, "2026-05-05T10:00:00Z", &[1]);
        drill.repeats = vec![first.reference];
        drill.counts = false;
        assert_eq!(chains(&[first, drill], 100, &workspace(), now()), []);
    }

    proptest! {
        #[test]
        fn what_comes_after_the_return_changes_nothing_of_how_an_action_stood(
            committed in 0i64..30, lasted in proptest::option::of(0i64..30), dropped: bool,
            returned in 1i64..30,
        ) {
            let first = incident(1, "2026-01-05T10:00:00Z", &[1]);
            let mut second = incident(2, "2026-01-05T10:00:00Z", &[1]);
            second.began = first.began.plus_days(returned);
            second.repeats = vec![first.reference];
            let mut today = action(&first, 1, None);
            today.committed_at = first.began.plus_days(committed);
            today.finished_at = lasted.map(|days| today.committed_at.plus_days(days));
            if lasted.is_some() {
                today.state = if dropped { State::WontDo } else { State::Done };
            }
            // As whoever looked at it when the second began found it.
            let mut then = today.clone();
            if today.finished_at.is_some_and(|at| at > second.began) {
                (then.state, then.finished_at) = (State::Open, None);
            }
            let there = (then.committed_at <= second.began).then_some(then);
            let open_then = there.iter().any(|action| !action.state.is_finished());
            let mut with = first.clone();
            with.actions = vec![today];
            let told = chains(&[with, second], 100, &workspace(), now());
            let action = &told[0].incidents[0].actions[0];
            prop_assert_eq!(action.open_when_it_returned, open_then);
        }

        #[test]
        fn chains_part_the_repeats(all in any_incidents()) {
            let found = chains(&all, 100, &workspace(), now());
            let mut seen = std::collections::BTreeSet::new();
            for chain in &found {
                prop_assert!(chain.incidents.len() > 1);
                prop_assert!(chain.incidents.is_sorted_by_key(|link| (link.began_at, link.reference)));
                for link in &chain.incidents {
                    prop_assert!(seen.insert(link.reference), "{} is in two chains", link.reference);
                }
            }
            let last = |chain: &Chain| chain.incidents.last().map(|link| link.began_at);
            prop_assert!(found.is_sorted_by_key(|chain| std::cmp::Reverse(last(chain))));
            let counted = |reference| all.iter().any(|facts| facts.counts && facts.reference == reference);
            for repeat in all.iter().filter(|facts| facts.counts) {
                for earlier in repeat.repeats.iter().filter(|earlier| counted(**earlier)) {
                    let both = found.iter().any(|chain| {
                        let has = |wanted| chain.incidents.iter().any(|link| link.reference == wanted);
                        has(repeat.reference) && has(*earlier)
                    });
                    prop_assert!(both, "{} and {earlier} are in one chain", repeat.reference);
                }
            }
        }
    }
}
