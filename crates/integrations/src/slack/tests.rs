//! Fetches from a stand-in that answers as Slack documents it.

use std::time::Duration;

use afterword_domain::Moment;
use afterword_domain::signal::{Signal, Tells};
use afterword_testbed::slack::{Channel, Slack as StandIn, TOKEN};
use serde_json::json;

use super::answer;
use super::fetch::{Attendant, Fetched, Names, Progress, Wanted, fetch};
use super::link::{self, Place};
use super::*;
use crate::http::{Answer, Limits, Named};
use crate::inbound::json::At;
use crate::inbound::slack::message;

/// Waits for nothing, and leaves after so many words.
struct Patient {
    heard: Vec<Progress>,
    paused: Vec<u64>,
    leaves_after: usize,
}

impl Patient {
    fn new() -> Self {
        Self {
            heard: Vec::new(),
            paused: Vec::new(),
            leaves_after: usize::MAX,
        }
    }
}

impl Attendant for Patient {
    fn hear(&mut self, progress: Progress) -> bool {
        self.heard.push(progress);
        self.heard.len() < self.leaves_after
    }

    async fn pause(&mut self, wait: Duration) {
        self.paused.push(wait.as_secs());
    }
}

fn connect(stand_in: &StandIn, token: &str) -> Slack {
    let url: Url = stand_in.url.parse().unwrap();
    let named = Named::of(&url).unwrap();
    Slack {
        url,
        token: token.into(),
        outbound: Outbound::new([named], Limits::default()).unwrap(),
    }
}

fn at(text: &str) -> Moment {
    text.parse().unwrap()
}

/// The channel between one and three in the afternoon, asked at four.
async fn asked(
    stand_in: &StandIn,
    message: Option<&str>,
    attendant: &mut Patient,
) -> Result<Fetched, SlackError> {
    let place = Place {
        channel: "C0INC4711".into(),
        message: message.map(str::to_owned),
    };
    let wanted = Wanted {
        place: &place,
        from: at("2026-11-20T13:00:00Z"),
        to: at("2026-11-20T15:00:00Z"),
        asked_at: at("2026-11-20T16:00:00Z"),
    };
    fetch(&connect(stand_in, TOKEN), wanted, Names::new(), attendant).await
}

async fn fetched(stand_in: &StandIn) -> Fetched {
    asked(stand_in, None, &mut Patient::new()).await.unwrap()
}

async fn refused(stand_in: &StandIn) -> SlackError {
    let outcome = asked(stand_in, None, &mut Patient::new()).await;
    outcome.expect_err("a refusal")
}

fn texts(fetched: &Fetched) -> Vec<&str> {
    let signals = fetched.signals.iter();
    signals.map(|signal| signal.text.as_str()).collect()
}

/// 13:30, 13:40, … on 20 November 2026, with microseconds that no float keeps.
const FIRST: &str = "1795181400.000119";
const SECOND: &str = "1795182000.123457";
const THIRD: &str = "1795182600.000001";

#[tokio::test]
async fn a_channel_comes_with_its_threads_over_several_pages() {
    let stand_in = StandIn::start().await;
    stand_in.kept().page = 2;
    stand_in.say("1795170000.000100", "U0ANA", "long before");
    stand_in.say(FIRST, "U0ANA", "5xx on *checkout*, <@U0BEN> look");
    stand_in.say(SECOND, "U0BEN", "on it");
    for minute in 0..5 {
        let ts = format!("17951821{minute}0.000300");
        stand_in.reply(SECOND, &ts, "U0ANA", &format!("reply {minute}"));
    }
    stand_in.say(THIRD, "U0ANA", "done");
    stand_in.say("1795190000.000100", "U0ANA", "long after");
    let mut attendant = Patient::new();
    let fetched = asked(&stand_in, None, &mut attendant).await.unwrap();
    assert_eq!(
        texts(&fetched),
        [
            "Ana wrote: 5xx on **checkout**, @U0BEN look",
            "U0BEN wrote: on it",
            "Ana replied: reply 0",
            "Ana replied: reply 1",
            "Ana replied: reply 2",
            "Ana replied: reply 3",
            "Ana replied: reply 4",
            "Ana wrote: done",
        ]
    );
    let second = &fetched.signals[1];
    assert_eq!(second.occurred_at, at("2026-11-20T13:40:00.123457Z"));
    assert_eq!(second.labels["channel_name"], "inc-4711");
    let channel = format!("C0INC4711/{SECOND}");
    assert_eq!(fetched.signals[2].tells, Tells::Said { channel });
    // Nobody is asked for twice, and who is not known is asked for once.
    assert_eq!(stand_in.calls("users.info"), 2);
    assert_eq!(fetched.names.len(), 1);
    // The message that began the thread is counted in both lists.
    let last = attendant.heard.last().unwrap();
    assert_eq!((last.messages, last.threads_left), (9, 1));
    assert_eq!(attendant.paused, [0; 0]);
}

