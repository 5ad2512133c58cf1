//! What a program said happened: an alert that fired, a page that was acknowledged, a deploy that
//! went out. A signal is what a webhook's delivery says once it is read, whatever its source.
//!
//! The same signal may come late, twice, or before one that happened earlier; its key tells it
//! from others, and nothing here depends on when it came.

use std::cmp::Ordering;
pub mod channel;
pub mod intake;
pub mod placement;
pub mod suggest;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Moment;
use crate::incident::{EventKind, Evidence};
use crate::text::{self, TITLE_MAX};

/// Longer ones are cut or, where they tell signals apart, replaced by their hash.
pub const KEY_MAX: usize = 300;
/// How many labels a signal keeps, and how long each may be.
const LABELS_MAX: usize = 64;
const LABEL_MAX: usize = 500;

/// One thing that happened, as its source tells it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Signal {
    /// Equal whenever the same thing is told again, in the same delivery, another or a pull.
    pub key: String,
    /// When its source last changed what it says, in microseconds since the epoch; 0 where nothing
    /// was changed since. Of several tellings of one key, [`Signal::supersedes`] says which holds.
    #[serde(default)]
    pub revision: u64,
    /// When it happened, by the source's clock.
    pub occurred_at: Moment,
    pub kind: EventKind,
    /// Markdown: one sentence, and what the source said below it.
    pub text: String,
    pub tells: Tells,
    /// The service as the source calls it: a name, a component, a repository.
    #[serde(default)]
    pub service: Option<String>,
    /// What rules match: the alert's labels, "severity", "environment", "repository", "branch".
    #[serde(default)]
    pub labels: BTreeMap<String, String>,
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// The metric behind it, in the source's query language.
    #[serde(default)]
    pub query: Option<MetricQuery>,
}

/// What a signal means for an incident.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Tells {
    /// An alert began. `alert` is the same for what acknowledges and ends it, and another one when
    /// it fires again later.
    Firing {
        alert: String,
        /// In a line: what an incident that it opens is called.
        title: String,
    },
    /// A person, or a program on a person's behalf, said that something is wrong. It opens an
    /// incident as an alert does, and nothing resolves it by itself.
    Reported {
        alert: String,
        title: String,
    },
    Acknowledged {
        alert: String,
    },
    Resolved {
        alert: String,
    },
    /// A new version is in use, or no longer is.
    Deployed {
        outcome: Outcome,
    },
    /// A change of the code or the configuration, not necessarily in use yet.
    Changed,
    /// Somebody said something.
    Said {
        /// Where: a channel or a thread.
        channel: String,
    },
    /// The public was told; `status` is the source's word.
    Announced {
        status: String,
    },
    /// Anything else that is worth an entry.
    Noted,
    /// What was told under this key was taken back at its source, as a message that was deleted.
    Withdrawn,
}

/// How a deploy or a pipeline ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DeployOutcome)]
pub enum Outcome {
    Started,
    Succeeded,
    Failed,
}

/// A query of a metrics server, as the source gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MetricQuery {
    /// In PromQL.
    pub expression: String,
}

impl Tells {
    /// What an incident that it opens is called; `None` for what opens none.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        match self {
            Self::Firing { title, .. } | Self::Reported { title, .. } => Some(title),
            _ => None,
        }
    }

    /// The alert that it is about, when it is about one.
    #[must_use]
    pub fn alert(&self) -> Option<&str> {
        match self {
            Self::Firing { alert, .. }
            | Self::Reported { alert, .. }
            | Self::Acknowledged { alert }
            | Self::Resolved { alert } => Some(alert),
            _ => None,
        }
    }
}

impl Signal {
    /// Whether this telling of a key holds against another of the same key. What was taken back
    /// stays so; then the latest revision holds. Two that differ within one revision are put in
    /// order by what they say, so that the one that holds is the same whichever came first.
    #[must_use]
    pub fn supersedes(&self, other: &Self) -> bool {
        let rank = |signal: &Self| (signal.tells == Tells::Withdrawn, signal.revision);
        match rank(self).cmp(&rank(other)) {
            Ordering::Equal => self.by_content() > other.by_content(),
            order => order.is_gt(),
        }
    }

    fn by_content(&self) -> (Moment, &str, String) {
        let rest = (&self.kind, &self.tells, &self.service, &self.labels);
        let rest = format!("{rest:?} {:?} {:?}", self.evidence, self.query);
        (self.occurred_at, &self.text, rest)
    }

    /// A signal with the bounds kept that every part of it has, whoever made it, and without the
    /// one character that no database takes.
    #[must_use]
    pub fn bounded(mut self) -> Self {
        cut(&mut self.key, KEY_MAX);
        cut(&mut self.text, text::PROSE_MAX / 8);
        match &mut self.tells {
            Tells::Firing { alert, title } | Tells::Reported { alert, title } => {
                cut(alert, KEY_MAX);
                cut(title, TITLE_MAX);
            }
            Tells::Acknowledged { alert } | Tells::Resolved { alert } => cut(alert, KEY_MAX),
            Tells::Said { channel } => cut(channel, KEY_MAX),
            Tells::Announced { status } => cut(status, LABEL_MAX),
            _ => {}
        }
        if let Some(service) = &mut self.service {
            cut(service, text::NAME_MAX);
        }
        if let Some(query) = &mut self.query {
            cut(&mut query.expression, text::PROSE_MAX / 8);
        }
        let labels = std::mem::take(&mut self.labels).into_iter();
        self.labels = labels
            .take(LABELS_MAX)
            .map(|(mut name, mut value)| {
                cut(&mut name, LABEL_MAX);
                cut(&mut value, LABEL_MAX);
                (name, value)
            })
            .collect();
        self
    }
}

/// Cuts at a character's border, and takes out what PostgreSQL keeps in no text.
fn cut(text: &mut String, most: usize) {
    text.retain(|c| c != '\0');
    if text.len() > most {
        text.truncate(text.floor_char_boundary(most));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, revision: u64) -> Signal {
        Signal {
            key: "slack:C1:1".into(),
            revision,
            occurred_at: Moment::from_micros(1).unwrap(),
            kind: EventKind::Message,
            text: text.into(),
            tells: Tells::Said {
                channel: "C1".into(),
            },
            service: None,
            labels: BTreeMap::new(),
            evidence: Vec::new(),
            query: None,
        }
    }

    #[test]
    fn one_telling_of_a_key_holds_whatever_order_they_come_in() {
        let withdrawn = Signal {
            tells: Tells::Withdrawn,
            ..said("", 5)
        };
        let tellings = [said("b", 0), said("a", 9), said("c", 9), withdrawn];
        for (at, one) in tellings.iter().enumerate() {
            for (beside, other) in tellings.iter().enumerate() {
                assert_eq!(one.supersedes(other), at > beside, "{at} {beside}");
            }
        }
    }

    #[test]
    fn what_is_too_long_is_cut_at_a_character() {
        let long = Signal {
            key: "é".repeat(KEY_MAX),
            ..said("", 0)
        };
        assert_eq!(long.bounded().key, "é".repeat(KEY_MAX / 2));
    }

    #[test]
    fn what_no_database_takes_is_taken_out() {
        let told = Signal {
            service: Some("a\0b".into()),
            labels: BTreeMap::from([("n\0ame".into(), "\0".into())]),
            ..said("\0text", 0)
        };
        let bounded = told.bounded();
        assert!(!serde_json::to_string(&bounded).unwrap().contains("\\u0000"));
        assert_eq!(bounded.labels["name"], "");
    }
}
