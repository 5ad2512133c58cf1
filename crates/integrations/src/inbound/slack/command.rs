//! What comes as a form: a slash command that somebody typed, or a button that was pressed.

use super::super::form;
use super::super::{Command, Reading, Unreadable};
use super::press;

pub(super) fn read(body: &[u8]) -> Result<Reading, Unreadable> {
    let mut fields = form::fields(body)?;
    if fields.contains_key("ssl_check") {
        return Ok(Reading::Nothing(
            "Slack asked whether the address has a good certificate.".into(),
        ));
    }
    if let Some(payload) = fields.remove("payload") {
        return press::read(&payload);
    }
    let mut field = |name: &str| {
        fields.remove(name).ok_or_else(|| Unreadable {
            place: name.to_owned(),
            problem: "it is missing in the form".into(),
        })
    };
    field("command")?;
    let text = field("text")?;
    let id = field("trigger_id")?;
    let channel = field("channel_id")?;
    let channel_name = field("channel_name").ok();
    let user_name = field("user_name").or_else(|_| field("user_id"))?;
    Ok(Reading::Command(Command {
        text: text.trim().to_owned(),
        user_name,
        channel,
        channel_name,
        id,
    }))
}
