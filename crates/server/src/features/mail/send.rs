//! Sending somebody a notice as a letter.

use afterword_domain::notice::Message;
use afterword_domain::person::Person;
use afterword_integrations::mail::letter;
use afterword_integrations::mail::{Draft, MailError};
use afterword_integrations::pages::Pages;
use afterword_store::StoreError;

use super::{NO_PUBLIC_URL, office};
use crate::app::App;
use crate::features::jobs::Tried;

/// Whether an administrator has entered a mail server.
pub(crate) async fn is_set_up(app: &App) -> Result<bool, StoreError> {
    Ok(app.store.mail_server().await?.is_some())
}

/// Sends a notice. Sent a second time it bears the same `Message-ID`, by which mail programs know
/// that they have it.
///
/// # Errors
/// When the database fails.
pub(crate) async fn send(
    app: &App,
    to: &Person,
    message: &Message,
    key: &str,
) -> Result<Tried, StoreError> {
    let Some(email) = &to.email else {
        tracing::debug!(person = %to.id, "without an address there is nobody to write to");
        return Ok(Tried::Done);
    };
    let Some(known) = app.store.mail_server().await? else {
        return Ok(Tried::again("no mail server is entered any more"));
    };
    let workspace = app.store.workspace().await?;
    let Some(public_url) = &workspace.settings.public_url else {
        return Ok(Tried::again(NO_PUBLIC_URL));
    };
    let (from, from_name) = (known.server.from.clone(), known.server.from_name.clone());
    let draft = Draft {
        from: (&from, &from_name),
        to: (email, &to.name),
        message,
        pages: Pages(public_url),
        key,
        written_at: app.now(),
    };
    let sent = match letter::write(&draft) {
        Ok(letter) => office::office(known, public_url).send(&letter).await,
        Err(error) => Err(error),
    };
    Ok(match sent {
        Ok(()) => Tried::Done,
        Err(error) => tried(&error),
    })
}

fn tried(error: &MailError) -> Tried {
    if error.may_pass() {
        Tried::again(error)
    } else {
        Tried::Failed(error.to_string())
    }
}
