//! What an incident was: its versions and their names, two of them compared, and the way back.

pub mod compare;
pub mod restore;
pub mod versions;

use afterword_domain::history::versions::{VersionError, rebuild};
use afterword_domain::{Change, Incident, IncidentRef, Moment};

use crate::app::App;
use crate::error::{self, ApiError};

/// An incident as it was, and when it became so.
struct Past {
    incident: Incident,
    at: Moment,
}

/// The present incident.
async fn present(app: &App, reference: IncidentRef) -> Result<Incident, ApiError> {
    let found = app.store.incident(reference).await.map_err(error::store)?;
    found.ok_or_else(|| ApiError::not_found(reference))
}

/// A version, made again from the present one and the log.
async fn past(app: &App, present: &Incident, version: u32) -> Result<Past, ApiError> {
    if !(1..=present.version).contains(&version) {
        return Err(VersionError::NoVersion(version).into());
    }
    let span = (version - 1, present.version);
    let log = app.store.changes_between(present.reference, span).await;
    let log = log.map_err(error::store)?;
    let of = |record: &&afterword_store::ChangeRecord| record.version == Some(version);
    let made = log.iter().take_while(of);
    let (at, rows) = (made.clone().last().map(|record| record.at), made.count());
    let since: Vec<Change> = log
        .into_iter()
        .skip(rows)
        .map(|record| record.change)
        .collect();
    let at = at.ok_or(VersionError::NoVersion(version))?;
    let incident = rebuild(present, &since, (version, at));
    let incident = incident.ok_or(VersionError::NoVersion(version))?;
    Ok(Past { incident, at })
}
