//! Stand-ins for trackers: real servers on loopback that keep tickets and sprints, answer as the
//! documentation of each says, page by page, and behave badly when they are told to.

mod control;
mod desk;
mod github;
mod gitlab;
mod jira;
mod jql;
mod linear;
mod request;
mod webhook;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::Response;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::Notify;

pub use desk::{Conduct, Desk, Note, Odd, Person, Sprint, Stage, Ticket};
use request::{Reply, Request};
pub use webhook::Delivery;

/// The only token that they take, and whose it is in Jira Cloud.
pub const TOKEN: &str = "tracker-4f1c9a7e2b6d";
pub const ACCOUNT: &str = "bot@northwind.example";
/// The secret of their webhooks.
pub const SECRET: &str = "a-webhook-secret-of-the-tracker";

/// Whose API it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    JiraCloud,
    JiraDataCenter,
    Github,
    Gitlab,
    Linear,
}

impl Which {
    pub const ALL: [Self; 5] = [
        Self::JiraCloud,
        Self::JiraDataCenter,
        Self::Github,
        Self::Gitlab,
        Self::Linear,
    ];

    /// The word that Afterword's settings have for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::JiraCloud => "jira_cloud",
            Self::JiraDataCenter => "jira_data_center",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
            Self::Linear => "linear",
        }
    }

    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|which| which.word() == word)
    }

    /// Where the tickets of the only team live.
    #[must_use]
    pub fn project(self) -> &'static str {
        match self {
            Self::JiraCloud | Self::JiraDataCenter | Self::Linear => "PAY",
            Self::Github | Self::Gitlab => "northwind/payments",
        }
    }

    /// What a ticket is called: `PAY-12` or `northwind/payments#12`.
    #[must_use]
    pub fn key(self, number: u64) -> String {
        let mark = if self.project().contains('/') {
            '#'
        } else {
            '-'
        };
        format!("{}{mark}{number}", self.project())
    }

    fn api(self) -> &'static str {
        match self {
            Self::Github => "/api/v3",
            Self::Gitlab => "/api/v4",
            _ => "",
        }
    }
}

/// A running stand-in.
#[derive(Clone)]
pub struct Standin {
    pub which: Which,
    /// What Afterword's settings have as its address.
    pub url: String,
    /// What stands before its pages.
    pub pages: String,
    desk: Arc<Mutex<Desk>>,
    held: Arc<Held>,
}

/// Where the answer to a ticket that is made waits.
#[derive(Default)]
struct Held {
    made: Notify,
    may_go: Notify,
}

impl Standin {
    /// Starts one with a project, a running sprint and the two after it.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn start(which: Which) -> Self {
        Self::start_at(which, 0).await
    }

    /// [`Standin::start`] on a port that is known beforehand.
    ///
    /// # Panics
    /// When the port is not free.
    pub async fn start_at(which: Which, port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await;
        let listener = listener.expect("a free port");
        let pages = format!("http://{}", listener.local_addr().expect("an address"));
        let standin = Self {
            which,
            url: format!("{pages}{}", which.api()),
            pages,
            desk: Arc::new(Mutex::new(Desk::default())),
            held: Arc::default(),
        };
        let router = Router::new().fallback(answer).with_state(standin.clone());
        tokio::spawn(async { axum::serve(listener, router).await });
        standin
    }

    /// What it keeps; a test changes it as people there would.
    pub fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Somebody opens a ticket by hand; its key.
    #[must_use]
    pub fn open(&self, title: &str) -> String {
        let number = self.desk().open(title);
        self.which.key(number)
    }

    /// Somebody moves a ticket on, which is told by webhook where one is set.
    pub async fn moves(&self, number: u64, stage: Stage, by: &str) {
        self.desk().change(number, |ticket| ticket.stage = stage);
        self.tell(number, by).await;
    }

    /// Somebody deletes a ticket.
    pub async fn delete(&self, number: u64, by: &str) {
        self.desk().change(number, |ticket| ticket.deleted = true);
        self.tell(number, by).await;
    }

    /// Does something between the moment in which a ticket is made and the answer that says so, and
    /// waits for what comes of asking for it.
    pub async fn while_it_makes<T>(
        &self,
        asking: impl Future<Output = T>,
        meanwhile: impl Future<Output = ()>,
    ) -> T {
        self.desk().conduct.held = true;
        let meanwhile = async {
            self.held.made.notified().await;
            meanwhile.await;
            self.held.may_go.notify_one();
        };
        tokio::join!(asking, meanwhile).0
    }

    /// What it sends of a ticket as it is now.
    #[must_use]
    pub fn delivery(&self, number: u64, by: &str) -> Delivery {
        webhook::delivery(self, number, by)
    }

    async fn tell(&self, number: u64, by: &str) {
        let (hook, withheld) = {
            let desk = self.desk();
            (desk.hook.clone(), desk.conduct.withhold)
        };
        if let Some(hook) = hook.filter(|_| !withheld) {
            self.delivery(number, by).send(&hook).await;
        }
    }
}

