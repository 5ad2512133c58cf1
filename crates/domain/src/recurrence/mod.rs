//! A recurrence: incident B repeats incident A. Suggested with reasons, confirmed by a person.

pub mod preventable;
pub mod rate;
pub mod rates;
pub mod shadow;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::change::{Change, Edit};
use crate::text::{self, TextError};
use crate::{Incident, IncidentRef, Moment, PersonId, Refusal};

/// What is thought of a possible repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Not looked at by a person yet.
    Suggested,
    /// Same root cause.
    Confirmed,
    /// Alike, but another cause.
    Similar,
    Rejected,
}

/// A link from a later incident to an earlier one, kept with the later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Recurrence {
    pub earlier: IncidentRef,
    pub verdict: Verdict,
    /// Why it was suggested, each checkable by a person.
    #[serde(default)]
    pub reasons: Vec<String>,
    /// Who decided.
    pub by: Option<PersonId>,
    pub at: Moment,
}

impl Recurrence {
    /// Invariant 6: nothing else counts.
    #[must_use]
    pub fn is_confirmed(&self) -> bool {
        self.verdict == Verdict::Confirmed && self.by.is_some()
    }
}

/// A confirmed recurrence with the starts of both sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    pub repeat: IncidentRef,
    pub repeat_began: Moment,
    pub earlier: IncidentRef,
    pub earlier_began: Moment,
}

/// All confirmed recurrences of the workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Links(pub Vec<Link>);

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecurrenceError {
    #[error("{0} cannot repeat itself")]
    Itself(IncidentRef),
    #[error(
        "{earlier} began at {earlier_began}, after {repeat} ({repeat_began}), so {repeat} cannot repeat it"
    )]
    Later {
        repeat: IncidentRef,
        repeat_began: Moment,
        earlier: IncidentRef,
        earlier_began: Moment,
    },
    #[error("{earlier} already repeats {repeat}, directly or through others")]
    Cycle {
        repeat: IncidentRef,
        earlier: IncidentRef,
    },
    #[error("there is no incident {0}")]
    NoIncident(IncidentRef),
    #[error("only a person can confirm a repeat")]
    NobodyConfirmed,
    #[error(transparent)]
    Text(#[from] TextError),
}

impl Refusal for RecurrenceError {
    fn code(&self) -> &'static str {
        match self {
            Self::Itself(_) => "repeats_itself",
            Self::Later { .. } => "repeats_a_later_incident",
            Self::Cycle { .. } => "recurrence_cycle",
            Self::NoIncident(_) => "no_such_incident",
            Self::NobodyConfirmed => "only_a_person_confirms",
            Self::Text(error) => error.code(),
        }
    }

    fn field(&self) -> Option<String> {
        Some("earlier".into())
    }
}

/// A decision on a possible repeat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecurrenceForm {
    pub earlier: IncidentRef,
    pub verdict: Verdict,
    #[serde(default)]
    pub reasons: Vec<String>,
}

/// Decides whether an incident repeats an earlier one.
///
/// # Errors
/// [`RecurrenceError`]: no incident repeats itself, a later one, or one that repeats it.
pub fn decide(
    incident: &Incident,
    earlier_began: Option<Moment>,
    links: &Links,
    form: &RecurrenceForm,
    by: Option<PersonId>,
    now: Moment,
) -> Result<Vec<Change>, RecurrenceError> {
    let (repeat, earlier) = (incident.reference, form.earlier);
    if repeat == earlier {
        return Err(RecurrenceError::Itself(repeat));
    }
    let earlier_began = earlier_began.ok_or(RecurrenceError::NoIncident(earlier))?;
    if form.verdict == Verdict::Confirmed {
        if by.is_none() {
            return Err(RecurrenceError::NobodyConfirmed);
        }
        let repeat_began = incident.began();
        if earlier_began > repeat_began {
            return Err(RecurrenceError::Later {
                repeat,
                repeat_began,
                earlier,
                earlier_began,
            });
        }
        if links.reaches(earlier, repeat) {
            return Err(RecurrenceError::Cycle { repeat, earlier });
        }
    }
    let reasons = form
        .reasons
        .iter()
        .map(|reason| text::line("reasons", reason, text::TITLE_MAX));
    let to = Recurrence {
        earlier,
        verdict: form.verdict,
        reasons: reasons.collect::<Result<_, _>>()?,
        by,
        at: now,
    };
    let known = incident
        .recurrences
        .iter()
        .find(|link| link.earlier == earlier);
    let edit = match known {
        Some(from) if to.reasons.is_empty() => {
            let to = Recurrence {
                reasons: from.reasons.clone(),
                ..to
            };
            Edit::between(from, to)
        }
        Some(from) => Edit::between(from, to),
        None => {
            let at = u32::try_from(incident.recurrences.len()).unwrap_or(u32::MAX);
            Some(Edit::Added { at, entry: to })
        }
    };
    Ok(edit.map(Change::Recurrence).into_iter().collect())
}

