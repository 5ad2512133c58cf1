use afterword_domain::action_item::press::Button;
use afterword_domain::notice::{Item, Message};
use afterword_domain::{ActionItemId, IncidentRef};
use afterword_testbed::slack::{Member, Slack as StandIn, TOKEN};
use proptest::prelude::*;
use serde_json::{Value, json};

use url::Url;

use super::*;
use crate::http::{Limits, Named, Outbound};
use crate::pages::Pages;
use crate::slack::reply::Reply;

const PAGES: Pages<'_> = Pages("https://afterword.example.org");

fn reminder() -> Message {
    Message {
        subject: "“Bound the retries” is due today".into(),
        lead: "It was chosen after INC-57, “Checkout <fails>”. @here is nobody.".into(),
        items: Vec::new(),
        path: "/incidents/INC-57#action-3".into(),
        link: "Open the action item".into(),
        why: "You are its owner.".into(),
        action: Some((IncidentRef(57), ActionItemId(3))),
    }
}

fn connect(stand_in: &StandIn) -> Slack {
    let url: Url = stand_in.url.parse().unwrap();
    let outbound = Outbound::new([Named::of(&url).unwrap()], Limits::default());
    Slack {
        url,
        token: TOKEN.into(),
        outbound: outbound.unwrap(),
    }
}

/// One who knows Zoë and may write to her.
async fn started() -> StandIn {
    let stand_in = StandIn::start().await;
    {
        let mut kept = stand_in.kept();
        kept.scopes
            .extend(["users:read.email", "im:write", "chat:write"]);
        let zoe = Member::of("zoe@example.org");
        kept.messages.members.insert("U0ZOE".into(), zoe);
    }
    stand_in
}

async fn post(stand_in: &StandIn, email: &str, key: &str) -> Result<Posted, SlackError> {
    let message = reminder();
    let post = Post {
        email,
        message: &message,
        pages: PAGES,
        key,
        buttons: true,
    };
    connect(stand_in).post(&post).await
}

#[test]
fn a_reminder_in_blocks() {
    let blocks = blocks(&reminder(), PAGES, &Button::ALL);
    insta::assert_snapshot!(serde_json::to_string_pretty(&blocks).unwrap());
}

#[tokio::test]
async fn a_notice_is_posted_once_however_often_it_is_sent() {
    let stand_in = started().await;
    for _ in 0..2 {
        let posted = post(&stand_in, "zoe@example.org", "a").await;
        assert_eq!(posted, Ok(Posted::Sent));
    }
    assert_eq!(stand_in.kept().messages.posted.len(), 1);
    post(&stand_in, "zoe@example.org", "b").await.unwrap();
    let posted = stand_in.kept().messages.posted.clone();
    assert_eq!(posted.len(), 2);
    assert_eq!(posted[0]["channel"], "DU0ZOE");
    assert_eq!(posted[0]["text"], "“Bound the retries” is due today");
    let id = &posted[0]["client_msg_id"];
    assert_eq!((id.len(), id.as_bytes()[14]), (36, b'8'), "{id}");
}

#[tokio::test]
async fn who_is_not_there_is_passed_over() {
    let stand_in = started().await;
    let nobody = post(&stand_in, "ben@example.org", "a").await;
    assert_eq!(nobody, Ok(Posted::NobodyThere));
    let gone = Member {
        deleted: true,
        ..Member::of("gone@example.org")
    };
    stand_in
        .kept()
        .messages
        .members
        .insert("U0GONE".into(), gone);
    let gone = post(&stand_in, "gone@example.org", "a").await;
    assert_eq!(gone, Ok(Posted::NobodyThere));
}

#[tokio::test]
async fn what_slack_does_not_take_is_said() {
    let stand_in = started().await;
    let send = async || post(&stand_in, "zoe@example.org", "a").await.unwrap_err();
    let limited = ("chat.postMessage", 429, Some(17), json!({}));
    stand_in.kept().instead.push_back(limited);
    assert_eq!(send().await, SlackError::Wait(17));
    for (word, wanted) in [
        ("not_in_channel", SlackError::NotInChannel),
        (
            "invalid_auth",
            SlackError::Token("it is none, or belongs elsewhere"),
        ),
        ("invalid_blocks", SlackError::Said("invalid_blocks".into())),
    ] {
        let body = json!({ "ok": false, "error": word });
        stand_in
            .kept()
            .instead
            .push_back(("chat.postMessage", 200, None, body));
        assert_eq!(send().await, wanted);
    }
    for (scope, method) in [
        ("chat:write", "chat.postMessage"),
        ("im:write", "conversations.open"),
        ("users:read.email", "users.lookupByEmail"),
    ] {
        stand_in.kept().scopes.retain(|held| *held != scope);
        let told = send().await.to_string();
        assert!(
            told.contains(&format!("lacks the scope {scope};")),
            "{method}: {told}"
        );
    }
    assert!(stand_in.kept().messages.posted.is_empty());
    // It was taken away since, and is not shown again.
    let stand_in = started().await;
    let body = json!({ "ok": false, "error": "duplicate_message_not_found" });
    let answer = ("chat.postMessage", 200, None, body);
    stand_in.kept().instead.push_back(answer);
    assert_eq!(
        post(&stand_in, "zoe@example.org", "a").await,
        Ok(Posted::Sent)
    );
}

