//! The mail server, for administrators.

use afterword_domain::mail::{KnownMailServer, MailServer, MailServerForm};
use afterword_domain::notice::Message;
use afterword_domain::policy::Operation;
use afterword_integrations::mail::{Draft, letter};
use afterword_integrations::pages::Pages;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

use super::{NO_PUBLIC_URL, office};
use crate::app::App;
use crate::caller::Caller;
use crate::error::{self, ApiError};
use crate::extract::Body;

/// The server as the settings show it.
#[derive(Debug, Serialize, ToSchema)]
pub struct MailServerView {
    /// Absent while none is entered.
    pub server: Option<MailServer>,
    /// A password is known. It is never shown.
    pub has_password: bool,
}

/// A letter that was sent to try a server out.
#[derive(Debug, Serialize, ToSchema)]
pub struct TestedMail {
    /// The address that it went to.
    pub to: String,
}

impl From<Option<KnownMailServer>> for MailServerView {
    fn from(known: Option<KnownMailServer>) -> Self {
        Self {
            has_password: known.as_ref().is_some_and(|known| known.password.is_some()),
            server: known.map(|known| known.server),
        }
    }
}

/// Reads which mail server is entered.
#[utoipa::path(
    get, path = "/api/v1/mail-server", tag = "integrations",
    responses((status = 200, body = MailServerView), ApiError)
)]
pub async fn read_mail_server(
    State(app): State<App>,
    caller: Caller,
) -> Result<Json<MailServerView>, ApiError> {
    caller.may(Operation::ManageIntegrations)?;
    let known = app.store.mail_server().await.map_err(error::store)?;
    Ok(Json(known.into()))
}

/// Enters the mail server. A password that is left out stays, as long as the server does.
#[utoipa::path(
    put, path = "/api/v1/mail-server", tag = "integrations", request_body = MailServerForm,
    responses((status = 200, body = MailServerView), ApiError)
)]
pub async fn save_mail_server(
    State(app): State<App>,
    caller: Caller,
    Body(form): Body<MailServerForm>,
) -> Result<Json<MailServerView>, ApiError> {
    caller.may(Operation::ManageIntegrations)?;
    if form.password.is_some() {
        caller.may(Operation::EnterSecret)?;
    }
    let saved = app
        .store
        .save_mail_server(&caller.author(), form, app.now())
        .await;
    Ok(Json(Some(saved.map_err(error::save)?).into()))
}

/// Takes the mail server away. No letters are sent any more.
#[utoipa::path(
    delete, path = "/api/v1/mail-server", tag = "integrations",
    responses((status = 204, description = "Taken away"), ApiError)
)]
pub async fn remove_mail_server(
    State(app): State<App>,
    caller: Caller,
) -> Result<StatusCode, ApiError> {
    caller.may(Operation::RemoveForGood)?;
    let removed = app
        .store
        .remove_mail_server(&caller.author(), app.now())
        .await;
    removed.map_err(error::save)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends a letter to one's own address, and says what is wrong if the server does not take it.
/// Nothing is saved.
#[utoipa::path(
    post, path = "/api/v1/mail-server/test", tag = "integrations", request_body = MailServerForm,
    responses((status = 200, body = TestedMail), ApiError)
)]
pub async fn test_mail_server(
    State(app): State<App>,
    caller: Caller,
    Body(form): Body<MailServerForm>,
) -> Result<Json<TestedMail>, ApiError> {
    caller.may(Operation::ManageIntegrations)?;
    let known = app.store.mail_server().await.map_err(error::store)?;
    let known = form.onto(known.as_ref())?;
    let workspace = app.store.workspace().await.map_err(error::store)?;
    let public_url = workspace.settings.public_url.as_deref();
    let public_url = public_url.ok_or_else(|| unfit("no_public_url", NO_PUBLIC_URL))?;
    let person = &caller.person;
    let to = person.email.clone().ok_or_else(|| {
        unfit(
            "no_address",
            "the letter would go to your own address, and you have none; enter it under People",
        )
    })?;
    let (from, from_name) = (known.server.from.clone(), known.server.from_name.clone());
    let message = letter_of_test(&workspace.settings.name);
    let draft = Draft {
        from: (&from, &from_name),
        to: (&to, &person.name),
        message: &message,
        pages: Pages(public_url),
        key: &format!("test:{}:person {}", app.now(), person.id),
        written_at: app.now(),
    };
    let letter = letter::write(&draft).map_err(|error| office::told(&error))?;
    let sent = office::office(known, public_url).try_out(&letter).await;
    sent.map_err(|error| office::told(&error))?;
    Ok(Json(TestedMail { to }))
}

fn letter_of_test(workspace: &str) -> Message {
    Message {
        subject: format!("A letter of {workspace}, to see whether it arrives"),
        lead:
            "It does. What Afterword has to tell comes this way from now on, once the settings are \
               saved."
                .into(),
        items: Vec::new(),
        path: "/settings#mail".into(),
        link: "Open the settings".into(),
        why: "You asked for it in the settings.".into(),
        action: None,
    }
}

fn unfit(code: &'static str, detail: &'static str) -> ApiError {
    ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail)
}
