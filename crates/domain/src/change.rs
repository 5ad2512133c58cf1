//! The closed list of everything that can happen: the vocabulary of the change log.
//!
//! A rule answers with changes; applying them to the state gives the next state, and the same
//! changes are what the log keeps. Each says what was before and what is after, so it can be shown,
//! compared and taken back.

mod entries;
mod names;
mod secrets;

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::action_item::ActionItem;
use crate::audit::AuditChange;
use crate::history::NamedVersion;
use crate::incident::{Impact, KeptPhrase, Milestones, Mode, Severity, TimelineEvent, Visibility};
use crate::integration::Integration;
use crate::job::Work;
use crate::learning::no_pattern::NoPattern;
use crate::mail::MailServer;
use crate::meeting::proceedings::{Ballot, MeetingNote, MeetingWord, SilentAnswer};
use crate::meeting::{Meeting, MeetingRun};
use crate::metrics::MetricsServer;
use crate::notice;
use crate::person::Person;
use crate::postmortem::{Answer, ContributingFactor, Measure, Section, Status};
use crate::reader_link::ReaderScope;
use crate::recurrence::Recurrence;
use crate::recurrence::shadow::Suggestion;
use crate::service::Service;
use crate::sign_in::AccessChange;
use crate::subscription::Subscription;
use crate::team::Team;
use crate::time::Precision;
use crate::tracker::{TicketNews, TrackerEntry};
use crate::view::View;
use crate::workspace::{FactorTerm, Settings};
use crate::{
    Incident, IncidentRef, IntegrationId, Moment, PersonId, ServiceId, SignalId, SubscriptionId,
    TrackerId,
};

/// A value that was replaced.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Set<T> {
    pub from: T,
    pub to: T,
}

impl<T: PartialEq> Set<T> {
    /// `None` when nothing would change.
    pub fn between(from: T, to: T) -> Option<Self> {
        (from != to).then_some(Self { from, to })
    }
}

/// An entry of a list that came, changed or went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "edit", rename_all = "snake_case")]
pub enum Edit<T> {
    Added { at: u32, entry: T },
    Changed { from: T, to: T },
    Removed { at: u32, entry: T },
}

impl<T: Clone> Set<T> {
    fn inverse(&self) -> Self {
        Self {
            from: self.to.clone(),
            to: self.from.clone(),
        }
    }
}

impl<T: Clone> Edit<T> {
    fn inverse(&self) -> Self {
        match self {
            Self::Added { at, entry } => Self::Removed {
                at: *at,
                entry: entry.clone(),
            },
            Self::Changed { from, to } => Self::Changed {
                from: to.clone(),
                to: from.clone(),
            },
            Self::Removed { at, entry } => Self::Added {
                at: *at,
                entry: entry.clone(),
            },
        }
    }
}

impl<T: PartialEq + Clone> Edit<T> {
    /// `None` when nothing would change.
    pub fn between(from: &T, to: T) -> Option<Self> {
        (*from != to).then(|| Self::Changed {
            from: from.clone(),
            to,
        })
    }
}

/// What tells one entry of a list from another.
pub trait Entry {
    type Key: PartialEq + std::fmt::Display;
    fn key(&self) -> Self::Key;
    /// The entry's own number, when it takes one from the incident.
    fn number(&self) -> u32 {
        0
    }
}

/// How a post-mortem came to be published, or ceased to be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Publication {
    pub status: Status,
    pub published_at: Option<Moment>,
    pub published_by: Option<PersonId>,
    pub no_actions_reason: String,
}

/// An API token as the log and the settings show it; its secret is shown once and kept nowhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TokenLabel {
    pub id: u32,
    pub person: PersonId,
    pub name: String,
    pub scopes: Vec<crate::policy::Scope>,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "part", rename_all = "snake_case")]
