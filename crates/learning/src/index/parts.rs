//! What of an incident is looked through, and what each part of it weighs.
//!
//! The one place for the weights of the search. A part lies in one of three fields of the index,
//! and a word's score there (BM25) is multiplied by the weight of the field; the scores of the
//! fields are added up. Three fields and not one for each part: what is asked of a part alone does
//! not exist, and each field costs a look of its own for every word.

use afterword_domain::Incident;
use afterword_domain::incident::Evidence;
use afterword_domain::postmortem::Section;
use afterword_domain::workspace::Workspace;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A field of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// What an incident is called.
    Heading,
    /// What it was and why.
    Cause,
    /// Everything else.
    Account,
}

impl Field {
    pub const ALL: [Self; 3] = [Self::Heading, Self::Cause, Self::Account];

    /// What a hit weighs.
    #[must_use]
    pub const fn weight(self) -> f32 {
        match self {
            Self::Heading => 4.0,
            Self::Cause => 2.0,
            Self::Account => 1.0,
        }
    }
}

/// A part of an incident.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Title,
    /// Services and factors, as they are called now.
    Names,
    Summary,
    RootCause,
    Factors,
    Lessons,
    Resolution,
    /// A section of the document's own, and the four questions.
    Prose,
    Timeline,
    Actions,
}

impl Part {
    /// Where it lies, and so what it weighs.
    #[must_use]
    pub const fn field(self) -> Field {
        match self {
            Self::Title | Self::Names => Field::Heading,
            Self::Summary | Self::RootCause | Self::Factors | Self::Lessons => Field::Cause,
            Self::Resolution | Self::Prose | Self::Timeline | Self::Actions => Field::Account,
        }
    }

    fn of_section(section: &Section) -> Self {
        match section.key.as_str() {
            "summary" => Self::Summary,
            "root_cause" => Self::RootCause,
            "lessons" => Self::Lessons,
            key if key.contains("resolution") || key.contains("mitigation") => Self::Resolution,
            _ => Self::Prose,
        }
    }
}

/// A piece of text, with the part that it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passage<'a> {
    pub part: Part,
    /// Markdown, or a plain line.
    pub text: &'a str,
}

/// All that is looked through, in the order of a document. What a meeting leaves behind while it
/// runs is not among it: some of that is not to be seen yet.
#[must_use]
pub fn passages<'a>(incident: &'a Incident, workspace: &'a Workspace) -> Vec<Passage<'a>> {
    let mut all = Vec::with_capacity(48);
    let mut add = |part, text: &'a str| {
        if !text.trim().is_empty() {
            all.push(Passage { part, text });
        }
    };
    add(Part::Title, &incident.title);
    for service in &incident.services {
        add(
            Part::Names,
            workspace.service(*service).map_or("", |known| &known.name),
        );
    }
    add(Part::Summary, &incident.impact.description);
    review(incident, workspace, &mut add);
    for event in &incident.timeline {
        add(Part::Timeline, &event.text);
        labels(Part::Timeline, &event.evidence, &mut add);
        for question in &event.questions {
            add(Part::Timeline, &question.text);
            for reply in &question.answers {
                add(Part::Timeline, &reply.text);
            }
        }
    }
    all
}

fn review<'a>(
    incident: &'a Incident,
    workspace: &'a Workspace,
    add: &mut impl FnMut(Part, &'a str),
) {
    let postmortem = &incident.postmortem;
    for section in &postmortem.sections {
        let part = Part::of_section(section);
        if part == Part::Prose && !section.text.trim().is_empty() {
            add(part, &section.title);
        }
        add(part, &section.text);
    }
    for factor in &postmortem.factors {
        let term = factor.factor.and_then(|id| workspace.factor(id));
        add(Part::Names, term.map_or("", |term| &term.label));
        add(Part::Factors, &factor.text);
        labels(Part::Factors, &factor.evidence, add);
    }
    for answer in &postmortem.answers {
        add(Part::Prose, &answer.text);
    }
    for measure in &postmortem.measures {
        add(Part::Actions, &measure.title);
        add(Part::Actions, &measure.note);
        add(Part::Actions, &measure.not_chosen_reason);
    }
    for action in &postmortem.actions {
        add(Part::Actions, &action.title);
        add(Part::Actions, &action.note);
        add(Part::Actions, &action.wont_do_reason);
        add(
            Part::Actions,
            action.ticket.as_ref().map_or("", |ticket| &ticket.key),
        );
    }
}

fn labels<'a>(part: Part, pieces: &'a [Evidence], add: &mut impl FnMut(Part, &'a str)) {
    for piece in pieces {
        add(part, &piece.label);
    }
}
