//! What becomes of PagerDuty's deliveries.

use crate::inbound::bad_input::{self, Headers, headers, now, signals, told};
use crate::inbound::signature::{NotGenuine, hex, hmac_sha256};
use crate::inbound::{Kind, Reading, shared_payloads, source};

const KIND: Kind = Kind::Pagerduty;
const TRIGGERED: &str = include_str!("fixtures/triggered.json");
const ACKNOWLEDGED: &str = include_str!("fixtures/acknowledged.json");
const RESOLVED: &str = include_str!("fixtures/resolved.json");
const ANNOTATED: &str = include_str!("fixtures/annotated.json");
const ALL: [(&str, &str); 9] = [
    ("triggered", TRIGGERED),
    ("acknowledged", ACKNOWLEDGED),
    ("resolved", RESOLVED),
    (
        "resolved_without_start",
        include_str!("fixtures/resolved-without-start.json"),
    ),
    (
        "priority_updated",
        include_str!("fixtures/priority-updated.json"),
    ),
    ("escalated", include_str!("fixtures/escalated.json")),
    ("annotated", ANNOTATED),
    (
        "responder_added",
        include_str!("fixtures/responder-added.json"),
    ),
    ("ping", include_str!("fixtures/ping.json")),
];

#[test]
fn each_event() {
    for (name, body) in ALL {
        insta::assert_snapshot!(name, told(KIND, &Headers::new(), body));
    }
}

#[test]
fn each_event_tells_of_the_beginning_as_the_first_did() {
    let triggered = &signals(KIND, &Headers::new(), TRIGGERED)[0];
    for body in [ACKNOWLEDGED, RESOLVED] {
        let told = signals(KIND, &Headers::new(), body);
        assert_eq!(&told[0], triggered);
        assert!(bad_input::is_of_one_alert(&told[0], &told[1]));
    }
}

#[test]
fn a_second_acknowledgement_is_another_signal() {
    let again = ACKNOWLEDGED.replace("09:15:40.071Z", "09:31:02.500Z");
    let first = bad_input::keys(KIND, &Headers::new(), ACKNOWLEDGED);
    let second = bad_input::keys(KIND, &Headers::new(), &again);
    assert_eq!(first[0], second[0]);
    assert_ne!(first[1], second[1]);
}

#[test]
fn an_event_is_known_by_its_id() {
    let of =
        |body: &str| source(KIND).identity(&bad_input::delivery(&Headers::new(), body.as_bytes()));
    assert_eq!(of(TRIGGERED).as_deref(), Some("01FAKZ7Q3XW5Y8V2M4N6P0RS"));
    assert_ne!(of(TRIGGERED), of(RESOLVED));
    assert_eq!(of("[]"), None);
}

#[test]
fn what_is_missing_is_named() {
    let changed = |from: &str, to: &str| told(KIND, &Headers::new(), &TRIGGERED.replace(from, to));
    insta::assert_snapshot!(
        changed(r#""occurred_at": "2026-11-19T09:13:02.412Z""#, r#""occurred_at": 1795079582"#),
        @"refused: event.occurred_at: it is not a text"
    );
    insta::assert_snapshot!(
        changed(r#""number": 57"#, r#""number": []"#),
        @"refused: event.data.number: it is neither a text nor a number"
    );
}

fn verify(header: Option<&str>, body: &str) -> Result<(), NotGenuine> {
    let headers = match header {
        Some(value) => headers(&[("x-pagerduty-signature", value)]),
        None => Headers::new(),
    };
    let secrets = ["old secret".to_owned(), "new secret".to_owned()];
    let delivery = bad_input::delivery(&headers, body.as_bytes());
    source(KIND).verify(&delivery, &secrets, now())
}

fn code(secret: &str) -> String {
    let code = hmac_sha256(secret.as_bytes(), &[TRIGGERED.as_bytes()]);
    format!("v1={}", hex(&code))
}

#[test]
fn one_of_the_signatures_must_fit_one_of_the_secrets() {
    let (old, new, other) = (code("old secret"), code("new secret"), code("other"));
    assert_eq!(verify(Some(&old), TRIGGERED), Ok(()));
    assert_eq!(verify(Some(&new), TRIGGERED), Ok(()));
    assert_eq!(verify(Some(&format!("{other}, {new}")), TRIGGERED), Ok(()));
    assert_eq!(verify(Some(&other), TRIGGERED), Err(NotGenuine::Wrong));
    let altered = TRIGGERED.replacen("3.4 %", "3.5 %", 1);
    assert_eq!(verify(Some(&old), &altered), Err(NotGenuine::Wrong));
}

#[test]
fn a_header_of_another_shape_is_refused() {
    let malformed = Err(NotGenuine::Malformed("x-pagerduty-signature"));
    assert_eq!(verify(Some(&code("old secret")[3..]), TRIGGERED), malformed);
    assert_eq!(verify(Some(""), TRIGGERED), malformed);
    let missing = Err(NotGenuine::Missing("x-pagerduty-signature"));
    assert_eq!(verify(None, TRIGGERED), missing);
}

#[test]
fn real_deliveries_are_read_and_answers_of_the_api_are_none() {
    let files = shared_payloads::files("pagerduty").into_iter();
    for (name, body) in files.chain([shared_payloads::one("zulip/pagerduty_triggered_v3.json")]) {
        let read = bad_input::read(KIND, &Headers::new(), &body);
        if name.starts_with("rest_") {
            assert_eq!(read.unwrap_err().place, "event", "{name}");
        } else {
            assert!(matches!(read, Ok(Reading::Signals(_))), "{name}: {read:?}");
        }
    }
}

#[test]
fn no_body_makes_it_panic() {
    bad_input::is_refused(KIND, &Headers::new());
    bad_input::survives(KIND, &Headers::new(), &ALL.map(|(_, body)| body));
}
