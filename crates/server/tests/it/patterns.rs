//! What the page of patterns shows beside factors and chains, as its callers meet it: pairs,
//! clusters, times, the yearly list, and moving factors.

use afterword_domain::person::Role;
use afterword_testbed::both;
use serde_json::{Value, json};

use crate::util::{Caller, TestApp};

const EXPIRED: [&str; 3] = [
    "The gateway's certificate expired unnoticed, since renewal was manual.",
    "The outage was caused by a certificate of the relay that expired, as renewal was manual.",
    "The root cause was manual renewal of a certificate, which expired.",
];

/// An incident with a root cause, which was detected some minutes after nine.
async fn incident(ines: &Caller<'_>, number: u32, detected: u32, cause: &str) {
    let title = format!("Incident {number}");
    let seen = ines.post("/incidents", json!({"title": title})).await.ok();
    let milestones = json!({"impact_started_at": format!("2026-10-0{number}T09:00:00Z"),
        "detected_at": format!("2026-10-0{number}T09:0{detected}:00Z"),
        "acknowledged_at": format!("2026-10-0{number}T09:10:00Z"),
        "recovered_at": format!("2026-10-0{number}T10:00:00Z")});
    let path = format!("/incidents/INC-{number}");
    let body = json!({"milestones": milestones});
    let seen = ines.seen(&seen).patch(&path, body).await.ok();
    let section = json!({"text": cause});
    ines.seen(&seen)
        .put(&format!("{path}/sections/root_cause"), section)
        .await
        .ok();
}

async fn tag(ines: &Caller<'_>, number: u32, factor: &Value) {
    let body = json!({"group": "made_possible", "text": "It did.", "factor": factor});
    let path = format!("/incidents/INC-{number}/factors");
    ines.post(&path, body).await.ok();
}

fn references(list: &Value) -> Vec<&str> {
    let items = list.as_array().unwrap().iter();
    items
        .map(|one| one["reference"].as_str().unwrap())
        .collect()
}

both! {
    async fn what_shares_words_and_no_factor_is_offered_named_and_put_asunder(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.session(&app.person("ines", Role::Admin).await).await;
        assert_eq!(ines.get("/clusters").await.ok().body, json!({"looked_at": 0, "items": []}));
        for (number, cause) in (1..).zip(EXPIRED) {
            incident(&ines, number, 1, cause).await;
        }
        for (number, cause) in [(4, "A node ran out of disk."), (5, "A script tore down the cluster.")] {
            incident(&ines, number, 1, cause).await;
        }
        // A word that most have says nothing.
        for number in 6..26 {
            let title = format!("Unlike the others {number}");
            ines.post("/incidents", json!({ "title": title })).await.ok();
        }
        let found = ines.get("/clusters").await.ok().body;
        assert_eq!(found["looked_at"], 25);
        let [cluster] = &found["items"].as_array().unwrap()[..] else { panic!("{found}") };
        assert_eq!(references(&cluster["incidents"]), ["INC-3", "INC-2", "INC-1"]);
        let mut words: Vec<_> = cluster["words"].as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect();
        words.sort_unstable();
        assert_eq!(words, ["certificate", "expired", "manual", "renewal"]);

        let none = json!({"incidents": ["INC-1", "INC-3"], "words": ["certificate"]});
        let kept = ines.post("/no-patterns", none.clone()).await;
        assert_eq!(kept.status, 201);
        assert_eq!(ines.get("/clusters").await.ok().body["items"], json!([]));
        assert_eq!(ines.get("/no-patterns").await.ok().body, json!([kept.body]));
        assert_eq!(ines.delete("/no-patterns/1").await.status, 204);
        assert_eq!(ines.get("/clusters").await.ok().body["items"].as_array().unwrap().len(), 1);
        ines.delete("/no-patterns/1").await.refused(404, "not_found");

        // What has a factor in common has its name.
        let factor = ines.post("/factors", json!({"label": "Renewal by hand"})).await.ok().body["id"].clone();
        for number in 1..=2 {
            tag(&ines, number, &factor).await;
        }
        assert_eq!(ines.get("/clusters").await.ok().body["items"], json!([]));

        ines.post("/no-patterns", json!({"incidents": ["INC-1"]})).await.refused(422, "wrong_number");
        ines.post("/no-patterns", json!({"incidents": ["INC-1", "INC-99"]})).await.refused(422, "no_such_incident");
        ines.post("/no-patterns", json!({"incidents": ["INC-1", "x"]})).await.refused(422, "wrong_shape");
        let viewer = app.session(&app.person("vera", Role::Viewer).await).await;
        viewer.get("/clusters").await.ok();
        viewer.post("/no-patterns", none).await.refused(403, "role_too_low");
        assert_eq!(app.anon().get("/clusters").await.status, 401);
    }
}