pub enum Change {
    /// The incident was opened by hand or by a program; `source` says which file or hook.
    Opened {
        title: String,
        source: String,
    },
    Title(Set<String>),
    Mode(Set<Mode>),
    Severity(Set<Severity>),
    Services(Set<Vec<ServiceId>>),
    /// Who sees it.
    Visibility(Set<Visibility>),
    DuplicateOf(Set<Option<IncidentRef>>),
    Zone(Set<String>),
    Milestones(Set<Milestones>),
    StartedPrecision(Set<Precision>),
    Impact(Set<Impact>),
    TimelineEvent(Edit<TimelineEvent>),
    Section(Edit<Section>),
    ContributingFactor(Edit<ContributingFactor>),
    Answer(Edit<Answer>),
    Measure(Edit<Measure>),
    ActionItem(Edit<ActionItem>),
    Recurrence(Edit<Recurrence>),
    Meeting(Set<Option<Meeting>>),
    /// The meeting that was called off last.
    CalledOff(Set<Option<Meeting>>),
    MeetingRun(Set<Option<MeetingRun>>),
    MeetingWord(Edit<MeetingWord>),
    MeetingNote(Edit<MeetingNote>),
    SilentAnswer(Edit<SilentAnswer>),
    Ballot(Edit<Ballot>),
    NamedVersion(Edit<NamedVersion>),
    KeptPhrase(Edit<KeptPhrase>),
    Publication(Set<Publication>),
    Settings(Set<Settings>),
    Service(Edit<Service>),
    Team(Edit<Team>),
    Person(Edit<Person>),
    /// A password was set; the log never holds one.
    Password {
        person: PersonId,
    },
    /// A link was made by which a person chooses a password; the log never holds its secret.
    SignInLink {
        person: PersonId,
        expires_at: Moment,
    },
    /// Somebody came in, did not, or left.
    Access(AccessChange),
    /// Something was read or taken out, or the log was shortened.
    Audit(AuditChange),
    FactorTerm(Edit<FactorTerm>),
    Token(Edit<TokenLabel>),
    /// The secret address under which a calendar or a reader of feeds reads was made, which voids
    /// the one before, or voided. The log never holds it.
    #[serde(alias = "calendar_link")]
    ReaderLink {
        person: PersonId,
        scope: ReaderScope,
        voided: bool,
    },
    View(Edit<View>),
    NoPattern(Edit<NoPattern>),
    Integration(Edit<Integration>),
    /// The secret address of an integration was made, which voids the one before. The log never
    /// holds it.
    IntegrationAddress {
        integration: IntegrationId,
    },
    /// A secret by which deliveries are verified came or went; the log never holds it.
    IntegrationSecret {
        integration: IntegrationId,
        secret: u32,
        removed: bool,
    },
    /// Where an integration's API answers or its token was entered anew; without an address it is
    /// not asked any more. The log never holds the token.
    IntegrationApi {
        integration: IntegrationId,
        url: Option<String>,
    },
    /// Signals came in: of these services, and of what was said somewhere. What they say stands
    /// apart until it becomes an entry.
    SignalsKept {
        services: BTreeSet<ServiceId>,
        said: bool,
    },
    MetricsServer(Set<Option<MetricsServer>>),
    /// What lets one in at the metrics server was replaced; the log never holds it.
    MetricsSecret {},
    Tracker(Edit<TrackerEntry>),
    /// The token of a tracker was replaced; the log never holds it.
    TrackerToken {
        tracker: TrackerId,
    },
    /// The secret address of a tracker's webhook was made, which voids the one before. The log
    /// never holds it.
    TrackerAddress {
        tracker: TrackerId,
    },
    /// The secret of a tracker's webhook was entered or taken away; the log never holds it.
    TrackerHookSecret {
        tracker: TrackerId,
        removed: bool,
    },
    /// A ticket was asked for, seen otherwise than before, or no longer belongs to its action item.
    Ticket(TicketNews),
    MailServer(Set<Option<MailServer>>),
    /// The password of the mail server was replaced; the log never holds it.
    MailPassword {},
    Subscription(Edit<Subscription>),
    /// What messages of a subscription are signed with was replaced; the log never holds it.
    SubscriptionSecret {
        subscription: SubscriptionId,
    },
    /// What a person wants to be told of.
    NoticePreferences {
        person: PersonId,
        set: Set<Option<notice::NoticePreferences>>,
    },
    /// What would be suggested of an incident, were suggestions shown.
    ShadowLook {
        incident: IncidentRef,
        set: Set<Option<Vec<Suggestion>>>,
    },
    /// Background work that was given up is tried again, or dropped.
    FailedWork {
        work: Work,
        dropped: bool,
    },
    /// Signals that are no longer offered to the incident, or are again.
    SetAside {
        signals: Vec<SignalId>,
        back: bool,
    },
}

impl Change {
    fn inverse(&self) -> Option<Self> {
        Some(match self {
            Self::Title(set) => Self::Title(set.inverse()),
            Self::Mode(set) => Self::Mode(set.inverse()),
            Self::Severity(set) => Self::Severity(set.inverse()),
            Self::Services(set) => Self::Services(set.inverse()),
            Self::Visibility(set) => Self::Visibility(set.inverse()),
            Self::DuplicateOf(set) => Self::DuplicateOf(set.inverse()),
            Self::Zone(set) => Self::Zone(set.inverse()),
            Self::Milestones(set) => Self::Milestones(set.inverse()),
            Self::StartedPrecision(set) => Self::StartedPrecision(set.inverse()),
            Self::Impact(set) => Self::Impact(set.inverse()),
            Self::TimelineEvent(edit) => Self::TimelineEvent(edit.inverse()),
            Self::Section(edit) => Self::Section(edit.inverse()),
            Self::ContributingFactor(edit) => Self::ContributingFactor(edit.inverse()),
            Self::Answer(edit) => Self::Answer(edit.inverse()),
            Self::Measure(edit) => Self::Measure(edit.inverse()),
            Self::ActionItem(edit) => Self::ActionItem(edit.inverse()),
            Self::Recurrence(edit) => Self::Recurrence(edit.inverse()),
            Self::Meeting(set) => Self::Meeting(set.inverse()),
            Self::CalledOff(set) => Self::CalledOff(set.inverse()),
            Self::MeetingRun(set) => Self::MeetingRun(set.inverse()),
            Self::MeetingWord(edit) => Self::MeetingWord(edit.inverse()),
            Self::MeetingNote(edit) => Self::MeetingNote(edit.inverse()),
            Self::SilentAnswer(edit) => Self::SilentAnswer(edit.inverse()),
            Self::Ballot(edit) => Self::Ballot(edit.inverse()),
            Self::NamedVersion(edit) => Self::NamedVersion(edit.inverse()),
            Self::KeptPhrase(edit) => Self::KeptPhrase(edit.inverse()),
            Self::Publication(set) => Self::Publication(set.inverse()),
            Self::SetAside { signals, back } => Self::SetAside {
                signals: signals.clone(),
                back: !back,
            },
            _ => return None,
        })
    }

