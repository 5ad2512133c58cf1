//! What is this incident like? The closest ones, best first, each with what a person can check.

use std::collections::HashMap;

use afterword_domain::IncidentRef;
use afterword_domain::recurrence::Verdict;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::decisions::{Kin, Link};
use super::described::Described;
use super::library::Library;
use super::profile::View;
use super::reasons::{Names, Reason, ReasonKind, with_kept};
use super::signals::{self, Pair, Values};
use super::sought::Sought;
use super::weights::{Judged, Weights};

/// How alike two incidents are.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    /// Confirmed recurrences connect them, directly or through others; or the program thinks so,
    /// and nobody has said yet.
    SameCause,
    Similar,
    InPart,
}

/// An incident that is like what is sought.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    pub reference: IncidentRef,
    pub likeness: Likeness,
    /// A person said so.
    pub confirmed: bool,
    /// How sure it is, from 0 to 1, that a person would call them alike.
    pub score: f32,
    /// The later and the earlier incident of the recurrence that says so, where there is one.
    pub link: Option<Link>,
    pub reasons: Vec<Reason>,
}

impl Match {
    /// The program thinks that both have one cause, and nobody has said so.
    #[must_use]
    pub fn is_suggestion(&self) -> bool {
        self.likeness == Likeness::SameCause && !self.confirmed
    }

    /// As alike as it is, and no more: for whoever does not want to be told what it may repeat.
    #[must_use]
    pub fn without_suggestion(mut self) -> Self {
        if self.is_suggestion() {
            self.likeness = Likeness::Similar;
        }
        self
    }

    /// With the reasons that were kept with the recurrence.
    #[must_use]
    pub fn with_kept(mut self, kept: &[String]) -> Self {
        self.reasons = with_kept(self.reasons, kept);
        self
    }
}

/// What scores less shares nothing worth a look.
const LEAST: f32 = 0.2;
/// From here on the program calls it similar, below it in part.
const SIMILAR: f32 = 0.5;
/// What is of one cause with a match is nearly as good a match.
const KIN_LESS: f32 = 0.25;
/// More reasons than this nobody checks.
const MOST_REASONS: usize = 6;

/// The incidents most like what is sought, best first: those of the same cause, nearest first, then
/// the others by score. Left out are the incident itself and what a person rejected.
#[must_use]
pub fn similar(
    library: &Library,
    weights: &Weights,
    described: &Described,
    own: Option<IncidentRef>,
    names: &dyn Names,
    most: usize,
) -> Vec<Match> {
    let sought = library.sought(described);
    let mut found = Found::of(library, weights, &sought, own);
    found.order();
    found.candidates.truncate(most);
    found.settle_suggestions(library);
    let told = found.candidates.iter().map(|candidate| {
        let reasons = explain(library, &sought, candidate.reference, names);
        candidate.tell(own, reasons)
    });
    // What nobody can check is not told.
    told.filter(|one| one.confirmed || !one.reasons.is_empty())
        .collect()
}

/// The order and the values alone, as they are measured: no decision of a person has a say.
#[must_use]
pub fn closest(
    library: &Library,
    weights: &Weights,
    described: &Described,
    own: Option<IncidentRef>,
) -> Vec<(IncidentRef, Values, Judged)> {
    let sought = library.sought(described);
    let mut found: Vec<_> = compared(library, &sought, library.candidates(&sought, own))
        .map(|(reference, values)| (reference, values, weights.judge(&values)))
        .collect();
    found.sort_by(|a, b| b.2.sum.total_cmp(&a.2.sum).then(b.0.cmp(&a.0)));
    found
}

/// The values of one pair; nothing when it is not in the library.
#[must_use]
pub fn values(library: &Library, described: &Described, earlier: IncidentRef) -> Option<Values> {
    let sought = library.sought(described);
    let pair = compared(library, &sought, vec![earlier]).next();
    pair.map(|(_, values)| values)
}

fn compared<'a>(
    library: &'a Library,
    sought: &'a Sought,
    references: Vec<IncidentRef>,
) -> impl Iterator<Item = (IncidentRef, Values)> + 'a {
    let mut earlier = View::default();
    references.into_iter().filter_map(move |reference| {
        library.view(reference, &mut earlier)?;
        let pair = Pair {
            library,
            sought,
            reference,
            earlier: &earlier,
        };
        Some((reference, signals::values(&pair)))
    })
}

fn explain(
    library: &Library,
    sought: &Sought,
    reference: IncidentRef,
    names: &dyn Names,
) -> Vec<Reason> {
    let mut earlier = View::default();
    if library.view(reference, &mut earlier).is_none() {
        return Vec::new();
    }
    let pair = Pair {
        library,
        sought,
        reference,
        earlier: &earlier,
    };
    let mut reasons = signals::reasons(&pair, names);
    reasons.truncate(MOST_REASONS);
    reasons
}

