//! Incidents of a status page: `/api/v2/incidents.json`, which anybody may fetch, or the list that
//! its owner's API gives.

use crate::inbound::Unreadable;
use crate::inbound::json::At;
use crate::inbound::statuspage::announced;

use super::{File, Pulled, each};

pub(super) fn read(files: &[File<'_>], pulled: &mut Pulled) -> Result<(), Unreadable> {
    for file in files {
        let value = file.json()?;
        for page in each(&file.at(&value)) {
            for incident in incidents(&page)? {
                let updates = announced::updates(&incident)?;
                if updates.is_empty() {
                    pulled.pass_over("The incident has no updates.");
                }
                pulled.signals.extend(updates);
            }
        }
    }
    Ok(())
}

/// Those of a page, or one that stands alone.
fn incidents<'a>(at: &At<'a>) -> Result<Vec<At<'a>>, Unreadable> {
    if at.maybe("incidents").is_some() {
        return at.list("incidents");
    }
    if let Some(incident) = at.maybe("incident") {
        return Ok(vec![incident]);
    }
    if at.maybe("incident_updates").is_some() {
        return Ok(vec![at.clone()]);
    }
    Err(at.wrong("it has neither “incidents” nor “incident_updates”"))
}
