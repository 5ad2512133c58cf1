//! What a mapping makes of a body, and which mappings and deliveries are turned away.

use serde_json::{Value, json};

use super::super::bad_input::{self, Headers, delivery, headers};
use super::super::{Kind, Source as _};
use super::*;

macro_rules! fixtures {
    ($($name:literal),* $(,)?) => {
        [$((
            $name,
            include_str!(concat!("fixtures/", $name, "_mapping.json")),
            include_str!(concat!("fixtures/", $name, ".json")),
        )),*]
    };
}

const FIXTURES: [(&str, &str, &str); 3] = fixtures!["zabbix_like", "deploys", "changes"];

fn options(mapping: Value) -> Options {
    Options {
        zone: Some("Europe/Berlin".into()),
        mapping: Some(mapping),
    }
}

fn fixture(index: usize) -> (Options, Value) {
    let (_, mapping, body) = FIXTURES[index];
    let parsed = |text| serde_json::from_str(text).unwrap();
    (options(parsed(mapping)), parsed(body))
}

fn read(options: &Options, body: &Value) -> Result<Reading, Unreadable> {
    let headers = Headers::new();
    Generic.read(&delivery(&headers, body.to_string().as_bytes()), options)
}

#[test]
fn a_mapping_makes_signals_of_its_entries() {
    for (index, (name, ..)) in FIXTURES.iter().enumerate() {
        let (options, body) = fixture(index);
        assert_eq!(Generic.check(&options), Ok(()), "{name}");
        let reading = read(&options, &body).expect(name);
        if let Reading::Signals(signals) = &reading {
            bad_input::well_formed(signals);
        }
        insta::assert_snapshot!(*name, serde_json::to_string_pretty(&reading).unwrap());
    }
}

/// What fired and what ended it are one alert, told in whatever delivery; the next time is another.
#[test]
fn an_end_tells_of_its_beginning_with_the_same_key() {
    let (options, mut body) = fixture(0);
    let signals = |body: &Value| match read(&options, body) {
        Ok(Reading::Signals(signals)) => signals,
        other => panic!("{other:?}"),
    };
    body["problems"].as_array_mut().unwrap().truncate(1);
    let fired = signals(&body).remove(0);
    body["problems"][0]["status"] = "OK".into();
    body["problems"][0]["clock"] = 1_795_183_000.into();
    body["problems"][0]["eventid"] = 77.into();
    let ended = signals(&body);
    assert_eq!(ended.len(), 2);
    assert_eq!(ended[0], fired);
    assert_eq!(ended[1].tells.alert(), fired.tells.alert());
    assert_ne!(ended[1].key, fired.key);
    body["problems"][0]["started"] = 1_795_190_000.into();
    assert_ne!(signals(&body)[0].tells.alert(), fired.tells.alert());
}

#[test]
fn what_no_value_is_named_for_tells_nothing() {
    let (options, mut body) = fixture(1);
    body["result"] = "queued".into();
    let nothing = |why: &str| Ok(Reading::Nothing(why.into()));
    assert_eq!(
        read(&options, &body),
        nothing("No entry has a value that the mapping names.")
    );
    assert_eq!(
        read(&options, &json!([])),
        nothing("The list of entries is empty.")
    );
}

#[test]
fn an_entry_that_cannot_be_read_is_named() {
    let problem = |options: &Options, body: &Value| read(options, body).unwrap_err().to_string();
    let (options, body) = fixture(0);
    let mut changed = body.clone();
    changed["problems"][2]["clock"] = "soon".into();
    assert_eq!(
        problem(&options, &changed),
        "problems[2].clock: “soon” is not a count of seconds since 1970"
    );
    let mut changed = body.clone();
    changed["problems"][1] = 7.into();
    assert_eq!(
        problem(&options, &changed),
        "problems[1]: it is not an object"
    );
    let mut changed = body.clone();
    changed["problems"][0]["host"] = json!({});
    assert_eq!(
        problem(&options, &changed),
        "problems[0].host.name: it is missing"
    );
    let many = json!({"problems": vec![json!({}); 1_001]});
    assert_eq!(
        problem(&options, &many),
        "problems: there are more than 1000 entries"
    );
    let (local, body) = fixture(1);
    for (written, what) in [
        (
            "2026-10-25 02:30:00",
            "the clock showed 2026-10-25T02:30:00 twice or never in the integration's zone",
        ),
        (
            "2026-03-29 02:30:00",
            "the clock showed 2026-03-29T02:30:00 twice or never in the integration's zone",
        ),
        (
            "today",
            "it is not a date and time such as 2026-11-20 13:40:02",
        ),
    ] {
        let mut changed = body.clone();
        changed["finished"] = written.into();
        assert_eq!(problem(&local, &changed), format!("finished: {what}"));
    }
}

