//! One open incident, one restricted incident with a word in each of its fields that stands nowhere
//! else, and people inside and outside.

use afterword_domain::TeamId;
use afterword_domain::person::{Person, PersonForm, Role};
use afterword_store::{Author, Via};
use afterword_testbed::TestDb;
use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use super::walk::Places;
use crate::util::{Answer, Caller, TestApp};

/// It stands in every field of the restricted incident.
pub(crate) const WORD: &str = "xylocarp";
/// The restricted incident, and one that was never there.
pub(crate) const HIDDEN: &str = "INC-2";
pub(crate) const MISSING: &str = "INC-4711";

pub(crate) struct World {
    pub(crate) app: TestApp,
    /// Named, and who wrote it.
    pub(crate) ines: Person,
    /// In the team that is named.
    pub(crate) timo: Person,
    /// An administrator, a member and a viewer who are not named.
    pub(crate) otto: Person,
    pub(crate) mara: Person,
    pub(crate) vera: Person,
}

impl World {
    /// With the open incident alone.
    pub(crate) async fn begin(db: TestDb) -> Self {
        let app = TestApp::start(db).await;
        let ines = app.person("ines", Role::Admin).await;
        let by = app.session(&ines).await;
        by.post("/teams", json!({"name": "Platform"})).await.ok();
        by.post("/services", json!({"name": "ledger", "team": 1}))
            .await
            .ok();
        by.post("/factors", json!({"label": "retries not bounded"}))
            .await
            .ok();
        let form = PersonForm {
            handle: "timo".into(),
            name: "TIMO".into(),
            email: Some("timo@example.org".into()),
            role: Role::Member,
            team: Some(TeamId(1)),
        };
        let author = Author {
            person: None,
            via: Via::System,
            request_id: None,
            address: None,
        };
        let (store, now) = (app.app.store.clone(), app.app.now());
        let timo = store.add_person(&author, form, now).await.unwrap();
        let otto = app.person("otto", Role::Admin).await;
        let mara = app.person("mara", Role::Member).await;
        let vera = app.person("vera", Role::Viewer).await;
        let world = Self {
            app,
            ines,
            timo,
            otto,
            mara,
            vera,
        };
        let by = world.of(&world.ines).await;
        let open = json!({
            "title": "Checkout failed", "services": [1],
            "milestones": {
                "impact_started_at": "2026-09-01T09:00:00Z", "recovered_at": "2026-09-01T10:00:00Z",
            },
        });
        by.post("/incidents", open).await.ok();
        let factor = json!({
            "group": "made_possible", "text": "Nobody bounded them.", "factor": 1,
        });
        by.post("/incidents/INC-1/factors", factor).await.ok();
        let action = json!({"title": "Page on pool wait", "owner": world.mara.id});
        by.post("/incidents/INC-1/actions", action).await.ok();
        drop(by);
        world
    }

    /// With both.
    pub(crate) async fn start(db: TestDb) -> (Self, Places) {
        let world = Self::begin(db).await;
        let places = world.restrict().await;
        (world, places)
    }

    pub(crate) async fn of(&self, person: &Person) -> Caller<'_> {
        self.app.session(person).await
    }

    pub(crate) fn outsiders(&self) -> [&Person; 3] {
        [&self.otto, &self.mara, &self.vera]
    }

    pub(crate) fn visibility(&self) -> Value {
        json!({"to": "restricted", "people": [self.ines.id], "teams": [1]})
    }

    /// Opens the restricted incident and fills it, restricted from its first moment on.
    pub(crate) async fn restrict(&self) -> Places {
        let by = self.of(&self.ines).await;
        let opened = json!({
            "title": format!("{WORD} title"), "services": [1], "visibility": self.visibility(),
            "milestones": {
                "impact_started_at": "2026-10-01T09:00:00Z", "detected_at": "2026-10-01T09:02:00Z",
                "recovered_at": "2026-10-01T10:00:00Z",
            },
            "impact": {"description": format!("{WORD} impact"), "users_affected": 12},
        });
        let opened = by.post("/incidents", opened).await.ok();
        assert_eq!(opened.reference(), HIDDEN);
        let path = format!("/incidents/{HIDDEN}");
        let at = |rest: &str| format!("{path}/{rest}");
        let say = |field: &str| format!("{WORD} {field}");
        for key in ["summary", "root_cause", "lessons"] {
            let seen = by.get(&path).await.ok();
            let text = json!({"text": say(key)});
            let section = at(&format!("sections/{key}"));
            by.seen(&seen).put(&section, text).await.ok();
        }
        let event = json!({"occurred_at": "2026-10-01T09:12:00Z", "text": say("event")});
        by.post(&at("timeline"), event).await.ok();
        let asked = json!({"text": say("question")});
        by.post(&at("timeline/1/questions"), asked).await.ok();
        let file = by.with("content-type", "application/octet-stream");
        let name = format!("timeline/1/files?name={WORD}.txt");
        let attached = file
            .send(Method::POST, &at(&name), Body::from(say("file")))
            .await
            .ok();
        let url = attached.body["timeline"][0]["evidence"][0]["url"].as_str();
        let file = url.unwrap().rsplit('/').next().unwrap().to_owned();
        let factor = json!({"group": "made_possible", "text": say("factor"), "factor": 1});
        let saved = by.post(&at("factors"), factor).await.ok();
        let factor = number(&saved, "factors");
        let answer = json!({"question": "known_now", "text": say("answer")});
        let answer = number(&by.post(&at("answers"), answer).await.ok(), "answers");
        let measure = json!({"title": say("measure"), "note": say("note"), "factor": 1});
        let measure = number(&by.post(&at("measures"), measure).await.ok(), "measures");
        let action = json!({
            "title": say("action"), "owner": self.timo.id, "priority": "p1", "due_on": "2026-10-09",
            "factor": 1, "ticket": {"key": "PAY-77", "url": format!("https://t.example/{WORD}")},
        });
        let action = number(&by.post(&at("actions"), action).await.ok(), "actions");
        let meeting = json!({
            "scheduled_at": "2026-10-12T14:00:00Z", "minutes": 90, "facilitator": self.ines.id,
            "attendees": [self.timo.id], "location": say("room"),
        });
        let seen = by.get(&path).await.ok();
        by.seen(&seen).put(&at("meeting"), meeting).await.ok();
        let link = json!({"earlier": "INC-1", "verdict": "confirmed", "reasons": [say("reason")]});
        by.post(&at("recurrences"), link).await.ok();
        let seen = by.get(&path).await.ok();
        by.seen(&seen).post(&at("publish"), json!({})).await.ok();
        Places::from([
            ("{event}", "1".to_owned()),
            ("{question}", "2".to_owned()),
            ("{key}", "summary".to_owned()),
            ("factors/{id}", factor),
            ("answers/{id}", answer),
            ("measures/{id}", measure),
            ("actions/{id}", action),
            ("files/{id}", file),
        ])
    }
}

fn number(incident: &Answer, list: &str) -> String {
    incident.body["postmortem"][list][0]["id"].to_string()
}

/// Asserts that nothing of the restricted incident is told.
#[track_caller]
pub(crate) fn tells_nothing(what: &str, answer: &Answer) {
    let text = answer.text.to_lowercase();
    assert!(!text.contains(WORD), "{what} tells of it: {}", answer.text);
    let named = format!("\"{}\"", HIDDEN.to_lowercase());
    assert!(!text.contains(&named), "{what} names it: {}", answer.text);
    for (name, value) in &answer.headers {
        let value = value.to_str().unwrap_or_default().to_lowercase();
        assert!(!value.contains(WORD), "{what} tells of it in {name}");
    }
}
