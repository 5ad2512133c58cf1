//! Outgoing webhooks, sent to a program that listens on loopback.

use std::sync::{Arc, Mutex};

use afterword_server::features::jobs::{follow, work_due};
use afterword_testbed::both;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::IntoResponse;
use axum::routing::post;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::util::{Caller, TestApp};

/// What came: the three headers, and the body.
type Came = (String, i64, String, Value);

#[derive(Clone)]
struct Receiver {
    url: String,
    came: Arc<Mutex<Vec<Came>>>,
    answer: Arc<Mutex<(u16, Option<&'static str>)>>,
}

impl Receiver {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let receiver = Self {
            url: format!("http://{}/in?key=1", listener.local_addr().unwrap()),
            came: Arc::default(),
            answer: Arc::new(Mutex::new((204, None))),
        };
        let router = Router::new()
            .route("/in", post(take))
            .with_state(receiver.clone());
        tokio::spawn(async { axum::serve(listener, router).await });
        receiver
    }

    fn answers(&self, status: u16) {
        *self.answer.lock().unwrap() = (status, None);
    }

    fn came(&self) -> Vec<Came> {
        std::mem::take(&mut *self.came.lock().unwrap())
    }
}

async fn take(
    State(receiver): State<Receiver>,
    headers: HeaderMap,
    body: Bytes,
) -> impl IntoResponse {
    let text = |name: &str| headers[name].to_str().unwrap().to_owned();
    let came = (
        text("webhook-id"),
        text("webhook-timestamp").parse().unwrap(),
        text("webhook-signature"),
        serde_json::from_slice(&body).unwrap(),
    );
    receiver.came.lock().unwrap().push(came);
    let (status, retry_after) = *receiver.answer.lock().unwrap();
    let status = StatusCode::from_u16(status).unwrap();
    let headers = [
        ("retry-after", retry_after.unwrap_or("0")),
        ("location", "http://127.0.0.1:9/"),
    ];
    (status, headers)
}

fn form(url: &str, private: bool) -> Value {
    let events = ["incident.opened", "postmortem.published"];
    json!({ "name": "Wiki", "url": url, "private": private, "events": events })
}

async fn subscribe(admin: &Caller<'_>, receiver: &Receiver) -> Value {
    let made = admin
        .post("/subscriptions", form(&receiver.url, true))
        .await;
    made.ok().body
}

async fn open(admin: &Caller<'_>, title: &str) {
    let incident = json!({ "title": title });
    admin.post("/incidents", incident).await.ok();
}

async fn run(app: &TestApp) {
    follow(&app.app).await.unwrap();
    work_due(&app.app).await.unwrap();
}

async fn messages(admin: &Caller<'_>) -> Value {
    admin.get("/subscriptions/1/messages").await.ok().body
}

