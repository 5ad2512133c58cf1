//! Patterns, similar incidents and search, as their callers meet them.

use afterword_domain::person::Role;
use afterword_testbed::both;
use serde_json::{Value, json};

use crate::util::{Answer, Caller, TestApp};

/// Now is 8 October 2026, in the afternoon.
const TITLES: [(&str, &str); 4] = [
    (
        "Checkout failed when ledger ran out of connections",
        "2025-12-08T09:00:00Z",
    ),
    (
        "Payments stalled when ledger queries timed out",
        "2026-05-11T09:00:00Z",
    ),
    (
        "Ledger ran out of connections during settlement",
        "2026-10-06T09:00:00Z",
    ),
    ("Search answers were a day old", "2026-10-07T09:00:00Z"),
];

/// Two services, two factors, four incidents: the second and the third repeat the one before.
async fn history(ines: &Caller<'_>, person: &Value) {
    for name in ["ledger", "search"] {
        ines.post("/services", json!({"name": name})).await.ok();
    }
    for label in ["Retries not bounded", "No alert on saturation"] {
        ines.post("/factors", json!({"label": label})).await.ok();
    }
    for (number, (title, began)) in (1..).zip(TITLES) {
        let service = if number == 4 { 2 } else { 1 };
        let opened = json!({"title": title, "services": [service]});
        let seen = ines.post("/incidents", opened).await.ok();
        let recovered = began.replace("T09", "T10");
        let milestones = json!({"impact_started_at": began, "recovered_at": recovered});
        let impact = json!({"revenue_lost": {"cents": 100_000, "currency": "EUR"}});
        let patch = json!({"milestones": milestones, "impact": impact});
        ines.seen(&seen)
            .patch(&format!("/incidents/INC-{number}"), patch)
            .await
            .ok();
        let factor = json!({"group": "made_possible", "text": "It did.", "factor": if number == 4 { 2 } else { 1 }});
        ines.post(&format!("/incidents/INC-{number}/factors"), factor)
            .await
            .ok();
    }
    let item = json!({"title": "Bound the retries of the client", "factor": 1, "owner": person,
        "priority": "p1", "due_on": "2026-10-16", "ticket": {"key": "PAY-22"}});
    let committed = ines.post("/incidents/INC-1/actions", item).await.ok();
    let id = &committed.body["postmortem"]["actions"][0]["id"];
    let done = json!({"state": "done"});
    ines.seen(&committed)
        .patch(&format!("/incidents/INC-1/actions/{id}"), done)
        .await
        .ok();
    for (later, earlier) in [(2, 1), (3, 2)] {
        let decision = json!({"earlier": format!("INC-{earlier}"), "verdict": "confirmed",
            "reasons": ["Path: checkout-api → ledger"]});
        ines.post(&format!("/incidents/INC-{later}/recurrences"), decision)
            .await
            .ok();
    }
}

fn references(answer: &Answer, place: &str) -> Vec<String> {
    let items = answer.body[place].as_array().unwrap().iter();
    items
        .map(|item| {
            let own = item
                .get("reference")
                .or_else(|| item["incident"].get("reference"));
            own.unwrap().as_str().unwrap().to_owned()
        })
        .collect()
}

