//! Opening an incident: by hand with one sentence, or whole from a document.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use super::admit::{IncidentError, admit};
use super::{Impact, Incident, Milestones, Mode, Severity, Visibility};
use crate::change::Change;
use crate::postmortem::PostMortem;
use crate::time::Precision;
use crate::workspace::Workspace;
use crate::{IncidentRef, Moment, ServiceId};

/// What is asked when an incident is opened; only the title is needed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct OpenForm {
    /// What happened?
    pub title: String,
    pub mode: Mode,
    pub severity: Severity,
    pub services: Vec<ServiceId>,
    pub milestones: Milestones,
    pub impact: Impact,
    /// IANA name; UTC when left out.
    pub zone: Option<String>,
    /// Everyone sees it when left out.
    pub visibility: Visibility,
}

/// Opens an incident. The store gives it its reference.
///
/// # Errors
/// [`IncidentError`] naming the field.
pub fn open(form: OpenForm, workspace: &Workspace, now: Moment) -> Result<Incident, IncidentError> {
    let incident = Incident {
        reference: IncidentRef(0),
        version: 0,
        title: form.title,
        mode: form.mode,
        severity: form.severity,
        services: form.services,
        visibility: form.visibility,
        duplicate_of: None,
        zone: form.zone.unwrap_or_else(|| "UTC".into()),
        milestones: form.milestones,
        started_precision: Precision::Minute,
        impact: form.impact,
        timeline: Vec::new(),
        postmortem: PostMortem {
            sections: workspace.settings.template.begin(),
            ..PostMortem::default()
        },
        recurrences: Vec::new(),
        named_versions: Vec::new(),
        kept_phrases: Vec::new(),
        created_at: now,
        updated_at: now,
        next_entry: 0,
    };
    admit(incident, workspace)
}

/// The first change of an incident's log.
#[must_use]
pub fn opened(incident: &Incident, source: &str) -> Change {
    Change::Opened {
        title: incident.title.clone(),
        source: source.to_owned(),
    }
}

/// A plain incident for tests of this crate.
#[cfg(test)]
pub(crate) fn sample() -> Incident {
    let now = "2026-10-08T09:12:00Z".parse().unwrap();
    let form = OpenForm {
        title: "Checkout failed".into(),
        ..OpenForm::default()
    };
    open(form, &Workspace::default(), now).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Refusal;

    #[test]
    fn milestones_out_of_order_are_refused_by_both_names() {
        let at = |text: &str| Some(text.parse().unwrap());
        let milestones = Milestones {
            impact_started_at: at("2026-10-08T09:12:00Z"),
            recovered_at: at("2026-10-08T09:00:00Z"),
            ..Milestones::default()
        };
        let form = OpenForm {
            title: "x".into(),
            milestones,
            ..OpenForm::default()
        };
        let error = open(form, &Workspace::default(), sample().created_at).unwrap_err();
        assert_eq!(error.code(), "milestones_out_of_order");
        assert_eq!(
            error.to_string(),
            "recovered_at (2026-10-08T09:00:00Z) is before impact_started_at (2026-10-08T09:12:00Z)"
        );
    }
}