both! {
    async fn what_was_subscribed_to_is_told_once(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        let receiver = Receiver::start().await;
        open(&admin, "Before anybody subscribed").await;
        run(&app).await;
        let added = subscribe(&admin, &receiver).await;
        assert!(added["secret"].as_str().unwrap().starts_with("whsec_"));
        open(&admin, "Ledger writes failed").await;
        run(&app).await;
        run(&app).await;
        let came = receiver.came();
        assert_eq!(came.len(), 1, "{came:?}");
        let (id, seconds, signature, body) = &came[0];
        assert!(id.starts_with("msg_") && signature.starts_with("v1,"));
        assert_eq!(*seconds, app.app.now().micros() / 1_000_000);
        assert_eq!(body["type"], "incident.opened");
        assert_eq!(body["data"]["incident"]["title"], "Ledger writes failed");
        assert_eq!(body["data"]["incident"]["path"], "/api/v1/incidents/INC-2");
        let listed = messages(&admin).await;
        assert_eq!(listed[0]["state"], "sent");
        assert_eq!(listed[0]["remark"], "answered 204");
        assert_eq!(listed[0]["id"], id.as_str());
    }

    async fn what_is_not_taken_is_tried_for_three_days_and_then_by_hand(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        let receiver = Receiver::start().await;
        subscribe(&admin, &receiver).await;
        receiver.answers(500);
        open(&admin, "Ledger writes failed").await;
        run(&app).await;
        assert_eq!(messages(&admin).await[0]["state"], "waiting");
        for _ in 0..80 {
            app.travel_seconds(3_600);
            work_due(&app.app).await.unwrap();
        }
        let tries = receiver.came();
        assert_eq!(tries.len(), 10);
        assert!(tries.iter().all(|try_| try_.0 == tries[0].0), "one id for all tries");
        let span = tries[9].1 - tries[0].1;
        assert!((2 * 86_400..=80 * 3_600).contains(&span), "{span}");
        let given_up = &messages(&admin).await[0];
        assert_eq!((given_up["state"].as_str(), given_up["tries"].as_u64()), (Some("failed"), Some(10)));
        let jobs = admin.get("/jobs?state=failed").await.ok().body;
        assert_eq!(jobs["items"][0]["work"], "send_message");
        assert_eq!(jobs["items"][0]["problem"], "answered 500");

        receiver.answers(200);
        let id = given_up["id"].as_str().unwrap();
        let again = format!("/subscriptions/1/messages/{id}/send");
        assert_eq!(admin.post(&again, Value::Null).await.status, 202);
        work_due(&app.app).await.unwrap();
        assert_eq!(receiver.came()[0].0, id);
        assert_eq!(messages(&admin).await[0]["state"], "sent");
        let nothing = "/subscriptions/1/messages/msg_9_9/send";
        assert_eq!(admin.post(nothing, Value::Null).await.status, 404);
    }

    async fn by_hand_it_is_sent_now_and_not_when_its_turn_comes(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        let receiver = Receiver::start().await;
        subscribe(&admin, &receiver).await;
        open(&admin, "Ledger writes failed").await;
        receiver.answers(500);
        run(&app).await;
        app.travel_seconds(60);
        run(&app).await;
        let first = receiver.came();
        assert_eq!(first.len(), 2);
        run(&app).await;
        assert_eq!(receiver.came().len(), 0, "the next try is in five minutes");
        receiver.answers(204);
        let id = first[0].0.clone();
        admin.post(&format!("/subscriptions/1/messages/{id}/send"), json!({})).await.ok();
        run(&app).await;
        assert_eq!(receiver.came().iter().map(|came| &came.0).collect::<Vec<_>>(), [&id]);
        assert_eq!(messages(&admin).await[0]["state"], "sent");
        app.travel_seconds(3 * 86_400);
        run(&app).await;
        assert_eq!(receiver.came().len(), 0, "nothing of it is left");
        let log = admin.get("/changes?limit=200").await.ok().text;
        assert!(log.contains("failed_work.retried"));
    }

    async fn what_is_brought_from_elsewhere_is_no_news(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        let receiver = Receiver::start().await;
        subscribe(&admin, &receiver).await;
        let part = "--x\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.md\"\r\n\r\n\
                    # Old outage\n\n## Timeline\n\n- 2019-03-04 10:05 It began\n\r\n--x--\r\n";
        let upload = admin.with("content-type", "multipart/form-data; boundary=x");
        upload.send(Method::POST, "/imports?timezone=UTC", Body::from(part)).await.ok();
        assert_eq!(admin.get("/incidents").await.ok().body["items"][0]["title"], "Old outage");
        run(&app).await;
        assert_eq!(receiver.came().len(), 0);
        assert_eq!(messages(&admin).await, json!([]));
    }

    async fn who_wants_no_more_is_left_alone(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        let receiver = Receiver::start().await;
        subscribe(&admin, &receiver).await;
        receiver.answers(410);
        open(&admin, "Ledger writes failed").await;
        run(&app).await;
        assert_eq!(messages(&admin).await[0]["state"], "failed");
        assert_eq!(admin.get("/subscriptions").await.ok().body[0]["active"], false);
        open(&admin, "Again").await;
        run(&app).await;
        assert_eq!(receiver.came().len(), 1);
    }

    async fn no_message_goes_where_nobody_allowed_it(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        let receiver = Receiver::start().await;
        admin.post("/subscriptions", form(&receiver.url, false)).await.ok();
        open(&admin, "Ledger writes failed").await;
        run(&app).await;
        assert_eq!(receiver.came().len(), 0);
        let message = &messages(&admin).await[0];
        assert_eq!(message["state"], "waiting");
        assert!(message["remark"].as_str().unwrap().contains("private network"), "{message}");
        // A redirect is not followed; it may lead anywhere.
        admin.put("/subscriptions/1", form(&receiver.url, true)).await.ok();
        receiver.answers(302);
        app.travel_seconds(60);
        work_due(&app.app).await.unwrap();
        assert_eq!(receiver.came().len(), 1);
        assert_eq!(messages(&admin).await[0]["remark"], "answered 302");
    }

    async fn a_busy_receiver_is_waited_for(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        let receiver = Receiver::start().await;
        subscribe(&admin, &receiver).await;
        *receiver.answer.lock().unwrap() = (429, Some("1800"));
        open(&admin, "Ledger writes failed").await;
        run(&app).await;
        app.travel_seconds(1_799);
        work_due(&app.app).await.unwrap();
        assert_eq!(receiver.came().len(), 1);
        app.travel_seconds(1);
        receiver.answers(200);
        work_due(&app.app).await.unwrap();
        assert_eq!(receiver.came().len(), 1);
        assert_eq!(messages(&admin).await[0]["state"], "sent");
    }

    async fn a_secret_is_shown_once_and_nothing_senseless_is_kept(db: TestDb) {
        let app = TestApp::start(db).await;
        let admin = app.admin().await;
        let receiver = Receiver::start().await;
        let first = subscribe(&admin, &receiver).await;
        let second = admin.post("/subscriptions/1/secret", Value::Null).await.ok().body;
        assert_ne!(first["secret"], second["secret"]);
        let shown = admin.get("/subscriptions").await.ok().text;
        let log = admin.get("/changes").await.ok().text;
        assert!(!shown.contains("whsec_") && !log.contains("whsec_"));
        admin.post("/subscriptions", form(&receiver.url, true)).await.refused(409, "taken");
        let wrong = json!({ "name": "x", "url": "ftp://x", "events": ["incident.opened"] });
        admin.post("/subscriptions", wrong).await.refused(422, "not_a_url");
        let nothing = json!({ "name": "x", "url": "https://x.example", "events": [] });
        admin.post("/subscriptions", nothing).await.refused(422, "no_events");
        assert_eq!(admin.delete("/subscriptions/1").await.status, 204);
        assert_eq!(admin.delete("/subscriptions/1").await.status, 404);
        open(&admin, "Nobody hears").await;
        run(&app).await;
        assert_eq!(receiver.came().len(), 0);
    }
}

both! {
    async fn where_it_tells_is_changed_by_who_showed_lately_who_they_are(db: TestDb) {
        let app = TestApp::start_as(db, false).await;
        let admin = app.admin().await;
        let form = |url: &str, private: bool| json!({
            "name": "Pager", "url": url, "private": private, "events": ["incident.opened"],
        });
        let added = admin.post("/subscriptions", form("https://a.example/x", false)).await.ok();
        let path = format!("/subscriptions/{}", added.body["subscription"]["id"]);
        app.travel_seconds(31 * 60);
        admin.put(&path, form("https://b.example/x", false)).await.refused(403, "sign_in_again");
        admin.put(&path, form("https://a.example/x", true)).await.refused(403, "sign_in_again");
        let mut named = form("https://a.example/x", false);
        named["name"] = json!("The pager");
        assert_eq!(admin.put(&path, named).await.ok().body["url"], "https://a.example/x");
    }
}
