//! A server on a SQLite file that is asked through its own router, without a network; and those who
//! ask it.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use afterword_domain::clock::Clock;
use afterword_domain::person::{Person, PersonForm, Role};
use afterword_domain::sign_in::SignInWay;
use afterword_domain::{Moment, PersonId};
use afterword_server::auth::limits::PerSecond;
use afterword_server::auth::secret;
use afterword_server::serve::router;
use afterword_server::{App, Config};
use afterword_store::{Author, Blobs, NewSession, Store, Via};
use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::request::Builder;
use axum::http::{Method, Request, StatusCode};
use tower::ServiceExt;

struct Standing(Moment);

impl Clock for Standing {
    fn now(&self) -> Moment {
        self.0
    }
}

pub fn now() -> Moment {
    "2026-10-08T16:00:00Z".parse().unwrap()
}

pub fn author() -> Author {
    Author {
        person: None,
        via: Via::System,
        request_id: None,
        address: None,
    }
}

pub async fn store(folder: &Path) -> Store {
    let url = format!("sqlite://{}/afterword.db", folder.display());
    Store::open(&url).await.unwrap()
}

pub fn app(store: Store, folder: &Path) -> App {
    let config = Config {
        listen: "127.0.0.1:7117".parse().unwrap(),
        demo: false,
        https: false,
        files: Blobs::in_folder(folder).unwrap(),
        proxies: Vec::new(),
        limits: PerSecond::NO_LIMIT,
    };
    App::new(store, Arc::new(Standing(now())), config)
}

pub async fn person(store: &Store, handle: &str) -> Person {
    let form = PersonForm {
        handle: handle.into(),
        name: handle.into(),
        email: None,
        role: Role::Admin,
        team: None,
    };
    store.add_person(&author(), form, now()).await.unwrap()
}

/// Somebody who is signed in.
#[derive(Clone)]
pub struct Caller {
    router: Router,
    cookie: String,
}

/// What was answered, and how long that took until the last byte.
pub struct Answered {
    pub took: Duration,
    pub status: StatusCode,
    pub body: Bytes,
}

impl Caller {
    pub async fn sign_in(app: App, person: PersonId) -> Self {
        let secret = secret::new("");
        let hash = secret::hash(&secret);
        let new = NewSession {
            secret_hash: &hash,
            person,
            way: SignInWay::Password,
            shown_at: Some(now()),
            agent: None,
            id_token: None,
        };
        let begun = app.store.begin_session(&author(), new, now()).await;
        begun.unwrap();
        Self {
            router: router(app),
            cookie: format!("afterword_session={secret}"),
        }
    }

    /// A request below `/api/v1`.
    pub fn request(&self, method: Method, path: &str) -> Builder {
        let peer: SocketAddr = "127.0.0.1:40000".parse().unwrap();
        Request::builder()
            .method(method)
            .uri(format!("/api/v1{path}"))
            .header("cookie", &self.cookie)
            .extension(ConnectInfo(peer))
    }

    pub async fn send(&self, request: Request<Body>) -> Answered {
        let router = self.router.clone();
        let start = Instant::now();
        let answer = router.oneshot(request).await.unwrap();
        let status = answer.status();
        let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        Answered {
            took: start.elapsed(),
            status,
            body,
        }
    }
}
