//! What becomes of a key when the first request is not simply answered.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use afterword_domain::clock::Clock;
use afterword_domain::person::{Person, Role};
use afterword_domain::policy::{Actor, Scope};
use afterword_store::{Store, Via};
use afterword_testbed::both;
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::post;
use tokio::sync::Notify;
use tower::ServiceExt as _;
use tower_http::catch_panic::CatchPanicLayer;

use super::*;
use crate::app::Config;
use crate::auth::limits::PerSecond;

#[derive(Debug)]
struct Standing;

impl Clock for Standing {
    fn now(&self) -> Moment {
        "2026-10-08T16:00:00Z".parse().unwrap()
    }
}

/// A handler that counts its calls, tells when it begins, and waits to be let go on.
#[derive(Clone, Default)]
struct Slow {
    calls: Arc<AtomicUsize>,
    began: Arc<Notify>,
    go_on: Arc<Notify>,
}

async fn router(url: &str, slow: Slow) -> Router {
    let config = Config {
        listen: "127.0.0.1:7117".parse().unwrap(),
        demo: false,
        https: false,
        files: afterword_store::Blobs::in_folder(std::path::Path::new("unused")).unwrap(),
        proxies: Vec::new(),
        limits: PerSecond::NO_LIMIT,
    };
    let app = App::new(Store::open(url).await.unwrap(), Arc::new(Standing), config);
    let calls = Arc::clone(&slow.calls);
    let failing = move |status: StatusCode| {
        let calls = Arc::clone(&calls);
        async move {
            match (calls.fetch_add(1, Ordering::SeqCst), status) {
                (0, StatusCode::IM_A_TEAPOT) => panic!("on purpose"),
                (0, status) => status,
                _ => StatusCode::CREATED,
            }
        }
    };
    let fails = |status| {
        let failing = failing.clone();
        post(move || failing(status))
    };
    let waits = async move || {
        let call = slow.calls.fetch_add(1, Ordering::SeqCst);
        slow.began.notify_one();
        slow.go_on.notified().await;
        let headers = [(header::ETAG, "\"1\""), (header::LOCATION, "/x")];
        (StatusCode::CREATED, headers, format!("call {call}"))
    };
    let paths = [
        "/waits",
        "/panics",
        "/fails",
        "/busy",
        "/nobody",
        "/refused",
        "/api/v1/tokens",
    ];
    let known = Known::new(paths.map(|path| (Method::POST, path.to_owned())));
    Router::new()
        .route("/waits", post(waits.clone()))
        .route("/panics", fails(StatusCode::IM_A_TEAPOT))
        .route("/fails", fails(StatusCode::BAD_GATEWAY))
        .route("/busy", fails(StatusCode::TOO_MANY_REQUESTS))
        .route("/nobody", fails(StatusCode::UNAUTHORIZED))
        .route("/refused", fails(StatusCode::FORBIDDEN))
        .route("/api/v1/tokens", post(waits))
        .layer(from_fn_with_state((app, known), remember))
        .layer(CatchPanicLayer::new())
}

fn request(path: &str, seen: &'static str) -> Request {
    let person = Person {
        id: PersonId(1),
        handle: "ines".into(),
        name: "Ines".into(),
        email: None,
        role: Role::Admin,
        team: None,
        active: true,
    };
    let actor = Actor {
        person: person.id,
        role: person.role,
        scopes: None,
        proved_lately: true,
    };
    let caller = Caller {
        person,
        actor,
        via: Via::Web,
        request_id: String::new(),
        address: None,
        session: None,
    };
    Request::builder()
        .method("POST")
        .uri(path)
        .header("idempotency-key", "k")
        .header(header::IF_MATCH, seen)
        .extension(caller)
        .body(Body::empty())
        .unwrap()
}

async fn ask(router: &Router, path: &str, seen: &'static str) -> Response {
    let asked = router.clone().oneshot(request(path, seen));
    asked.await.unwrap()
}

