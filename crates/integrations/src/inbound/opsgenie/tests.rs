//! What becomes of Opsgenie's deliveries.

use crate::inbound::bad_input::{self, Headers, headers, signals, told};
use crate::inbound::signature::NotGenuine;
use crate::inbound::{Kind, Reading, shared_payloads, source};

const KIND: Kind = Kind::Opsgenie;
const CREATE: &str = include_str!("fixtures/create.json");
const ACKNOWLEDGE: &str = include_str!("fixtures/acknowledge.json");
const CLOSE: &str = include_str!("fixtures/close.json");
const ALL: [(&str, &str); 7] = [
    ("create", CREATE),
    ("acknowledge", ACKNOWLEDGE),
    ("close", CLOSE),
    ("add_note", include_str!("fixtures/add-note.json")),
    ("escalate", include_str!("fixtures/escalate.json")),
    ("add_tags", include_str!("fixtures/add-tags.json")),
    ("old_create", include_str!("fixtures/old-create.json")),
];

#[test]
fn each_action() {
    for (name, body) in ALL {
        insta::assert_snapshot!(name, told(KIND, &Headers::new(), body));
    }
}

#[test]
fn each_action_tells_of_the_creation_as_the_first_did() {
    let created = signals(KIND, &Headers::new(), CREATE);
    assert_eq!(created.len(), 1);
    for body in [ACKNOWLEDGE, CLOSE] {
        let told = signals(KIND, &Headers::new(), body);
        assert_eq!(told[0], created[0]);
        assert!(bad_input::is_of_one_alert(&told[0], &told[1]));
    }
}

#[test]
fn what_is_missing_is_named() {
    let changed = |from: &str, to: &str| told(KIND, &Headers::new(), &CREATE.replace(from, to));
    insta::assert_snapshot!(
        changed("1795079582412,", "true,"),
        @"refused: alert.createdAt: it is neither a text nor a number"
    );
    insta::assert_snapshot!(
        changed("1795079582412000017", "\"yesterday\""),
        @"refused: alert.updatedAt: “yesterday” is not a count of milliseconds since 1970"
    );
    insta::assert_snapshot!(
        changed("\"alertId\"", "\"id\""),
        @"refused: alert.alertId: it is missing"
    );
}

#[test]
fn a_secret_is_asked_for_in_authorization() {
    let secrets = ["old secret".to_owned(), "new secret".to_owned()];
    let verify = |pairs: &[(&str, &str)]| {
        let headers = headers(pairs);
        let delivery = bad_input::delivery(&headers, CREATE.as_bytes());
        source(KIND).verify(&delivery, &secrets, bad_input::now())
    };
    assert_eq!(verify(&[("authorization", "Bearer old secret")]), Ok(()));
    assert_eq!(verify(&[("authorization", "Bearer new secret")]), Ok(()));
    let wrong = verify(&[("authorization", "Bearer secret")]);
    assert_eq!(wrong, Err(NotGenuine::Wrong));
    assert_eq!(verify(&[]), Err(NotGenuine::Missing("authorization")));
}

#[test]
fn a_real_delivery_is_read() {
    let (_, body) = shared_payloads::one("zulip/opsgenie_create.json");
    let read = bad_input::read(KIND, &Headers::new(), &body);
    let Ok(Reading::Signals(signals)) = read else {
        panic!("{read:?}")
    };
    assert_eq!(
        signals[0].text,
        "Opsgenie alert was created on Server: another alert."
    );
    assert_eq!(
        signals[0].occurred_at.to_string(),
        "2017-08-14T11:25:56.288Z"
    );
}

#[test]
fn no_body_makes_it_panic() {
    bad_input::is_refused(KIND, &Headers::new());
    bad_input::survives(KIND, &Headers::new(), &ALL.map(|(_, body)| body));
}
