//! The minutes: what was said and agreed, written into the document when the meeting ends. From
//! then on they are prose like any other section; a meeting that is taken up again adds to them.

use std::fmt::Write as _;

use super::agenda::Step;
use super::held_back::MeetingAction;
use super::proceedings::{Became, MeetingRun, MeetingWord, Phase, RunStep};
use super::{Meeting, MeetingKind};
use crate::action_item::Outcome;
use crate::change::{Change, Edit};
use crate::postmortem::Section;
use crate::text::PROSE_MAX;
use crate::workspace::Workspace;
use crate::{Incident, Moment, PersonId, time};

/// The key of the section.
pub const KEY: &str = "minutes";

/// What the minutes tell of beside the incident.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    pub near: &'a [MeetingAction],
    pub now: Moment,
}

/// What writes the minutes of a meeting that has ended, or adds what came since it was taken up
/// again. Minutes that there is no room for are left out: the notes are still in the log.
pub(super) fn written(
    incident: &Incident,
    workspace: &Workspace,
    told: &Told<'_>,
) -> Option<Change> {
    let run = incident.postmortem.proceedings.run.as_ref()?;
    let writer = MinutesOf {
        incident,
        workspace,
        run,
        told,
        since: run.resumed_at.unwrap_or(run.started_at),
    };
    let text = writer.text();
    let sections = &incident.postmortem.sections;
    let edit = match sections.iter().find(|section| section.key == KEY) {
        None => Edit::Added {
            at: u32::try_from(sections.len()).unwrap_or(u32::MAX),
            entry: Section {
                key: KEY.into(),
                title: "Minutes".into(),
                text,
            },
        },
        Some(from) => {
            let text = [from.text.trim_end(), &text].join("\n\n");
            let to = Section {
                text: text.trim_start().to_owned(),
                ..from.clone()
            };
            Edit::Changed {
                from: from.clone(),
                to,
            }
        }
    };
    let (Edit::Added { entry, .. } | Edit::Changed { to: entry, .. }) = &edit else {
        return None;
    };
    let fits = entry.text.len() <= PROSE_MAX;
    fits.then_some(Change::Section(edit))
}

struct MinutesOf<'a> {
    incident: &'a Incident,
    workspace: &'a Workspace,
    run: &'a MeetingRun,
    told: &'a Told<'a>,
    since: Moment,
}

