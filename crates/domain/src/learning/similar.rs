//! What is this incident like? Candidates are ranked by what they share with it, each thing weighed
//! by how few incidents have it; every match says what it shares, so that a person can check it.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::facts::IncidentFacts;
use super::words;
use crate::recurrence::{Recurrence, Verdict};
use crate::workspace::Workspace;
use crate::{FactorId, Incident, IncidentRef, ServiceId};

/// How alike two incidents are.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    /// Only ever by a person's word: a confirmed recurrence connects them, directly or through
    /// others.
    SameCause,
    Similar,
    InPart,
}

/// What kind of thing a reason names.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ReasonKind {
    /// Services in the order in which one called the other.
    Path,
    Service,
    Factor,
    Words,
}

/// Why two incidents are taken to be alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reason {
    pub kind: ReasonKind,
    pub text: String,
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
    /// The later and the earlier incident of the decision that says so; its reasons come first.
    pub decided: Option<(IncidentRef, IncidentRef)>,
    pub reasons: Vec<Reason>,
}

/// The weight of a shared thing is how surprising it is: −ln of the share of incidents that have
/// it. A factor names a cause and counts for more; words come in bunches and count for less.
const FACTOR: f64 = 1.5;
const SERVICE: f64 = 1.0;
const WORD: f64 = 0.5;
/// So much surprise makes a score of one half; twice as much, two thirds.
const HALF: f64 = 6.0;
/// What scores less shares nothing worth a look.
const LEAST: f64 = 0.2;
/// From here on the program calls it similar, below it in part.
const SIMILAR: f64 = 0.5;
/// A word that more than this share of incidents has says little. Of a handful of incidents it
/// would be none, so that two may always share it.
const RARE: f64 = 0.1;
/// The most words that a reason names.
const NAMED: usize = 4;

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
    let said = sought
        .incident
        .map_or(&[][..], |incident| &incident.recurrences);
    let family = own.map_or_else(HashMap::new, |own| family(all, own));
    let words = words::keyed(sought.text);
    let weights = Weights::of(all, &sought, &words);
    let mut matches: Vec<_> = all
        .iter()
        .filter(|facts| facts.counts && Some(facts.reference) != own)
        .filter(|facts| !rejected(said, own, facts))
        .filter_map(|facts| {
            let kin = family.get(&facts.reference).copied();
            let link = said.iter().find(|link| link.earlier == facts.reference);
            let score = weights.score(facts);
            (kin.is_some() || link.is_some() || score >= LEAST).then_some((facts, score, kin, link))
        })
        .collect();
    matches.sort_by(|(a, a_score, a_kin, _), (b, b_score, b_kin, _)| {
        let nearness = |kin: &Option<Kin>| kin.map_or(usize::MAX, |kin| kin.steps);
        nearness(a_kin)
            .cmp(&nearness(b_kin))
            .then(b_score.total_cmp(a_score))
            .then(b.began.cmp(&a.began))
            .then(b.reference.cmp(&a.reference))
    });
    let tell =
        |(facts, score, kin, link): (&IncidentFacts, f64, Option<Kin>, Option<&Recurrence>)| {
            let by_person = link.is_some_and(|link| link.by.is_some());
            Match {
                reference: facts.reference,
                likeness: match (kin, link) {
                    (Some(_), _) => Likeness::SameCause,
                    (None, Some(link)) if link.verdict == Verdict::Similar => Likeness::Similar,
                    _ if score >= SIMILAR => Likeness::Similar,
                    _ => Likeness::InPart,
                },
                confirmed: kin.is_some() || by_person,
                score,
                decided: kin
                    .map(|kin| kin.link)
                    .or_else(|| Some((own?, link?.earlier))),
                reasons: weights.reasons(facts, workspace),
            }
        };
    matches.into_iter().take(most).map(tell).collect()
}

fn rejected(said: &[Recurrence], own: Option<IncidentRef>, facts: &IncidentFacts) -> bool {
    let by_it = said
        .iter()
        .any(|link| link.earlier == facts.reference && link.verdict == Verdict::Rejected);
    by_it || own.is_some_and(|own| facts.rejected.binary_search(&own).is_ok())
}

/// How an incident of the same cause was reached.
#[derive(Clone, Copy)]
struct Kin {
    steps: usize,
    /// The last confirmed recurrence on the way: later, earlier.
    link: (IncidentRef, IncidentRef),
}

/// Everything that confirmed recurrences connect with an incident, by the shortest way.
fn family(all: &[IncidentFacts], own: IncidentRef) -> HashMap<IncidentRef, Kin> {
    let repeats = all.iter().flat_map(|facts| {
        let earlier = facts.repeats.iter();
        earlier.map(move |earlier| (facts.reference, *earlier))
    });
    let mut neighbours: HashMap<IncidentRef, Vec<(IncidentRef, (IncidentRef, IncidentRef))>> =
        HashMap::new();
    for link in repeats {
        neighbours.entry(link.0).or_default().push((link.1, link));
        neighbours.entry(link.1).or_default().push((link.0, link));
    }
    let mut family = HashMap::new();
    let mut edge = vec![own];
    let mut steps = 0;
    while !edge.is_empty() {
        steps += 1;
        let mut next = Vec::new();
        for at in edge {
            for (reference, link) in neighbours.remove(&at).unwrap_or_default() {
                if reference != own && !family.contains_key(&reference) {
                    family.insert(reference, Kin { steps, link });
                    next.push(reference);
                }
            }
        }
        edge = next;
    }
    family
}

