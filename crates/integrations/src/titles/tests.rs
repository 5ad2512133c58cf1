//! Titles from a stand-in that answers as GitHub and GitLab document it.

use afterword_domain::Moment;
use afterword_domain::incident::evidence_title::State;
use afterword_domain::integration::Kind;
use afterword_testbed::forge::{Forge as StandIn, TOKEN};
use proptest::prelude::*;

use super::*;
use crate::http::{Limits, Named, OutboundError};

/// 1,791,475,200 seconds after 1970.
const NOW: &str = "2026-10-08T16:00:00Z";

fn now() -> Moment {
    NOW.parse().unwrap()
}

fn connect(kind: Kind, url: &str, token: &str) -> Forge {
    let url: Url = url.parse().unwrap();
    let named = Named::of(&url).unwrap();
    let limits = Limits {
        body: 1024 * 1024,
        ..Limits::default()
    };
    let outbound = Outbound::new([named], limits).unwrap();
    Forge::of(kind, url, token.into(), outbound).unwrap()
}

async fn told(kind: Kind, api: &str, link: &str) -> Result<(String, State), TitleError> {
    let item = item(kind, api, link).unwrap_or_else(|| panic!("{link}"));
    let title = connect(kind, api, TOKEN).title(&item, now()).await?;
    Ok((title.text, title.state))
}

#[tokio::test]
async fn each_state_is_told() {
    let forge = StandIn::start().await;
    let (hub, lab) = (forge.github(), forge.gitlab());
    let states = [
        ("open", "opened", State::Open),
        ("draft", "draft", State::Draft),
        ("merged", "merged", State::Merged),
        ("closed", "closed", State::Closed),
        ("open", "locked", State::Open),
    ];
    for (on_hub, on_lab, state) in states {
        let title = Ok(("Bound the wait".to_owned(), state));
        let link = forge.pull("northwind/ledger", 12, "Bound the wait", on_hub);
        assert_eq!(told(Kind::Github, &hub, &link).await, title, "{on_hub}");
        let link = forge.merge_request("northwind/core/ledger", 7, "Bound the wait", on_lab);
        assert_eq!(told(Kind::Gitlab, &lab, &link).await, title, "{on_lab}");
    }
    let link = forge.github_issue("northwind/ledger", 9, "Slow", "closed");
    let slow = Ok(("Slow".to_owned(), State::Closed));
    assert_eq!(told(Kind::Github, &hub, &link).await, slow);
    let link = forge.gitlab_issue("northwind/ledger", 9, "Slow", "closed");
    assert_eq!(told(Kind::Gitlab, &lab, &link).await, slow);
}

#[tokio::test]
async fn a_pull_request_among_the_issues_keeps_its_merge() {
    let forge = StandIn::start().await;
    let link = forge.github_issue("northwind/ledger", 9, "Fix", "closed");
    let merged =
        r#"{"title":"Fix","state":"closed","pull_request":{"merged_at":"2026-10-08T13:40:00Z"}}"#;
    forge.answers(200, &[], merged);
    let found = told(Kind::Github, &forge.github(), &link).await;
    assert_eq!(found, Ok(("Fix".to_owned(), State::Merged)));
}

type Headers = [(&'static str, &'static str)];

/// What is said of an answer.
async fn said(status: u16, headers: &Headers, body: impl Into<Vec<u8>>) -> String {
    let forge = StandIn::start().await;
    let link = forge.pull("northwind/ledger", 12, "Bound the wait", "open");
    forge.answers(status, headers, body);
    let told = told(Kind::Github, &forge.github(), &link).await;
    told.unwrap_err().to_string()
}

#[tokio::test]
async fn what_is_no_answer_of_a_forge_is_said() {
    let foreign = "what answered is not the API of GitHub: its answer";
    assert_eq!(
        said(200, &[], "<html>").await,
        format!("{foreign} is not JSON")
    );
    let stateless = format!("{foreign} has no title or no state that is known");
    for body in [
        "{}",
        "[]",
        r#"{"title":"a","state":"asleep"}"#,
        r#"{"state":"open"}"#,
    ] {
        assert_eq!(said(200, &[], body).await, stateless, "{body}");
    }
    assert_eq!(
        said(204, &[], "").await,
        "what answered is not the API of GitHub: it answered with HTTP 204"
    );
    assert_eq!(
        said(200, &[], vec![b' '; 5 << 20]).await,
        "the answer is larger than 1048576 bytes and was not read to its end"
    );
    let elsewhere = [("location", "https://elsewhere.example/1")];
    assert_eq!(
        said(301, &elsewhere, "").await,
        "GitHub says that it has moved, to https://elsewhere.example/1; no redirect is followed"
    );
}

#[tokio::test]
async fn what_a_forge_says_no_to_is_said() {
    let gone = "GitHub found nothing there, or the token may not see it";
    let failed = "GitHub failed (HTTP 500); try again in a while";
    let token = "GitHub does not take the token: it is wrong, has expired or was revoked";
    for (status, sentence) in [(401, token), (404, gone), (410, gone), (500, failed)] {
        assert_eq!(said(status, &[], "{}").await, sentence);
    }
    let may_not = "GitHub does not let the token read this:";
    for (body, why) in [
        (
            r#"{"message":"Resource not accessible"}"#,
            "Resource not accessible",
        ),
        (
            r#"{"error":"insufficient_scope","error_description":"needs read_api"}"#,
            "needs read_api",
        ),
        ("no", "it does not say why"),
    ] {
        assert_eq!(said(403, &[], body).await, format!("{may_not} {why}"));
    }
}

