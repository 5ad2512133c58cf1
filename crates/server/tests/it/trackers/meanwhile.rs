//! What happens while a ticket is asked for: it is finished, linked by hand, not wanted any more, or
//! wanted once more.

use afterword_testbed::both;
use afterword_testbed::trackers::Which;
use serde_json::{Value, json};

use super::bench::{Bench, enter_public_url};
use crate::util::TestApp;

impl Bench<'_> {
    fn notes(&self, number: u64) -> Vec<String> {
        let desk = self.standin.desk();
        let notes = desk.ticket(number).unwrap().notes.iter();
        notes.map(|note| note.body.to_string()).collect()
    }

    /// What the background work gave up.
    async fn given_up(&self) -> String {
        self.admin.get("/jobs?state=failed").await.ok().text
    }
}

both! {
    async fn a_ticket_that_is_wanted_once_more_is_a_new_one(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        enter_public_url(&admin).await;
        for which in Which::ALL {
            let bench = Bench::new(&app, &admin, which).await;
            bench.create().await.ok();
            bench.standin.desk().change(1, |ticket| ticket.deleted = true);
            bench.minutes_pass(61).await;
            assert_eq!(bench.conflict().await, "gone", "{}", which.word());
            bench.settle("ticket").await.ok();
            let again = bench.create().await.ok();
            assert_eq!(again.status, 200, "{}", again.text);
            assert_eq!(bench.its_link().await["key"], json!(which.key(2)));
            // One that is still there was taken away, too.
            admin.delete(&bench.path()).await.ok();
            bench.minutes_pass(1).await;
            bench.create().await.ok();
            assert_eq!(bench.its_link().await["key"], json!(which.key(3)));
            assert_eq!(bench.tickets(), 3);
        }
    }

    async fn what_is_finished_gets_no_ticket(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        enter_public_url(&admin).await;
        let bench = Bench::new(&app, &admin, Which::Gitlab).await;
        bench.conduct(|conduct| conduct.down = true);
        assert_eq!(bench.create().await.ok().status, 202);
        bench.change(json!({ "state": "done" })).await;
        bench.conduct(|conduct| conduct.down = false);
        bench.minutes_pass(180).await;
        assert_eq!(bench.tickets(), 0);
        assert_eq!(bench.read().await["ticket_asks"], json!([]));
        assert_eq!(bench.item().await["ticket"], Value::Null);
    }

    async fn what_was_linked_by_hand_while_a_ticket_was_made_stays(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        enter_public_url(&admin).await;
        for which in Which::ALL {
            let bench = Bench::new(&app, &admin, which).await;
            let by_hand = bench.standin.open("Made by hand");
            let linked = async { drop(bench.link(&by_hand).await.ok()) };
            bench.standin.while_it_makes(bench.create(), linked).await.ok();
            assert_eq!(bench.its_link().await["key"], json!(by_hand), "{}", which.word());
            assert_eq!(bench.item().await["ticket"]["key"], json!(by_hand));
            // The other one is left, and says so.
            assert_eq!((bench.tickets(), bench.notes(1).len()), (2, 0));
            let told = bench.notes(2).join(" ");
            assert!(told.contains("does not follow it"), "{told}");
            let given_up = bench.given_up().await;
            let said = format!("{} was made and belongs to no action item", which.key(2));
            assert!(given_up.contains(&said), "{given_up}");
        }
    }

    async fn a_wish_that_was_taken_back_while_a_ticket_was_made_links_none(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        enter_public_url(&admin).await;
        let bench = Bench::new(&app, &admin, Which::Linear).await;
        let taken_back = async { drop(admin.delete(&bench.path()).await.ok()) };
        bench.standin.while_it_makes(bench.create(), taken_back).await.ok();
        bench.minutes_pass(10).await;
        assert_eq!(bench.item().await["ticket"], Value::Null);
        assert_eq!(bench.its_link().await, Value::Null);
        assert_eq!((bench.tickets(), bench.notes(1).len()), (1, 1));
    }

    async fn a_ticket_of_what_was_finished_while_it_was_made_is_told(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        enter_public_url(&admin).await;
        let bench = Bench::new(&app, &admin, Which::Github).await;
        let finished = bench.change(json!({ "state": "done" }));
        Box::pin(bench.standin.while_it_makes(bench.create(), finished)).await.ok();
        bench.work().await;
        assert_eq!(bench.its_link().await["key"], json!(bench.which.key(1)));
        assert!(bench.notes(1).join(" ").contains("The action item is done"));
        // So is one that is linked to what was finished before.
        let second = bench.commit("Page on pool wait").await;
        let bench = Bench { action: second, ..bench };
        bench.change(json!({ "state": "done" })).await;
        let open = bench.standin.open("Made by hand");
        bench.link(&open).await.ok();
        bench.work().await;
        assert_eq!((bench.notes(2).len(), bench.conflict().await), (1, Value::Null));
    }
}
