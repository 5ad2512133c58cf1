//! What is asked of a server under load, and with which words.

use serde_json::json;

use super::documents::{Chance, Writer};

/// Something that is asked many times a second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    Get,
    List,
    Search,
    Create,
    Home,
    Patterns,
}

/// Addresses that are drawn from at random, and for a write the bodies.
pub(super) struct Asked {
    pub(super) paths: Vec<String>,
    pub(super) bodies: Option<Vec<String>>,
}

/// As many different ones are made of each.
const MANY: usize = 1_000;

impl Question {
    pub const ALL: [Self; 6] = [
        Self::Get,
        Self::List,
        Self::Search,
        Self::Create,
        Self::Home,
        Self::Patterns,
    ];

    /// As it is asked for.
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::List => "list",
            Self::Search => "search",
            Self::Create => "create",
            Self::Home => "home",
            Self::Patterns => "patterns",
        }
    }

    /// In the words of the table.
    pub fn told(self) -> &'static str {
        match self {
            Self::Get => "get, with events and actions",
            Self::List => "list of 25 with a filter",
            Self::Search => "search",
            Self::Create => "create, on disk",
            Self::Home => "a request of Home",
            Self::Patterns => "a request of Patterns",
        }
    }

    pub(super) fn asked(self, incidents: usize) -> Asked {
        let mut chance = Chance::new(incidents as u64);
        let mut writer = Writer::new(5, incidents);
        let paths = match self {
            Self::Get => {
                let one = |_| 1 + chance.below(incidents as u64);
                let references = (0..MANY * 5).map(one);
                references
                    .map(|at| format!("/incidents/INC-{at}"))
                    .collect()
            }
            Self::List => (0..MANY).map(|_| filtered(&mut chance)).collect(),
            Self::Search => {
                let words = (0..MANY).map(|_| writer.question());
                words.map(|words| format!("/search?q={words}")).collect()
            }
            Self::Create => vec!["/incidents".to_owned()],
            Self::Home => HOME.map(str::to_owned).into(),
            Self::Patterns => PATTERNS.map(str::to_owned).into(),
        };
        let opened = |number| {
            let service = 1 + chance.below(60);
            let title = format!("Checkout fails for the {number}th time");
            json!({ "title": title, "severity": "sev2", "services": [service] }).to_string()
        };
        let bodies = (self == Self::Create).then(|| (0..MANY).map(opened).collect());
        Asked { paths, bodies }
    }
}

fn filtered(chance: &mut Chance) -> String {
    let (severity, service) = (1 + chance.below(4), chance.below(60));
    let filter = match chance.below(4) {
        0 => format!("sev:{severity}"),
        1 => format!("service:svc-{service}"),
        2 => format!("sev:1,2+service:svc-{service}"),
        _ => format!("sev:{severity}+since:2024-01"),
    };
    format!("/incidents?limit=25&q={filter}")
}

/// Every request that the page makes.
pub const HOME: [&str; 9] = [
    "/incidents?q=is:owed&limit=4&order=due",
    "/incidents?q=is:draft+-is:drill+-is:duplicate&limit=20",
    "/incidents?q=is:late&limit=1",
    "/incidents?q=has:meeting+-is:published&limit=50",
    "/actions",
    "/stats",
    "/attention",
    "/incidents?q=has:open-question&limit=100",
    "/patterns",
];
/// Every request that the page makes.
pub const PATTERNS: [&str; 5] = [
    "/patterns",
    "/stats/repeat-rate?since=2026-07-10&count=8",
    "/action-outcomes",
    "/times?counted_from=before",
    "/clusters",
];
