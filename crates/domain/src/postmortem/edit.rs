//! Writing the post-mortem: sections, contributing factors, answers, measures.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Answer, Confidence, ContributingFactor, Effect, FactorGroup, FourQuestion, Measure, PostMortem,
    STANDARD_SECTIONS, Section,
};
use crate::change::{Change, Edit, Entry, Publication};
use crate::text::{self, TITLE_MAX, TextError};
use crate::workspace::Workspace;
use crate::{AnswerId, ContributingFactorId, FactorId, Incident, MeasureId, PersonId, Refusal};

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum WriteError {
    #[error("there is no section “{0}” in this post-mortem")]
    NoSection(String),
    #[error("there is no contributing factor {0} in this post-mortem")]
    NoContributingFactor(ContributingFactorId),
    #[error("there is no answer {0} in this post-mortem")]
    NoAnswer(AnswerId),
    #[error("there is no measure {0} in this post-mortem")]
    NoMeasure(MeasureId),
    #[error("measure {0} is an action item; take it out of its slot first")]
    Chosen(MeasureId),
    #[error("there is no factor {0} in this workspace")]
    NoFactor(FactorId),
    #[error("effort_days is {0}; it is a number of days, at least 0")]
    Effort(f64),
    #[error(transparent)]
    Text(#[from] TextError),
}

impl Refusal for WriteError {
    fn code(&self) -> &'static str {
        match self {
            Self::NoSection(_) => "no_such_section",
            Self::NoContributingFactor(_) => "no_such_contributing_factor",
            Self::NoAnswer(_) => "no_such_answer",
            Self::NoMeasure(_) => "no_such_measure",
            Self::Chosen(_) => "measure_already_chosen",
            Self::NoFactor(_) => "no_such_factor",
            Self::Effort(_) => "not_an_effort",
            Self::Text(error) => error.code(),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::NoFactor(_) => Some("factor".into()),
            Self::Effort(_) => Some("effort_days".into()),
            Self::Text(error) => error.field(),
            _ => None,
        }
    }
}

/// Writes a section; a standard one that is not there yet is added in its place.
///
/// # Errors
/// When the key is unknown or the text is too long.
pub fn write_section(
    incident: &Incident,
    key: &str,
    text: &str,
) -> Result<Vec<Change>, WriteError> {
    let sections = &incident.postmortem.sections;
    let text = text::prose("text", text)?;
    if let Some(from) = sections.iter().find(|section| section.key == key) {
        let to = Section {
            text,
            ..from.clone()
        };
        return Ok(Edit::between(from, to)
            .map(Change::Section)
            .into_iter()
            .collect());
    }
    let standard = STANDARD_SECTIONS
        .iter()
        .find(|(standard, _)| *standard == key);
    let (key, title) =
        standard.ok_or_else(|| WriteError::NoSection(key.chars().take(60).collect()))?;
    let entry = Section {
        key: (*key).into(),
        title: (*title).into(),
        text,
    };
    Ok(vec![added(sections, entry, Change::Section)])
}

/// Adds a section of its own.
///
/// # Errors
/// When the title is empty or the text is too long.
pub fn add_section(
    incident: &Incident,
    title: &str,
    text: &str,
) -> Result<Vec<Change>, WriteError> {
    let sections = &incident.postmortem.sections;
    let title = text::line("title", title, TITLE_MAX)?;
    let text = text::prose("text", text)?;
    let entry = Section {
        key: free_key(sections, &title),
        title,
        text,
    };
    Ok(vec![added(sections, entry, Change::Section)])
}

/// Takes a section out; the change log keeps it.
///
/// # Errors
/// [`WriteError::NoSection`].
pub fn remove_section(incident: &Incident, key: &str) -> Result<Vec<Change>, WriteError> {
    let missing = || WriteError::NoSection(key.chars().take(60).collect());
    removed(
        &incident.postmortem.sections,
        &key.to_owned(),
        Change::Section,
    )
    .ok_or_else(missing)
}

