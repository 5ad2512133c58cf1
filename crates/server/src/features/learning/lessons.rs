//! What earlier post-mortems of the same services learned, for whoever writes down the next one.

use afterword_domain::learning::lessons::published_on;
use afterword_domain::policy::Operation;
use afterword_domain::{IncidentRef, Moment, ServiceId};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::Asked;
use crate::features::notices::lesson;

/// More would not be read while something is being put right.
const MOST: usize = 3;
/// Post-mortems that are looked at: whoever writes no lessons down for so long has none to read.
const LOOKED_AT: usize = 30;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct LessonsQuery {
    /// The numbers of the services with commas between them: `1,4`.
    services: String,
    /// The incident that is being written; its own are left out.
    incident: Option<IncidentRef>,
}

/// What a published post-mortem learned.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct LessonLearned {
    pub incident: IncidentRef,
    pub title: String,
    pub began_at: Moment,
    pub services: Vec<ServiceId>,
    /// The beginning of what is known now that was not known before, or else of its lessons; plain
    /// text.
    pub lesson: String,
}

/// Lists what the latest published post-mortems of some services learned, at most three, latest
/// first. Those without a lesson are left out.
#[utoipa::path(
    get, path = "/api/v1/lessons", tag = "learning", params(LessonsQuery),
    responses((status = 200, body = Vec<LessonLearned>), ApiError)
)]
pub async fn list_lessons(
    State(app): State<App>,
    caller: Caller,
    Asked(asked): Asked<LessonsQuery>,
) -> Result<Json<Vec<LessonLearned>>, ApiError> {
    caller.may(Operation::ReadIncidents)?;
    let services = services(&asked.services)?;
    let facts = app
        .store
        .facts(&caller.sight())
        .await
        .map_err(error::store)?;
    let published = published_on(&services, asked.incident, &facts);
    let mut found = Vec::with_capacity(MOST);
    for reference in published.into_iter().take(LOOKED_AT) {
        let incident = app
            .store
            .incident(&caller.sight(), reference)
            .await
            .map_err(error::store)?;
        found.extend(incident.and_then(|incident| {
            let lesson = lesson(&incident);
            (!lesson.is_empty()).then(|| LessonLearned {
                incident: reference,
                began_at: incident.began(),
                title: incident.title,
                services: incident.services,
                lesson,
            })
        }));
        if found.len() == MOST {
            break;
        }
    }
    Ok(Json(found))
}

fn services(asked: &str) -> Result<Vec<ServiceId>, ApiError> {
    let numbers = asked.split(',').filter(|part| !part.trim().is_empty());
    let read = |part: &str| {
        let number = part.trim().parse().map(ServiceId);
        number.map_err(|_| {
            let detail =
                format!("services has “{part}”; it is numbers with commas between them: 1,4");
            ApiError::new(StatusCode::BAD_REQUEST, "services", detail).field("services")
        })
    };
    numbers.map(read).collect()
}
