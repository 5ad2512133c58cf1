//! An incident as the model reads it: its prose by what each passage tells, and what is known of it
//! in other ways.

use afterword_domain::incident::Milestone;
use afterword_domain::postmortem::{PostMortem, Section};
use afterword_domain::recurrence::{Recurrence, Verdict};
use afterword_domain::{Day, FactorId, Incident, IncidentRef, ServiceId};

/// What a passage tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Zone {
    Title,
    /// Why it happened.
    Cause,
    /// What happened, in prose.
    Telling,
    /// How it was solved, and what was to be done about it.
    Fix,
    /// What happened when: only what is said of causes there counts, and what is typed exactly.
    Course,
}

/// A passage of Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    pub zone: Zone,
    pub text: String,
}

/// What is known of an incident, or of what may become one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Described {
    pub passages: Vec<Passage>,
    /// The day on which it began.
    pub day: Option<Day>,
    pub services: Vec<ServiceId>,
    pub factors: Vec<FactorId>,
    /// Seconds from its start until it was noticed, and until it was over.
    pub detect_seconds: Option<i64>,
    pub recover_seconds: Option<i64>,
    /// What people decided about it and earlier ones.
    pub decisions: Vec<Decision>,
}

/// What a person said of an incident and an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    pub earlier: IncidentRef,
    pub verdict: Verdict,
}

/// Keys of sections that tell nothing of what happened: people, times, forms, references.
const ASIDE: [&str; 25] = [
    "attendees",
    "authors",
    "communication",
    "contacts",
    "duration",
    "faq",
    "front_matter",
    "key_events",
    "links",
    "lessons",
    "meeting",
    "messaging",
    "minutes",
    "open_questions",
    "participants",
    "recurrence",
    "references",
    "services",
    "severity",
    "stats",
    "status",
    "supporting_information",
    "time_to_repair",
    "time_to_resolve",
    "timeline",
];

/// What a key has inside that tells why, or how it was solved, whatever the template.
const CAUSE: [&str; 6] = ["cause", "why", "trigger", "fault", "factor", "conclusion"];
const FIX: [&str; 8] = [
    "resol", "mitigat", "recover", "repair", "remed", "fix", "action", "follow",
];

impl Described {
    #[must_use]
    pub fn of(incident: &Incident) -> Self {
        let mut passages = vec![Passage::new(Zone::Title, &incident.title)];
        let postmortem = &incident.postmortem;
        passages.extend(postmortem.sections.iter().filter_map(passage));
        passages.push(Passage::new(Zone::Telling, &incident.impact.description));
        passages.extend(told(postmortem));
        let course = incident.timeline.iter();
        passages.extend(course.map(|event| Passage::new(Zone::Course, &event.text)));
        passages.retain(|passage| !passage.text.trim().is_empty());
        let factors = postmortem.factors.iter();
        let mut factors: Vec<_> = factors.filter_map(|factor| factor.factor).collect();
        factors.sort_unstable();
        factors.dedup();
        Self {
            passages,
            day: Some(incident.began().day()),
            services: incident.services.clone(),
            factors,
            detect_seconds: incident.seconds_since_start(Milestone::Detected),
            recover_seconds: incident.duration_seconds(),
            decisions: decisions(&incident.recurrences),
        }
    }

    /// A text that somebody wrote down, with its first line for a title.
    #[must_use]
    pub fn of_text(text: &str, day: Option<Day>, services: &[ServiceId]) -> Self {
        let (title, rest) = text.trim().split_once('\n').unwrap_or((text, ""));
        let mut passages = vec![
            Passage::new(Zone::Title, title.trim_start_matches('#').trim()),
            Passage::new(Zone::Telling, rest),
        ];
        passages.retain(|passage| !passage.text.trim().is_empty());
        Self {
            passages,
            day,
            services: services.to_vec(),
            ..Self::default()
        }
    }
}

impl Passage {
    fn new(zone: Zone, text: &str) -> Self {
        let text = text.to_owned();
        Self { zone, text }
    }
}

fn passage(section: &Section) -> Option<Passage> {
    Some(Passage::new(zone(&section.key)?, &section.text))
}

/// Nothing for a section that tells nothing of what happened. A template may have sections of any
/// name: those that say neither why nor how it was solved tell what happened.
fn zone(key: &str) -> Option<Zone> {
    let name = key
        .trim_end_matches(|c: char| c.is_ascii_digit())
        .trim_end_matches('_');
    if ASIDE.contains(&name) {
        None
    } else if CAUSE.iter().any(|part| name.contains(part)) {
        Some(Zone::Cause)
    } else if FIX.iter().any(|part| name.contains(part)) {
        Some(Zone::Fix)
    } else {
        Some(Zone::Telling)
    }
}

/// Contributing factors tell why; measures and action items what was to be done about it.
fn told(postmortem: &PostMortem) -> impl Iterator<Item = Passage> + '_ {
    let factors = postmortem
        .factors
        .iter()
        .map(|factor| Passage::new(Zone::Cause, &factor.text));
    let measures = postmortem
        .measures
        .iter()
        .map(|measure| Passage::new(Zone::Fix, &measure.title));
    let bare = postmortem
        .actions
        .iter()
        .filter(|action| action.measure.is_none());
    let actions = bare.map(|action| Passage::new(Zone::Fix, &action.title));
    factors.chain(measures).chain(actions)
}

/// A suggestion is nobody's word.
fn decisions(links: &[Recurrence]) -> Vec<Decision> {
    let decided = links
        .iter()
        .filter(|link| link.by.is_some() && link.verdict != Verdict::Suggested);
    let decision = |link: &Recurrence| Decision {
        earlier: link.earlier,
        verdict: link.verdict,
    };
    decided.map(decision).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use afterword_domain::PersonId;

    #[test]
    fn sections_of_any_template_find_their_zone() {
        let zones = [
            "root_cause",
            "why_it_broke",
            "resolution_2",
            "follow_ups",
            "summary",
            "attendees",
        ];
        assert_eq!(
            zones.map(zone),
            [
                Some(Zone::Cause),
                Some(Zone::Cause),
                Some(Zone::Fix),
                Some(Zone::Fix),
                Some(Zone::Telling),
                None
            ]
        );
        assert!(ASIDE.iter().all(|key| zone(key).is_none()));
    }

    #[test]
    fn the_first_line_of_a_text_is_its_title() {
        let described = Described::of_text("# Ledger down\n\nIt was.", None, &[ServiceId(3)]);
        let passages: Vec<_> = described
            .passages
            .iter()
            .map(|one| (one.zone, one.text.trim()))
            .collect();
        assert_eq!(
            passages,
            [(Zone::Title, "Ledger down"), (Zone::Telling, "It was.")]
        );
        assert_eq!(described.services, [ServiceId(3)]);
        assert_eq!(Described::of_text("", None, &[]), Described::default());
    }

    #[test]
    fn only_what_a_person_decided_is_a_decision() {
        let link = |earlier, verdict, by| Recurrence {
            earlier: IncidentRef(earlier),
            verdict,
            reasons: Vec::new(),
            by,
            at: Day::new(2026, 7, 2).unwrap().start(),
        };
        let person = Some(PersonId(1));
        let links = [
            link(1, Verdict::Suggested, None),
            link(2, Verdict::Similar, person),
            link(3, Verdict::Confirmed, None),
        ];
        let (earlier, verdict) = (IncidentRef(2), Verdict::Similar);
        assert_eq!(decisions(&links), [Decision { earlier, verdict }]);
    }
}
