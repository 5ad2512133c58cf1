//! What became of a file's text: what was mapped to a field, kept as prose, or could not be read.

use afterword_domain::Moment;
use serde::{Deserialize, Serialize};

/// The account of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Report {
    /// The file's name as it was given.
    pub source: String,
    pub title: String,
    pub started_at: Option<Moment>,
    pub mapped: Vec<Mapped>,
    pub kept: Vec<Kept>,
    pub notes: Vec<Note>,
    /// Words of the file, and words that the fields of the document hold.
    pub words_in: usize,
    pub words_out: usize,
    /// Headings and bold keys that name a section of a known template.
    pub headings_known: u32,
    /// Those of them whose text reached the field that the name stands for.
    pub headings_mapped: u32,
}

/// Text of the source that became a field: a heading, a label, or a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Mapped {
    pub line: u32,
    /// The words of the source that the field stands for.
    pub heading: String,
    pub field: String,
}

/// Text that maps to no field and stays as a section of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Kept {
    pub line: u32,
    pub heading: String,
    /// The key of the section.
    pub section: String,
}

/// Something that was read otherwise than written, or not at all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Note {
    pub line: u32,
    pub message: String,
}

impl Report {
    /// Puts every list in the order of the file.
    pub(crate) fn in_order(&mut self) {
        self.mapped.sort_by_key(|mapped| mapped.line);
        self.kept.sort_by_key(|kept| kept.line);
        self.notes.sort_by_key(|note| note.line);
    }

    pub(crate) fn map(&mut self, line: u32, heading: impl Into<String>, field: impl Into<String>) {
        self.mapped.push(Mapped {
            line,
            heading: heading.into(),
            field: field.into(),
        });
    }

    pub(crate) fn keep(
        &mut self,
        line: u32,
        heading: impl Into<String>,
        section: impl Into<String>,
    ) {
        self.kept.push(Kept {
            line,
            heading: heading.into(),
            section: section.into(),
        });
    }

    pub(crate) fn note(&mut self, line: u32, message: impl Into<String>) {
        self.notes.push(Note {
            line,
            message: message.into(),
        });
    }
}

/// Runs of letters and digits.
pub(crate) fn words(text: &str) -> usize {
    let mut count = 0;
    let mut inside = false;
    if text.is_ascii() {
        for byte in text.bytes() {
            let letter = byte.is_ascii_alphanumeric();
            count += usize::from(letter && !inside);
            inside = letter;
        }
        return count;
    }
    for c in text.chars() {
        let letter = c.is_alphanumeric();
        count += usize::from(letter && !inside);
        inside = letter;
    }
    count
}
