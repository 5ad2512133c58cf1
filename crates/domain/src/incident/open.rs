//! Opening an incident: by hand with one sentence, or whole from a document.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Impact, Incident, Milestones, Mode, Severity};
use crate::action_item::commit;
use crate::change::Change;
use crate::postmortem::{PostMortem, STANDARD_SECTIONS, Section};
use crate::text::{self, TITLE_MAX};
use crate::time::{self, Precision};
use crate::workspace::Workspace;
use crate::{IncidentRef, Moment, Refusal, ServiceId};

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
}

/// Something about a new or changed incident cannot be.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum IncidentError {
    #[error(transparent)]
    Text(#[from] text::TextError),
    #[error(transparent)]
    Milestones(#[from] super::milestones::OutOfOrder),
    #[error(transparent)]
    Impact(#[from] super::impact::ImpactError),
    #[error(transparent)]
    Zone(#[from] time::UnknownZone),
    #[error(transparent)]
    Actions(#[from] commit::CommitError),
    #[error("there is no service {0} in this workspace")]
    NoService(ServiceId),
    #[error("an incident cannot be a duplicate of itself")]
    DuplicateOfItself,
    #[error(transparent)]
    Recurrence(#[from] crate::recurrence::RecurrenceError),
}

impl Refusal for IncidentError {
    fn code(&self) -> &'static str {
        match self {
            Self::Text(error) => error.code(),
            Self::Milestones(error) => error.code(),
            Self::Impact(error) => error.code(),
            Self::Zone(error) => error.code(),
            Self::Actions(error) => error.code(),
            Self::NoService(_) => "no_such_service",
            Self::DuplicateOfItself => "duplicate_of_itself",
            Self::Recurrence(error) => error.code(),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Text(error) => error.field(),
            Self::Milestones(error) => error.field(),
            Self::Impact(error) => error.field(),
            Self::Zone(error) => error.field(),
            Self::Actions(error) => error.field(),
            Self::NoService(_) => Some("services".into()),
            Self::DuplicateOfItself => Some("duplicate_of".into()),
            Self::Recurrence(error) => error.field(),
        }
    }
}

/// Opens an incident. The store gives it its reference.
///
/// # Errors
/// [`IncidentError`] naming the field.
pub fn open(form: OpenForm, workspace: &Workspace, now: Moment) -> Result<Incident, IncidentError> {
    let standard = STANDARD_SECTIONS.map(|(key, title)| Section {
        key: key.into(),
        title: title.into(),
        text: String::new(),
    });
    let incident = Incident {
        reference: IncidentRef(0),
        version: 0,
        title: form.title,
        mode: form.mode,
        severity: form.severity,
        services: form.services,
        duplicate_of: None,
        zone: form.zone.unwrap_or_else(|| "UTC".into()),
        milestones: form.milestones,
        started_precision: Precision::Minute,
        impact: form.impact,
        timeline: Vec::new(),
        postmortem: PostMortem {
            sections: standard.into(),
            ..PostMortem::default()
        },
        recurrences: Vec::new(),
        created_at: now,
        updated_at: now,
        next_entry: 0,
    };
    admit(incident, workspace)
}

/// Checks a whole incident, however it was made, against every rule that needs no neighbour.
/// Nothing enters the store without having passed here or through the rules of a change.
///
/// # Errors
/// [`IncidentError`] naming the field.
pub fn admit(mut incident: Incident, workspace: &Workspace) -> Result<Incident, IncidentError> {
    incident.title = text::line("title", &incident.title, TITLE_MAX)?;
    incident.milestones.in_order()?;
    incident.impact = incident.impact.checked()?;
    time::zone(&incident.zone)?;
    services_exist(workspace, &incident.services)?;
    for section in &mut incident.postmortem.sections {
        section.text = text::prose("section", &section.text)?;
    }
    for event in &mut incident.timeline {
        event.text = text::prose("timeline.text", &event.text)?;
    }
    let committed = incident.postmortem.actions.len();
    commit::within_limit(committed.saturating_sub(1), workspace.settings.action_limit)?;
    incident
        .timeline
        .sort_by_key(|event| (event.occurred_at, event.id));
    Ok(incident)
}

/// The first change of an incident's log.
#[must_use]
pub fn opened(incident: &Incident, source: &str) -> Change {
    Change::Opened {
        title: incident.title.clone(),
        source: source.to_owned(),
    }
}

pub(super) fn services_exist(
    workspace: &Workspace,
    services: &[ServiceId],
) -> Result<(), IncidentError> {
    match services.iter().find(|id| workspace.service(**id).is_none()) {
        Some(id) => Err(IncidentError::NoService(*id)),
        None => Ok(()),
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
