//! What exported files become, and which are refused.

use afterword_domain::signal::Tells;

use crate::inbound::shared_payloads;

use super::*;

const SLACK: [(&str, &str); 4] = [
    (
        "export/users.json",
        include_str!("fixtures/slack_users.json"),
    ),
    (
        "export/channels.json",
        include_str!("fixtures/slack_channels.json"),
    ),
    (
        "export/inc-4711/2026-11-20.json",
        include_str!("fixtures/slack_day.json"),
    ),
    ("export/inc-4711/canvas.json", "[]"),
];
const STATUSPAGE: [(&str, &str); 1] =
    [("incidents.json", include_str!("fixtures/statuspage.json"))];
const PAGERDUTY: [(&str, &str); 1] = [("log.json", include_str!("fixtures/pagerduty.json"))];
const OPSGENIE: [(&str, &str); 2] = [
    ("alert.json", include_str!("fixtures/opsgenie_alert.json")),
    ("logs.json", include_str!("fixtures/opsgenie_logs.json")),
];
const ALL: [(Format, &[(&str, &str)]); 4] = [
    (Format::SlackExport, &SLACK),
    (Format::Statuspage, &STATUSPAGE),
    (Format::Pagerduty, &PAGERDUTY),
    (Format::Opsgenie, &OPSGENIE),
];

fn pull(format: Format, files: &[(&str, &str)]) -> Result<Pulled, Unreadable> {
    let files = files.iter().map(|(path, text)| File {
        path,
        bytes: text.as_bytes(),
    });
    read(format, &files.collect::<Vec<_>>())
}

#[test]
fn files_become_signals_in_order_of_time() {
    for (format, files) in ALL {
        let pulled = pull(format, files).unwrap();
        assert!(pulled.signals.is_sorted_by_key(|signal| signal.occurred_at));
        let signals = serde_json::to_string_pretty(&pulled.signals).unwrap();
        let told = format!("{signals}\npassed over: {:#?}", pulled.passed_over);
        insta::assert_snapshot!(format!("{format:?}"), told);
    }
}

#[test]
fn files_in_another_order_become_the_same() {
    for (format, files) in ALL {
        let mut turned = files.to_vec();
        turned.reverse();
        assert_eq!(pull(format, &turned), pull(format, files), "{format:?}");
    }
}

#[test]
fn real_exports_are_taken() {
    let pulled = |format, folder, wanted: &str| {
        let files = shared_payloads::files(folder);
        let files = files.iter().filter(|(path, _)| path.contains(wanted));
        let files = files.map(|(path, bytes)| File { path, bytes });
        read(format, &files.collect::<Vec<_>>()).expect(folder)
    };
    let slack = pulled(Format::SlackExport, "slack-export", "");
    let withdrawn = slack
        .signals
        .iter()
        .filter(|signal| signal.tells == Tells::Withdrawn);
    assert_eq!((slack.signals.len(), withdrawn.count()), (15, 1));
    assert_eq!(slack.passed_over.values().sum::<usize>(), 1);
    assert_eq!(slack.signals[0].occurred_at.micros() % 1_000_000, 897_649);
    let page = pulled(Format::Statuspage, "statuspage", "");
    assert!(page.signals.len() > 60, "{}", page.signals.len());
    for log in [
        "rest_log_entries_response",
        "rest_log_entries_id__",
        "rest_incidents_id_log_entries",
    ] {
        let log = pulled(Format::Pagerduty, "pagerduty", log);
        assert_eq!(log.signals.len(), 1);
        assert!(matches!(log.signals[0].tells, Tells::Firing { .. }));
    }
}

#[test]
fn the_file_and_the_place_of_what_cannot_be_read_are_named() {
    for (format, path, text, error) in [
        (
            Format::SlackExport,
            "users.json",
            r#"[{"name":"x"}]"#,
            "users.json[0].id: it is missing",
        ),
        (
            Format::SlackExport,
            "a/b.json",
            "[]",
            "channels.json: no file such as <channel>/2026-11-20.json is of a channel in it",
        ),
        (
            Format::Statuspage,
            "i.json",
            "{}",
            "i.json: it has neither “incidents” nor “incident_updates”",
        ),
        (
            Format::Statuspage,
            "i.json",
            "{\"incidents\":[{}]}",
            "i.json.incidents[0].name: it is missing",
        ),
        (
            Format::Pagerduty,
            "l.json",
            "{}",
            "l.json: it has no “log_entries”",
        ),
        (
            Format::Pagerduty,
            "l.json",
            "\u{fffd}",
            "l.json: it is not JSON: expected value at line 1 column 1",
        ),
        (
            Format::Opsgenie,
            "a.json",
            "{\"data\":[]}",
            "data: there are 0 alerts; give one, as /v2/alerts/<id> has it, and its logs",
        ),
        (
            Format::Opsgenie,
            "a.json",
            "{}",
            "a.json.data: it is missing",
        ),
    ] {
        let refused = pull(format, &[(path, text)]).unwrap_err();
        assert_eq!(refused.to_string(), error);
    }
    let invalid = File {
        path: "x.json",
        bytes: b"\xff",
    };
    for (format, _) in ALL {
        let files = [
            invalid,
            File {
                path: "c/2026-11-20.json",
                bytes: b"[]",
            },
        ];
        assert!(read(format, &files).is_err(), "{format:?}");
    }
}

/// A few bytes changed anywhere: refused or read, and nothing panics.
#[test]
fn changed_files_do_not_panic() {
    for (format, files) in ALL {
        for (index, (path, text)) in files.iter().enumerate() {
            for (at, odd) in (0..text.len())
                .step_by(11)
                .zip(["null", "[]", "-1", "\"", "9e99", "{}"].iter().cycle())
            {
                let (Some(before), Some(after)) = (text.get(..at), text.get(at + 4..)) else {
                    continue;
                };
                let changed = format!("{before}{odd}{after}");
                let mut files = files.to_vec();
                files[index] = (path, &changed);
                let _ = pull(format, &files);
            }
        }
    }
}