#[test]
fn a_mapping_is_checked_when_it_is_saved() {
    let (_, good) = (fixture(0).1, fixture(0).0.mapping.unwrap());
    for (place, value, error) in [
        (
            "/key",
            json!("{id"),
            "mapping.key: a brace stands alone; write it twice to have one",
        ),
        ("/key", Value::Null, "mapping.key: it is missing"),
        ("/key", json!(" "), "mapping.key: it is empty"),
        (
            "/text/firing",
            json!("{a..b}"),
            "mapping.text.firing: “a..b” is not a path such as a.b[0]",
        ),
        (
            "/occurred_at/format",
            json!("iso"),
            "mapping.occurred_at.format: it is none of rfc3339, epoch_s, epoch_ms, epoch_us, epoch_ns and local",
        ),
        (
            "/entries",
            json!(["a"]),
            "mapping.entries: it is not a path",
        ),
        (
            "/kind",
            json!("alarm"),
            "mapping.kind: unknown variant `alarm`, expected one of `alert`, `page`, `message`, `deploy`, `change`, `decision`, `observation`, `milestone`",
        ),
        (
            "/alert/state/values/OK",
            json!("over"),
            "mapping.alert.state.values.OK: unknown variant `over`, expected one of `firing`, `acknowledged`, `resolved`",
        ),
        (
            "/colour",
            json!("red"),
            "mapping.colour: there is no such field; there are entries, key, occurred_at, kind, text, service, labels, links, query, alert, deploy, signature",
        ),
        (
            "/links/0/kind",
            json!("video"),
            "mapping.links[0].kind: unknown variant `video`, expected one of `log`, `merge_request`, `pipeline`, `message`, `metric`, `ticket`, `dashboard`, `file`",
        ),
        (
            "/signature",
            json!({"header": "a b"}),
            "mapping.signature.header: it is not the name of a header",
        ),
        (
            "/signature",
            json!({"header": "x", "encoding": "md5"}),
            "mapping.signature.encoding: it is neither hex nor base64",
        ),
        (
            "/deploy",
            json!("succeeded"),
            "mapping: an entry is an alert or a deploy, not both",
        ),
    ] {
        let mut mapping = good.clone();
        match mapping.pointer_mut(place) {
            Some(at) => *at = value,
            None => mapping[&place[1..]] = value,
        }
        assert_eq!(
            Generic.check(&options(mapping)).unwrap_err().to_string(),
            error
        );
    }
}

#[test]
fn there_is_a_mapping_and_for_local_times_a_zone() {
    let none = Generic.check(&Options::default()).unwrap_err();
    assert_eq!(none.place, "mapping");
    let (local, _) = fixture(1);
    let unzoned = |zone: Option<&str>| Options {
        zone: zone.map(Into::into),
        ..local.clone()
    };
    for (zone, problem) in [
        (None, "for local times the integration needs a zone"),
        (Some("Mars/Olympus"), "there is no zone “Mars/Olympus”"),
    ] {
        let error = Generic.check(&unzoned(zone)).unwrap_err().to_string();
        assert_eq!(error, format!("mapping.occurred_at.format: {problem}"));
    }
}

#[test]
fn a_sender_that_tries_again_says_so() {
    let identity = |sent: &[(&str, &str)]| Generic.identity(&delivery(&headers(sent), b"{}"));
    assert_eq!(identity(&[("idempotency-key", "7")]).as_deref(), Some("7"));
    assert_eq!(
        identity(&[("webhook-id", "msg_1")]).as_deref(),
        Some("msg_1")
    );
    assert_eq!(identity(&[]), None);
}

#[test]
fn bad_input_is_refused_and_nothing_panics() {
    for (index, (_, mapping, body)) in FIXTURES.iter().enumerate() {
        let (options, _) = fixture(index);
        if options
            .mapping
            .as_ref()
            .is_some_and(|mapping| mapping.get("entries").is_some())
        {
            bad_input::is_refused_with(Kind::Generic, &options, &Headers::new());
        }
        bad_input::survives_with(Kind::Generic, &options, &Headers::new(), &[body]);
        // A mapping may hold anything as well.
        let as_options = |text: &str| serde_json::from_str(text).map(self::options).ok();
        let changed = mapping.char_indices().step_by(7).filter_map(|(at, _)| {
            as_options(&format!("{}{}", &mapping[..at], mapping.get(at + 3..)?))
        });
        let body: Value = serde_json::from_str(body).unwrap();
        for options in changed {
            if Generic.check(&options).is_ok() {
                let _ = read(&options, &body);
            }
        }
    }
}
