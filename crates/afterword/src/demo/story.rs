//! The shape in which an incident of the demo is told, before it is played through the rules.
//!
//! Knows no dates: a story says how many weeks ago it happened, and the calendar does the rest.

use afterword_domain::action_item::Outcome;
use afterword_domain::incident::{DetectedBy, EventKind, Mode};
use afterword_domain::postmortem::{Effect, FactorGroup, FourQuestion};

/// A term of the shared vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Term {
    Retries,
    Saturation,
    EveryRegion,
    SlowAlert,
    Owner,
    Runbook,
    Migration,
    SharedLimit,
    Dashboard,
    Expired,
    NoTimeout,
    Twice,
    TestData,
    Config,
}

impl Term {
    /// In the order of the variants.
    pub(super) const LABELS: [&'static str; 14] = [
        "Retries not bounded",
        "Saturation not on the service’s board",
        "Change reached every region at once",
        "Alert slower than customers",
        "Owner unclear during response",
        "Runbook missing or out of date",
        "Migration or lock on a hot table",
        "Shared limit, no isolation",
        "Dashboard points elsewhere",
        "Certificate or credential expired",
        "No timeout or circuit breaker",
        "Job not safe to run twice",
        "Test data unlike production",
        "Configuration not checked before use",
    ];

    pub(super) fn label(self) -> &'static str {
        Self::LABELS[self as usize]
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
}

/// A day seen from the day of seeding, with a time in UTC.
#[derive(Clone, Copy, Debug)]
pub(super) enum When {
    /// So many weeks before this one.
    Before {
        weeks: i32,
        weekday: Weekday,
        hour: i8,
        minute: i8,
    },
    /// So many days before today, whatever day that is.
    Ago { days: i32, hour: i8, minute: i8 },
}

pub(super) const fn before(weeks: i32, weekday: Weekday, hour: i8, minute: i8) -> When {
    When::Before {
        weeks,
        weekday,
        hour,
        minute,
    }
}

pub(super) const fn ago(days: i32, hour: i8, minute: i8) -> When {
    When::Ago { days, hour, minute }
}

/// Which Friday an action item is due on, seen from the day it is dated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// The first Friday of the next sprint.
    Early,
    /// The last Friday of the next sprint.
    Next,
}

/// What becomes of an action item.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fate {
    /// Finished so many days before its date.
    OnTime(i32),
    /// Finished so many days after its date, and looked at by the meetings in between.
    Late(i32),
    /// Given up so many days after it was chosen, with the reason.
    Dropped(i32, &'static str),
    /// Nobody has begun.
    Open,
    /// Begun, and waiting for this.
    Going(&'static str),
}

/// An action item: the measure that it was, and what became of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Act {
    pub title: &'static str,
    pub owner: &'static str,
    pub priority: u8,
    pub effort_days: f64,
    pub term: Term,
    pub effect: Effect,
    pub fate: Fate,
    pub due: Due,
    pub ticket: Option<&'static str>,
    /// What later meetings said of it: whose meeting, what was found, and the words.
    pub said: &'static [(u32, Outcome, &'static str)],
    /// When it was given a later date.
    pub moved: &'static [(When, Due)],
}

pub(super) const fn act(
    title: &'static str,
    (owner, priority, effort_days): (&'static str, u8, f64),
    (term, effect): (Term, Effect),
    fate: Fate,
) -> Act {
    Act {
        title,
        owner,
        priority,
        effort_days,
        term,
        effect,
        fate,
        due: Due::Next,
        ticket: None,
        said: &[],
        moved: &[],
    }
}

impl Act {
    pub(super) const fn early(self) -> Self {
        Self {
            due: Due::Early,
            ..self
        }
    }

    pub(super) const fn ticket(self, key: &'static str) -> Self {
        Self {
            ticket: Some(key),
            ..self
        }
    }

    pub(super) const fn said(self, said: &'static [(u32, Outcome, &'static str)]) -> Self {
        Self { said, ..self }
    }

    pub(super) const fn moved(self, moved: &'static [(When, Due)]) -> Self {
        Self { moved, ..self }
    }
}

/// How far the review has come by the day of seeding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Facts,
    /// The meeting is so many days from today, at this hour.
    /// The meeting began so many minutes ago.
    InMeeting {
        for_minutes: i64,
    },
    Scheduled {
        in_days: i32,
        hour: i8,
    },
    Published,
}

/// One incident of the demo.
#[derive(Clone, Copy, Debug)]
pub(super) struct Story {
    pub title: &'static str,
    pub mode: Mode,
    pub severity: u8,
    pub services: &'static [&'static str],
    pub at: When,
    /// Minutes after the start: detected, acknowledged, identified, mitigated, recovered.
    pub marks: [i64; 5],
    pub by: DetectedBy,
    /// Share of requests that failed.
    pub failing: f64,
    pub users: u64,
    pub summary: &'static str,
    pub cause: &'static str,
    pub lesson: &'static str,
    /// What came before: minutes after the start (mostly negative), kind, words.
    pub trigger: (i64, EventKind, &'static str),
    pub felt: &'static str,
    pub seen: &'static str,
    /// A first idea that led elsewhere: minutes after the start.
    pub idea: Option<(i64, &'static str)>,
    pub found: &'static str,
    pub fixed: &'static str,
    pub factors: &'static [(FactorGroup, Term, &'static str)],
    pub answers: &'static [(FourQuestion, &'static str)],
    pub actions: &'static [Act],
    /// Measures that were not chosen: title, what they would do, why not.
    pub considered: &'static [(&'static str, Effect, &'static str)],
    pub no_actions: &'static str,
    /// The incident it repeats, and what made somebody think so.
    pub repeats: Option<(u32, &'static str)>,
    /// Asked on the entry of the detection, by whom, and not answered yet.
    pub question: Option<(&'static str, &'static str)>,
    /// Met over within days, and not at the end of its week or after it.
    pub prompt: bool,
    pub stage: Stage,
}

/// Nothing told yet: what a story does not say stays like this.
pub(super) const UNTOLD: Story = Story {
    title: "",
    mode: Mode::Standard,
    severity: 3,
    services: &[],
    at: ago(0, 0, 0),
    marks: [0; 5],
    by: DetectedBy::Alert,
    failing: 0.0,
    users: 0,
    summary: "",
    cause: "",
    lesson: "",
    trigger: (0, EventKind::Observation, ""),
    felt: "",
    seen: "",
    idea: None,
    found: "",
    fixed: "",
    factors: &[],
    answers: &[],
    actions: &[],
    considered: &[],
    no_actions: "",
    repeats: None,
    question: None,
    prompt: false,
    stage: Stage::Published,
};