/// A key for a title that no section has yet.
#[must_use]
pub fn free_key(sections: &[Section], title: &str) -> String {
    let mut key: String = title
        .to_lowercase()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("_")
        .chars()
        .take(60)
        .collect();
    if key.is_empty() {
        key = "section".into();
    }
    let taken = |key: &str| {
        let standard = STANDARD_SECTIONS
            .iter()
            .any(|(standard, _)| *standard == key);
        standard || sections.iter().any(|section| section.key == key)
    };
    let numbered = (2..).map(|number| format!("{key}_{number}"));
    let mut candidates = std::iter::once(key.clone()).chain(numbered);
    candidates
        .find(|candidate| !taken(candidate))
        .unwrap_or(key)
}

/// A contributing factor as somebody writes it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FactorForm {
    pub group: FactorGroup,
    /// Markdown.
    pub text: String,
    pub factor: Option<FactorId>,
    pub confidence: Option<Confidence>,
}

/// Adds a contributing factor, or changes the one with this id.
///
/// # Errors
/// [`WriteError`] naming the field.
pub fn write_factor(
    incident: &Incident,
    workspace: &Workspace,
    id: Option<ContributingFactorId>,
    form: &FactorForm,
) -> Result<Vec<Change>, WriteError> {
    factor_exists(workspace, form.factor)?;
    let factors = &incident.postmortem.factors;
    let text = text::said("text", &form.text)?;
    let entry = ContributingFactor {
        id: id.unwrap_or(ContributingFactorId(incident.next_entry + 1)),
        group: form.group,
        text,
        factor: form.factor,
        confidence: form.confidence,
        evidence: Vec::new(),
    };
    let Some(id) = id else {
        return Ok(vec![added(factors, entry, Change::ContributingFactor)]);
    };
    let from = factors.iter().find(|factor| factor.id == id);
    let from = from.ok_or(WriteError::NoContributingFactor(id))?;
    let to = ContributingFactor {
        evidence: from.evidence.clone(),
        ..entry
    };
    Ok(Edit::between(from, to)
        .map(Change::ContributingFactor)
        .into_iter()
        .collect())
}

/// Takes a contributing factor out.
///
/// # Errors
/// [`WriteError::NoContributingFactor`].
pub fn remove_factor(
    incident: &Incident,
    id: ContributingFactorId,
) -> Result<Vec<Change>, WriteError> {
    removed(
        &incident.postmortem.factors,
        &id.0,
        Change::ContributingFactor,
    )
    .ok_or(WriteError::NoContributingFactor(id))
}

/// An answer as somebody writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerForm {
    pub question: FourQuestion,
    /// Markdown.
    pub text: String,
}

/// Adds an answer to one of the four questions, or changes the one with this id.
///
/// # Errors
/// [`WriteError`] when it is empty or not there.
pub fn write_answer(
    incident: &Incident,
    id: Option<AnswerId>,
    form: &AnswerForm,
    by: Option<PersonId>,
) -> Result<Vec<Change>, WriteError> {
    let answers = &incident.postmortem.answers;
    let text = text::said("text", &form.text)?;
    let Some(id) = id else {
        let id = AnswerId(incident.next_entry + 1);
        let entry = Answer {
            id,
            question: form.question,
            text,
            by,
        };
        return Ok(vec![added(answers, entry, Change::Answer)]);
    };
    let from = answers
        .iter()
        .find(|answer| answer.id == id)
        .ok_or(WriteError::NoAnswer(id))?;
    let to = Answer {
        question: form.question,
        text,
        ..from.clone()
    };
    Ok(Edit::between(from, to)
        .map(Change::Answer)
        .into_iter()
        .collect())
}

/// Takes an answer out.
///
/// # Errors
/// [`WriteError::NoAnswer`].
pub fn remove_answer(incident: &Incident, id: AnswerId) -> Result<Vec<Change>, WriteError> {
    removed(&incident.postmortem.answers, &id.0, Change::Answer).ok_or(WriteError::NoAnswer(id))
}

