//! A word from each, when the meeting begins and when it ends.

use super::error::MeetingError;
use super::proceedings::{MeetingWord, Phase, Writer};
use super::run::running;
use super::silence::signs_as_agreed;
use crate::change::{Change, Edit};
use crate::text;
use crate::{Incident, Moment, WordId};

/// Long enough for a word.
const LONGEST_WORD: usize = 80;

/// Says one's word, or another in its place.
///
/// # Errors
/// [`MeetingError`] when no meeting runs, when it is empty or too long.
pub fn say(
    incident: &Incident,
    phase: Phase,
    word: &str,
    writer: Writer<'_>,
    now: Moment,
) -> Result<Vec<Change>, MeetingError> {
    signs_as_agreed(running(incident)?.anonymous, writer)?;
    let text = text::line("text", word, LONGEST_WORD)?;
    let words = &incident.postmortem.proceedings.words;
    let own = words
        .iter()
        .find(|word| word.phase == phase && writer.wrote(word.id.0, word.by, word.seal.as_deref()));
    if let Some(from) = own {
        let to = MeetingWord {
            text,
            ..from.clone()
        };
        return Ok(Edit::between(from, to)
            .map(Change::MeetingWord)
            .into_iter()
            .collect());
    }
    let number = incident.next_entry + 1;
    let (by, seal) = writer.sign(number);
    let entry = MeetingWord {
        id: WordId(number),
        phase,
        text,
        by,
        seal,
        at: now,
    };
    let at = u32::try_from(words.len()).unwrap_or(u32::MAX);
    Ok(vec![Change::MeetingWord(Edit::Added { at, entry })])
}
