//! What is this incident like? Candidates are ranked by what they share with it; every match says
//! what that is, so that a person can check it.

mod kinship;
mod reasons;
mod weights;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use reasons::{Reason, ReasonKind};

use super::facts::IncidentFacts;
use crate::recurrence::{Recurrence, Verdict};
use crate::workspace::Workspace;
use crate::{FactorId, Incident, IncidentRef, ServiceId};
use kinship::{Kin, Kinship};
use weights::{Candidate, Weights};

/// How alike two incidents are.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    /// Only ever by a person's word: confirmed recurrences connect them, directly or through
    /// others.
    SameCause,
    Similar,
    InPart,
}

/// What is looked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sought<'a> {
    /// The incident itself, when it is one.
    pub incident: Option<&'a Incident>,
    pub text: &'a str,
    pub services: &'a [ServiceId],
    pub factors: &'a [FactorId],
}

/// An incident that is like it.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    pub reference: IncidentRef,
    pub likeness: Likeness,
    /// A person said so.
    pub confirmed: bool,
    /// 0 to 1.
    pub score: f64,
    /// The later and the earlier incident of the recurrence that says so, where there is one.
    pub link: Option<(IncidentRef, IncidentRef)>,
    pub reasons: Vec<Reason>,
}

/// What scores less shares nothing worth a look.
const LEAST: f64 = 0.2;
/// From here on the program calls it similar, below it in part.
const SIMILAR: f64 = 0.5;

/// The incidents most like what is sought, best first: those of the same cause, nearest first, then
/// the others by score. Left out are the incident itself, drills, duplicates, and what a person
/// rejected.
#[must_use]
pub fn similar(
    all: &[IncidentFacts],
    sought: Sought<'_>,
    workspace: &Workspace,
    most: usize,
) -> Vec<Match> {
    let own = sought.incident.map(|incident| incident.reference);
    let links = sought
        .incident
        .map_or(&[][..], |incident| &incident.recurrences);
    let kinship = Kinship::of(all, own);
    let others = all
        .iter()
        .filter(|facts| facts.counts && Some(facts.reference) != own);
    let (weights, candidates) = Weights::of(others, &sought);
    let mut found: Vec<_> = candidates
        .into_iter()
        .map(|candidate| Found {
            score: weights.score(&candidate),
            kin: kinship.to(candidate.facts.reference),
            link: links
                .iter()
                .find(|link| link.earlier == candidate.facts.reference),
            candidate,
        })
        .filter(|found| found.is_worth_a_look() && !found.is_rejected(own))
        .collect();
    found.sort_by(Found::order);
    found.truncate(most);
    let tell = |found: Found<'_>| found.tell(own, weights.reasons(&found.candidate, workspace));
    found.into_iter().map(tell).collect()
}

/// A candidate with what is known of it.
struct Found<'a> {
    candidate: Candidate<'a>,
    score: f64,
    kin: Option<Kin>,
    /// What was decided or suggested in the document of the incident that is sought.
    link: Option<&'a Recurrence>,
}

