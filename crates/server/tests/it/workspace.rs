//! Settings, the vocabulary, services, teams and saved views, as their callers meet them.

use afterword_domain::person::Role;
use afterword_testbed::both;
use serde_json::{Value, json};

use crate::util::{Answer, Caller, TestApp};

async fn settings(caller: &Caller<'_>) -> Value {
    caller.get("/workspace").await.ok().body["settings"].clone()
}

async fn save(caller: &Caller<'_>, settings: &Value) -> Answer {
    caller.put("/workspace/settings", settings.clone()).await
}

fn view(name: &str, query: &str) -> Value {
    json!({
        "name": name, "query": query, "order": "due",
        "columns": ["reference", "title", "review"], "shared": false,
    })
}

both! {
    async fn a_new_post_mortem_begins_with_the_template_and_an_old_one_keeps_its_own(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let old = ines.post("/incidents", json!({"title": "Before"})).await.ok();
        let mut changed = settings(&ines).await;
        let sections = changed["template"]["sections"].as_array_mut().unwrap();
        sections.swap(0, 1);
        sections[0]["title"] = json!("Why it happened");
        sections.push(json!({"key": "security", "title": "Security", "guide": "Who could read what?"}));
        save(&ines, &changed).await.ok();
        let titles = |incident: &Answer| -> Vec<String> {
            let sections = incident.body["postmortem"]["sections"].as_array().unwrap();
            sections.iter().map(|section| section["title"].as_str().unwrap().to_owned()).collect()
        };
        let new = ines.post("/incidents", json!({"title": "After"})).await.ok();
        assert_eq!(titles(&new), ["Why it happened", "Summary", "Lessons learned", "Security"]);
        let old = ines.get(&format!("/incidents/{}", old.reference())).await.ok();
        assert_eq!(titles(&old), ["Summary", "Root cause", "Lessons learned"]);
    }
}

both! {
    async fn settings_are_replaced_whole_and_refused_by_their_part(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let before = settings(&ines).await;
        assert_eq!(before["severities"][0]["label"], "SEV1");
        let mut forgetful = before.clone();
        forgetful.as_object_mut().unwrap().remove("template");
        save(&ines, &forgetful).await.refused(422, "wrong_shape");
        for (part, value, code, field) in [
            ("/template/sections/0/key", json!("Über"), "not_a_key", "template.sections"),
            ("/template/sections/1/key", json!("summary"), "key_twice", "template.sections"),
            ("/template/sections/1/key", json!("cause"), "standard_section_missing", "template.sections"),
            ("/template/sections/1/title", json!(" "), "empty", "template.sections.title"),
            ("/template/questions/0/question", json!("slowed"), "not_all_questions", "template.questions"),
            ("/severities/3/severity", json!("sev1"), "not_all_severities", "severities"),
            ("/severities/1/label", json!("sev1"), "label_twice", "severities"),
            ("/severities/0/label", json!("x".repeat(21)), "too_long", "severities.label"),
            ("/review_days", json!(0), "review_days_out_of_range", "review_days"),
        ] {
            let mut wrong = before.clone();
            *wrong.pointer_mut(part).unwrap() = value;
            let answer = save(&ines, &wrong).await;
            answer.refused(422, code);
            assert_eq!(answer.body["field"], field, "{part}");
        }
        assert_eq!(settings(&ines).await, before);
    }
}

both! {
    async fn names_become_roles_only_once_it_is_published(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let mut roles = settings(&ines).await;
        roles["published_names"] = json!("roles");
        save(&ines, &roles).await.ok();
        let opened = ines.post("/incidents", json!({"title": "x"})).await.ok();
        assert_eq!(opened.body["shown_names"], "names");
        let path = format!("/incidents/{}/publish", opened.reference());
        let body = json!({"no_actions_reason": "nothing to do"});
        let published = ines.seen(&opened).post(&path, body).await.ok();
        assert_eq!(published.body["shown_names"], "roles");
    }
}

