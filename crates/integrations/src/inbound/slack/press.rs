//! A button that somebody pressed on a message of Afterword.
//! See <https://docs.slack.dev/reference/interaction-payloads/block_actions-payload>.

use afterword_domain::action_item::press::Button;
use afterword_domain::{ActionItemId, IncidentRef};

use super::super::json::{self, At};
use super::super::{Press, Reading, Unreadable};
use crate::slack::blocks::ACTION;

pub(super) fn read(payload: &str) -> Result<Reading, Unreadable> {
    let body = json::parse(payload.as_bytes())?;
    let at = At::root(&body);
    let kind = at.maybe_text("type").unwrap_or_default();
    if kind != "block_actions" {
        return Ok(Reading::Nothing(format!(
            "Slack told of “{}”, which Afterword has no use for.",
            kind.chars().take(60).collect::<String>()
        )));
    }
    let action = &body["actions"][0];
    let word = |field: &str| action[field].as_str().unwrap_or_default();
    let button = word("action_id").strip_prefix(ACTION);
    let Some(button) = button.and_then(Button::of_word) else {
        return Ok(Reading::Nothing(
            "Somebody pressed a button that is not one of Afterword's.".into(),
        ));
    };
    let (incident, action) = subject(word("value")).ok_or_else(|| Unreadable {
        place: "payload.actions[0].value".into(),
        problem: "it names no action item".into(),
    })?;
    let needed = |place: &'static str| {
        let found = body.pointer(&format!("/{}", place.replace('.', "/")));
        found
            .and_then(|found| found.as_str())
            .map(str::to_owned)
            .ok_or_else(|| Unreadable {
                place: format!("payload.{place}"),
                problem: "it is missing".into(),
            })
    };
    Ok(Reading::Pressed(Press {
        user: needed("user.id")?,
        button,
        incident,
        action,
        reply_to: needed("response_url")?,
    }))
}

impl Press {
    /// A delivery that says this and nothing else.
    #[must_use]
    pub fn to_delivery(&self) -> Vec<u8> {
        let value = format!("{}/{}", self.incident, self.action);
        let action_id = format!("{ACTION}{}", self.button.word());
        let payload = serde_json::json!({
            "type": "block_actions",
            "user": {"id": self.user},
            "response_url": self.reply_to,
            "actions": [{"action_id": action_id, "value": value}],
        });
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("payload", &payload.to_string());
        form.finish().into_bytes()
    }
}

/// The moment of the press as Slack names it, which is told once.
pub(super) fn identity(payload: &str) -> Option<String> {
    let body = json::parse(payload.as_bytes()).ok()?;
    At::root(&body).maybe_text("trigger_id").map(str::to_owned)
}

/// `INC-57/3`
fn subject(value: &str) -> Option<(IncidentRef, ActionItemId)> {
    let (incident, action) = value.split_once('/')?;
    Some((incident.parse().ok()?, ActionItemId(action.parse().ok()?)))
}
