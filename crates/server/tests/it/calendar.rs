//! Meetings as a calendar program reads them.

use std::collections::BTreeMap;

use afterword_domain::person::Role;
use afterword_testbed::both;
use serde_json::json;

use crate::util::TestApp;

/// The properties of one event, by their names without parameters, once its lines are unfolded.
type Event = BTreeMap<String, String>;

/// Reads a calendar as RFC 5545 has it: lines end in CRLF, are at most 75 octets, and go on where
/// the next begins with a blank.
fn read(text: &str) -> (String, Vec<Event>) {
    assert!(text.ends_with("END:VCALENDAR\r\n"), "{text}");
    for line in text.split_terminator("\r\n") {
        assert!(line.len() <= 75 && !line.contains(['\r', '\n']), "{line}");
    }
    let unfolded = text.replace("\r\n ", "");
    let parsed = unfolded
        .parse::<icalendar::Calendar>()
        .expect("another program reads it too");
    let (mut method, mut events, mut event) = (String::new(), Vec::new(), None::<Event>);
    for line in unfolded.split_terminator("\r\n") {
        let (name, value) = line.split_once(':').unwrap();
        let name = name.split(';').next().unwrap();
        match (name, value, &mut event) {
            ("METHOD", value, _) => value.clone_into(&mut method),
            ("BEGIN", "VEVENT", _) => event = Some(Event::new()),
            ("END", "VEVENT", _) => events.extend(event.take()),
            (name, value, Some(event)) => {
                event.insert(name.to_owned(), value.to_owned());
            }
            _ => {}
        }
    }
    for event in &events {
        for required in ["UID", "DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE"] {
            assert!(event.contains_key(required), "{required} in {event:?}");
        }
    }
    assert_eq!(parsed.events().count(), events.len());
    (method, events)
}

both! {
    async fn an_invitation_is_sent_changed_and_taken_back(db: TestDb) {
        let app = TestApp::start(db).await;
        let person = app.person("ines", Role::Admin).await;
        let ines = app.session(&person).await;
        let title = "Checkout, “ledger”; failed: 31% of all — für immer und an einem sehr langen Tag";
        ines.post("/incidents", json!({"title": title})).await.ok();
        let path = "/incidents/INC-1/meeting/invitation.ics";
        ines.get(path).await.refused(404, "no_meeting");
        let plan = |at: &str| json!({
            "scheduled_at": at, "minutes": 90, "facilitator": person.id, "location": "Room 3; left",
        });
        let seen = ines.get("/incidents/INC-1").await.ok();
        let meeting = "/incidents/INC-1/meeting";
        let seen = ines.seen(&seen).put(meeting, plan("2026-10-12T14:00:00Z")).await.ok();
        let sent = ines.get(path).await.ok();
        assert_eq!(sent.headers["content-type"], "text/calendar; charset=utf-8");
        let (method, events) = read(&sent.text);
        let first = &events[0];
        assert_eq!((method.as_str(), first["SEQUENCE"].as_str()), ("REQUEST", "0"));
        assert_eq!((first["DTSTART"].as_str(), first["DTEND"].as_str()), ("20261012T140000Z", "20261012T153000Z"));
        assert_eq!(first["LOCATION"], "Room 3\\; left");
        assert_eq!(first["ORGANIZER"], "urn:afterword:person:1");
        assert!(first["SUMMARY"].ends_with("sehr langen Tag"), "{first:?}");
        let seen = ines.seen(&seen).put(meeting, plan("2026-10-13T14:00:00Z")).await.ok();
        let (_, moved) = read(&ines.get(path).await.ok().text);
        assert_eq!((&moved[0]["UID"], moved[0]["SEQUENCE"].as_str()), (&first["UID"], "1"));
        ines.seen(&seen).delete(meeting).await.ok();
        let (method, off) = read(&ines.get(path).await.ok().text);
        assert_eq!((method.as_str(), &off[0]["UID"]), ("CANCEL", &first["UID"]));
        assert_eq!((off[0]["SEQUENCE"].as_str(), off[0]["STATUS"].as_str()), ("2", "CANCELLED"));
    }

    async fn a_subscription_has_a_secret_that_can_be_renewed(db: TestDb) {
        let app = TestApp::start(db).await;
        let ines = app.admin().await;
        let mika = app.person("mika", Role::Viewer).await;
        let page = app.session(&mika).await;
        for (number, attendees) in [(1, json!([])), (2, json!([mika.id]))] {
            ines.post("/incidents", json!({"title": "Ledger failed"})).await.ok();
            let plan = json!({
                "scheduled_at": "2026-10-12T14:00:00Z", "minutes": 90, "attendees": attendees,
            });
            let path = format!("/incidents/INC-{number}");
            let seen = ines.get(&path).await.ok();
            ines.seen(&seen).put(&format!("{path}/meeting"), plan).await.ok();
        }
        assert_eq!(page.get("/reader-links").await.ok().body, json!({"meetings": null, "own_meetings": null, "postmortems": null}));
        page.post("/reader-links/everything", json!({})).await.refused(404, "not_found");
        page.delete("/reader-links/own_meetings").await.refused(404, "not_found");
        let mut paths = Vec::new();
        for scope in ["meetings", "own_meetings", "own_meetings"] {
            let made = page.post(&format!("/reader-links/{scope}"), json!({})).await.ok();
            paths.push(made.body["path"].as_str().unwrap().to_owned());
        }
        let anybody = app.anon();
        let (method, all) = read(&anybody.get(&paths[0]).await.ok().text);
        assert_eq!((method.as_str(), all.len()), ("PUBLISH", 2));
        assert!(all.iter().all(|event| !event.contains_key("ATTENDEE")));
        anybody.get(&paths[1]).await.refused(404, "not_found");
        let (_, own) = read(&anybody.get(&paths[2]).await.ok().text);
        assert_eq!(own.len(), 1);
        assert!(own[0]["SUMMARY"].contains("INC-2"), "{own:?}");
        anybody.get("/api/v1/calendar/guess.ics").await.refused(404, "not_found");
        page.delete("/reader-links/own_meetings").await.ok();
        anybody.get(&paths[2]).await.refused(404, "not_found");
        let token = page.post("/tokens", json!({"name": "x", "scopes": ["admin"]})).await.ok();
        let token = app.token(token.body["secret"].as_str().unwrap());
        token.get("/reader-links").await.refused(403, "not_by_token");
        let left = json!({"handle": "mika", "name": "Mika", "role": "viewer", "active": false});
        ines.put(&format!("/people/{}", mika.id), left).await.ok();
        anybody.get(&paths[0]).await.refused(404, "not_found");
    }
}
