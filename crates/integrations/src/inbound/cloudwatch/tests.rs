//! What becomes of CloudWatch's deliveries, and how SNS' signatures are verified. The fixtures are
//! signed by a key made for them, of which only the public half was kept.

use super::signed::{NotSigned, certificate_url, is_address_of_sns, is_signed_by};
use crate::inbound::bad_input::{self, Headers, headers, keys, signals, told};
use crate::inbound::signature::NotGenuine;
use crate::inbound::{Kind, shared_payloads, source};

const KIND: Kind = Kind::Cloudwatch;
const ALARM: &str = include_str!("fixtures/alarm.json");
const OK: &str = include_str!("fixtures/ok.json");
const CONFIRMATION: &str = include_str!("fixtures/subscription-confirmation.json");
const TOPIC: &str = "arn:aws:sns:eu-central-1:123456789012:afterword-alarms";
const ALL: [(&str, &str); 6] = [
    ("alarm", ALARM),
    ("ok", OK),
    (
        "insufficient_data",
        include_str!("fixtures/insufficient-data.json"),
    ),
    ("composite", include_str!("fixtures/composite.json")),
    ("text", include_str!("fixtures/text.json")),
    ("subscription_confirmation", CONFIRMATION),
];

#[test]
fn each_message() {
    for (name, body) in ALL {
        insta::assert_snapshot!(name, told(KIND, &Headers::new(), body));
    }
}

#[test]
fn a_message_without_its_envelope_proves_nothing() {
    let raw = headers(&[("x-amz-sns-rawdelivery", "true")]);
    let asked = source(KIND).certificate(&bad_input::delivery(&raw, ALARM.as_bytes()));
    assert_eq!(
        asked.unwrap_err().to_string(),
        "a raw message carries no signature; switch raw message delivery off at the subscription"
    );
}

#[test]
fn what_ends_an_alarm_is_of_the_same_alert_and_each_change_has_its_key() {
    let (fired, ended) = (
        signals(KIND, &Headers::new(), ALARM),
        signals(KIND, &Headers::new(), OK),
    );
    assert!(bad_input::is_of_one_alert(&fired[0], &ended[0]));
    let later = ALARM.replace("2026-11-19T09:12:42.236", "2026-11-20T09:12:42.236");
    assert_ne!(keys(KIND, &Headers::new(), &later)[0], fired[0].key);
}

