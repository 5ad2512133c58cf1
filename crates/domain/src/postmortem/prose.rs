//! The prose of a post-mortem that several people may write at once: where it stands, what it
//! says, and what a text that was written elsewhere changes.
//!
//! Knows no way in which people write together; it is handed texts and answers with changes.

use std::collections::{BTreeMap, BTreeSet};

use super::edit::{WriteError, write_section};
use super::{Answer, STANDARD_SECTIONS};
use crate::change::{Change, Edit};
use crate::text::{self, TextError};
use crate::{AnswerId, Incident, Refusal};

/// A text and the place where it stands, named as in the change log: `section:summary`,
/// `answer:7`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    pub place: String,
    /// Markdown.
    pub text: String,
}

/// A passage as somebody left it, with what it said when they began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub place: String,
    pub base: String,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SettleError {
    /// Somebody changed these places since the drafts were begun.
    #[error("{} changed since this was begun", .0.join(", "))]
    Moved(Vec<String>),
    #[error(transparent)]
    Write(#[from] WriteError),
}

impl From<TextError> for SettleError {
    fn from(error: TextError) -> Self {
        Self::Write(error.into())
    }
}

impl Refusal for SettleError {
    fn code(&self) -> &'static str {
        match self {
            Self::Moved(_) => "place_changed",
            Self::Write(error) => error.code(),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Moved(_) => None,
            Self::Write(error) => error.field(),
        }
    }
}

/// Every place where prose may be written, with what stands there. A standard section that is not
/// there yet is an empty one.
#[must_use]
pub fn passages(incident: &Incident) -> Vec<Passage> {
    let sections = &incident.postmortem.sections;
    let there: BTreeSet<&str> = sections
        .iter()
        .map(|section| section.key.as_str())
        .collect();
    let absent = STANDARD_SECTIONS
        .iter()
        .filter(|(key, _)| !there.contains(key))
        .map(|(key, _)| passage("section", key, ""));
    let written = sections
        .iter()
        .map(|section| passage("section", &section.key, &section.text));
    let answers = &incident.postmortem.answers;
    let answers = answers
        .iter()
        .map(|answer| passage("answer", &answer.id.to_string(), &answer.text));
    written.chain(absent).chain(answers).collect()
}

fn passage(noun: &str, key: &str, text: &str) -> Passage {
    Passage {
        place: format!("{noun}:{key}"),
        text: text.to_owned(),
    }
}

/// What the drafts change. They are begun on all that stands there, and say so place by place.
///
/// # Errors
/// [`SettleError::Moved`] when something else stands there by now.
pub fn settle(incident: &Incident, drafts: &[Draft]) -> Result<Vec<Change>, SettleError> {
    let now = passages(incident);
    let now: BTreeMap<_, _> = now.iter().map(|one| (&one.place, &one.text)).collect();
    let begun: BTreeMap<_, _> = drafts.iter().map(|one| (&one.place, &one.base)).collect();
    let places: BTreeSet<_> = now.keys().chain(begun.keys()).copied().collect();
    let moved = places
        .into_iter()
        .filter(|place| now.get(place) != begun.get(place));
    let moved: Vec<_> = moved.cloned().collect();
    if !moved.is_empty() {
        return Err(SettleError::Moved(moved));
    }
    let mut changes = Vec::new();
    for draft in drafts.iter().filter(|draft| draft.text != draft.base) {
        match draft.place.split_once(':') {
            Some(("section", key)) => changes.extend(write_section(incident, key, &draft.text)?),
            Some(("answer", id)) => changes.extend(rewrite_answer(incident, id, &draft.text)?),
            _ => {}
        }
    }
    Ok(changes)
}

/// An answer may be blank for as long as it is being written.
fn rewrite_answer(
    incident: &Incident,
    id: &str,
    written: &str,
) -> Result<Option<Change>, TextError> {
    let mut answers = incident.postmortem.answers.iter();
    let id = id.parse().map(AnswerId).ok();
    let Some(from) = answers.find(|answer| Some(answer.id) == id) else {
        return Ok(None);
    };
    let to = Answer {
        text: text::prose("text", written)?,
        ..from.clone()
    };
    Ok(Edit::between(from, to).map(Change::Answer))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::apply_all;
    use crate::incident::open::{OpenForm, open};
    use crate::postmortem::FourQuestion;
    use crate::postmortem::edit::{AnswerForm, add_section, write_answer};
    use crate::workspace::Workspace;

    fn incident() -> Incident {
        let now = "2026-10-14T12:00:00Z".parse().unwrap();
        let form = OpenForm {
            title: "Late orders".into(),
            ..OpenForm::default()
        };
        let mut incident = open(form, &Workspace::default(), now).unwrap();
        let form = AnswerForm {
            question: FourQuestion::Helped,
            text: "The runbook.".into(),
        };
        for changes in [
            write_answer(&incident, None, &form, None).unwrap(),
            add_section(&incident, "What customers saw", "Nothing.").unwrap(),
        ] {
            apply_all(&mut incident, &changes);
        }
        incident
    }

    /// Drafts of everything, some of which say something new.
    fn drafts(incident: &Incident, new: &[(&str, &str)]) -> Vec<Draft> {
        let drafts = passages(incident)
            .into_iter()
            .map(|Passage { place, text }| {
                let new = new.iter().find(|(written, _)| *written == place);
                let written = new.map_or_else(|| text.clone(), |(_, new)| (*new).to_owned());
                Draft {
                    place,
                    base: text,
                    text: written,
                }
            });
        drafts.collect()
    }

    #[test]
    fn standard_sections_are_places_before_they_are_written() {
        let mut incident = incident();
        let sections = &mut incident.postmortem.sections;
        sections.retain(|section| section.key != "root_cause");
        let new = [
            ("section:root_cause", "A lock."),
            ("section:what_customers_saw", "Late orders."),
            ("answer:1", ""),
        ];
        let changes = settle(&incident, &drafts(&incident, &new)).unwrap();
        assert_eq!(changes.len(), 3);
        apply_all(&mut incident, &changes);
        assert_eq!(incident.postmortem.section("root_cause"), "A lock.");
        assert_eq!(settle(&incident, &drafts(&incident, &new)), Ok(Vec::new()));
    }

    #[test]
    fn what_moved_is_named_and_nothing_changes() {
        let incident = incident();
        let mut begun = drafts(&incident, &[("section:summary", "A")]);
        let answer = begun.iter_mut().find(|draft| draft.place == "answer:1");
        answer.unwrap().base = "Another.".into();
        begun.retain(|draft| draft.place != "section:lessons");
        let moved = settle(&incident, &begun).unwrap_err();
        let places = vec!["answer:1".into(), "section:lessons".into()];
        assert_eq!(moved, SettleError::Moved(places));
    }

    #[test]
    fn an_answer_that_was_taken_out_has_moved() {
        let incident = incident();
        let begun = drafts(&incident, &[("answer:1", "More.")]);
        let mut shorter = incident;
        shorter.postmortem.answers.clear();
        assert!(matches!(
            settle(&shorter, &begun),
            Err(SettleError::Moved(_))
        ));
    }
}
