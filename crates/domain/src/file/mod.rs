//! Files that serve as evidence: what is known of each, and where it is read.

pub mod name;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{IncidentRef, Moment};

/// The largest file that is taken, and kept, in bytes: 25 MiB.
pub const FILE_MAX: usize = 25 * 1024 * 1024;

/// Where files are read, before their id.
const FOLDER: &str = "/api/v1/files/";

/// A file's id, 32 digits: made of its content, its name and its incident. The same file sent
/// twice is one file, and a document from elsewhere never names one of this workspace by chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ToSchema)]
#[schema(value_type = String, pattern = "^[0-9a-f]{32}$")]
pub struct FileId(pub u128);

impl FileId {
    /// The address that evidence names it by.
    #[must_use]
    pub fn address(self) -> String {
        format!("{FOLDER}{self}")
    }
}

impl fmt::Display for FileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// The text is not the id of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the id of a file has 32 digits, 0 to 9 and a to f")]
pub struct NotAFileId;

impl FromStr for FileId {
    type Err = NotAFileId;

    fn from_str(text: &str) -> Result<Self, NotAFileId> {
        let plain = text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        match u128::from_str_radix(text, 16) {
            Ok(number) if plain && text.len() == 32 => Ok(Self(number)),
            _ => Err(NotAFileId),
        }
    }
}

impl<'de> Deserialize<'de> for FileId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Whether a text is where a file is read.
#[must_use]
pub fn is_address(url: &str) -> bool {
    url.strip_prefix(FOLDER)
        .is_some_and(|id| id.parse::<FileId>().is_ok())
}

/// What a file is, told by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    Png,
    Jpeg,
    Pdf,
    /// A drawing that may hold a program: it is handed out, and never shown.
    Svg,
    Text,
}

impl FileKind {
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Pdf => "application/pdf",
            Self::Svg => "image/svg+xml",
            Self::Text => "text/plain; charset=utf-8",
        }
    }

    /// Whether a browser may show it by itself: pictures that this program wrote, and plain text.
    #[must_use]
    pub fn is_shown(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Text)
    }
}

/// A file, apart from what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    pub id: FileId,
    /// SHA-256 of what it holds, by which that is found.
    pub hash: [u8; 32],
    pub name: String,
    pub kind: FileKind,
    pub bytes: u64,
    /// The incident it was added to.
    pub incident: IncidentRef,
    pub created_at: Moment,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_one_file() {
        let id = FileId(0xabc);
        assert_eq!(
            id.address(),
            "/api/v1/files/00000000000000000000000000000abc"
        );
        assert!(is_address(&id.address()));
        for url in [
            "/api/v1/files/",
            "/api/v1/files/abc",
            "/api/v1/files/+0000000000000000000000000000abc",
            "/api/v1/files/00000000000000000000000000000ABC",
            "/api/v1/files/00000000000000000000000000000abc/../../session",
            "https://example.org/api/v1/files/00000000000000000000000000000abc",
        ] {
            assert!(!is_address(url), "{url}");
        }
    }
}