#[tokio::test]
async fn how_long_to_wait_is_said() {
    let spent = [
        ("x-ratelimit-remaining", "0"),
        ("x-ratelimit-reset", "1791475290"),
    ];
    let reset = [("ratelimit-reset", "1")];
    let cases: [(u16, &Headers, u64); 4] = [
        (403, &spent, 90),
        (403, &[("retry-after", "5")], 5),
        (429, &reset, 1),
        (429, &[], 60),
    ];
    for (status, headers, seconds) in cases {
        let sentence = format!("GitHub takes no more requests for {seconds} s");
        assert_eq!(said(status, headers, "{}").await, sentence);
    }
}

#[tokio::test]
async fn a_token_is_tried_without_changing_anything() {
    let forge = StandIn::start().await;
    let hub = connect(Kind::Github, &forge.github(), TOKEN);
    let account = "northwind-bot".to_owned();
    let known = Known {
        account,
        lacks: vec![],
    };
    assert_eq!(hub.probe(now()).await, Ok(known.clone()));
    let lab = connect(Kind::Gitlab, &forge.gitlab(), TOKEN);
    assert_eq!(lab.probe(now()).await, Ok(known));

    let me = br#"{"login":"northwind-bot"}"#;
    forge.answers(200, &[("x-oauth-scopes", "gist, read:user")], me);
    let lacks = hub.probe(now()).await.unwrap().lacks;
    assert_eq!(lacks, [("repo", "reads private repositories")]);
    forge.answers(200, &[("x-oauth-scopes", "gist, repo")], me);
    assert_eq!(hub.probe(now()).await.unwrap().lacks, []);

    let wrong = connect(Kind::Gitlab, &forge.gitlab(), "another");
    assert_eq!(wrong.probe(now()).await, Err(TitleError::Token("GitLab")));
    forge.answers(200, &[], "[]");
    let nobody = "its answer names nobody".to_owned();
    assert_eq!(
        hub.probe(now()).await,
        Err(TitleError::Foreign("GitHub", nobody))
    );
    let nowhere = connect(Kind::Github, "http://127.0.0.1:1", TOKEN);
    let refused = OutboundError::ConnectionRefused("127.0.0.1:1".to_owned());
    assert_eq!(nowhere.probe(now()).await, Err(refused.into()));
}

#[test]
fn a_link_is_asked_for_at_the_api_of_its_host_only() {
    let leads = |kind, api, link| item(kind, api, link).is_some();
    let hub = "https://api.github.com";
    let lab = "https://git.example.org/lab/api/v4";
    for (kind, api, link) in [
        (
            Kind::Github,
            hub,
            "https://github.com/northwind/ledger/pull/12/files#r1",
        ),
        (
            Kind::Github,
            hub,
            "http://GitHub.com/northwind/ledger.rs/issues/9?x=1",
        ),
        (
            Kind::Github,
            "https://git.example.org/api/v3",
            "https://git.example.org/a/b/pull/1",
        ),
        (
            Kind::Github,
            "https://api.northwind.ghe.com",
            "https://northwind.ghe.com/a/b/pull/1",
        ),
        (
            Kind::Gitlab,
            lab,
            "https://git.example.org/lab/a/b/c/-/merge_requests/7/diffs",
        ),
        (
            Kind::Gitlab,
            lab,
            "https://git.example.org/lab/a/issues/issues/7",
        ),
        (
            Kind::Gitlab,
            lab,
            "https://git.example.org/lab/a/b/-/work_items/7",
        ),
    ] {
        assert!(leads(kind, api, link), "{link}");
    }
    for (kind, api, link) in [
        (
            Kind::Github,
            hub,
            "https://github.com.example.org/a/b/pull/1",
        ),
        (Kind::Github, hub, "https://github.com:444/a/b/pull/1"),
        (Kind::Github, hub, "https://github.com/a/b/commit/abcdef0"),
        (Kind::Github, hub, "https://github.com/a/b/pull/new"),
        (Kind::Github, hub, "https://github.com/a/b/pull/+1"),
        (Kind::Github, hub, "https://github.com/a/b%2f..%2fc/pull/1"),
        (Kind::Github, hub, "https://github.com/a/%2e%2e/b/pull/1"),
        (Kind::Github, hub, "ftp://github.com/a/b/pull/1"),
        (Kind::Github, hub, "github.com/a/b/pull/1"),
        (
            Kind::Gitlab,
            lab,
            "https://git.example.org/a/b/-/merge_requests/7",
        ),
        (
            Kind::Gitlab,
            lab,
            "https://git.example.org/lab/a/-/merge_requests/7",
        ),
        (
            Kind::Gitlab,
            lab,
            "https://git.example.org/lab/a/b/-/pipelines/7",
        ),
        (
            Kind::Gitlab,
            lab,
            "https://git.example.org/lab/a/b/-/merge_requests",
        ),
        (Kind::Slack, hub, "https://github.com/a/b/pull/1"),
    ] {
        assert!(!leads(kind, api, link), "{link}");
    }
}

proptest! {
    #[test]
    fn no_link_leads_out_of_the_api(path in "[a-z0-9/._%?#@:\\\\-]{0,60}", lab in any::<bool>()) {
        let kind = if lab { Kind::Gitlab } else { Kind::Github };
        let dialect = dialect(kind).unwrap();
        for link in [
            format!("https://git.example.org/{path}"),
            format!("https://git.example.org/{path}/pull/1"),
            format!("https://git.example.org/{path}/-/issues/1"),
        ] {
            let Some(item) = item(kind, "https://git.example.org", &link) else { continue };
            let mut url: Url = "https://git.example.org/api".parse().unwrap();
            let parts = dialect.path(&item);
            url.path_segments_mut().unwrap().extend(&parts);
            let count = url.path_segments().unwrap().count();
            prop_assert_eq!(count, 1 + parts.len(), "{}", url);
            prop_assert!(url.path().starts_with("/api/"));
        }
    }
}
