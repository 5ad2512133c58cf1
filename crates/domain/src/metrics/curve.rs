//! A curve on an entry of the timeline: sampled once and kept, so that it still shows when the
//! server has forgotten.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::change::{Change, Edit};
use crate::incident::edit::EventError;
use crate::incident::{Evidence, EvidenceKind, Incident};
use crate::text::{self, NAME_MAX, TITLE_MAX, TextError};
use crate::{EventId, Moment, Refusal};

/// A longer query is none that a person wrote.
const QUERY_MAX: usize = 5_000;
/// A curve shows this much before an incident and after it.
const AROUND_MINUTES: i64 = 30;
/// A longer stretch shows nothing of an incident.
const DAYS_MAX: i64 = 31;

/// What a curve is sampled by.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CurveForm {
    /// In PromQL; it has to find one series.
    pub query: String,
    /// Left out, half an hour before the incident began.
    #[serde(default)]
    pub from: Option<Moment>,
    /// Left out, half an hour after it recovered, or now.
    #[serde(default)]
    pub to: Option<Moment>,
    /// What the curve is called; left out, the query. It replaces a curve of the same name.
    #[serde(default)]
    pub label: Option<String>,
    /// What a sample counts: "connections", "s". One that begins with "share" is shown in percent.
    #[serde(default)]
    pub unit: Option<String>,
    /// The value from which an alert fires.
    #[serde(default)]
    pub threshold: Option<f64>,
}

/// A form whose every value was checked.
#[derive(Clone, Debug, PartialEq)]
pub struct CurveRequest {
    pub query: String,
    pub from: Moment,
    pub to: Moment,
    label: String,
    unit: Option<String>,
    threshold: Option<f64>,
}

/// Why no curve can be sampled like this.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CurveError {
    #[error("to ({to}) is not after from ({from})")]
    Backwards { from: Moment, to: Moment },
    #[error("the stretch is longer than {DAYS_MAX} days, which shows nothing of an incident")]
    TooLong,
    #[error("threshold is no number")]
    Threshold,
    #[error(transparent)]
    Text(#[from] TextError),
}

impl Refusal for CurveError {
    fn code(&self) -> &'static str {
        match self {
            Self::Backwards { .. } | Self::TooLong => "not_a_range",
            Self::Threshold => "out_of_range",
            Self::Text(error) => error.code(),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Backwards { .. } | Self::TooLong => Some("to".into()),
            Self::Threshold => Some("threshold".into()),
            Self::Text(error) => error.field(),
        }
    }
}

impl CurveForm {
    /// The request that the form describes, of this incident.
    ///
    /// # Errors
    /// [`CurveError`] naming the field.
    pub fn checked(self, incident: &Incident, now: Moment) -> Result<CurveRequest, CurveError> {
        let usual = around(incident, now);
        let (from, to) = (self.from.unwrap_or(usual.0), self.to.unwrap_or(usual.1));
        if from >= to {
            return Err(CurveError::Backwards { from, to });
        }
        if to > from.plus_days(DAYS_MAX) {
            return Err(CurveError::TooLong);
        }
        if self.threshold.is_some_and(|value| !value.is_finite()) {
            return Err(CurveError::Threshold);
        }
        let query = text::said_shortly("query", self.query.trim(), QUERY_MAX)?;
        let label = self.label.filter(|label| !label.trim().is_empty());
        let label = match label {
            Some(label) => text::line("label", &label, TITLE_MAX)?,
            None => query.split_whitespace().collect::<Vec<_>>().join(" "),
        };
        let unit = self.unit.filter(|unit| !unit.trim().is_empty());
        let unit = unit.map(|unit| text::line("unit", &unit, NAME_MAX));
        Ok(CurveRequest {
            query,
            from,
            to,
            label: label.chars().take(TITLE_MAX).collect(),
            unit: unit.transpose()?,
            threshold: self.threshold,
        })
    }
}

/// The stretch that a curve of an incident shows unless somebody says otherwise: half an hour
/// before it began to half an hour after it recovered, or to now.
#[must_use]
pub fn around(incident: &Incident, now: Moment) -> (Moment, Moment) {
    let began = incident.began();
    let first = incident.timeline.first().map(|entry| entry.occurred_at);
    let began = first.map_or(began, |first| first.min(began));
    let end = incident.milestones.recovered_at;
    let end = end.map_or(now, |end| end.plus_minutes(AROUND_MINUTES).min(now));
    let from = began.plus_minutes(-AROUND_MINUTES);
    // Of what lies ahead, as in a plan, nothing was measured yet.
    let from = if from < end {
        from
    } else {
        end.plus_minutes(-AROUND_MINUTES)
    };
    (from.max(end.plus_days(-DAYS_MAX)), end)
}

