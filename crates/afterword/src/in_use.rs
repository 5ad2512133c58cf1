//! Who works with a SQLite database: a lock beside it, shared by all that do, and held alone by
//! whoever puts another database in its place. It goes with its process, however that ends.

use std::ffi::OsString;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use afterword_store::make_private_folder;
use anyhow::Context as _;

use crate::output::WrongUse;

fn lock_file(database: &Path) -> PathBuf {
    let mut name = OsString::from(database);
    name.push(".lock");
    name.into()
}

fn open(database: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    options.open(lock_file(database))
}

/// Says for the rest of this process that it works with the database. A folder that cannot be
/// written is told by the database, which needs it as well.
pub(crate) fn share(database: &Path) -> anyhow::Result<()> {
    static HELD: OnceLock<File> = OnceLock::new();
    if HELD.get().is_some() {
        return Ok(());
    }
    if let Some(folder) = database.parent()
        && make_private_folder(folder).is_err()
    {
        return Ok(());
    }
    let Ok(file) = open(database) else {
        return Ok(());
    };
    match file.try_lock_shared() {
        Ok(()) => {
            let _ = HELD.set(file);
            Ok(())
        }
        Err(TryLockError::WouldBlock) => {
            let why = "is being replaced by a restore or an import; try again when that is done";
            Err(WrongUse(format!("{} {why}", database.display())).into())
        }
        Err(TryLockError::Error(error)) => {
            tracing::warn!(%error, "that the database is in use cannot be told to others");
            Ok(())
        }
    }
}

/// Holds the database alone. Refused while a server or another command has it.
pub(crate) fn alone(database: &Path) -> anyhow::Result<File> {
    let place = lock_file(database);
    let cannot = || format!("{} cannot be written", place.display());
    let file = open(database).with_context(cannot)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(taken(&database.display().to_string())),
        Err(TryLockError::Error(error)) => Err(error).with_context(cannot),
    }
}

pub(crate) fn taken(database: &str) -> anyhow::Error {
    WrongUse(format!(
        "{database} is in use: stop the server, and whatever else works with it, and try again"
    ))
    .into()
}
