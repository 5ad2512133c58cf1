//! What a change is called, for programs, and which place of an incident it touches.

use super::{Change, Edit, Entry, Set};
use crate::action_item::{ActionItem, State};
use crate::meeting::MeetingRun;
use crate::postmortem::Status;

/// `token.added`
macro_rules! edit {
    ($noun:literal, $edit:expr) => {
        match $edit {
            Edit::Added { .. } => concat!($noun, ".added"),
            Edit::Changed { .. } => concat!($noun, ".changed"),
            Edit::Removed { .. } => concat!($noun, ".removed"),
        }
    };
}

impl Change {
    /// A stable name for programs: `action_item.done`, `timeline_event.added`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "incident.opened",
            Self::Title(_) => "incident.title_changed",
            Self::Mode(_) => "incident.mode_changed",
            Self::Severity(_) => "incident.severity_changed",
            Self::Services(_) => "incident.services_changed",
            Self::Visibility(_) => "incident.visibility_changed",
            Self::DuplicateOf(_) => "incident.duplicate_changed",
            Self::Zone(_) => "incident.zone_changed",
            Self::Milestones(_) | Self::StartedPrecision(_) => "incident.milestones_changed",
            Self::Impact(_) => "incident.impact_changed",
            Self::TimelineEvent(edit) => edit!("timeline_event", edit),
            Self::Section(edit) => edit!("section", edit),
            Self::ContributingFactor(edit) => edit!("contributing_factor", edit),
            Self::Answer(edit) => edit!("answer", edit),
            Self::Measure(edit) => edit!("measure", edit),
            Self::ActionItem(Edit::Changed { from, to }) => action_item_name(from, to),
            Self::ActionItem(edit) => edit!("action_item", edit),
            Self::Recurrence(edit) => edit!("recurrence", edit),
            Self::Meeting(_) => "meeting.changed",
            Self::CalledOff(_) => "meeting.called_off",
            Self::MeetingRun(set) => run_name(set),
            Self::MeetingWord(edit) => edit!("meeting_word", edit),
            Self::MeetingNote(edit) => edit!("meeting_note", edit),
            Self::SilentAnswer(edit) => edit!("silent_answer", edit),
            Self::Ballot(edit) => edit!("ballot", edit),
            Self::NamedVersion(edit) => edit!("version_name", edit),
            Self::KeptPhrase(edit) => edit!("kept_phrase", edit),
            Self::Publication(set) if set.to.status == Status::Published => "postmortem.published",
            Self::Publication(_) => "postmortem.status_changed",
            Self::Settings(_) => "settings.changed",
            Self::Service(edit) => edit!("service", edit),
            Self::Team(edit) => edit!("team", edit),
            Self::Person(edit) => edit!("person", edit),
            Self::Password { .. } => "person.password_set",
            Self::SignInLink { .. } => "person.sign_in_link_made",
            Self::Access(access) => access.name(),
            Self::Audit(audit) => audit.name(),
            Self::FactorTerm(edit) => edit!("factor", edit),
            Self::Token(edit) => edit!("token", edit),
            Self::ReaderLink { voided: false, .. } => "reader_link.made",
            Self::ReaderLink { voided: true, .. } => "reader_link.voided",
            Self::View(edit) => edit!("view", edit),
            Self::NoPattern(edit) => edit!("no_pattern", edit),
            Self::Integration(edit) => edit!("integration", edit),
            Self::IntegrationAddress { .. } => "integration.address_made",
            Self::IntegrationSecret { removed: false, .. } => "integration.secret_added",
            Self::IntegrationSecret { removed: true, .. } => "integration.secret_removed",
            Self::IntegrationApi { url: Some(_), .. } => "integration.api_entered",
            Self::IntegrationApi { url: None, .. } => "integration.api_removed",
            Self::SignalsKept { .. } => "signals.kept",
            Self::MetricsServer(_) => "metrics_server.changed",
            Self::MetricsSecret {} => "metrics_server.secret_replaced",
            Self::Tracker(edit) => edit!("tracker", edit),
            Self::TrackerToken { .. } => "tracker.token_replaced",
            Self::TrackerAddress { .. } => "tracker.address_made",
            Self::TrackerHookSecret { removed: false, .. } => "tracker.hook_secret_entered",
            Self::TrackerHookSecret { removed: true, .. } => "tracker.hook_secret_removed",
            Self::Ticket(news) if news.key.is_none() => "ticket.asked",
            Self::Ticket(news) if news.seen.is_none() => "ticket.unlinked",
            Self::Ticket(_) => "ticket.seen",
            Self::MailServer(_) => "mail_server.changed",
            Self::MailPassword {} => "mail_server.password_replaced",
            Self::Subscription(edit) => edit!("subscription", edit),
            Self::SubscriptionSecret { .. } => "subscription.secret_replaced",
            Self::NoticePreferences { .. } => "notice_preferences.changed",
            Self::ShadowLook { .. } => "shadow_look.changed",
            Self::FailedWork { dropped: false, .. } => "failed_work.retried",
            Self::FailedWork { dropped: true, .. } => "failed_work.dropped",
            Self::SetAside { back: false, .. } => "signals.set_aside",
            Self::SetAside { back: true, .. } => "signals.offered_again",
        }
    }

    /// What it touches, finely enough that two people can work on one incident: `title`,
    /// `section:summary`, `timeline_event:12`. Two changes collide only when these are equal.
    #[must_use]
    pub fn place(&self) -> String {
        fn entry<T: Entry>(noun: &str, edit: &Edit<T>) -> String {
            let (Edit::Added { entry, .. }
            | Edit::Changed { to: entry, .. }
            | Edit::Removed { entry, .. }) = edit;
            format!("{noun}:{}", entry.key())
        }
        match self {
            Self::TimelineEvent(edit) => entry("timeline_event", edit),
            Self::Section(edit) => entry("section", edit),
            Self::ContributingFactor(edit) => entry("contributing_factor", edit),
            Self::Answer(edit) => entry("answer", edit),
            Self::Measure(edit) => entry("measure", edit),
            Self::ActionItem(edit) => entry("action_item", edit),
            Self::Recurrence(edit) => entry("recurrence", edit),
            Self::Service(edit) => entry("service", edit),
            Self::Team(edit) => entry("team", edit),
            Self::Person(edit) => entry("person", edit),
            Self::FactorTerm(edit) => entry("factor", edit),
            Self::Token(edit) => entry("token", edit),
            Self::View(edit) => entry("view", edit),
            Self::NoPattern(edit) => entry("no_pattern", edit),
            Self::Integration(edit) => entry("integration", edit),
            Self::IntegrationAddress { integration } => {
                format!("integration_address:{integration}")
            }
            Self::IntegrationSecret { integration, .. } => {
                format!("integration_secrets:{integration}")
            }
            Self::IntegrationApi { integration, .. } => format!("integration_api:{integration}"),
            Self::Tracker(edit) => entry("tracker", edit),
            Self::TrackerToken { tracker } => format!("tracker_token:{tracker}"),
            Self::TrackerAddress { tracker } => format!("tracker_address:{tracker}"),
            Self::TrackerHookSecret { tracker, .. } => format!("tracker_hook_secret:{tracker}"),
            Self::Ticket(news) => format!("ticket:{}/{}", news.incident, news.action),
            Self::SignalsKept { services, said } => {
                let services = services.iter().map(ToString::to_string);
                let said = said.then(|| "channel".to_owned());
                let of: Vec<_> = services.chain(said).collect();
                format!("signals:{}", of.join(","))
            }
            Self::Password { person } => format!("password:{person}"),
            Self::SignInLink { person, .. } => format!("sign_in_link:{person}"),
            Self::Access(access) => access.place(),
            Self::Audit(audit) => audit.place(),
            Self::ReaderLink { person, .. } => format!("reader_link:{person}"),
            Self::Subscription(edit) => entry("subscription", edit),
            Self::SubscriptionSecret { subscription } => {
                format!("subscription_secret:{subscription}")
            }
            Self::NoticePreferences { person, .. } => format!("notice_preferences:{person}"),
            Self::ShadowLook { incident, .. } => format!("shadow_look:{incident}"),
            Self::Publication(_) => "publication".to_owned(),
            Self::MeetingRun(_) => "meeting_run".to_owned(),
            Self::MeetingWord(edit) => entry("meeting_word", edit),
            Self::MeetingNote(edit) => entry("meeting_note", edit),
            Self::SilentAnswer(edit) => entry("silent_answer", edit),
            Self::Ballot(edit) => entry("ballot", edit),
            Self::NamedVersion(edit) => entry("version", edit),
            Self::KeptPhrase(edit) => entry("kept_phrase", edit),
            other => other.name().to_owned(),
        }
    }
}

fn run_name(set: &Set<Option<MeetingRun>>) -> &'static str {
    let (Some(from), Some(to)) = (&set.from, &set.to) else {
        return "meeting.started";
    };
    match (from.ended_at, to.ended_at) {
        (None, Some(_)) => "meeting.ended",
        (Some(_), None) => "meeting.resumed",
        _ if from.step != to.step => "meeting.step_entered",
        _ if from.place() != to.place() => "meeting.place_changed",
        _ => "meeting.run_changed",
    }
}

fn action_item_name(from: &ActionItem, to: &ActionItem) -> &'static str {
    if to.reviews.len() > from.reviews.len() {
        return "action_item.reviewed";
    }
    match to.state {
        state if state == from.state && to.proof != from.proof => match to.proof {
            Some(_) => "action_item.proved",
            None => "action_item.unproved",
        },
        state if state == from.state => "action_item.changed",
        State::Open => "action_item.reopened",
        State::InProgress => "action_item.started",
        State::Done => "action_item.done",
        State::WontDo => "action_item.wont_do",
    }
}
