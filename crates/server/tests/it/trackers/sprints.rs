//! A team may go by the sprints of its tracker instead of by its own cadence.

use afterword_testbed::both;
use afterword_testbed::trackers::Which;
use serde_json::{Value, json};

use super::bench::{Bench, enter_public_url};
use crate::util::TestApp;

impl Bench<'_> {
    /// The sprint that runs in the stand-in has begun a week ago, and the cadence's a month ago.
    async fn goes_by(&self, tracker_sprints: bool) -> Value {
        let team = json!({
            "name": format!("Team of {}", self.which.word()),
            "tracker": self.tracker, "tracker_project": self.which.project(),
            "tracker_sprints": tracker_sprints,
            "cadence": { "starts_on": "2026-09-08", "first_number": 7, "length_days": 60 },
        });
        let path = format!("/teams/{}", self.team);
        self.admin.put(&path, team).await.ok();
        self.work().await;
        self.team().await
    }

    async fn team(&self) -> Value {
        let workspace = self.admin.get("/workspace").await.ok().body;
        let teams = workspace["teams"].as_array().unwrap();
        let team = teams.iter().find(|team| team["id"] == self.team);
        team.unwrap().clone()
    }

    async fn owned(&self) {
        let handle = format!("ana{}", self.team);
        let owner = json!({ "handle": handle, "name": "Ana", "team": self.team });
        let ana = self.admin.post("/people", owner).await.ok().body["id"].clone();
        self.change(json!({ "owner": ana })).await;
    }

    async fn may_be_due(&self, day: &str) -> Result<(), String> {
        let path = format!("/incidents/{}/actions/{}", self.incident, self.action);
        let seen = self.read().await["version"].to_string();
        let admin = self.admin.with("if-match", format!("\"{seen}\""));
        let answer = admin.patch(&path, json!({ "due_on": day })).await;
        if answer.status == 200 {
            return Ok(());
        }
        answer.refused(422, "due_after_next_sprint");
        Err(answer.text)
    }
}

both! {
    async fn a_due_date_is_held_to_the_next_sprint_of_the_tracker(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        enter_public_url(&admin).await;
        for which in Which::ALL {
            let bench = Bench::new(&app, &admin, which).await;
            let team = bench.goes_by(false).await;
            assert_eq!(team["cadence"]["told"], json!([]), "{}", which.word());
            bench.owned().await;
            assert_eq!(bench.may_be_due("2026-12-31").await, Ok(()));

            let team = bench.goes_by(true).await;
            let told = team["cadence"]["told"].as_array().unwrap();
            assert_eq!(told[0]["ends_on"], "2026-10-14", "{}", which.word());
            assert_eq!(told[1]["starts_on"], "2026-10-15");
            assert_eq!(told[1]["ends_on"], "2026-10-28");
            assert_eq!(bench.may_be_due("2026-10-28").await, Ok(()));
            let refused = bench.may_be_due("2026-10-29").await.unwrap_err();
            assert!(refused.contains("28 Oct 2026") || refused.contains("2026-10-28"), "{refused}");

            // Somebody who plans there moves the end of the next sprint.
            bench.standin.desk().sprints[1].ends = Some("2026-10-30".into());
            bench.standin.desk().sprints[2].starts = Some("2026-10-31".into());
            bench.minutes_pass(6).await;
            assert_eq!(bench.may_be_due("2026-10-30").await, Ok(()), "{}", which.word());

            let team = bench.goes_by(false).await;
            assert_eq!(team["cadence"]["told"], json!([]));
        }
    }

    async fn what_misses_a_sprint_of_the_tracker_is_carried_over_from_it(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        enter_public_url(&admin).await;
        let bench = Bench::new(&app, &admin, Which::JiraCloud).await;
        bench.goes_by(true).await;
        bench.owned().await;
        assert_eq!(bench.may_be_due("2026-10-12").await, Ok(()));
        bench.standin.desk().sprints[0].closed = true;
        // A session that is used every few days lasts.
        app.travel_days(4);
        bench.team().await;
        bench.minutes_pass(4 * 24 * 60).await;
        let team = bench.team().await;
        assert_eq!(team["cadence"]["told"][0]["name"], "Sprint 42", "it ended, and stays known");
        let standing = &bench.read().await["action_standings"][0];
        assert_eq!(standing["sprint"]["name"], "Sprint 42");
        let carried = "carried over once: was due in Sprint 42";
        assert_eq!(standing["carried_over"]["sentence"], carried);
    }

    async fn a_tracker_that_cannot_tell_its_sprints_leaves_what_is_known(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        enter_public_url(&admin).await;
        let bench = Bench::new(&app, &admin, Which::JiraCloud).await;
        let before = bench.goes_by(true).await;
        bench.standin.desk().boards.push((4, "scrum"));
        bench.minutes_pass(6).await;
        assert_eq!(bench.team().await, before);
        let page = admin.get("/trackers").await.ok().text;
        assert!(page.contains("several boards"), "{page}");
        // What a form says of told sprints is not used.
        let mut form = before.clone();
        form["cadence"]["told"] = json!([
            { "name": "Endless", "starts_on": "2026-01-01", "ends_on": "2027-01-01" }
        ]);
        form.as_object_mut().unwrap().remove("id");
        let path = format!("/teams/{}", bench.team);
        bench.admin.put(&path, form).await.ok();
        assert_eq!(bench.team().await, before);
    }
}