both! {
    async fn patterns_tell_factors_chains_and_outcomes(db: TestDb) {
        let app = TestApp::start(db).await;
        let person = app.person("ines", Role::Admin).await;
        let ines = app.session(&person).await;
        history(&ines, &json!(person.id)).await;
        app.travel_days(20);
        let ines = app.session(&person).await;
        let told = ines.get("/patterns?quarters=4").await.ok().body;
        assert_eq!(told["since"], "2026-01-01");
        assert_eq!((&told["incidents"], &told["reviewed"]), (&json!(3), &json!(0)));
        let labels: Vec<_> = told["quarters"].as_array().unwrap().iter().map(|q| q["label"].as_str().unwrap()).collect();
        assert_eq!(labels, ["2026 Q1", "2026 Q2", "2026 Q3", "2026 Q4"]);
        assert_eq!(told["services"], json!([1, 2]));
        let factor = &told["factors"][0];
        assert_eq!((&factor["factor"], &factor["incidents"], &factor["last"]), (&json!(1), &json!(2), &json!("INC-3")));
        assert_eq!(factor["cost"], json!({"cents": 200_000, "currency": "EUR"}));
        assert_eq!(factor["impact_seconds"], 7_200);
        let cell = json!({"incidents": 1, "impact_seconds": 3_600, "cost_cents": 100_000});
        assert_eq!((&factor["by_quarter"][1], &factor["by_quarter"][3]), (&cell, &cell));
        assert_eq!(factor["by_service"][0]["service"], 1);
        let chain = &told["chains"][0];
        assert_eq!((&chain["factor"], &chain["title"]), (&json!(1), &json!("Retries not bounded")));
        let links: Vec<_> = chain["incidents"].as_array().unwrap().iter().map(|l| l["reference"].as_str().unwrap()).collect();
        assert_eq!(links, ["INC-1", "INC-2", "INC-3"]);
        // It was committed in October, long after the second.
        assert_eq!(chain["incidents"][0]["actions"][0]["open_when_it_returned"], false);
        let outcome = &told["outcomes"][0];
        assert_eq!((&outcome["incident"], &outcome["finished_on"]), (&json!("INC-1"), &json!("2026-10-08")));
        assert_eq!((&outcome["before"]["recurrences"], &outcome["before"]["days"]), (&json!(2), &json!(304)));
        assert_eq!((&outcome["after"]["recurrences"], &outcome["after"]["days"]), (&json!(0), &json!(20)));
        assert_eq!(outcome["reading"], "too_early");

        ines.get("/patterns?quarters=0").await.refused(400, "quarters");
        ines.get("/patterns?quarters=41").await.refused(400, "quarters");
        ines.get("/patterns?weeks=4").await.refused(400, "wrong_parameter");
    }
}

both! {
    async fn an_empty_workspace_has_no_patterns(db: TestDb) {
        let app = TestApp::start(db).await;
        let told = app.admin().await.get("/patterns").await.ok().body;
        assert_eq!(told["since"], "2025-01-01");
        assert_eq!(told["quarters"].as_array().unwrap().len(), 8);
        for list in ["services", "factors", "chains", "outcomes"] {
            assert_eq!(told[list], json!([]), "{list}");
        }
    }
}

both! {
    async fn a_quarter_tells_the_year_before_its_end(db: TestDb) {
        let app = TestApp::start(db).await;
        let person = app.person("ines", Role::Admin).await;
        let ines = app.session(&person).await;
        history(&ines, &json!(person.id)).await;
        for number in 1..=4 {
            let path = format!("/incidents/INC-{number}");
            let seen = ines.get(&path).await.ok();
            let reason = json!({"no_actions_reason": "it is only a test"});
            ines.seen(&seen).post(&format!("{path}/publish"), reason).await.ok();
        }
        let stats = ines.get("/stats?quarters=3").await.ok().body;
        let years: Vec<_> = stats["quarters"].as_array().unwrap().iter().map(|quarter| {
            let year = &quarter["rolling_year"];
            (year["repeats"].as_u64().unwrap(), year["incidents"].as_u64().unwrap(), year["to"].as_str().unwrap().to_owned())
        }).collect();
        assert_eq!(years, [
            (1, 2, "2026-07-01T00:00:00Z".to_owned()),
            (1, 2, "2026-10-01T00:00:00Z".to_owned()),
            (2, 4, crate::util::NOW.to_owned()),
        ]);
    }
}

