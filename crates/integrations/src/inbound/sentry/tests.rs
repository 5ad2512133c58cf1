//! What becomes of Sentry's deliveries.

use crate::inbound::bad_input::{self, Headers, headers, now, signals, told};
use crate::inbound::signature::{NotGenuine, hex, hmac_sha256};
use crate::inbound::{Kind, Reading, shared_payloads, source};

const KIND: Kind = Kind::Sentry;
const EVENT: &str = include_str!("fixtures/event-alert.json");
const RESOLVED: &str = include_str!("fixtures/issue-resolved.json");
const CRITICAL: &str = include_str!("fixtures/metric-critical.json");
const CLOSED: &str = include_str!("fixtures/metric-resolved.json");
const PLUGIN: &str = include_str!("fixtures/plugin.json");
const COMMENTS: [&str; 3] = [
    include_str!("fixtures/comment-created.json"),
    include_str!("fixtures/comment-updated.json"),
    include_str!("fixtures/comment-deleted.json"),
];
const ALL: [(&str, &str, &str); 10] = [
    ("event_alert", "event_alert", EVENT),
    (
        "issue_created",
        "issue",
        include_str!("fixtures/issue-created.json"),
    ),
    ("issue_resolved", "issue", RESOLVED),
    (
        "issue_assigned",
        "issue",
        include_str!("fixtures/issue-assigned.json"),
    ),
    ("metric_critical", "metric_alert", CRITICAL),
    ("metric_resolved", "metric_alert", CLOSED),
    ("comment_created", "comment", COMMENTS[0]),
    ("comment_updated", "comment", COMMENTS[1]),
    ("comment_deleted", "comment", COMMENTS[2]),
    (
        "installation",
        "installation",
        include_str!("fixtures/installation.json"),
    ),
];
/// 2026-11-19T09:44:02Z.
const SENT: &str = "1795081442";

fn of(resource: &str) -> Headers {
    headers(&[
        ("sentry-hook-resource", resource),
        ("sentry-hook-timestamp", SENT),
        ("request-id", "b6d2d2f0-9a7e-4f3b-8a0e-3f6a5c1d9e11"),
    ])
}

#[test]
fn each_event() {
    for (name, resource, body) in ALL {
        insta::assert_snapshot!(name, told(KIND, &of(resource), body));
    }
}

#[test]
fn the_older_plugin() {
    insta::assert_snapshot!(told(KIND, &Headers::new(), PLUGIN));
}

#[test]
fn the_gravest_telling_of_a_metric_alerts_beginning_holds() {
    let warning = CRITICAL.replace("\"critical\",\n  \"actor\"", "\"warning\",\n  \"actor\"");
    let told = |body: &str| signals(KIND, &of("metric_alert"), body);
    let (critical, warning, ended) = (told(CRITICAL), told(&warning), told(CLOSED));
    assert_eq!(warning[0].labels["severity"], "warning");
    assert_eq!(critical[0].key, warning[0].key);
    assert_eq!(critical[0].key, ended[0].key);
    assert!(critical[0].supersedes(&warning[0]));
    assert!(warning[0].supersedes(&ended[0]));
    assert!(bad_input::is_of_one_alert(&ended[0], &ended[1]));
}

#[test]
fn an_issue_that_is_resolved_ends_what_its_events_began() {
    let fired = signals(KIND, &of("event_alert"), EVENT);
    let resolved = signals(KIND, &of("issue"), RESOLVED);
    assert!(bad_input::is_of_one_alert(&fired[0], &resolved[0]));
    let of_plugin = signals(KIND, &Headers::new(), PLUGIN);
    assert_eq!(of_plugin[0].key, fired[0].key);
}

#[test]
fn a_delivery_made_again_later_has_the_same_keys() {
    let mut later = of("issue");
    later.insert("sentry-hook-timestamp".into(), "1795081502".into());
    let first = bad_input::keys(KIND, &of("issue"), RESOLVED);
    assert_eq!(bad_input::keys(KIND, &later, RESOLVED), first);
    let after_more = RESOLVED.replace("09:40:51.332Z", "11:02:00.000Z");
    assert_ne!(bad_input::keys(KIND, &later, &after_more), first);
}

