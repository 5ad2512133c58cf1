//! The head of a file of ours: front matter, and the table of milestones that repeats some of it.

use afterword_domain::incident::{Milestone, Milestones};
use afterword_domain::time::Precision;
use serde_json::Value;

use super::parts::Part;
use super::read::{Reader, typed};
use super::write::precision_of;
use super::{MARK, clock};
use crate::error::ReadError;
use crate::text::front_matter::Pair;
use crate::text::lines::Line;
use crate::text::{table, zones};

impl Reader {
    pub(super) fn front_matter(&mut self, front: &[Pair<'_>]) -> Result<(), ReadError> {
        for pair in front {
            let value = pair.value();
            let bad = |expected: &str| ReadError::BadValue {
                line: pair.line,
                key: pair.key.into(),
                found: value.chars().take(60).collect(),
                expected: expected.into(),
            };
            let word = || Value::String(value.clone());
            let document = &mut self.document;
            match pair.key {
                MARK if value == "1" => {}
                MARK => return Err(bad("this version reads files of version 1")),
                "title" => document.title = value,
                "reference" => {
                    document.reference =
                        Some(value.parse().map_err(|_| bad("write it as INC-57"))?);
                }
                "duplicate_of" => {
                    document.duplicate_of =
                        Some(value.parse().map_err(|_| bad("write it as INC-57"))?);
                }
                "mode" => {
                    document.mode = serde_json::from_value(word())
                        .map_err(|_| bad("it is standard, near_miss or drill"))?;
                }
                "severity" => {
                    document.severity = serde_json::from_value(word())
                        .map_err(|_| bad("it is sev1, sev2, sev3 or sev4"))?;
                }
                "status" => {
                    document.postmortem.status = serde_json::from_value(word()).map_err(|_| {
                        bad("it is facts, scheduled, in_meeting, in_review or published")
                    })?;
                }
                "services" => {
                    document.services = serde_json::from_str(pair.raw.trim())
                        .map_err(|_| bad("write a list such as [\"checkout\"]"))?;
                }
                "restricted_to" => {
                    let read = serde_json::from_str(pair.raw.trim());
                    document.restricted_to = Some(
                        read.map_err(|_| bad("write {\"people\": [\"mika\"], \"teams\": []}"))?,
                    );
                }
                "zone" => {
                    let known = value.is_empty() || zones::zone(&value).is_some();
                    if !known {
                        return Err(ReadError::UnknownZone {
                            line: pair.line,
                            found: value,
                        });
                    }
                    document.zone = value;
                }
                "started_precision" => {
                    document.started_precision = serde_json::from_value(word())
                        .map_err(|_| bad("it is exact, minute or day"))?;
                }
                key => {
                    let milestone = Milestone::ALL
                        .into_iter()
                        .find(|milestone| milestone.field() == key);
                    let Some(milestone) = milestone else {
                        self.added.push(format!("- {key}: {}", pair.raw));
                        continue;
                    };
                    let at = value
                        .parse()
                        .map_err(|_| bad("write a time such as 2026-10-08T09:12:00Z"))?;
                    document.milestones.set(milestone, Some(at));
                }
            }
        }
        Ok(())
    }

    /// The table of milestones against the front matter: whichever was edited is taken, and the
    /// front matter where both were.
    pub(super) fn milestones(&mut self, mut part: Part<'_>) -> Result<(), ReadError> {
        let base: Milestones = match part.data.remove("milestones") {
            Some(value) => typed(value, part.line)?,
            None => Milestones::default(),
        };
        let precision: Precision = match part.data.remove("precision") {
            Some(value) => typed(value, part.line)?,
            None => self.document.started_precision,
        };
        part.heading();
        let mut stray = Vec::new();
        let mut seen = Vec::new();
        for (at, text) in part.lines.iter().enumerate() {
            let line = Line {
                number: part.line + u32::try_from(at).unwrap_or(0),
                text,
                fenced: false,
            };
            if line.is_blank() || table::is_rule(&line) {
                continue;
            }
            let cells = table::cells(text);
            let label = cells.first().copied().unwrap_or("");
            let milestone = Milestone::ALL
                .into_iter()
                .find(|milestone| milestone.label() == label);
            let Some(milestone) = milestone.filter(|_| table::is_row(&line)) else {
                if label != "Milestone" {
                    stray.push((*text).to_owned());
                }
                continue;
            };
            seen.push(milestone);
            let shown = cells.get(1).copied().unwrap_or("");
            let before = base.get(milestone);
            let how = precision_of(milestone.field(), precision);
            let same = before.is_some_and(|at| clock::show(at, how, &self.document.zone) == shown);
            if same || self.document.milestones.get(milestone) != before {
                continue;
            }
            let (at, how) =
                clock::read(shown, &self.document.zone).ok_or_else(|| ReadError::BadValue {
                    line: line.number,
                    key: label.into(),
                    found: shown.chars().take(60).collect(),
                    expected: "write a time such as 2026-10-08 09:12, in UTC".into(),
                })?;
            self.document.milestones.set(milestone, Some(at));
            if milestone == Milestone::ImpactStarted {
                self.document.started_precision = how;
            }
        }
        for (milestone, at) in base.known() {
            // A row that somebody took out.
            if !seen.contains(&milestone) && self.document.milestones.get(milestone) == Some(at) {
                self.document.milestones.set(milestone, None);
            }
        }
        self.stray(&stray);
        Ok(())
    }
}
