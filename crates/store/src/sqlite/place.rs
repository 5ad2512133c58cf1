//! Where a SQLite database lies, and how its file is opened.

use std::fs::OpenOptions;
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use percent_encoding::percent_decode_str;
use rusqlite::{Connection, OpenFlags};

use super::{BUSY, is_busy};
use crate::connect::make_private_folder;
use crate::error::StoreError;

/// Statements that stay prepared.
const PREPARED: usize = 256;

/// A file by its address: `sqlite:///folder/afterword.db`, with `?mode=ro`, `rw` or `rwc`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) file: PathBuf,
    access: Access,
}

/// What may be done with a file, each more than the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Access {
    Read,
    Write,
    /// Made where it is missing.
    Create,
}

impl Place {
    /// `None` of what names no file, and of wishes that nobody could fulfil.
    pub(crate) fn of(url: &str) -> Option<Self> {
        let rest = url.strip_prefix("sqlite:")?;
        let rest = rest.strip_prefix("//").unwrap_or(rest);
        let (path, wishes) = rest.split_once('?').unwrap_or((rest, ""));
        let file = percent_decode_str(path).decode_utf8().ok()?;
        if file.is_empty() || file.contains('\0') || file == ":memory:" {
            return None;
        }
        let mut access = Access::Create;
        for wish in wishes.split('&').filter(|wish| !wish.is_empty()) {
            access = match wish {
                "mode=ro" => Access::Read,
                "mode=rw" => Access::Write,
                "mode=rwc" => Access::Create,
                _ => return None,
            };
        }
        Some(Self {
            file: file.into_owned().into(),
            access,
        })
    }

    /// The same, and no more may be done than this.
    pub(crate) fn at_most(self, most: Access) -> Self {
        let access = self.access.min(most);
        Self { access, ..self }
    }

    /// Makes a file that is missing, where that was wished for. It is made here and not by SQLite,
    /// which would let everybody read it.
    pub(crate) fn make(&self) -> Result<(), StoreError> {
        if self.access != Access::Create {
            return Ok(());
        }
        let told = |place: &Path, error: io::Error| match error.kind() {
            io::ErrorKind::StorageFull => StoreError::DiskFull,
            _ => StoreError::ReadOnly(place.display().to_string()),
        };
        let folder = self.file.parent();
        if let Some(folder) = folder.filter(|folder| !folder.as_os_str().is_empty()) {
            make_private_folder(folder).map_err(|error| told(folder, error))?;
        }
        let mut options = OpenOptions::new();
        match options
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&self.file)
        {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                Err(told(&self.file, error))
            }
            _ => Ok(()),
        }
    }

    /// Opens the file to read and write, as far as its address allows.
    pub(super) fn connect(&self) -> rusqlite::Result<Connection> {
        let flags = match self.access {
            Access::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
            Access::Write | Access::Create => OpenFlags::SQLITE_OPEN_READ_WRITE,
        };
        let conn = Connection::open_with_flags(
            &self.file,
            // Whoever has a connection has it alone.
            flags | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )?;
        conn.busy_timeout(BUSY)?;
        conn.set_prepared_statement_cache_capacity(PREPARED);
        conn.execute_batch(
            "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -16000",
        )?;
        Ok(conn)
    }
}

/// Makes the database one file, with nothing beside it, which only a program can that has it
/// alone: false when another has it open.
pub(crate) fn fold(file: &Path, patience: Duration) -> rusqlite::Result<bool> {
    let folded = || {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(file, flags)?;
        conn.busy_timeout(patience)?;
        conn.execute_batch("PRAGMA locking_mode = EXCLUSIVE")?;
        let mode = "PRAGMA journal_mode = DELETE";
        conn.query_row(mode, [], |row| row.get::<_, String>(0))
    };
    match folded() {
        Ok(mode) => Ok(mode == "delete"),
        Err(error) if is_busy(&error) => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_a_file() {
        let place = |url: &str| Place::of(url).map(|place| (place.file, place.access));
        let at = |file: &str, access| Some((PathBuf::from(file), access));
        assert_eq!(place("sqlite:///srv/a.db"), at("/srv/a.db", Access::Create));
        assert_eq!(place("sqlite://a.db?mode=rwc"), at("a.db", Access::Create));
        assert_eq!(place("sqlite:a.db?mode=rw"), at("a.db", Access::Write));
        assert_eq!(
            place("sqlite:/a%20b%3F.db?mode=ro"),
            at("/a b?.db", Access::Read)
        );
    }

    #[test]
    fn what_names_no_file_is_refused() {
        for url in [
            "sqlite:",
            "sqlite://",
            "sqlite::memory:",
            "sqlite://:memory:",
            "sqlite:a.db?mode=memory",
            "sqlite:a.db?mode=rw&vfs=other",
            "sqlite:a%00b",
            "sqlite:a%ff",
            "postgres://db/a",
            "/srv/a.db",
        ] {
            assert_eq!(Place::of(url), None, "{url}");
        }
    }

    #[test]
    fn an_address_is_never_allowed_more_than_it_says() {
        let access = |url: &str, most| Place::of(url).map(|place| place.at_most(most).access);
        assert_eq!(
            access("sqlite:a?mode=ro", Access::Create),
            Some(Access::Read)
        );
        assert_eq!(access("sqlite:a", Access::Write), Some(Access::Write));
        assert_eq!(
            access("sqlite:a?mode=rw", Access::Create),
            Some(Access::Write)
        );
        assert_eq!(access("sqlite:a", Access::Create), Some(Access::Create));
    }
}
