//! Changing an incident's facts, and its timeline entry by entry.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::admit::{IncidentError, services_exist};
use super::evidence::checked_evidence;
use super::impact::ImpactPatch;
use super::milestones::MilestonesPatch;
use super::timeline::{Correction, Reply};
use super::{
    EventKind, Evidence, Incident, Milestone, Mode, Question, Severity, TimelineEvent, Visibility,
};
use crate::change::{Change, Edit, Set, double_option};
use crate::postmortem::{ContributingFactor, FactorGroup};
use crate::recurrence::{self, Links};
use crate::text::{self, TITLE_MAX, TextError};
use crate::time::{self, Precision};
use crate::workspace::Workspace;
use crate::{
    ContributingFactorId, EventId, IncidentRef, Moment, PersonId, QuestionId, Refusal, ServiceId,
};

/// The facts to change; what is left out stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct IncidentPatch {
    pub title: Option<String>,
    pub mode: Option<Mode>,
    pub severity: Option<Severity>,
    pub services: Option<Vec<ServiceId>>,
    /// Whoever restricts it stays among those who see it.
    pub visibility: Option<Visibility>,
    #[serde(
        deserialize_with = "double_option",
        skip_serializing_if = "Option::is_none"
    )]
    #[schema(value_type = Option<IncidentRef>)]
    pub duplicate_of: Option<Option<IncidentRef>>,
    pub zone: Option<String>,
    pub milestones: Option<MilestonesPatch>,
    pub started_precision: Option<Precision>,
    pub impact: Option<ImpactPatch>,
}

/// Changes the facts of an incident.
///
/// # Errors
/// [`IncidentError`] naming the field. A new start of impact is held against the incident's
/// confirmed recurrences: an earlier incident may not come to stand after its repeat.
pub fn edit(
    incident: &Incident,
    workspace: &Workspace,
    links: &Links,
    patch: IncidentPatch,
) -> Result<Vec<Change>, IncidentError> {
    let mut changes = Vec::new();
    if let Some(title) = patch.title {
        let title = text::line("title", &title, TITLE_MAX)?;
        changes.extend(Set::between(incident.title.clone(), title).map(Change::Title));
    }
    if let Some(mode) = patch.mode {
        changes.extend(Set::between(incident.mode, mode).map(Change::Mode));
    }
    if let Some(severity) = patch.severity {
        changes.extend(Set::between(incident.severity, severity).map(Change::Severity));
    }
    if let Some(services) = patch.services {
        services_exist(workspace, &services)?;
        changes.extend(Set::between(incident.services.clone(), services).map(Change::Services));
    }
    if let Some(visibility) = patch.visibility {
        visibility.checked(&incident.visibility, workspace)?;
        let set = Set::between(incident.visibility.clone(), visibility);
        changes.extend(set.map(Change::Visibility));
    }
    if let Some(duplicate_of) = patch.duplicate_of {
        if duplicate_of == Some(incident.reference) {
            return Err(IncidentError::DuplicateOfItself);
        }
        changes.extend(Set::between(incident.duplicate_of, duplicate_of).map(Change::DuplicateOf));
    }
    if let Some(zone) = patch.zone {
        time::zone(&zone)?;
        changes.extend(Set::between(incident.zone.clone(), zone).map(Change::Zone));
    }
    if let Some(milestones) = patch.milestones.map(|patch| patch.on(incident.milestones)) {
        milestones.in_order()?;
        let began = milestones.impact_started_at.unwrap_or(incident.created_at);
        recurrence::still_in_order(links, incident.reference, began)?;
        changes.extend(Set::between(incident.milestones, milestones).map(Change::Milestones));
    }
    if let Some(precision) = patch.started_precision {
        let set = Set::between(incident.started_precision, precision);
        changes.extend(set.map(Change::StartedPrecision));
    }
    if let Some(impact) = patch.impact {
        let impact = impact.on(incident.impact.clone()).checked()?;
        changes.extend(Set::between(incident.impact.clone(), impact).map(Change::Impact));
    }
    Ok(changes)
}

/// A timeline entry as somebody writes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EventForm {
    pub occurred_at: Moment,
    #[serde(default)]
    pub precision: Precision,
    #[serde(default)]
    pub kind: EventKind,
    #[serde(default)]
    pub milestone: Option<Milestone>,
    /// Markdown.
    pub text: String,
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    #[serde(default)]
    pub pinned: bool,
}

/// A timeline entry cannot be as it was given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EventError {
    #[error("there is no timeline event {0} in this incident")]
    NoEvent(EventId),
    #[error("there is no question {0} on timeline event {1}")]
    NoQuestion(QuestionId, EventId),
    #[error("evidence.url “{0}” is not an http or https address")]
    EvidenceUrl(String),
    #[error(transparent)]
    Text(#[from] TextError),
    #[error(transparent)]
    Milestones(#[from] super::milestones::OutOfOrder),
}

impl Refusal for EventError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoEvent(_) => "no_such_event",
            Self::NoQuestion(..) => "no_such_question",
            Self::EvidenceUrl(_) => "not_a_url",
            Self::Text(error) => error.code(),
            Self::Milestones(error) => error.code(),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::NoEvent(_) | Self::NoQuestion(..) => None,
            Self::EvidenceUrl(_) => Some("evidence.url".into()),
            Self::Text(error) => error.field(),
            Self::Milestones(error) => error.field(),
        }
    }
}

