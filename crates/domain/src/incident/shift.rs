//! A source whose clock was wrong: everything it told moves by as much.
//!
//! Sources that come later keep their own time; a shift is about the entries there are.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::timeline::Correction;
use super::{Incident, Milestone, Milestones, TimelineEvent};
use crate::change::{Change, Edit, Set};
use crate::time::Precision;
use crate::{EventId, Moment, PersonId, Refusal};

/// A clock that is wrong by more than a day is a wrong date or a wrong zone.
const SECONDS_MAX: i64 = 24 * 60 * 60;

/// By how much a source's clock was wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShiftForm {
    /// As it stands beside its entries.
    pub source: String,
    /// Added to each time: positive when the clock was slow. At most a day either way.
    pub seconds: i64,
}

/// Why a source cannot be shifted so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShiftError {
    #[error("seconds is {0}; a clock is wrong by {SECONDS_MAX}, a day, at most")]
    Seconds(i64),
    #[error("source: no entry with a time comes from “{0}”")]
    NoSource(String),
    #[error("seconds is {seconds}, which takes entry {event} out of the years there are")]
    OutOfYears { seconds: i64, event: EventId },
    #[error(transparent)]
    Milestones(#[from] super::milestones::OutOfOrder),
}

impl Refusal for ShiftError {
    fn code(&self) -> &'static str {
        match self {
            Self::Seconds(_) | Self::OutOfYears { .. } => "not_a_shift",
            Self::NoSource(_) => "no_such_source",
            Self::Milestones(error) => error.code(),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Seconds(_) | Self::OutOfYears { .. } => Some("seconds".into()),
            Self::NoSource(_) => Some("source".into()),
            Self::Milestones(error) => error.field(),
        }
    }
}

/// Moves every entry of a source, each with what it said before in its history. A milestone that
/// stands at the very moment of such entries and of no other moves with them. Entries that are
/// known only to the day say nothing of a clock and stay.
///
/// # Errors
/// [`ShiftError`] naming the field; milestones that would come out of order are one.
pub fn shift(
    incident: &Incident,
    form: &ShiftForm,
    by: Option<PersonId>,
    now: Moment,
) -> Result<Vec<Change>, ShiftError> {
    let seconds = form.seconds;
    if !(-SECONDS_MAX..=SECONDS_MAX).contains(&seconds) {
        return Err(ShiftError::Seconds(seconds));
    }
    let moves =
        |event: &TimelineEvent| event.source == form.source && event.precision != Precision::Day;
    let (moving, staying): (Vec<_>, Vec<_>) = incident.timeline.iter().partition(|e| moves(e));
    if moving.is_empty() {
        let named = form.source.chars().take(80).collect();
        return Err(ShiftError::NoSource(named));
    }
    if seconds == 0 {
        return Ok(Vec::new());
    }
    let mut changes = Vec::new();
    let milestones = moved_milestones(incident.milestones, &moving, &staying, seconds);
    milestones.in_order()?;
    changes.extend(Set::between(incident.milestones, milestones).map(Change::Milestones));
    for event in moving {
        let to = moved(event, seconds, by, now)?;
        let from = event.clone();
        changes.push(Change::TimelineEvent(Edit::Changed { from, to }));
    }
    Ok(changes)
}

fn moved(
    event: &TimelineEvent,
    seconds: i64,
    by: Option<PersonId>,
    now: Moment,
) -> Result<TimelineEvent, ShiftError> {
    let mut to = event.clone();
    to.occurred_at = later(event.occurred_at, seconds);
    if !to.occurred_at.is_within_years() {
        let event = event.id;
        return Err(ShiftError::OutOfYears { seconds, event });
    }
    to.history.push(Correction {
        until: now,
        by,
        occurred_at: event.occurred_at,
        text: event.text.clone(),
    });
    Ok(to)
}

fn moved_milestones(
    from: Milestones,
    moving: &[&TimelineEvent],
    staying: &[&TimelineEvent],
    seconds: i64,
) -> Milestones {
    let stands =
        |events: &[&TimelineEvent], at: Moment| events.iter().any(|event| event.occurred_at == at);
    let mut to = from;
    for milestone in Milestone::ALL {
        let at = from.get(milestone);
        let at = at.filter(|&at| stands(moving, at) && !stands(staying, at));
        if let Some(at) = at {
            to.set(milestone, Some(later(at, seconds)));
        }
    }
    to
}

