//! Tickets are made once, with what was asked for, and tickets that are there are linked.

use afterword_domain::person::Role;
use afterword_testbed::both;
use afterword_testbed::trackers::{Stage, Which};
use serde_json::{Value, json};

use super::bench::{Bench, PUBLIC, enter_public_url};
use crate::util::TestApp;

both! {
    async fn a_ticket_is_made_once_in_the_next_sprint_of_each_tracker(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        enter_public_url(&admin).await;
        for which in Which::ALL {
            let bench = Bench::new(&app, &admin, which).await;
            let made = bench.create().await.ok();
            assert_eq!(made.status, 200);
            let link = &made.body["ticket_links"][0];
            let key = which.key(1);
            assert_eq!(link["key"], json!(key));
            assert_eq!(link["missed"], json!([]), "{}", made.text);
            assert_eq!(link["seen"]["state"], "open");
            let item = bench.item().await;
            assert_eq!(item["ticket"], json!({ "key": key, "url": link["url"] }));
            bench.create().await.refused(422, "has_ticket");
            assert_eq!(bench.tickets(), 1);
            {
                let desk = bench.standin.desk();
                let ticket = desk.ticket(1).unwrap();
                assert_eq!((ticket.title.as_str(), ticket.sprint), ("Bound the retries", Some(43)));
                let page = format!("{PUBLIC}/incidents/{}#action-{}", bench.incident, bench.action);
                assert!(ticket.body.to_string().contains(&page), "{}", ticket.body);
            }
            let listed = admin.get(&format!("/actions?incident={}", bench.incident)).await.ok();
            assert_eq!(listed.body[0]["ticket_link"]["key"], json!(key));
        }
    }

    async fn a_ticket_is_for_the_owner_and_who_cannot_be_found_is_told(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        enter_public_url(&admin).await;
        let bench = Bench::new(&app, &admin, Which::Linear).await;
        let mut owner = json!({
            "handle": "ana", "name": "Ana", "email": "ana@northwind.example", "team": bench.team,
        });
        let ana = admin.post("/people", owner.clone()).await.ok().body["id"].clone();
        bench.change(json!({ "owner": ana })).await;
        bench.create().await.ok();
        assert_eq!(bench.standin.desk().ticket(1).unwrap().assignee, Some(7));
        owner["handle"] = json!("bo");
        owner["email"] = json!("bo@northwind.example");
        let bo = admin.post("/people", owner).await.ok().body["id"].clone();
        let second = bench.commit("Page on pool wait").await;
        let bench = Bench { action: second, ..bench };
        bench.change(json!({ "owner": bo })).await;
        bench.create().await.ok();
        let missed = bench.its_link().await["missed"].to_string();
        assert!(missed.contains("bo@northwind.example"), "{missed}");
    }

    async fn a_ticket_that_is_there_is_linked_by_its_key_and_by_its_address(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        for which in Which::ALL {
            let bench = Bench::new(&app, &admin, which).await;
            let key = bench.standin.open("The pool has no bound");
            bench.link("nothing like it").await.refused(422, "not_a_ticket");
            bench.link(&which.key(99)).await.refused(422, "ticket_gone");
            bench.link(&format!(" {key} ")).await.ok();
            let link = bench.its_link().await;
            assert_eq!((&link["key"], &link["title"]), (&json!(key), &json!("The pool has no bound")));
            let url = link["url"].as_str().unwrap().to_owned();
            let second = bench.commit("Page on pool wait").await;
            let bench = Bench { action: second, ..bench };
            bench.link(&url).await.refused(422, "ticket_taken");
            let first = Bench { action: link["action"].clone(), ..bench };
            admin.delete(&first.path()).await.ok();
            assert_eq!(first.item().await["ticket"], Value::Null);
            let second = Bench { action: json!(first.action.as_u64().unwrap() + 1), ..first };
            second.link(&url).await.ok();
            assert_eq!(second.its_link().await["key"], json!(key));
        }
    }

    async fn whether_a_closed_ticket_did_the_work_a_person_says(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        let bench = Bench::new(&app, &admin, Which::Github).await;
        let key = bench.standin.open("Closed long ago");
        bench.moves(1, Stage::Done);
        bench.link(&key).await.ok();
        bench.is_in("open").await;
        assert_eq!(bench.conflict().await, "reopened_here");
        bench.settle("ticket").await.ok();
        bench.is_in("done").await;
        assert_eq!(bench.conflict().await, Value::Null);
        bench.settle("ticket").await.refused(422, "no_ticket_conflict");
    }

    async fn what_keeps_a_ticket_from_being_made_is_said_before_anything_is_asked(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        let bench = Bench::new(&app, &admin, Which::Gitlab).await;
        bench.create().await.refused(422, "no_public_url");
        enter_public_url(&admin).await;
        let team = json!({ "name": "Nobody's", "tracker_project": "northwind/payments" });
        admin.put(&format!("/teams/{}", bench.team), team).await.ok();
        bench.create().await.refused(422, "no_tracker");
        bench.link("northwind/payments#1").await.refused(422, "no_tracker");
        bench.settle("here").await.refused(422, "no_ticket_link");
        let nowhere = format!("/incidents/{}/actions/999/ticket", bench.incident);
        admin.post(&nowhere, json!({})).await.refused(404, "no_such_action_item");
        admin.delete(&nowhere).await.refused(404, "no_such_action_item");
        admin.post("/incidents/INC-999/actions/1/ticket", json!({})).await.refused(404, "not_found");
        let viewer = app.person("vera", Role::Viewer).await;
        let viewer = app.session(&viewer).await;
        assert_eq!(viewer.post(&bench.path(), json!({})).await.status, 403);
        bench.change(json!({ "state": "done" })).await;
        bench.create().await.refused(422, "action_finished");
        assert_eq!(bench.tickets(), 0);
        assert!(bench.standin.desk().asked.is_empty(), "{:?}", bench.standin.desk().asked);
    }
}