/// Adds an entry. One that tells of a milestone sets that milestone if nobody has yet.
///
/// # Errors
/// [`EventError`] naming the field; a milestone that would stand out of order is one.
pub fn add_event(
    incident: &Incident,
    form: EventForm,
    source: &str,
    now: Moment,
) -> Result<Vec<Change>, EventError> {
    let event = TimelineEvent {
        id: EventId(incident.next_entry + 1),
        occurred_at: form.occurred_at,
        precision: form.precision,
        recorded_at: now,
        kind: form.kind,
        milestone: form.milestone,
        text: text::said("text", &form.text)?,
        source: source.to_owned(),
        evidence: checked_evidence(form.evidence)?,
        pinned: form.pinned,
        questions: Vec::new(),
        history: Vec::new(),
    };
    let mut changes = Vec::new();
    if let Some(milestone) = form.milestone
        && incident.milestones.get(milestone).is_none()
    {
        let mut to = incident.milestones;
        to.set(milestone, Some(form.occurred_at));
        to.in_order()?;
        changes.push(Change::Milestones(Set {
            from: incident.milestones,
            to,
        }));
    }
    let at = u32::try_from(incident.timeline.len()).unwrap_or(u32::MAX);
    changes.push(Change::TimelineEvent(Edit::Added { at, entry: event }));
    Ok(changes)
}

/// Corrects an entry; what it said before stays in its history.
///
/// # Errors
/// [`EventError`] naming the field.
pub fn correct_event(
    incident: &Incident,
    id: EventId,
    form: EventForm,
    by: Option<PersonId>,
    now: Moment,
) -> Result<Vec<Change>, EventError> {
    let from = find(incident, id)?;
    let mut to = from.clone();
    to.occurred_at = form.occurred_at;
    to.precision = form.precision;
    to.kind = form.kind;
    to.milestone = form.milestone;
    to.text = text::said("text", &form.text)?;
    to.evidence = checked_evidence(form.evidence)?;
    to.pinned = form.pinned;
    if (to.occurred_at, &to.text) != (from.occurred_at, &from.text) {
        let (occurred_at, text) = (from.occurred_at, from.text.clone());
        to.history.push(Correction {
            until: now,
            by,
            occurred_at,
            text,
        });
    }
    Ok(Edit::between(from, to)
        .map(Change::TimelineEvent)
        .into_iter()
        .collect())
}

/// Takes an entry out of the timeline; the change log keeps it.
///
/// # Errors
/// [`EventError::NoEvent`].
pub fn remove_event(incident: &Incident, id: EventId) -> Result<Vec<Change>, EventError> {
    let entry = find(incident, id)?.clone();
    let at = incident
        .timeline
        .iter()
        .position(|event| event.id == id)
        .unwrap_or_default();
    let at = u32::try_from(at).unwrap_or(u32::MAX);
    Ok(vec![Change::TimelineEvent(Edit::Removed { at, entry })])
}

/// Asks a question on an entry.
///
/// # Errors
/// [`EventError`] when the entry is not there or the question is empty.
pub fn ask(
    incident: &Incident,
    id: EventId,
    question: &str,
    asked_by: Option<PersonId>,
    now: Moment,
) -> Result<Vec<Change>, EventError> {
    let from = find(incident, id)?;
    let mut to = from.clone();
    to.questions.push(Question {
        id: QuestionId(incident.next_entry + 1),
        text: text::said("text", question)?,
        asked_by,
        asked_at: now,
        answers: Vec::new(),
        factor: None,
    });
    Ok(vec![Change::TimelineEvent(Edit::Changed {
        from: from.clone(),
        to,
    })])
}

/// Answers a question.
///
/// # Errors
/// [`EventError`] when the question is not there or the answer is empty.
pub fn reply(
    incident: &Incident,
    (id, question): (EventId, QuestionId),
    answer: &str,
    by: Option<PersonId>,
    now: Moment,
) -> Result<Vec<Change>, EventError> {
    let answer = text::said("text", answer)?;
    with_question(incident, id, question, |question| {
        question.answers.push(Reply {
            text: answer,
            by,
            at: now,
        });
    })
}

/// Turns a question into a contributing factor of the given group.
///
/// # Errors
/// [`EventError`] when the question is not there.
pub fn make_factor(
    incident: &Incident,
    (id, question): (EventId, QuestionId),
    group: FactorGroup,
) -> Result<Vec<Change>, EventError> {
    let asked = find(incident, id)?
        .questions
        .iter()
        .find(|asked| asked.id == question);
    let asked = asked.ok_or(EventError::NoQuestion(question, id))?;
    let factor = ContributingFactor {
        id: ContributingFactorId(incident.next_entry + 1),
        group,
        text: asked
            .answers
            .last()
            .map_or_else(|| asked.text.clone(), |reply| reply.text.clone()),
        factor: None,
        confidence: None,
        evidence: Vec::new(),
    };
    let number = factor.id;
    let at = u32::try_from(incident.postmortem.factors.len()).unwrap_or(u32::MAX);
    let mut changes = vec![Change::ContributingFactor(Edit::Added {
        at,
        entry: factor,
    })];
    changes.extend(with_question(incident, id, question, |question| {
        question.factor = Some(number);
    })?);
    Ok(changes)
}

