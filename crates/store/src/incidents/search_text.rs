//! The text in which the words of a query are looked for.

use afterword_domain::Incident;
use afterword_domain::incident::Evidence;

/// Everything of an incident that is prose, lower-cased, a line each.
pub(crate) fn search_text(incident: &Incident) -> String {
    let postmortem = &incident.postmortem;
    let mut text = String::with_capacity(2_048);
    let mut add = |line: &str| {
        if !line.is_empty() {
            text.push_str(line);
            text.push('\n');
        }
    };
    add(&incident.title);
    add(&incident.impact.description);
    for section in &postmortem.sections {
        add(&section.title);
        add(&section.text);
    }
    for factor in &postmortem.factors {
        add(&factor.text);
        evidence(&factor.evidence, &mut add);
    }
    for answer in &postmortem.answers {
        add(&answer.text);
    }
    for measure in &postmortem.measures {
        add(&measure.title);
        add(&measure.note);
        add(&measure.not_chosen_reason);
    }
    for action in &postmortem.actions {
        add(&action.title);
        add(&action.note);
        add(&action.wont_do_reason);
    }
    for event in &incident.timeline {
        add(&event.text);
        evidence(&event.evidence, &mut add);
        for question in &event.questions {
            add(&question.text);
            for reply in &question.answers {
                add(&reply.text);
            }
        }
    }
    text.to_lowercase()
}

fn evidence(pieces: &[Evidence], add: &mut impl FnMut(&str)) {
    for piece in pieces {
        add(&piece.label);
    }
}