both! {
    async fn steps_are_told_as_distributions_and_never_as_a_mean(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.session(&app.person("ines", Role::Admin).await).await;
        for (number, detected) in [(1, 1), (2, 3), (3, 5)] {
            incident(&ines, number, detected, "It did.").await;
        }
        let told = ines.get("/times?quarters=2").await.ok().body;
        assert_eq!((&told["incidents"], &told["counted_from"]), (&json!(3), &json!("before")));
        let detect = &told["steps"][0];
        assert_eq!((&detect["step"], &detect["all"]["median"], &detect["all"]["count"]), (&json!("detect"), &json!(180.0), &json!(3)));
        assert_eq!(detect["all"]["points"][0], json!({"incident": "INC-3", "seconds": 300}));
        assert_eq!(detect["by_quarter"][1]["spread"]["count"], 3);
        assert_eq!((&told["steps"][1]["all"]["median"], &told["steps"][2]["all"]), (&json!(420.0), &Value::Null));
        let told = ines.get("/times?counted_from=start").await.ok().body;
        assert_eq!((&told["steps"][1]["all"]["median"], &told["steps"][4]["all"]["median"]), (&json!(600.0), &json!(3600.0)));
        ines.get("/times?quarters=0").await.refused(400, "quarters");
        ines.get("/times?counted_from=noon").await.refused(400, "wrong_parameter");
    }
}

both! {
    async fn the_yearly_list_is_told_as_json_and_as_a_table(db: TestDb) {
        let app = TestApp::start(db).await;
        let person = app.person("ines", Role::Admin).await;
        let ines = app.session(&person).await;
        assert_eq!(ines.get("/action-outcomes").await.ok().body["finished"], 0);
        incident(&ines, 1, 1, "It did.").await;
        ines.post("/factors", json!({"label": "Retries, not bounded"})).await.ok();
        tag(&ines, 1, &json!(1)).await;
        let item = json!({"title": "=Bound the retries", "factor": 1, "owner": person.id,
            "priority": "p1", "due_on": "2026-10-16", "ticket": {"key": "PAY-22"}});
        let seen = ines.post("/incidents/INC-1/actions", item).await.ok();
        let id = &seen.body["postmortem"]["actions"][0]["id"];
        ines.seen(&seen).patch(&format!("/incidents/INC-1/actions/{id}"), json!({"state": "done"})).await.ok();
        let told = ines.get("/action-outcomes").await.ok().body;
        assert_eq!((&told["year"], &told["partial"], &told["years"], &told["finished"]), (&json!(2026), &json!(true), &json!([2026]), &json!(1)));
        assert_eq!((&told["outcomes"][0]["reading"], &told["outcomes"][0]["incident"]), (&json!("too_early"), &json!("INC-1")));
        assert_eq!(ines.get("/action-outcomes?year=2025").await.ok().body["outcomes"], json!([]));
        let table = ines.get("/action-outcomes.csv?year=2026").await.ok();
        assert_eq!(table.headers["content-disposition"], "attachment; filename=\"actions-2026.csv\"");
        let lines: Vec<_> = table.text.lines().collect();
        assert!(lines[0].starts_with("reading,action,factor,incident,finished on,"));
        assert!(lines[1].starts_with("too early,'=Bound the retries,\"Retries, not bounded\",INC-1,2026-10-08,0,"), "{}", lines[1]);
        ines.get("/action-outcomes?year=soon").await.refused(400, "wrong_parameter");
    }
}

