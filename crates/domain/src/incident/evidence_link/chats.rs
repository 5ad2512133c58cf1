//! What somebody wrote somewhere: Slack, Teams, Discord, Mattermost, Zulip.

use super::Shape;
use super::address::{Address, is_number};
use crate::Moment;
use crate::incident::EvidenceKind::Message;

pub(super) fn recognise(address: &Address<'_>) -> Option<Shape> {
    let label = match address.parts().as_slice() {
        ["archives", _, message, ..] if address.is_at("slack.com") => slack(message),
        ["archives" | "client", ..] if address.is_at("slack.com") => "Slack channel".into(),
        ["l", "message", ..] if address.is_at("teams.microsoft.com") => "Teams message".into(),
        ["channels", _, _, _, ..] if address.is_at("discord.com") => "Discord message".into(),
        [_, "pl", id] if id.len() == 26 && id.bytes().all(|b| b.is_ascii_alphanumeric()) => {
            "Mattermost message".into()
        }
        _ if address.fragment.starts_with("narrow/") => "Zulip conversation".into(),
        _ => return None,
    };
    Some((Message, label))
}

/// A permalink ends in the moment of the message: `p` and its microseconds.
fn slack(message: &str) -> String {
    let micros = message.strip_prefix('p').filter(|digits| is_number(digits));
    let at = micros
        .and_then(|digits| digits.parse().ok())
        .and_then(Moment::from_micros);
    at.map_or_else(
        || "Slack message".into(),
        |at| format!("Slack {} UTC", at.timestamp().strftime("%Y-%m-%d %H:%M")),
    )
}

#[cfg(test)]
mod tests {
    use crate::incident::evidence_link::recognise;

    #[test]
    fn a_message_is_called_by_where_and_when() {
        let cases = [
            (
                "https://northwind.slack.com/archives/C024BE91L/p1791450720123456?thread_ts=1.2",
                "Message Slack 2026-10-08 09:12 UTC",
            ),
            (
                "https://northwind.slack.com/archives/C024BE91L/p99999999999999999999",
                "Message Slack message",
            ),
            (
                "https://app.slack.com/client/T1/C024BE91L",
                "Message Slack channel",
            ),
            (
                "https://teams.microsoft.com/l/message/19:abc/1791450720",
                "Message Teams message",
            ),
            (
                "https://chat.example.org/ops/pl/abcdefghijklmnopqrstuvwxyz",
                "Message Mattermost message",
            ),
            (
                "https://zulip.example.org/#narrow/stream/4-ops/topic/ledger",
                "Message Zulip conversation",
            ),
        ];
        for (url, expected) in cases {
            let found = recognise(url).unwrap();
            let kind = found.kind.unwrap_or_else(|| panic!("{url}"));
            assert_eq!(format!("{kind:?} {}", found.label), expected, "{url}");
        }
    }
}
