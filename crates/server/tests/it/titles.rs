//! Titles and states of links, fetched from stand-ins that answer as GitHub and GitLab document it.

use afterword_domain::person::Role;
use afterword_testbed::both;
use afterword_testbed::forge::{Forge, TOKEN};
use serde_json::{Value, json};

use crate::util::{Answer, Caller, TestApp};

/// An integration with a token.
async fn connect(admin: &Caller<'_>, kind: &str, name: &str, url: &str) -> u64 {
    let form = json!({ "kind": kind, "name": name });
    let added = admin.post("/integrations", form).await.ok();
    let id = added.body["integration"]["id"].as_u64().unwrap();
    let api = json!({ "url": url, "token": TOKEN });
    let path = format!("/integrations/{id}/api");
    admin.put(&path, api).await.ok();
    id
}

/// An incident with one entry that has these links, each with a label; the paths of both.
async fn entry(caller: &Caller<'_>, links: &[(&str, &str)]) -> (String, String) {
    let form = json!({ "title": "Checkout is down" });
    let reference = caller.post("/incidents", form).await.ok().reference();
    let evidence = links
        .iter()
        .map(|(label, url)| json!({ "kind": "log", "label": label, "url": url }));
    let form = json!({
        "occurred_at": "2026-10-08T13:00:00Z", "kind": "deploy", "text": "Merged the fix",
        "evidence": evidence.collect::<Vec<_>>()
    });
    let incident = format!("/incidents/{reference}");
    let answer = caller.post(&format!("{incident}/timeline"), form).await;
    let id = answer.ok().body["timeline"][0]["id"].clone();
    let titles = format!("{incident}/timeline/{id}/titles");
    (incident, titles)
}

fn labels(incident: &Answer) -> Vec<&str> {
    let evidence = incident.body["timeline"][0]["evidence"].as_array();
    let pieces = evidence.unwrap().iter();
    pieces
        .map(|piece| piece["label"].as_str().unwrap())
        .collect()
}

async fn fetchable(caller: &Caller<'_>, incident: &str) -> Value {
    let answer = caller.get(&format!("{incident}/titles")).await.ok();
    answer.body["events"].clone()
}

