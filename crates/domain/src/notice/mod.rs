//! Notices: what somebody is told without having asked. Which ones are due is worked out from the
//! state and the present moment; each has a name, and a name is told once.
//!
//! They speak of work and of conditions, never of who did not do something.

mod digest;
mod message;
mod preferences;
mod reminders;
mod words;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use message::{Item, Message};
pub use preferences::{Hours, NoticeKind, NoticePreferences, NoticePreferencesError};
pub use words::message;

use crate::incident::Visibility;
use crate::meeting::Meeting;
use crate::meeting::agenda::OpenAction;
use crate::person::Person;
use crate::policy::Sight;
use crate::postmortem::week::ReviewWeek;
use crate::workspace::Workspace;
use crate::{ActionItemId, Day, Incident, IncidentRef, Moment, PersonId, ServiceId};

/// One thing that one person is told.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub struct Notice {
    pub to: PersonId,
    pub about: About,
}

/// A way by which a notice travels.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    Mail,
    Slack,
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mail => "mail",
            Self::Slack => "slack",
        })
    }
}

/// What a notice is about. It says which thing and which occasion; what there is to say is looked up
/// when it is sent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum About {
    /// Two working days are left, or one.
    DueSoon {
        incident: IncidentRef,
        action: ActionItemId,
        due_on: Day,
    },
    /// No working day is left after this one.
    DueNow {
        incident: IncidentRef,
        action: ActionItemId,
        due_on: Day,
    },
    PastDue {
        incident: IncidentRef,
        action: ActionItemId,
        due_on: Day,
    },
    /// Two sprints ended with it unfinished: the team is asked what stands in its way.
    CarriedOver {
        incident: IncidentRef,
        action: ActionItemId,
    },
    /// Two working days are left of the week in which an incident is reviewed, and no meeting is
    /// planned.
    ReviewSoon {
        incident: IncidentRef,
        due_on: Day,
    },
    ReviewLate {
        incident: IncidentRef,
        due_on: Day,
    },
    /// Once a week: what is open, and which meetings come.
    Week {
        monday: Day,
    },
    /// Once a week: what the post-mortems of the week before say.
    Learned {
        monday: Day,
    },
    /// A meeting was planned, or moved.
    Planned {
        incident: IncidentRef,
        at: Moment,
    },
    Published {
        incident: IncidentRef,
        at: Moment,
    },
}

impl About {
    /// The one incident that it is about.
    #[must_use]
    pub fn incident(&self) -> Option<IncidentRef> {
        match self {
            Self::DueSoon { incident, .. }
            | Self::DueNow { incident, .. }
            | Self::PastDue { incident, .. }
            | Self::CarriedOver { incident, .. }
            | Self::ReviewSoon { incident, .. }
            | Self::ReviewLate { incident, .. }
            | Self::Planned { incident, .. }
            | Self::Published { incident, .. } => Some(*incident),
            Self::Week { .. } | Self::Learned { .. } => None,
        }
    }

    /// Which of the kinds that a person can do without.
    #[must_use]
    pub fn kind(&self) -> NoticeKind {
        match self {
            Self::DueSoon { .. } | Self::DueNow { .. } | Self::PastDue { .. } => {
                NoticeKind::Reminders
            }
            Self::CarriedOver { .. } | Self::ReviewSoon { .. } | Self::ReviewLate { .. } => {
                NoticeKind::Team
            }
            Self::Week { .. } => NoticeKind::Week,
            Self::Learned { .. } => NoticeKind::Learned,
            Self::Planned { .. } | Self::Published { .. } => NoticeKind::Announcements,
        }
    }
}

/// The name of the occasion: the same thing on the same occasion is told once.
impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DueSoon {
                incident,
                action,
                due_on,
            } => write!(f, "due_soon:{incident}/{action}:{due_on}"),
            Self::DueNow {
                incident,
                action,
                due_on,
            } => write!(f, "due_now:{incident}/{action}:{due_on}"),
            Self::PastDue {
                incident,
                action,
                due_on,
            } => write!(f, "past_due:{incident}/{action}:{due_on}"),
            Self::CarriedOver { incident, action } => {
                write!(f, "carried_over:{incident}/{action}")
            }
            Self::ReviewSoon { incident, due_on } => write!(f, "review_soon:{incident}:{due_on}"),
            Self::ReviewLate { incident, due_on } => write!(f, "review_late:{incident}:{due_on}"),
            Self::Week { monday } => write!(f, "week:{monday}"),
            Self::Learned { monday } => write!(f, "learned:{monday}"),
            Self::Planned { incident, at } => write!(f, "planned:{incident}:{at}"),
            Self::Published { incident, at } => write!(f, "published:{incident}:{at}"),
        }
    }
}

