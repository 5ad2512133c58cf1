//! What every stand-in keeps, whichever tracker it stands in for.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

/// How far a ticket is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Open,
    InProgress,
    Done,
    /// Closed and given up, where a tracker has a word for it.
    Dropped,
}

impl Stage {
    #[must_use]
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Done | Self::Dropped)
    }
}

/// What is odd about one ticket, while all others are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Odd {
    /// It was moved to a repository elsewhere: GitHub answers 301.
    Transferred,
    /// The token may not see this one: 403.
    Forbidden,
    /// The tracker fails over it: 500.
    Failing,
}

/// A ticket.
#[derive(Clone, Debug)]
pub struct Ticket {
    pub number: u64,
    /// Linear's own name for it.
    pub uid: String,
    pub title: String,
    /// As it was sent: text, or a document of Jira.
    pub body: Value,
    pub labels: Vec<String>,
    /// The number of a [`Person`].
    pub assignee: Option<u64>,
    /// The number of a [`Sprint`].
    pub sprint: Option<u64>,
    pub stage: Stage,
    pub created: Timestamp,
    pub updated: Timestamp,
    pub notes: Vec<Note>,
    pub deleted: bool,
    pub odd: Option<Odd>,
    /// All that was sent when it was made.
    pub sent: Value,
}

/// A comment.
#[derive(Clone, Debug)]
pub struct Note {
    pub uid: String,
    pub body: Value,
    pub properties: Value,
    pub created: Timestamp,
}

/// A sprint, milestone, iteration or cycle. Days are written as `2026-11-16`.
#[derive(Clone, Debug)]
pub struct Sprint {
    pub id: u64,
    pub name: String,
    pub starts: Option<String>,
    /// The last day.
    pub ends: Option<String>,
    pub closed: bool,
}

/// Somebody who can be assigned.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: u64,
    pub login: String,
    pub email: String,
}

/// How it behaves.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of its own, and any may be on together"
)]
#[derive(Clone, Debug, Default)]
pub struct Conduct {
    /// The token is not taken any more.
    pub revoked: bool,
    /// It answers with 503.
    pub down: bool,
    /// So many of the next requests are too many,
    pub limited: u32,
    /// behind so many that are not.
    pub spared: u32,
    /// The next ticket is made, and the answer that says so is lost.
    pub mute: bool,
    /// The token may read only.
    pub read_only: bool,
    /// It leaves out what a role below triage may not set.
    pub low_role: bool,
    /// Something else answers at its address: with a page, as while it is maintained.
    pub foreign: bool,
    /// A proxy before it sends everybody to its own page: 302.
    pub elsewhere: bool,
    /// The project has another name now, and is asked for by its old one: 301, or 302 of GitLab.
    pub renamed: bool,
    /// Its answers have no end.
    pub endless: bool,
    /// Webhooks are lost.
    pub withhold: bool,
    /// The answer to the next ticket that is made waits.
    pub(super) held: bool,
}

/// All of it.
pub struct Desk {
    pub conduct: Conduct,
    pub tickets: BTreeMap<u64, Ticket>,
    pub sprints: Vec<Sprint>,
    pub people: Vec<Person>,
    /// The project is there.
    pub exists: bool,
    /// Fields that have to be given, with the name that people know.
    pub demanded: Vec<(String, String)>,
    /// GitLab has iterations besides milestones.
    pub premium: bool,
    /// The boards of a project of Jira; the sprints are those of the first.
    pub boards: Vec<(u64, &'static str)>,
    /// Labels that Linear knows.
    pub labels: Vec<String>,
    /// Entries a page at most, whatever is asked.
    pub page: usize,
    /// The present moment; `None`, the system's.
    pub now: Option<Timestamp>,
    /// Where webhooks are sent.
    pub hook: Option<String>,
    /// The requests that came.
    pub asked: Vec<String>,
    /// What happens elsewhere while it answers one.
    pub meanwhile: Option<Box<dyn FnMut() + Send>>,
}

impl Default for Desk {
    fn default() -> Self {
        let sprint = |id: u64, starts: &str, ends: &str| Sprint {
            id,
            name: format!("Sprint {id}"),
            starts: Some(starts.into()),
            ends: Some(ends.into()),
            closed: false,
        };
        let ana = Person {
            id: 7,
            login: "ana".into(),
            email: "ana@northwind.example".into(),
        };
        Self {
            conduct: Conduct::default(),
            tickets: BTreeMap::new(),
            sprints: vec![
                sprint(42, "2026-11-09", "2026-11-22"),
                sprint(43, "2026-11-23", "2026-12-06"),
                sprint(44, "2026-12-07", "2026-12-20"),
            ],
            people: vec![ana],
            exists: true,
            demanded: Vec::new(),
            premium: false,
            boards: vec![(3, "scrum")],
            labels: Vec::new(),
            page: 2,
            now: "2026-11-20T09:00:00Z".parse().ok(),
            hook: None,
            asked: Vec::new(),
            meanwhile: None,
        }
    }
}

impl Desk {
    /// The present moment there.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now.unwrap_or_else(system)
    }

