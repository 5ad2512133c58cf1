//! People of the workspace, and the links by which they set their first password.

use afterword_domain::person::{Person, PersonForm, Role};
use afterword_domain::policy::{self, Operation};
use afterword_domain::{PersonId, TeamId};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::App;
use crate::auth::password;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::{At, Body};

/// All of a person, and whether they may still sign in. It replaces what there is: a role that is
/// left out is refused, not lowered.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonUpdate {
    pub handle: String,
    pub name: String,
    #[serde(default)]
    pub email: Option<String>,
    pub role: Role,
    #[serde(default)]
    pub team: Option<TeamId>,
    pub active: bool,
}

/// A new person; without a password they own things but cannot sign in yet.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPerson {
    pub handle: String,
    pub name: String,
    #[serde(default)]
    pub email: Option<String>,
    #[serde(default)]
    pub role: Role,
    #[serde(default)]
    pub team: Option<TeamId>,
    #[serde(default)]
    pub password: Option<String>,
}

/// Adds a person.
#[utoipa::path(
    post, path = "/api/v1/people", tag = "workspace", request_body = NewPerson,
    responses((status = 201, body = Person), ApiError)
)]
pub async fn add_person(
    State(app): State<App>,
    caller: Caller,
    Body(new): Body<NewPerson>,
) -> Result<(StatusCode, Json<Person>), ApiError> {
    caller.may(Operation::EditPerson)?;
    // Whoever has the address at a provider comes in by it, and a team sees what is restricted to it.
    let has_way_in = new.password.is_some() || new.email.is_some();
    if has_way_in || new.team.is_some() || new.role == Role::Admin {
        caller.may(Operation::ChangeAccess)?;
    }
    let hash = match new.password {
        Some(text) => {
            password::acceptable(&text)?;
            Some(password::hash(&app.hashing, text).await?)
        }
        None => None,
    };
    let form = PersonForm {
        handle: new.handle,
        name: new.name,
        email: new.email,
        role: new.role,
        team: new.team,
    };
    let (author, now) = (caller.author(), app.now());
    let person = app
        .store
        .add_person_with_password(&author, form, hash.as_deref(), None, now)
        .await
        .map_err(error::save)?;
    Ok((StatusCode::CREATED, Json(person)))
}

/// Changes a person. The last administrator stays one.
#[utoipa::path(
    put, path = "/api/v1/people/{id}", tag = "workspace", request_body = PersonUpdate,
    params(("id" = PersonId, Path)), responses((status = 200, body = Person), ApiError)
)]
pub async fn update_person(
    State(app): State<App>,
    caller: Caller,
    At(id): At<PersonId>,
    Body(update): Body<PersonUpdate>,
) -> Result<Json<Person>, ApiError> {
    caller.may(Operation::EditPerson)?;
    let form = PersonForm {
        handle: update.handle,
        name: update.name,
        email: update.email,
        role: update.role,
        team: update.team,
    };
    let (author, now) = (caller.author(), app.now());
    let allowed = |before: &Person, after: &Person| {
        if after.comes_in_as(before) {
            return Ok(());
        }
        policy::may(&caller.actor, Operation::ChangeAccess)
    };
    let wanted = (form, update.active);
    let saved = app
        .store
        .update_person(&author, id, wanted, now, allowed)
        .await;
    let person = saved.map_err(error::save)?;
    app.access_changed();
    Ok(Json(person))
}
