//! What becomes of Grafana's deliveries.

use crate::inbound::bad_input::{self, Headers, headers, now, told};
use crate::inbound::signature::{NotGenuine, hex, hmac_sha256};
use crate::inbound::{Kind, Reading, shared_payloads, source};

const KIND: Kind = Kind::Grafana;
const FIRING: &str = include_str!("fixtures/firing.json");
const RESOLVED: &str = include_str!("fixtures/resolved.json");

#[test]
fn an_alert_that_fires() {
    insta::assert_snapshot!(told(KIND, &Headers::new(), FIRING));
}

#[test]
fn an_alert_that_is_resolved() {
    insta::assert_snapshot!(told(KIND, &Headers::new(), RESOLVED));
}

#[test]
fn what_resolves_an_alert_tells_of_its_firing_as_the_firing_did() {
    let fired = bad_input::signals(KIND, &Headers::new(), FIRING);
    let resolved = bad_input::signals(KIND, &Headers::new(), RESOLVED);
    assert_eq!(resolved[0], fired[0]);
    assert!(bad_input::is_of_one_alert(&resolved[0], &resolved[1]));
}

fn verify(pairs: &[(&str, &str)], body: &str) -> Result<(), NotGenuine> {
    let headers = headers(pairs);
    let secrets = ["first secret".to_owned(), "second secret".to_owned()];
    let delivery = bad_input::delivery(&headers, body.as_bytes());
    source(KIND).verify(&delivery, &secrets, now())
}

#[test]
fn the_body_alone_is_signed_by_default() {
    let verify = |secret: &str, body: &str| {
        let code = hex(&hmac_sha256(secret.as_bytes(), &[FIRING.as_bytes()]));
        verify(&[("x-grafana-alerting-signature", &code)], body)
    };
    assert_eq!(verify("first secret", FIRING), Ok(()));
    assert_eq!(verify("second secret", FIRING), Ok(()));
    assert_eq!(verify("third secret", FIRING), Err(NotGenuine::Wrong));
    let altered = FIRING.replacen("5,000", "5,001", 1);
    assert_eq!(verify("first secret", &altered), Err(NotGenuine::Wrong));
}

#[test]
fn a_timestamp_is_signed_with_it_and_must_be_recent() {
    let verify = |ahead: i64, claimed: i64| {
        let at = |ahead: i64| (now().timestamp().as_second() + ahead).to_string();
        let signed: [&[u8]; 3] = [&at(ahead).into_bytes(), b":", FIRING.as_bytes()];
        let code = hex(&hmac_sha256(b"first secret", &signed));
        verify(
            &[
                ("x-grafana-alerting-signature", &code),
                ("x-grafana-alerting-timestamp", &at(claimed)),
            ],
            FIRING,
        )
    };
    assert_eq!(verify(0, 0), Ok(()));
    assert_eq!(verify(-300, -300), Ok(()));
    assert_eq!(verify(-301, -301), Err(NotGenuine::Stale { seconds: 301 }));
    assert_eq!(verify(400, 400), Err(NotGenuine::Early { seconds: 400 }));
    assert_eq!(verify(-301, 0), Err(NotGenuine::Wrong));
}

#[test]
fn a_timestamp_that_is_none_is_refused() {
    assert_eq!(
        verify(
            &[
                ("x-grafana-alerting-signature", "00"),
                ("x-grafana-alerting-timestamp", "today"),
            ],
            FIRING
        ),
        Err(NotGenuine::Malformed("x-grafana-alerting-timestamp"))
    );
}

#[test]
fn without_a_signature_a_token_is_asked_for() {
    assert_eq!(
        verify(&[], FIRING),
        Err(NotGenuine::Missing("x-grafana-alerting-signature"))
    );
    let with = |value: &str| verify(&[("authorization", value)], FIRING);
    assert_eq!(with("Bearer second secret"), Ok(()));
    assert_eq!(with("Bearer other"), Err(NotGenuine::Wrong));
}

#[test]
fn real_deliveries_are_read() {
    for name in ["grafana_alerting", "legacy_grafana_alerting", "grafana"] {
        let (_, body) = shared_payloads::one(&format!("grafana-oncall/{name}.json"));
        let read = bad_input::read(KIND, &Headers::new(), &body);
        assert!(matches!(read, Ok(Reading::Signals(_))), "{name}: {read:?}");
    }
    let (_, body) = shared_payloads::one("keep/grafana.json");
    let read = bad_input::read(KIND, &Headers::new(), &body);
    assert_eq!(read.unwrap_err().to_string(), "alerts: it is missing");
}

#[test]
fn no_body_makes_it_panic() {
    bad_input::is_refused(KIND, &Headers::new());
    bad_input::survives(KIND, &Headers::new(), &[FIRING, RESOLVED]);
}
