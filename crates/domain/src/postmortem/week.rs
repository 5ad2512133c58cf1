//! The week within which every incident is reviewed.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{Incident, Moment};

/// Where an incident stands in its review week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReviewWeek {
    pub due_at: Moment,
    /// Calendar days in UTC until the due day; negative once it is past.
    pub days_left: i32,
    /// Past the due moment and not published.
    pub late: bool,
}

/// Invariant 4: `days` after `recovered_at`, whatever the severity. `None` while nothing is owed:
/// not recovered yet, a drill, a duplicate, or already published.
#[must_use]
pub fn review_week(incident: &Incident, days: u8, now: Moment) -> Option<ReviewWeek> {
    if !incident.owes_review() || incident.is_published() {
        return None;
    }
    Some(ReviewWeek::after(
        incident.milestones.recovered_at?,
        days,
        now,
    ))
}

impl ReviewWeek {
    /// The week that begins with the recovery.
    #[must_use]
    pub fn after(recovered_at: Moment, days: u8, now: Moment) -> Self {
        let due_at = recovered_at.plus_days(i64::from(days));
        Self {
            due_at,
            days_left: due_at.day().days_since(now.day()),
            late: now > due_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::incident::open::sample;
    use crate::incident::{Mode, Severity};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_severity_is_exempt_and_the_count_is_the_calendars(
            severity in 0usize..4, hours in 0i64..24 * 30, days in 1u8..14,
        ) {
            let mut incident = sample();
            incident.severity = Severity::ALL[severity];
            let recovered = incident.created_at;
            incident.milestones.recovered_at = Some(recovered);
            let now = recovered.plus(jiff::SignedDuration::from_hours(hours));
            let week = review_week(&incident, days, now).unwrap();
            prop_assert_eq!(week.due_at, recovered.plus_days(i64::from(days)));
            prop_assert_eq!(week.late, hours > 24 * i64::from(days));
            let passed = now.day().days_since(recovered.day());
            prop_assert_eq!(week.days_left, i32::from(days) - passed);
        }
    }

    #[test]
    fn drills_and_duplicates_owe_nothing() {
        let mut drill = sample();
        drill.milestones.recovered_at = Some(drill.created_at);
        drill.mode = Mode::Drill;
        assert_eq!(review_week(&drill, 7, drill.created_at), None);
        let mut duplicate = sample();
        duplicate.milestones.recovered_at = Some(duplicate.created_at);
        duplicate.duplicate_of = Some(crate::IncidentRef(1));
        assert_eq!(review_week(&duplicate, 7, duplicate.created_at), None);
    }
}
