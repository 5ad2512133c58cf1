//! What becomes of Statuspage's deliveries.

use crate::inbound::bad_input::{self, Headers, headers, signals, told};
use crate::inbound::signature::NotGenuine;
use crate::inbound::{Kind, Reading, shared_payloads, source};

const KIND: Kind = Kind::Statuspage;
const INCIDENT: &str = include_str!("fixtures/incident.json");
const OPENED: &str = include_str!("fixtures/incident-opened.json");
const COMPONENT: &str = include_str!("fixtures/component.json");

#[test]
fn the_updates_of_an_incident() {
    insta::assert_snapshot!(told(KIND, &Headers::new(), INCIDENT));
}

#[test]
fn a_component() {
    insta::assert_snapshot!(told(KIND, &Headers::new(), COMPONENT));
}

#[test]
fn an_update_is_told_again_as_it_was() {
    let first = signals(KIND, &Headers::new(), OPENED);
    let all = signals(KIND, &Headers::new(), INCIDENT);
    assert_eq!(first.len(), 1);
    assert_eq!(all.len(), 3);
    assert_eq!(all[2], first[0]);
}

#[test]
fn an_edited_update_holds_against_what_it_said_before() {
    let before = signals(KIND, &Headers::new(), OPENED);
    let edited = OPENED
        .replace("We look into", "We are looking into")
        .replace(
            r#""updated_at": "2026-11-19T09:21:00.548Z""#,
            r#""updated_at": "2026-11-19T09:25:00.000Z""#,
        );
    let after = signals(KIND, &Headers::new(), &edited);
    assert_eq!(after[0].key, before[0].key);
    assert!(after[0].supersedes(&before[0]));
    assert!(!before[0].supersedes(&after[0]));
}

#[test]
fn what_is_missing_is_named() {
    let changed = |from: &str, to: &str| told(KIND, &Headers::new(), &INCIDENT.replace(from, to));
    insta::assert_snapshot!(
        changed("\"2026-11-19T09:14:00.000Z\"", "\"2026-11-19 09:14\""),
        @"refused: incident.incident_updates[2].display_at: “2026-11-19 09:14” is not a time with its offset"
    );
    insta::assert_snapshot!(
        changed("\"incident\":", "\"incidents\":"),
        @"refused: body: it has neither “incident” nor “component_update”"
    );
}

#[test]
fn a_secret_is_asked_for_in_authorization() {
    let secrets = ["a proxy's secret".to_owned()];
    let verify = |pairs: &[(&str, &str)], secrets: &[String]| {
        let headers = headers(pairs);
        let delivery = bad_input::delivery(&headers, INCIDENT.as_bytes());
        source(KIND).verify(&delivery, secrets, bad_input::now())
    };
    let bearer = |secret: &str| verify(&[("authorization", secret)], &secrets);
    assert_eq!(bearer("Bearer a proxy's secret"), Ok(()));
    assert_eq!(bearer("Bearer another"), Err(NotGenuine::Wrong));
    let missing = verify(&[], &secrets);
    assert_eq!(missing, Err(NotGenuine::Missing("authorization")));
    assert_eq!(verify(&[], &[]), Ok(()));
}

#[test]
fn a_real_delivery_is_read_and_a_list_of_incidents_is_none() {
    let (_, body) = shared_payloads::one("zulip/statuspage_webhook_incident_update.json");
    let read = bad_input::read(KIND, &Headers::new(), &body);
    assert!(matches!(read, Ok(Reading::Signals(signals)) if signals.len() == 2));
    for (name, body) in shared_payloads::files("statuspage") {
        let read = bad_input::read(KIND, &Headers::new(), &body);
        assert_eq!(read.unwrap_err().place, "body", "{name}");
    }
}

#[test]
fn no_body_makes_it_panic() {
    bad_input::is_refused(KIND, &Headers::new());
    bad_input::survives(KIND, &Headers::new(), &[INCIDENT, OPENED, COMPONENT]);
}
