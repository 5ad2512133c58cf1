//! What becomes of Datadog's deliveries.

use crate::inbound::bad_input::{self, Headers, headers, keys, signals, told};
use crate::inbound::signature::NotGenuine;
use crate::inbound::{Kind, shared_payloads, source};

const KIND: Kind = Kind::Datadog;
const TRIGGERED: &str = include_str!("fixtures/triggered.json");
const RECOVERED: &str = include_str!("fixtures/recovered.json");
const ALL: [(&str, &str); 6] = [
    ("triggered", TRIGGERED),
    ("recovered", RECOVERED),
    ("renotify", include_str!("fixtures/renotify.json")),
    ("warn", include_str!("fixtures/warn.json")),
    (
        "default_payload",
        include_str!("fixtures/default-payload.json"),
    ),
    ("no_monitor", include_str!("fixtures/no-monitor.json")),
];

#[test]
fn each_state() {
    for (name, body) in ALL {
        insta::assert_snapshot!(name, told(KIND, &Headers::new(), body));
    }
}

#[test]
fn a_monitor_that_recovers_ends_its_own_cycle_and_no_other() {
    let fired = signals(KIND, &Headers::new(), TRIGGERED);
    let recovered = signals(KIND, &Headers::new(), RECOVERED);
    assert!(bad_input::is_of_one_alert(&fired[0], &recovered[0]));
    let later = TRIGGERED.replace("6124837261940172635", "7000000000000000001");
    let later = signals(KIND, &Headers::new(), &later);
    assert!(!bad_input::is_of_one_alert(&later[0], &recovered[0]));
}

#[test]
fn numbers_are_read_as_well_as_texts() {
    let number = TRIGGERED.replace("\"1795079582000\"", "1795079582000");
    assert_ne!(number, TRIGGERED);
    let keys = |body| keys(KIND, &Headers::new(), body);
    assert_eq!(keys(&number), keys(TRIGGERED));
}

#[test]
fn what_is_missing_is_named() {
    let changed = |from: &str, to: &str| told(KIND, &Headers::new(), &TRIGGERED.replace(from, to));
    insta::assert_snapshot!(
        changed("\"1795079582000\"", "\"$DATE\""),
        @"refused: date: “$DATE” is not a count of milliseconds since 1970"
    );
    insta::assert_snapshot!(
        changed("\"title\"", "\"name\""),
        @"refused: title: it is missing"
    );
}

#[test]
fn a_secret_is_asked_for_in_authorization() {
    let secrets = ["old secret".to_owned(), "new secret".to_owned()];
    let verify = |pairs: &[(&str, &str)]| {
        let headers = headers(pairs);
        let delivery = bad_input::delivery(&headers, TRIGGERED.as_bytes());
        source(KIND).verify(&delivery, &secrets, bad_input::now())
    };
    assert_eq!(verify(&[("authorization", "Bearer old secret")]), Ok(()));
    assert_eq!(verify(&[("authorization", "Bearer new secret")]), Ok(()));
    let wrong = verify(&[("authorization", "Bearer secret")]);
    assert_eq!(wrong, Err(NotGenuine::Wrong));
    assert_eq!(verify(&[]), Err(NotGenuine::Missing("authorization")));
}

/// Each sample is a monitor's event without its moment, under "payload".
#[test]
fn samples_without_a_moment_are_refused() {
    let (_, file) = shared_payloads::one("keep/datadog.json");
    let samples: serde_json::Value = serde_json::from_slice(&file).unwrap();
    let samples = samples.as_object().unwrap();
    assert!(!samples.is_empty());
    for (name, sample) in samples {
        let body = sample["payload"].to_string();
        let read = bad_input::read(KIND, &Headers::new(), body.as_bytes());
        assert_eq!(
            read.unwrap_err().to_string(),
            "date: it is missing",
            "{name}"
        );
    }
}

#[test]
fn no_body_makes_it_panic() {
    bad_input::is_refused(KIND, &Headers::new());
    bad_input::survives(KIND, &Headers::new(), &ALL.map(|(_, body)| body));
}
