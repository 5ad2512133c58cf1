//! A document as Markdown, in the template.

use afterword_domain::incident::{Impact, Milestones};
use afterword_domain::postmortem::{FactorGroup, FourQuestion, Section};
use afterword_domain::time::Precision;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::marker::{comment, escape, lean};
use super::{MARK, actions, clock, impact, items, one_line};
use crate::document::{Answer, Document, Entry, Factor, Measure};

pub(crate) const FACTOR_GROUPS: [(FactorGroup, &str); 3] = [
    (FactorGroup::MadePossible, "Made the incident possible"),
    (FactorGroup::SlowedDetection, "Made detection slow"),
    (FactorGroup::SlowedResolution, "Made resolution slow"),
];

const QUESTIONS: [(FourQuestion, &str); 4] = [
    (FourQuestion::Helped, "What went well"),
    (FourQuestion::Slowed, "What went wrong"),
    (
        FourQuestion::Differently,
        "What could we have done differently",
    ),
    (FourQuestion::KnownNow, "What do we know now"),
];

/// Sections that have their place in the template; every other comes at the end.
const PLACED: [&str; 3] = ["summary", "root_cause", "lessons"];

/// Writes a document as Markdown with front matter.
pub fn write(document: &Document) -> String {
    let mut out = String::with_capacity(8 * 1024);
    front_matter(&mut out, document);
    title(&mut out, document);
    let sections = &document.postmortem.sections;
    let mut placed = PLACED.map(|key| sections.iter().position(|section| section.key == key));
    let mut place = |out: &mut String, which: usize| {
        if let Some(at) = placed[which].take() {
            section(out, at, &sections[at]);
            Some(at)
        } else {
            None
        }
    };
    let summary = place(&mut out, 0);
    impact_part(&mut out, document);
    timeline(&mut out, document);
    let root_cause = place(&mut out, 1);
    factors(&mut out, &document.postmortem.factors);
    answers(&mut out, &document.postmortem.answers);
    action_items(&mut out, document);
    let lessons = place(&mut out, 2);
    measures(&mut out, &document.postmortem.measures);
    for (at, other) in sections.iter().enumerate() {
        if ![summary, root_cause, lessons].contains(&Some(at)) {
            section(&mut out, at, other);
        }
    }
    data(&mut out, document);
    out
}

fn json_text(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// A unit variant's name without its quotes.
fn word(value: &impl Serialize) -> String {
    json_text(value).trim_matches('"').to_owned()
}

fn front_matter(out: &mut String, document: &Document) {
    let mut line = |key: &str, value: String| {
        out.push_str(key);
        out.push_str(": ");
        out.push_str(&value);
        out.push('\n');
    };
    line("---\nafterword", "1".into());
    debug_assert_eq!(MARK, "afterword");
    line("title", json_text(&document.title));
    if let Some(reference) = document.reference {
        line("reference", reference.to_string());
    }
    line("mode", word(&document.mode));
    line("severity", word(&document.severity));
    line("services", json_text(&document.services));
    if let Some(restricted) = &document.restricted_to {
        line("restricted_to", json_text(restricted));
    }
    line("status", word(&document.postmortem.status));
    line("zone", json_text(&document.zone));
    line("started_precision", word(&document.started_precision));
    for (milestone, at) in document.milestones.known() {
        line(milestone.field(), at.to_string());
    }
    if let Some(other) = document.duplicate_of {
        line("duplicate_of", other.to_string());
    }
    out.push_str("---\n\n");
}

pub(crate) fn part(out: &mut String, name: &str, data: Value) {
    let mut map = match data {
        Value::Object(map) => map,
        _ => Map::new(),
    };
    map.insert("name".into(), name.into());
    out.push_str(&comment("part", map));
    out.push('\n');
}

/// What stands before and after the title in the first heading: service and date, unless the title
/// names them itself.
pub(crate) fn around_title(document: &Document) -> (String, String) {
    let title = document.title.to_lowercase();
    let mut before = String::new();
    if !title.starts_with("incident") {
        before.push_str("Incident: ");
    }
    let services: Vec<String> = document
        .services
        .iter()
        .map(|name| one_line(name))
        .collect();
    let named = services
        .iter()
        .any(|name| title.contains(&name.to_lowercase()));
    if !services.is_empty() && !named {
        before.push_str(&services.join(", "));
        before.push(' ');
    }
    let date = document.milestones.impact_started_at.map(|at| {
        let shown = clock::show(at, Precision::Day, &document.zone);
        shown.chars().take(10).collect::<String>()
    });
    let after = date
        .filter(|date| !title.contains(date.as_str()))
        .map_or(String::new(), |date| format!(" on {date}"));
    (before, after)
}

fn title(out: &mut String, document: &Document) {
    let (before, after) = around_title(document);
    let data = json!({"title": document.title, "before": before, "after": after});
    part(out, "title", data);
    out.push_str("# ");
    out.push_str(&before);
    out.push_str(&one_line(&document.title));
    out.push_str(&after);
    out.push_str("\n\n");
}

fn section(out: &mut String, at: usize, section: &Section) {
    part(
        out,
        "section",
        json!({"at": at, "key": section.key, "title": section.title}),
    );
    out.push_str("## ");
    out.push_str(&one_line(&section.title));
    out.push_str("\n\n");
    prose(out, &section.text);
}

fn prose(out: &mut String, text: &str) {
    if text.is_empty() {
        return;
    }
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
        }
        out.push_str(&escape(line));
    }
    out.push_str("\n\n");
}

