//! The loop from nothing to the next incident's agenda and the Repeat Incident Rate.

use afterword_domain::person::Role;
use afterword_testbed::both;
use serde_json::{Value, json};

use crate::util::{Answer, Caller, TestApp};

async fn open(caller: &Caller<'_>, title: &str, started: &str, recovered: &str) -> Answer {
    let milestones = json!({"impact_started_at": started, "recovered_at": recovered});
    caller
        .post(
            "/incidents",
            json!({"title": title, "milestones": milestones}),
        )
        .await
        .ok()
}

fn action(title: &str, owner: &Value) -> Value {
    json!({
        "title": title, "owner": owner, "priority": "p1", "due_on": "2026-10-16",
        "ticket": {"key": "PAY-1", "url": "https://tracker.example/PAY-1"},
    })
}

both! {
    async fn three_actions_are_published_and_open_the_next_agenda(db: TestDb) {
        let app = TestApp::start(db).await;
        let person = app.person("ines", Role::Admin).await;
        let ines = app.session(&person).await;
        let owner = json!(person.id);
        open(&ines, "Ledger out of connections", "2026-10-01T09:12:00Z", "2026-10-01T09:59:00Z").await;

        let measure = json!({"title": "Bound the retries", "effect": "prevents", "effort_days": 3.0});
        let with_measure = ines.post("/incidents/INC-1/measures", measure).await.ok();
        let chosen = &with_measure.body["postmortem"]["measures"][0]["id"];
        ines.post("/incidents/INC-1/actions", json!({"measure": chosen})).await.ok();
        for title in ["Page on pool wait", "Give the batch its own pool"] {
            ines.post("/incidents/INC-1/actions", action(title, &owner)).await.ok();
        }
        let fourth = ines.post("/incidents/INC-1/actions", action("One more", &owner)).await;
        fourth.refused(422, "action_limit");

        let seen = ines.get("/incidents/INC-1").await.ok();
        let early = ines.seen(&seen).post("/incidents/INC-1/publish", json!({})).await;
        early.refused(422, "publish_conditions");
        let errors = early.body["errors"].as_array().unwrap();
        assert_eq!(errors.len(), 4, "owner, priority, due date and ticket at once: {errors:?}");

        let first = &seen.body["postmortem"]["actions"][0]["id"];
        let mut rest = action("Bound the retries", &owner);
        rest["title"].take();
        let path = format!("/incidents/INC-1/actions/{first}");
        let ready = ines.seen(&seen).patch(&path, rest).await.ok();
        let published = ines.seen(&ready).post("/incidents/INC-1/publish", json!({})).await.ok();
        assert_eq!(published.body["postmortem"]["status"], "published");

        open(&ines, "Ledger again", "2026-10-08T09:00:00Z", "2026-10-08T10:00:00Z").await;
        let agenda = ines.get("/incidents/INC-2/agenda").await.ok();
        assert_eq!(agenda.body["steps"][1]["step"], "open_actions");
        let open_actions = agenda.body["open_actions"].as_array().unwrap();
        let titles: Vec<_> = open_actions.iter().map(|a| a["action"]["title"].as_str().unwrap()).collect();
        assert_eq!(titles, ["Bound the retries", "Page on pool wait", "Give the batch its own pool"]);

        let said = json!({"outcome": "done", "meeting_of": "INC-2"});
        let id = &open_actions[1]["action"]["id"];
        ines.post(&format!("/incidents/INC-1/actions/{id}/reviews"), said).await.ok();
        let left = ines.get("/actions").await.ok();
        let counts = ines.get("/action-counts?incident=INC-1").await.ok();
        assert_eq!(counts.body, json!({"open": left.body.as_array().unwrap().len(), "finished": 1}));
        let elsewhere = ines.get("/action-counts?incident=INC-2").await.ok();
        assert_eq!(elsewhere.body, json!({"open": 0, "finished": 0}));
        ines.get("/action-counts?state=open").await.refused(400, "wrong_parameter");
        assert_eq!(left.body.as_array().unwrap().len(), 2);
    }
}

both! {
    async fn a_confirmed_repeat_moves_the_rate_and_says_what_could_have_prevented_it(db: TestDb) {
        let app = TestApp::start(db).await;
        let person = app.person("ines", Role::Admin).await;
        let ines = app.session(&person).await;
        let owner = json!(person.id);
        open(&ines, "First", "2026-09-01T09:00:00Z", "2026-09-01T10:00:00Z").await;
        open(&ines, "Again", "2026-10-08T09:00:00Z", "2026-10-08T10:00:00Z").await;
        app.travel_days(-5);
        ines.post("/incidents/INC-1/actions", action("Bound the retries", &owner)).await.ok();
        app.travel_days(5);
        for reference in ["INC-1", "INC-2"] {
            let seen = ines.get(&format!("/incidents/{reference}")).await.ok();
            let reason = json!({"no_actions_reason": "nothing to add"});
            ines.seen(&seen).post(&format!("/incidents/{reference}/publish"), reason).await.ok();
        }
        let before = ines.get("/stats").await.ok();
        assert_eq!(before.body["repeat_incident_rate"]["repeats"], 0);

        let link = |verdict: &str| json!({"earlier": "INC-1", "verdict": verdict, "reasons": ["same pool"]});
        ines.post("/incidents/INC-2/recurrences", link("suggested")).await.ok();
        let suggested = ines.get("/stats").await.ok();
        assert_eq!(suggested.body["repeat_incident_rate"]["repeats"], 0, "only a person's word counts");
        let backwards = json!({"earlier": "INC-2", "verdict": "confirmed"});
        ines.post("/incidents/INC-1/recurrences", backwards).await.refused(422, "repeats_a_later_incident");

        let confirmed = ines.post("/incidents/INC-2/recurrences", link("confirmed")).await.ok();
        assert_eq!(
            confirmed.body["preventable"][0]["sentence"],
            "INC-1’s action “Bound the retries” was never finished. It was due on 16 October 2026."
        );
        let after = ines.get("/stats").await.ok();
        let rate = &after.body["repeat_incident_rate"];
        assert_eq!((&rate["repeats"], &rate["incidents"], &rate["value"]), (&json!(1), &json!(2), &json!(0.5)));
        let attention = ines.get("/attention").await.ok();
        assert_eq!(attention.body["preventable"][0]["repeat"]["reference"], "INC-2");
    }
}

both! {
    async fn every_incident_owes_a_review_within_its_week(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        open(&ines, "Late", "2026-09-29T09:00:00Z", "2026-09-29T10:00:00Z").await;
        open(&ines, "In time", "2026-10-07T09:00:00Z", "2026-10-07T10:00:00Z").await;
        let drill = json!({
            "title": "Drill", "mode": "drill",
            "milestones": {"recovered_at": "2026-09-01T10:00:00Z"},
        });
        ines.post("/incidents", drill).await.ok();
        let owed = ines.get("/incidents?q=is:owed&order=due").await.ok();
        assert_eq!(owed.body["total"], 2);
        assert_eq!(owed.body["items"][0]["review_week"]["days_left"], -2);
        assert_eq!(owed.body["items"][0]["review_week"]["late"], true);
        assert_eq!(owed.body["items"][1]["review_week"]["days_left"], 6);
        let late = ines.get("/incidents?q=is:late").await.ok();
        assert_eq!(late.body["items"][0]["title"], "Late");
        let soon = ines.get("/incidents?q=left:%3C0d").await.ok();
        assert_eq!(soon.body["total"], 1);
    }
}
