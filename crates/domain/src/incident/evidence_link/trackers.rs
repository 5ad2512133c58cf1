//! Tickets and pages of whoever is on call: Jira, Linear, YouTrack, PagerDuty, Opsgenie, Sentry.

use super::Shape;
use super::address::{Address, is_number};
use crate::incident::EvidenceKind::{Log, Ticket};

pub(super) fn recognise(address: &Address<'_>) -> Option<Shape> {
    let parts = address.parts();
    sentry(address, &parts)
        .or_else(|| on_call(address, &parts))
        .or_else(|| ticket(address, &parts))
}

/// A key of letters and a number, where trackers put it.
fn ticket(address: &Address<'_>, parts: &[&str]) -> Option<Shape> {
    let places = ["browse", "issue", "issues"];
    let in_path = parts
        .windows(2)
        .find(|pair| places.contains(&pair[0]) && is_key(pair[1]))
        .map(|pair| pair[1].to_owned());
    // A board with one of its tickets open.
    let opened = || address.asked("selectedIssue").filter(|key| is_key(key));
    in_path.or_else(opened).map(|key| (Ticket, key))
}

/// `PAY-1234`.
fn is_key(part: &str) -> bool {
    let Some((project, number)) = part.split_once('-') else {
        return false;
    };
    (1..=12).contains(&project.len())
        && project.starts_with(|first: char| first.is_ascii_uppercase())
        && project
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
        && is_number(number)
}

fn on_call(address: &Address<'_>, parts: &[&str]) -> Option<Shape> {
    match parts {
        ["incidents", id, ..] if address.is_at("pagerduty.com") => {
            Some((Ticket, format!("PagerDuty {id}")))
        }
        ["alert" | "incident", "detail", id, ..] if address.is_at("opsgenie.com") => Some((
            Ticket,
            format!("Opsgenie {}", id.chars().take(8).collect::<String>()),
        )),
        _ => None,
    }
}

/// An error that Sentry gathered, or one event of it.
fn sentry(address: &Address<'_>, parts: &[&str]) -> Option<Shape> {
    let is_sentry = address.is_called("sentry") || address.is_at("sentry.io");
    let rest = match parts {
        ["organizations", _, rest @ ..] => rest,
        rest if is_sentry => rest,
        _ => return None,
    };
    match rest {
        ["issues", issue, "events", event, ..] | [_, _, "issues", issue, "events", event, ..]
            if is_number(issue) && event.len() > 8 && event.is_ascii() =>
        {
            Some((Log, format!("Sentry event {}", &event[..8])))
        }
        ["issues", issue, ..] | [_, _, "issues", issue, ..] if is_number(issue) => {
            Some((Ticket, format!("Sentry {issue}")))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::incident::evidence_link::recognise;

    #[test]
    fn tickets_are_called_by_their_key() {
        let cases = [
            (
                "https://northwind.atlassian.net/browse/PAY-1234?focusedId=1",
                "Ticket PAY-1234",
            ),
            (
                "https://jira.example.org/secure/RapidBoard.jspa?rapidView=3&selectedIssue=PAY-9",
                "Ticket PAY-9",
            ),
            (
                "https://linear.app/northwind/issue/ENG-42/bound-the-retries",
                "Ticket ENG-42",
            ),
            ("https://youtrack.example.org/issue/OPS2-7", "Ticket OPS2-7"),
            (
                "https://northwind.pagerduty.com/incidents/Q1ABCDEF",
                "Ticket PagerDuty Q1ABCDEF",
            ),
            (
                "https://northwind.app.opsgenie.com/alert/detail/0a1b2c3d-0000-1111/details",
                "Ticket Opsgenie 0a1b2c3d",
            ),
            (
                "https://northwind.sentry.io/issues/4402/?project=1",
                "Ticket Sentry 4402",
            ),
            (
                "https://errors.example.org/organizations/nw/issues/4402/events/0123456789abcdef/",
                "Log Sentry event 01234567",
            ),
        ];
        for (url, expected) in cases {
            let found = recognise(url).unwrap();
            let kind = found.kind.unwrap_or_else(|| panic!("{url}"));
            assert_eq!(format!("{kind:?} {}", found.label), expected, "{url}");
        }
    }

    #[test]
    fn a_word_with_a_number_is_no_ticket_elsewhere() {
        for url in [
            "https://example.org/docs/UTF-8",
            "https://example.org/browse/utf-8",
            "https://example.org/incidents/Q1",
        ] {
            assert_eq!(recognise(url).unwrap().kind, None, "{url}");
        }
    }
}