/// The duration in words, where it is known.
pub(crate) fn duration(milestones: &Milestones, precision: Precision) -> String {
    let (Some(start), Some(end), false) = (
        milestones.impact_started_at,
        milestones.recovered_at,
        precision == Precision::Day,
    ) else {
        return "not known".into();
    };
    let minutes = end.since(start).as_mins();
    let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    let parts = [(days, "d"), (hours, "h"), (minutes, "min")];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count != 0)
        .map(|(count, unit)| format!("{count} {unit}"))
        .collect();
    if parts.is_empty() {
        "0 min".into()
    } else {
        parts.join(" ")
    }
}

fn impact_part(out: &mut String, document: &Document) {
    let bare = Impact {
        description: String::new(),
        ..document.impact.clone()
    };
    let shown = duration(&document.milestones, document.started_precision);
    let numbers = serde_json::to_value(&bare).map(lean).unwrap_or_default();
    part(out, "impact", json!({"impact": numbers, "duration": shown}));
    out.push_str("## Impact\n\n");
    impact::push(out, &document.impact, &shown);
    out.push('\n');
    part(out, "impact_text", json!({}));
    out.push('\n');
    prose(out, &document.impact.description);
}

fn timeline(out: &mut String, document: &Document) {
    let known = serde_json::to_value(document.milestones)
        .map(lean)
        .unwrap_or_default();
    part(
        out,
        "milestones",
        json!({"milestones": known, "precision": document.started_precision}),
    );
    out.push_str("## Timeline (UTC)\n\n");
    if document.milestones.known().next().is_some() {
        out.push_str("| Milestone | Time (UTC) |\n| --- | --- |\n");
        for (milestone, at) in document.milestones.known() {
            let precision = precision_of(milestone.field(), document.started_precision);
            let shown = clock::show(at, precision, &document.zone);
            for piece in ["| ", milestone.label(), " | ", &shown, " |\n"] {
                out.push_str(piece);
            }
        }
        out.push('\n');
    }
    part(out, "timeline", json!({}));
    for entry in &document.timeline {
        let head = format!(
            "**{}** ",
            clock::show(entry.occurred_at, entry.precision, &document.zone)
        );
        items::push(
            out,
            &head,
            &entry.text,
            &entry_tail(entry),
            without(entry, &["text"]),
        );
    }
    out.push('\n');
}

/// Only the start is ever known to the day alone.
pub(crate) fn precision_of(field: &str, started: Precision) -> Precision {
    if field == "impact_started_at" {
        started
    } else {
        Precision::Minute
    }
}

/// An entry's data without what its visible text carries.
fn without(entry: &impl Serialize, fields: &[&str]) -> Map<String, Value> {
    let mut map = serde_json::to_value(entry).map(lean).unwrap_or_default();
    for field in fields {
        map.remove(*field);
    }
    map
}

fn evidence_line(evidence: &[afterword_domain::incident::Evidence]) -> Option<String> {
    let links: Vec<String> = evidence
        .iter()
        .map(|piece| match &piece.url {
            Some(url) => format!("[{}]({})", one_line(&piece.label), one_line(url)),
            None => one_line(&piece.label),
        })
        .collect();
    (!links.is_empty()).then(|| format!("Evidence: {}", links.join(", ")))
}

pub(crate) fn entry_tail(entry: &Entry) -> Vec<String> {
    let mut tail: Vec<String> = evidence_line(&entry.evidence)
        .map(|line| format!("- {line}"))
        .into_iter()
        .collect();
    for question in &entry.questions {
        tail.push(format!("- Question: {}", one_line(&question.text)));
        for reply in &question.answers {
            tail.push(format!("  - Answer: {}", one_line(&reply.text)));
        }
    }
    tail
}