/// What each thing that is sought weighs when it is shared.
struct Weights<'a> {
    services: Vec<(ServiceId, f64)>,
    factors: Vec<(FactorId, f64)>,
    /// Rare ones only, the rarest first.
    words: Vec<(u64, &'a str, f64)>,
}

impl<'a> Weights<'a> {
    fn of(all: &[IncidentFacts], sought: &Sought<'_>, words: &'a [(u64, String)]) -> Self {
        let counted: Vec<_> = all.iter().filter(|facts| facts.counts).collect();
        let surprise = |having: usize| surprise(having, counted.len());
        let services = sought.services.iter().map(|service| {
            let having = counted
                .iter()
                .filter(|facts| facts.services.contains(service));
            (*service, SERVICE * surprise(having.count()))
        });
        let factors = sought.factors.iter().map(|factor| {
            let having = counted
                .iter()
                .filter(|facts| facts.factors.contains(factor));
            (*factor, FACTOR * surprise(having.count()))
        });
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a count"
        )]
        let rare = ((counted.len() as f64 * RARE) as usize).max(2);
        let mut words: Vec<_> = words
            .iter()
            .filter_map(|(key, word)| {
                let having = counted.iter().filter(|facts| facts.words.contains(*key));
                let having = having.count();
                (1..=rare)
                    .contains(&having)
                    .then(|| (*key, word.as_str(), WORD * surprise(having)))
            })
            .collect();
        words.sort_by(|(_, _, a), (_, _, b)| b.total_cmp(a));
        Self {
            services: services.collect(),
            factors: factors.collect(),
            words,
        }
    }

    /// `s ÷ (s + HALF)` of the surprise `s` that all shared things come to.
    fn score(&self, facts: &IncidentFacts) -> f64 {
        let services = self.services.iter();
        let services = services.filter(|(service, _)| facts.services.contains(service));
        let factors = self.factors.iter();
        let factors = factors.filter(|(factor, _)| facts.factors.contains(factor));
        let words = self.words.iter();
        let words = words.filter(|(key, _, _)| facts.words.contains(*key));
        let sum = services.map(|(_, weight)| weight).sum::<f64>()
            + factors.map(|(_, weight)| weight).sum::<f64>()
            + words.map(|(_, _, weight)| weight).sum::<f64>();
        sum / (sum + HALF)
    }

    fn reasons(&self, facts: &IncidentFacts, workspace: &Workspace) -> Vec<Reason> {
        let services = self.services.iter();
        let services = services.filter(|(service, _)| facts.services.contains(service));
        let services = services.filter_map(|(id, _)| Some(workspace.service(*id)?.name.as_str()));
        let factors = self.factors.iter();
        let factors = factors.filter(|(factor, _)| facts.factors.contains(factor));
        let factors = factors.filter_map(|(id, _)| Some(workspace.factor(*id)?.label.as_str()));
        let words = self.words.iter();
        let words = words.filter(|(key, _, _)| facts.words.contains(*key));
        let words = words.take(NAMED).map(|(_, word, _)| format!("“{word}”"));
        let texts = [
            (ReasonKind::Service, services.collect::<Vec<_>>().join(", ")),
            (ReasonKind::Factor, factors.collect::<Vec<_>>().join("; ")),
            (ReasonKind::Words, words.collect::<Vec<_>>().join(", ")),
        ];
        let reasons = texts.into_iter().filter(|(_, text)| !text.is_empty());
        reasons.map(|(kind, text)| Reason { kind, text }).collect()
    }
}

/// −ln of the share of incidents that have something, never quite nothing.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of incidents are far below 2⁵²"
)]
fn surprise(having: usize, of: usize) -> f64 {
    ((of + 1) as f64 / having.max(1) as f64).ln()
}

impl Match {
    /// Puts the reasons that were kept with the decision first; of each kind the kept ones stand.
    /// A path tells the services.
    #[must_use]
    pub fn with_kept(mut self, kept: &[String]) -> Self {
        let mut reasons: Vec<_> = kept.iter().map(|text| Reason::read(text)).collect();
        let known: Vec<_> = reasons.iter().map(|reason| reason.kind).collect();
        self.reasons.retain(|reason| !known.contains(&reason.kind));
        reasons.append(&mut self.reasons);
        if known.contains(&ReasonKind::Path) {
            reasons.retain(|reason| reason.kind != ReasonKind::Service);
        }
        reasons.sort_by_key(|reason| reason.kind);
        self.reasons = reasons;
        self
    }
}

impl Reason {
    /// A reason as it was kept: its kind stands before a colon. Without one it is told in words.
    fn read(kept: &str) -> Self {
        let kind = |name: &str| match name.trim().to_lowercase().as_str() {
            "path" => Some(ReasonKind::Path),
            "service" | "services" => Some(ReasonKind::Service),
            "factor" | "factors" => Some(ReasonKind::Factor),
            "word" | "words" => Some(ReasonKind::Words),
            _ => None,
        };
        let named = kept
            .split_once(':')
            .and_then(|(name, text)| Some((kind(name)?, text.trim())));
        let (kind, text) = named.unwrap_or((ReasonKind::Words, kept));
        let text = text.to_owned();
        Self { kind, text }
    }
}
