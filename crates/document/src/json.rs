//! The JSON export, read back. No other JSON is taken: there is nothing to tell what it means.

use std::path::Path;

use crate::document::Document;
use crate::error::ReadError;
use crate::read::Reading;
use crate::report::Report;

/// Whether a file's name says that it is JSON.
pub(crate) fn is_named_so(name: &str) -> bool {
    let extension = Path::new(name).extension();
    extension.is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

pub(crate) fn read(text: &str) -> Result<Reading, ReadError> {
    let refused = |line, reason: String| ReadError::NotOurJson { line, reason };
    let document: Document = serde_json::from_str(text).map_err(|error| {
        let line = u32::try_from(error.line()).unwrap_or(u32::MAX);
        refused(line, error.to_string())
    })?;
    if document.title.trim().is_empty() {
        return Err(refused(1, "it has no title".into()));
    }
    document
        .milestones
        .in_order()
        .map_err(|source| ReadError::MilestonesOutOfOrder { line: 1, source })?;
    let report = Report {
        title: document.title.clone(),
        started_at: document.milestones.impact_started_at,
        ..Report::default()
    };
    Ok(Reading { document, report })
}