pub(crate) fn factor_tail(factor: &Factor) -> Vec<String> {
    let label = factor
        .factor
        .as_ref()
        .map(|label| format!("- Factor: {}", one_line(label)));
    let evidence = evidence_line(&factor.evidence).map(|line| format!("- {line}"));
    label.into_iter().chain(evidence).collect()
}

pub(crate) fn measure_tail(measure: &Measure) -> Vec<String> {
    let mut tail = Vec::new();
    if let Some(told) = &measure.told {
        let state = told.state.map(|state| word(&state).replace('_', " "));
        let ticket = told.ticket.as_ref().map(|ticket| match &ticket.url {
            Some(url) => format!("[{}]({})", one_line(&ticket.key), one_line(url)),
            None => one_line(&ticket.key),
        });
        let owner = Some(one_line(&told.owner)).filter(|owner| !owner.is_empty());
        let parts: Vec<String> = [owner, state, ticket].into_iter().flatten().collect();
        if !parts.is_empty() {
            tail.push(format!("- As told: {}", parts.join(", ")));
        }
    }
    if !measure.not_chosen_reason.trim().is_empty() {
        tail.push(format!(
            "- Considered, not chosen: {}",
            one_line(&measure.not_chosen_reason)
        ));
    }
    tail
}

/// Adds the place in the whole list where the order of the groups would not give it back.
fn placed<T>(list: &[T], group: impl Fn(&T) -> usize) -> bool {
    list.windows(2)
        .any(|pair| group(&pair[0]) > group(&pair[1]))
}

fn factors(out: &mut String, factors: &[Factor]) {
    let index = |factor: &Factor| {
        FACTOR_GROUPS
            .iter()
            .position(|(group, _)| *group == factor.group)
            .unwrap_or(0)
    };
    let mixed = placed(factors, index);
    part(out, "factors_heading", json!({}));
    out.push_str("## Contributing factors\n\n");
    for (group, heading) in FACTOR_GROUPS {
        if !factors.iter().any(|factor| factor.group == group) {
            continue;
        }
        part(out, "factors", json!({"group": group}));
        out.push_str("### ");
        out.push_str(heading);
        out.push_str("\n\n");
        for (at, factor) in factors
            .iter()
            .enumerate()
            .filter(|(_, factor)| factor.group == group)
        {
            let mut data = without(factor, &["text", "group"]);
            if mixed {
                data.insert("at".into(), at.into());
            }
            items::push(out, "", &factor.text, &factor_tail(factor), data);
        }
        out.push('\n');
    }
}

fn answers(out: &mut String, answers: &[Answer]) {
    let index = |answer: &Answer| {
        QUESTIONS
            .iter()
            .position(|(question, _)| *question == answer.question)
            .unwrap_or(0)
    };
    let mixed = placed(answers, index);
    for (question, heading) in QUESTIONS {
        part(out, "answers", json!({"question": question}));
        out.push_str("## ");
        out.push_str(heading);
        out.push_str("\n\n");
        for (at, answer) in answers
            .iter()
            .enumerate()
            .filter(|(_, answer)| answer.question == question)
        {
            let mut data = without(answer, &["text", "question"]);
            if mixed {
                data.insert("at".into(), at.into());
            }
            items::push(out, "", &answer.text, &[], data);
        }
        out.push('\n');
    }
}

fn action_items(out: &mut String, document: &Document) {
    part(out, "actions", json!({}));
    out.push_str("## Action items\n\n");
    actions::push(out, &document.postmortem.actions);
    out.push('\n');
    if !document.postmortem.no_actions_reason.is_empty() {
        part(out, "no_actions_reason", json!({}));
        out.push_str("### Why there are none\n\n");
        prose(out, &document.postmortem.no_actions_reason);
    }
}

fn measures(out: &mut String, measures: &[Measure]) {
    if measures.is_empty() {
        return;
    }
    part(out, "measures", json!({}));
    out.push_str("## Measures considered\n\n");
    for measure in measures {
        let head = format!("**{}**", one_line(&measure.title));
        let text = if measure.note.is_empty() {
            String::new()
        } else {
            format!("\n\n{}", measure.note)
        };
        items::push(
            out,
            &head,
            &text,
            &measure_tail(measure),
            without(measure, &["note"]),
        );
    }
    out.push('\n');
}

/// What has no place in the text at all.
fn data(out: &mut String, document: &Document) {
    let postmortem = &document.postmortem;
    let all = json!({
        "meeting": postmortem.meeting,
        "published_at": postmortem.published_at,
        "published_by": postmortem.published_by,
        "recurrences": document.recurrences,
        "created_at": document.created_at,
        "updated_at": document.updated_at,
        "next_entry": document.next_entry,
    });
    let Value::Object(mut map) = all else { return };
    map.retain(|_, value| !value.is_null());
    part(out, "data", Value::Object(map));
}
