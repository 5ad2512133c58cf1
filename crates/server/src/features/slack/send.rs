//! Sending somebody a notice as a direct message.

use afterword_domain::integration::Kind;
use afterword_domain::integration::api::KnownApi;
use afterword_domain::notice::Message;
use afterword_domain::person::Person;
use afterword_domain::{IntegrationId, Moment};
use afterword_integrations::pages::Pages;
use afterword_integrations::slack::SlackError;
use afterword_integrations::slack::post::{Post, Posted};
use afterword_store::StoreError;

use super::ask;
use crate::app::App;
use crate::features::jobs::Tried;

/// Whether an administrator has entered how Slack is asked.
pub(crate) async fn is_set_up(app: &App) -> Result<bool, StoreError> {
    Ok(!workspaces(app).await?.is_empty())
}

/// Sends a notice to whoever has the person's address in Slack; where several workspaces are
/// connected, in the first that knows it and can be asked. Somebody who is in none gets nothing
/// this way.
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
        tracing::debug!(person = %to.id, "without an address nobody is found in Slack");
        return Ok(Tried::Done);
    };
    let workspace = app.store.workspace().await?;
    let Some(public_url) = &workspace.settings.public_url else {
        return Ok(Tried::again(crate::features::mail::NO_PUBLIC_URL));
    };
    let mut failed = None;
    for (integration, known) in workspaces(app).await? {
        let post = Post {
            email,
            message,
            pages: Pages(public_url),
            key,
            buttons: is_signed(app, integration).await?,
        };
        let slack = match ask::connect(known) {
            Ok(slack) => slack,
            Err(error) => {
                failed = Some(Tried::Failed(error.detail().to_owned()));
                continue;
            }
        };
        match slack.post(&post).await {
            Ok(Posted::Sent) => return Ok(Tried::Done),
            Ok(Posted::NobodyThere) => {}
            Err(error) => failed = Some(tried(&error, app.now())),
        }
    }
    if let Some(failed) = failed {
        return Ok(failed);
    }
    tracing::info!(person = %to.id, "nobody in Slack has this person's address; nothing was sent");
    Ok(Tried::Done)
}

/// What a failure means for the job.
pub(super) fn tried(error: &SlackError, now: Moment) -> Tried {
    match error {
        SlackError::Wait(seconds) => Tried::Again {
            problem: error.to_string(),
            not_before: later(now, *seconds),
        },
        // What is wrong with this one message; all else may pass, or be mended by an administrator.
        SlackError::Said(_)
        | SlackError::NoMessage
        | SlackError::TooMany(_)
        | SlackError::GivenUp => Tried::Failed(error.to_string()),
        _ => Tried::again(error),
    }
}

fn later(now: Moment, seconds: u64) -> Option<Moment> {
    let micros = i64::try_from(seconds).ok()?.checked_mul(1_000_000)?;
    Moment::from_micros(now.micros().checked_add(micros)?)
}

async fn workspaces(app: &App) -> Result<Vec<(IntegrationId, KnownApi)>, StoreError> {
    let apis = app.store.source_apis().await?.into_iter();
    let slack =
        apis.filter(|(integration, _)| integration.kind == Kind::Slack && integration.active);
    Ok(slack
        .map(|(integration, known)| (integration.id, known))
        .collect())
}

/// Whether presses of its buttons can be told from those that somebody made up.
async fn is_signed(app: &App, integration: IntegrationId) -> Result<bool, StoreError> {
    let rows = app.store.integrations().await?;
    let mut rows = rows.iter();
    Ok(rows.any(|row| row.integration.id == integration && !row.secrets.is_empty()))
}
