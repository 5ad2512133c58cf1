//! What deliveries of GitHub become, and which are turned away.

use super::super::bad_input::{self, Headers, delivery, headers, now};
use super::super::signature::{NotGenuine, hex, hmac_sha256};
use super::super::{Kind, Options, Reading, Source as _, Unreadable, shared_payloads};
use super::*;

macro_rules! fixtures {
    ($($event:literal $name:literal),* $(,)?) => {
        [$(($event, $name, include_str!(concat!("fixtures/", $name, ".json")))),*]
    };
}

const FIXTURES: [(&str, &str, &str); 10] = fixtures![
    "deployment_status" "deployment_status_success",
    "deployment_status" "deployment_status_failure",
    "deployment_status" "deployment_status_queued",
    "workflow_run" "workflow_run_deploy",
    "workflow_run" "workflow_run_tests_failed",
    "pull_request" "pull_request_merged",
    "pull_request" "pull_request_closed",
    "push" "push_default_branch",
    "release" "release_published",
    "ping" "ping",
];

fn of(event: &str) -> Headers {
    headers(&[
        (EVENT, event),
        (DELIVERY, "a1b2c3d4-0000-11f0-8000-5a5a5a5a5a5a"),
    ])
}

fn read(event: &str, body: &[u8]) -> Result<Reading, Unreadable> {
    bad_input::read(Kind::Github, &of(event), body)
}

#[test]
fn each_event_becomes_what_is_written_beside_it() {
    for (event, name, body) in FIXTURES {
        let reading = read(event, body.as_bytes()).expect(name);
        insta::assert_snapshot!(name, serde_json::to_string_pretty(&reading).unwrap());
    }
}

#[test]
fn a_webhook_of_content_type_form_says_the_same() {
    let (event, _, body) = FIXTURES[0];
    let mut headers = of(event);
    headers.insert(
        "content-type".into(),
        "application/x-www-form-urlencoded".into(),
    );
    let encoded: Vec<String> = body.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let encoded = encoded.concat();
    let form = bad_input::read(
        Kind::Github,
        &headers,
        format!("payload={encoded}").as_bytes(),
    );
    assert_eq!(form, read(event, body.as_bytes()));
    let empty = bad_input::read(Kind::Github, &headers, b"x=1").unwrap_err();
    assert_eq!(empty.place, "payload");
}

/// A run that is started again, and a branch that is put back and moved on, happened twice.
#[test]
fn what_happens_again_has_another_key() {
    let key = |event: &str, body: String| match read(event, body.as_bytes()) {
        Ok(Reading::Signals(signals)) => signals[0].key.clone(),
        other => panic!("{other:?}"),
    };
    let (event, _, run) = FIXTURES[4];
    let again = run.replace("\"run_attempt\": 2", "\"run_attempt\": 3");
    assert_ne!(key(event, run.into()), key(event, again));
    let (event, _, push) = FIXTURES[7];
    let again = push.replace("\"pushed_at\": 1795182002", "\"pushed_at\": 1795185602");
    assert_ne!(key(event, push.into()), key(event, again));
}

#[test]
fn what_cannot_be_read_is_named() {
    let (event, _, body) = FIXTURES[0];
    let broken = body.replace(
        "\"created_at\": \"2026-11-20T13:47:31Z\"",
        "\"created_at\": \"now\"",
    );
    assert_eq!(
        read(event, broken.as_bytes()).unwrap_err().to_string(),
        "deployment_status.created_at: “now” is not a time with its offset"
    );
    let unnamed = bad_input::read(Kind::Github, &headers(&[]), body.as_bytes());
    assert_eq!(unnamed.unwrap_err().place, "x-github-event");
}

fn verified(signature: Option<&str>, body: &[u8], secrets: &[&str]) -> Result<(), NotGenuine> {
    let mut headers = of("push");
    headers.extend(signature.map(|signature| (SIGNATURE.to_owned(), signature.to_owned())));
    let secrets: Vec<String> = secrets.iter().map(|secret| (*secret).into()).collect();
    Github.verify(&delivery(&headers, body), &secrets, now())
}

/// The secret, body and code of GitHub's own documentation.
#[test]
fn a_signature_fits_one_of_the_secrets_and_the_body() {
    let (secret, body) = ("It's a Secret to Everybody", b"Hello, World!");
    let documented = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    assert_eq!(verified(Some(documented), body, &[secret]), Ok(()));
    assert_eq!(verified(Some(documented), body, &["new", secret]), Ok(()));
    let wrong = Err(NotGenuine::Wrong);
    assert_eq!(
        verified(Some(documented), b"Hello, World?", &[secret]),
        wrong
    );
    assert_eq!(verified(Some(documented), body, &["other"]), wrong);
    let bare = hex(&hmac_sha256(secret.as_bytes(), &[body]));
    let malformed = Err(NotGenuine::Malformed(SIGNATURE));
    assert_eq!(verified(Some(&bare), body, &[secret]), malformed);
    assert_eq!(verified(Some("sha256="), body, &[secret]), wrong);
    assert_eq!(
        verified(None, body, &[secret]),
        Err(NotGenuine::Missing(SIGNATURE))
    );
    assert_eq!(verified(None, body, &[]), Ok(()));
}

#[test]
fn a_delivery_made_again_is_the_same() {
    let headers = of("push");
    assert_eq!(
        Github.identity(&delivery(&headers, b"")).as_deref(),
        Some("a1b2c3d4-0000-11f0-8000-5a5a5a5a5a5a")
    );
    assert!(
        Github
            .headers()
            .iter()
            .all(|name| *name == name.to_lowercase())
    );
}

#[test]
fn real_deliveries_are_taken_or_passed_over_with_a_reason() {
    let mut told = 0;
    for (name, body) in shared_payloads::files("github") {
        let event = name.split('/').next().expect("a folder");
        let github = Github;
        let headers = of(event);
        match github.read(&delivery(&headers, &body), &Options::default()) {
            Ok(Reading::Signals(signals)) => {
                bad_input::well_formed(&signals);
                told += signals.len();
            }
            Ok(Reading::Nothing(why)) => assert!(why.ends_with('.'), "{why}"),
            other => panic!("{name}: {other:?}"),
        }
    }
    assert_eq!(told, 9, "of 107");
}

#[test]
fn bad_input_is_refused_and_nothing_panics() {
    for event in [
        "deployment_status",
        "workflow_run",
        "pull_request",
        "push",
        "release",
    ] {
        bad_input::is_refused(Kind::Github, &of(event));
        let bodies: Vec<&str> = FIXTURES
            .iter()
            .filter(|one| one.0 == event)
            .map(|one| one.2)
            .collect();
        bad_input::survives(Kind::Github, &of(event), &bodies);
    }
}