fn with_question(
    incident: &Incident,
    id: EventId,
    question: QuestionId,
    act: impl FnOnce(&mut Question),
) -> Result<Vec<Change>, EventError> {
    let from = find(incident, id)?;
    let mut to = from.clone();
    let found = to.questions.iter_mut().find(|asked| asked.id == question);
    act(found.ok_or(EventError::NoQuestion(question, id))?);
    Ok(vec![Change::TimelineEvent(Edit::Changed {
        from: from.clone(),
        to,
    })])
}

pub(super) fn find(incident: &Incident, id: EventId) -> Result<&TimelineEvent, EventError> {
    incident
        .timeline
        .iter()
        .find(|event| event.id == id)
        .ok_or(EventError::NoEvent(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::apply_all;
    use crate::incident::open::sample;

    fn form(text: &str, milestone: Option<Milestone>) -> EventForm {
        EventForm {
            occurred_at: sample().created_at,
            precision: Precision::Minute,
            kind: EventKind::Alert,
            milestone,
            text: text.into(),
            evidence: Vec::new(),
            pinned: false,
        }
    }

    #[test]
    fn an_entry_sets_its_milestone_once() {
        let mut incident = sample();
        let now = incident.created_at;
        let first = form("alert", Some(Milestone::Detected));
        let changes = add_event(&incident, first, "test", now).unwrap();
        apply_all(&mut incident, &changes);
        assert_eq!(incident.milestones.detected_at, Some(now));
        let mut second = form("later alert", Some(Milestone::Detected));
        second.occurred_at = now.plus_days(1);
        let changes = add_event(&incident, second, "test", now).unwrap();
        apply_all(&mut incident, &changes);
        assert_eq!(incident.milestones.detected_at, Some(now));
    }

    #[test]
    fn a_correction_keeps_what_was_said() {
        let mut incident = sample();
        let now = incident.created_at;
        let changes = add_event(&incident, form("first idea", None), "test", now).unwrap();
        apply_all(&mut incident, &changes);
        let id = incident.timeline[0].id;
        let changes = correct_event(&incident, id, form("what it was", None), None, now).unwrap();
        apply_all(&mut incident, &changes);
        assert_eq!(incident.timeline[0].text, "what it was");
        assert_eq!(incident.timeline[0].history[0].text, "first idea");
    }

    #[test]
    fn a_question_becomes_a_factor_with_its_answer() {
        let mut incident = sample();
        let now = incident.created_at;
        let changes = add_event(&incident, form("idea", None), "test", now).unwrap();
        apply_all(&mut incident, &changes);
        let event = incident.timeline[0].id;
        let changes = ask(&incident, event, "What pointed there?", None, now).unwrap();
        apply_all(&mut incident, &changes);
        let question = incident.timeline[0].questions[0].id;
        let changes = reply(&incident, (event, question), "The panel did", None, now).unwrap();
        apply_all(&mut incident, &changes);
        let changes =
            make_factor(&incident, (event, question), FactorGroup::SlowedResolution).unwrap();
        apply_all(&mut incident, &changes);
        assert_eq!(incident.postmortem.factors[0].text, "The panel did");
        assert!(!incident.timeline[0].questions[0].is_open());
    }

    #[test]
    fn a_script_is_no_evidence() {
        let mut bad = form("x", None);
        bad.evidence = vec![Evidence {
            kind: crate::incident::EvidenceKind::Log,
            label: "log".into(),
            url: Some("javascript:alert(1)".into()),
            series: Vec::new(),
            unit: None,
            threshold: None,
        }];
        let incident = sample();
        let error = add_event(&incident, bad, "test", incident.created_at).unwrap_err();
        assert_eq!(error.code(), "not_a_url");
    }

    #[test]
    fn a_metric_keeps_what_it_counts_and_when_it_alerts() {
        let incident = sample();
        let metric = |unit: &str| {
            let mut form = form("errors rise", None);
            form.evidence = vec![Evidence {
                kind: crate::incident::EvidenceKind::Metric,
                label: "checkout 5xx".into(),
                url: None,
                series: vec![(0, 0.1), (60, 0.3)],
                unit: Some(unit.into()),
                threshold: Some(0.02),
            }];
            add_event(&incident, form, "test", incident.created_at)
        };
        let mut kept = incident.clone();
        apply_all(&mut kept, &metric("share of requests").unwrap());
        let piece = &kept.timeline[0].evidence[0];
        assert_eq!(piece.unit.as_deref(), Some("share of requests"));
        assert_eq!(piece.threshold, Some(0.02));
        assert_eq!(metric("  ").unwrap_err().code(), "empty");
        assert_eq!(metric(&"x".repeat(200)).unwrap_err().code(), "too_long");
    }
}
