//! One odd ticket, one place that cannot be read, a proxy in between and a fault of ours end no poll:
//! each is shown where it is, and what was missed is caught up with.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use afterword_domain::Moment;
use afterword_domain::clock::Clock;
use afterword_server::features::jobs::work_due;
use afterword_server::{App, Config};
use afterword_testbed::both;
use afterword_testbed::trackers::{Odd, Stage, Which};
use serde_json::{Value, json};

use super::bench::{Bench, enter_public_url};
use crate::util::TestApp;

const DAY: i64 = 24 * 60;

/// The clock of another server, which goes on while a tracker answers, or fails once.
struct OwnClock {
    now: Mutex<Moment>,
    fails: AtomicBool,
}

impl Clock for OwnClock {
    fn now(&self) -> Moment {
        assert!(
            !self.fails.swap(false, Ordering::Relaxed),
            "a fault of ours"
        );
        *self.now.lock().unwrap()
    }
}

impl OwnClock {
    fn passes(&self, seconds: i64) {
        let mut now = self.now.lock().unwrap();
        *now = Moment::from_micros(now.micros() + seconds * 1_000_000).unwrap();
    }
}

impl Bench<'_> {
    /// Another server on the same database, some minutes later.
    fn beside(&self, minutes: i64) -> (App, Arc<OwnClock>) {
        let clock = Arc::new(OwnClock {
            now: Mutex::new(self.app.app.now().plus_minutes(minutes)),
            fails: AtomicBool::new(false),
        });
        let config = Config::clone(&self.app.app.config);
        let app = App::new(self.app.app.store.clone(), clock.clone(), config);
        (app, clock)
    }

    /// While the tracker answers its next requests, this happens.
    fn meanwhile(&self, happens: impl FnMut() + Send + 'static) {
        self.standin.desk().meanwhile = Some(Box::new(happens));
    }

    /// So many action items with a ticket each, numbered from 1.
    async fn with_tickets(mut self, count: usize) -> Self {
        let mut settings = self.admin.get("/workspace").await.ok().body["settings"].clone();
        settings["action_limit"] = json!(9);
        self.admin.put("/workspace/settings", settings).await.ok();
        for number in 0..count {
            if number > 0 {
                self.action = self.commit("Page on pool wait").await;
            }
            self.create().await.ok();
        }
        self
    }

    /// What is known of each ticket, by its number.
    async fn links(&self) -> Vec<Value> {
        let links = self.read().await["ticket_links"]
            .as_array()
            .unwrap()
            .clone();
        let known = (1..=self.tickets() as u64).map(|number| {
            let key = json!(self.which.key(number));
            links
                .iter()
                .find(|link| link["key"] == key)
                .unwrap()
                .clone()
        });
        known.collect()
    }

    /// What the settings say is wrong with the tracker.
    async fn trouble(&self) -> Value {
        let rows = self.admin.get("/trackers").await.ok().body;
        let rows = rows["items"].as_array().unwrap();
        let row = rows.iter().find(|row| row["id"] == self.tracker);
        row.unwrap()["trouble"].clone()
    }

    async fn nothing_is_given_up(&self) {
        let failed = self.admin.get("/jobs?state=failed").await.ok();
        assert_eq!(failed.body["items"], json!([]), "{}", self.which.word());
    }
}

