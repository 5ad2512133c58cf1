//! A tracker's webhook. What a delivery tells may be late or come twice, so it is a reason to look:
//! it is verified, and answered once the look is asked for on disk.

use std::collections::BTreeMap;

use afterword_domain::job::Work;
use afterword_domain::tracker::TrackerKind;
use afterword_integrations::inbound::Delivery;
use afterword_integrations::outbound::{Heard, Hook, hook};
use afterword_store::TrackerDoor;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use serde::Serialize;

use crate::app::App;
use crate::auth::secret;
use crate::error::{self, ApiError};

/// A header that is longer is not one that a tracker documents.
const LARGEST_HEADER: usize = 4096;

/// What became of a delivery.
#[derive(Serialize)]
pub(crate) struct Received {
    status: &'static str,
    why: String,
}

pub(crate) async fn receive(
    State(app): State<App>,
    Path((word, key)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<Received>), ApiError> {
    let door = door(&app, &word, &key).await?;
    let hook = hook(door.entry.settings.kind);
    let headers = wanted(hook, &headers);
    let now = app.now();
    let delivery = Delivery {
        headers: &headers,
        body: &body,
        received_at: now,
    };
    let secrets: Vec<_> = door.secret.into_iter().collect();
    let genuine = hook.verify(&delivery, &secrets, now);
    genuine.map_err(|refused| {
        ApiError::new(StatusCode::UNAUTHORIZED, "not_genuine", refused.to_string())
    })?;
    let heard = hook.read(&delivery).map_err(|unreadable| {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        ApiError::new(status, "unreadable_delivery", unreadable.to_string())
    })?;
    let nothing = |why| {
        let status = "nothing";
        Ok((StatusCode::ACCEPTED, Json(Received { status, why })))
    };
    let told = match heard {
        Heard::Told(told) => told,
        Heard::Nothing(why) => return nothing(why),
    };
    let tracker = door.entry.id;
    let link = app.store.link_of_ticket(tracker, &told.key).await;
    if link.map_err(error::store)?.is_none() {
        return nothing(format!("{} belongs to no action item.", told.key));
    }
    let why = format!("{} is looked at.", told.key);
    let look = Work::LookAtTicket {
        tracker,
        key: told.key,
    };
    let asked = app.store.ask_once_for(&look, now, now).await;
    asked.map_err(error::store)?;
    let status = "kept";
    Ok((StatusCode::ACCEPTED, Json(Received { status, why })))
}

async fn door(app: &App, word: &str, key: &str) -> Result<TrackerDoor, ApiError> {
    let nowhere = || {
        let detail = "this address leads to no tracker; its settings make a new one";
        ApiError::new(StatusCode::NOT_FOUND, "no_such_hook", detail)
    };
    let kind = TrackerKind::of_word(word).ok_or_else(nowhere)?;
    let door = app.store.tracker_door(&secret::hash(key)).await;
    let door = door.map_err(error::store)?.ok_or_else(nowhere)?;
    if door.entry.settings.kind == kind {
        Ok(door)
    } else {
        Err(nowhere())
    }
}

fn wanted(hook: &dyn Hook, headers: &HeaderMap) -> BTreeMap<String, String> {
    let names = hook.headers().iter();
    let wanted = names.filter_map(|&name| {
        let value = headers.get(name)?.to_str().ok()?.to_owned();
        (value.len() <= LARGEST_HEADER).then(|| (name.to_owned(), value))
    });
    wanted.collect()
}
