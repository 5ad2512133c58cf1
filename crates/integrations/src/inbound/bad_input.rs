//! For the tests of every source: a delivery and what is read in it, bodies that no source sends,
//! and those that it sends with something changed in them.

use std::collections::BTreeMap;

use afterword_domain::Moment;
use afterword_domain::signal::Signal;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::{Delivery, Kind, Options, Reading, Unreadable, source};

pub(super) type Headers = BTreeMap<String, String>;

pub(super) fn headers(pairs: &[(&str, &str)]) -> Headers {
    let pairs = pairs.iter();
    pairs
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

/// A moment in November 2026, in which the fixtures are set.
pub(super) fn now() -> Moment {
    Moment::from_micros(1_794_700_000_000_000).expect("a moment")
}

pub(super) fn delivery<'a>(headers: &'a Headers, body: &'a [u8]) -> Delivery<'a> {
    Delivery {
        headers,
        body,
        received_at: now(),
    }
}

pub(super) fn read(kind: Kind, headers: &Headers, body: &[u8]) -> Result<Reading, Unreadable> {
    source(kind).read(&delivery(headers, body), &Options::default())
}

/// What becomes of a delivery, for a snapshot.
pub(super) fn told(kind: Kind, headers: &Headers, body: &str) -> String {
    match read(kind, headers, body.as_bytes()) {
        Ok(reading) => {
            if let Reading::Signals(signals) = &reading {
                well_formed(signals);
            }
            serde_json::to_string_pretty(&reading).expect("JSON")
        }
        Err(error) => format!("refused: {error}"),
    }
}

/// The signals in a delivery.
pub(super) fn signals(kind: Kind, headers: &Headers, body: &str) -> Vec<Signal> {
    match read(kind, headers, body.as_bytes()).expect("a readable body") {
        Reading::Signals(signals) => signals,
        other => panic!("no signals but {other:?}"),
    }
}

pub(super) fn keys(kind: Kind, headers: &Headers, body: &str) -> Vec<String> {
    let signals = signals(kind, headers, body).into_iter();
    signals.map(|signal| signal.key).collect()
}

/// Whether both tell of the same occurrence of an alert.
pub(super) fn is_of_one_alert(one: &Signal, other: &Signal) -> bool {
    one.tells.alert().is_some() && one.tells.alert() == other.tells.alert()
}

/// Bodies that are no delivery of any source are refused, each with a place.
pub(super) fn is_refused(kind: Kind, headers: &Headers) {
    is_refused_with(kind, &Options::default(), headers);
}

/// [`is_refused`], for a source that reads by its options.
pub(super) fn is_refused_with(kind: Kind, options: &Options, headers: &Headers) {
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let deep_object = format!("{}1{}", "{\"a\":".repeat(200), "}".repeat(200));
    let bodies: [&[u8]; 11] = [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"7",
        b"\"text\"",
        b"{\"alerts\":",
        b"\xff\xfe{}",
        b"{\"a\":\"\xc3\"}",
        deep.as_bytes(),
        deep_object.as_bytes(),
    ];
    for body in bodies {
        let read = source(kind).read(&delivery(headers, body), options);
        let start = String::from_utf8_lossy(&body[..body.len().min(20)]);
        assert!(
            read.as_ref().is_err_and(|error| !error.place.is_empty()),
            "{kind:?} reads {start}: {read:?}"
        );
    }
}

/// Whatever comes, nothing panics, and what is read keeps its bounds and no key twice.
pub(super) fn survives(kind: Kind, headers: &Headers, fixtures: &[&str]) {
    survives_with(kind, &Options::default(), headers, fixtures);
}

/// [`survives`], for a source that reads by its options.
pub(super) fn survives_with(kind: Kind, options: &Options, headers: &Headers, fixtures: &[&str]) {
    // PROPTEST_CASES asks for more than a run of all tests has time for.
    let asked = Config::default();
    let mut runner = TestRunner::new(Config {
        failure_persistence: None,
        cases: asked.cases.max(CASES_MIN),
        ..asked
    });
    let fixtures: Vec<String> = fixtures.iter().map(|text| (*text).to_owned()).collect();
    let changed = (
        prop::sample::select(fixtures),
        any::<prop::sample::Index>(),
        0_usize..40,
        prop_oneof![
            prop::collection::vec(any::<u8>(), 0..6),
            prop::sample::select(ODDITIES.to_vec()).prop_map(|text| text.as_bytes().to_vec()),
        ],
    );
    let changed = changed.prop_map(|(text, at, taken_out, put_in)| {
        let mut bytes = text.into_bytes();
        let start = at.index(bytes.len());
        let end = (start + taken_out).min(bytes.len());
        bytes.splice(start..end, put_in);
        bytes
    });
    let bodies = prop_oneof![
        1 => prop::collection::vec(any::<u8>(), 0..64),
        4 => changed,
    ];
    let outcome = runner.run(&bodies, |body| {
        let source = source(kind);
        let delivery = delivery(headers, &body);
        let _ = source.identity(&delivery);
        let _ = source.challenge(&delivery);
        let _ = source.certificate(&delivery);
        let _ = source.verify(&delivery, &["secret".to_owned()], now());
        if let Ok(Reading::Signals(signals)) = source.read(&delivery, options) {
            well_formed(&signals);
        }
        Ok(())
    });
    outcome.expect("no panic");
}

/// What every list of signals is.
pub(super) fn well_formed(signals: &[Signal]) {
    let keys: std::collections::BTreeSet<&str> =
        signals.iter().map(|signal| signal.key.as_str()).collect();
    assert_eq!(keys.len(), signals.len(), "a key stands twice: {signals:?}");
    for signal in signals {
        assert_eq!(&signal.clone().bounded(), signal);
        assert!(!signal.text.trim().is_empty());
        assert_ne!(signal.tells.title().map(str::trim), Some(""));
        let written = serde_json::to_string(signal).expect("JSON");
        let back = serde_json::from_str(&written).expect("the signal as it was written");
        assert_eq!(signal, &back);
    }
}

const CASES_MIN: u32 = 4_096;

/// What stands in a changed fixture now and then.
const ODDITIES: [&str; 15] = [
    "\": \"\"",
    "null",
    "[]",
    "{}",
    "\"\"",
    "-1",
    "1e999",
    "9007199254740993",
    "99999999999999999999999999",
    "\"0001-01-01T00:00:00Z\"",
    "\"9999-12-31T23:59:59Z\"",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "\"javascript:alert(1)\"",
    "{\"a\":{\"a\":{\"a\":[[[[1]]]]}}}",
];