both! {
    async fn the_rate_is_told_apart_as_json_as_a_table_and_as_gauges(db: TestDb) {
        let app = TestApp::start(db).await;
        let person = app.person("ines", Role::Admin).await;
        let ines = app.session(&person).await;
        let empty = ines.get("/stats/repeat-rate").await.ok().body;
        assert_eq!((&empty["rate"]["incidents"], &empty["days_to_recurrence"]), (&json!(0), &Value::Null));
        history(&ines, &json!(person.id)).await;
        for number in 1..=4 {
            let path = format!("/incidents/INC-{number}");
            let seen = ines.get(&path).await.ok();
            let reason = json!({"no_actions_reason": "it is only a test"});
            ines.seen(&seen).post(&format!("{path}/publish"), reason).await.ok();
        }
        let told = ines.get("/stats/repeat-rate?step=rolling_year&count=2&since=2026-07-01").await.ok().body;
        assert_eq!((&told["rate"]["repeats"], &told["rate"]["incidents"]), (&json!(2), &json!(4)));
        let of = |part: &Value| (part["name"].clone(), part["rate"]["repeats"].clone(), part["rate"]["incidents"].clone());
        let services: Vec<_> = told["by_service"].as_array().unwrap().iter().map(of).collect();
        assert_eq!(services, [(json!("ledger"), json!(2), json!(3)), (json!("search"), json!(0), json!(1))]);
        assert_eq!(told["by_team"], json!([]));
        assert_eq!(told["series"][1]["label"], "2026-10");
        assert_eq!(told["days_to_recurrence"]["count"], 2);
        assert!(told["change"]["sentence"].as_str().unwrap().contains(" since"), "{}", told["change"]);
        let search = ines.get("/stats/repeat-rate?service=2").await.ok().body;
        assert_eq!(search["rate"]["incidents"], 1);

        let table = ines.get("/stats/repeat-rate.csv?step=month&count=1").await.ok();
        assert_eq!(table.headers["content-type"], "text/csv; charset=utf-8");
        let lines: Vec<_> = table.text.lines().collect();
        assert_eq!(lines[0], "part,name,from,to,repeats,incidents,rate,low,high");
        assert!(lines.iter().any(|line| line.starts_with("service,ledger,") && line.contains(",2,3,0.66")), "{}", table.text);
        let gauges = ines.get("/stats/gauges").await.ok();
        assert!(gauges.text.contains("\nafterword_repeat_incident_rate 0.5\n"), "{}", gauges.text);
        assert!(gauges.text.contains("\nafterword_repeat_incident_rate_repeats{service=\"ledger\"} 2\n"));

        ines.get("/stats/repeat-rate?count=0").await.refused(400, "count");
        ines.get("/stats/repeat-rate?since=2026-10-08").await.refused(400, "since");
        assert_eq!(app.anon().get("/stats/gauges").await.status, 401);
    }
}

both! {
    async fn the_same_cause_comes_first_with_the_reasons_that_were_kept(db: TestDb) {
        let app = TestApp::start(db).await;
        let person = app.person("ines", Role::Admin).await;
        let ines = app.session(&person).await;
        history(&ines, &json!(person.id)).await;
        let found = ines.get("/incidents/INC-3/similar").await.ok();
        assert_eq!(references(&found, "items"), ["INC-2", "INC-1"]);
        let first = &found.body["items"][0];
        assert_eq!((&first["verdict"], &first["confirmed"]), (&json!("same_cause"), &json!(true)));
        assert_eq!(first["reasons"][0], json!({"kind": "path", "text": "checkout-api → ledger"}));
        assert_eq!(first["reasons"][1], json!({"kind": "factor", "text": "Retries not bounded"}));
        // Seen from the earlier one, what repeats it is of the same cause as well.
        let found = ines.get("/incidents/INC-1/similar").await.ok();
        assert_eq!(references(&found, "items"), ["INC-2", "INC-3"]);
        assert_eq!(found.body["items"][1]["reasons"][0]["kind"], "path");
        // What a person rejects is not told again, on either side.
        let rejected = json!({"earlier": "INC-2", "verdict": "rejected"});
        ines.post("/incidents/INC-3/recurrences", rejected).await.ok();
        let left = ines.get("/incidents/INC-3/similar").await.ok();
        assert_eq!(references(&left, "items"), ["INC-1"]);
        assert_eq!(left.body["items"][0]["confirmed"], false);
        let left = ines.get("/incidents/INC-2/similar").await.ok();
        assert_eq!(references(&left, "items"), ["INC-1"]);
        ines.get("/incidents/INC-9/similar").await.refused(404, "not_found");
        ines.get("/incidents/nine/similar").await.refused(404, "not_found");
    }
}

