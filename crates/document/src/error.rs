//! Why a file was not read. Each sentence names the line, and nothing has been changed.

use afterword_domain::Refusal;
use afterword_domain::incident::milestones::OutOfOrder;
use afterword_domain::text::TITLE_MAX;

/// The file cannot be taken as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    #[error("the file is empty")]
    Empty,
    #[error("the file is larger than {most} bytes, the most that is read")]
    TooLarge { most: usize },
    #[error("line {line}: the file is not UTF-8: byte {offset} begins no character")]
    NotUtf8 { line: u32, offset: usize },
    #[error("line {line}: the front matter that begins with --- is not closed by another ---")]
    OpenFrontMatter { line: u32 },
    #[error("line {line}: “{found}” is not a line of front matter; write it as key: value")]
    NotFrontMatter { line: u32, found: String },
    #[error("line {second}: the front matter has {key} again; it is already on line {first}")]
    DuplicateKey {
        key: String,
        first: u32,
        second: u32,
    },
    #[error("line {line}: {key} is “{found}”; {expected}")]
    BadValue {
        line: u32,
        key: String,
        found: String,
        expected: String,
    },
    #[error("line {line}: “{found}” is not a time zone; use a name such as Europe/Berlin, or UTC")]
    UnknownZone { line: u32, found: String },
    #[error("the time zone “{found}” is not known; use a name such as Europe/Berlin, or UTC")]
    UnknownZoneOption { found: String },
    #[error(
        "line {line}: “{found}” is a local time and the document names no zone; \
         say which it is (with --timezone on the command line), such as Europe/Berlin"
    )]
    NeedsZone { line: u32, found: String },
    #[error("line {line}: the title has {length} characters; {TITLE_MAX} is the most")]
    TitleTooLong { line: u32, length: usize },
    #[error("line {line}: {source}")]
    MilestonesOutOfOrder { line: u32, source: OutOfOrder },
    #[error("line {line}: this entry's data cannot be read: {reason}")]
    BadMarker { line: u32, reason: String },
    #[error(
        "line {line}: this JSON is no export of Afterword: {reason}; \
         other JSON is not read as a post-mortem"
    )]
    NotOurJson { line: u32, reason: String },
}

impl ReadError {
    /// The line it is about, counted from one.
    pub fn line(&self) -> Option<u32> {
        match self {
            Self::Empty | Self::TooLarge { .. } | Self::UnknownZoneOption { .. } => None,
            Self::NotUtf8 { line, .. }
            | Self::OpenFrontMatter { line }
            | Self::NotFrontMatter { line, .. }
            | Self::DuplicateKey { second: line, .. }
            | Self::BadValue { line, .. }
            | Self::UnknownZone { line, .. }
            | Self::NeedsZone { line, .. }
            | Self::TitleTooLong { line, .. }
            | Self::MilestonesOutOfOrder { line, .. }
            | Self::BadMarker { line, .. }
            | Self::NotOurJson { line, .. } => Some(*line),
        }
    }
}

impl Refusal for ReadError {
    fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty_file",
            Self::TooLarge { .. } => "file_too_large",
            Self::NotUtf8 { .. } => "not_utf8",
            Self::OpenFrontMatter { .. } => "front_matter_not_closed",
            Self::NotFrontMatter { .. } => "front_matter_malformed",
            Self::DuplicateKey { .. } => "front_matter_duplicate_key",
            Self::BadValue { .. } => "front_matter_bad_value",
            Self::UnknownZone { .. } | Self::UnknownZoneOption { .. } => "unknown_zone",
            Self::NeedsZone { .. } => "needs_zone",
            Self::TitleTooLong { .. } => "title_too_long",
            Self::MilestonesOutOfOrder { source, .. } => source.code(),
            Self::BadMarker { .. } => "entry_data_unreadable",
            Self::NotOurJson { .. } => "not_our_json",
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::MilestonesOutOfOrder { source, .. } => source.field(),
            _ => self.line().map(|line| format!("line {line}")),
        }
    }
}
