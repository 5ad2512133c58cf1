//! What SNS puts around a message, and what it sends of its own: that a subscription waits to be
//! confirmed, or ended.

use super::{alarm, signed};
use crate::inbound::json::{self, At};
use crate::inbound::{Reading, Unreadable};

pub(super) fn read(root: &At<'_>) -> Result<Reading, Unreadable> {
    match root.text("Type")? {
        "Notification" => notification(root),
        "SubscriptionConfirmation" => {
            let url = root.text("SubscribeURL")?;
            if signed::is_address_of_sns(url) {
                return Ok(Reading::Confirm {
                    url: url.to_owned(),
                });
            }
            let at = root.get("SubscribeURL")?;
            Err(at.wrong("it is no https address of SNS, and must not be visited"))
        }
        "UnsubscribeConfirmation" => Ok(Reading::Nothing(
            "The subscription was ended at SNS; nothing more will come by it.".into(),
        )),
        _ => Err(root.get("Type")?.wrong("no message of SNS has this type")),
    }
}

/// The alarm stands as JSON in a text. Whoever may publish to the topic may have sent anything.
fn notification(root: &At<'_>) -> Result<Reading, Unreadable> {
    let message = root.text("Message")?;
    if !message.trim_start().starts_with('{') {
        return Ok(Reading::Nothing(
            "The topic's message is a text, and no alarm of CloudWatch.".into(),
        ));
    }
    let within = |error: Unreadable| Unreadable {
        place: match error.place.as_str() {
            "body" => "Message".into(),
            place => format!("Message.{place}"),
        },
        ..error
    };
    let message = json::parse(message.as_bytes()).map_err(within)?;
    let message = At::root(&message);
    if message.maybe("AlarmName").is_none() {
        return Ok(Reading::Nothing(
            "The topic's message is no alarm of CloudWatch.".into(),
        ));
    }
    alarm::read(&message).map_err(within)
}
