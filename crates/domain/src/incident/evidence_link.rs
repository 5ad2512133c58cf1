//! What a link leads to, told by the shape of its address and without a request: the kind of
//! evidence it is, and a short label.
//!
//! Who serves an address matters only where its path says nothing; so what an organisation hosts
//! itself is recognised like what everybody uses.

mod address;
mod chats;
mod dashboards;
mod forges;
mod trackers;

use super::EvidenceKind;
use crate::text;
use address::Address;

/// Longest label, in characters.
pub const LABEL_MAX: usize = 80;

/// What an address tells of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recognised {
    /// `None` where the address says only where it leads, not what is there.
    pub kind: Option<EvidenceKind>,
    /// One line of 1 to [`LABEL_MAX`] characters.
    pub label: String,
}

/// What a parser found: a kind, and a label as long as the address made it.
type Shape = (EvidenceKind, String);

/// Recognises an address; `None` for what is no address of the web.
#[must_use]
pub fn recognise(url: &str) -> Option<Recognised> {
    let url = url.trim();
    let address = Address::of(url).filter(|_| text::is_web_address(url))?;
    let shapes = [
        chats::recognise,
        dashboards::recognise,
        trackers::recognise,
        forges::recognise,
    ];
    let found = shapes.iter().find_map(|shape| shape(&address));
    let (kind, label) = found.map_or_else(
        || (None, whereabouts(&address)),
        |(kind, label)| (Some(kind), label),
    );
    // A label of nothing but blanks was taken from a path of nothing but blanks.
    let label = Some(label).filter(|label| !shortened(label).is_empty());
    let label = label.unwrap_or_else(|| address.host.clone());
    Some(Recognised {
        kind,
        label: shortened(&label),
    })
}

/// The host and the last part of the path.
fn whereabouts(address: &Address<'_>) -> String {
    let host = &address.host;
    match address.path.as_slice() {
        [] => host.clone(),
        [only] => format!("{host}/{only}"),
        [.., last] => format!("{host}/…/{last}"),
    }
}

/// A label as it is shown.
fn shortened(label: &str) -> String {
    line_of(label, LABEL_MAX)
}

/// One line of so many characters at most, its end replaced where it is too long.
pub(super) fn line_of(label: &str, most: usize) -> String {
    let apart = |c: char| c.is_whitespace() || c.is_control();
    let words: Vec<&str> = label.split(apart).filter(|word| !word.is_empty()).collect();
    let line = words.join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let begin: String = line.chars().take(most - 1).collect();
    format!("{}…", begin.trim_end())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(url: &str) -> String {
        let found = recognise(url).unwrap();
        let kind = found.kind.map(|kind| serde_json::to_value(kind).unwrap());
        let kind = kind.map_or_else(|| "?".into(), |kind| kind.as_str().unwrap().to_owned());
        format!("{kind}: {}", found.label)
    }

    #[test]
    fn what_nobody_knows_is_called_by_its_place() {
        for (url, label) in [
            (
                "https://wiki.example.org/ops/ledger/runbook",
                "?: wiki.example.org/…/runbook",
            ),
            (
                "https://wiki.example.org/runbook/",
                "?: wiki.example.org/runbook",
            ),
            ("http://status.example.org", "?: status.example.org"),
            (
                "https://someone:secret@example.org:8443/a%20b",
                "?: example.org/a b",
            ),
            ("https://example.org/%0a%1b", "?: example.org/"),
        ] {
            assert_eq!(told(url), label, "{url}");
        }
    }

    #[test]
    fn what_is_no_address_is_not_recognised() {
        for url in [
            "",
            "ledger",
            "javascript:alert(1)",
            "https://",
            "https:///x",
            "/api/v1/files/1",
        ] {
            assert_eq!(recognise(url), None, "{url}");
        }
    }

    #[test]
    fn a_long_label_ends_in_dots() {
        let url = format!("https://example.org/a/{}", "x".repeat(1_000));
        let label = recognise(&url).unwrap().label;
        assert_eq!(label.chars().count(), LABEL_MAX);
        assert!(label.ends_with('…'));
    }

    /// Addresses of the shapes that are known, with anything in their places.
    fn addresses() -> impl Strategy<Value = String> {
        let host = prop_oneof![
            Just("github.com"),
            Just("git.example.org"),
            Just("x.slack.com"),
            Just("a.sentry.io"),
            Just("app.datadoghq.eu"),
            Just("eu-west-1.console.aws.amazon.com"),
            Just("[::1]:3000"),
        ];
        let part = prop_oneof![
            Just("-".to_owned()),
            Just("pull".into()),
            Just("merge_requests".into()),
            Just("commit".into()),
            Just("archives".into()),
            Just("browse".into()),
            Just("issues".into()),
            Just("d".into()),
            Just("app".into()),
            Just("discover".into()),
            Just("cloudwatch".into()),
            Just("home".into()),
            Just("actions".into()),
            Just("runs".into()),
            Just("graph".into()),
            Just("trace".into()),
            "[A-Z]{1,12}-[0-9]{1,12}",
            "[0-9a-f]{6,44}",
            "p[0-9]{10,22}",
            "[0-9]{1,25}",
            "[^\\s\\p{Cc}/]{0,12}",
            "(%[0-9a-fA-F]{0,2}|\\$25){0,6}",
        ];
        let tail = prop_oneof![
            Just(String::new()),
            "[?#][^\\s\\p{Cc}]{0,40}",
            "#logsV2:log-groups/log-group/[^\\s\\p{Cc}]{0,30}",
            "\\?g0\\.expr=[^\\s\\p{Cc}]{0,120}",
        ];
        (host, prop::collection::vec(part, 0..8), tail)
            .prop_map(|(host, path, tail)| format!("https://{host}/{}{tail}", path.join("/")))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn a_label_is_one_short_line(url in prop_oneof![addresses(), "https?://\\PC{0,200}", ".{0,80}"]) {
            let Some(found) = recognise(&url) else {
                prop_assert!(!url.starts_with("https://git"), "{url}");
                return Ok(());
            };
            let length = found.label.chars().count();
            prop_assert!((1..=LABEL_MAX).contains(&length), "{}", found.label);
            prop_assert!(!found.label.contains(char::is_control), "{:?}", found.label);
            prop_assert_eq!(text::line("label", &found.label, LABEL_MAX).unwrap(), found.label);
        }
    }
}
