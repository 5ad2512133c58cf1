//! Pulling in: what other programs export as files, read into the signals that their webhooks would
//! have told. What is told in both ways has one key where the source gives it one.

mod opsgenie;
mod pagerduty;
mod slack_export;
mod statuspage;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use afterword_domain::signal::Signal;
use afterword_domain::signal::intake::{EXPORT, ORIGIN};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::inbound::json::{self, At};
use crate::inbound::{Kind, Unreadable};

/// Whose files they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// The folder of an export: `users.json`, `channels.json`, and a folder of days each channel.
    SlackExport,
    /// `incidents.json` of a status page's API, or what its owner's API lists.
    Statuspage,
    /// Log entries of one incident or of all.
    Pagerduty,
    /// An alert, and the logs of it.
    Opsgenie,
}

/// One file.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// Its path within what was given, with `/` between folders.
    pub path: &'a str,
    pub bytes: &'a [u8],
}

/// What files say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pulled {
    /// By time, each key once.
    pub signals: Vec<Signal>,
    /// Why entries tell nothing, and how many each.
    pub passed_over: BTreeMap<String, usize>,
}

/// Reads files of one kind, all or none.
///
/// # Errors
/// [`Unreadable`], whose place begins with the file.
pub fn read(format: Format, files: &[File<'_>]) -> Result<Pulled, Unreadable> {
    let mut pulled = Pulled::default();
    match format {
        Format::SlackExport => slack_export::read(files, &mut pulled)?,
        Format::Statuspage => statuspage::read(files, &mut pulled)?,
        Format::Pagerduty => pagerduty::read(files, &mut pulled)?,
        Format::Opsgenie => opsgenie::read(files, &mut pulled)?,
    }
    pulled.settle();
    Ok(pulled)
}

impl Format {
    pub const ALL: [Self; 4] = [
        Self::SlackExport,
        Self::Statuspage,
        Self::Pagerduty,
        Self::Opsgenie,
    ];

    /// Whose webhooks tell the same.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            Self::SlackExport => Kind::Slack,
            Self::Statuspage => Kind::Statuspage,
            Self::Pagerduty => Kind::Pagerduty,
            Self::Opsgenie => Kind::Opsgenie,
        }
    }
}

impl Pulled {
    fn pass_over(&mut self, why: impl Into<String>) {
        *self.passed_over.entry(why.into()).or_default() += 1;
    }

    /// Puts the signals in order of time; of several of one key the one that holds stays.
    fn settle(&mut self) {
        let signals = self.signals.drain(..).map(|mut signal| {
            signal.labels.insert(ORIGIN.into(), EXPORT.into());
            signal
        });
        self.signals = latest(signals);
    }
}

/// Signals in order of time; of several of one key the one that holds.
pub(crate) fn latest(signals: impl IntoIterator<Item = Signal>) -> Vec<Signal> {
    let mut kept: BTreeMap<String, Signal> = BTreeMap::new();
    for signal in signals {
        let signal = signal.bounded();
        match kept.get(&signal.key) {
            Some(other) if !signal.supersedes(other) => {}
            _ => {
                kept.insert(signal.key.clone(), signal);
            }
        }
    }
    let mut signals: Vec<_> = kept.into_values().collect();
    signals.sort_by_key(|signal| signal.occurred_at);
    signals
}

impl File<'_> {
    fn json(&self) -> Result<Value, Unreadable> {
        json::parse(self.bytes).map_err(|error| Unreadable {
            place: self.path.to_owned(),
            ..error
        })
    }

    /// The file's value, with the file in the place of every error.
    fn at<'a>(&self, value: &'a Value) -> At<'a> {
        At::placed(value, self.path)
    }
}

/// A value's entries: those of a list, or itself.
fn each<'a>(at: &At<'a>) -> Vec<At<'a>> {
    let Some(entries) = at.value().as_array() else {
        return vec![at.clone()];
    };
    let entries = entries.iter().enumerate();
    entries
        .map(|(index, value)| At::placed(value, format!("{}[{index}]", at.place())))
        .collect()
}