both! {
    async fn factors_that_come_together_are_told_with_what_chance_would_bring(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.session(&app.person("ines", Role::Admin).await).await;
        for label in ["Retries not bounded", "No alert on saturation", "Manual renewal"] {
            ines.post("/factors", json!({"label": label})).await.ok();
        }
        for number in 1..=9 {
            ines.post("/incidents", json!({"title": format!("Incident {number}")})).await.ok();
            let factors = if number <= 4 { vec![1, 2] } else { vec![3] };
            for factor in factors {
                tag(&ines, number, &json!(factor)).await;
            }
        }
        let together = ines.get("/patterns").await.ok().body["together"].clone();
        assert_eq!((&together["incidents"], &together["looked_at"]), (&json!(9), &json!(3)));
        let pair = &together["pairs"][0];
        assert_eq!((&pair["first"], &pair["second"], &pair["both"], &pair["last"]), (&json!(1), &json!(2), &json!(4), &json!("INC-4")));
        // Three times 1 of the 126 ways to choose four of nine.
        assert!((pair["by_chance"].as_f64().unwrap() - 3.0 / 126.0).abs() < 1e-9, "{pair}");
        assert_eq!(together["pairs"].as_array().unwrap().len(), 1);
    }
}

both! {
    async fn a_factor_is_split_merged_and_separated_with_its_history(db: TestDb) {
        let app = TestApp::start(db).await;
        let person = app.person("ines", Role::Admin).await;
        let ines = app.session(&person).await;
        ines.post("/factors", json!({"label": "Retries not bounded"})).await.ok();
        for number in 1..=3 {
            ines.post("/incidents", json!({"title": format!("Incident {number}")})).await.ok();
            tag(&ines, number, &json!(1)).await;
        }
        let form = json!({"label": "No backoff", "incidents": ["INC-1", "INC-2"]});
        let split = ines.post("/factors/1/split", form.clone()).await.ok().body;
        assert_eq!((&split["factor"]["split_from"], &split["incidents"]), (&json!(1), &json!(2)));
        let of = |body: Value| body["postmortem"]["factors"][0]["factor"].clone();
        assert_eq!(of(ines.get("/incidents/INC-2").await.ok().body), 2);
        assert_eq!(of(ines.get("/incidents/INC-3").await.ok().body), 1);
        ines.post("/factors/1/split", form.clone()).await.refused(409, "taken");
        let other = json!({"label": "Other", "incidents": ["INC-1"]});
        let refused = ines.post("/factors/1/split", other).await;
        refused.refused(422, "factor_not_named");
        assert_eq!(refused.body["field"], "incidents");

        app.travel_days(1);
        ines.post("/factors/2/merge", json!({"into": 1})).await.ok();
        assert_eq!(of(ines.get("/incidents/INC-2").await.ok().body), 1);
        app.travel_days(1);
        let back = ines.delete("/factors/2/merge").await.ok().body;
        assert_eq!((&back["factor"]["merged_into"], &back["incidents"]), (&Value::Null, &json!(2)));
        assert_eq!(of(ines.get("/incidents/INC-2").await.ok().body), 2);
        ines.delete("/factors/2/merge").await.refused(422, "factor_not_merged");

        let told = ines.get("/factors/1/history").await.ok().body;
        let kinds: Vec<_> = told.as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["gave_back", "took_over", "split_off", "named"]);
        assert_eq!((&told[1]["label"], &told[1]["incidents"], &told[1]["person"]), (&json!("No backoff"), &json!(2), &json!(person.id)));
        ines.get("/factors/9/history").await.refused(404, "not_found");
        let member = app.session(&app.person("mika", Role::Member).await).await;
        member.get("/factors/1/history").await.ok();
        member.post("/factors/1/split", form).await.refused(403, "role_too_low");
        member.delete("/factors/2/merge").await.refused(403, "role_too_low");
    }
}