/// Whether an entry has a curve already.
#[must_use]
pub fn has_curve(incident: &Incident, event: EventId) -> bool {
    let entry = incident.timeline.iter().find(|entry| entry.id == event);
    entry.is_some_and(|entry| entry.evidence.iter().any(is_curve))
}

fn is_curve(evidence: &Evidence) -> bool {
    evidence.kind == EvidenceKind::Metric && !evidence.series.is_empty()
}

/// Puts a curve on an entry, in place of the one of the same name.
///
/// # Errors
/// [`EventError::NoEvent`].
pub fn keep(
    incident: &Incident,
    event: EventId,
    request: &CurveRequest,
    series: Vec<(i64, f64)>,
) -> Result<Vec<Change>, EventError> {
    let found = incident.timeline.iter().find(|entry| entry.id == event);
    let from = found.ok_or(EventError::NoEvent(event))?;
    let curve = Evidence {
        kind: EvidenceKind::Metric,
        label: request.label.clone(),
        url: None,
        series,
        unit: request.unit.clone(),
        threshold: request.threshold,
    };
    let mut to = from.clone();
    let same = |one: &&mut Evidence| is_curve(one) && one.label == curve.label;
    match to.evidence.iter_mut().find(same) {
        Some(one) => *one = curve,
        None => to.evidence.push(curve),
    }
    let edit = Edit::between(from, to);
    Ok(edit.map(Change::TimelineEvent).into_iter().collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::change::apply_all;
    use crate::incident::edit::{EventForm, add_event};
    use crate::incident::open::sample;

    fn with_entry() -> Incident {
        let mut incident = sample();
        let form = EventForm {
            occurred_at: incident.created_at,
            precision: crate::time::Precision::default(),
            kind: crate::incident::EventKind::Alert,
            milestone: None,
            text: "Alert fired".into(),
            evidence: Vec::new(),
            pinned: false,
        };
        let changes = add_event(&incident, form, "Alerts", incident.created_at).unwrap();
        apply_all(&mut incident, &changes);
        incident
    }

    fn form(query: &str) -> CurveForm {
        CurveForm {
            query: query.into(),
            ..CurveForm::default()
        }
    }

    #[test]
    fn a_curve_replaces_the_one_of_its_name_and_no_other() {
        let mut incident = with_entry();
        let event = incident.timeline[0].id;
        let now = incident.created_at.plus_minutes(60);
        assert!(!has_curve(&incident, event));
        for (query, value) in [("up\n", 1.0), ("down", 2.0), ("up", 3.0)] {
            let request = form(query).checked(&incident, now).unwrap();
            let changes = keep(&incident, event, &request, vec![(1, value)]).unwrap();
            apply_all(&mut incident, &changes);
        }
        assert!(has_curve(&incident, event));
        let evidence = &incident.timeline[0].evidence;
        let told: Vec<_> = evidence
            .iter()
            .map(|one| (one.label.as_str(), one.series[0].1))
            .collect();
        assert_eq!(told, [("up", 3.0), ("down", 2.0)]);
        let request = form("up").checked(&incident, now).unwrap();
        let same = keep(&incident, event, &request, vec![(1, 3.0)]).unwrap();
        assert_eq!(same, []);
        let gone = keep(&incident, EventId(99), &request, Vec::new());
        assert_eq!(gone, Err(EventError::NoEvent(EventId(99))));
    }

    #[test]
    fn what_cannot_be_sampled_is_named() {
        let incident = with_entry();
        let now = incident.created_at.plus_minutes(60);
        let code = |form: CurveForm| form.checked(&incident, now).unwrap_err().code();
        assert_eq!(code(form(" ")), "empty");
        assert_eq!(code(form(&"x".repeat(6000))), "too_long");
        let at = |from, to| CurveForm {
            from: Some(from),
            to: Some(to),
            ..form("up")
        };
        assert_eq!(code(at(now, now)), "not_a_range");
        assert_eq!(code(at(now, now.plus_days(40))), "not_a_range");
        let threshold = Some(f64::NAN);
        assert_eq!(
            code(CurveForm {
                threshold,
                ..form("up")
            }),
            "out_of_range"
        );
        let unit = Some("x".repeat(200));
        assert_eq!(code(CurveForm { unit, ..form("up") }), "too_long");
    }

    proptest! {
        #[test]
        fn the_usual_stretch_can_always_be_sampled(
            began in -100_000..100_000_i64,
            lasted in prop::option::of(0..100_000_i64),
        ) {
            let mut incident = sample();
            let now = incident.created_at;
            let began = now.plus_minutes(began);
            incident.milestones.impact_started_at = Some(began);
            incident.milestones.recovered_at = lasted.map(|minutes| began.plus_minutes(minutes));
            let (_, to) = around(&incident, now);
            prop_assert!(to <= now);
            prop_assert!(form("up").checked(&incident, now).is_ok());
        }
    }
}
