//! By what the entries of each list are told apart.

use super::{Entry, TokenLabel};
use crate::IncidentRef;
use crate::action_item::ActionItem;
use crate::history::NamedVersion;
use crate::incident::{KeptPhrase, TimelineEvent};
use crate::integration::Integration;
use crate::learning::no_pattern::NoPattern;
use crate::meeting::proceedings::{Ballot, MeetingNote, MeetingWord, SilentAnswer};
use crate::person::Person;
use crate::postmortem::{Answer, ContributingFactor, Measure, Section};
use crate::recurrence::Recurrence;
use crate::service::Service;
use crate::subscription::Subscription;
use crate::team::Team;
use crate::tracker::TrackerEntry;
use crate::view::View;
use crate::workspace::FactorTerm;

macro_rules! entries {
    ($($noun:ty: $field:ident),* $(,)?) => {$(
        impl Entry for $noun {
            type Key = u32;
            fn key(&self) -> u32 {
                self.$field.0
            }
            fn number(&self) -> u32 {
                self.$field.0
            }
        }
    )*};
}

impl Entry for TimelineEvent {
    type Key = u32;
    fn key(&self) -> u32 {
        self.id.0
    }
    fn number(&self) -> u32 {
        self.questions
            .iter()
            .map(|question| question.id.0)
            .fold(self.id.0, u32::max)
    }
}

entries! {
    ContributingFactor: id, Answer: id, Measure: id, ActionItem: id,
    Service: id, Team: id, Person: id, FactorTerm: id, View: id, NoPattern: id, Integration: id, Subscription: id, TrackerEntry: id,
    MeetingWord: id, MeetingNote: id, SilentAnswer: id, KeptPhrase: id,
}

impl Entry for Ballot {
    type Key = u32;
    fn key(&self) -> u32 {
        self.person.0
    }
}

impl Entry for NamedVersion {
    type Key = u32;
    fn key(&self) -> u32 {
        self.version
    }
}

impl Entry for Section {
    type Key = String;
    fn key(&self) -> String {
        self.key.clone()
    }
}

impl Entry for Recurrence {
    type Key = IncidentRef;
    fn key(&self) -> IncidentRef {
        self.earlier
    }
}

impl Entry for TokenLabel {
    type Key = u32;
    fn key(&self) -> u32 {
        self.id
    }
}
