//! What becomes of Alertmanager's deliveries.

use crate::inbound::bad_input::{self, Headers, headers, keys, told};
use crate::inbound::signature::NotGenuine;
use crate::inbound::{Kind, Reading, shared_payloads, source};

const KIND: Kind = Kind::Alertmanager;
const FIRING: &str = include_str!("fixtures/firing.json");
const RESOLVED: &str = include_str!("fixtures/resolved.json");
const WITHOUT_FINGERPRINT: &str = include_str!("fixtures/without-fingerprint.json");

#[test]
fn alerts_that_fire() {
    insta::assert_snapshot!(told(KIND, &Headers::new(), FIRING));
}

#[test]
fn alerts_that_are_resolved() {
    insta::assert_snapshot!(told(KIND, &Headers::new(), RESOLVED));
}

#[test]
fn an_alert_of_an_old_version_without_fingerprint() {
    insta::assert_snapshot!(told(KIND, &Headers::new(), WITHOUT_FINGERPRINT));
}

#[test]
fn what_resolves_an_alert_tells_of_its_firing_as_the_firing_did() {
    let fired = bad_input::signals(KIND, &Headers::new(), FIRING);
    let resolved = bad_input::signals(KIND, &Headers::new(), RESOLVED);
    assert_eq!(resolved.len(), 4);
    for signal in &fired {
        assert!(resolved.contains(signal), "{signal:?}");
        let same = |other: &&_| bad_input::is_of_one_alert(signal, other);
        assert_eq!(resolved.iter().filter(same).count(), 2);
    }
}

#[test]
fn a_later_occurrence_is_another_alert() {
    let later = FIRING.replace("2026-11-19T09:12:41.482913377Z", "2026-11-20T09:12:41Z");
    let (first, second) = (
        keys(KIND, &Headers::new(), FIRING),
        keys(KIND, &Headers::new(), &later),
    );
    assert_ne!(first[0], second[0]);
    assert_eq!(first[1], second[1]);
}

#[test]
fn the_same_start_written_otherwise_is_the_same_alert() {
    let other = FIRING.replace("2026-11-19T10:14:11.000+01:00", "2026-11-19T09:14:11Z");
    assert_eq!(
        keys(KIND, &Headers::new(), FIRING),
        keys(KIND, &Headers::new(), &other)
    );
}

#[test]
fn one_alert_that_cannot_be_read_is_named() {
    let changed = |from: &str, to: &str| told(KIND, &Headers::new(), &FIRING.replace(from, to));
    insta::assert_snapshot!(
        changed("2026-11-19T10:14:11.000+01:00", "2026-11-19 10:14:11"),
        @"refused: alerts[1].startsAt: “2026-11-19 10:14:11” is not a time with its offset"
    );
    insta::assert_snapshot!(
        changed(r#""version": "4""#, r#""version": "5""#),
        @"refused: version: only version “4” is known"
    );
    insta::assert_snapshot!(
        changed(r#"      "status": "firing""#, r#"      "status": "pending""#),
        @"refused: alerts[0].status: it is neither “firing” nor “resolved”"
    );
    insta::assert_snapshot!(
        changed(r#""annotations": {},"#, r#""annotations": {}, "labels": [],"#),
        @"refused: alerts[1].labels: it is not an object"
    );
}

#[test]
fn a_secret_is_asked_for_in_authorization() {
    let secrets = ["old secret".to_owned(), "new secret".to_owned()];
    let verify = |value: &str| {
        let headers = headers(&[("authorization", value)]);
        let delivery = bad_input::delivery(&headers, FIRING.as_bytes());
        source(KIND).verify(&delivery, &secrets, bad_input::now())
    };
    assert_eq!(verify("Bearer old secret"), Ok(()));
    assert_eq!(verify("Bearer new secret"), Ok(()));
    assert_eq!(verify("Bearer new secreT"), Err(NotGenuine::Wrong));
    let none = Headers::new();
    let delivery = bad_input::delivery(&none, FIRING.as_bytes());
    let verify = |secrets| source(KIND).verify(&delivery, secrets, bad_input::now());
    assert_eq!(verify(&secrets), Err(NotGenuine::Missing("authorization")));
    assert_eq!(verify(&[]), Ok(()));
}

#[test]
fn real_deliveries_are_read() {
    for name in ["alertmanager.json", "legacy_alertmanager.json"] {
        let (_, body) = shared_payloads::one(&format!("grafana-oncall/{name}"));
        let read = bad_input::read(KIND, &Headers::new(), &body);
        assert!(matches!(read, Ok(Reading::Signals(_))), "{name}: {read:?}");
    }
    let (_, body) = shared_payloads::one("keep/prometheus.json");
    let read = bad_input::read(KIND, &Headers::new(), &body);
    assert_eq!(read.unwrap_err().to_string(), "version: it is missing");
}

#[test]
fn no_body_makes_it_panic() {
    bad_input::is_refused(KIND, &Headers::new());
    bad_input::survives(
        KIND,
        &Headers::new(),
        &[FIRING, RESOLVED, WITHOUT_FINGERPRINT],
    );
}
