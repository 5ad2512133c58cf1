//! Secret addresses under which programs read that do not sign in: calendars read meetings, readers
//! of feeds post-mortems. Each can be renewed.

mod atom;
pub mod feed;

use afterword_domain::Moment;
use afterword_domain::policy::Operation;
use afterword_domain::reader_link::ReaderScope;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::secret;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::At;

const OWN: Operation = Operation::ManageOwnReaderLinks;

/// An address that there is; it was told when it was made.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct ReaderLink {
    pub created_at: Moment,
}

/// Which addresses one has.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct ReaderLinks {
    /// For all meetings.
    pub meetings: Option<ReaderLink>,
    /// For those that one leads, writes down or attends.
    pub own_meetings: Option<ReaderLink>,
    /// For the post-mortems that were published last.
    pub postmortems: Option<ReaderLink>,
}

/// An address that was made. It is told this once.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct NewReaderLink {
    /// To be put behind the address by which the program that reads reaches the server.
    pub path: String,
    pub created_at: Moment,
}

/// Says which secret addresses one has for calendars and readers of feeds, and since when.
#[utoipa::path(
    get, path = "/api/v1/reader-links", tag = "people",
    responses((status = 200, body = ReaderLinks), ApiError)
)]
pub async fn list_reader_links(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<ReaderLinks>, ApiError> {
    caller.may(OWN)?;
    let found = app.store.reader_links_of(caller.person.id).await;
    let mut links = ReaderLinks::default();
    for (scope, created_at) in found.map_err(error::store)? {
        let link = Some(ReaderLink { created_at });
        match scope {
            ReaderScope::Meetings => links.meetings = link,
            ReaderScope::OwnMeetings => links.own_meetings = link,
            ReaderScope::Postmortems => links.postmortems = link,
        }
    }
    Ok(Json(links))
}

/// Makes such an address, or a new one in place of the old, which is void at once.
#[utoipa::path(
    post, path = "/api/v1/reader-links/{scope}", tag = "people",
    params(("scope" = ReaderScope, Path)),
    responses((status = 201, body = NewReaderLink), ApiError)
)]
pub async fn renew_reader_link(
    State(app): State<App>,
    caller: Caller,
    At(scope): At<ReaderScope>,
) -> Result<(StatusCode, Json<NewReaderLink>), ApiError> {
    caller.may(OWN)?;
    let (secret, created_at) = (secret::new(""), app.now());
    let (author, hash) = (caller.author(), secret::hash(&secret));
    let link = (caller.person.id, scope);
    let added = app
        .store
        .add_reader_link(&author, link, &hash, created_at)
        .await;
    added.map_err(error::store)?;
    let path = match scope {
        ReaderScope::Meetings | ReaderScope::OwnMeetings => {
            format!("/api/v1/calendar/{secret}.ics")
        }
        ReaderScope::Postmortems => format!("/api/v1/postmortems/{secret}.atom"),
    };
    Ok((
        StatusCode::CREATED,
        Json(NewReaderLink { path, created_at }),
    ))
}

/// Voids such an address.
#[utoipa::path(
    delete, path = "/api/v1/reader-links/{scope}", tag = "people",
    params(("scope" = ReaderScope, Path)),
    responses((status = 204, description = "It is void"), ApiError)
)]
pub async fn remove_reader_link(
    State(app): State<App>,
    caller: Caller,
    At(scope): At<ReaderScope>,
) -> Result<StatusCode, ApiError> {
    caller.may(OWN)?;
    let (author, link) = (caller.author(), (caller.person.id, scope));
    let removed = app.store.remove_reader_link(&author, link, app.now()).await;
    if removed.map_err(error::store)? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(ApiError::not_found("such address"))
    }
}