/// What an incident's own sum comes to, or that of the closest of its cause if that is better, and
/// which that is.
fn best(
    library: &Library,
    weights: &Weights,
    sums: &HashMap<IncidentRef, f32>,
    reference: IncidentRef,
    sum: f32,
) -> (Judged, Option<IncidentRef>) {
    let kin = library.decisions.kin(reference).into_keys();
    let closer = kin.filter_map(|kin| Some((sums.get(&kin)? - KIN_LESS, kin)));
    let closest = closer.max_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    match closest.filter(|(theirs, _)| *theirs > sum) {
        Some((theirs, kin)) => (weights.judge_sum(theirs), Some(kin)),
        None => (weights.judge_sum(sum), None),
    }
}

/// A candidate with what is known of it.
struct Candidate {
    reference: IncidentRef,
    judged: Judged,
    /// Of one cause with this one, which is closer.
    through: Option<IncidentRef>,
    kin: Option<Kin>,
    said: Option<Verdict>,
    suggested: bool,
}

struct Found {
    candidates: Vec<Candidate>,
}

impl Found {
    fn of(library: &Library, weights: &Weights, sought: &Sought, own: Option<IncidentRef>) -> Self {
        let kin = own.map_or_else(HashMap::new, |own| library.decisions.kin(own));
        let mut references = library.candidates(sought, own);
        references.extend(kin.keys());
        references.extend(own.iter().flat_map(|own| library.decisions.about(*own)));
        references.sort_unstable();
        references.dedup();
        let sums: HashMap<_, _> = compared(library, sought, references)
            .map(|(reference, values)| (reference, weights.sum(&values)))
            .collect();
        let own_kin: Vec<_> = own.into_iter().chain(kin.keys().copied()).collect();
        let day = |reference| library.profile(reference).and_then(|profile| profile.day);
        let candidates = sums.iter().map(|(reference, sum)| {
            let said = own.and_then(|own| library.decisions.between(own, *reference));
            let (judged, through) = best(library, weights, &sums, *reference, *sum);
            let apart = library.decisions.apart(&own_kin, *reference);
            // A later one is no repeat of what came before it.
            let later = day(*reference) > sought.view.day && sought.view.day.is_some();
            Candidate {
                reference: *reference,
                suggested: judged.suggests() && !apart && !later,
                kin: kin.get(reference).copied(),
                judged,
                through,
                said,
            }
        });
        let candidates = candidates.filter(Candidate::is_worth_a_look).collect();
        Self { candidates }
    }

    fn order(&mut self) {
        let steps = |one: &Candidate| one.kin.map_or(usize::MAX, |kin| kin.steps);
        self.candidates.sort_by(|a, b| {
            steps(a)
                .cmp(&steps(b))
                .then(b.judged.sum.total_cmp(&a.judged.sum))
                .then(b.reference.cmp(&a.reference))
        });
    }

    /// Two incidents of different causes are not both repeated: the better match stays suggested.
    fn settle_suggestions(&mut self, library: &Library) {
        let mut suggested: Vec<IncidentRef> = Vec::new();
        for candidate in &mut self.candidates {
            if candidate.suggested {
                candidate.suggested = !library.decisions.apart(&suggested, candidate.reference);
            }
            if candidate.suggested {
                suggested.push(candidate.reference);
            }
        }
    }
}

impl Candidate {
    fn is_worth_a_look(&self) -> bool {
        let known = self.kin.is_some() || self.said.is_some();
        self.said != Some(Verdict::Rejected) && (known || self.judged.similar >= LEAST)
    }

    fn tell(&self, own: Option<IncidentRef>, mut reasons: Vec<Reason>) -> Match {
        if let Some(through) = self.through.filter(|_| self.kin.is_none()) {
            let text = format!("of the same cause as {through}, which is more like this one");
            reasons.insert(0, Reason::new(ReasonKind::Reference, text));
        }
        let likeness = if self.kin.is_some() {
            Likeness::SameCause
        } else if self.said == Some(Verdict::Similar) {
            Likeness::Similar
        } else if self.suggested {
            Likeness::SameCause
        } else if self.judged.similar >= SIMILAR {
            Likeness::Similar
        } else {
            Likeness::InPart
        };
        let said = self.said.and(own).map(|own| (own, self.reference));
        Match {
            reference: self.reference,
            likeness,
            confirmed: self.kin.is_some() || self.said.is_some(),
            score: self.judged.similar,
            link: self.kin.map(|kin| kin.link).or(said),
            reasons,
        }
    }
}
