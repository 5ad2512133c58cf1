//! What goes wrong is said exactly, where it is seen, and costs no ticket and makes none twice.

use afterword_testbed::both;
use afterword_testbed::trackers::Which;
use serde_json::{Value, json};

use super::bench::{Bench, enter_public_url, form};
use crate::util::{Caller, TestApp};

async fn problems(admin: &Caller<'_>, state: &str) -> Vec<String> {
    let jobs = admin.get(&format!("/jobs?state={state}")).await.ok();
    let items = jobs.body["items"].as_array().unwrap().clone();
    let problems = items.iter().filter_map(|job| job["problem"].as_str());
    problems.map(str::to_owned).collect()
}

async fn ask_of(bench: &Bench<'_>) -> Value {
    bench.read().await["ticket_asks"][0]["problem"].clone()
}

both! {
    async fn too_many_requests_are_waited_for(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        enter_public_url(&admin).await;
        for which in Which::ALL {
            let bench = Bench::new(&app, &admin, which).await;
            bench.work().await;
            bench.conduct(|conduct| conduct.limited = 1);
            let later = bench.create().await.ok();
            assert_eq!(later.status, 202);
            assert_eq!(ask_of(&bench).await["code"], "tracker_rate_limited");
            assert_eq!(ask_of(&bench).await["given_up"], false);
            let asked = bench.standin.desk().asked.len();
            bench.work().await;
            assert_eq!(bench.standin.desk().asked.len(), asked, "not before its time");
            bench.minutes_pass(1).await;
            assert_eq!((bench.tickets(), ask_of(&bench).await), (1, Value::Null));
            assert_eq!(bench.its_link().await["key"], json!(which.key(1)));
        }
    }

    async fn a_token_that_was_revoked_is_said_everywhere_and_mended_by_a_new_one(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        enter_public_url(&admin).await;
        for which in Which::ALL {
            let bench = Bench::new(&app, &admin, which).await;
            bench.conduct(|conduct| conduct.revoked = true);
            bench.create().await.refused(422, "tracker_token_refused");
            bench.minutes_pass(6).await;
            for (state, what) in [("failed", "the ticket"), ("waiting", "the poll")] {
                let jobs = problems(&admin, state).await;
                let said = jobs.iter().filter(|it| it.contains("does not take the token")).count();
                assert_eq!(said, 1, "of {what}: {jobs:?}");
            }
            let rows = admin.get("/trackers").await.ok();
            let rows = rows.body["items"].as_array().unwrap().clone();
            let row = rows.iter().find(|row| row["id"] == bench.tracker).unwrap();
            assert_eq!(row["trouble"]["code"], "tracker_token_refused");
            assert_eq!(row["trouble"]["to_mend"], true);
            bench.conduct(|conduct| conduct.revoked = false);
            let path = format!("/trackers/{}", bench.tracker);
            admin.put(&path, form(&bench.standin)).await.ok();
            bench.work().await;
            bench.create().await.ok();
            assert_eq!(bench.tickets(), 1);
            for state in ["failed", "waiting"] {
                assert!(problems(&admin, state).await.is_empty(), "what was mended is no more");
            }
            let rows = admin.get("/trackers").await.ok();
            assert!(!rows.text.contains("tracker_token_refused"), "{}", rows.text);
        }
    }

    async fn a_project_that_is_not_there_and_a_field_that_is_demanded_are_named(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        enter_public_url(&admin).await;
        for which in Which::ALL {
            let bench = Bench::new(&app, &admin, which).await;
            bench.standin.desk().exists = false;
            let refused = bench.create().await;
            refused.refused(422, "tracker_project_missing");
            assert!(refused.text.contains(which.project()), "{}", refused.text);
            bench.standin.desk().exists = true;
            let field = ("customfield_10042".to_owned(), "Cost centre".to_owned());
            bench.standin.desk().demanded.push(field);
            let refused = bench.create().await;
            assert_eq!(refused.status, 422);
            assert!(refused.text.contains("Cost centre"), "{}", refused.text);
            assert_eq!(bench.tickets(), 0);
            bench.standin.desk().demanded.clear();
            bench.create().await.ok();
            assert_eq!(bench.tickets(), 1);
        }
    }

    async fn a_tracker_that_is_away_for_an_hour_gets_the_ticket_all_the_same(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        enter_public_url(&admin).await;
        for which in Which::ALL {
            let bench = Bench::new(&app, &admin, which).await;
            bench.conduct(|conduct| conduct.down = true);
            assert_eq!(bench.create().await.ok().status, 202);
            for _ in 0..4 {
                bench.minutes_pass(15).await;
            }
            assert_eq!(ask_of(&bench).await["code"], "tracker_failed");
            let waiting = problems(&admin, "waiting").await;
            assert!(waiting.iter().any(|it| it.contains("HTTP 503")), "{waiting:?}");
            bench.conduct(|conduct| {
                conduct.down = false;
                // The ticket is made, and the answer that says so is lost.
                conduct.mute = true;
            });
            for _ in 0..9 {
                bench.minutes_pass(30).await;
            }
            assert_eq!(bench.tickets(), 1, "{}", which.word());
            assert_eq!(bench.its_link().await["key"], json!(which.key(1)));
            assert_eq!(ask_of(&bench).await, Value::Null);
        }
    }

    async fn a_ticket_that_was_asked_for_and_is_no_longer_wanted_is_not_made(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        enter_public_url(&admin).await;
        let bench = Bench::new(&app, &admin, Which::JiraDataCenter).await;
        bench.conduct(|conduct| conduct.down = true);
        assert_eq!(bench.create().await.ok().status, 202);
        admin.delete(&bench.path()).await.ok();
        bench.conduct(|conduct| conduct.down = false);
        bench.minutes_pass(10).await;
        assert_eq!((bench.tickets(), ask_of(&bench).await), (0, Value::Null));
    }
}