both! {
    async fn one_odd_ticket_keeps_no_other_from_being_followed(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        enter_public_url(&admin).await;
        for which in Which::ALL {
            let bench = Bench::new(&app, &admin, which).await.with_tickets(5).await;
            {
                let mut desk = bench.standin.desk();
                desk.change(1, |ticket| ticket.odd = Some(Odd::Transferred));
                desk.change(2, |ticket| ticket.odd = Some(Odd::Forbidden));
                desk.change(3, |ticket| ticket.odd = Some(Odd::Failing));
                desk.change(4, |ticket| ticket.deleted = true);
            }
            bench.minutes_pass(61).await;
            bench.minutes_pass(6).await;
            let code = |link: &Value| link["trouble"]["code"].clone();
            let links = bench.links().await;
            let moved = if which == Which::Github { json!("tracker_moved") } else { Value::Null };
            assert_eq!(code(&links[0]), moved, "{}", which.word());
            assert_eq!(code(&links[1]), "tracker_right_missing", "{}", which.word());
            assert_eq!(code(&links[2]), "tracker_failed", "{}", which.word());
            assert_eq!(links[3]["conflict"], "gone", "{}", which.word());
            bench.moves(5, Stage::Done);
            bench.minutes_pass(6).await;
            bench.is_in("done").await;
            assert_eq!(bench.trouble().await, Value::Null);
            // A webhook that tells of it looks in vain, and that is kept in the same place.
            bench.tells(2).await.ok();
            bench.nothing_is_given_up().await;
            let since = bench.links().await[1]["trouble"]["since"].clone();
            assert_eq!(since, links[1]["trouble"]["since"]);
            for number in 1..=3 {
                bench.standin.desk().change(number, |ticket| ticket.odd = None);
            }
            bench.minutes_pass(6).await;
            let links = bench.links().await;
            assert!(links.iter().all(|link| link["trouble"] == Value::Null), "{links:?}");
        }
    }

    async fn a_ticket_that_was_gone_is_followed_once_it_is_seen_again(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        enter_public_url(&admin).await;
        for which in Which::ALL {
            let bench = Bench::new(&app, &admin, which).await.with_tickets(1).await;
            bench.standin.desk().change(1, |ticket| ticket.deleted = true);
            bench.minutes_pass(61).await;
            assert_eq!(bench.conflict().await, "gone", "{}", which.word());
            bench.minutes_pass(DAY).await;
            assert_eq!(bench.conflict().await, "gone");
            // Nobody touches it: only a look finds it.
            bench.standin.desk().tickets.get_mut(&1).unwrap().deleted = false;
            bench.minutes_pass(DAY).await;
            assert_eq!(bench.conflict().await, Value::Null, "{}", which.word());
            bench.moves(1, Stage::Done);
            bench.minutes_pass(6).await;
            bench.is_in("done").await;
        }
    }

    async fn a_project_that_cannot_be_seen_for_a_while_loses_no_ticket_and_no_change(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        enter_public_url(&admin).await;
        for which in Which::ALL {
            let bench = Bench::new(&app, &admin, which).await.with_tickets(2).await;
            bench.minutes_pass(6).await;
            bench.moves(2, Stage::Done);
            bench.tells(2).await.ok();
            bench.is_in("done").await;
            bench.standin.desk().exists = false;
            bench.moves(2, Stage::Open);
            for _ in 0..3 {
                bench.minutes_pass(61).await;
            }
            for link in bench.links().await {
                assert_eq!(link["conflict"], Value::Null, "{}", which.word());
            }
            let trouble = bench.trouble().await;
            assert_eq!(trouble["code"], "tracker_project_missing");
            assert_eq!(trouble["unread"][0]["place"]["project"], which.project());
            bench.nothing_is_given_up().await;
            bench.standin.desk().exists = true;
            bench.minutes_pass(6).await;
            assert_eq!(bench.conflict().await, "reopened", "{}", which.word());
            assert_eq!(bench.trouble().await, Value::Null);
        }
    }

    async fn a_project_of_another_name_is_said(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        enter_public_url(&admin).await;
        for which in [Which::Github, Which::Gitlab] {
            let bench = Bench::new(&app, &admin, which).await.with_tickets(1).await;
            bench.conduct(|conduct| conduct.renamed = true);
            bench.moves(1, Stage::Done);
            bench.minutes_pass(61).await;
            let trouble = bench.trouble().await;
            assert_eq!(trouble["code"], "tracker_moved", "{trouble}");
            let since = trouble["since"].clone();
            bench.minutes_pass(6).await;
            assert_eq!(bench.trouble().await["since"], since, "it has lasted since then");
            bench.conduct(|conduct| conduct.renamed = false);
            bench.minutes_pass(6).await;
            bench.is_in("done").await;
            bench.nothing_is_given_up().await;
        }
    }

    async fn what_a_proxy_answers_for_a_while_ends_nothing(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        enter_public_url(&admin).await;
        for which in Which::ALL {
            let bench = Bench::new(&app, &admin, which).await.with_tickets(1).await;
            let page = bench.commit("Page on pool wait").await;
            for (code, elsewhere) in [("tracker_elsewhere", true), ("tracker_invalid_answer", false)] {
                bench.conduct(|conduct| {
                    conduct.elsewhere = elsewhere;
                    conduct.foreign = !elsewhere;
                });
                bench.minutes_pass(61).await;
                let trouble = bench.trouble().await;
                assert_eq!((&trouble["code"], &trouble["to_mend"]), (&json!(code), &json!(false)));
            }
            let bench = Bench { action: page, ..bench };
            assert_eq!(bench.create().await.ok().status, 202, "{}", which.word());
            bench.conduct(|conduct| conduct.foreign = false);
            bench.moves(1, Stage::Done);
            bench.minutes_pass(6).await;
            assert_eq!(bench.its_link().await["key"], json!(which.key(2)));
            assert_eq!(bench.links().await[0]["seen"]["state"], "closed", "{}", which.word());
            assert_eq!(bench.trouble().await, Value::Null);
            bench.nothing_is_given_up().await;
        }
    }

    async fn what_a_person_mends_over_there_is_found_within_the_hour(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        enter_public_url(&admin).await;
        let bench = Bench::new(&app, &admin, Which::Gitlab).await.with_tickets(1).await;
        bench.conduct(|conduct| conduct.revoked = true);
        bench.minutes_pass(6).await;
        assert_eq!(bench.trouble().await["to_mend"], true);
        let asked = bench.standin.desk().asked.len();
        bench.minutes_pass(50).await;
        assert_eq!(bench.standin.desk().asked.len(), asked, "not every five minutes");
        bench.conduct(|conduct| conduct.revoked = false);
        bench.moves(1, Stage::Done);
        bench.minutes_pass(11).await;
        bench.is_in("done").await;
        assert_eq!(bench.trouble().await, Value::Null);
    }

    async fn a_fault_of_ours_ends_no_poll(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        enter_public_url(&admin).await;
        let bench = Bench::new(&app, &admin, Which::JiraCloud).await.with_tickets(1).await;
        bench.work().await;
        bench.moves(1, Stage::Done);
        let (beside, clock) = bench.beside(6);
        let fails = clock.clone();
        bench.meanwhile(move || fails.fails.store(true, Ordering::Relaxed));
        for _ in 0..3 {
            work_due(&beside).await.unwrap();
            clock.passes(6 * 60);
        }
        bench.is_in("open").await;
        let waiting = bench.admin.get("/jobs?state=waiting").await.ok().text;
        assert!(waiting.contains("the server failed over it"), "{waiting}");
        bench.nothing_is_given_up().await;
        bench.standin.desk().meanwhile = None;
        work_due(&beside).await.unwrap();
        bench.is_in("done").await;
    }

    async fn a_tracker_that_is_slow_is_read_in_parts(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        enter_public_url(&admin).await;
        let bench = Bench::new(&app, &admin, Which::Gitlab).await.with_tickets(1).await;
        bench.minutes_pass(6).await;
        bench.moves(1, Stage::Done);
        for title in ["one", "two", "three", "four", "five", "six"] {
            let _ = bench.standin.open(title);
        }
        // Four pages, of which the third is not asked for any more.
        let (beside, clock) = bench.beside(6);
        bench.meanwhile(move || clock.passes(100));
        let before = bench.standin.desk().asked.len();
        work_due(&beside).await.unwrap();
        assert_eq!(bench.standin.desk().asked.len(), before + 2);
        bench.is_in("open").await;
        assert_eq!(bench.trouble().await["code"], "tracker_slow");
        bench.standin.desk().meanwhile = None;
        bench.minutes_pass(20).await;
        bench.is_in("done").await;
        assert_eq!(bench.trouble().await, Value::Null);
    }

    async fn tickets_are_looked_at_for_a_minute_at_a_time(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        enter_public_url(&admin).await;
        let bench = Bench::new(&app, &admin, Which::Gitlab).await.with_tickets(5).await;
        bench.minutes_pass(6).await;
        for number in 1..=5 {
            bench.standin.desk().change(number, |ticket| ticket.deleted = true);
        }
        let (beside, clock) = bench.beside(61);
        bench.meanwhile(move || clock.passes(25));
        work_due(&beside).await.unwrap();
        let gone = async || {
            let links = bench.links().await;
            links.iter().filter(|link| link["conflict"] == "gone").count()
        };
        assert_eq!(gone().await, 3);
        bench.standin.desk().meanwhile = None;
        bench.minutes_pass(70).await;
        assert_eq!(gone().await, 5);
    }
}
