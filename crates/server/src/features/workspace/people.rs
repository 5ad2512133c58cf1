//! People of the workspace, and the links by which they set their first password.

use afterword_domain::PersonId;
use afterword_domain::person::{Person, PersonForm};
use afterword_domain::policy::Operation;
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

/// A person, and whether they may still sign in.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct PersonUpdate {
    #[serde(flatten)]
    pub form: PersonForm,
    pub active: bool,
}

/// A new person; without a password they own things but cannot sign in yet.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct NewPerson {
    #[serde(flatten)]
    pub form: PersonForm,
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
    let hash = match new.password {
        Some(text) => {
            password::acceptable(&text)?;
            Some(password::hash(&app.hashing, text).await?)
        }
        None => None,
    };
    let (author, now) = (caller.author(), app.now());
    let person = app
        .store
        .add_person(&author, new.form, now)
        .await
        .map_err(error::save)?;
    if let Some(hash) = hash {
        let set = app.store.set_password(&author, person.id, &hash, now).await;
        set.map_err(error::save)?;
    }
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
    let (author, now) = (caller.author(), app.now());
    let saved = app
        .store
        .update_person(&author, id, update.form, update.active, now)
        .await;
    let person = saved.map_err(error::save)?;
    if !person.active {
        app.store.end_sessions_of(id).await.map_err(error::store)?;
    }
    Ok(Json(person))
}
