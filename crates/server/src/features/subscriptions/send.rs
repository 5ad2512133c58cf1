//! Sending one message, which is tried for three days.

use std::time::Duration;

use afterword_domain::policy::Sight;
use afterword_domain::subscription::Subscription;
use afterword_integrations::http::{Limits, Named, Outbound, OutboundError};
use afterword_integrations::webhook::{self, Secret, Sent};
use afterword_store::{Author, Claim, Outgoing, SaveError, StoreError, Via};
use url::Url;

use super::messages::names;
use crate::app::App;
use crate::features::jobs::Tried;

/// Nothing of an answer but its status matters.
const ANSWER_MAX: usize = 64 * 1024;
/// Standard Webhooks asks for 15 to 30.
const WHOLE: Duration = Duration::from_secs(20);
/// The other side is waited for as it asks, but no try so long that three days become many: seconds.
const WAIT_MAX: i64 = 3600;

pub(crate) async fn send(app: &App, message: &str, claim: &Claim) -> Result<Tried, StoreError> {
    let Some(outgoing) = app.store.outgoing(message).await? else {
        return Ok(Tried::Done);
    };
    let id = outgoing.subscription.id;
    let active = outgoing.subscription.active;
    let open = is_open(app, &outgoing.body).await?;
    let sent = if !open {
        Err("its incident is restricted by now".to_owned())
    } else if active {
        post(app, message, outgoing).await
    } else {
        Err("the subscription is switched off".to_owned())
    };
    let (taken, remark, tried) = match sent {
        Ok(Sent::Taken { status }) => (Some(true), format!("answered {status}"), Tried::Done),
        Ok(Sent::Gone) => {
            stop(app, id).await?;
            let remark = "answered 410: the other side wants no more; the subscription is off";
            (Some(false), remark.to_owned(), Tried::Done)
        }
        Ok(Sent::Refused { status, wait }) => {
            let remark = format!("answered {status}");
            let seconds = wait.map(|wait| wait.clamp(0, WAIT_MAX));
            let seconds = seconds.map(jiff::SignedDuration::from_secs);
            let again = Tried::Again {
                problem: remark.clone(),
                not_before: seconds.map(|seconds| app.now().plus(seconds)),
            };
            (None, remark, again)
        }
        Err(problem) if !active || !open => (Some(false), problem, Tried::Done),
        Err(problem) => (None, problem.clone(), Tried::again(problem)),
    };
    let given_up = taken.is_none() && claim.is_last_try();
    let taken = if given_up { Some(false) } else { taken };
    let now = app.now();
    app.store
        .message_tried(message, taken, &remark, now)
        .await?;
    Ok(tried)
}

/// Whether everybody still sees what a message tells of: it may wait for days.
async fn is_open(app: &App, body: &str) -> Result<bool, StoreError> {
    Ok(!names(body, &app.store.hidden(&Sight::Open).await?))
}

async fn post(app: &App, id: &str, outgoing: Outgoing) -> Result<Sent, String> {
    let Outgoing {
        subscription,
        secret,
        body,
    } = outgoing;
    let url: Url = subscription
        .url
        .parse()
        .map_err(|_| "its address is none".to_owned())?;
    let secret = Secret::read(&secret).ok_or("its secret cannot be read")?;
    let outbound = outbound(app, &subscription, &url).map_err(|error| error.to_string())?;
    let message = (id, body.into_bytes());
    let sent = webhook::send(&outbound, url, &secret, message, app.now()).await;
    sent.map_err(|error| error.to_string())
}

/// Into a private network only where an administrator said so.
fn outbound(app: &App, subscription: &Subscription, url: &Url) -> Result<Outbound, OutboundError> {
    let base = match app.messages_out.get() {
        Some(base) => base,
        None => {
            let limits = Limits {
                whole: WHOLE,
                body: ANSWER_MAX,
                ..Limits::default()
            };
            let made = Outbound::new([], limits)?;
            app.messages_out.get_or_init(|| made)
        }
    };
    let named = Named::of(url).filter(|_| subscription.private);
    Ok(base.naming(named.into_iter().collect::<Vec<_>>()))
}

async fn stop(app: &App, id: afterword_domain::SubscriptionId) -> Result<(), StoreError> {
    let author = Author {
        person: None,
        via: Via::System,
        request_id: None,
        address: None,
    };
    match app.store.stop_subscription(&author, id, app.now()).await {
        Err(SaveError::Store(error)) => Err(error),
        // It was taken away meanwhile.
        Ok(()) | Err(_) => Ok(()),
    }
}