    /// Seconds since 1970.
    pub(super) fn seconds(&self) -> i64 {
        self.now().as_second()
    }

    /// Lays the sprints around the present day: the first has begun a week ago.
    pub fn spread(&mut self) {
        let today = self.now().to_zoned(jiff::tz::TimeZone::UTC).date();
        let begins = today.saturating_sub(jiff::Span::new().days(7));
        for (sprint, at) in self.sprints.iter_mut().zip(0_i64..) {
            let starts = begins.saturating_add(jiff::Span::new().days(14 * at));
            sprint.starts = Some(starts.to_string());
            let ends = starts.saturating_add(jiff::Span::new().days(13));
            sprint.ends = Some(ends.to_string());
        }
    }

    /// A moment passes, where time stands otherwise.
    pub fn pass(&mut self, seconds: i64) {
        self.now = self.now.map(|now| now + SignedDuration::from_secs(seconds));
    }

    /// A new ticket with this title; its number.
    pub fn open(&mut self, title: &str) -> u64 {
        self.pass(1);
        let number = self.tickets.keys().next_back().map_or(1, |last| last + 1);
        let now = self.now();
        let ticket = Ticket {
            number,
            uid: format!("00000000-0000-4000-8000-{number:012}"),
            title: title.to_owned(),
            body: Value::Null,
            labels: Vec::new(),
            assignee: None,
            sprint: None,
            stage: Stage::Open,
            created: now,
            updated: now,
            notes: Vec::new(),
            deleted: false,
            odd: None,
            sent: Value::Null,
        };
        self.tickets.insert(number, ticket);
        number
    }

    /// Changes a ticket, whose last change this is.
    pub fn change(&mut self, number: u64, change: impl FnOnce(&mut Ticket)) {
        self.pass(1);
        let now = self.now();
        if let Some(ticket) = self.tickets.get_mut(&number) {
            change(ticket);
            ticket.updated = now;
        }
    }

    /// A ticket that was not deleted.
    #[must_use]
    pub fn ticket(&self, number: u64) -> Option<&Ticket> {
        self.tickets.get(&number).filter(|ticket| !ticket.deleted)
    }

    /// Those that were not deleted, the last changed first.
    pub(super) fn newest(&self) -> Vec<Ticket> {
        let there = self.tickets.values().filter(|ticket| !ticket.deleted);
        let mut all: Vec<Ticket> = there.cloned().collect();
        all.sort_by_key(|ticket| std::cmp::Reverse(ticket.updated));
        all
    }

    pub(super) fn person(&self, id: Option<u64>) -> Option<&Person> {
        self.people.iter().find(|person| Some(person.id) == id)
    }

    pub(super) fn sprint(&self, id: Option<u64>) -> Option<&Sprint> {
        self.sprints.iter().find(|sprint| Some(sprint.id) == id)
    }

    /// Sprints that are not closed.
    pub(super) fn coming(&self) -> Vec<Sprint> {
        let open = self.sprints.iter().filter(|sprint| !sprint.closed);
        open.cloned().collect()
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "for a stand-in that runs beside a real server"
)]
fn system() -> Timestamp {
    Timestamp::now()
}
