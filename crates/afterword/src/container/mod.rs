//! One file that holds a whole workspace: a tar of named parts, then `manifest.json`, which says how
//! long each part is and what it hashes to, then the manifest's own hash.
//!
//! It is written beside its place, read through once more, and then put there. It is read only
//! whole: what is not exactly as this program writes it is refused before anything else is done.

mod read;
#[cfg(test)]
mod tests;
mod write;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use afterword_domain::Moment;
use anyhow::bail;
use serde::{Deserialize, Serialize};
use tar::Header;

pub(crate) use read::Container;
pub(crate) use write::{Writing, folder_of, sync_folder};

/// The form of the manifest and of the parts. Another number is another form.
const FORM: u32 = 1;
const MANIFEST: &str = "manifest.json";
const MANIFEST_HASH: &str = "manifest.json.sha256";
/// What tar counts in.
const BLOCK: u64 = 512;
/// Two empty blocks.
const END: u64 = 2 * BLOCK;

/// What a file holds the workspace as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kind {
    /// A copy of the database as its own programs make it.
    #[serde(rename = "afterword-backup")]
    Backup,
    /// The rows of every table, for either database.
    #[serde(rename = "afterword-archive")]
    Archive,
}

impl Kind {
    fn label(self) -> &'static str {
        match self {
            Self::Backup => "a backup (`afterword restore`)",
            Self::Archive => "an archive (`afterword archive import`)",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Database {
    Sqlite,
    PostgreSql,
}

impl Database {
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::PostgreSql => "PostgreSQL",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PartSeal {
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TableSeal {
    pub(crate) rows: u64,
    /// What each column holds: `integer`, `text` or `bytes`.
    pub(crate) columns: BTreeMap<String, String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    pub(crate) kind: Kind,
    pub(crate) form: u32,
    pub(crate) made_at: Moment,
    pub(crate) program: String,
    /// The version of the schema that the tables have.
    pub(crate) schema: i64,
    /// What a backup is a copy of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) database: Option<Database>,
    pub(crate) tables: BTreeMap<String, TableSeal>,
    /// The hashes of attached files that were missing or spoiled when this was made.
    pub(crate) lost_files: Vec<String>,
    /// Everything else that is in the file.
    pub(crate) parts: BTreeMap<String, PartSeal>,
}

impl Manifest {
    pub(crate) fn new(kind: Kind, made_at: Moment, schema: i64) -> Self {
        Self {
            kind,
            form: FORM,
            made_at,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            schema,
            database: None,
            tables: BTreeMap::new(),
            lost_files: Vec::new(),
            parts: BTreeMap::new(),
        }
    }

    pub(crate) fn rows(&self) -> BTreeMap<String, u64> {
        let tables = self.tables.iter();
        tables
            .map(|(name, table)| (name.clone(), table.rows))
            .collect()
    }

    /// How many attached files it has.
    pub(crate) fn files(&self) -> usize {
        let parts = self.parts.keys();
        parts.filter(|name| file_hash(name).is_some()).count()
    }
}

/// The place of an attached file.
pub(crate) fn file_part(hash: &[u8; 32]) -> String {
    format!("files/{}", hex(hash))
}

/// The other way round.
pub(crate) fn file_hash(part: &str) -> Option<[u8; 32]> {
    let digits = part.strip_prefix("files/")?;
    let fits = digits.len() == 64 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    let mut hash = [0; 32];
    for (at, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    (fits && file_part(&hash) == part).then_some(hash)
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The one header that a part of this name and length has.
fn header(name: &str, bytes: u64) -> anyhow::Result<Header> {
    let mut header = Header::new_ustar();
    if name.len() > 99 {
        bail!("“{name}” is too long a name");
    }
    header.set_path(name)?;
    header.set_size(bytes);
    header.set_mode(0o600);
    header.set_uid(0);
    header.set_gid(0);
    header.set_mtime(0);
    header.set_entry_type(tar::EntryType::Regular);
    header.set_cksum();
    Ok(header)
}
