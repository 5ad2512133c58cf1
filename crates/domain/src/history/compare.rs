//! Two versions side by side: every text that differs, word by word.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::diff::{TextPart, words};
use crate::Incident;

/// A text that is not the same in both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TextDifference {
    /// `section:summary`
    pub place: String,
    /// What the place is called.
    pub title: String,
    pub parts: Vec<TextPart>,
}

/// One text with its place.
struct Passage<'a> {
    place: String,
    title: &'a str,
    text: String,
}

/// The texts that differ: first as they stand in `to`, then those that are only in `from`.
#[must_use]
pub fn differences(from: &Incident, to: &Incident) -> Vec<TextDifference> {
    let (old, new) = (passages(from), passages(to));
    let text_of = |of: &[Passage<'_>], place: &str| {
        let found = of.iter().find(|passage| passage.place == place);
        found.map_or_else(String::new, |passage| passage.text.clone())
    };
    let is_gone = |passage: &&Passage<'_>| !new.iter().any(|other| other.place == passage.place);
    new.iter()
        .chain(old.iter().filter(is_gone))
        .filter_map(|passage| {
            let (was, is) = (text_of(&old, &passage.place), text_of(&new, &passage.place));
            (was != is).then(|| TextDifference {
                place: passage.place.clone(),
                title: passage.title.to_owned(),
                parts: words(&was, &is),
            })
        })
        .collect()
}

fn passages(incident: &Incident) -> Vec<Passage<'_>> {
    let postmortem = &incident.postmortem;
    let mut passages = vec![
        Passage::of("title", "Title", incident.title.clone()),
        Passage::of("impact", "Impact", incident.impact.description.clone()),
    ];
    passages.extend(postmortem.sections.iter().map(|section| Passage {
        place: format!("section:{}", section.key),
        title: &section.title,
        text: section.text.clone(),
    }));
    passages.extend(incident.timeline.iter().map(|event| {
        let place = format!("timeline_event:{}", event.id);
        Passage::of(place, "Timeline", event.text.clone())
    }));
    passages.extend(postmortem.factors.iter().map(|factor| {
        let place = format!("contributing_factor:{}", factor.id);
        Passage::of(place, "Contributing factor", factor.text.clone())
    }));
    passages.extend(postmortem.answers.iter().map(|answer| {
        let place = format!("answer:{}", answer.id);
        Passage::of(place, "Answer", answer.text.clone())
    }));
    passages.extend(postmortem.measures.iter().map(|measure| {
        let text = format!("{}\n\n{}", measure.title, measure.note);
        let place = format!("measure:{}", measure.id);
        Passage::of(place, "Measure", text.trim_end().to_owned())
    }));
    passages
}

impl Passage<'static> {
    fn of(place: impl Into<String>, title: &'static str, text: String) -> Self {
        Self {
            place: place.into(),
            title,
            text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::apply_all;
    use crate::history::diff::PartKind;
    use crate::incident::open::sample;
    use crate::postmortem::edit::{add_section, remove_section, write_section};

    #[test]
    fn what_differs_is_told_and_nothing_else() {
        let mut from = sample();
        let changes = add_section(&from, "Weather", "It rained.").unwrap();
        apply_all(&mut from, &changes);
        let mut to = from.clone();
        let changes = write_section(&to, "summary", "The pool was full.").unwrap();
        apply_all(&mut to, &changes);
        let changes = remove_section(&to, "weather").unwrap();
        apply_all(&mut to, &changes);
        let found = differences(&from, &to);
        let told: Vec<_> = found
            .iter()
            .map(|one| {
                (
                    one.place.as_str(),
                    one.parts[0].kind,
                    one.parts[0].text.as_str(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("section:summary", PartKind::Added, "The pool was full."),
                ("section:weather", PartKind::Removed, "It rained."),
            ]
        );
        assert!(differences(&to, &to).is_empty());
    }
}
