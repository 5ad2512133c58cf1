//! What deliveries of GitLab become, and which are turned away.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::bad_input::{self, Headers, delivery, headers, now};
use super::super::signature::{NotGenuine, hmac_sha256};
use super::super::{Kind, Reading, Source as _, Unreadable};
use super::*;

macro_rules! fixtures {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("fixtures/", $name, ".json")))),*]
    };
}

const FIXTURES: [(&str, &str); 11] = fixtures![
    "deployment_canceled",
    "deployment_failed",
    "deployment_running",
    "deployment_success",
    "merge_request_approved",
    "merge_request_merged",
    "pipeline_failed",
    "pipeline_running",
    "pipeline_success",
    "push_default_branch",
    "tag_push",
];

fn fixture(name: &str) -> &'static str {
    let fixture = FIXTURES.iter().find(|(other, _)| *other == name);
    fixture.expect("a fixture").1
}

fn read(body: &str) -> Result<Reading, Unreadable> {
    bad_input::read(Kind::Gitlab, &Headers::new(), body.as_bytes())
}

fn key(body: &str) -> String {
    match read(body) {
        Ok(Reading::Signals(signals)) => signals[0].key.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_event_becomes_what_is_written_beside_it() {
    for (name, body) in FIXTURES {
        let reading = read(body).expect(name);
        insta::assert_snapshot!(name, serde_json::to_string_pretty(&reading).unwrap());
    }
}

#[test]
fn what_happens_again_has_another_key() {
    let ended = fixture("pipeline_failed");
    let again = ended.replace("13:47:31", "14:02:10");
    assert_ne!(key(ended), key(&again));
    assert_ne!(
        key(fixture("deployment_running")),
        key(fixture("deployment_success"))
    );
}

#[test]
fn times_are_read_as_gitlab_writes_them() {
    let at = |written: &str| {
        let body = fixture("deployment_success").replace("2026-11-20 14:47:31 +0100", written);
        match read(&body)? {
            Reading::Signals(signals) => Ok(signals[0].occurred_at.to_string()),
            other => panic!("{other:?}"),
        }
    };
    for written in [
        "2026-11-20 14:47:31 +0100",
        "2026-11-20 13:47:31 UTC",
        "2026-11-20T13:47:31Z",
        "2026-11-20T14:47:31.000+01:00",
    ] {
        assert_eq!(
            at(written).as_deref(),
            Ok("2026-11-20T13:47:31Z"),
            "{written}"
        );
    }
    for written in ["2026-11-20 13:47:31", "yesterday", "a b c", ""] {
        let error: Unreadable = at(written).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("status_changed_at: “{written}” is not a time with its offset")
        );
    }
}

fn verified(sent: &[(&str, &str)], body: &[u8], secrets: &[&str]) -> Result<(), NotGenuine> {
    let secrets: Vec<String> = secrets.iter().map(|secret| (*secret).into()).collect();
    Gitlab.verify(&delivery(&headers(sent), body), &secrets, now())
}

const SIGNING_TOKEN: &str = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

/// The headers of a delivery that was signed so many seconds ago.
fn signed(body: &[u8], seconds_ago: i64) -> Vec<(&'static str, String)> {
    let at = (now().timestamp().as_second() - seconds_ago).to_string();
    let key = b"0123456789abcdef0123456789abcdef";
    let code = hmac_sha256(key, &[b"f5e5f430", b".", at.as_bytes(), b".", body]);
    vec![
        ("webhook-id", "f5e5f430".into()),
        ("webhook-timestamp", at),
        ("webhook-signature", format!("v1,{}", STANDARD.encode(code))),
    ]
}

#[test]
fn a_secret_token_is_compared_as_it_is() {
    let sent = [(TOKEN, "sesame")];
    assert_eq!(verified(&sent, b"{}", &["old", "sesame"]), Ok(()));
    assert_eq!(verified(&sent, b"{}", &["old"]), Err(NotGenuine::Wrong));
    assert_eq!(
        verified(&[], b"{}", &["old"]),
        Err(NotGenuine::Missing(TOKEN))
    );
    assert_eq!(verified(&[], b"{}", &[]), Ok(()));
    // A signing token is never sent: nobody is let in who sends it.
    let sent = [(TOKEN, SIGNING_TOKEN)];
    let missing = Err(NotGenuine::Missing("webhook-signature"));
    assert_eq!(verified(&sent, b"{}", &[SIGNING_TOKEN]), missing);
}

#[test]
fn a_signing_token_signs_the_id_the_moment_and_the_body() {
    let body = b"{}".as_slice();
    let check = |seconds_ago: i64, body: &[u8], secrets: &[&str]| {
        let sent = signed(b"{}", seconds_ago);
        let sent: Vec<_> = sent
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        verified(&sent, body, secrets)
    };
    assert_eq!(check(0, body, &[SIGNING_TOKEN]), Ok(()));
    assert_eq!(
        check(0, body, &["whsec_b2xk", SIGNING_TOKEN, "token"]),
        Ok(())
    );
    assert_eq!(check(0, b"[]", &[SIGNING_TOKEN]), Err(NotGenuine::Wrong));
    assert_eq!(check(0, body, &["whsec_b2xk"]), Err(NotGenuine::Wrong));
    assert_eq!(
        check(301, body, &[SIGNING_TOKEN]),
        Err(NotGenuine::Stale { seconds: 301 })
    );
    assert_eq!(
        check(-301, body, &[SIGNING_TOKEN]),
        Err(NotGenuine::Early { seconds: 301 })
    );
}

/// While somebody moves from the one to the other, both kinds are secrets of the integration.
#[test]
fn with_both_kinds_of_secret_a_signature_that_is_there_must_fit() {
    let both = [SIGNING_TOKEN, "sesame"];
    assert_eq!(verified(&[(TOKEN, "sesame")], b"{}", &both), Ok(()));
    let forged = [
        (TOKEN, "sesame"),
        ("webhook-id", "1"),
        ("webhook-timestamp", "1"),
        ("webhook-signature", "v1,AAAA"),
    ];
    assert_eq!(verified(&forged, b"{}", &both), Err(NotGenuine::Wrong));
}

#[test]
fn every_attempt_is_the_same_delivery() {
    let identity = |sent: &[(&str, &str)]| Gitlab.identity(&delivery(&headers(sent), b""));
    assert_eq!(identity(&[(IDEMPOTENCY_KEY, "f5")]).as_deref(), Some("f5"));
    let both = [(IDEMPOTENCY_KEY, "f5"), ("webhook-id", "f5")];
    assert_eq!(identity(&both).as_deref(), Some("f5"));
    assert_eq!(identity(&[("x-gitlab-event-uuid", "13")]), None);
}

#[test]
fn bad_input_is_refused_and_nothing_panics() {
    bad_input::is_refused(Kind::Gitlab, &Headers::new());
    let bodies = FIXTURES.map(|(_, body)| body);
    bad_input::survives(Kind::Gitlab, &Headers::new(), &bodies);
}
