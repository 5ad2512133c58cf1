//! What deliveries of Slack become, and which are turned away.

use afterword_domain::signal::{Signal, Tells};

use super::super::bad_input::{self, Headers, delivery, headers, now};
use super::super::signature::{NotGenuine, hex, hmac_sha256};
use super::super::{Kind, Reading, Source as _, Unreadable};
use super::*;

macro_rules! fixtures {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("fixtures/", $name, ".json")))),*]
    };
}

const FIXTURES: [(&str, &str); 16] = fixtures![
    "app_mention",
    "app_rate_limited",
    "bot_message",
    "channel_join",
    "channel_topic",
    "direct_message",
    "message",
    "message_changed",
    "message_changed_again",
    "message_deleted",
    "message_tombstone",
    "message_unfurled",
    "own_message",
    "reaction_added",
    "reply_with_files",
    "url_verification",
];
const COMMAND: &str = include_str!("fixtures/command.txt");

fn fixture(name: &str) -> &'static str {
    let fixture = FIXTURES.iter().find(|(other, _)| *other == name);
    fixture.expect("a fixture").1
}

fn read(body: &str) -> Result<Reading, Unreadable> {
    bad_input::read(Kind::Slack, &Headers::new(), body.as_bytes())
}

fn signal(body: &str) -> Signal {
    match read(body) {
        Ok(Reading::Signals(mut signals)) if signals.len() == 1 => signals.remove(0),
        other => panic!("{other:?}"),
    }
}

fn as_form() -> Headers {
    headers(&[(
        "content-type",
        "application/x-www-form-urlencoded; charset=utf-8",
    )])
}

#[test]
fn each_event_becomes_what_is_written_beside_it() {
    for (name, body) in FIXTURES {
        let reading = read(body).expect(name);
        insta::assert_snapshot!(name, serde_json::to_string_pretty(&reading).unwrap());
    }
}

#[test]
fn a_message_keeps_its_microseconds() {
    let message = signal(fixture("reply_with_files"));
    assert_eq!(
        message.occurred_at.to_string(),
        "2026-11-20T13:43:30.123457Z"
    );
    let tells = Tells::Said {
        channel: "C0INC4711/1795182002.000219".into(),
    };
    assert_eq!(message.tells, tells);
}

/// Every order in which a message, its edits and its preview may come gives the last edit; with a
/// deletion among them, nothing of what was said.
#[test]
fn whatever_order_edits_come_in_the_last_one_holds() {
    let told = [
        "message",
        "message_changed",
        "message_changed_again",
        "message_unfurled",
        "app_mention",
    ];
    let told = told.map(|name| signal(fixture(name)));
    for deletion in [None, Some("message_deleted"), Some("message_tombstone")] {
        let mut told: Vec<Signal> = told.to_vec();
        told.extend(deletion.map(|name| signal(fixture(name))));
        let kept = |order: &[usize]| {
            let mut kept = told[order[0]].clone();
            for &next in &order[1..] {
                assert_eq!(told[next].key, kept.key);
                if told[next].supersedes(&kept) {
                    kept = told[next].clone();
                }
            }
            kept
        };
        for order in orders(told.len()) {
            let kept = kept(&order);
            match deletion {
                None => assert!(kept.text.contains("13:37"), "{}", kept.text),
                Some(_) => assert_eq!(kept.tells, Tells::Withdrawn),
            }
        }
    }
}

/// All orders of so many things.
fn orders(count: usize) -> Vec<Vec<usize>> {
    let mut orders = vec![Vec::new()];
    for next in 0..count {
        let longer = orders.iter().flat_map(|order: &Vec<usize>| {
            (0..=order.len()).map(move |at| {
                let mut order = order.clone();
                order.insert(at, next);
                order
            })
        });
        orders = longer.collect();
    }
    orders
}

/// What is fetched later knows people's names and cuts an edit's moment to its second.
#[test]
fn a_message_that_is_fetched_after_its_edits_holds_over_them() {
    let event = json::parse(fixture("message_changed_again").as_bytes()).unwrap();
    let fetched = At::root(&event)
        .get("event")
        .unwrap()
        .get("message")
        .unwrap();
    let channel = message::Channel {
        id: "C0INC4711",
        name: Some("inc-4711"),
    };
    let names = message::Names::from([("U0ANA".to_owned(), "Ana".to_owned())]);
    let message::Told::Signal(fetched) = message::posted(&fetched, &channel, &names).unwrap()
    else {
        panic!("a signal");
    };
    assert_eq!(fetched.text, "Ana wrote: 5xx on **checkout** since 13:37");
    for name in ["message", "message_changed", "message_changed_again"] {
        assert!(fetched.supersedes(&signal(fixture(name))), "{name}");
    }
    assert!(signal(fixture("message_deleted")).supersedes(&fetched));
}

#[test]
fn a_deletion_keeps_nothing_of_what_was_said() {
    let kept = serde_json::to_string(&signal(fixture("message_deleted"))).unwrap();
    assert!(!kept.contains("13:37") && !kept.contains("U0ANA"), "{kept}");
}

