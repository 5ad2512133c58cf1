//! A stand-in for the REST APIs of GitHub (`/api/v3`, as GitHub Enterprise has it) and of GitLab
//! (`/api/v4`): it keeps pull requests, merge requests and issues, and answers as their
//! documentation says. Its own host serves the pages that links lead to, in name.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// The only token that it takes.
pub const TOKEN: &str = "ghp_16C7e42F292c6912E7710c838347Ae178B4a";

/// An answer in place of the next one.
pub struct Instead {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
}

/// What it keeps; a test changes it as people there would.
#[derive(Default)]
pub struct Kept {
    /// By the path of the request, as it is encoded.
    pub items: BTreeMap<String, Value>,
    pub instead: VecDeque<Instead>,
    /// The paths that were asked.
    pub asked: Vec<String>,
}

/// A running stand-in.
#[derive(Clone)]
pub struct Forge {
    /// What stands before a page: `http://127.0.0.1:4711`.
    pub pages: String,
    kept: Arc<Mutex<Kept>>,
}

impl Forge {
    /// Starts one that keeps nothing.
    ///
    /// # Panics
    /// When no port is free.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await;
        let listener = listener.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let forge = Self {
            pages: format!("http://{address}"),
            kept: Arc::default(),
        };
        let router = Router::new().fallback(answer).with_state(forge.clone());
        tokio::spawn(async { axum::serve(listener, router).await });
        forge
    }

    /// What it keeps.
    pub fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where GitHub's API answers.
    #[must_use]
    pub fn github(&self) -> String {
        format!("{}/api/v3", self.pages)
    }

    /// Where GitLab's API answers.
    #[must_use]
    pub fn gitlab(&self) -> String {
        format!("{}/api/v4", self.pages)
    }

    /// A pull request of GitHub that is `open`, `draft`, `merged` or `closed`; its page.
    pub fn pull(&self, repository: &str, number: u64, title: &str, state: &str) -> String {
        let merged_at = (state == "merged").then_some("2026-10-08T13:40:00Z");
        let is_open = matches!(state, "open" | "draft");
        let body = json!({
            "number": number, "title": title, "state": if is_open { "open" } else { "closed" },
            "draft": state == "draft", "merged": merged_at.is_some(), "merged_at": merged_at
        });
        let path = format!("/api/v3/repos/{repository}/pulls/{number}");
        self.kept().items.insert(path, body);
        format!("{}/{repository}/pull/{number}", self.pages)
    }

    /// An issue of GitHub that is `open` or `closed`; its page.
    pub fn github_issue(&self, repository: &str, number: u64, title: &str, state: &str) -> String {
        let body = json!({ "number": number, "title": title, "state": state });
        let path = format!("/api/v3/repos/{repository}/issues/{number}");
        self.kept().items.insert(path, body);
        format!("{}/{repository}/issues/{number}", self.pages)
    }

    /// A merge request of GitLab that is `opened`, `draft`, `merged`, `locked` or `closed`; its
    /// page.
    pub fn merge_request(&self, project: &str, number: u64, title: &str, state: &str) -> String {
        let is_draft = state == "draft";
        let state = if is_draft { "opened" } else { state };
        let body = json!({ "iid": number, "title": title, "state": state, "draft": is_draft });
        self.keep_of_gitlab(project, "merge_requests", number, body)
    }

    /// An issue of GitLab that is `opened` or `closed`; its page.
    pub fn gitlab_issue(&self, project: &str, number: u64, title: &str, state: &str) -> String {
        let body = json!({ "iid": number, "title": title, "state": state });
        self.keep_of_gitlab(project, "issues", number, body)
    }

    fn keep_of_gitlab(&self, project: &str, what: &str, number: u64, body: Value) -> String {
        let encoded = project.replace('/', "%2F");
        let path = format!("/api/v4/projects/{encoded}/{what}/{number}");
        self.kept().items.insert(path, body);
        format!("{}/{project}/-/{what}/{number}", self.pages)
    }

    /// The next answer, whatever is asked.
    pub fn answers(&self, status: u16, headers: &[(&'static str, &str)], body: impl Into<Vec<u8>>) {
        let headers = headers
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()));
        self.kept().instead.push_back(Instead {
            status,
            headers: headers.collect(),
            body: body.into(),
        });
    }
}

async fn answer(State(forge): State<Forge>, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path();
    let mut kept = forge.kept();
    kept.asked.push(path.to_owned());
    if let Some(instead) = kept.instead.pop_front() {
        let mut response = Response::builder().status(instead.status);
        for (name, value) in instead.headers {
            response = response.header(name, value);
        }
        let response = response.body(Body::from(instead.body));
        return response.unwrap_or_default();
    }
    let is_github = path.starts_with("/api/v3/");
    let shown = headers.get("authorization");
    let expected = format!("Bearer {TOKEN}");
    if shown.is_none_or(|shown| shown.as_bytes() != expected.as_bytes()) {
        let message = if is_github {
            "Bad credentials"
        } else {
            "401 Unauthorized"
        };
        return (
            StatusCode::UNAUTHORIZED,
            Json(json!({ "message": message })),
        )
            .into_response();
    }
    match path {
        "/api/v3/user" => Json(json!({ "login": "northwind-bot", "id": 1 })).into_response(),
        "/api/v4/user" => Json(json!({ "username": "northwind-bot", "id": 1 })).into_response(),
        _ => match kept.items.get(path) {
            Some(item) => Json(item).into_response(),
            None => {
                let message = if is_github {
                    "Not Found"
                } else {
                    "404 Not found"
                };
                (StatusCode::NOT_FOUND, Json(json!({ "message": message }))).into_response()
            }
        },
    }
}
