//! The Events API's envelope, and which of its events belong on a timeline.

use super::super::json::At;
use super::super::{Reading, Unreadable};
use super::message::{self, Channel, Names, Told};

fn nothing(why: impl Into<String>) -> Reading {
    Reading::Nothing(why.into())
}

pub(super) fn read(body: &At<'_>) -> Result<Reading, Unreadable> {
    match body.text("type")? {
        "event_callback" => event(body, &body.get("event")?),
        "url_verification" => Ok(nothing(
            "Slack asked whether anybody answers at this address.",
        )),
        "app_rate_limited" => Ok(nothing(
            "Slack held events back, as there were more than 30,000 in an hour: fetch the channel \
             to have what is missing.",
        )),
        other => Ok(nothing(format!(
            "Slack's “{other}” tells nothing that belongs on a timeline."
        ))),
    }
}

fn event(body: &At<'_>, event: &At<'_>) -> Result<Reading, Unreadable> {
    let kind = event.text("type")?;
    // With both subscribed a mention comes twice, and is the same message.
    if !matches!(kind, "message" | "app_mention") {
        return Ok(nothing(format!(
            "Slack's event “{kind}” tells nothing that belongs on a timeline."
        )));
    }
    if matches!(
        event.maybe_text("channel_type"),
        Some("im" | "mpim" | "app_home")
    ) {
        return Ok(nothing("Direct messages are left alone."));
    }
    let own_app = body.maybe_text("api_app_id");
    let app = event.maybe("message").unwrap_or_else(|| event.clone());
    if own_app.is_some() && app.maybe_text("app_id") == own_app {
        return Ok(nothing("Afterword wrote this itself."));
    }
    let channel = Channel {
        id: event.text("channel")?,
        name: None,
    };
    let names = Names::new();
    let told = match event.maybe_text("subtype") {
        Some("message_changed") => message::changed(event, &channel, &names)?,
        Some("message_deleted") => message::deleted(event, &channel)?,
        _ => message::posted(event, &channel, &names)?,
    };
    match told {
        Told::Signal(signal) => Ok(Reading::Signals(vec![*signal])),
        Told::Nothing(why) => Ok(Reading::Nothing(why)),
    }
}