both! {
    async fn titles_are_written_into_labels_and_fetched_again(db: TestDb) {
        let (app, hub, lab) = (TestApp::start(db).await, Forge::start().await, Forge::start().await);
        let admin = app.admin().await;
        connect(&admin, "github", "GitHub", &hub.github()).await;
        connect(&admin, "gitlab", "GitLab", &lab.gitlab()).await;
        let ana = app.person("ana", Role::Member).await;
        let member = app.session(&ana).await;
        let pull = hub.pull("northwind/ledger", 4512, "Bound the pool wait", "open");
        let request = lab.merge_request("northwind/core/ledger", 7, "Page sooner", "draft");
        let other = hub.pull("northwind/ledger", 9, "Never asked", "open");
        let (incident, titles) = entry(&member, &[
            ("", &pull), ("", &request), ("What Ben wrote", &other), ("", "https://example.org/a"),
        ]).await;
        assert_eq!(fetchable(&member, &incident).await, json!([1]));
        let before = member.get(&incident).await.ok().body["version"].as_u64().unwrap();
        let after = member.post(&titles, json!({})).await.ok();
        assert_eq!(labels(&after), [
            "ledger#4512 (open) Bound the pool wait", "ledger!7 (draft) Page sooner",
            "What Ben wrote", "example.org/a",
        ]);
        assert_eq!(after.body["version"], before + 1);
        assert_eq!(hub.kept().asked, ["/api/v3/repos/northwind/ledger/pulls/4512"]);
        assert_eq!(
            lab.kept().asked,
            ["/api/v4/projects/northwind%2Fcore%2Fledger/merge_requests/7"]
        );

        // Nothing new is no edit; a merge is one, and both are taken back as any edit is.
        let same = member.post(&titles, json!({})).await.ok();
        assert_eq!(same.body["version"], before + 1);
        hub.pull("northwind/ledger", 4512, "Bound the pool wait", "merged");
        let merged = member.post(&titles, json!({})).await.ok();
        assert_eq!(labels(&merged)[0], "ledger#4512 (merged) Bound the pool wait");
        let undo = json!({ "version": before + 2 });
        let undone = member.post(&format!("{incident}/undo"), undo).await.ok();
        assert_eq!(labels(&undone)[0], "ledger#4512 (open) Bound the pool wait");
    }

    async fn what_fails_is_said_and_changes_nothing(db: TestDb) {
        let (app, hub) = (TestApp::start(db).await, Forge::start().await);
        let admin = app.admin().await;
        let pull = hub.pull("northwind/ledger", 12, "Bound the pool wait", "open");
        let (incident, titles) = entry(&admin, &[("", &pull)]).await;
        assert_eq!(fetchable(&admin, &incident).await, json!([]));
        admin.post(&titles, json!({})).await.refused(422, "no_titles");
        // A token for another program sees nothing of it.
        let slack = afterword_testbed::slack::Slack::start().await;
        let form = json!({ "kind": "slack", "name": "Slack" });
        let added = admin.post("/integrations", form).await.ok();
        let path = format!("/integrations/{}/api", added.body["integration"]["id"]);
        let api = json!({ "url": slack.url, "token": afterword_testbed::slack::TOKEN });
        admin.put(&path, api).await.ok();
        admin.post(&titles, json!({})).await.refused(422, "no_titles");

        connect(&admin, "github", "GitHub", &hub.github()).await;
        let version = admin.get(&incident).await.ok().body["version"].clone();
        hub.answers(403, &[("x-ratelimit-remaining", "0")], "{}");
        let busy = admin.post(&titles, json!({})).await;
        busy.refused(429, "forge_busy");
        assert_eq!(busy.body["detail"], "ledger#12: GitHub takes no more requests for 60 s");
        assert_eq!(busy.body["retry_after_seconds"], 60);
        for (status, body, code) in [
            (200, "<html>", "not_a_forge"),
            (301, "", "forge_moved"),
            (401, "{}", "forge_token"),
            (403, "{}", "forge_not_allowed"),
            (404, "{}", "forge_not_found"),
            (500, "", "forge_unreachable"),
        ] {
            hub.answers(status, &[], body);
            admin.post(&titles, json!({})).await.refused(422, code);
        }
        hub.answers(200, &[], vec![b' '; 5 << 20]);
        admin.post(&titles, json!({})).await.refused(422, "forge_unreachable");
        let after = admin.get(&incident).await.ok();
        assert_eq!(after.body["version"], version);
        assert_eq!(labels(&after), ["ledger#12"]);
        let nowhere = titles.replace("/timeline/1/", "/timeline/9/");
        admin.post(&nowhere, json!({})).await.refused(404, "no_such_event");
        admin.post("/incidents/INC-99/timeline/1/titles", json!({})).await.refused(404, "not_found");
    }

    async fn of_two_tokens_the_one_that_sees_it_is_used(db: TestDb) {
        let (app, hub) = (TestApp::start(db).await, Forge::start().await);
        let admin = app.admin().await;
        connect(&admin, "github", "Core", &hub.github()).await;
        connect(&admin, "github", "Shop", &hub.github()).await;
        let pull = hub.pull("northwind/ledger", 12, "Bound the pool wait", "closed");
        let (_, titles) = entry(&admin, &[("", &pull)]).await;
        hub.answers(404, &[], "{}");
        let after = admin.post(&titles, json!({})).await.ok();
        assert_eq!(labels(&after), ["ledger#12 (closed) Bound the pool wait"]);
        hub.answers(404, &[], "{}");
        hub.answers(404, &[], "{}");
        admin.post(&titles, json!({})).await.refused(422, "forge_not_found");
    }

    async fn a_token_is_tested_and_is_no_workspace_of_slack(db: TestDb) {
        let (app, hub) = (TestApp::start(db).await, Forge::start().await);
        let admin = app.admin().await;
        let id = connect(&admin, "github", "GitHub", &hub.github()).await;
        let test = format!("/integrations/{id}/api/test");
        let tested = admin.post(&test, json!({ "url": hub.github() })).await.ok();
        assert_eq!(tested.body, json!({ "account": "northwind-bot", "lacks": [] }));
        let wrong = json!({ "url": hub.github(), "token": "another" });
        admin.post(&test, wrong).await.refused(422, "forge_token");
        let nobody = json!({ "url": "http://127.0.0.1:1", "token": TOKEN });
        admin.post(&test, nobody).await.refused(422, "forge_unreachable");
        hub.answers(403, &[], r#"{"message":"Resource not accessible by integration"}"#);
        let kept = admin.post(&test, json!({ "url": hub.github() })).await;
        kept.refused(422, "forge_not_allowed");

        let (incident, _) = entry(&admin, &[]).await;
        let sources = admin.get(&format!("{incident}/slack-messages")).await.ok();
        assert_eq!(sources.body["items"], json!([]));
        let link = json!({ "link": "https://northwind.slack.com/archives/C0INC4711" });
        let slack = admin.post(&format!("{incident}/slack-messages"), link).await;
        slack.refused(422, "no_slack");
    }
}
