//! What an incident was: its versions and their names, two of them compared, and the way back.

mod back;
pub mod compare;
mod hands;
pub mod restore;
pub mod versions;

use afterword_domain::policy::Sight;
use afterword_domain::{Incident, IncidentRef};

use crate::app::App;
use crate::error::{self, ApiError};

/// The present incident, to be read.
async fn present(app: &App, sight: &Sight, reference: IncidentRef) -> Result<Incident, ApiError> {
    app.live.freshen(reference).await;
    stored(app, sight, reference).await
}

/// The present incident with everything that is on disk of its live document, for what changes it
/// or gives it a name.
async fn settled(app: &App, sight: &Sight, reference: IncidentRef) -> Result<Incident, ApiError> {
    app.live.settle(reference).await;
    stored(app, sight, reference).await
}

async fn stored(app: &App, sight: &Sight, reference: IncidentRef) -> Result<Incident, ApiError> {
    let found = app
        .store
        .incident(sight, reference)
        .await
        .map_err(error::store)?;
    found.ok_or_else(|| ApiError::not_found(reference))
}
