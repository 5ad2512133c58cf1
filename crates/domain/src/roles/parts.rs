//! Everything in an incident that somebody wrote, and everybody who stands in a field.
//!
//! Each noun is taken apart field by field, so that one that is added does not compile until it is
//! said here whether it can hold a name.

use crate::action_item::{ActionItem, ActionReview, Proof, Ticket};
use crate::history::NamedVersion;
use crate::incident::timeline::{Correction, Question, Reply};
use crate::incident::{Evidence, Impact, KeptPhrase, TimelineEvent};
use crate::meeting::Meeting;
use crate::postmortem::{Answer, ContributingFactor, Measure, PostMortem, Section, Told};
use crate::recurrence::Recurrence;
use crate::{Incident, PersonId};

/// One of them.
pub(super) enum Found<'a> {
    Text(&'a mut String),
    /// An address is of use as it is, or not at all.
    Address(&'a mut Option<String>),
    /// Small letters, digits and underscores.
    Key(&'a mut String),
    Person(PersonId),
}

/// Who looks at them, told where each stands, in words.
pub(super) type Look<'a> = dyn FnMut(&str, Found<'_>) + 'a;

/// Goes through all of an incident in the order of its document.
pub(super) fn each(incident: &mut Incident, look: &mut Look<'_>) {
    let Incident {
        reference: _,
        version: _,
        title,
        mode: _,
        severity: _,
        services: _,
        visibility: _,
        duplicate_of: _,
        zone: _,
        milestones: _,
        started_precision: _,
        impact,
        timeline,
        postmortem,
        recurrences,
        named_versions,
        kept_phrases,
        created_at: _,
        updated_at: _,
        next_entry: _,
    } = incident;
    look("Title", Found::Text(title));
    each_impact(impact, look);
    each_of_review(postmortem, timeline, look);
    for recurrence in recurrences {
        let Recurrence {
            earlier: _,
            verdict: _,
            reasons,
            by,
            at: _,
        } = recurrence;
        for reason in reasons {
            look("Is this a repeat?", Found::Text(reason));
        }
        person("Is this a repeat?", *by, look);
    }
    for version in named_versions {
        let NamedVersion {
            version: _,
            name,
            by,
            at: _,
        } = version;
        look("Versions", Found::Text(name));
        person("Versions", *by, look);
    }
    for kept in kept_phrases {
        each_of_kept(kept, look);
    }
}

/// The review, with the timeline where a document has it.
fn each_of_review(review: &mut PostMortem, timeline: &mut [TimelineEvent], look: &mut Look<'_>) {
    let PostMortem {
        status: _,
        sections,
        factors,
        answers,
        measures,
        actions,
        meeting,
        // Whoever shows an incident leaves it out.
        proceedings: _,
        published_at: _,
        published_by,
        no_actions_reason,
    } = review;
    if let Some(meeting) = meeting {
        each_of_meeting(meeting, look);
    }
    for section in sections {
        let Section { key, title, text } = section;
        let place = title.clone();
        look(&place, Found::Key(key));
        look(&place, Found::Text(title));
        look(&place, Found::Text(text));
    }
    for event in timeline {
        each_of_event(event, look);
    }
    for factor in factors {
        let ContributingFactor {
            id: _,
            group: _,
            text,
            factor: _,
            confidence: _,
            evidence,
        } = factor;
        look("Contributing factors", Found::Text(text));
        each_evidence("Contributing factors", evidence, look);
    }
    for answer in answers {
        let Answer {
            id: _,
            question: _,
            text,
            by,
        } = answer;
        look("Four questions", Found::Text(text));
        person("Four questions", *by, look);
    }
    for measure in measures {
        each_of_measure(measure, look);
    }
    for action in actions {
        each_of_action(action, look);
    }
    look("Actions", Found::Text(no_actions_reason));
    person("Published", *published_by, look);
}

fn each_of_kept(kept: &mut KeptPhrase, look: &mut Look<'_>) {
    let KeptPhrase {
        id: _,
        rule: _,
        phrase,
        sentence,
        reason,
        by,
        at: _,
    } = kept;
    for text in [phrase, sentence, reason] {
        look("Kept phrases", Found::Text(text));
    }
    person("Kept phrases", *by, look);
}

fn person(place: &str, id: Option<PersonId>, look: &mut Look<'_>) {
    if let Some(id) = id {
        look(place, Found::Person(id));
    }
}

fn each_impact(impact: &mut Impact, look: &mut Look<'_>) {
    let Impact {
        description,
        users_affected: _,
        revenue_lost: _,
        revenue_delayed: _,
        credits: _,
        failing_share: _,
        error_budget_share: _,
        detected_by: _,
        detection_note,
        responders: _,
        response_minutes: _,
    } = impact;
    look("Impact", Found::Text(description));
    look("Impact", Found::Text(detection_note));
}

fn each_of_meeting(meeting: &mut Meeting, look: &mut Look<'_>) {
    let Meeting {
        scheduled_at: _,
        minutes: _,
        kind: _,
        facilitator,
        scribe,
        attendees,
        cannot_come,
        location,
        anonymous: _,
        steps: _,
        sequence: _,
        held_at: _,
    } = meeting;
    person("Meeting", *facilitator, look);
    person("Meeting", *scribe, look);
    for id in attendees.iter().chain(cannot_come.iter()) {
        person("Meeting", Some(*id), look);
    }
    look("Meeting", Found::Text(location));
}

fn each_of_event(event: &mut TimelineEvent, look: &mut Look<'_>) {
    const PLACE: &str = "Timeline";
    let TimelineEvent {
        id: _,
        occurred_at: _,
        precision: _,
        recorded_at: _,
        kind: _,
        milestone: _,
        text,
        source,
        evidence,
        pinned: _,
        questions,
        history,
    } = event;
    look(PLACE, Found::Text(text));
    look(PLACE, Found::Text(source));
    each_evidence(PLACE, evidence, look);
    for question in questions {
        let Question {
            id: _,
            text,
            asked_by,
            asked_at: _,
            answers,
            factor: _,
        } = question;
        look(PLACE, Found::Text(text));
        person(PLACE, *asked_by, look);
        for reply in answers {
            let Reply { text, by, at: _ } = reply;
            look(PLACE, Found::Text(text));
            person(PLACE, *by, look);
        }
    }
    for correction in history {
        let Correction {
            until: _,
            by,
            occurred_at: _,
            text,
        } = correction;
        look(PLACE, Found::Text(text));
        person(PLACE, *by, look);
    }
}

fn each_evidence(place: &str, evidence: &mut [Evidence], look: &mut Look<'_>) {
    for piece in evidence {
        let Evidence {
            kind: _,
            label,
            url,
            series: _,
            unit,
            threshold: _,
        } = piece;
        look(place, Found::Text(label));
        look(place, Found::Address(url));
        if let Some(unit) = unit {
            look(place, Found::Text(unit));
        }
    }
}

fn each_of_measure(measure: &mut Measure, look: &mut Look<'_>) {
    const PLACE: &str = "Measures";
    let Measure {
        id: _,
        title,
        note,
        effect: _,
        effort_days: _,
        factor: _,
        votes,
        not_chosen_reason,
        told,
    } = measure;
    look(PLACE, Found::Text(title));
    look(PLACE, Found::Text(note));
    look(PLACE, Found::Text(not_chosen_reason));
    for vote in votes {
        person(PLACE, Some(*vote), look);
    }
    if let Some(told) = told {
        let Told {
            owner,
            state: _,
            ticket,
        } = told;
        look(PLACE, Found::Text(owner));
        each_ticket(PLACE, ticket, look);
    }
}

fn each_of_action(action: &mut ActionItem, look: &mut Look<'_>) {
    const PLACE: &str = "Actions";
    let ActionItem {
        id: _,
        measure: _,
        title,
        note,
        owner,
        owner_name,
        priority: _,
        due_on: _,
        earlier_dates: _,
        ticket,
        state: _,
        blocked_by,
        wont_do_reason,
        effort_days: _,
        factor: _,
        committed_at: _,
        finished_at: _,
        proof,
        verify_by: _,
        reviews,
    } = action;
    for text in [title, note, owner_name, blocked_by, wont_do_reason] {
        look(PLACE, Found::Text(text));
    }
    person(PLACE, *owner, look);
    each_ticket(PLACE, ticket, look);
    if let Some(Proof { kind: _, url, note }) = proof {
        look(PLACE, Found::Text(note));
        look(PLACE, Found::Address(url));
    }
    for review in reviews {
        let ActionReview {
            at: _,
            by,
            meeting_of: _,
            outcome: _,
            note,
        } = review;
        look(PLACE, Found::Text(note));
        person(PLACE, *by, look);
    }
}

fn each_ticket(place: &str, ticket: &mut Option<Ticket>, look: &mut Look<'_>) {
    if let Some(Ticket { key, url }) = ticket {
        look(place, Found::Text(key));
        look(place, Found::Address(url));
    }
}
