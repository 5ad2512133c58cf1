//! What a page is told of a change: where it happened and not what it says. Whoever wants that
//! reads it again, and the policy is asked there.

use afterword_domain::incident::Visibility;
use afterword_domain::policy::Sight;
use afterword_domain::{Change, Edit, IncidentRef, Moment, Set};
use afterword_store::ChangeRecord;
use axum::response::sse;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A row of the change log, as pages hear of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Heard {
    pub seq: u64,
    pub at: Moment,
    /// Absent for a change of the workspace.
    pub incident: Option<IncidentRef>,
    /// The incident's version after it.
    pub version: Option<u32>,
    /// `section.changed`
    pub name: String,
    /// `section:summary`
    pub place: String,
    /// Who saw the incident before and after, where that is what changed: whoever sees it no more
    /// is told once, so that their page does not stand still.
    #[serde(skip)]
    pub(super) veiled: Option<Set<Visibility>>,
    /// The other incident that its place is called after.
    #[serde(skip)]
    pub(super) other: Option<IncidentRef>,
}

impl Heard {
    /// Whether somebody is told of it, as its incident is seen now: by everybody where that is
    /// `None`.
    pub(super) fn is_for(&self, sight: &Sight, now: Option<&Visibility>) -> bool {
        let seen = now.is_none_or(|now| sight.sees(now));
        match &self.veiled {
            Some(set) => seen || sight.sees(&set.from) || sight.sees(&set.to),
            None => seen,
        }
    }

    /// Whether it may change who sees what: a person's team, or an incident.
    pub(crate) fn changes_sight(&self) -> bool {
        self.veiled.is_some() || self.name == "person.changed"
    }
}

/// What pages are told of a row; nothing of what is somebody's own.
pub(super) fn heard(record: &ChangeRecord) -> Option<Heard> {
    let place = match &record.change {
        Change::Password { .. }
        | Change::SignInLink { .. }
        | Change::Access(_)
        | Change::Audit(_)
        | Change::Token(_)
        | Change::ReaderLink { .. }
        | Change::Integration(_)
        | Change::IntegrationAddress { .. }
        | Change::IntegrationSecret { .. }
        | Change::IntegrationApi { .. }
        | Change::MetricsServer(_)
        | Change::MetricsSecret {}
        | Change::Tracker(_)
        | Change::TrackerToken { .. }
        | Change::TrackerAddress { .. }
        | Change::TrackerHookSecret { .. }
        | Change::MailServer(_)
        | Change::MailPassword {}
        | Change::FailedWork { .. }
        | Change::Subscription(_)
        | Change::SubscriptionSecret { .. }
        | Change::NoticePreferences { .. }
        | Change::ShadowLook { .. }
        // It names incidents that not everybody sees.
        | Change::NoPattern(_)
        | Change::View(_) => {
            return None;
        }
        other => told_place(other.place()),
    };
    // A ticket's news are of no version of its incident, and concern whoever shows it.
    let incident = match &record.change {
        Change::Ticket(news) => Some(news.incident),
        _ => record.incident,
    };
    Some(Heard {
        seq: record.seq,
        at: record.at,
        incident,
        version: record.version,
        name: record.name.clone(),
        place,
        veiled: match &record.change {
            Change::Visibility(set) => Some(set.clone()),
            _ => None,
        },
        other: match &record.change {
            Change::Recurrence(
                Edit::Added { entry: link, .. }
                | Edit::Changed { to: link, .. }
                | Edit::Removed { entry: link, .. },
            ) => Some(link.earlier),
            _ => None,
        },
    })
}

/// A place, as everybody may know it: of what is written in silence and of votes neither whose they
/// are nor how many each has.
pub(crate) fn told_place(place: String) -> String {
    for secret in ["silent_answer", "ballot"] {
        if place
            .strip_prefix(secret)
            .is_some_and(|key| key.starts_with(':'))
        {
            return secret.to_owned();
        }
    }
    place
}

/// What a stream sends.
#[derive(Debug)]
pub(super) enum Sent<'a> {
    /// The first: where it begins.
    Hello(u64),
    Change(&'a Heard),
    /// The heartbeat.
    Clock,
    /// What came between is not known here any more: read everything again, then go on from here.
    Reset(u64),
    /// The last.
    End(&'static str),
}

/// What an event carries, with the server's own time, by which pages set their clocks.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum FeedData<'a> {
    /// `change`
    Change {
        now: Moment,
        #[serde(flatten)]
        #[schema(value_type = Heard)]
        heard: &'a Heard,
    },
    /// `hello` and `reset`: the change after which the stream goes on.
    From { now: Moment, seq: u64 },
    /// `end`: why, as the `code` of an error.
    End { now: Moment, code: &'a str },
    /// `clock`
    Clock { now: Moment },
}

/// An event, as the stream has it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes the stream")]
pub struct FeedEvent {
    /// `hello`, `change`, `clock`, `reset` or `end`.
    event: String,
    /// The `seq` to go on from; absent where that did not move.
    id: Option<String>,
    /// JSON: `FeedData`.
    data: String,
}

impl Sent<'_> {
    pub(super) fn event(&self, now: Moment) -> sse::Event {
        let (name, id, data) = match *self {
            Self::Hello(seq) => ("hello", Some(seq), FeedData::From { now, seq }),
            Self::Change(heard) => ("change", Some(heard.seq), FeedData::Change { now, heard }),
            Self::Clock => ("clock", None, FeedData::Clock { now }),
            Self::Reset(seq) => ("reset", Some(seq), FeedData::From { now, seq }),
            Self::End(code) => ("end", None, FeedData::End { now, code }),
        };
        let data = serde_json::to_string(&data).unwrap_or_default();
        let event = sse::Event::default().event(name).data(data);
        match id {
            Some(id) => event.id(id.to_string()),
            None => event,
        }
    }
}