    /// Carries the change out on an incident. Changes of the workspace leave it as it is.
    pub fn apply(&self, incident: &mut Incident) {
        let postmortem = &mut incident.postmortem;
        let number = match self {
            Self::TimelineEvent(edit) => {
                let number = edit_list(&mut incident.timeline, edit);
                incident
                    .timeline
                    .sort_by_key(|event| (event.occurred_at, event.id));
                number
            }
            Self::Section(edit) => edit_list(&mut postmortem.sections, edit),
            Self::ContributingFactor(edit) => edit_list(&mut postmortem.factors, edit),
            Self::Answer(edit) => edit_list(&mut postmortem.answers, edit),
            Self::Measure(edit) => edit_list(&mut postmortem.measures, edit),
            Self::ActionItem(edit) => edit_list(&mut postmortem.actions, edit),
            Self::Recurrence(edit) => edit_list(&mut incident.recurrences, edit),
            Self::MeetingWord(edit) => edit_list(&mut postmortem.proceedings.words, edit),
            Self::MeetingNote(edit) => edit_list(&mut postmortem.proceedings.notes, edit),
            Self::SilentAnswer(edit) => edit_list(&mut postmortem.proceedings.silent, edit),
            Self::Ballot(edit) => edit_list(&mut postmortem.proceedings.ballots, edit),
            Self::NamedVersion(edit) => edit_list(&mut incident.named_versions, edit),
            Self::KeptPhrase(edit) => edit_list(&mut incident.kept_phrases, edit),
            _ => 0,
        };
        incident.next_entry = incident.next_entry.max(number);
        match self {
            Self::Title(set) => incident.title.clone_from(&set.to),
            Self::Mode(set) => incident.mode = set.to,
            Self::Severity(set) => incident.severity = set.to,
            Self::Services(set) => incident.services.clone_from(&set.to),
            Self::Visibility(set) => incident.visibility.clone_from(&set.to),
            Self::DuplicateOf(set) => incident.duplicate_of = set.to,
            Self::Zone(set) => incident.zone.clone_from(&set.to),
            Self::Milestones(set) => incident.milestones = set.to,
            Self::StartedPrecision(set) => incident.started_precision = set.to,
            Self::Impact(set) => incident.impact.clone_from(&set.to),
            Self::Meeting(set) => incident.postmortem.meeting.clone_from(&set.to),
            Self::CalledOff(set) => {
                incident
                    .postmortem
                    .proceedings
                    .called_off
                    .clone_from(&set.to);
            }
            Self::MeetingRun(set) => incident.postmortem.proceedings.run.clone_from(&set.to),
            Self::Publication(set) => incident.postmortem.enter(&set.to),
            _ => {}
        }
    }
}

/// What takes an incident's changes back, last one first. `None` when one of them is not of the
/// kind that can be: opening an incident, or a change of the workspace.
#[must_use]
pub fn inverse(changes: &[Change]) -> Option<Vec<Change>> {
    changes.iter().rev().map(Change::inverse).collect()
}

/// Carries several changes out, one after the other.
pub fn apply_all(incident: &mut Incident, changes: &[Change]) {
    for change in changes {
        change.apply(incident);
    }
}

/// Carries an edit out on a list and answers with the highest entry number that it brought.
pub fn edit_list<T: Entry + Clone>(list: &mut Vec<T>, edit: &Edit<T>) -> u32 {
    match edit {
        Edit::Added { at, entry } => {
            let at = usize::try_from(*at).unwrap_or(usize::MAX).min(list.len());
            list.insert(at, entry.clone());
            entry.number()
        }
        Edit::Changed { from, to } => {
            if let Some(entry) = list.iter_mut().find(|entry| entry.key() == from.key()) {
                *entry = to.clone();
            }
            to.number()
        }
        Edit::Removed { entry, .. } => {
            list.retain(|other| other.key() != entry.key());
            entry.number()
        }
    }
}

/// Tells an absent field (`None`) from one that is null (`Some(None)`).
///
/// # Errors
/// Those of the value's own deserialisation.
pub fn double_option<'de, D, T>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Some)
}
