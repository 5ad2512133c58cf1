//! What becomes of a ticket and of its action item is the same on both sides, or shown where it is
//! not.

use afterword_testbed::both;
use afterword_testbed::trackers::{Stage, Which};
use serde_json::{Value, json};

use super::bench::{Bench, enter_public_url};
use crate::util::{Caller, TestApp};

/// By whom the action item was finished, as the log has it.
async fn finished_by(admin: &Caller<'_>) -> Value {
    let log = admin.get("/changes?limit=200").await.ok();
    let rows = log.body["items"].as_array().unwrap();
    let done = rows
        .iter()
        .rev()
        .find(|row| row["name"] == "action_item.done");
    done.unwrap()["author"].clone()
}

both! {
    async fn a_ticket_that_is_closed_closes_its_action_item_which_asks_for_proof(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        enter_public_url(&admin).await;
        for which in Which::ALL {
            let bench = Bench::new(&app, &admin, which).await;
            bench.create().await.ok();
            bench.moves(1, Stage::InProgress);
            assert_eq!(bench.tells(1).await.ok().status, 202);
            let tells_progress = !which.project().contains('/');
            bench.is_in(if tells_progress { "in_progress" } else { "open" }).await;
            bench.moves(1, Stage::Done);
            let kept = bench.tells(1).await.ok();
            assert_eq!((kept.status.as_u16(), &kept.body["status"]), (202, &json!("kept")));
            bench.is_in("done").await;
            assert_eq!(bench.conflict().await, Value::Null);
            let standing = &bench.read().await["action_standings"][0]["proof_standing"];
            assert_eq!(standing, "missing");
            let author = finished_by(&admin).await;
            assert_eq!((&author["via"], &author["person"]), (&json!("webhook"), &Value::Null));
            // The same delivery again, and the poll, tell nothing new; nor is the ticket told.
            bench.tells(1).await.ok();
            bench.minutes_pass(6).await;
            bench.is_in("done").await;
            assert_eq!(bench.standin.desk().ticket(1).unwrap().notes.len(), 0);
        }
    }

    async fn what_no_webhook_told_is_found_by_the_poll(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        enter_public_url(&admin).await;
        for which in Which::ALL {
            let bench = Bench::new(&app, &admin, which).await;
            for title in ["one", "two", "three", "four"] {
                let _ = bench.standin.open(title);
            }
            bench.create().await.ok();
            bench.minutes_pass(6).await;
            bench.moves(5, Stage::Done);
            bench.is_in("open").await;
            bench.minutes_pass(6).await;
            bench.is_in("done").await;
            let author = finished_by(&admin).await;
            assert_eq!((&author["via"], &author["person"]), (&json!("system"), &Value::Null));
        }
    }

    async fn an_action_item_that_is_finished_is_told_to_its_ticket_once(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        enter_public_url(&admin).await;
        for which in Which::ALL {
            let bench = Bench::new(&app, &admin, which).await;
            bench.create().await.ok();
            let proof = json!({ "kind": "merged_change", "url": "https://git.example/1" });
            bench.change(json!({ "state": "done", "proof": proof })).await;
            bench.minutes_pass(6).await;
            let notes = || {
                let desk = bench.standin.desk();
                let notes = desk.ticket(1).unwrap().notes.iter();
                notes.map(|note| note.body.to_string()).collect::<Vec<_>>()
            };
            assert_eq!(notes().len(), 1, "{}", which.word());
            assert!(notes()[0].contains("https://git.example/1"), "{:?}", notes());
            // A ticket that is still open is no conflict, and what is closed then is no news.
            assert_eq!(bench.conflict().await, Value::Null);
            bench.moves(1, Stage::Done);
            bench.tells(1).await.ok();
            assert_eq!((bench.conflict().await, notes().len()), (Value::Null, 1));
            bench.change(json!({ "state": "open" })).await;
            assert_eq!(bench.conflict().await, "reopened_here");
            bench.settle("here").await.ok();
            bench.moves(1, Stage::Open);
            bench.minutes_pass(6).await;
            bench.change(json!({ "state": "wont_do", "wont_do_reason": "The client goes." })).await;
            assert!(notes()[1].contains("The client goes."), "{:?}", notes());
        }
    }

    async fn a_ticket_that_is_opened_again_is_shown_and_wins_nothing(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        enter_public_url(&admin).await;
        for which in Which::ALL {
            let bench = Bench::new(&app, &admin, which).await;
            bench.create().await.ok();
            bench.moves(1, Stage::Done);
            bench.tells(1).await.ok();
            bench.moves(1, Stage::Open);
            bench.tells(1).await.ok();
            bench.is_in("done").await;
            assert_eq!(bench.conflict().await, "reopened");
            bench.minutes_pass(6).await;
            assert_eq!(bench.conflict().await, "reopened", "it is kept");
            bench.settle("here").await.ok();
            bench.minutes_pass(6).await;
            assert_eq!(bench.conflict().await, Value::Null, "what is settled stays settled");
            bench.is_in("done").await;
            bench.moves(1, Stage::Done);
            bench.tells(1).await.ok();
            bench.moves(1, Stage::Open);
            bench.tells(1).await.ok();
            bench.settle("ticket").await.ok();
            bench.is_in("open").await;
        }
    }

    async fn given_up_is_not_done(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        enter_public_url(&admin).await;
        for which in [Which::Github, Which::Linear] {
            let bench = Bench::new(&app, &admin, which).await;
            bench.create().await.ok();
            bench.moves(1, Stage::Dropped);
            bench.tells(1).await.ok();
            bench.is_in("open").await;
            assert_eq!(bench.conflict().await, "dropped");
            bench.settle("ticket").await.ok();
            let item = bench.item().await;
            assert_eq!(item["state"], "wont_do");
            assert!(item["wont_do_reason"].as_str().unwrap().contains(&which.key(1)), "{item}");
        }
    }

    async fn a_ticket_that_is_gone_is_shown_and_can_be_taken_away(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        enter_public_url(&admin).await;
        for which in Which::ALL {
            let bench = Bench::new(&app, &admin, which).await;
            bench.create().await.ok();
            bench.standin.desk().change(1, |ticket| ticket.deleted = true);
            bench.minutes_pass(30).await;
            bench.minutes_pass(40).await;
            assert_eq!(bench.conflict().await, "gone", "{}", which.word());
            bench.is_in("open").await;
            bench.settle("ticket").await.ok();
            let item = bench.item().await;
            assert_eq!((&item["ticket"], &item["state"]), (&Value::Null, &json!("open")));
        }
    }

    async fn both_sides_that_changed_are_shown(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        enter_public_url(&admin).await;
        let bench = Bench::new(&app, &admin, Which::JiraCloud).await;
        bench.create().await.ok();
        bench.moves(1, Stage::InProgress);
        bench.change(json!({ "state": "done" })).await;
        assert_eq!(bench.conflict().await, "both_changed");
        bench.settle("ticket").await.ok();
        bench.is_in("in_progress").await;
    }

    async fn a_ticket_that_was_replaced_by_hand_is_followed_no_longer(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        enter_public_url(&admin).await;
        let bench = Bench::new(&app, &admin, Which::Gitlab).await;
        bench.create().await.ok();
        bench.change(json!({ "ticket": { "key": "OTHER-1" } })).await;
        assert_eq!(bench.its_link().await, Value::Null);
        bench.moves(1, Stage::Done);
        bench.tells(1).await.ok();
        bench.is_in("open").await;
    }
}
