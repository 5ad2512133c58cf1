//! A notice as the blocks of a message. What people wrote stands in plain text, or without the signs
//! by which Slack knows links and mentions.
//! See <https://docs.slack.dev/reference/block-kit/blocks/>.

use afterword_domain::action_item::press::Button;
use afterword_domain::notice::Message;
use afterword_domain::{ActionItemId, IncidentRef};
use serde_json::{Value, json};

use crate::pages::Pages;

/// What the ids of our buttons begin with.
pub(crate) const ACTION: &str = "afterword:";
/// Characters that a block takes.
const HEADER_MAX: usize = 150;
const SECTION_MAX: usize = 3_000;
/// Of a line that is a link, its address aside.
const TITLE_MAX: usize = 300;
/// A message has fifty blocks at most; a list that is longer is on its page.
const ITEMS_MAX: usize = 20;

/// The blocks of a notice, with `buttons` where it is about an action item whose state can be told.
pub(crate) fn blocks(message: &Message, pages: Pages<'_>, buttons: &[Button]) -> Value {
    let mut blocks = vec![
        json!({ "type": "header", "text": plain(&message.subject, HEADER_MAX) }),
        json!({ "type": "section", "text": plain(&message.lead, SECTION_MAX) }),
    ];
    let shown = message.items.iter().take(ITEMS_MAX);
    blocks.extend(shown.map(|item| {
        let title = link(&pages.at(&item.path), &item.title);
        let detail = escaped(&cut(&item.detail, TITLE_MAX));
        section(&format!("{title}\n{detail}"))
    }));
    let more = message.items.len().saturating_sub(ITEMS_MAX);
    if more > 0 {
        blocks.push(section(&format!("and {more} more")));
    }
    blocks.push(section(&link(&pages.at(&message.path), &message.link)));
    if let Some((incident, action)) = message.action.filter(|_| !buttons.is_empty()) {
        blocks.push(row(incident, action, buttons));
    }
    let preferences = link(&pages.preferences(), "What you are told, and when");
    let why = format!("{} {preferences}", escaped(&cut(&message.why, TITLE_MAX)));
    blocks.push(json!({
        "type": "context", "elements": [{ "type": "mrkdwn", "text": why.trim(), "verbatim": true }]
    }));
    blocks.into()
}

fn row(incident: IncidentRef, action: ActionItemId, buttons: &[Button]) -> Value {
    let elements = buttons.iter().map(|button| {
        json!({
            "type": "button",
            "text": plain(button.label(), HEADER_MAX),
            "action_id": format!("{ACTION}{}", button.word()),
            "value": format!("{incident}/{action}"),
        })
    });
    json!({ "type": "actions", "elements": elements.collect::<Vec<_>>() })
}

fn section(mrkdwn: &str) -> Value {
    json!({
        "type": "section", "text": { "type": "mrkdwn", "text": mrkdwn, "verbatim": true }
    })
}

/// Text that Slack shows as it is. Empty text is refused there.
fn plain(text: &str, most: usize) -> Value {
    let text = cut(text.trim(), most);
    let text = if text.is_empty() { "–".into() } else { text };
    json!({ "type": "plain_text", "text": text, "emoji": false })
}

fn link(address: &str, words: &str) -> String {
    let words = escaped(&cut(words, TITLE_MAX)).replace('|', "¦");
    // An address has no such sign but encoded.
    let address = address
        .replace('|', "%7C")
        .replace('>', "%3E")
        .replace('<', "%3C");
    format!("<{}|{words}>", address.replace('&', "&amp;"))
}

/// One line without Slack's three signs, at most as long as `most` characters.
fn cut(text: &str, most: usize) -> String {
    let text: String = text
        .chars()
        .filter(|c| !c.is_control() || *c == '\n')
        .collect();
    if text.chars().count() <= most {
        return text;
    }
    let kept: String = text.chars().take(most - 1).collect();
    format!("{}…", kept.trim_end())
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
