//! A meeting as a list of meetings and a calendar show it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Meeting;
use crate::incident::Severity;
use crate::postmortem::Status;
use crate::{Incident, IncidentRef, Moment, ServiceId};

/// A meeting with its incident in short.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MeetingEntry {
    pub reference: IncidentRef,
    pub title: String,
    pub severity: Severity,
    pub status: Status,
    pub services: Vec<ServiceId>,
    pub meeting: Meeting,
    pub called_off: bool,
    pub running: bool,
    /// The first two sentences of the summary.
    pub summary: String,
    /// When the incident was opened; with its reference it tells it from those of other workspaces.
    pub created_at: Moment,
    /// When any of this was changed last.
    pub updated_at: Moment,
}

impl MeetingEntry {
    /// The meeting of an incident, or the one that was called off; `None` when there was never one.
    #[must_use]
    pub fn of(incident: &Incident) -> Option<Self> {
        let postmortem = &incident.postmortem;
        let proceedings = &postmortem.proceedings;
        let planned = postmortem.meeting.as_ref();
        let meeting = planned.or(proceedings.called_off.as_ref())?;
        Some(Self {
            reference: incident.reference,
            title: incident.title.clone(),
            severity: incident.severity,
            status: postmortem.status,
            services: incident.services.clone(),
            meeting: meeting.clone(),
            called_off: planned.is_none(),
            running: proceedings.running().is_some(),
            summary: first_sentences(postmortem.section("summary")),
            created_at: incident.created_at,
            updated_at: incident.updated_at,
        })
    }

    /// Whether another tells the same, whenever it was written.
    #[must_use]
    pub fn tells_the_same(&self, other: &Self) -> bool {
        let then = Self {
            updated_at: self.updated_at,
            ..other.clone()
        };
        *self == then
    }
}

/// Two sentences of the first paragraph, on one line.
fn first_sentences(text: &str) -> String {
    let paragraph = text.trim().split("\n\n").next().unwrap_or_default();
    let words: Vec<_> = paragraph.split_whitespace().collect();
    let ends = |word: &str| word.ends_with(['.', '!', '?']);
    let mut ended = (0..)
        .zip(&words)
        .filter(|(_, word)| ends(word))
        .map(|(at, _)| at);
    let last = ended.nth(1).unwrap_or(words.len());
    words
        .into_iter()
        .take(last + 1)
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_sentences_say_what_happened() {
        let text = "One checkout in three failed.\nLedger was slow! Nobody knew.\n\nThe rest.";
        assert_eq!(
            first_sentences(text),
            "One checkout in three failed. Ledger was slow!"
        );
        assert_eq!(first_sentences("Ledger was slow"), "Ledger was slow");
        assert_eq!(first_sentences(""), "");
    }
}
