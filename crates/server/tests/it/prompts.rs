//! The facilitator's prompts, as they come and in the words of a workspace.

use afterword_domain::person::Role;
use afterword_testbed::both;
use serde_json::{Value, json};

use crate::util::{Answer, Caller, TestApp};

async fn offered(caller: &Caller<'_>, place: &str) -> Value {
    let all = caller.get("/meetings/prompts").await.ok().body;
    let mut places = all.as_array().unwrap().iter();
    places.find(|of| of["place"] == place).unwrap().clone()
}

async fn save(caller: &Caller<'_>, prompts: Value) -> Answer {
    let mut settings = caller.get("/workspace").await.ok().body["settings"].clone();
    settings["prompts"] = prompts;
    caller.put("/workspace/settings", settings).await
}

fn prompt(ask: &str, note: &str) -> Value {
    json!({"ask": ask, "note": note})
}

both! {
    async fn they_come_with_the_program_for_every_step_and_question(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let all = ines.get("/meetings/prompts").await.ok().body;
        let places: Vec<_> = all.as_array().unwrap().iter().map(|of| of["place"].as_str().unwrap()).collect();
        assert_eq!(places, [
            "check_in", "open_actions", "timeline", "why", "four_questions", "choose_three", "patterns", "check_out",
            "helped", "slowed", "differently", "known_now",
        ]);
        for of in all.as_array().unwrap() {
            assert_eq!((&of["own"], &of["prompts"]), (&json!(false), &of["usual"]));
            assert!(of["usual"].as_array().unwrap().len() >= 2, "{of}");
        }
        assert_eq!(offered(&ines, "timeline").await["prompts"][0]["ask"], "What made this seem reasonable at the time?");
        let viewer = app.person("vera", Role::Viewer).await;
        app.session(&viewer).await.get("/meetings/prompts").await.ok();
        app.anon().get("/meetings/prompts").await.refused(401, "not_signed_in");
    }
}

both! {
    async fn a_workspace_has_its_own_and_goes_back(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let usual = offered(&ines, "patterns").await["usual"].clone();
        let own = json!([{"place": "why", "prompts": [prompt("  What had to\n be so? ", "")]}]);
        let saved = save(&ines, own).await.ok();
        assert_eq!(saved.body["prompts"][0]["prompts"], json!([prompt("What had to be so?", "")]));
        let why = offered(&ines, "why").await;
        assert_eq!((&why["own"], &why["prompts"]), (&json!(true), &json!([prompt("What had to be so?", "")])));
        assert_eq!(offered(&ines, "patterns").await["own"], false);

        // What is written as it comes is not kept, and a place may have none.
        let own = json!([
            {"place": "patterns", "prompts": usual},
            {"place": "known_now", "prompts": []},
        ]);
        let saved = save(&ines, own).await.ok();
        assert_eq!(saved.body["prompts"], json!([{"place": "known_now", "prompts": []}]));
        let known_now = offered(&ines, "known_now").await;
        assert_eq!((&known_now["own"], &known_now["prompts"]), (&json!(true), &json!([])));
        assert_eq!(offered(&ines, "why").await["own"], false);

        save(&ines, json!([])).await.ok();
        assert_eq!(offered(&ines, "known_now").await["own"], false);
        let log = ines.get("/changes?limit=200").await.ok();
        let of_settings = log.body["items"].as_array().unwrap().iter()
            .filter(|item| item["name"] == "settings.changed");
        assert_eq!(of_settings.count(), 3, "{}", log.body);
    }
}

both! {
    async fn what_is_out_of_bounds_is_refused_and_changes_nothing(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let many = vec![prompt("What?", ""); 13];
        let at_why = |prompts: Value| json!([{"place": "why", "prompts": prompts}]);
        for (prompts, code, field) in [
            (at_why(json!(many)), "too_many", "prompts"),
            (at_why(json!([prompt(" ", "note")])), "empty", "prompts.ask"),
            (at_why(json!([prompt(&"x".repeat(201), "")])), "too_long", "prompts.ask"),
            (at_why(json!([prompt("What?", &"x".repeat(301))])), "too_long", "prompts.note"),
            (json!([{"place": "why", "prompts": []}, {"place": "why", "prompts": []}]), "place_twice", "prompts"),
        ] {
            let answer = save(&ines, prompts).await;
            answer.refused(422, code);
            assert_eq!(answer.body["field"], field);
        }
        let nowhere = save(&ines, json!([{"place": "lunch", "prompts": []}])).await;
        nowhere.refused(422, "wrong_shape");
        assert!(nowhere.body["detail"].as_str().unwrap().contains("one of the four questions"), "{}", nowhere.body);
        for role in [Role::Member, Role::Viewer] {
            let person = app.person(&format!("{role:?}").to_lowercase(), role).await;
            let session = app.session(&person).await;
            save(&session, at_why(json!([]))).await.refused(403, "role_too_low");
        }
        assert_eq!(offered(&ines, "why").await["own"], false);
    }
}
