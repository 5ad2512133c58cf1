//! Suggestions that are recorded and not shown: what the program would have said of an incident
//! before a person decided, so that a workspace can see how often it is right before it is listened
//! to.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Links, Recurrence, Verdict};
use crate::change::{Change, Set};
use crate::statistics::wilson;
use crate::{Incident, IncidentRef, Moment};

/// What becomes of the program's suggestions that an incident repeats an earlier one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SuggestionMode {
    /// None are made. Similar incidents are still found.
    Off,
    /// They are recorded and shown nowhere.
    Shadow,
    #[default]
    Live,
}

/// An earlier incident of which the program would have said that it has the same cause.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = RepeatSuggestion)]
pub struct Suggestion {
    pub earlier: IncidentRef,
    /// 0 to 1: how sure it was that a person would call the two alike.
    pub score: f32,
}

/// What would have been suggested of an incident when it was looked at last.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    pub incident: IncidentRef,
    /// Empty when nothing would have been.
    pub suggested: Vec<Suggestion>,
    pub at: Moment,
}

/// What a new look changes in the record. Nothing outside of shadow mode, and nothing once a person
/// has decided: what the program says after that, it was told.
#[must_use]
pub fn look(
    incident: &Incident,
    mode: SuggestionMode,
    before: Option<Vec<Suggestion>>,
    suggested: Vec<Suggestion>,
) -> Option<Change> {
    let is_decided = incident.recurrences.iter().any(is_decision);
    if mode != SuggestionMode::Shadow || is_decided || !incident.owes_review() {
        return None;
    }
    let references = |all: &[Suggestion]| -> Vec<_> { all.iter().map(|one| one.earlier).collect() };
    // How sure it is moves with every word; who it names is what is recorded.
    let is_news = before.as_deref().map(references) != Some(references(&suggested));
    is_news.then_some(Change::ShadowLook {
        incident: incident.reference,
        set: Set {
            from: before,
            to: Some(suggested),
        },
    })
}

fn is_decision(link: &Recurrence) -> bool {
    link.verdict != Verdict::Suggested
}

/// The time in which suggestions were recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ShadowPeriod {
    pub from: Moment,
    /// Exclusive; null while it lasts.
    pub until: Option<Moment>,
}

impl ShadowPeriod {
    fn has(&self, moment: Moment) -> bool {
        self.from <= moment && self.until.is_none_or(|until| moment < until)
    }
}

/// A share with its counts and its 95 % Wilson interval.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CountedShare {
    pub hits: u64,
    pub of: u64,
    /// `hits ÷ of`; null when there are none.
    pub value: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

impl CountedShare {
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of incidents are far below 2⁵²"
    )]
    fn new(hits: u64, of: u64) -> Self {
        let interval = wilson(hits, of);
        Self {
            hits,
            of,
            value: (of > 0).then(|| hits as f64 / of as f64),
            low: interval.map(|(low, _)| low),
            high: interval.map(|(_, high)| high),
        }
    }
}

/// What would have been suggested of an incident that a person decided on, and what they said.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ShadowCase {
    pub incident: IncidentRef,
    pub suggested: Vec<Suggestion>,
    /// Earlier incidents that a person confirmed it repeats.
    pub confirmed: Vec<IncidentRef>,
    /// Earlier incidents that a person said it does not repeat.
    pub ruled_out: Vec<IncidentRef>,
}

/// How what would have been suggested compares with what people decided, without having seen it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ShadowReport {
    pub period: ShadowPeriod,
    /// Incidents that were looked at.
    pub incidents: u64,
    /// Earlier incidents that would have been suggested for them.
    pub suggestions: u64,
    /// Of the suggestions that people have decided on, those that they confirmed.
    pub precision: CountedShare,
    /// Of the incidents that people confirmed to be repeats, those that would have been suggested
    /// as one of the same cause.
    pub recall: CountedShare,
    pub method: String,
    /// The incidents that precision and recall are counted over.
    pub cases: Vec<ShadowCase>,
}

/// How precision and recall are reckoned, in words that stand beside them.
pub const METHOD: &str = "the last look before a person decided, against what was decided in the \
    period; an incident of a confirmed chain stands for all of it; 95 % Wilson score intervals";

/// Compares what was recorded with what people decided of the same incidents.
#[must_use]
pub fn compare(
    period: ShadowPeriod,
    looks: &[Look],
    decided: &[(IncidentRef, Vec<Recurrence>)],
    links: &Links,
) -> ShadowReport {
    let inside: Vec<_> = looks.iter().filter(|look| period.has(look.at)).collect();
    let cases: Vec<_> = inside
        .iter()
        .filter_map(|look| {
            let (_, said) = decided.iter().find(|(of, _)| *of == look.incident)?;
            case(look, said, period)
        })
        .collect();
    let suggestions = inside.iter().map(|look| look.suggested.len() as u64).sum();
    let (mut right, mut judged, mut found, mut repeats) = (0, 0, 0, 0);
    for case in &cases {
        let verdicts = case.suggested.iter();
        let verdicts: Vec<_> = verdicts
            .filter_map(|one| case.is_right(one.earlier, links))
            .collect();
        judged += verdicts.len() as u64;
        right += verdicts.iter().filter(|right| **right).count() as u64;
        if !case.confirmed.is_empty() {
            repeats += 1;
            found += u64::from(verdicts.contains(&true));
        }
    }
    ShadowReport {
        period,
        incidents: inside.len() as u64,
        suggestions,
        precision: CountedShare::new(right, judged),
        recall: CountedShare::new(found, repeats),
        method: METHOD.into(),
        cases,
    }
}

/// Nothing when nobody decided in the period.
fn case(look: &Look, said: &[Recurrence], period: ShadowPeriod) -> Option<ShadowCase> {
    let said = said
        .iter()
        .filter(|link| is_decision(link) && period.has(link.at));
    let (confirmed, ruled_out): (Vec<_>, Vec<_>) = said.partition(|link| link.is_confirmed());
    let references = |links: Vec<&Recurrence>| links.iter().map(|link| link.earlier).collect();
    let is_decided = !confirmed.is_empty() || !ruled_out.is_empty();
    is_decided.then(|| ShadowCase {
        incident: look.incident,
        suggested: look.suggested.clone(),
        confirmed: references(confirmed),
        ruled_out: references(ruled_out),
    })
}

impl ShadowCase {
    /// Whether a suggestion was what people said; `None` while nobody has said anything of it.
    fn is_right(&self, earlier: IncidentRef, links: &Links) -> Option<bool> {
        let is_kin = |other: &IncidentRef| links.connect(*other, earlier);
        if self.confirmed.iter().any(is_kin) {
            Some(true)
        } else {
            self.ruled_out.iter().any(is_kin).then_some(false)
        }
    }
}

#[cfg(test)]
#[path = "shadow_tests.rs"]
mod tests;
