//! Entering trackers, testing the connection, and the door of their webhooks.

use afterword_domain::person::Role;
use afterword_testbed::both;
use afterword_testbed::trackers::{SECRET, Standin, TOKEN, Which};
use serde_json::{Value, json};

use super::bench::{Bench, form};
use crate::util::TestApp;

both! {
    async fn a_test_says_exactly_what_is_wrong(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        for which in Which::ALL {
            let standin = Standin::start(which).await;
            standin.desk().page = 50;
            let test = |form: Value, project: &str| {
                let body = json!({ "tracker": form, "place": { "project": project } });
                admin.post("/trackers/test", body)
            };
            let tested = {
                let body = json!({
                    "tracker": form(&standin), "place": { "project": which.project() },
                });
                admin.post("/trackers/test", body).await.ok()
            };
            assert!(!tested.body["account"].as_str().unwrap().is_empty());
            let nowhere = if which.project().contains('/') { "nobody/none" } else { "NONE" };
            test(form(&standin), nowhere).await.refused(422, "tracker_project_missing");
            let mut wrong = form(&standin);
            wrong["token"] = json!("wrong");
            test(wrong, which.project()).await.refused(422, "tracker_token_refused");
            standin.desk().conduct.foreign = true;
            test(form(&standin), which.project()).await.refused(422, "tracker_invalid_answer");
            standin.desk().conduct.foreign = false;
            standin.desk().conduct.limited = 1;
            let wait = test(form(&standin), which.project()).await;
            wait.refused(429, "tracker_rate_limited");
            assert!(wait.body["retry_after_seconds"].as_u64().unwrap() > 0);
            let mut closed = form(&standin);
            closed["url"] = json!("http://127.0.0.1:9");
            test(closed, which.project()).await.refused(422, "tracker_unreachable");
            assert!(admin.get("/trackers").await.ok().body["items"].as_array().unwrap().is_empty());
        }
    }

    async fn a_token_is_kept_and_told_to_nobody(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        let bench = Bench::new(&app, &admin, Which::JiraCloud).await;
        let path = format!("/trackers/{}", bench.tracker);
        let mut changed = form(&bench.standin);
        changed["token"] = Value::Null;
        changed["labels"] = json!(["follow-up"]);
        admin.put(&path, changed.clone()).await.ok();
        let test = json!({
            "tracker": changed, "known": bench.tracker, "place": { "project": "PAY" },
        });
        admin.post("/trackers/test", test).await.ok();
        changed["url"] = json!("http://127.0.0.1:9");
        admin.put(&path, changed.clone()).await.refused(422, "token_missing");
        changed["kind"] = json!("linear");
        admin.put(&path, changed).await.refused(422, "kind_stays");
        admin.delete(&path).await.refused(422, "still_used");
        let secret = format!("{path}/hook-secret");
        admin.put(&secret, json!({ "secret": "short" })).await.refused(422, "not_a_secret");
        assert_eq!(admin.put(&secret, json!({})).await.status, 422);
        let team = format!("/teams/{}", bench.team);
        let wrong = json!({ "name": "Other", "tracker_project": "PAY", "tracker": 99 });
        admin.put(&team, wrong).await.refused(422, "no_such_tracker");
        let bare = json!({ "name": "Other", "tracker": bench.tracker });
        admin.put(&team, bare).await.refused(422, "tracker_project_missing");
        let viewer = app.person("vera", Role::Member).await;
        let member = app.session(&viewer).await;
        assert_eq!(member.get("/trackers").await.status, 403);
        let known = member.get("/workspace").await.ok();
        assert_eq!(known.body["trackers"][0]["kind"], "jira_cloud");
        let log = admin.get("/changes?limit=200").await.ok();
        let listed = admin.get("/trackers").await.ok();
        for said in [&known, &log, &listed] {
            assert!(!said.text.contains(TOKEN) && !said.text.contains(SECRET), "{}", said.text);
        }
        admin.put(&team, json!({ "name": "Other" })).await.ok();
        admin.delete(&path).await.ok();
        admin.delete(&path).await.refused(404, "not_found");
    }

    async fn a_delivery_that_is_not_genuine_is_turned_away(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        for which in Which::ALL {
            let bench = Bench::new(&app, &admin, which).await;
            let key = bench.standin.open("A ticket");
            bench.link(&key).await.ok();
            let genuine = bench.standin.delivery(1, "Ana");
            let mut forged = genuine.clone();
            for (name, value) in &mut forged.headers {
                if name.contains("signature") || name.contains("token") {
                    value.push('0');
                }
            }
            bench.deliver(&forged).await.refused(401, "not_genuine");
            bench.deliver(&genuine).await.ok();
            let old = bench.hook.clone();
            let path = format!("/trackers/{}/address", bench.tracker);
            let renewed = admin.post(&path, json!({})).await.ok();
            bench.deliver(&genuine).await.refused(404, "no_such_hook");
            let hook = renewed.body["path"].as_str().unwrap().to_owned();
            assert_ne!(hook, old);
            let bench = Bench { hook, ..bench };
            bench.deliver(&genuine).await.ok();
            let other = bench.hook.replace(which.word(), "trello");
            app.anon().post(&other, json!({})).await.refused(404, "no_such_hook");
        }
    }

    async fn what_a_webhook_says_of_others_is_passed_over(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        let bench = Bench::new(&app, &admin, Which::Github).await;
        let _ = bench.standin.open("Nobody's");
        let answer = bench.tells(1).await.ok();
        assert_eq!(answer.body["status"], "nothing");
        let path = format!("/trackers/{}/hook-secret", bench.tracker);
        admin.put(&path, json!({ "secret": null })).await.ok();
        let ping = app.anon().with("x-github-event", "ping");
        assert_eq!(ping.post(&bench.hook, json!({})).await.ok().body["status"], "nothing");
        let odd = app.anon().with("x-github-event", "issues");
        odd.post(&bench.hook, json!({ "action": 1 })).await.refused(422, "unreadable_delivery");
    }
}
