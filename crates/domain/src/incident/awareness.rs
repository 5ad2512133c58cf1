//! How did we become aware? It is asked of every incident; where nobody has answered yet, the
//! timeline suggests an answer.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{DetectedBy, EventKind, Incident, TimelineEvent};
use crate::time::Precision;
use crate::{EventId, Moment};

/// What was said longer than this before the first alert is not taken for a report of it, unless
/// impact had begun by then.
const EARLY_MINUTES: i64 = 60;

/// What the timeline suggests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Awareness {
    /// A report says no more than that it was a person; a customer is what has to be ruled out.
    pub detected_by: DetectedBy,
    /// The entry that came first.
    pub event: EventId,
    pub at: Moment,
    /// The first alert, when a report came before it.
    pub alert_at: Option<Moment>,
}

/// The first sign there is: a customer's report when a message came before the first alert, else
/// the alert. `None` when that was answered, and where the timeline has neither.
#[must_use]
pub fn awareness(incident: &Incident) -> Option<Awareness> {
    if incident.impact.detected_by.is_some() {
        return None;
    }
    let timed = || {
        let timeline = incident.timeline.iter();
        timeline.filter(|event| event.precision != Precision::Day)
    };
    let first = |kind| timed().find(move |event: &&TimelineEvent| event.kind == kind);
    let alert = first(EventKind::Alert);
    let from = earliest(incident, alert);
    let report = timed().find(|event| {
        event.kind == EventKind::Message && from.is_none_or(|from| event.occurred_at >= from)
    });
    let alert_at = alert.map(|alert| alert.occurred_at);
    match (report, alert) {
        (Some(report), _) if alert_at.is_none_or(|at| report.occurred_at < at) => {
            Some(sign(DetectedBy::Customer, report, alert_at))
        }
        (_, Some(alert)) => Some(sign(DetectedBy::Alert, alert, None)),
        _ => None,
    }
}

fn sign(detected_by: DetectedBy, event: &TimelineEvent, alert_at: Option<Moment>) -> Awareness {
    Awareness {
        detected_by,
        event: event.id,
        at: event.occurred_at,
        alert_at,
    }
}

/// From when on a message may be a report: from the start of impact. Where nobody knows of one
/// before the alert, a while before that.
fn earliest(incident: &Incident, alert: Option<&TimelineEvent>) -> Option<Moment> {
    let began = incident.milestones.impact_started_at;
    let Some(alert) = alert.map(|alert| alert.occurred_at) else {
        return began;
    };
    let while_before = alert.plus(SignedDuration::from_mins(-EARLY_MINUTES));
    began.filter(|&began| began < alert).or(Some(while_before))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::apply_all;
    use crate::incident::edit::{EventForm, add_event};
    use crate::incident::open::sample;
    use proptest::prelude::*;

    fn told(entries: &[(EventKind, i64)]) -> Incident {
        let mut incident = sample();
        for (kind, minute) in entries {
            let form = EventForm {
                occurred_at: at(&incident, *minute),
                precision: Precision::Minute,
                kind: *kind,
                milestone: None,
                text: "it".into(),
                evidence: Vec::new(),
                pinned: false,
            };
            let changes = add_event(&incident, form, "test", incident.created_at).unwrap();
            apply_all(&mut incident, &changes);
        }
        incident
    }

    fn at(incident: &Incident, minute: i64) -> Moment {
        incident.created_at.plus(SignedDuration::from_mins(minute))
    }

    #[test]
    fn a_report_before_the_first_alert_suggests_a_customer() {
        let incident = told(&[(EventKind::Alert, 10), (EventKind::Message, 6)]);
        let found = awareness(&incident).unwrap();
        assert_eq!(found.detected_by, DetectedBy::Customer);
        assert_eq!(found.at, at(&incident, 6));
        assert_eq!(found.alert_at, Some(at(&incident, 10)));
    }

    #[test]
    fn a_report_after_the_first_alert_does_not() {
        let incident = told(&[(EventKind::Alert, 10), (EventKind::Message, 10)]);
        let found = awareness(&incident).unwrap();
        assert_eq!(
            (found.detected_by, found.alert_at),
            (DetectedBy::Alert, None)
        );
    }

    #[test]
    fn what_was_said_before_impact_began_is_no_report() {
        let mut incident = told(&[(EventKind::Message, 0), (EventKind::Alert, 30)]);
        assert_eq!(
            awareness(&incident).unwrap().detected_by,
            DetectedBy::Customer
        );
        incident.milestones.impact_started_at = Some(at(&incident, 1));
        assert_eq!(awareness(&incident).unwrap().detected_by, DetectedBy::Alert);
        let early = told(&[(EventKind::Message, 0), (EventKind::Alert, 61)]);
        assert_eq!(awareness(&early).unwrap().detected_by, DetectedBy::Alert);
    }

    #[test]
    fn an_answer_is_left_alone_and_nothing_is_made_up() {
        let mut incident = told(&[(EventKind::Message, 0), (EventKind::Alert, 5)]);
        incident.impact.detected_by = Some(DetectedBy::Colleague);
        assert_eq!(awareness(&incident), None);
        assert_eq!(awareness(&told(&[(EventKind::Deploy, 0)])), None);
    }

    proptest! {
        #[test]
        fn nothing_comes_before_what_is_called_first(
            entries in proptest::collection::vec((0u8..3, 0i64..240), 0..12),
        ) {
            let kinds = [EventKind::Alert, EventKind::Message, EventKind::Deploy];
            let entries: Vec<_> = entries.iter().map(|(k, m)| (kinds[usize::from(*k)], *m)).collect();
            let incident = told(&entries);
            let Some(found) = awareness(&incident) else {
                prop_assert!(entries.iter().all(|(kind, _)| *kind == EventKind::Deploy));
                return Ok(());
            };
            let alerts = entries.iter().filter(|(kind, _)| *kind == EventKind::Alert);
            let first = alerts.map(|(_, minute)| at(&incident, *minute)).min();
            prop_assert!(first.is_none_or(|first| found.at <= first));
            if found.detected_by == DetectedBy::Customer {
                prop_assert_eq!(found.alert_at, first);
                prop_assert!(first.is_none_or(|first| found.at < first));
            }
        }
    }
}
