//! The change log as administrators read it, and keeping it as short as the workspace wants. What is
//! read or taken out is written down from here.

pub mod export;
pub mod list;
mod shorten;

use afterword_domain::IncidentRef;
use afterword_domain::audit::Exported;

pub(crate) use shorten::keep_short;
pub use shorten::shorten;

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};

/// Writes down that somebody takes something out of the workspace. What is not written down is not
/// given out.
pub(crate) async fn note_export(
    app: &App,
    caller: &Caller,
    export: Exported,
    of: (Option<IncidentRef>, Option<u64>),
) -> Result<(), ApiError> {
    let (author, now) = (caller.author(), app.now());
    let noted = app.store.note_export(&author, export, of, now).await;
    noted.map_err(error::store)
}

/// The same for a list of rows.
pub(crate) async fn note_export_of_rows(
    app: &App,
    caller: &Caller,
    export: Exported,
    rows: usize,
) -> Result<(), ApiError> {
    note_export(app, caller, export, (None, u64::try_from(rows).ok())).await
}
