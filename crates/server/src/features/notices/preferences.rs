//! What one wants to be told, how, and when not; and what one was told.

use afterword_domain::Moment;
use afterword_domain::notice::{About, Channel, NoticePreferences};
use afterword_domain::policy::Operation;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::channels;
use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::Body;

/// How many of the last ones are shown.
const MOST: u32 = 20;

/// What one wants, and what there is.
#[derive(Debug, Serialize, ToSchema)]
pub struct NoticesView {
    pub preferences: NoticePreferences,
    /// Whether the person said so; else they are the usual ones, in the workspace's time zone.
    pub own: bool,
    /// Whether an administrator has set the way up.
    pub mail: bool,
    pub slack: bool,
    /// The last 20 that were sent or are on their way, the newest first.
    pub told: Vec<ToldView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ToldView {
    pub at: Moment,
    #[serde(flatten)]
    pub about: About,
}

/// Reads what one wants to be told, and what one was told last.
#[utoipa::path(
    get, path = "/api/v1/me/notices", tag = "people",
    responses((status = 200, body = NoticesView), ApiError)
)]
pub async fn read_notices(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<NoticesView>, ApiError> {
    caller.may(Operation::ManageOwnNotices)?;
    view(&app, &caller).await.map(Json)
}

/// Says what one wants to be told.
#[utoipa::path(
    put, path = "/api/v1/me/notices", tag = "people", request_body = NoticePreferences,
    responses((status = 200, body = NoticesView), ApiError)
)]
pub async fn save_notices(
    State(app): State<App>,
    caller: Caller,
    Body(preferences): Body<NoticePreferences>,
) -> Result<Json<NoticesView>, ApiError> {
    caller.may(Operation::ManageOwnNotices)?;
    let (author, person) = (caller.author(), caller.person.id);
    let saved = app
        .store
        .save_notice_preferences(&author, person, preferences, app.now())
        .await;
    saved.map_err(error::save)?;
    view(&app, &caller).await.map(Json)
}

async fn view(app: &App, caller: &Caller) -> Result<NoticesView, ApiError> {
    let ways = channels::available(app).await.map_err(error::store)?;
    let own = app.store.notice_preferences_of(caller.person.id).await;
    let own = own.map_err(error::store)?;
    let workspace = app.store.workspace().await.map_err(error::store)?;
    let usual = || NoticePreferences::usual_in(&workspace.settings.time_zone);
    let hidden = app.store.hidden(&caller.sight()).await;
    let hidden = hidden.map_err(error::store)?;
    let told = app.store.told(caller.person.id, MOST).await;
    let told = told
        .map_err(error::store)?
        .into_iter()
        .filter(|told| {
            let about = told.notice.about.incident();
            about.is_none_or(|one| !hidden.holds(one))
        })
        .map(|told| ToldView {
            at: told.at,
            about: told.notice.about,
        });
    Ok(NoticesView {
        own: own.is_some(),
        preferences: own.unwrap_or_else(usual),
        mail: ways.have(Channel::Mail),
        slack: ways.have(Channel::Slack),
        told: told.collect(),
    })
}