both! {
    async fn what_is_being_written_down_is_found_where_it_was_before(db: TestDb) {
        let app = TestApp::start(db).await;
        let person = app.person("ines", Role::Admin).await;
        let ines = app.session(&person).await;
        history(&ines, &json!(person.id)).await;
        let ask = |text: &str, services: Value| json!({"text": text, "services": services});
        let found = ines.post("/similar", ask("search answers are a day old", json!([2]))).await.ok();
        assert_eq!(references(&found, "items"), ["INC-4"]);
        let reasons = &found.body["items"][0]["reasons"];
        assert_eq!(reasons[0], json!({"kind": "service", "text": "search"}));
        assert_eq!(reasons[1], json!({"kind": "words", "text": "“answers”, “search”, “old”"}));
        assert_eq!(ines.post("/similar", ask("", json!([]))).await.ok().body["items"], json!([]));
        // One that was opened a moment ago is found as well.
        ines.post("/incidents", json!({"title": "Search answers were a day old again"})).await.ok();
        let found = ines.post("/similar", ask("search answers are a day old", json!([]))).await.ok();
        assert_eq!(references(&found, "items"), ["INC-5", "INC-4"]);

        let long = ines.post("/similar", ask(&"a".repeat(20_001), json!([]))).await;
        long.refused(422, "too_long");
        assert_eq!(long.body["field"], "text");
        ines.post("/similar", ask(&"ä ".repeat(10_000), json!([]))).await.ok();
        let unknown = ines.post("/similar", ask("search", json!([2, 7]))).await;
        unknown.refused(422, "no_such_service");
        assert_eq!(unknown.body["field"], "services");
        ines.post("/similar", ask("x", json!((1..60).collect::<Vec<_>>()))).await.refused(422, "too_long");
        ines.post("/similar", json!({"services": []})).await.refused(422, "wrong_shape");
        ines.post("/similar", json!({"text": "x", "limit": 9})).await.refused(422, "wrong_shape");
        let viewer = app.person("vera", Role::Viewer).await;
        let viewer = app.session(&viewer).await;
        viewer.post("/similar", ask("search", json!([]))).await.ok();
    }
}

both! {
    async fn search_finds_every_kind_of_thing(db: TestDb) {
        let app = TestApp::start(db).await;
        let person = app.person("leda", Role::Admin).await;
        let leda = app.session(&person).await;
        history(&leda, &json!(person.id)).await;
        let found = leda.get("/search?q=LED").await.ok();
        assert_eq!(references(&found, "incidents"), ["INC-3", "INC-2", "INC-1"]);
        assert_eq!(found.body["incidents_total"], 3);
        assert_eq!(found.body["services"][0]["name"], "ledger");
        assert_eq!(found.body["people"][0]["handle"], "leda");
        let found = leda.get("/search?q=bounded%20retr").await.ok();
        let factor = &found.body["factors"][0];
        assert_eq!((&factor["factor"]["id"], &factor["incidents"]), (&json!(1), &json!(3)));
        let found = leda.get("/search?q=pay-22&limit=1").await.ok();
        assert_eq!(found.body["actions"][0]["incident"], "INC-1");
        assert_eq!(found.body["actions"].as_array().unwrap().len(), 1);
        // Tokens narrow the incidents down, and find nothing else.
        let found = leda.get("/search?q=service:search").await.ok();
        assert_eq!(references(&found, "incidents"), ["INC-4"]);
        assert_eq!(found.body["services"], json!([]));
    }
}

both! {
    async fn a_reference_comes_first(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        for title in ["Ledger slow", "As in INC-1 again", "1 of 3 brokers gone"] {
            ines.post("/incidents", json!({"title": title})).await.ok();
        }
        for q in ["INC-1", "inc1", "inc-1"] {
            let found = ines.get(&format!("/search?q={q}")).await.ok();
            assert_eq!(references(&found, "incidents")[0], "INC-1", "{q}");
        }
        let found = ines.get("/search?q=1").await.ok();
        assert_eq!(references(&found, "incidents"), ["INC-1", "INC-3", "INC-2"]);
        assert_eq!(found.body["incidents_total"], 3);
        let found = ines.get("/search?q=1&limit=1").await.ok();
        assert_eq!(references(&found, "incidents"), ["INC-1"]);
        assert_eq!(found.body["incidents_total"], 3);
        let found = ines.get("/search?q=3").await.ok();
        assert_eq!(references(&found, "incidents"), ["INC-3"]);
        assert_eq!(ines.get("/search?q=99").await.ok().body["incidents_total"], 0);
    }
}

both! {
    async fn a_search_that_cannot_be_read_says_so(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        for q in ["", "%20", "&limit=3"] {
            ines.get(&format!("/search?q={q}")).await.refused(400, "q");
        }
        ines.get("/search").await.refused(400, "q");
        // Half a token, as while somebody types it; and a name that nothing has.
        for q in ["sev:", "factor:%22retries", "is:rep", "service:led"] {
            let refused = ines.get(&format!("/search?q={q}")).await;
            refused.refused(422, "query");
            assert_eq!(refused.body["field"], "q");
        }
        for limit in ["0", "11"] {
            ines.get(&format!("/search?q=x&limit={limit}")).await.refused(400, "limit");
        }
        ines.get("/search?q=x&cursor=y").await.refused(400, "wrong_parameter");
        let viewer = app.person("vera", Role::Viewer).await;
        app.session(&viewer).await.get("/search?q=x").await.ok();
    }
}