#[tokio::test]
async fn who_pressed_is_somebody_of_this_workspace_with_a_confirmed_address() {
    let stand_in = started().await;
    let slack = connect(&stand_in);
    let zoe = slack.member("U0ZOE").await.unwrap().unwrap();
    assert_eq!(zoe.email, "zoe@example.org");
    let odd = [
        Member {
            stranger: true,
            ..Member::of("zoe@example.org")
        },
        Member {
            deleted: true,
            ..Member::of("zoe@example.org")
        },
        Member {
            confirmed: false,
            ..Member::of("zoe@example.org")
        },
    ];
    for member in odd {
        stand_in
            .kept()
            .messages
            .members
            .insert("U0ODD".into(), member);
        assert_eq!(slack.member("U0ODD").await, Ok(None));
    }
    assert_eq!(slack.member("U0NOBODY").await, Ok(None));
}

#[tokio::test]
async fn answers_go_to_slack_and_nowhere_else() {
    let stand_in = started().await;
    let slack = connect(&stand_in);
    let alone = Reply::Alone("Nothing <was> changed.");
    slack
        .reply(&stand_in.answers_at("1"), &alone)
        .await
        .unwrap();
    let message = reminder();
    let place = Reply::InPlace {
        message: &message,
        pages: PAGES,
        buttons: &[],
    };
    slack
        .reply(&stand_in.answers_at("1"), &place)
        .await
        .unwrap();
    let answers = stand_in.kept().messages.answers.clone();
    assert_eq!(answers[0]["response_type"], "ephemeral");
    assert_eq!(answers[0]["text"], "Nothing &lt;was&gt; changed.");
    assert_eq!(answers[1]["replace_original"], true);
    assert!(!answers[1]["blocks"].to_string().contains("button"));
    let elsewhere = [
        "https://hooks.slack.com.evil.example/actions/1",
        "http://hooks.slack.com/actions/1",
        "https://hooks.slack.com:8443/actions/1",
        "https://me:word@hooks.slack.com/actions/1",
        "http://127.0.0.1:1/actions/1",
        "no address",
    ];
    for address in elsewhere {
        let refused = slack.reply(address, &alone).await.unwrap_err();
        assert!(
            matches!(refused, SlackError::NotSlack(_)),
            "{address}: {refused}"
        );
    }
    stand_in.kept().messages.instead = vec![404, 503];
    let gone = slack.reply(&stand_in.answers_at("1"), &alone).await;
    assert_eq!(gone, Err(SlackError::Said("expired_url".into())));
    let failed = slack.reply(&stand_in.answers_at("1"), &alone).await;
    assert_eq!(failed, Err(SlackError::Failed("HTTP 503".into())));
}

fn mrkdwn(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            if fields.get("type").is_some_and(|kind| kind == "mrkdwn") {
                found.push(fields["text"].as_str().unwrap().to_owned());
            }
            fields.values().for_each(|value| mrkdwn(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| mrkdwn(value, found)),
        _ => {}
    }
}

proptest! {
    #[test]
    fn nothing_that_is_told_becomes_a_link_or_calls_somebody(
        words in "(<!here>|<@U0ZOE>|<https://e.vil\\|x>|[|<>&a-z]){0,400}", count in 0usize..60,
    ) {
        let item = Item { title: words.clone(), detail: words.clone(), path: "/a|b>".into() };
        let message = Message {
            subject: words.clone(), lead: words.clone(), items: vec![item; count], why: words.clone(),
            link: words, ..reminder()
        };
        let blocks = blocks(&message, PAGES, &Button::ALL);
        prop_assert!(blocks.as_array().unwrap().len() <= 50);
        let mut found = Vec::new();
        mrkdwn(&blocks, &mut found);
        for text in found {
            prop_assert!(text.chars().count() <= 3000);
            for link in text.split('<').skip(1) {
                prop_assert!(link.starts_with("https://afterword.example.org/"), "{}", link);
            }
        }
    }
}