#[tokio::test]
async fn a_thread_comes_whole_by_the_link_to_any_of_its_messages() {
    let stand_in = StandIn::start().await;
    stand_in.kept().page = 1;
    stand_in.say("1795170000.000100", "U0ANA", "began long before");
    stand_in.reply(
        "1795170000.000100",
        "1795190000.000200",
        "U0ANA",
        "long after",
    );
    stand_in.say(FIRST, "U0ANA", "elsewhere");
    for meant in ["1795170000.000100", "1795190000.000200"] {
        let fetched = asked(&stand_in, Some(meant), &mut Patient::new())
            .await
            .unwrap();
        let wanted = ["Ana wrote: began long before", "Ana replied: long after"];
        assert_eq!(texts(&fetched), wanted);
    }
    let alone = asked(&stand_in, Some(FIRST), &mut Patient::new())
        .await
        .unwrap();
    assert_eq!(texts(&alone), ["Ana wrote: elsewhere"]);
    let gone = asked(&stand_in, Some(THIRD), &mut Patient::new()).await;
    assert_eq!(gone.unwrap_err(), SlackError::NoMessage);
}

/// What comes by event, and what is fetched, is one message with one key.
#[tokio::test]
async fn messages_have_the_keys_and_order_of_those_that_come_by_event() {
    let stand_in = StandIn::start().await;
    let written = json!({
        "type": "message", "ts": FIRST, "user": "U0ANA", "text": "since 13:37",
        "edited": { "user": "U0ANA", "ts": "1795181500.000000" },
        "files": [{ "title": "graph.png", "permalink": "https://northwind.slack.com/files/1" }]
    });
    stand_in.put(written.clone());
    let by_program = json!({
        "type": "message", "subtype": "bot_message", "ts": SECOND, "bot_id": "B1",
        "username": "deploys", "text": "rolled back"
    });
    stand_in.put(by_program);
    stand_in.put(json!({
        "type": "message", "subtype": "channel_join", "ts": THIRD, "user": "U0ANA", "text": "joined"
    }));
    let fetched = fetched(&stand_in).await;
    assert_eq!(
        texts(&fetched),
        ["Ana wrote: since 13:37", "deploys wrote: rolled back"]
    );
    assert_eq!(fetched.passed_over.values().sum::<usize>(), 1);
    let [person, program] = fetched.signals.as_slice() else {
        panic!("two signals");
    };
    assert_eq!(person.evidence[1].label, "graph.png");
    let channel = message::Channel {
        id: "C0INC4711",
        name: None,
    };
    let told = message::posted(&At::root(&written), &channel, &Names::new());
    let Ok(message::Told::Signal(event)) = told else {
        panic!("a signal");
    };
    assert_eq!(event.key, person.key);
    assert!(person.supersedes(&event) && !event.supersedes(person));
    // A program's words are those of the moment of the fetch: their edits leave no mark.
    let asked_at = at("2026-11-20T16:00:00Z").micros();
    assert_eq!(Some(program.revision), u64::try_from(asked_at).ok());
}

#[tokio::test]
async fn what_was_known_and_stands_no_more_is_gone() {
    let stand_in = StandIn::start().await;
    for (ts, text) in [(FIRST, "first"), (SECOND, "second"), (THIRD, "third")] {
        stand_in.say(ts, "U0ANA", text);
    }
    stand_in.reply(SECOND, "1795182100.000300", "U0ANA", "stays");
    stand_in.reply(SECOND, "1795182200.000300", "U0ANA", "goes");
    let before = fetched(&stand_in).await;
    stand_in.delete("1795182200.000300");
    stand_in.delete(THIRD);
    let after = fetched(&stand_in).await;
    assert_eq!(after.complete[0].from, at("2026-11-20T13:30:00.000119Z"));
    assert_eq!(after.complete[0].to, at("2026-11-20T15:00:00Z"));
    let asked_at = at("2026-11-20T16:00:00Z");
    let gone = after.gone(before.signals.clone(), asked_at);
    let moments: Vec<_> = gone.iter().map(|one| one.occurred_at.to_string()).collect();
    assert_eq!(
        moments,
        ["2026-11-20T13:43:20.0003Z", "2026-11-20T13:50:00.000001Z"]
    );
    for (signal, told) in gone.iter().zip([&before.signals[3], &before.signals[4]]) {
        assert!(signal.supersedes(told) && signal.tells == Tells::Withdrawn);
        assert_eq!(signal.text, "This message was deleted in Slack.");
        assert!(signal.labels.is_empty() && signal.evidence.is_empty());
    }
    // Where no reply stands any more, the message tells of no thread.
    stand_in.delete("1795182100.000300");
    let quiet = fetched(&stand_in).await;
    assert_eq!(quiet.gone(before.signals.clone(), asked_at).len(), 3);
    // What is older than all that stands may have been taken away for its age.
    stand_in.delete(FIRST);
    let later = fetched(&stand_in).await;
    assert_eq!(later.complete[0].from, at("2026-11-20T13:40:00.123457Z"));
    stand_in.delete(SECOND);
    let empty = fetched(&stand_in).await;
    assert_eq!(
        (empty.reach(), empty.gone(before.signals, asked_at)),
        (None, Vec::new())
    );
}

