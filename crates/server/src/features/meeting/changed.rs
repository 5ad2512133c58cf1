//! What a meeting brought about: what was changed in the incident while it ran.

use afterword_domain::incident::Incident;
use afterword_domain::meeting::agenda::Step;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Asking;
use crate::error::{self, ApiError};

/// Changes of one name since the meeting began.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ChangedSince {
    /// `contributing_factor.added`
    pub name: String,
    pub count: u32,
    pub places: Vec<String>,
}

/// Told from the last step on; what is written after the end is not the meeting's.
pub async fn changed(asking: &Asking, incident: &Incident) -> Result<Vec<ChangedSince>, ApiError> {
    let run = incident.postmortem.proceedings.run.as_ref();
    let Some(run) = run.filter(|run| run.ended_at.is_some() || run.step == Step::CheckOut) else {
        return Ok(Vec::new());
    };
    let until = run.ended_at.unwrap_or(incident.updated_at);
    let (reference, after) = (incident.reference, run.started_version);
    let pairs = asking
        .app
        .store
        .changed_places(&asking.sight(), reference, after, until)
        .await;
    let mut pairs = pairs.map_err(error::store)?;
    pairs.retain(|(_, place)| !is_of_the_meeting(place));
    let names = pairs.chunk_by(|one, next| one.0 == next.0);
    Ok(names.map(of_one_name).collect())
}

fn of_one_name(pairs: &[(String, String)]) -> ChangedSince {
    let places: Vec<_> = pairs.iter().map(|(_, place)| place.clone()).collect();
    ChangedSince {
        name: pairs
            .first()
            .map(|(name, _)| name.clone())
            .unwrap_or_default(),
        count: u32::try_from(places.len()).unwrap_or(u32::MAX),
        places,
    }
}

/// What is not part of what a meeting brought about: the meeting itself.
fn is_of_the_meeting(place: &str) -> bool {
    let (noun, _) = place.split_once(':').unwrap_or((place, ""));
    matches!(
        noun,
        "meeting.changed"
            | "meeting.called_off"
            | "meeting_run"
            | "meeting_word"
            | "meeting_note"
            | "silent_answer"
            | "ballot"
            | "publication"
            | "version"
    )
}