impl MinutesOf<'_> {
    fn text(&self) -> String {
        let mut text = self.head();
        for step in &self.run.steps {
            let part = self.step(step);
            if !part.is_empty() {
                let _ = write!(text, "\n\n{part}");
            }
        }
        text
    }

    fn head(&self) -> String {
        let (day, clock) = self.local(self.since);
        let (_, end) = self.local(self.told.now);
        let minutes = self.run.spent_us(self.told.now) / 60_000_000;
        let planned: u32 = self
            .run
            .steps
            .iter()
            .map(|step| u32::from(step.minutes))
            .sum();
        let zone = &self.incident.zone;
        let mut text = match self.run.resumed_at {
            Some(_) => format!("Taken up again on {day} from {clock} to {end} ({zone})."),
            None => format!(
                "Held on {day} from {clock} to {end} ({zone}): {minutes} minutes, {planned} were planned."
            ),
        };
        let leader = self.name(self.run.facilitator);
        let planned = self.incident.postmortem.meeting.as_ref();
        let _ = match (
            self.run.kind,
            planned.and_then(|meeting: &Meeting| meeting.scribe),
        ) {
            (MeetingKind::Solo, _) => write!(text, " {leader} went through it alone."),
            (MeetingKind::Full, Some(scribe)) => {
                write!(text, " {leader} led, {} took notes.", self.name(scribe))
            }
            (MeetingKind::Full, None) => write!(text, " {leader} led."),
        };
        if self.run.kind == MeetingKind::Full && !self.run.present.is_empty() {
            let present: Vec<_> = self
                .run
                .present
                .iter()
                .map(|person| self.name(*person))
                .collect();
            let _ = write!(text, "\n\nPresent: {}.", present.join(", "));
        }
        text
    }

    /// One step: its length, what was said, its notes; empty when there is nothing to tell.
    fn step(&self, step: &RunStep) -> String {
        let mut lines = Vec::new();
        if !step.skipped_because.is_empty() {
            lines.push(format!("Passed over: {}", step.skipped_because));
        }
        lines.extend(self.said(step.step));
        let notes = &self.incident.postmortem.proceedings.notes;
        for note in notes
            .iter()
            .filter(|note| note.step == step.step && note.at >= self.since)
        {
            let became = match note.became {
                None => "",
                Some(Became::ContributingFactor { .. }) => " (a contributing factor)",
                Some(Became::Measure { .. }) => " (a measure)",
                Some(Became::Question { .. }) => " (a question)",
            };
            let (_, clock) = self.local(note.at);
            lines.push(format!(
                "- {clock} {}{became}",
                note.text.replace('\n', "\n  ")
            ));
        }
        if lines.is_empty() {
            return String::new();
        }
        let spent = step.spent_us / 60_000_000;
        let title = step.step.title();
        format!(
            "### {title}, {spent} of {} minutes\n\n{}",
            step.minutes,
            lines.join("\n")
        )
    }

    fn said(&self, step: Step) -> Vec<String> {
        match step {
            Step::CheckIn => self.words(Phase::CheckIn),
            Step::CheckOut => self.words(Phase::CheckOut),
            Step::OpenActions => self.outcomes(),
            Step::ChooseThree => self.chosen(),
            _ => Vec::new(),
        }
    }

    fn words(&self, phase: Phase) -> Vec<String> {
        let words = &self.incident.postmortem.proceedings.words;
        let said = |word: &MeetingWord| match word.by {
            Some(person) => format!("{} “{}”", self.name(person), word.text),
            None => format!("“{}”", word.text),
        };
        let words: Vec<_> = words
            .iter()
            .filter(|word| word.phase == phase && word.at >= self.since)
            .map(said)
            .collect();
        if words.is_empty() {
            words
        } else {
            vec![format!("{}.", words.join(", "))]
        }
    }

    fn outcomes(&self) -> Vec<String> {
        let told = self.told.near.iter().filter_map(|action| {
            let review = action
                .said
                .as_ref()
                .filter(|review| review.at >= self.since)?;
            let open = &action.listed.open;
            let outcome = match review.outcome {
                Outcome::Done => "done",
                Outcome::InProgress => "in progress",
                Outcome::NotStarted => "not started",
                Outcome::Reassigned => "reassigned",
                Outcome::WontDo => "won’t do",
                Outcome::PutOff => "put off",
            };
            let note = review.note.trim();
            let note = if note.is_empty() {
                String::new()
            } else {
                format!(" ({note})")
            };
            Some(format!(
                "- {} “{}”: {outcome}{note}",
                open.incident, open.action.title
            ))
        });
        told.collect()
    }

    fn chosen(&self) -> Vec<String> {
        let actions = &self.incident.postmortem.actions;
        let line = |action: &crate::action_item::ActionItem| {
            let owner = action
                .owner
                .map_or_else(|| "nobody yet".into(), |owner| self.name(owner));
            let due = action
                .due_on
                .map(|day| format!(", by {day}"))
                .unwrap_or_default();
            format!("- Chosen: “{}”, {owner}{due}", action.title)
        };
        actions
            .iter()
            .filter(|action| action.committed_at >= self.since)
            .map(line)
            .collect()
    }

    fn name(&self, person: PersonId) -> String {
        let found = self.workspace.person(person);
        found.map_or_else(|| "somebody".into(), |person| person.name.clone())
    }

    /// Day and time in the zone in which the document tells its times.
    fn local(&self, moment: Moment) -> (String, String) {
        let zone = time::zone(&self.incident.zone).unwrap_or(jiff::tz::TimeZone::UTC);
        let zoned = moment.timestamp().to_zoned(zone);
        (
            zoned.strftime("%-d %B %Y").to_string(),
            zoned.strftime("%H:%M").to_string(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::super::notes;
    use super::super::run::end;
    use super::super::sample::{INES, MIKA, Played};
    use super::*;
    use crate::Refusal as _;

    #[test]
    fn minutes_that_there_is_no_room_for_are_not_written() {
        let mut played = Played::begun(false);
        let long = "x".repeat(2_000);
        let write = |played: &Played, text: &str| {
            let (incident, workspace) = (&played.incident, &played.workspace);
            notes::write(incident, workspace, (text, None), MIKA, played.now)
        };
        for _ in 0..=PROSE_MAX / long.len() {
            played.take(write(&played, &long).unwrap());
        }
        let now = played.now;
        let told = Told { near: &[], now };
        let ended = end(&played.incident, &played.workspace, &told, INES, now);
        played.take(ended.unwrap());
        let postmortem = &played.incident.postmortem;
        assert!(postmortem.proceedings.running().is_none());
        let sections = &postmortem.sections;
        assert!(sections.iter().all(|known| known.text.len() <= PROSE_MAX));
    }

    #[test]
    fn a_note_is_jotted_down() {
        let mut played = Played::begun(false);
        let long = "x".repeat(2_001);
        let (incident, workspace, now) = (&played.incident, &played.workspace, played.now);
        let refused = notes::write(incident, workspace, (&long, None), MIKA, now).unwrap_err();
        assert_eq!(refused.code(), "too_long");
        assert_eq!(
            refused.to_string(),
            "text has 2001 characters; 2000 is the most"
        );
        let short = notes::write(incident, workspace, ("short", None), MIKA, now);
        played.take(short.unwrap());
        let id = played.incident.postmortem.proceedings.notes[0].id;
        let longer = notes::reword(&played.incident, id, &long).unwrap_err();
        assert_eq!(longer.field().as_deref(), Some("text"));
    }
}
