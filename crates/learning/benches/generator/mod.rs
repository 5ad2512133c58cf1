//! Post-mortems of no real company: about 2.5 KB of text each, as many as are wanted, the same ones
//! from the same seed.
//!
//! Words are drawn from a vocabulary by Zipf's law, so that a few stand in nearly every document and
//! most in hardly any, which is what an index of real texts has to live with. The plain words come
//! first, then made-up names of components, error strings, hosts and versions. A share of the
//! incidents tells the story of an earlier one again in other words.

mod random;
mod vocabulary;

use afterword_domain::incident::open::{OpenForm, open};
use afterword_domain::incident::{EventKind, Milestones, Severity, TimelineEvent};
use afterword_domain::postmortem::{ContributingFactor, FactorGroup, Measure};
use afterword_domain::service::ServiceForm;
use afterword_domain::time::Precision;
use afterword_domain::workspace::{FactorTerm, Workspace};
use afterword_domain::{
    ContributingFactorId, EventId, FactorId, Incident, IncidentRef, MeasureId, Moment, ServiceId,
};

pub use random::Random;
pub use vocabulary::Vocabulary;

const SERVICES: u32 = 60;
const FACTORS: u32 = 80;
/// One in so many tells an earlier story again.
const REPEATS: u64 = 6;
const EVENTS: u64 = 12;
const BEGIN: &str = "2016-01-04T06:00:00Z";

/// Makes post-mortems one after the other.
pub struct Generator {
    random: Random,
    vocabulary: Vocabulary,
    workspace: Workspace,
    now: Moment,
    number: u32,
    /// Of earlier incidents: what their causes were called.
    stories: Vec<Story>,
}

#[derive(Clone)]
struct Story {
    service: ServiceId,
    factor: FactorId,
    component: String,
    error: String,
}

impl Generator {
    /// # Panics
    /// When a name of the workspace is refused, which none is.
    pub fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let vocabulary = Vocabulary::new(&mut random);
        let workspace = workspace(&vocabulary, &mut random);
        Self {
            random,
            vocabulary,
            workspace,
            now: BEGIN.parse().expect("a moment"),
            number: 0,
            stories: Vec::new(),
        }
    }

    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The next so many.
    pub fn take(&mut self, many: usize) -> Vec<Incident> {
        (0..many).map(|_| self.incident()).collect()
    }

    fn story(&mut self) -> Story {
        if self.random.below(REPEATS) == 0 && !self.stories.is_empty() {
            return self.random.choose(&self.stories).clone();
        }
        let story = Story {
            service: ServiceId(self.number_up_to(SERVICES)),
            factor: FactorId(self.number_up_to(FACTORS)),
            component: self.vocabulary.name(&mut self.random),
            error: self.vocabulary.error(&mut self.random),
        };
        self.stories.push(story.clone());
        story
    }

    fn number_up_to(&mut self, most: u32) -> u32 {
        1 + u32::try_from(self.random.below(most.into())).unwrap_or_default()
    }

    fn incident(&mut self) -> Incident {
        let story = self.story();
        let minutes = 20 + i64::try_from(self.random.below(400)).unwrap_or_default();
        self.now = self.later(self.now, minutes * 60);
        let began = self.now;
        let form = OpenForm {
            title: format!("{}: {}", story.component, self.text(6)),
            severity: *self.random.choose(&Severity::ALL),
            services: vec![story.service],
            milestones: Milestones {
                impact_started_at: Some(began),
                recovered_at: Some(self.later(began, minutes * 30)),
                ..Milestones::default()
            },
            ..OpenForm::default()
        };
        let mut incident = open(form, &self.workspace, began).expect("a sound incident");
        self.number += 1;
        incident.reference = IncidentRef(self.number);
        for place in 0..incident.postmortem.sections.len() {
            let text = match incident.postmortem.sections[place].key.as_str() {
                "summary" => self.prose(45),
                "root_cause" => {
                    format!(
                        "{} `{}` of {}. {}",
                        self.prose(15),
                        story.error,
                        story.component,
                        self.prose(30)
                    )
                }
                "lessons" => self.prose(40),
                _ => continue,
            };
            incident.postmortem.sections[place].text = text;
        }
        self.review(&mut incident, &story);
        self.timeline(&mut incident, began);
        incident
    }

    fn review(&mut self, incident: &mut Incident, story: &Story) {
        let id = ContributingFactorId(incident.number_entry());
        let text = self.prose(15);
        incident.postmortem.factors.push(ContributingFactor {
            id,
            group: FactorGroup::MadePossible,
            text,
            factor: Some(story.factor),
            confidence: None,
            evidence: Vec::new(),
        });
        for _ in 0..3 {
            let id = MeasureId(incident.number_entry());
            let (title, note) = (self.text(8), self.prose(10));
            incident.postmortem.measures.push(Measure {
                id,
                title,
                note,
                effect: None,
                effort_days: None,
                factor: Some(story.factor),
                votes: Vec::new(),
                not_chosen_reason: String::new(),
                told: None,
            });
        }
    }

    fn timeline(&mut self, incident: &mut Incident, began: Moment) {
        let mut at = began;
        for _ in 0..EVENTS {
            at = self.later(at, 90);
            let id = EventId(incident.number_entry());
            let text = self.prose(11);
            incident.timeline.push(TimelineEvent {
                id,
                occurred_at: at,
                precision: Precision::Minute,
                recorded_at: at,
                kind: EventKind::Observation,
                milestone: None,
                text,
                source: String::new(),
                evidence: Vec::new(),
                pinned: false,
                questions: Vec::new(),
                history: Vec::new(),
            });
        }
    }

    fn later(&mut self, from: Moment, seconds: i64) -> Moment {
        let more = i64::try_from(self.random.below(60_000_000)).unwrap_or_default();
        Moment::from_micros(from.micros() + seconds * 1_000_000 + more).expect("a moment")
    }

    fn text(&mut self, words: usize) -> String {
        let words = (0..words).map(|_| self.vocabulary.word(&mut self.random).to_owned());
        words.collect::<Vec<_>>().join(" ")
    }

    /// Sentences of about a dozen words.
    fn prose(&mut self, words: usize) -> String {
        let mut text = String::with_capacity(words * 8);
        for at in 0..words {
            let word = self.vocabulary.word(&mut self.random);
            if at % 12 == 0 {
                text.push_str(if at == 0 { "" } else { ". " });
                text.extend(word.chars().take(1).flat_map(char::to_uppercase));
                text.extend(word.chars().skip(1));
            } else {
                text.push(' ');
                text.push_str(word);
            }
        }
        text.push('.');
        text
    }
}

fn workspace(vocabulary: &Vocabulary, random: &mut Random) -> Workspace {
    let service = |id| {
        let form = ServiceForm {
            name: format!("{}-{id}", vocabulary.name(random)),
            ..ServiceForm::default()
        };
        form.into_service(ServiceId(id)).expect("a service")
    };
    let services = (1..=SERVICES).map(service).collect();
    let mut factor = |id| {
        let label = format!(
            "{} {} {id}",
            vocabulary.word(random),
            vocabulary.word(random)
        );
        FactorTerm::new(FactorId(id), label)
    };
    Workspace {
        services,
        factors: (1..=FACTORS).map(&mut factor).collect(),
        ..Workspace::default()
    }
}