fn later(at: Moment, seconds: i64) -> Moment {
    at.plus(SignedDuration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::apply_all;
    use crate::incident::open::sample;
    use crate::incident::undo::undo;
    use proptest::prelude::*;

    const SLOW: &str = "Alertmanager";

    fn event(id: u32, source: &str, at: Moment, precision: Precision) -> TimelineEvent {
        TimelineEvent {
            id: EventId(id),
            occurred_at: at,
            precision,
            recorded_at: at,
            kind: crate::incident::EventKind::Alert,
            milestone: None,
            text: format!("entry {id}"),
            source: source.into(),
            evidence: Vec::new(),
            pinned: false,
            questions: Vec::new(),
            history: Vec::new(),
        }
    }

    fn told(entries: &[(u8, i64)]) -> Incident {
        let mut incident = sample();
        let began = incident.created_at;
        for ((kind, second), id) in entries.iter().zip(1..) {
            let (source, precision) = match kind {
                0 => (SLOW, Precision::Exact),
                1 => (SLOW, Precision::Day),
                _ => ("Slack", Precision::Exact),
            };
            let at = later(began, *second);
            incident.timeline.push(event(id, source, at, precision));
            incident.next_entry = id;
        }
        let order = |event: &TimelineEvent| (event.occurred_at, event.id);
        incident.timeline.sort_by_key(order);
        incident
    }

    fn shifted(incident: &Incident, seconds: i64) -> Result<Incident, ShiftError> {
        let source = SLOW.into();
        let form = ShiftForm { source, seconds };
        let mut after = incident.clone();
        apply_all(
            &mut after,
            &shift(incident, &form, None, incident.created_at)?,
        );
        Ok(after)
    }

    fn any_entries() -> impl Strategy<Value = Vec<(u8, i64)>> {
        proptest::collection::vec((0u8..3, 0i64..100_000), 0..20)
    }

    proptest! {
        #[test]
        fn entries_of_the_source_move_and_no_others(
            entries in any_entries(), seconds in -86_400i64..=86_400,
        ) {
            let incident = told(&entries);
            let Ok(after) = shifted(&incident, seconds) else {
                prop_assert!(!entries.iter().any(|(kind, _)| *kind == 0));
                return Ok(());
            };
            prop_assert!(after.timeline.is_sorted_by_key(|e| (e.occurred_at, e.id)));
            prop_assert_eq!(after.timeline.len(), incident.timeline.len());
            for before in &incident.timeline {
                let now = after.timeline.iter().find(|e| e.id == before.id).unwrap();
                let moves = before.source == SLOW && before.precision != Precision::Day;
                if moves && seconds != 0 {
                    prop_assert_eq!(now.occurred_at, later(before.occurred_at, seconds));
                    prop_assert_eq!(now.history.len(), 1);
                    prop_assert_eq!(now.history[0].occurred_at, before.occurred_at);
                } else {
                    prop_assert_eq!(now, before);
                }
            }
        }

        #[test]
        fn an_undo_brings_everything_back(
            entries in any_entries(), seconds in -86_400i64..=86_400,
        ) {
            let mut incident = told(&entries);
            incident.milestones.detected_at = incident.timeline.first().map(|e| e.occurred_at);
            let form = ShiftForm { source: SLOW.into(), seconds };
            let Ok(changes) = shift(&incident, &form, None, incident.created_at) else {
                return Ok(());
            };
            let mut there = incident.clone();
            apply_all(&mut there, &changes);
            if let Ok(back) = undo(&changes) {
                apply_all(&mut there, &back);
            }
            prop_assert_eq!(there, incident);
        }

        #[test]
        fn milestones_that_come_out_of_order_are_refused_and_others_are_in_order(
            entries in any_entries(), seconds in -86_400i64..=86_400,
        ) {
            let mut incident = told(&entries);
            let times: Vec<_> = incident.timeline.iter().map(|e| e.occurred_at).collect();
            incident.milestones.detected_at = times.first().copied();
            incident.milestones.recovered_at = times.last().copied();
            match shifted(&incident, seconds) {
                Ok(after) => prop_assert!(after.milestones.in_order().is_ok()),
                Err(error) => prop_assert!(
                    matches!(error, ShiftError::NoSource(_) | ShiftError::Milestones(_))
                ),
            }
        }
    }

    #[test]
    fn a_milestone_moves_with_the_entries_it_was_taken_from_alone() {
        let mut incident = told(&[(0, 60), (0, 120), (2, 120)]);
        incident.milestones.detected_at = Some(later(incident.created_at, 60));
        incident.milestones.recovered_at = Some(later(incident.created_at, 120));
        let after = shifted(&incident, -30).unwrap();
        let at = |seconds| Some(later(incident.created_at, seconds));
        assert_eq!(after.milestones.detected_at, at(30));
        assert_eq!(after.milestones.recovered_at, at(120));
    }

    #[test]
    fn what_is_no_clock_error_is_refused_with_its_field() {
        let incident = told(&[(0, 0)]);
        for seconds in [86_401, -86_401, i64::MAX, i64::MIN] {
            let error = shifted(&incident, seconds).unwrap_err();
            assert_eq!(
                (error.code(), error.field().as_deref()),
                ("not_a_shift", Some("seconds"))
            );
        }
        let form = ShiftForm {
            source: "Grafana".into(),
            seconds: 1,
        };
        let error = shift(&incident, &form, None, incident.created_at).unwrap_err();
        assert_eq!(error.code(), "no_such_source");
    }

    #[test]
    fn nothing_leaves_the_years_that_can_be_read_again() {
        let mut incident = told(&[(0, 0)]);
        incident.timeline[0].occurred_at = "1970-01-01T00:00:10Z".parse().unwrap();
        let error = shifted(&incident, -11).unwrap_err();
        assert_eq!(error.code(), "not_a_shift");
        assert!(shifted(&incident, -10).is_ok());
    }
}