impl Notice {
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}:person {}", self.about, self.to)
    }
}

/// An incident that owes its post-mortem.
#[derive(Clone, Debug, PartialEq)]
pub struct OwedReview {
    pub incident: IncidentRef,
    pub title: String,
    pub services: Vec<ServiceId>,
    pub week: ReviewWeek,
    /// When its meeting is planned to begin.
    pub meeting_at: Option<Moment>,
}

/// A meeting that is to come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComingMeeting {
    pub incident: IncidentRef,
    pub title: String,
    pub at: Moment,
    /// Who is asked to come, whatever they answered.
    pub people: Vec<PersonId>,
}

/// A post-mortem that was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lesson {
    pub incident: IncidentRef,
    pub title: String,
    pub published_at: Moment,
    /// The first of its lessons, or of its answers to "what do we know now?".
    pub lesson: String,
}

/// All of the workspace that notices are worked out from.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    pub workspace: Workspace,
    pub preferences: BTreeMap<PersonId, NoticePreferences>,
    /// Who sees those incidents that not everybody sees.
    pub restricted: BTreeMap<IncidentRef, Visibility>,
    /// Those that are neither done nor dropped.
    pub actions: Vec<OpenAction>,
    pub reviews: Vec<OwedReview>,
    pub meetings: Vec<ComingMeeting>,
    /// Of the last two weeks at least.
    pub lessons: Vec<Lesson>,
}

impl Scene {
    #[must_use]
    pub fn preferences_of(&self, person: PersonId) -> NoticePreferences {
        let own = self.preferences.get(&person).cloned();
        own.unwrap_or_else(|| NoticePreferences::usual_in(&self.workspace.settings.time_zone))
    }

    /// Nobody is told of an incident that they do not see.
    #[must_use]
    pub fn sees(&self, person: &Person, incident: IncidentRef) -> bool {
        let visibility = self.restricted.get(&incident);
        visibility.is_none_or(|visibility| Sight::of(person).sees(visibility))
    }

    /// Who is told of an incident's meeting or of its publication: those who are asked to come, or
    /// were, and the teams of its services.
    #[must_use]
    pub fn concerned(&self, about: &About, incident: &Incident) -> Vec<Notice> {
        let meeting = incident.postmortem.meeting.iter();
        let asked: Vec<_> = meeting.flat_map(Meeting::people).collect();
        let teams = reminders::teams_of(self, &incident.services);
        let active = self.workspace.people.iter().filter(|person| person.active);
        let sees = |person: &&Person| Sight::of(person).sees(&incident.visibility);
        let concerned = active
            .filter(sees)
            .filter(|person| asked.contains(&person.id) || reminders::concerns(person, &teams));
        let concerned = concerned.filter(|person| {
            let preferences = self.preferences_of(person.id);
            preferences.wants(about.kind())
        });
        let notice = |person: &Person| Notice {
            to: person.id,
            about: about.clone(),
        };
        concerned.map(notice).collect()
    }

    /// Everything that is to be told at a moment, what was told already among it; nobody is told
    /// anything in their quiet hours.
    #[must_use]
    pub fn due(&self, now: Moment) -> Vec<Notice> {
        let active = self.workspace.people.iter().filter(|person| person.active);
        let mut of_teams = reminders::OfTeams::of(self, now);
        let mut due = Vec::new();
        for person in active {
            let preferences = self.preferences_of(person.id);
            let Some(today) = preferences.hours.open_day(now) else {
                continue;
            };
            let hours = &preferences.hours;
            let about = reminders::of_actions(self, person, today, hours)
                .chain(of_teams.told(person, today, hours))
                .chain(digest::of_week(self, person, today, now));
            due.extend(
                about
                    .filter(|about| about.incident().is_none_or(|one| self.sees(person, one)))
                    .filter(|about| preferences.wants(about.kind()))
                    .map(|about| Notice {
                        to: person.id,
                        about,
                    }),
            );
        }
        due
    }
}
