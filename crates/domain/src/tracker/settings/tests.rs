//! What a tracker's form takes and refuses.

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn form(kind: TrackerKind, url: &str, token: Option<&str>) -> TrackerForm {
    TrackerForm {
        kind,
        url: Some(url.into()),
        account: "ana@northwind.example".into(),
        token: token.map(str::to_owned),
        issue_type: String::new(),
        labels: Vec::new(),
        fields: Map::new(),
    }
}

fn jira() -> TrackerForm {
    let url = "https://northwind.atlassian.net/";
    form(TrackerKind::JiraCloud, url, Some("secret"))
}

fn code(form: TrackerForm) -> &'static str {
    form.onto(None).err().unwrap().code()
}

#[test]
fn what_is_left_out_is_what_is_usual() {
    let known = jira().onto(None).ok().unwrap().settings;
    assert_eq!(known.url, "https://northwind.atlassian.net");
    assert_eq!(known.issue_type, "Task");
    for (kind, url) in [
        (TrackerKind::Github, "https://api.github.com"),
        (TrackerKind::Gitlab, "https://gitlab.com/api/v4"),
        (TrackerKind::Linear, "https://api.linear.app"),
    ] {
        let known = form(kind, " ", Some("x")).onto(None).ok().unwrap();
        assert_eq!(known.settings.url, url);
        assert_eq!(known.settings.account, "");
        assert_eq!(known.settings.issue_type, "");
    }
}

#[test]
fn each_mistake_is_named() {
    assert_eq!(
        code(form(TrackerKind::JiraDataCenter, "", Some("x"))),
        "url_missing"
    );
    assert_eq!(
        code(form(TrackerKind::Github, "github.com", Some("x"))),
        "not_a_url"
    );
    assert_eq!(code(form(TrackerKind::Github, "", None)), "token_missing");
    assert_eq!(
        code(form(TrackerKind::Github, "", Some("a\nb"))),
        "not_a_token"
    );
    for account in ["", "ana", "ana@x:secret"] {
        let account = account.into();
        assert_eq!(code(TrackerForm { account, ..jira() }), "not_an_account");
    }
    let labels = |labels: &[&str]| labels.iter().map(|label| (*label).into()).collect();
    for label in ["two words", "a,b"] {
        let labels = labels(&[label]);
        assert_eq!(code(TrackerForm { labels, ..jira() }), "not_a_label");
    }
    let eleven: Vec<String> = (0..11).map(|at| format!("l{at}")).collect();
    assert_eq!(
        code(TrackerForm {
            labels: eleven,
            ..jira()
        }),
        "too_many_labels"
    );
    let fields = |value: Value| value.as_object().cloned().unwrap_or_default();
    let odd = fields(json!({ "a b": 1 }));
    assert_eq!(
        code(TrackerForm {
            fields: odd,
            ..jira()
        }),
        "not_a_field"
    );
    let large = fields(json!({ "customfield_1": "x".repeat(10_000) }));
    assert_eq!(
        code(TrackerForm {
            fields: large,
            ..jira()
        }),
        "too_many_fields"
    );
    let github = form(TrackerKind::Github, "", Some("x"));
    let some = fields(json!({ "customfield_1": 1 }));
    assert_eq!(
        code(TrackerForm {
            fields: some,
            ..github
        }),
        "not_a_field"
    );
}

#[test]
fn a_token_stays_with_its_host_and_kind() {
    let known = jira().onto(None).ok().unwrap();
    let again = TrackerForm {
        token: None,
        ..jira()
    };
    assert_eq!(
        again.clone().onto(Some(&known)).ok().unwrap().token,
        "secret"
    );
    let elsewhere = TrackerForm {
        url: Some("https://evil.example".into()),
        ..again.clone()
    };
    assert_eq!(
        elsewhere.onto(Some(&known)).err().unwrap().code(),
        "token_missing"
    );
    let other = TrackerForm {
        kind: TrackerKind::JiraDataCenter,
        ..again
    };
    assert_eq!(
        other.onto(Some(&known)).err().unwrap().code(),
        "token_missing"
    );
}

proptest! {
    #[test]
    fn no_address_takes_a_token_to_another_host(path in "[a-z/:@.\\\\?#]{0,30}") {
        let first = form(TrackerKind::Github, "http://a:1", Some("secret")).onto(None);
        let known = first.ok().unwrap();
        let url = format!("http://a:1{path}");
        if form(TrackerKind::Github, &url, None).onto(Some(&known)).is_ok() {
            prop_assert!(path.is_empty() || path.starts_with('/'), "{}", url);
        }
    }
}
