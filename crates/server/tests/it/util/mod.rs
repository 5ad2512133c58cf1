//! A server in the test's own process, with a clock that stands, and callers of three kinds.

pub(crate) mod stream;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use afterword_domain::Moment;
use afterword_domain::clock::Clock;
use afterword_domain::person::{Person, PersonForm, Role};
use afterword_domain::sign_in::SignInWay;
use afterword_domain::workspace::Settings;
use afterword_server::auth::limits::PerSecond;
use afterword_server::auth::secret;
use afterword_server::clock::SystemClock;
use afterword_server::features::access::setup;
use afterword_server::serve::router;
use afterword_server::{App, Config};
use afterword_store::{Author, Blobs, NewSession, SecretKeys, Store, Via};
use afterword_testbed::TestDb;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode};
use axum::response::Response;
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt;

/// Thursday, 8 October 2026, in the afternoon.
pub(crate) const NOW: &str = "2026-10-08T16:00:00Z";

pub(crate) struct StandingClock(Mutex<Moment>);

impl Clock for StandingClock {
    fn now(&self) -> Moment {
        *self.0.lock().unwrap()
    }
}

pub(crate) struct TestApp {
    pub(crate) app: App,
    clock: Arc<StandingClock>,
    router: Router,
    /// Where attached files lie.
    pub(crate) folder: TempDir,
    _db: TestDb,
}

/// Who sends a request.
pub(crate) struct Caller<'a> {
    app: &'a TestApp,
    peer: SocketAddr,
    headers: Vec<(&'static str, String)>,
}

/// An answer, read.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: axum::http::HeaderMap,
    pub(crate) body: Value,
    pub(crate) text: String,
    pub(crate) bytes: Vec<u8>,
}

impl TestApp {
    pub(crate) async fn start(db: TestDb) -> Self {
        Self::start_as(db, true).await
    }

    pub(crate) async fn start_as(db: TestDb, demo: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let files = Blobs::in_folder(folder.path()).unwrap();
        Self::start_with(db, demo, folder, files).await
    }

    /// With limits of how many requests one sender may send; most tests send as many as they like.
    pub(crate) async fn start_limited(db: TestDb, limits: PerSecond) -> Self {
        let started = Self::start(db).await;
        let config = Config {
            limits,
            ..Config::clone(&started.app.config)
        };
        let app = App::new(started.app.store.clone(), started.clock.clone(), config);
        Self {
            router: router(app.clone()),
            app,
            ..started
        }
    }

    pub(crate) async fn start_with(db: TestDb, demo: bool, folder: TempDir, files: Blobs) -> Self {
        let keys = SecretKeys::parse(afterword_testbed::SECRET_KEY).unwrap();
        let store = Store::open(&db.url).await.unwrap().with_keys(keys);
        let clock = Arc::new(StandingClock(Mutex::new(NOW.parse().unwrap())));
        let listen = "127.0.0.1:7117".parse().unwrap();
        let app = App::new(
            store,
            clock.clone(),
            Config {
                listen,
                demo,
                https: false,
                files,
                proxies: Vec::new(),
                limits: PerSecond::NO_LIMIT,
            },
        )
        .with_index(folder.path().join("index"));
        Self {
            router: router(app.clone()),
            app,
            clock,
            folder,
            _db: db,
        }
    }

    /// The same workspace in a program that has just started. Nothing runs beside requests yet.
    pub(crate) async fn started_again(self) -> Self {
        let Self {
            app,
            folder,
            _db: db,
            ..
        } = self;
        let files = Blobs::in_folder(folder.path()).unwrap();
        let demo = app.config.demo;
        Self::start_with(db, demo, folder, files).await
    }

    /// Another program on the same database and folder.
    pub(crate) fn beside(&self) -> App {
        let config = Config::clone(&self.app.config);
        let index = self.folder.path().join("index");
        App::new(self.app.store.clone(), self.clock.clone(), config).with_index(index)
    }

    pub(crate) fn travel_days(&self, days: i64) {
        let mut now = self.clock.0.lock().unwrap();
        *now = now.plus_days(days);
    }

    pub(crate) fn travel_seconds(&self, seconds: i64) {
        let mut now = self.clock.0.lock().unwrap();
        *now = Moment::from_micros(now.micros() + seconds * 1_000_000).unwrap();
    }

    /// Moves the clock to what the machine's shows, for a program beside us that reads it.
    pub(crate) fn travel_to_the_present(&self) {
        *self.clock.0.lock().unwrap() = SystemClock.now();
    }

    /// Has the workspace know where people open its pages.
    pub(crate) async fn with_public_url(self, url: &str) -> Self {
        let author = Author {
            person: None,
            via: Via::System,
            request_id: None,
            address: None,
        };
        let settings = Settings {
            public_url: Some(url.into()),
            ..Settings::default()
        };
        let saved = self
            .app
            .store
            .save_settings(&author, settings, self.app.now());
        saved.await.unwrap();
        self
    }

    pub(crate) async fn person(&self, handle: &str, role: Role) -> Person {
        let form = PersonForm {
            handle: handle.into(),
            name: handle.to_uppercase(),
            email: None,
            role,
            team: None,
        };
        let author = Author {
            person: None,
            via: Via::System,
            request_id: None,
            address: None,
        };
        self.app
            .store
            .add_person(&author, form, self.app.now())
            .await
            .unwrap()
    }

    pub(crate) async fn setup_link(&self) -> String {
        setup::new_link(&self.app).await.unwrap()
    }

