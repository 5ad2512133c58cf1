//! Which account PostgreSQL runs under: it refuses root, so root hands it to another.

use std::io;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// Taken in this order when the tests run as root.
const UNPRIVILEGED: [&str; 2] = ["postgres", "nobody"];

/// The tests' own account, or an unprivileged one that root changes to.
pub(super) struct Account {
    other: Option<Ids>,
}

struct Ids {
    user: u32,
    group: u32,
}

impl Account {
    pub(super) fn for_postgres() -> Result<Self, String> {
        if number(&["-u"]) != Some(0) {
            return Ok(Self { other: None });
        }
        UNPRIVILEGED
            .iter()
            .find_map(|name| {
                Some(Ids {
                    user: number(&["-u", name])?,
                    group: number(&["-g", name])?,
                })
            })
            .map(|ids| Self { other: Some(ids) })
            .ok_or_else(|| {
                "PostgreSQL refuses to run as root, and there is no account `postgres` or \
                 `nobody` to run it under"
                    .to_owned()
            })
    }

    /// Hands a temporary folder to the account; whoever starts the server removes it.
    pub(super) fn own(&self, folder: io::Result<TempDir>) -> Result<PathBuf, String> {
        let folder = folder
            .map_err(|error| format!("no temporary folder for PostgreSQL: {error}"))?
            .keep();
        if let Some(ids) = &self.other {
            chown(&folder, Some(ids.user), Some(ids.group))
                .map_err(|error| format!("{} cannot change hands: {error}", folder.display()))?;
        }
        Ok(folder)
    }

    /// A command that runs under the account.
    pub(super) fn command(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        if let Some(ids) = &self.other {
            use std::os::unix::process::CommandExt;
            // The standard library also drops root's other groups when root changes the user.
            command.uid(ids.user).gid(ids.group);
        }
        command
    }
}

/// What `id` answers, as a number; nothing if there is no such account.
fn number(arguments: &[&str]) -> Option<u32> {
    let output = Command::new("id").args(arguments).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}