#[test]
fn a_comment_that_is_changed_or_deleted_holds_against_the_first() {
    let [created, updated, deleted] =
        COMMENTS.map(|body| signals(KIND, &of("comment"), body).remove(0));
    assert!(created.key == updated.key && updated.key == deleted.key);
    assert!(updated.supersedes(&created));
    assert!(deleted.supersedes(&updated));
}

#[test]
fn what_is_missing_is_named() {
    let mut without = of("issue");
    without.remove("sentry-hook-timestamp");
    insta::assert_snapshot!(
        told(KIND, &without, RESOLVED),
        @"refused: sentry-hook-timestamp: it is missing or is no count of seconds since 1970; nothing else says when this happened"
    );
    insta::assert_snapshot!(
        told(KIND, &of("metric_alert"), &CLOSED.replace("\"2026-11-19T09:44:00Z\"", "null")),
        @"refused: data.metric_alert.date_closed: it is missing"
    );
    insta::assert_snapshot!(
        told(KIND, &of("event_alert"), &EVENT.replace("1795079578.677123", "9007199254740993")),
        @"refused: data.event.timestamp: “9007199254740993” is not a count of seconds since 1970"
    );
}

fn verify(pairs: &[(&str, &str)], body: &str) -> Result<(), NotGenuine> {
    let headers = headers(pairs);
    let secrets = ["old secret".to_owned(), "new secret".to_owned()];
    let delivery = bad_input::delivery(&headers, body.as_bytes());
    source(KIND).verify(&delivery, &secrets, now())
}

#[test]
fn the_signature_must_fit_one_of_the_secrets() {
    let verify = |secret: &str, body: &str| {
        let code = hex(&hmac_sha256(secret.as_bytes(), &[EVENT.as_bytes()]));
        verify(&[("sentry-hook-signature", &code)], body)
    };
    assert_eq!(verify("old secret", EVENT), Ok(()));
    assert_eq!(verify("new secret", EVENT), Ok(()));
    assert_eq!(verify("another", EVENT), Err(NotGenuine::Wrong));
    let altered = EVENT.replacen("30 s", "31 s", 1);
    assert_eq!(verify("old secret", &altered), Err(NotGenuine::Wrong));
}

#[test]
fn the_moment_must_be_near() {
    let verify = |ahead: i64| {
        let code = hex(&hmac_sha256(b"old secret", &[EVENT.as_bytes()]));
        let sent = (now().timestamp().as_second() + ahead).to_string();
        verify(
            &[
                ("sentry-hook-signature", &code),
                ("sentry-hook-timestamp", &sent),
            ],
            EVENT,
        )
    };
    assert_eq!(verify(-300), Ok(()));
    assert_eq!(verify(-301), Err(NotGenuine::Stale { seconds: 301 }));
    assert_eq!(verify(301), Err(NotGenuine::Early { seconds: 301 }));
    let missing = Err(NotGenuine::Missing("sentry-hook-signature"));
    assert_eq!(self::verify(&[], EVENT), missing);
}

/// Each sample stands beside what may be put in its place, under "payload".
#[test]
fn real_deliveries_of_the_plugin_are_read() {
    let (_, file) = shared_payloads::one("keep/sentry.json");
    let samples: serde_json::Value = serde_json::from_slice(&file).unwrap();
    let samples = samples.as_object().unwrap();
    assert!(!samples.is_empty());
    for (name, sample) in samples {
        let body = sample["payload"].to_string();
        let read = bad_input::read(KIND, &Headers::new(), body.as_bytes());
        assert!(matches!(read, Ok(Reading::Signals(_))), "{name}: {read:?}");
    }
    let read = bad_input::read(KIND, &Headers::new(), &file);
    assert_eq!(read.unwrap_err().to_string(), "id: it is missing");
}

#[test]
fn no_body_makes_it_panic() {
    bad_input::is_refused(KIND, &Headers::new());
    for resource in ["event_alert", "issue", "metric_alert", "comment"] {
        bad_input::is_refused(KIND, &of(resource));
        let bodies = ALL.iter().filter(|(_, of, _)| *of == resource);
        let bodies: Vec<&str> = bodies.map(|(_, _, body)| *body).collect();
        bad_input::survives(KIND, &of(resource), &bodies);
    }
    bad_input::survives(KIND, &Headers::new(), &[PLUGIN]);
}
