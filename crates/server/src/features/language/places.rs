//! The places of a document in which somebody writes, in the order in which it is read.

use afterword_domain::Incident;
use afterword_domain::incident::TimelineEvent;

/// A place as the API names it, such as `section:summary`, and what is written there.
pub type Place<'a> = (String, &'a str);

/// Sections that stand before the timeline, before the factors, and after the actions.
const FIRST: &[&str] = &["summary"];
const THEN: &[&str] = &["root_cause"];

/// All of them that say something.
pub fn places(incident: &Incident) -> Vec<Place<'_>> {
    let postmortem = &incident.postmortem;
    let mut places = vec![("title".to_owned(), incident.title.as_str())];
    places.push(("impact".to_owned(), &incident.impact.description));
    places.extend(sections(incident, |key| FIRST.contains(&key)));
    places.extend(incident.timeline.iter().flat_map(entry));
    places.extend(sections(incident, |key| THEN.contains(&key)));
    for factor in &postmortem.factors {
        places.push((format!("contributing_factor:{}", factor.id), &factor.text));
    }
    for answer in &postmortem.answers {
        places.push((format!("answer:{}", answer.id), &answer.text));
    }
    for action in &postmortem.actions {
        places.push((format!("action_item:{}", action.id), &action.title));
    }
    for measure in &postmortem.measures {
        // What was chosen stands as its action item.
        if postmortem.action_of(measure.id).is_none() {
            places.push((format!("measure_title:{}", measure.id), &measure.title));
        }
        places.push((format!("measure:{}", measure.id), &measure.note));
    }
    let last = |key: &str| !FIRST.contains(&key) && !THEN.contains(&key);
    places.extend(sections(incident, last));
    places.retain(|(_, text)| !text.trim().is_empty());
    places
}

fn sections(
    incident: &Incident,
    is_here: impl Fn(&str) -> bool,
) -> impl Iterator<Item = Place<'_>> {
    let sections = incident.postmortem.sections.iter();
    sections
        .filter(move |section| is_here(&section.key))
        .map(|section| (format!("section:{}", section.key), section.text.as_str()))
}

/// An entry with what was asked about it, and what was answered.
fn entry(event: &TimelineEvent) -> Vec<Place<'_>> {
    let mut places = vec![(format!("timeline_event:{}", event.id), event.text.as_str())];
    for question in &event.questions {
        let asked = format!("question:{}", question.id);
        for (number, reply) in (1..).zip(&question.answers) {
            places.push((format!("{asked}/answer:{number}"), &reply.text));
        }
        places.push((asked, &question.text));
    }
    places
}