#[tokio::test]
async fn what_is_older_than_all_that_stands_in_a_thread_is_left_alone() {
    let stand_in = StandIn::start().await;
    let replies = [
        "1795182100.000300",
        "1795182200.000300",
        "1795182300.000300",
    ];
    stand_in.say(SECOND, "U0ANA", "began it");
    for ts in replies {
        stand_in.reply(SECOND, ts, "U0ANA", "reply");
    }
    let before = fetched(&stand_in).await;
    stand_in.put(json!({
        "type": "message", "subtype": "tombstone", "ts": SECOND, "user": "USLACKBOT",
        "text": "This message was deleted."
    }));
    stand_in.delete(replies[0]);
    stand_in.delete(replies[2]);
    let after = fetched(&stand_in).await;
    let gone = after.gone(before.signals, at("2026-11-20T16:00:00Z"));
    let moments: Vec<_> = gone.iter().map(|one| one.occurred_at.to_string()).collect();
    assert_eq!(moments, ["2026-11-20T13:45:00.0003Z"]);
    assert_eq!(after.signals[0].tells, Tells::Withdrawn);
}

#[tokio::test]
async fn a_message_that_is_no_signal_is_not_gone() {
    let stand_in = StandIn::start().await;
    stand_in.say(FIRST, "U0ANA", "something");
    let before = fetched(&stand_in).await;
    stand_in.say(FIRST, "U0ANA", "");
    let after = fetched(&stand_in).await;
    assert_eq!(after.signals, Vec::<Signal>::new());
    assert_eq!(after.gone(before.signals, at("2026-11-20T16:00:00Z")), []);
}

#[tokio::test]
async fn what_a_command_noted_is_not_gone() {
    let stand_in = StandIn::start().await;
    for ts in [FIRST, SECOND, THIRD] {
        stand_in.say(ts, "U0ANA", "something");
    }
    let before = fetched(&stand_in).await;
    stand_in.delete(SECOND);
    let after = fetched(&stand_in).await;
    let noted = Signal {
        key: "command:1.2.3".into(),
        ..before.signals[1].clone()
    };
    let known = vec![noted, before.signals[1].clone()];
    let gone = after.gone(known, at("2026-11-20T16:00:00Z"));
    let keys: Vec<_> = gone.iter().map(|one| one.key.as_str()).collect();
    assert_eq!(keys, [format!("slack/C0INC4711/{SECOND}")]);
}

#[tokio::test]
async fn it_waits_as_long_as_slack_says_and_tells_so() {
    let stand_in = StandIn::start().await;
    stand_in.say(FIRST, "U0ANA", "hello");
    let limited = json!({ "ok": false, "error": "ratelimited" });
    for (method, status, wait, body) in [
        ("conversations.history", 429, Some(7), json!({})),
        ("conversations.history", 200, None, limited),
        ("users.info", 429, Some(1), json!({})),
    ] {
        let answer = (method, status, wait, body);
        stand_in.kept().instead.push_back(answer);
    }
    let mut attendant = Patient::new();
    let fetched = asked(&stand_in, None, &mut attendant).await.unwrap();
    assert_eq!(texts(&fetched), ["Ana wrote: hello"]);
    assert_eq!(attendant.paused, [7, 30, 1]);
    let told: Vec<_> = attendant
        .heard
        .iter()
        .filter_map(|one| one.wait_seconds)
        .collect();
    assert_eq!(told, [7, 30, 1]);
}

#[tokio::test]
async fn it_does_not_wait_for_ever() {
    let stand_in = StandIn::start().await;
    let long = ("conversations.history", 429, Some(121), json!({}));
    stand_in.kept().instead.push_back(long);
    assert_eq!(refused(&stand_in).await, SlackError::Wait(121));
    for _ in 0..200 {
        let often = ("conversations.history", 429, Some(0), json!({}));
        stand_in.kept().instead.push_back(often);
    }
    assert_eq!(refused(&stand_in).await, SlackError::Wait(0));
    assert_eq!(stand_in.calls("conversations.history"), 102);
}