/// A measure as somebody writes it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MeasureForm {
    pub title: String,
    /// Markdown.
    pub note: String,
    pub effect: Option<Effect>,
    pub effort_days: Option<f64>,
    pub factor: Option<FactorId>,
    pub not_chosen_reason: String,
}

/// Adds a measure, or changes the one with this id.
///
/// # Errors
/// [`WriteError`] naming the field.
pub fn write_measure(
    incident: &Incident,
    workspace: &Workspace,
    id: Option<MeasureId>,
    form: &MeasureForm,
) -> Result<Vec<Change>, WriteError> {
    factor_exists(workspace, form.factor)?;
    if let Some(days) = form
        .effort_days
        .filter(|days| !(0.0..=10_000.0).contains(days))
    {
        return Err(WriteError::Effort(days));
    }
    let measures = &incident.postmortem.measures;
    let entry = Measure {
        id: id.unwrap_or(MeasureId(incident.next_entry + 1)),
        title: text::line("title", &form.title, TITLE_MAX)?,
        note: text::prose("note", &form.note)?,
        effect: form.effect,
        effort_days: form.effort_days,
        factor: form.factor,
        votes: Vec::new(),
        not_chosen_reason: text::prose("not_chosen_reason", &form.not_chosen_reason)?,
        told: None,
    };
    let Some(id) = id else {
        return Ok(vec![added(measures, entry, Change::Measure)]);
    };
    let from = measures
        .iter()
        .find(|measure| measure.id == id)
        .ok_or(WriteError::NoMeasure(id))?;
    let to = Measure {
        votes: from.votes.clone(),
        told: from.told.clone(),
        ..entry
    };
    Ok(Edit::between(from, to)
        .map(Change::Measure)
        .into_iter()
        .collect())
}

/// Takes a measure out. One that is an action item must be withdrawn first.
///
/// # Errors
/// [`WriteError::NoMeasure`], [`WriteError::Chosen`].
pub fn remove_measure(incident: &Incident, id: MeasureId) -> Result<Vec<Change>, WriteError> {
    if incident.postmortem.action_of(id).is_some() {
        return Err(WriteError::Chosen(id));
    }
    removed(&incident.postmortem.measures, &id.0, Change::Measure).ok_or(WriteError::NoMeasure(id))
}

impl PostMortem {
    /// What publishing changes, as it is now.
    #[must_use]
    pub fn publication(&self) -> Publication {
        Publication {
            status: self.status,
            published_at: self.published_at,
            published_by: self.published_by,
            no_actions_reason: self.no_actions_reason.clone(),
        }
    }

    pub(crate) fn enter(&mut self, publication: &Publication) {
        self.status = publication.status;
        self.published_at = publication.published_at;
        self.published_by = publication.published_by;
        self.no_actions_reason
            .clone_from(&publication.no_actions_reason);
    }
}

fn factor_exists(workspace: &Workspace, factor: Option<FactorId>) -> Result<(), WriteError> {
    match factor {
        Some(id) if workspace.factor(id).is_none() => Err(WriteError::NoFactor(id)),
        _ => Ok(()),
    }
}

fn added<T>(list: &[T], entry: T, change: fn(Edit<T>) -> Change) -> Change {
    change(Edit::Added {
        at: u32::try_from(list.len()).unwrap_or(u32::MAX),
        entry,
    })
}

fn removed<T: Entry + Clone>(
    list: &[T],
    key: &T::Key,
    change: fn(Edit<T>) -> Change,
) -> Option<Vec<Change>> {
    let at = list.iter().position(|entry| entry.key() == *key)?;
    let entry = list[at].clone();
    Some(vec![change(Edit::Removed {
        at: u32::try_from(at).unwrap_or(u32::MAX),
        entry,
    })])
}