impl Links {
    /// Whether one can go from `from` to `to` by stepping from repeats to what they repeat.
    #[must_use]
    pub fn reaches(&self, from: IncidentRef, to: IncidentRef) -> bool {
        let mut seen = vec![from];
        let mut next = 0;
        while let Some(at) = seen.get(next).copied() {
            if at == to {
                return true;
            }
            for link in self.0.iter().filter(|link| link.repeat == at) {
                if !seen.contains(&link.earlier) {
                    seen.push(link.earlier);
                }
            }
            next += 1;
        }
        false
    }

    /// Whether two incidents are one, or recurrences connect them in whatever direction.
    #[must_use]
    pub fn connect(&self, one: IncidentRef, other: IncidentRef) -> bool {
        let mut seen = vec![one];
        let mut next = 0;
        while let Some(at) = seen.get(next).copied() {
            if at == other {
                return true;
            }
            for link in &self.0 {
                for (near, far) in [(link.repeat, link.earlier), (link.earlier, link.repeat)] {
                    if near == at && !seen.contains(&far) {
                        seen.push(far);
                    }
                }
            }
            next += 1;
        }
        false
    }
}

/// Whether an incident may begin at `began` without coming to stand before what it repeats or
/// after what repeats it.
///
/// # Errors
/// [`RecurrenceError::Later`] naming both.
pub fn still_in_order(
    links: &Links,
    incident: IncidentRef,
    began: Moment,
) -> Result<(), RecurrenceError> {
    for link in &links.0 {
        let repeat_began = if link.repeat == incident {
            began
        } else {
            link.repeat_began
        };
        let earlier_began = if link.earlier == incident {
            began
        } else {
            link.earlier_began
        };
        let touches = link.repeat == incident || link.earlier == incident;
        if touches && earlier_began > repeat_began {
            let Link {
                repeat, earlier, ..
            } = *link;
            return Err(RecurrenceError::Later {
                repeat,
                repeat_began,
                earlier,
                earlier_began,
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::apply_all;
    use crate::incident::open::sample;
    use proptest::prelude::*;

    fn at(hour: i64) -> Moment {
        sample()
            .created_at
            .plus(jiff::SignedDuration::from_hours(hour))
    }

    proptest! {
        #[test]
        fn whatever_is_confirmed_there_is_no_cycle_and_no_repeat_of_the_future(
            starts in proptest::collection::vec(0i64..4, 6),
            tries in proptest::collection::vec((0usize..6, 0usize..6), 0..30),
        ) {
            let mut links = Links::default();
            for (repeat, earlier) in tries {
                let name = |n: usize| IncidentRef(u32::try_from(n + 1).unwrap());
                let mut incident = sample();
                incident.reference = name(repeat);
                incident.milestones.impact_started_at = Some(at(starts[repeat]));
                let form = RecurrenceForm {
                    earlier: name(earlier), verdict: Verdict::Confirmed, reasons: Vec::new(),
                };
                let by = Some(PersonId(1));
                if decide(&incident, Some(at(starts[earlier])), &links, &form, by, at(9)).is_ok() {
                    links.0.push(Link {
                        repeat: name(repeat), repeat_began: at(starts[repeat]),
                        earlier: name(earlier), earlier_began: at(starts[earlier]),
                    });
                }
            }
            for link in &links.0 {
                prop_assert!(link.earlier_began <= link.repeat_began);
                prop_assert!(!links.reaches(link.earlier, link.repeat));
            }
        }
    }

    #[test]
    fn a_program_may_suggest_and_only_a_person_confirm() {
        let mut incident = sample();
        incident.reference = IncidentRef(2);
        let form = |verdict| RecurrenceForm {
            earlier: IncidentRef(1),
            verdict,
            reasons: vec!["same".into()],
        };
        let links = Links::default();
        let suggested = decide(
            &incident,
            Some(at(-5)),
            &links,
            &form(Verdict::Suggested),
            None,
            at(0),
        );
        apply_all(&mut incident, &suggested.unwrap());
        assert_eq!(incident.repeats().count(), 0);
        let confirmed = decide(
            &incident,
            Some(at(-5)),
            &links,
            &form(Verdict::Confirmed),
            None,
            at(0),
        );
        assert_eq!(confirmed, Err(RecurrenceError::NobodyConfirmed));
        let by = Some(PersonId(1));
        let confirmed = decide(
            &incident,
            Some(at(-5)),
            &links,
            &form(Verdict::Confirmed),
            by,
            at(0),
        );
        apply_all(&mut incident, &confirmed.unwrap());
        assert_eq!(incident.repeats().collect::<Vec<_>>(), [IncidentRef(1)]);
    }
}