#[tokio::test]
async fn it_ends_when_nobody_waits_any_more() {
    let stand_in = StandIn::start().await;
    stand_in.kept().page = 1;
    for ts in [FIRST, SECOND, THIRD] {
        stand_in.say(ts, "U0ANA", "hello");
    }
    let mut attendant = Patient {
        leaves_after: 2,
        ..Patient::new()
    };
    let outcome = asked(&stand_in, None, &mut attendant).await;
    assert_eq!(outcome.unwrap_err(), SlackError::GivenUp);
    assert_eq!(stand_in.calls("conversations.history"), 2);
}

#[tokio::test]
async fn what_slack_does_not_let_one_do_is_said_in_words() {
    let stand_in = StandIn::start().await;
    let private = Channel {
        private: true,
        ..Channel::default()
    };
    stand_in.kept().channels.insert("C0INC4711".into(), private);
    insta::assert_snapshot!(refused(&stand_in).await, @"the token lacks the scope groups:history; it has channels:history,channels:read,users:read. Add it in Slack under OAuth & Permissions and install the app again");
    stand_in.kept().scopes.push("groups:history");
    assert_eq!(refused(&stand_in).await, SlackError::NotInChannel);
    stand_in.kept().channels.clear();
    assert_eq!(refused(&stand_in).await, SlackError::NoChannel);
    for (word, told) in [
        (
            "token_revoked",
            "Slack does not take the token: it was revoked, or the app was removed",
        ),
        (
            "account_inactive",
            "Slack does not take the token: its app or its person was deactivated",
        ),
        (
            "access_denied",
            "Slack does not let the app do this: access_denied",
        ),
        (
            "internal_error",
            "Slack failed (internal_error); try again in a while",
        ),
        ("odd\u{1b}one", "Slack answered with the error “oddone”"),
    ] {
        let body = json!({ "ok": false, "error": word });
        stand_in
            .kept()
            .instead
            .push_back(("conversations.info", 200, None, body.clone()));
        stand_in
            .kept()
            .instead
            .push_back(("conversations.history", 200, None, body));
        assert_eq!(refused(&stand_in).await.to_string(), told);
        stand_in.kept().instead.clear();
    }
}

#[tokio::test]
async fn a_token_is_tried_before_it_is_used() {
    let stand_in = StandIn::start().await;
    let known = connect(&stand_in, TOKEN).probe().await.unwrap();
    assert_eq!(
        (known.workspace.as_str(), known.name.as_str()),
        ("Northwind", "afterword")
    );
    let lacks: Vec<_> = known.lacks.iter().map(|(scope, _)| *scope).collect();
    let wanted = [
        "groups:history",
        "groups:read",
        "users:read.email",
        "im:write",
        "chat:write",
    ];
    assert_eq!(lacks, wanted);
    let wrong = connect(&stand_in, "xoxb-other").probe().await.unwrap_err();
    assert_eq!(wrong, SlackError::Token("it is none, or belongs elsewhere"));
    stand_in.kept().scopes = vec!["channels:history"];
    let short = connect(&stand_in, TOKEN).probe().await.unwrap_err();
    assert!(matches!(short, SlackError::Scope { needed, .. } if needed == "users:read"));
}

#[test]
fn what_is_not_slack_is_told_so() {
    let told = |status, body: &str| {
        let answer = Answer {
            status,
            headers: reqwest::header::HeaderMap::new(),
            body: body.into(),
        };
        answer::read(&answer).err().map(|error| error.to_string())
    };
    for (status, body) in [
        (200, "<html>"),
        (404, "<h1>Not found</h1>"),
        (200, "{}"),
        (302, ""),
    ] {
        let told = told(status, body).unwrap();
        assert!(
            told.starts_with("what answered is not Slack's API"),
            "{told}"
        );
    }
    assert_eq!(
        told(503, "").as_deref(),
        Some("Slack failed (HTTP 503); try again in a while")
    );
    assert_eq!(told(200, r#"{"ok":true}"#), None);
}

#[tokio::test]
async fn messages_that_cannot_be_read_fetch_nothing() {
    let stand_in = StandIn::start().await;
    for messages in [
        json!(null),
        json!([{ "ts": "soon", "text": "x" }]),
        json!([{ "text": "x" }]),
    ] {
        let body = json!({ "ok": true, "messages": messages });
        stand_in
            .kept()
            .instead
            .push_back(("conversations.history", 200, None, body));
        let error = refused(&stand_in).await;
        assert!(matches!(error, SlackError::NotSlack(_)), "{error:?}");
    }
}

#[test]
fn a_link_leads_where_messages_lead() {
    let place = link::read("https://slack.com/archives/C0INC4711/p1795181400000119");
    assert_eq!(place.unwrap().message.as_deref(), Some(FIRST));
}