both! {
    async fn a_factor_is_relabelled_retired_and_merged(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let member = app.person("mika", Role::Member).await;
        let mika = app.session(&member).await;
        for label in ["no bound", "retries not bounded"] {
            mika.post("/factors", json!({"label": label})).await.ok();
        }
        let incident = mika.post("/incidents", json!({"title": "x"})).await.ok();
        let path = format!("/incidents/{}/factors", incident.reference());
        mika.post(&path, json!({"text": "It tried for ever.", "factor": 1})).await.ok();

        let patched = mika.patch("/factors/1", json!({"label": "No limit", "retired": true})).await;
        let term = json!({
            "id": 1, "label": "No limit", "retired": true, "merged_into": null, "split_from": null,
        });
        assert_eq!(patched.ok().body, term);
        let taken = mika.patch("/factors/1", json!({"label": "Retries  not bounded"})).await;
        taken.refused(409, "taken");
        mika.patch("/factors/1", json!({"colour": "red"})).await.refused(422, "wrong_shape");
        mika.patch("/factors/9", json!({"retired": true})).await.refused(404, "not_found");

        mika.post("/factors/1/merge", json!({"into": 2})).await.refused(403, "role_too_low");
        ines.post("/factors/1/merge", json!({"into": 1})).await.refused(422, "merged_into_itself");
        ines.post("/factors/1/merge", json!({"into": 9})).await.refused(422, "no_such_factor");
        let merged = ines.post("/factors/1/merge", json!({"into": 2})).await.ok();
        assert_eq!(merged.body["incidents"], 1);
        assert_eq!(merged.body["factor"]["id"], 2);
        ines.post("/factors/1/merge", json!({"into": 2})).await.refused(422, "factor_merged");
        // The old label leads on.
        let again = mika.post("/factors", json!({"label": "no limit"})).await.ok();
        assert_eq!(again.body["id"], 2);
        let found = mika.get("/incidents?q=factor:%22no%20limit%22").await.ok();
        assert_eq!(found.body["total"], 1);
    }
}

both! {
    async fn what_is_still_used_stays(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        ines.post("/teams", json!({"name": "Payments"})).await.ok();
        ines.post("/services", json!({"name": "ledger", "team": 1})).await.ok();
        let person = json!({"handle": "mika", "name": "Mika", "team": 1});
        ines.post("/people", person).await.ok();
        let team = ines.delete("/teams/1").await;
        team.refused(422, "still_used");
        assert_eq!(team.body["errors"], json!(["1 service names it", "1 person names it"]));

        let incident = json!({"title": "x", "services": [1]});
        let incident = ines.post("/incidents", incident).await.ok();
        let path = format!("/incidents/{}", incident.reference());
        let service = ines.delete("/services/1").await;
        service.refused(422, "still_used");
        assert_eq!(service.body["detail"], "“ledger” stays: 1 incident names it");
        let without = ines.seen(&incident).patch(&path, json!({"services": []})).await.ok();
        ines.delete("/services/1").await.ok();
        ines.delete("/services/1").await.refused(404, "not_found");
        // Taking the edit back would name what is gone.
        let undo = json!({"version": without.body["version"]});
        let undone = ines.post(&format!("{path}/undo"), undo).await;
        undone.refused(422, "no_such_service");

        let mika = json!({"handle": "mika", "name": "Mika", "role": "member", "active": true});
        ines.put("/people/2", mika).await.ok();
        ines.delete("/teams/1").await.ok();
        let left = ines.get("/workspace").await.ok();
        assert_eq!((&left.body["services"], &left.body["teams"]), (&json!([]), &json!([])));
    }
}

both! {
    async fn views_are_ones_own_until_they_are_shared(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let (mika, vera) = (
            app.person("mika", Role::Member).await,
            app.person("vera", Role::Viewer).await,
        );
        let (mika, vera) = (app.session(&mika).await, app.session(&vera).await);
        let made = mika.post("/views", view(" Late  ones ", " is:late ")).await.ok();
        let kept = json!({
            "id": 1, "name": "Late ones", "query": "is:late", "order": "due",
            "columns": ["reference", "title", "review"], "shared": false, "owner": 2,
        });
        assert_eq!(made.body, kept);
        mika.post("/views", view("LATE ONES", "")).await.refused(409, "taken");
        vera.post("/views", view("Late ones", "")).await.ok();
        assert_eq!(ines.get("/views").await.ok().body, json!([]));
        ines.put("/views/1", view("x", "")).await.refused(404, "not_found");

        let mut shared = view("Late ones", "is:late");
        shared["shared"] = json!(true);
        vera.put("/views/2", shared.clone()).await.refused(403, "role_too_low");
        mika.put("/views/1", shared.clone()).await.ok();
        assert_eq!(vera.get("/views").await.ok().body.as_array().unwrap().len(), 2);
        vera.put("/views/1", view("x", "")).await.refused(403, "not_yours");
        vera.delete("/views/1").await.refused(403, "not_yours");
        shared["name"] = json!("Past their week");
        let changed = ines.put("/views/1", shared).await.ok();
        assert_eq!((&changed.body["owner"], &changed.body["name"]), (&json!(2), &json!("Past their week")));
        ines.delete("/views/1").await.ok();
        mika.delete("/views/1").await.refused(404, "not_found");

        let log = ines.get("/changes").await.ok();
        let log = log.body["items"].as_array().unwrap().iter();
        let names = log.map(|row| row["name"].as_str().unwrap());
        let names: Vec<_> = names.filter(|name| name.starts_with("view.")).collect();
        assert_eq!(names, ["view.added", "view.added", "view.changed", "view.changed", "view.removed"]);
    }
}