    pub(crate) fn anon(&self) -> Caller<'_> {
        Caller {
            app: self,
            peer: "127.0.0.1:50000".parse().unwrap(),
            headers: Vec::new(),
        }
    }

    /// Somebody at another address.
    pub(crate) fn elsewhere(&self, address: &str) -> Caller<'_> {
        Caller {
            peer: address.parse().unwrap(),
            ..self.anon()
        }
    }

    /// Somebody who reached the server by another name, as through a proxy.
    pub(crate) fn addressed_as(&self, host: &str) -> Caller<'_> {
        self.anon().with("host", host)
    }

    /// A browser in which this person is signed in.
    pub(crate) async fn session(&self, person: &Person) -> Caller<'_> {
        let secret = secret::new("");
        let (hash, now) = (secret::hash(&secret), self.app.now());
        let author = Author {
            person: Some(person.id),
            via: Via::Web,
            request_id: None,
            address: None,
        };
        let new = NewSession {
            shown_at: Some(self.app.now()),
            secret_hash: &hash,
            person: person.id,
            way: SignInWay::Password,
            agent: None,
            id_token: None,
        };
        let begun = self.app.store.begin_session(&author, new, now);
        begun.await.unwrap();
        self.anon()
            .with("cookie", format!("afterword_session={secret}"))
    }

    /// A new administrator's browser.
    pub(crate) async fn admin(&self) -> Caller<'_> {
        let person = self.person("ines", Role::Admin).await;
        self.session(&person).await
    }

    pub(crate) fn token(&self, secret: &str) -> Caller<'_> {
        self.anon()
            .with("authorization", format!("Bearer {secret}"))
    }
}

impl<'a> Caller<'a> {
    /// What is sent with each request.
    pub(crate) fn headers(&self) -> &[(&'static str, String)] {
        &self.headers
    }

    pub(crate) fn with(&self, name: &'static str, value: impl Into<String>) -> Caller<'a> {
        let mut headers = self.headers.clone();
        headers.push((name, value.into()));
        Self { headers, ..*self }
    }

    /// With the version that the edit was made on.
    pub(crate) fn seen(&self, incident: &Answer) -> Self {
        self.with("if-match", format!("\"{}\"", incident.body["version"]))
    }

    /// The same browser with the cookies that an answer set, and without those that it took away.
    pub(crate) fn carrying(&self, answer: &Answer) -> Caller<'a> {
        let mut cookies: Vec<(String, String)> = Vec::new();
        let mut headers = self.headers.clone();
        headers.retain(|(name, value)| {
            if *name == "cookie" {
                let pairs = value.split("; ").filter_map(|pair| pair.split_once('='));
                cookies.extend(pairs.map(|(name, value)| (name.into(), value.into())));
            }
            *name != "cookie"
        });
        for set in answer.headers.get_all("set-cookie") {
            let set = set.to_str().unwrap();
            let (name, value) = set.split(';').next().unwrap().split_once('=').unwrap();
            cookies.retain(|(known, _)| known != name);
            if !set.contains("Max-Age=0") {
                cookies.push((name.into(), value.into()));
            }
        }
        let pairs = cookies
            .into_iter()
            .map(|(name, value)| format!("{name}={value}"));
        headers.push(("cookie", pairs.collect::<Vec<_>>().join("; ")));
        Caller { headers, ..*self }
    }

    /// Goes to an address that is no operation of the API, as a browser does.
    pub(crate) async fn go(&self, path: &str) -> Answer {
        self.send(Method::GET, path, Body::empty()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, Body::empty()).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.json(Method::POST, path, &body).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        self.json(Method::PUT, path, &body).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Answer {
        self.json(Method::PATCH, path, &body).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, path, Body::empty()).await
    }

    async fn json(&self, method: Method, path: &str, body: &Value) -> Answer {
        self.with("content-type", "application/json")
            .send(method, path, Body::from(body.to_string()))
            .await
    }

    pub(crate) async fn send(&self, method: Method, path: &str, body: Body) -> Answer {
        let (parts, body) = self.respond(method, path, body).await.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
            text,
            bytes: bytes.to_vec(),
        }
    }

    async fn respond(&self, method: Method, path: &str, body: Body) -> Response {
        let outside = ["/api/", "/hooks/", "/oidc/"];
        let asked_by_operators = ["/healthz", "/readyz", "/metrics"].contains(&path);
        let is_outside = outside.iter().any(|start| path.starts_with(start));
        let path = if is_outside || asked_by_operators {
            path.to_owned()
        } else {
            format!("/api/v1{path}")
        };
        let mut request = Request::builder().method(method).uri(path);
        if !self.headers.iter().any(|(name, _)| *name == "host") {
            request = request.header("host", "127.0.0.1:7117");
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let request = request.extension(ConnectInfo(self.peer));
        let request = request.body(body).unwrap();
        self.app.router.clone().oneshot(request).await.unwrap()
    }
}

impl Answer {
    /// The answer, which must be a success.
    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        assert!(self.status.is_success(), "{}: {}", self.status, self.text);
        self
    }

    /// The stable code of an answer that must be this error.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: &str) {
        assert_eq!(
            (self.status.as_u16(), self.body["code"].as_str()),
            (status, Some(code)),
            "{}",
            self.text
        );
        assert_eq!(self.headers["content-type"], "application/problem+json");
        assert_eq!(self.headers["x-request-id"].len(), 16);
    }

    pub(crate) fn reference(&self) -> String {
        self.body["reference"].as_str().unwrap().to_owned()
    }
}