#[test]
fn a_command_is_read_from_its_form() {
    let reading = bad_input::read(Kind::Slack, &as_form(), COMMAND.as_bytes());
    let command = super::super::Command {
        text: "open checkout is down & we look".into(),
        user_name: "ana".into(),
        channel: "C0INC4711".into(),
        channel_name: Some("inc-4711".into()),
        id: "13345224609.738474920.8088930838d88f008e0".into(),
    };
    assert_eq!(reading, Ok(Reading::Command(command)));
    for asked in ["ssl_check=1&token=x", "payload=%7B%7D"] {
        let reading = bad_input::read(Kind::Slack, &as_form(), asked.as_bytes());
        assert!(matches!(reading, Ok(Reading::Nothing(_))), "{reading:?}");
    }
    let short = COMMAND.replace("trigger_id", "other");
    let error = bad_input::read(Kind::Slack, &as_form(), short.as_bytes()).unwrap_err();
    assert_eq!(error.place, "trigger_id");
}

#[test]
fn an_address_proves_itself_with_the_word_it_is_sent() {
    let none = Headers::new();
    let asked = fixture("url_verification");
    let answer = Slack
        .challenge(&delivery(&none, asked.as_bytes()))
        .expect("an answer");
    assert_eq!(
        answer.body,
        "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P"
    );
    assert_eq!(answer.content_type, "text/plain");
    for other in [
        fixture("message"),
        r#"{"type":"event_callback","challenge":"x"}"#,
        "{}",
        "",
    ] {
        assert_eq!(Slack.challenge(&delivery(&none, other.as_bytes())), None);
    }
    let long = asked.replace("3eZ", &"x".repeat(5_000));
    assert_eq!(Slack.challenge(&delivery(&none, long.as_bytes())), None);
}

#[test]
fn every_attempt_is_the_same_delivery() {
    let identity =
        |headers: &Headers, body: &str| Slack.identity(&delivery(headers, body.as_bytes()));
    assert_eq!(
        identity(&Headers::new(), fixture("message")).as_deref(),
        Some("Ev001")
    );
    assert_eq!(
        identity(&as_form(), COMMAND).as_deref(),
        Some("13345224609.738474920.8088930838d88f008e0")
    );
    assert_eq!(identity(&Headers::new(), fixture("url_verification")), None);
}

fn verified(
    signature: &str,
    signed_at: &str,
    body: &[u8],
    secrets: &[&str],
) -> Result<(), NotGenuine> {
    let headers = headers(&[(SIGNATURE, signature), (TIMESTAMP, signed_at)]);
    let secrets: Vec<String> = secrets.iter().map(|secret| (*secret).into()).collect();
    Slack.verify(&delivery(&headers, body), &secrets, now())
}

fn signed(secret: &str, seconds_ago: i64, body: &[u8]) -> (String, String) {
    let at = (now().timestamp().as_second() - seconds_ago).to_string();
    let code = hmac_sha256(secret.as_bytes(), &[b"v0:", at.as_bytes(), b":", body]);
    (format!("v0={}", hex(&code)), at)
}

#[test]
fn a_signature_fits_the_secret_the_moment_and_the_body() {
    let body = COMMAND.as_bytes();
    let (code, at) = signed("8f742231b10e8888abcd99yyyzzz85a5", 0, body);
    let secret = "8f742231b10e8888abcd99yyyzzz85a5";
    assert_eq!(verified(&code, &at, body, &[secret]), Ok(()));
    assert_eq!(verified(&code, &at, body, &["new", secret]), Ok(()));
    let mut altered = body.to_vec();
    altered[10] ^= 1;
    assert_eq!(
        verified(&code, &at, &altered, &[secret]),
        Err(NotGenuine::Wrong)
    );
    assert_eq!(
        verified(&code, &at, body, &["other"]),
        Err(NotGenuine::Wrong)
    );
    let (stale, at) = signed(secret, 301, body);
    let refused = Err(NotGenuine::Stale { seconds: 301 });
    assert_eq!(verified(&stale, &at, body, &[secret]), refused);
    // An old signature does not fit a new moment.
    let (_, fresh) = signed(secret, 0, body);
    assert_eq!(
        verified(&stale, &fresh, body, &[secret]),
        Err(NotGenuine::Wrong)
    );
    let (early, at) = signed(secret, -301, body);
    let refused = Err(NotGenuine::Early { seconds: 301 });
    assert_eq!(verified(&early, &at, body, &[secret]), refused);
    assert_eq!(
        verified(&code, "soon", body, &[secret]),
        Err(NotGenuine::Malformed(TIMESTAMP))
    );
    assert_eq!(
        verified("v1=ab", &at, body, &[secret]),
        Err(NotGenuine::Malformed(SIGNATURE))
    );
    let none = Headers::new();
    let unsigned = delivery(&none, body);
    let missing = Err(NotGenuine::Missing(SIGNATURE));
    assert_eq!(Slack.verify(&unsigned, &[secret.into()], now()), missing);
    assert_eq!(Slack.verify(&unsigned, &[], now()), Ok(()));
}

#[test]
fn bad_input_is_refused_and_nothing_panics() {
    bad_input::is_refused(Kind::Slack, &Headers::new());
    bad_input::survives(
        Kind::Slack,
        &Headers::new(),
        &FIXTURES.map(|(_, body)| body),
    );
    bad_input::survives(Kind::Slack, &as_form(), &[COMMAND]);
}