impl Found<'_> {
    fn is_worth_a_look(&self) -> bool {
        self.kin.is_some() || self.link.is_some() || self.score >= LEAST
    }

    fn is_rejected(&self, own: Option<IncidentRef>) -> bool {
        let there = &self.candidate.facts.rejected;
        self.link
            .is_some_and(|link| link.verdict == Verdict::Rejected)
            || own.is_some_and(|own| there.binary_search(&own).is_ok())
    }

    fn order(&self, other: &Self) -> std::cmp::Ordering {
        let steps = |found: &Self| found.kin.map_or(usize::MAX, |kin| kin.steps);
        let latest = |found: &Self| (found.candidate.facts.began, found.candidate.facts.reference);
        steps(self)
            .cmp(&steps(other))
            .then(other.score.total_cmp(&self.score))
            .then(latest(other).cmp(&latest(self)))
    }

    fn tell(&self, own: Option<IncidentRef>, reasons: Vec<Reason>) -> Match {
        let said_similar = |link: &Recurrence| link.verdict == Verdict::Similar;
        let likeness = if self.kin.is_some() {
            Likeness::SameCause
        } else if self.score >= SIMILAR || self.link.is_some_and(said_similar) {
            Likeness::Similar
        } else {
            Likeness::InPart
        };
        let own_link = || Some((own?, self.link?.earlier));
        Match {
            reference: self.candidate.facts.reference,
            likeness,
            confirmed: self.kin.is_some() || self.link.is_some_and(|link| link.by.is_some()),
            score: self.score,
            link: self.kin.map(|kin| kin.link).or_else(own_link),
            reasons,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PersonId;
    use crate::incident::open::sample;
    use crate::learning::facts::gist;
    use crate::learning::sample::{any_incidents, incident as facts};
    use crate::learning::words::Words;
    use proptest::prelude::*;

    const DAY: &str = "2026-01-05T10:00:00Z";

    fn told(number: u32, text: &str) -> IncidentFacts {
        let mut facts = facts(number, DAY, &[]);
        facts.words = Words::of(text);
        facts
    }

    fn link(earlier: u32, verdict: Verdict, by: Option<u32>) -> Recurrence {
        Recurrence {
            earlier: IncidentRef(earlier),
            verdict,
            reasons: Vec::new(),
            by: by.map(PersonId),
            at: sample().created_at,
        }
    }

    fn found(all: &[IncidentFacts], incident: &Incident) -> Vec<(u32, Likeness, bool)> {
        let sought = Sought {
            incident: Some(incident),
            text: &gist(incident),
            ..Sought::default()
        };
        let found = similar(all, sought, &Workspace::default(), 5).into_iter();
        found
            .map(|one| (one.reference.0, one.likeness, one.confirmed))
            .collect()
    }

    #[test]
    fn what_people_decided_goes_before_what_is_reckoned() {
        let mut incident = sample();
        incident.reference = IncidentRef(9);
        incident.title = "Settlement draws every connection of the pool".into();
        incident.recurrences = vec![
            link(3, Verdict::Confirmed, Some(1)),
            link(5, Verdict::Similar, Some(1)),
            link(6, Verdict::Rejected, Some(1)),
            link(7, Verdict::Suggested, None),
        ];
        let alike = "Settlement drew a connection of every pool";
        let mut all = vec![
            told(1, "nothing"),
            told(2, "nothing"),
            told(3, "nothing"),
            told(4, alike),
            told(5, "nothing"),
            told(6, alike),
            told(7, "nothing"),
            told(8, alike),
            told(9, alike),
        ];
        // 9 repeats 3, and 3 repeats 1; 8 was said not to repeat 9, whichever is the later.
        all[8].repeats = vec![IncidentRef(3)];
        all[2].repeats = vec![IncidentRef(1)];
        all[7].rejected = vec![IncidentRef(9)];
        assert_eq!(
            found(&all, &incident),
            [
                (3, Likeness::SameCause, true),
                (1, Likeness::SameCause, true),
                (4, Likeness::InPart, false),
                (7, Likeness::InPart, false),
                (5, Likeness::Similar, true),
            ]
        );
    }

    #[test]
    fn a_drill_is_like_nothing_that_happened() {
        let mut drill = told(1, "Settlement draws every connection");
        drill.counts = false;
        let sought = Sought {
            text: "Settlement draws every connection",
            ..Sought::default()
        };
        assert_eq!(similar(&[drill], sought, &Workspace::default(), 5), []);
    }

    #[test]
    fn a_title_that_was_there_before_is_found_among_many() {
        let mut all: Vec<_> = (1..200)
            .map(|number| told(number, "search answers slowly"))
            .collect();
        all.push(told(200, "Payments stalled when ledger queries timed out"));
        let sought = Sought {
            text: "ledger query stalls, payment timed out",
            ..Sought::default()
        };
        let found = similar(&all, sought, &Workspace::default(), 5);
        let first = &found[0];
        assert_eq!(
            (found.len(), first.reference, first.confirmed),
            (1, IncidentRef(200), false)
        );
        assert_eq!(first.reasons[0].text, "“payment”, “ledger”, “timed”");
        assert!(first.link.is_none());
    }

    proptest! {
        #[test]
        fn sharing_more_never_scores_less(all in any_incidents(), more in 1u32..4) {
            let services = [ServiceId(more)];
            let score = |all: &[IncidentFacts], services: &[ServiceId], factors: &[FactorId]| {
                let sought = Sought { services, factors, ..Sought::default() };
                let found = similar(all, sought, &Workspace::default(), usize::MAX);
                prop_assert!(found.is_sorted_by(|a, b| a.score >= b.score));
                prop_assert!(found.iter().all(|one| (LEAST..1.0).contains(&one.score)));
                prop_assert!(found.iter().all(|one| one.likeness != Likeness::SameCause && !one.confirmed));
                Ok(found)
            };
            let less = score(&all, &services, &[])?;
            let factors = [FactorId(more)];
            let with_factor = score(&all, &services, &factors)?;
            for one in less {
                let then = with_factor.iter().find(|other| other.reference == one.reference);
                prop_assert!(then.is_some_and(|then| then.score >= one.score));
            }
        }
    }
}
