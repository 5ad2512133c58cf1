//! The workspace: its settings, its vocabulary, and the frame that an incident's rules need.

pub mod factor;
pub mod factor_history;
pub mod language;
pub mod prompts;
pub mod settings;
pub mod severities;
pub mod template;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use factor::FactorTerm;
pub use language::{LanguageSettings, LanguageSeverity};
pub use prompts::{FacilitatorPrompt, PlacePrompts, PromptPlace};
pub use settings::{MeetingSettings, PublishedNames, Rates, Settings, SettingsError};
pub use severities::SeverityTerm;
pub use template::{Template, TemplateQuestion, TemplateSection};

use crate::person::Person;
use crate::service::Service;
use crate::team::{Cadence, Team};
use crate::tracker::TrackerLabel;
use crate::{Day, FactorId, Moment, PersonId, ServiceId, TeamId, TrackerId};

/// Everything of the workspace that an incident refers to by id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Workspace {
    pub settings: Settings,
    pub services: Vec<Service>,
    pub teams: Vec<Team>,
    pub people: Vec<Person>,
    pub factors: Vec<FactorTerm>,
    /// Where tickets live.
    #[serde(default)]
    #[schema(required)]
    pub trackers: Vec<TrackerLabel>,
}

impl Workspace {
    #[must_use]
    pub fn service(&self, id: ServiceId) -> Option<&Service> {
        self.services.iter().find(|service| service.id == id)
    }

    #[must_use]
    pub fn service_named(&self, name: &str) -> Option<&Service> {
        let key = Service::key(name);
        self.services
            .iter()
            .find(|service| Service::key(&service.name) == key)
    }

    /// A service by its name, or by what other programs call it.
    #[must_use]
    pub fn service_known_as(&self, name: &str) -> Option<&Service> {
        let key = Service::key(name);
        let by_alias = || {
            let mut services = self.services.iter();
            services.find(|service| {
                service
                    .aliases
                    .iter()
                    .any(|alias| Service::key(alias) == key)
            })
        };
        self.service_named(name).or_else(by_alias)
    }

    #[must_use]
    pub fn team(&self, id: TeamId) -> Option<&Team> {
        self.teams.iter().find(|team| team.id == id)
    }

    #[must_use]
    pub fn team_named(&self, name: &str) -> Option<&Team> {
        let key = Team::key(name);
        self.teams.iter().find(|team| Team::key(&team.name) == key)
    }

    #[must_use]
    pub fn tracker(&self, id: TrackerId) -> Option<&TrackerLabel> {
        self.trackers.iter().find(|tracker| tracker.id == id)
    }

    #[must_use]
    pub fn person(&self, id: PersonId) -> Option<&Person> {
        self.people.iter().find(|person| person.id == id)
    }

    /// A person by handle or full name, whatever the case.
    #[must_use]
    pub fn person_named(&self, name: &str) -> Option<&Person> {
        let name = name.trim().trim_start_matches('@').to_lowercase();
        self.people
            .iter()
            .find(|person| person.handle == name || person.name.to_lowercase() == name)
    }

    #[must_use]
    pub fn factor(&self, id: FactorId) -> Option<&FactorTerm> {
        self.factors.iter().find(|factor| factor.id == id)
    }

    /// The term that a label leads to: one that was merged leads to what it was merged into.
    #[must_use]
    pub fn factor_labelled(&self, label: &str) -> Option<&FactorTerm> {
        let key = FactorTerm::key(label);
        let mut factors = self.factors.iter();
        let borne_by = factors.find(|factor| FactorTerm::key(&factor.label) == key)?;
        self.factor(self.factor_in_use(borne_by.id))
    }

    /// The cadence by which this person's due dates are judged: their team's, or the default.
    #[must_use]
    pub fn cadence_of(&self, person: Option<PersonId>) -> Cadence {
        person
            .and_then(|id| self.person(id)?.team)
            .and_then(|team| self.team(team))
            .map_or_else(Cadence::default, |team| team.cadence.clone())
    }

    /// The latest date that an action item of this person may have: the end of the next sprint.
    #[must_use]
    pub fn latest_due_on(&self, person: Option<PersonId>, now: Moment) -> Day {
        self.cadence_of(person).next_sprint(now.day()).ends_on
    }
}
