//! The one way in: bytes to a document and the account of how it was read.

use afterword_domain::text::TITLE_MAX;

use crate::document::Document;
use crate::error::ReadError;
use crate::report::{Report, words};
use crate::text::{front_matter, lines};
use crate::{foreign, json, own};

/// The largest file that is read, in bytes.
pub const FILE_MAX: usize = 8 * 1024 * 1024;

/// What the caller knows beside the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadOptions {
    /// The zone of local times where the document names none: an IANA name, an offset, or a usual abbreviation.
    pub zone: Option<String>,
    /// At most this many action items; the others become measures.
    pub action_limit: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            zone: None,
            action_limit: 3,
        }
    }
}

/// A document and the account of how it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    pub document: Document,
    pub report: Report,
}

/// Reads a post-mortem. `name` is the file's name, which tells Markdown from JSON and may tell the
/// date.
///
/// # Errors
/// [`ReadError`], which names the line. Nothing of a file that cannot be read is taken.
pub fn read(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Reading, ReadError> {
    let text = decode(bytes)?;
    if json::is_named_so(name) {
        let mut reading = json::read(text)?;
        account_for(&mut reading, name, text)?;
        return Ok(reading);
    }
    let lines = lines::lines(text);
    let (front, taken) = front_matter::read(&lines)?;
    let ours = front.iter().any(|pair| pair.key == own::MARK);
    // Without its comments a file of ours is a document like any other.
    let marked = || own::is_marked(text) || lines[taken..].iter().all(lines::Line::is_blank);
    let mut reading = if ours && marked() {
        own::read(text, &front, taken)?
    } else {
        foreign::read(name, &lines[taken..], &front, options)?
    };
    account_for(&mut reading, name, text)?;
    Ok(reading)
}

fn account_for(reading: &mut Reading, name: &str, text: &str) -> Result<(), ReadError> {
    let length = reading.document.title.chars().count();
    if length > TITLE_MAX {
        return Err(ReadError::TitleTooLong { line: 1, length });
    }
    name.clone_into(&mut reading.report.source);
    reading.report.in_order();
    reading.report.words_in = words(text);
    reading.report.words_out = words_of(&reading.document);
    Ok(())
}

fn decode(bytes: &[u8]) -> Result<&str, ReadError> {
    if bytes.len() > FILE_MAX {
        return Err(ReadError::TooLarge { most: FILE_MAX });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let offset = error.valid_up_to();
        let whole = std::str::from_utf8(&bytes[..offset]).unwrap_or_default();
        let breaks = whole.matches('\n').count();
        ReadError::NotUtf8 {
            line: u32::try_from(breaks).unwrap_or(u32::MAX).saturating_add(1),
            offset,
        }
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() {
        Err(ReadError::Empty)
    } else {
        Ok(text)
    }
}

/// Words that the document's texts hold.
fn words_of(document: &Document) -> usize {
    let postmortem = &document.postmortem;
    let told = |told: &crate::document::Told| {
        words(&told.owner) + told.ticket.as_ref().map_or(0, |ticket| words(&ticket.key))
    };
    words(&document.title)
        + document
            .services
            .iter()
            .map(|name| words(name))
            .sum::<usize>()
        + words(&document.impact.description)
        + document
            .timeline
            .iter()
            .map(|entry| words(&entry.text))
            .sum::<usize>()
        + postmortem
            .sections
            .iter()
            .map(|s| words(&s.title) + words(&s.text))
            .sum::<usize>()
        + postmortem
            .factors
            .iter()
            .map(|factor| words(&factor.text))
            .sum::<usize>()
        + postmortem
            .answers
            .iter()
            .map(|answer| words(&answer.text))
            .sum::<usize>()
        + postmortem
            .measures
            .iter()
            .map(|m| words(&m.title) + words(&m.note) + m.told.as_ref().map_or(0, told))
            .sum::<usize>()
        + postmortem
            .actions
            .iter()
            .map(|action| words(&action.title) + words(&action.note) + words(&action.owner_name))
            .sum::<usize>()
}
