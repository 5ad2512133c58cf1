//! SQLite, asked on the thread that asks: a statement takes some microseconds, handing it to
//! another thread and back takes several times as long. What may take longer says so and gives its
//! place in the runtime away meanwhile ([`stay`]).

mod place;
mod readers;
mod statements;
mod writer;

use std::time::Duration;

use rusqlite::ErrorCode;
use tokio::runtime::{Handle, RuntimeFlavor};

pub(crate) use place::{Access, Place, fold};
pub(crate) use readers::{Reader, Readers};
pub(crate) use statements::{Cells, each, once, rows, run};
pub(crate) use writer::{Lent, Writer, Writing};

/// How long another program is waited for that writes.
const BUSY: Duration = Duration::from_secs(10);

/// How many at once may stay on their thread while they ask: those who read, and one who writes.
pub const ASKING_AT_ONCE: usize = readers::READERS as usize + 1;

/// Runs what may take long, such as reading whole tables or waiting for the disk, without holding
/// up other work of the same thread.
pub(crate) fn stay<T>(work: impl FnOnce() -> T) -> T {
    let flavor = Handle::try_current().map(|runtime| runtime.runtime_flavor());
    match flavor {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(work),
        _ => work(),
    }
}

pub(crate) fn is_busy(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
}