both! {
    async fn what_was_begun_is_ended_and_remembered_when_the_caller_hangs_up(db: TestDb) {
        let slow = Slow::default();
        let router = router(&db.url, slow.clone()).await;
        tokio::select! {
            _ = ask(&router, "/waits", "\"1\"") => panic!("nobody let it go on"),
            () = slow.began.notified() => {}
        }
        assert_eq!(ask(&router, "/waits", "\"1\"").await.status(), StatusCode::CONFLICT);
        slow.go_on.notify_one();
        let answer = loop {
            let answer = ask(&router, "/waits", "\"1\"").await;
            if answer.status() != StatusCode::CONFLICT {
                break answer;
            }
        };
        assert_eq!(answer.status(), StatusCode::CREATED);
        assert_eq!(answer.headers()[header::ETAG], "\"1\"");
        assert_eq!(answer.headers()[header::LOCATION], "/x");
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/plain; charset=utf-8");
        assert_eq!(to_bytes(answer.into_body(), 99).await.unwrap(), "call 0");
        assert_eq!(slow.calls.load(Ordering::SeqCst), 1);
        // The version that was seen is a part of the request.
        let other = ask(&router, "/waits", "\"2\"").await;
        assert_eq!(other.status(), StatusCode::UNPROCESSABLE_ENTITY);
    }
}

both! {
    async fn a_request_that_came_to_nothing_may_be_sent_again(db: TestDb) {
        for (path, first) in [
            ("/panics", 500),
            ("/fails", 502),
            ("/busy", 429),
            ("/nobody", 401),
            ("/refused", 403),
        ] {
            let router = router(&db.url, Slow::default()).await;
            let seen = "\"1\"";
            assert_eq!(ask(&router, path, seen).await.status().as_u16(), first);
            let again = ask(&router, path, seen).await;
            assert_eq!(again.status(), StatusCode::CREATED, "{path}");
            sweep(&db.url).await;
        }
    }
}

/// Frees the key for the next round: a day has passed.
async fn sweep(url: &str) {
    let store = Store::open(url).await.unwrap();
    let later = Standing.now().plus_days(2);
    store
        .remembered(PersonId(9), "k", &[0; 32], later)
        .await
        .unwrap();
}

both! {
    async fn where_secrets_are_told_no_key_is_honoured(db: TestDb) {
        let slow = Slow::default();
        let router = router(&db.url, slow.clone()).await;
        for _ in 0..2 {
            slow.go_on.notify_one();
            assert_eq!(ask(&router, "/api/v1/tokens", "\"1\"").await.status(), StatusCode::CREATED);
        }
        assert_eq!(slow.calls.load(Ordering::SeqCst), 2);
        let store = Store::open(&db.url).await.unwrap();
        let known = store.remembered(PersonId(1), "k", &[0; 32], Standing.now()).await.unwrap();
        assert_eq!(known, Remembered::New);
    }
}

both! {
    async fn an_answer_is_for_whoever_may_do_what_the_first_might(db: TestDb) {
        let slow = Slow::default();
        let router = router(&db.url, slow.clone()).await;
        let with = async |role: Role, scopes: Option<&[Scope]>| {
            slow.go_on.notify_one();
            let mut request = request("/waits", "\"1\"");
            let caller = request.extensions_mut().get_mut::<Caller>().unwrap();
            caller.actor.role = role;
            caller.actor.scopes = scopes.map(<[Scope]>::to_vec);
            router.clone().oneshot(request).await.unwrap().status().as_u16()
        };
        assert_eq!(with(Role::Admin, None).await, 201);
        assert_eq!(with(Role::Admin, None).await, 201, "the same answer");
        assert_eq!(with(Role::Admin, Some(&[Scope::Read])).await, 422);
        assert_eq!(with(Role::Admin, Some(&[Scope::Admin])).await, 422);
        assert_eq!(with(Role::Viewer, None).await, 422, "a role that was taken away");
        assert_eq!(slow.calls.load(Ordering::SeqCst), 1);
    }
}
