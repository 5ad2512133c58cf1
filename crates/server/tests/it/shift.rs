//! A source whose clock was wrong, and how we became aware.

use afterword_domain::person::Role;
use afterword_testbed::both;
use serde_json::{Value, json};

use crate::util::{Answer, Caller, TestApp};

async fn told(by: &Caller<'_>, at: &str, kind: &str) -> Answer {
    let entry = json!({"occurred_at": format!("2026-10-08T{at}Z"), "kind": kind, "text": kind});
    by.post("/incidents/INC-1/timeline", entry).await.ok()
}

fn times(answer: &Answer) -> Vec<&str> {
    let timeline = answer.body["timeline"].as_array().unwrap();
    let times = timeline.iter().map(|event| &event["occurred_at"]);
    times.filter_map(Value::as_str).collect()
}

both! {
    async fn a_source_is_shifted_in_one_change_that_is_taken_back(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let mika = app.person("mika", Role::Member).await;
        let mika = app.session(&mika).await;
        ines.post("/incidents", json!({"title": "Checkout failed"})).await.ok();
        told(&ines, "09:19:00", "alert").await;
        told(&ines, "09:30:00", "alert").await;
        let before = told(&mika, "09:22:00.000001", "page").await;

        let form = json!({"source": "INES", "seconds": 300});
        let shifted = ines.seen(&before).post("/incidents/INC-1/timeline/shift", form).await.ok();
        let moved = ["2026-10-08T09:22:00.000001Z", "2026-10-08T09:24:00Z", "2026-10-08T09:35:00Z"];
        assert_eq!(times(&shifted), moved);
        let first = &shifted.body["timeline"][1];
        assert_eq!(first["history"][0]["occurred_at"], "2026-10-08T09:19:00Z");
        assert_eq!(shifted.body["timeline"][0]["history"], json!([]));
        let stored = ines.get("/incidents/INC-1").await.ok();
        assert_eq!(stored.body["timeline"], shifted.body["timeline"]);

        let version = json!({"version": shifted.body["version"]});
        let back = ines.post("/incidents/INC-1/undo", version).await.ok();
        assert_eq!(back.body["timeline"], before.body["timeline"]);
    }

    async fn what_is_no_clock_error_changes_nothing(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        ines.post("/incidents", json!({"title": "Checkout failed"})).await.ok();
        let seen = told(&ines, "09:19:00", "alert").await;
        let path = "/incidents/INC-1/timeline/shift";
        let asked = async |form: Value| ines.seen(&seen).post(path, form).await;
        asked(json!({"source": "INES", "seconds": 86401})).await.refused(422, "not_a_shift");
        asked(json!({"source": "INES", "seconds": -86401})).await.refused(422, "not_a_shift");
        asked(json!({"source": "Grafana", "seconds": 60})).await.refused(422, "no_such_source");
        asked(json!({"source": "INES", "seconds": 1.5})).await.refused(422, "wrong_shape");
        asked(json!({"source": "INES"})).await.refused(422, "wrong_shape");
        let form = json!({"source": "INES", "seconds": 60});
        ines.post(path, form.clone()).await.refused(428, "if_match_missing");
        let vera = app.person("vera", Role::Viewer).await;
        let vera = app.session(&vera).await;
        vera.seen(&seen).post(path, form).await.refused(403, "role_too_low");
        let milestones = json!({"milestones": {
            "detected_at": "2026-10-08T09:19:00Z", "recovered_at": "2026-10-08T09:20:00Z",
        }});
        let set = ines.seen(&seen).patch("/incidents/INC-1", milestones).await.ok();
        let late = json!({"source": "INES", "seconds": 61});
        let refused = ines.seen(&set).post(path, late).await;
        refused.refused(422, "milestones_out_of_order");
        let still = ines.get("/incidents/INC-1").await.ok();
        assert_eq!(still.body["timeline"], seen.body["timeline"]);
    }

    async fn who_told_first_is_suggested_until_somebody_says(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let opened = ines.post("/incidents", json!({"title": "Checkout failed"})).await.ok();
        assert_eq!(opened.body["awareness"], Value::Null);
        let alert = told(&ines, "09:19:00", "alert").await;
        assert_eq!(alert.body["awareness"]["detected_by"], "alert");
        let report = told(&ines, "09:15:00", "message").await;
        assert_eq!(report.body["awareness"]["detected_by"], "customer");
        assert_eq!(report.body["awareness"]["at"], "2026-10-08T09:15:00Z");
        assert_eq!(report.body["awareness"]["alert_at"], "2026-10-08T09:19:00Z");
        let answer = json!({"impact": {"detected_by": "customer"}});
        let said = ines.seen(&report).patch("/incidents/INC-1", answer).await.ok();
        assert_eq!(said.body["awareness"], Value::Null);
    }
}