async fn answer(
    State(standin): State<Standin>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let request = Request::new(&method, &uri, &headers, &body);
    if request
        .path
        .first()
        .is_some_and(|first| first == "_control")
    {
        return control::answer(&standin, &request).await.into_response();
    }
    let (reply, held) = served(&standin, &request, &format!("{method} {}", uri.path()));
    if held {
        standin.held.made.notify_one();
        standin.held.may_go.notified().await;
    }
    reply.into_response()
}

/// The answer, and whether it waits.
fn served(standin: &Standin, request: &Request, line: &str) -> (Reply, bool) {
    let mut desk = standin.desk();
    desk.asked.push(line.to_owned());
    if let Some(happens) = &mut desk.meanwhile {
        happens();
    }
    if let Some(reply) = misbehave(standin.which, &mut desk) {
        return (reply, false);
    }
    let before = desk.tickets.len();
    let reply = match standin.which {
        Which::JiraCloud | Which::JiraDataCenter => jira::answer(standin, &mut desk, request),
        Which::Github => github::answer(standin, &mut desk, request),
        Which::Gitlab => gitlab::answer(standin, &mut desk, request),
        Which::Linear => linear::answer(standin, &mut desk, request),
    };
    if desk.tickets.len() == before {
        return (reply, false);
    }
    if std::mem::take(&mut desk.conduct.mute) {
        return (Reply::text(502, "Bad gateway"), false);
    }
    (reply, std::mem::take(&mut desk.conduct.held))
}

/// What has nothing to do with what was asked.
fn misbehave(which: Which, desk: &mut Desk) -> Option<Reply> {
    if desk.conduct.down {
        return Some(Reply::new(503, Value::Null));
    }
    if desk.conduct.foreign {
        let page = "<!doctype html><title>Maintenance</title><p>We are back in a few minutes.";
        return Some(Reply::text(200, page).with("content-type", "text/html; charset=utf-8"));
    }
    if desk.conduct.elsewhere {
        let page = "https://sso.northwind.example/login?next=%2F";
        return Some(Reply::text(302, "").with("location", page));
    }
    if desk.conduct.endless {
        return Some(Reply::text(200, &"[".repeat(5 * 1024 * 1024)));
    }
    if desk.conduct.limited == 0 {
        return None;
    }
    if desk.conduct.spared > 0 {
        desk.conduct.spared -= 1;
        return None;
    }
    desk.conduct.limited -= 1;
    let reset = desk.seconds() + 30;
    Some(match which {
        Which::JiraCloud | Which::JiraDataCenter => {
            Reply::text(429, "Rate limit exceeded").with("retry-after", "30")
        }
        Which::Github => github::message(403, "API rate limit exceeded for user ID 1.")
            .with("x-ratelimit-remaining", "0")
            .with("x-ratelimit-reset", &reset.to_string()),
        Which::Gitlab => Reply::text(429, "Retry later\n").with("retry-after", "30"),
        Which::Linear => linear::failed(400, "ratelimited", "RATELIMITED", "Rate limit exceeded")
            .with("x-ratelimit-requests-remaining", "0")
            .with("x-ratelimit-requests-reset", &(reset * 1_000).to_string()),
    })
}
