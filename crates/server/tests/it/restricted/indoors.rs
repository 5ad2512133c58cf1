//! What is asked of the API: every operation, and every figure before and after.

use std::collections::BTreeMap;

use afterword_testbed::both;
use serde_json::json;

use super::walk::{Operation, operations, told};
use super::world::{HIDDEN, MISSING, WORD, World, tells_nothing};
use crate::util::Caller;

/// What tells of the whole workspace by design: how far its log and its index are, not what is in it.
const OF_THE_WHOLE: [&str; 4] = [
    "read_search_index",
    "list_changes",
    "list_audit_log",
    "export_audit_log",
];

/// Without a parameter in its path: lists, counts, figures, tables.
fn is_plain_reading(operation: &Operation) -> bool {
    operation.method == axum::http::Method::GET && !operation.path.contains('{')
}

/// A new token of an administrator who is not named.
async fn token(world: &World) -> String {
    let form = json!({"name": "bot", "scopes": ["admin"]});
    let by = world.of(&world.otto).await;
    let made = by.post("/tokens", form).await.ok();
    made.body["secret"].as_str().unwrap().to_owned()
}

async fn figures(caller: &Caller<'_>) -> Vec<(String, u16, String)> {
    let mut figures = Vec::new();
    let queries = [
        "/incidents?q=ledger",
        "/incidents?q=is:repeat",
        "/incidents?q=is:restricted",
        "/incidents?q=-is:drill&order=due",
        "/incident-quarters?q=service:ledger",
        "/search?q=INC-2",
        "/search?q=xylocarp",
        "/search?q=retries",
        "/actions?state=all",
        "/actions.csv?state=all",
        "/action-counts?incident=INC-2",
        "/stats/repeat-rate?service=1",
        "/lessons?services=1",
        "/meetings",
        "/considered?title=xylocarp+measure",
    ];
    for operation in operations().iter().filter(|one| is_plain_reading(one)) {
        if OF_THE_WHOLE.contains(&operation.id.as_str()) {
            continue;
        }
        let answer = operation
            .ask(caller, &operation.at(HIDDEN, &BTreeMap::new()))
            .await;
        figures.push((operation.id.clone(), answer.status.as_u16(), answer.text));
    }
    for query in queries {
        let answer = caller.get(query).await.ok();
        figures.push((query.to_owned(), 200, answer.text));
    }
    let alike = json!({"text": "xylocarp title\nledger stood still", "services": [1]});
    let answer = caller.post("/similar", alike).await.ok();
    figures.push(("similar".into(), 200, answer.text));
    figures
}

both! {
    async fn figures_are_the_same_to_the_byte_before_and_after(db: TestDb) {
        let world = World::begin(db).await;
        let mut before = Vec::new();
        for person in world.outsiders() {
            before.push(figures(&world.of(person).await).await);
        }
        world.restrict().await;
        for (person, before) in world.outsiders().into_iter().zip(before) {
            let after = figures(&world.of(person).await).await;
            for (before, after) in before.into_iter().zip(after) {
                // What a session knows of itself is its own, and so is who is signed in just now.
                let own = ["read_session", "list_tokens", "list_sessions", "list_sessions_of_person"];
                let own = own.contains(&after.0.as_str());
                assert!(own || before == after, "{}: {before:?}\n{after:?}", person.handle);
            }
        }
        // The same figures move for those who see it.
        let timo = world.of(&world.timo).await;
        assert_eq!(timo.get("/incidents").await.ok().body["total"], 2);
        assert_eq!(timo.get("/incidents?q=is:restricted").await.ok().body["total"], 1);
        assert_eq!(timo.get("/search?q=xylocarp").await.ok().body["incidents_total"], 1);
        let counts = timo.get("/action-counts").await.ok();
        assert_eq!(counts.body["open"], 2);
    }

    async fn no_operation_tells_it_from_one_that_was_never_there(db: TestDb) {
        let (world, places) = World::start(db).await;
        for who in ["otto", "mara", "vera", "token"] {
            for operation in operations() {
                // Each with a session of its own: some of them end it.
                let caller = match who {
                    "otto" => world.of(&world.otto).await,
                    "mara" => world.of(&world.mara).await,
                    "vera" => world.of(&world.vera).await,
                    _ => world.app.token(&token(&world).await),
                };
                let what = format!("{} to {who}", operation.id);
                let answer = operation.ask(&caller, &operation.at(HIDDEN, &places)).await;
                tells_nothing(&what, &answer);
                if operation.is_of_an_incident() {
                    let missing = operation.ask(&caller, &operation.at(MISSING, &places)).await;
                    assert_eq!(told(&answer, HIDDEN), told(&missing, MISSING), "{what}");
                    answer.refused(404, "not_found");
                }
            }
        }
        // It stands as it was.
        let by = world.of(&world.timo).await;
        let kept = by.get(&format!("/incidents/{HIDDEN}")).await.ok();
        for field in ["title", "impact", "summary", "event", "question", "factor", "answer", "measure", "action", "room"] {
            assert!(kept.text.contains(&format!("{WORD} {field}")), "{field}");
        }
    }

    async fn a_file_and_what_names_an_incident_in_a_body_are_as_if_it_were_not(db: TestDb) {
        let (world, places) = World::start(db).await;
        let mara = world.of(&world.mara).await;
        let file = format!("/files/{}", places["files/{id}"]);
        world.of(&world.timo).await.get(&file).await.ok();
        let gone = mara.get(&file).await;
        let never = mara.get("/files/00000000000000000000000000000000").await;
        assert_eq!((gone.status, &gone.body["detail"]), (never.status, &never.body["detail"]));
        gone.refused(404, "not_found");

        let seen = mara.get("/incidents/INC-1").await.ok();
        let otto = world.of(&world.otto).await;
        for name in [HIDDEN, MISSING] {
            let duplicate = json!({"duplicate_of": name});
            mara.seen(&seen).patch("/incidents/INC-1", duplicate).await.refused(422, "no_such_incident");
            let link = json!({"earlier": name, "verdict": "confirmed"});
            mara.post("/incidents/INC-1/recurrences", link).await.refused(422, "no_such_incident");
            let apart = json!({"incidents": ["INC-1", name]});
            mara.post("/no-patterns", apart).await.refused(422, "no_such_incident");
            let check = json!({"text": "Mika forgot it.", "incident": name});
            mara.post("/language/check", check).await.refused(404, "not_found");
            let split = json!({"label": format!("split {name}"), "incidents": [name]});
            let refused = otto.post("/factors/1/split", split).await;
            refused.refused(422, "factor_not_named");
        }
        // The factor's merge reaches it, and tells nobody who does not see it.
        otto.post("/factors", json!({"label": "no limit"})).await.ok();
        let moved = otto.post("/factors/1/merge", json!({"into": 2})).await.ok();
        assert_eq!(moved.body["incidents"], 1);
        let history = otto.get("/factors/2/history").await.ok();
        assert_eq!(history.body[0]["incidents"], 1);
        let kept = world.of(&world.timo).await.get(&format!("/incidents/{HIDDEN}")).await.ok();
        assert_eq!(kept.body["postmortem"]["factors"][0]["factor"], 2);
        tells_nothing("the log", &otto.get("/changes").await.ok());
    }
}
