//! Following up: sprints that were missed, proof, prices, and what was considered before.

use afterword_domain::person::Role;
use afterword_testbed::both;
use serde_json::{Value, json};

use crate::util::{Answer, Caller, TestApp};

async fn open(caller: &Caller<'_>, title: &str, started: &str) -> Answer {
    let milestones = json!({"impact_started_at": started});
    let form = json!({"title": title, "milestones": milestones});
    caller.post("/incidents", form).await.ok()
}

/// An action item of INC-1, due in the next sprint.
async fn chosen(caller: &Caller<'_>, title: &str) -> String {
    let form = json!({"title": title, "priority": "p1", "due_on": "2026-10-16"});
    let made = caller.post("/incidents/INC-1/actions", form).await.ok();
    format!(
        "/incidents/INC-1/actions/{}",
        made.body["postmortem"]["actions"][0]["id"]
    )
}

async fn patched(caller: &Caller<'_>, path: &str, with: Value) -> Answer {
    let seen = caller.get("/incidents/INC-1").await.ok();
    caller.seen(&seen).patch(path, with).await
}

both! {
    async fn a_missed_sprint_is_counted_and_a_later_date_than_the_next_is_refused(db: TestDb) {
        let app = TestApp::start(db).await;
        let person = app.person("ines", Role::Admin).await;
        let ines = app.session(&person).await;
        open(&ines, "Ledger out of connections", "2026-10-01T09:12:00Z").await;
        let path = chosen(&ines, "Bound the retries").await;
        let listed = ines.get("/actions?concern=carried_over").await.ok();
        assert_eq!(listed.body, json!([]));
        app.travel_days(20);
        let ines = app.session(&person).await;
        let listed = ines.get("/actions?concern=carried_over").await.ok();
        let found = &listed.body[0];
        let sentence = "carried over once: was due in Sprint 21";
        assert_eq!(found["carried_over"]["sentence"], sentence);
        assert_eq!(found["concerns"], json!(["overdue", "carried_over", "without_ticket"]));
        let latest = found["latest_due_on"].as_str().unwrap();

        let refused = patched(&ines, &path, json!({"due_on": "2027-01-01"})).await;
        refused.refused(422, "due_after_next_sprint");
        assert!(refused.body["detail"].as_str().unwrap().contains(latest), "{}", refused.body);
        let moved = patched(&ines, &path, json!({"due_on": latest})).await.ok();
        let standing = &moved.body["action_standings"][0];
        assert_eq!(standing["carried_over"]["times"], 1, "a new date takes no sprint back");
        assert_eq!(standing["days_late"].as_i64().unwrap().signum(), -1);

        let table = ines.get("/actions.csv?concern=carried_over").await;
        assert_eq!(table.status, 200);
        let seen = ines.get("/action-oversight?quarters=2").await.ok();
        assert_eq!(seen.body["counts"]["carried_over"], 1);
        assert_eq!(seen.body["age_when_done"], Value::Null);
        ines.get("/action-oversight?quarters=0").await.refused(400, "quarters");
        ines.get("/actions?concern=late").await.refused(400, "wrong_parameter");
        ines.get("/actions?team=payments").await.refused(400, "wrong_parameter");
    }

    async fn a_pattern_that_names_no_sprint_is_refused(db: TestDb) {
        let app = TestApp::start(db).await;
        let person = app.person("ines", Role::Admin).await;
        let ines = app.session(&person).await;
        let team = |pattern: &str| json!({
            "name": "Payments",
            "cadence": {
                "starts_on": "2026-01-05", "first_number": 1, "length_days": 14, "name_pattern": pattern,
            },
        });
        for wrong in ["Sprint", "{number} {number}", "{number} of {year}"] {
            let refused = ines.post("/teams", team(wrong)).await;
            refused.refused(422, "not_a_sprint_name");
            assert_eq!(refused.body["field"], "cadence.name_pattern");
        }
        let made = ines.post("/teams", team(" PAY Sprint {number} ")).await;
        assert_eq!(made.body["cadence"]["name_pattern"], "PAY Sprint {number}");
    }

    async fn what_is_done_without_proof_is_asked_about_at_the_next_meeting(db: TestDb) {
        let app = TestApp::start(db).await;
        let person = app.person("ines", Role::Admin).await;
        let ines = app.session(&person).await;
        open(&ines, "Ledger out of connections", "2026-10-01T09:12:00Z").await;
        open(&ines, "Ledger again", "2026-10-07T09:12:00Z").await;
        let link = json!({"earlier": "INC-1", "verdict": "confirmed", "reasons": ["same pool"]});
        ines.post("/incidents/INC-2/recurrences", link).await.ok();
        let path = chosen(&ines, "Bound the retries").await;
        let done = patched(&ines, &path, json!({"state": "done"})).await.ok();
        assert_eq!(done.body["action_standings"][0]["proof_standing"], "missing");
        let agenda = ines.get("/incidents/INC-2/agenda").await.ok();
        assert_eq!(agenda.body["open_actions"], json!([]));
        assert_eq!(agenda.body["proof_missing"][0]["action"]["title"], "Bound the retries");

        let empty = json!({"proof": {"kind": "test"}});
        patched(&ines, &path, empty).await.refused(422, "proof_empty");
        let script = json!({"proof": {"kind": "test", "url": "javascript:alert(1)"}});
        patched(&ines, &path, script).await.refused(422, "not_a_url");
        let shown = json!({"proof": {"kind": "drill", "note": "Held on Friday."}});
        let given = patched(&ines, &path, shown).await.ok();
        assert_eq!(given.body["action_standings"][0]["proof_standing"], "given");
        let agenda = ines.get("/incidents/INC-2/agenda").await.ok();
        assert_eq!(agenda.body["proof_missing"], json!([]));
        let changes = ines.get("/changes?limit=200").await.ok();
        let names = changes.body["items"].as_array().unwrap().iter();
        assert!(names.clone().any(|change| change["name"] == "action_item.proved"));
    }

    async fn what_was_not_chosen_is_told_when_its_subject_comes_back(db: TestDb) {
        let app = TestApp::start(db).await;
        let person = app.person("ines", Role::Admin).await;
        let ines = app.session(&person).await;
        open(&ines, "Ledger out of connections", "2026-10-01T09:12:00Z").await;
        open(&ines, "Ledger again", "2026-10-07T09:12:00Z").await;
        let measure = |title: &str, reason: &str| json!({
            "title": title, "effort_days": 2.0, "not_chosen_reason": reason,
        });
        let hides = measure("Raise max_connections on the ledger", "It hides the next one.");
        ines.post("/incidents/INC-1/measures", hides).await.ok();
        let careful = measure("Be more careful with the console", "");
        let made = ines.post("/incidents/INC-2/measures", careful).await.ok();
        let price = &made.body["measure_prices"][0];
        assert_eq!(price["worth"], "cannot_say");
        assert_eq!(price["warnings"][0]["warning"], "asks_for_memory");

        let asked = "/considered?title=raise%20the%20ledgers%20max_connections";
        let found = ines.get(asked).await.ok();
        assert_eq!(
            found.body[0]["sentence"],
            "Considered before in INC-1: “Raise max_connections on the ledger”, not chosen: It hides \
             the next one."
        );
        let own = ines.get(&format!("{asked}&incident=INC-1")).await.ok();
        assert_eq!(own.body, json!([]));
        ines.get("/considered").await.refused(400, "wrong_parameter");
        for words in ["max_connections", "hides"] {
            let found = ines.get(&format!("/search?q={words}")).await.ok();
            assert_eq!(found.body["considered"][0]["incident"], "INC-1", "{words}");
            assert_eq!(found.body["incidents"][0]["incident"]["reference"], "INC-1", "{words}");
        }
    }
}
