//! Contributing factors, the four questions and lessons: a list item is one of them.

use afterword_domain::postmortem::{FactorGroup, FourQuestion};
use afterword_domain::{AnswerId, ContributingFactorId};

use super::Draft;
use super::headings::{self, Target};
use super::outline::Part;
use super::passages::{Block, blocks};
use crate::document::{Answer, Factor};
use crate::text::lines::Line;

/// What of a section is not an item, as Markdown.
struct Left(Vec<String>);

impl Left {
    fn take(&mut self, block: Block<'_>) {
        match block {
            Block::Item { text, .. } => self.0.push(format!("- {}", text.replace('\n', "\n  "))),
            Block::Text { text, .. } => self.0.push(text),
            Block::Heading { raw, .. } => self.0.push(raw.to_owned()),
            Block::Table { rows } => self.0.push(table(&rows)),
        }
    }
}

/// A table's lines with the rule put back under its header.
pub(crate) fn table(rows: &[Line<'_>]) -> String {
    let mut out = String::new();
    for (at, row) in rows.iter().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        out.push_str(row.text.trim());
        if at == 0 {
            let width = crate::text::table::cells(row.text).len().max(1);
            out.push_str("\n|");
            out.push_str(&" --- |".repeat(width));
        }
    }
    out
}

/// Each item is a factor. Prose stays a section.
pub(crate) fn read_factors(draft: &mut Draft<'_>, part: &Part<'_>, group: FactorGroup) -> bool {
    let mut group = group;
    let mut left = Left(Vec::new());
    let mut found = false;
    for block in blocks(&part.lines) {
        match block {
            Block::Item { text, .. } if !text.trim().is_empty() => {
                found = true;
                let id = ContributingFactorId(draft.number());
                let own = text.split_once(':').and_then(|(label, _)| group_of(label));
                let factor = Factor {
                    id,
                    group: own.unwrap_or(group),
                    text,
                    factor: None,
                    confidence: None,
                    evidence: Vec::new(),
                };
                draft.document.postmortem.factors.push(factor);
            }
            other => {
                // "**Made detection slow**" on a line of its own speaks of the items under it.
                if let Block::Text { text, .. } = &other
                    && let Some(told) = group_of(text)
                {
                    group = told;
                }
                left.take(other);
            }
        }
    }
    draft.left_over(
        part,
        "contributing_factors",
        "Contributing factors",
        &left.0.join("\n\n"),
    );
    found
}

/// The group that a label names: "**Made detection slow**". The words stay.
fn group_of(label: &str) -> Option<FactorGroup> {
    match headings::known(label).filter(|known| known.exact)?.target {
        Target::Factors(group) => Some(group),
        _ => None,
    }
}

/// Each item, and each paragraph, is an answer: the heading asks the question.
pub(crate) fn read_answers(draft: &mut Draft<'_>, part: &Part<'_>, question: FourQuestion) -> bool {
    let mut left = Left(Vec::new());
    let mut found = false;
    for block in blocks(&part.lines) {
        match block {
            Block::Item { text, .. } | Block::Text { text, .. } if !text.trim().is_empty() => {
                found = true;
                draft.answer(question, text);
            }
            other => left.take(other),
        }
    }
    draft.left_over(part, "answers", part.heading, &left.0.join("\n\n"));
    found
}

/// Bullets under no finer heading are what is known now; prose is the section of that name.
pub(crate) fn read_lessons(draft: &mut Draft<'_>, part: &Part<'_>) -> bool {
    let mut left = Left(Vec::new());
    let mut found = false;
    for block in blocks(&part.lines) {
        match block {
            Block::Item { text, .. } if !text.trim().is_empty() => {
                found = true;
                draft.answer(FourQuestion::KnownNow, text);
            }
            other => left.take(other),
        }
    }
    found |= !left.0.is_empty();
    draft.left_over(part, "lessons", part.heading, &left.0.join("\n\n"));
    found
}

impl Draft<'_> {
    fn answer(&mut self, question: FourQuestion, text: String) {
        let id = AnswerId(self.number());
        self.document.postmortem.answers.push(Answer {
            id,
            question,
            text,
            by: None,
        });
    }
}