both! {
    async fn a_view_that_cannot_be_shown_is_refused(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let with = |part: &str, value: Value| {
            let mut view = view("x", "");
            view[part] = value;
            view
        };
        for (part, value, code) in [
            ("query", json!("colour:red"), "query"),
            ("query", json!("service:nobody"), "query"),
            ("columns", json!([]), "empty"),
            ("columns", json!(["title", "title"]), "column_twice"),
            ("name", json!(" "), "empty"),
        ] {
            let refused = ines.post("/views", with(part, value)).await;
            refused.refused(422, code);
            assert_eq!(refused.body["field"], part);
        }
        ines.post("/views", with("columns", json!(["colour"]))).await.refused(422, "wrong_shape");
        ines.post("/views", with("order", json!("random"))).await.refused(422, "wrong_shape");
        ines.post("/views", json!({"name": "x"})).await.refused(422, "wrong_shape");
        for number in 0..50 {
            ines.post("/views", view(&format!("View {number}"), "")).await.ok();
        }
        ines.post("/views", view("One more", "")).await.refused(422, "too_many_views");
    }
}

both! {
    async fn a_query_for_what_is_not_there_says_so(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        ines.post("/services", json!({"name": "ledger"})).await.ok();
        let slip = ines.get("/incidents?q=service:legder").await;
        slip.refused(422, "query");
        assert_eq!(
            slip.body["detail"],
            "at character 1: “service:legder” asks for the service “legder”, which is not there; \
             the nearest is “ledger”"
        );
        assert_eq!(slip.body["field"], "q");
        for term in ["team:x", "owner:nobody", "factor:nothing", "-owner:nobody"] {
            ines.get(&format!("/incidents?q={term}")).await.refused(422, "query");
        }
        ines.get("/incidents?q=service:Ledger%20owner:@ines").await.ok();
    }
}

both! {
    async fn a_row_tells_its_meeting_and_its_gaps(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let opened = ines.post("/incidents", json!({"title": "x", "milestones": {
            "impact_started_at": "2026-10-08T09:00:00Z", "recovered_at": "2026-10-08T10:00:00Z",
        }})).await.ok();
        let path = format!("/incidents/{}", opened.reference());
        for minute in ["00", "05", "30"] {
            let event = json!({"occurred_at": format!("2026-10-08T09:{minute}:00Z"), "text": "seen"});
            ines.post(&format!("{path}/timeline"), event).await.ok();
        }
        let now = ines.get(&path).await.ok();
        let meeting = json!({"scheduled_at": "2026-10-12T14:00:00Z", "minutes": 60, "facilitator": 1});
        ines.seen(&now).put(&format!("{path}/meeting"), meeting).await.ok();
        let row = ines.get("/incidents").await.ok().body["items"][0].clone();
        assert_eq!(row["gaps"], 1);
        let meeting = json!({
            "scheduled_at": "2026-10-12T14:00:00Z", "minutes": 60, "facilitator": 1, "scribe": null,
        });
        assert_eq!(row["meeting"], meeting);
    }
}

both! {
    async fn a_version_without_its_quotes_is_not_an_etag(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let opened = ines.post("/incidents", json!({"title": "x"})).await.ok();
        let path = format!("/incidents/{}", opened.reference());
        for value in ["1", "\"1", "1\"", "\"one\"", "\"\"", "\"", "*", "W/\"1\""] {
            let edited = ines.with("if-match", value).patch(&path, json!({"title": "y"})).await;
            edited.refused(400, "if_match_malformed");
        }
        ines.with("if-match", "\"1\"").patch(&path, json!({"title": "y"})).await.ok();
    }
}
