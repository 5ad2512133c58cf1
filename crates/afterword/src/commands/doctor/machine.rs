//! The machine: room on the disk, the clock, and the folder of the search index.

use std::path::{Path, PathBuf};

use afterword_learning::index::{Flaw, Folder};
use afterword_store::{Store, StoreError};

use super::Finding;
use crate::workplace;

const MB: u64 = 1_000_000;
const LITTLE_ROOM: u64 = 1_000 * MB;
const NO_ROOM: u64 = 100 * MB;
/// Clocks that differ by so much put things in the wrong order.
const APART_SECONDS: i64 = 5;
const FAR_APART_SECONDS: i64 = 60;

pub(super) fn findings(data: &Path) -> Vec<Finding> {
    vec![disk(data)]
}

fn disk(data: &Path) -> Finding {
    // What is not there yet will be made on the disk of the folder above it.
    let absolute = std::path::absolute(data).unwrap_or_else(|_| data.to_owned());
    let there = absolute.ancestors().find(|folder| folder.exists());
    let there = there.map_or_else(|| PathBuf::from("/"), Path::to_owned);
    let free = match fs4::available_space(&there) {
        Ok(free) => free,
        Err(error) => {
            let seen = format!("{}: {error}", there.display());
            return Finding::wrong("disk", seen, "see that the data folder can be read");
        }
    };
    let seen = format!("{} MB free at {}", free / MB, there.display());
    let todo = "make room, or move the data folder to a larger disk";
    match free {
        0..NO_ROOM => Finding::wrong("disk", seen, todo),
        NO_ROOM..LITTLE_ROOM => Finding::warning("disk", seen, todo),
        _ => Finding::ok("disk", seen),
    }
}

/// This machine's clock beside the database's, and beside the last entry of the log.
pub(super) async fn clock(store: &Store) -> Finding {
    let now = workplace::now();
    let found = async {
        let theirs = store.database_clock().await?;
        let last = match store.schema_version().await? {
            version if version == Store::known_schema_version() => store.last_logged_at().await?,
            _ => None,
        };
        Ok::<_, StoreError>((theirs, last))
    };
    let (theirs, last) = match found.await {
        Ok(found) => found,
        Err(error) => return Finding::failed("clock", &error),
    };
    let todo = "have the clocks of all machines set by NTP";
    let seconds = |other: afterword_domain::Moment| (other.micros() - now.micros()) / 1_000_000;
    let apart = theirs.map(seconds).unwrap_or_default();
    if apart.abs() >= APART_SECONDS {
        let seen = format!("{now} here, and {apart:+} s at the database");
        return if apart.abs() >= FAR_APART_SECONDS {
            Finding::wrong("clock", seen, todo)
        } else {
            Finding::warning("clock", seen, todo)
        };
    }
    match last {
        Some(last) if seconds(last) >= FAR_APART_SECONDS => Finding::wrong(
            "clock",
            format!("{now} here, and the log ends later, at {last}"),
            todo,
        ),
        _ => Finding::ok("clock", now.to_string()),
    }
}

pub(super) async fn index(store: &Store, folder: &Path) -> Finding {
    const WHAT: &str = "search index";
    if !folder.is_dir() {
        return Finding::ok(WHAT, "there is none yet; a server makes it when it starts");
    }
    let path = folder.to_owned();
    let looked = tokio::task::spawn_blocking(move || Folder::take(&path)?.look());
    let again = "nothing: the server makes it anew when it starts, and answers meanwhile; or run \
                 `afterword index rebuild`";
    match (looked.await, store.latest_seq().await) {
        (Ok(Ok(mark)), Ok(latest)) if mark.seq > latest => Finding::warning(
            WHAT,
            format!("it is of another database: it knows of change {}", mark.seq),
            again,
        ),
        (Ok(Ok(mark)), Ok(latest)) if mark.seq < latest => Finding::ok(
            WHAT,
            format!(
                "sound; the server reads on from change {} of {latest} when it starts",
                mark.seq
            ),
        ),
        (Ok(Ok(_)), Ok(_)) => Finding::ok(WHAT, "sound, and knows of every change"),
        (Ok(Err(Flaw::Taken)), _) => Finding::ok(WHAT, "a server uses it and keeps it up"),
        (Ok(Err(flaw @ Flaw::Folder(_))), _) => Finding::wrong(
            WHAT,
            flaw.to_string(),
            "see that the data folder is there and this user may write to it",
        ),
        (Ok(Err(flaw)), _) => Finding::warning(WHAT, flaw.to_string(), again),
        (_, Err(error)) => Finding::failed(WHAT, &error),
        (Err(error), _) => Finding::wrong(WHAT, error.to_string(), again),
    }
}