#[test]
fn what_is_missing_is_named() {
    let changed = |from: &str, to: &str| told(KIND, &Headers::new(), &ALARM.replace(from, to));
    insta::assert_snapshot!(
        changed("2026-11-19T09:12:42.236+0000", "19/11/26 09:12"),
        @"refused: Message.StateChangeTime: “19/11/26 09:12” is not a time with its offset"
    );
    insta::assert_snapshot!(
        changed(r#"\"NewStateValue\": \"ALARM\""#, r#"\"NewStateValue\": \"BAD\""#),
        @"refused: Message.NewStateValue: no alarm of CloudWatch has this state"
    );
    insta::assert_snapshot!(
        changed(r#"\"AlarmName\": "#, r#"\"AlarmName\" "#),
        @"refused: Message: it is not JSON: expected `:` at line 1 column 14"
    );
}

#[test]
fn only_an_address_of_sns_is_to_be_visited() {
    for url in [
        "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription",
        "https://sns.cn-north-1.amazonaws.com.cn/",
        "https://sns.us-gov-west-1.amazonaws.com",
    ] {
        assert!(is_address_of_sns(url), "{url}");
    }
    for url in [
        "http://sns.eu-central-1.amazonaws.com/",
        "https://sns.eu-central-1.amazonaws.com.evil.example/",
        "https://sns.eu-central-1.amazonaws.com@evil.example/",
        "https://sns.evil.example#.amazonaws.com/",
        "https://evil.example/sns.eu-central-1.amazonaws.com",
        "https://sns.a.b.amazonaws.com/",
        "https://sns.s3.amazonaws.com/",
        "https://sns.s3-website-1.amazonaws.com/",
        "https://sns..amazonaws.com/",
        "https://s3.eu-central-1.amazonaws.com/",
        "https://sns.eu-central-1.amazonaws.com:8443/",
        "https://sns.eu-central-1.amazonaws.com/\n",
        "",
    ] {
        assert!(!is_address_of_sns(url), "{url}");
    }
    let elsewhere = CONFIRMATION.replace(
        "\"SubscribeURL\": \"https://sns.eu-central-1.amazonaws.com",
        "\"SubscribeURL\": \"https://evil.example",
    );
    insta::assert_snapshot!(
        told(KIND, &Headers::new(), &elsewhere),
        @"refused: SubscribeURL: it is no https address of SNS, and must not be visited"
    );
}

#[test]
fn a_certificate_comes_from_sns_only() {
    let of = |from: &str, to: &str| certificate_url(ALARM.replace(from, to).as_bytes());
    assert!(of("", "").unwrap().ends_with("ec1136.pem"));
    for (from, to) in [
        (
            "sns.eu-central-1.amazonaws.com/Simple",
            "evil.example/Simple",
        ),
        ("ec1136.pem", "ec1136.pem?x"),
        ("ec1136.pem", "ec1136.exe"),
    ] {
        assert_eq!(of(from, to), Err(NotSigned::Address));
    }
}

const CERTIFICATE: &[u8] = include_bytes!("fixtures/certificate.txt");

#[test]
fn each_message_is_signed_by_its_key_in_both_versions() {
    let versions = |body: &str| body.contains(r#""SignatureVersion": "1""#);
    assert!(versions(OK) && !versions(ALARM));
    for (name, body) in ALL {
        assert_eq!(is_signed_by(body.as_bytes(), CERTIFICATE), Ok(()), "{name}");
    }
}

#[test]
fn an_altered_byte_of_what_is_signed_breaks_the_signature() {
    for (from, to) in [
        ("checkout-5xx-high", "checkout-5xx-hugh"),
        ("afterword-alarms", "afterword-alarmz"),
        ("09:12:42.281Z", "09:12:42.282Z"),
        ("\"Subject\"", "\"Object\""),
        ("\"Signature\": \"", "\"Signature\": \"AAAA"),
        ("\"Signature\": \"", "\"Signature\": \"?"),
    ] {
        let altered = ALARM.replacen(from, to, 1);
        assert_ne!(altered, ALARM);
        assert_eq!(
            is_signed_by(altered.as_bytes(), CERTIFICATE),
            Err(NotSigned::Wrong),
            "{to}"
        );
    }
    for no_certificate in [
        &b""[..],
        b"-----BEGIN CERTIFICATE-----",
        &CERTIFICATE[..900],
    ] {
        let signed = is_signed_by(ALARM.as_bytes(), no_certificate);
        assert_eq!(signed, Err(NotSigned::Certificate));
    }
    let newer = ALARM.replace(r#""SignatureVersion": "2""#, r#""SignatureVersion": "3""#);
    let newer = is_signed_by(newer.as_bytes(), CERTIFICATE);
    assert_eq!(
        newer.unwrap_err().to_string(),
        "SignatureVersion: only versions “1” and “2” are known"
    );
}

#[test]
fn a_pinned_topic_is_asked_for_in_header_and_body() {
    let secrets = [
        "arn:aws:sns:eu-central-1:123456789012:old".to_owned(),
        TOPIC.to_owned(),
    ];
    let verify = |pairs: &[(&str, &str)], body: &str| {
        let headers = headers(pairs);
        let delivery = bad_input::delivery(&headers, body.as_bytes());
        source(KIND).verify(&delivery, &secrets, bad_input::now())
    };
    let by_header = |topic: &str, body: &str| verify(&[("x-amz-sns-topic-arn", topic)], body);
    assert_eq!(by_header(TOPIC, ALARM), Ok(()));
    assert_eq!(by_header(TOPIC, CONFIRMATION), Ok(()));
    assert_eq!(by_header(&secrets[0], ALARM), Err(NotGenuine::Wrong));
    assert_eq!(by_header("arn:aws:sns:x", ALARM), Err(NotGenuine::Wrong));
    let missing = Err(NotGenuine::Missing("x-amz-sns-topic-arn"));
    assert_eq!(verify(&[], ALARM), missing);
}

#[test]
fn a_message_is_known_by_its_id() {
    let headers = headers(&[("x-amz-sns-message-id", "5f6c8a1e")]);
    let of = |headers: &Headers| source(KIND).identity(&bad_input::delivery(headers, b""));
    assert_eq!(of(&headers).as_deref(), Some("5f6c8a1e"));
    assert_eq!(of(&Headers::new()), None);
}

/// The samples are pieces of messages without an envelope or a state.
#[test]
fn samples_without_an_envelope_are_refused() {
    let (_, file) = shared_payloads::one("keep/cloudwatch.json");
    let samples: serde_json::Value = serde_json::from_slice(&file).unwrap();
    for (name, sample) in samples.as_object().unwrap() {
        let body = sample["payload"].to_string();
        let read = bad_input::read(KIND, &Headers::new(), body.as_bytes());
        assert_eq!(
            read.unwrap_err().to_string(),
            "Type: it is missing",
            "{name}"
        );
    }
}

#[test]
fn no_body_makes_it_panic() {
    bad_input::is_refused(KIND, &Headers::new());
    bad_input::survives(KIND, &Headers::new(), &ALL.map(|(_, body)| body));
}
