//! What leaves the server or is told without being asked for: streams, sockets, feeds, calendars,
//! letters and webhooks.

use afterword_domain::notice::{About, Notice, message};
use afterword_server::features::jobs::{follow, work_due};
use afterword_server::features::notices::scene;
use afterword_testbed::both;
use serde_json::{Value, json};

use super::world::{HIDDEN, WORD, World, tells_nothing};
use crate::live::socket::{Line, listen};
use crate::util::Caller;

async fn see(caller: &Caller<'_>, to: Value) {
    let path = format!("/incidents/{HIDDEN}");
    let seen = caller.get(&path).await.ok();
    caller
        .seen(&seen)
        .patch(&path, json!({"visibility": to}))
        .await
        .ok();
}

async fn link(caller: &Caller<'_>, scope: &str) -> String {
    let made = caller
        .post(&format!("/reader-links/{scope}"), json!({}))
        .await
        .ok();
    made.body["path"].as_str().unwrap().to_owned()
}

both! {
    async fn the_feed_of_changes_tells_each_what_they_see(db: TestDb) {
        let world = World::begin(db).await;
        let (timo, mara) = (world.of(&world.timo).await, world.of(&world.mara).await);
        let mut inside = timo.follow("/feed").await;
        let mut outside = mara.follow("/feed").await;
        inside.expect("hello").await;
        outside.expect("hello").await;
        world.restrict().await;
        let ines = world.of(&world.ines).await;
        ines.post("/services", json!({"name": "payouts"})).await.ok();
        let heard = inside.expect("change").await;
        assert_eq!((&heard["incident"], &heard["name"]), (&json!(HIDDEN), &json!("incident.opened")));
        // All in between is passed over.
        let heard = outside.expect("change").await;
        assert_eq!(heard["place"], "service:2");
        // Opened, it is heard of; restricted again, for the last time.
        see(&ines, json!({"to": "everyone"})).await;
        assert_eq!(outside.expect("change").await["name"], "incident.visibility_changed");
        see(&ines, world.visibility()).await;
        assert_eq!(outside.expect("change").await["name"], "incident.visibility_changed");
        let seen = ines.get(&format!("/incidents/{HIDDEN}")).await.ok();
        let title = json!({"title": "Another title"});
        ines.seen(&seen).patch(&format!("/incidents/{HIDDEN}"), title).await.ok();
        ines.post("/services", json!({"name": "search"})).await.ok();
        assert_eq!(outside.expect("change").await["place"], "service:3");
    }

    async fn whoever_sees_it_no_more_is_cut_off_from_its_document(db: TestDb) {
        let (world, _) = World::start(db).await;
        let address = listen(&world.app).await;
        let (ines, mara) = (world.of(&world.ines).await, world.of(&world.mara).await);
        let seen = ines.get(&format!("/incidents/{HIDDEN}")).await.ok();
        ines.seen(&seen).post(&format!("/incidents/{HIDDEN}/reopen"), json!({})).await.ok();
        for name in [HIDDEN, "INC-4711"] {
            let refused = Line::open(address, &mara, name, 1).await.err();
            assert_eq!(refused.map(|status| status.as_u16()), Some(404), "{name}");
        }
        see(&ines, json!({"to": "everyone"})).await;
        let mut line = Line::synced(address, &mara, HIDDEN, 2).await;
        let mut inside = Line::synced(address, &world.of(&world.timo).await, HIDDEN, 3).await;
        see(&ines, world.visibility()).await;
        assert_eq!(line.closed().await, 4404);
        // Timo leaves the team.
        let left = json!({"handle": "timo", "name": "TIMO", "role": "member", "team": null, "active": true});
        ines.put(&format!("/people/{}", world.timo.id), left).await.ok();
        assert_eq!(inside.closed().await, 4404);
        world.of(&world.timo).await.get(&format!("/incidents/{HIDDEN}")).await.refused(404, "not_found");
    }

    async fn feeds_and_calendars_go_by_whose_they_are(db: TestDb) {
        let (world, _) = World::start(db).await;
        for scope in ["meetings", "own_meetings", "postmortems"] {
            for person in world.outsiders() {
                let path = link(&world.of(person).await, scope).await;
                tells_nothing(scope, &world.app.anon().get(&path).await.ok());
            }
            let path = link(&world.of(&world.timo).await, scope).await;
            let read = world.app.anon().get(&path).await.ok();
            assert!(read.text.contains(WORD), "{scope}: {}", read.text);
        }
        let otto = world.of(&world.otto).await;
        let gauges = otto.get("/stats/gauges").await.ok();
        assert!(gauges.text.contains("afterword_repeat_incident_rate_incidents 0"), "{}", gauges.text);
        let inside = world.of(&world.timo).await.get("/stats/gauges").await.ok();
        assert_eq!(inside.text, gauges.text, "a dashboard has no name");
    }

    async fn nobody_is_told_of_what_they_do_not_see(db: TestDb) {
        let (world, _) = World::start(db).await;
        let ines = world.of(&world.ines).await;
        let seen = ines.get(&format!("/incidents/{HIDDEN}")).await.ok();
        ines.seen(&seen).post(&format!("/incidents/{HIDDEN}/reopen"), json!({})).await.ok();
        world.app.travel_days(5);
        let scene = scene(&world.app.app, world.app.app.now()).await.unwrap();
        let now = world.app.app.now();
        let hidden = HIDDEN.parse().unwrap();
        let told: Vec<_> = scene.due(now);
        let of_it = |notice: &&Notice| notice.about.incident() == Some(hidden);
        assert!(told.iter().any(|notice| of_it(&notice) && notice.to == world.timo.id), "{told:?}");
        for person in world.outsiders() {
            assert!(!told.iter().filter(of_it).any(|notice| notice.to == person.id));
            // Also not what was asked for before, or by a job that somebody made up.
            for about in [
                About::Published { incident: hidden, at: now },
                About::ReviewLate { incident: hidden, due_on: now.day() },
                About::Week { monday: now.day() },
                About::Learned { monday: now.day() },
            ] {
                let said = message(&scene, &Notice { to: person.id, about }, now);
                let said = format!("{said:?}");
                assert!(!said.contains(WORD) && !said.contains(HIDDEN), "{said}");
            }
        }
    }

    async fn a_webhook_tells_what_everybody_sees(db: TestDb) {
        let world = World::begin(db).await;
        let otto = world.of(&world.otto).await;
        let events = ["incident.opened", "postmortem.published", "action_item.added"];
        let form = json!({"name": "Wiki", "url": "https://wiki.example.org/in", "events": events});
        let made = otto.post("/subscriptions", form).await.ok();
        let id = made.body["subscription"]["id"].clone();
        let id = if id.is_null() { made.body["id"].clone() } else { id };
        let messages = format!("/subscriptions/{id}/messages");
        world.restrict().await;
        otto.post("/incidents", json!({"title": "Open to all"})).await.ok();
        follow(&world.app.app).await.unwrap();
        work_due(&world.app.app).await.unwrap();
        let told = otto.get(&messages).await.ok();
        assert_eq!(told.body.as_array().unwrap().len(), 3, "{}", told.text);
        tells_nothing("messages", &told);
        tells_nothing("jobs", &otto.get("/jobs?state=waiting").await.ok());
    }

    async fn a_message_that_names_it_as_the_earlier_one_is_neither_told_nor_sent(db: TestDb) {
        let world = World::begin(db).await;
        let (ines, otto) = (world.of(&world.ines).await, world.of(&world.otto).await);
        let form = json!({
            "name": "Wiki", "url": "https://wiki.example.org/in", "events": ["recurrence.confirmed"],
        });
        let made = otto.post("/subscriptions", form).await.ok();
        let messages = format!("/subscriptions/{}/messages", made.body["subscription"]["id"]);
        let later = json!({"title": "Again", "milestones": {"impact_started_at": "2026-10-05T09:00:00Z"}});
        let later = ines.post("/incidents", later).await.ok().reference();
        let link = json!({"earlier": "INC-1", "verdict": "confirmed", "reasons": ["same"]});
        ines.post(&format!("/incidents/{later}/recurrences"), link).await.ok();
        follow(&world.app.app).await.unwrap();
        work_due(&world.app.app).await.unwrap();
        let told = otto.get(&messages).await.ok();
        assert_eq!(told.body.as_array().map(Vec::len), Some(1), "{}", told.text);
        let message = told.body[0]["id"].as_str().unwrap();
        // The earlier one is restricted before anybody took the message.
        let seen = ines.get("/incidents/INC-1").await.ok();
        let to = json!({"visibility": {"to": "restricted", "people": [world.ines.id, world.mara.id]}});
        ines.seen(&seen).patch("/incidents/INC-1", to).await.ok();
        assert_eq!(otto.get(&messages).await.ok().body, json!([]));
        let again = format!("{messages}/{message}/send");
        otto.post(&again, json!({})).await.refused(404, "not_found");
        ines.post(&again, json!({})).await.ok();
        work_due(&world.app.app).await.unwrap();
        let told = ines.get(&messages).await.ok();
        assert_eq!(told.body[0]["remark"], "its incident is restricted by now");
    }
}
