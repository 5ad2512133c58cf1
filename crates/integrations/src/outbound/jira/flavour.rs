//! What Jira Cloud and Jira Data Center do differently.

use afterword_domain::tracker::KnownTracker;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::super::TrackerError;
use super::super::call::entries;
use super::{FIELDS, Jira, adf, missing, wiki};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flavour {
    Cloud,
    DataCenter,
}

impl Flavour {
    pub(super) fn version(self) -> &'static str {
        match self {
            Self::Cloud => "3",
            Self::DataCenter => "2",
        }
    }

    /// An API token with its account, or a personal access token.
    pub(super) fn authorization(self, known: &KnownTracker) -> String {
        match self {
            Self::Cloud => {
                let pair = format!("{}:{}", known.settings.account, known.token);
                format!("Basic {}", STANDARD.encode(pair))
            }
            Self::DataCenter => format!("Bearer {}", known.token),
        }
    }

    /// Markdown as Jira has texts: a document of its own, or its wiki's marks.
    pub(super) fn body(self, markdown: &str) -> Value {
        match self {
            Self::Cloud => adf::document(markdown),
            Self::DataCenter => wiki::text(markdown).into(),
        }
    }

    /// How a person is named.
    pub(super) fn person(self, body: &Value) -> Option<Value> {
        let field = match self {
            Self::Cloud => "accountId",
            Self::DataCenter => "name",
        };
        Some(json!({ field: body[field].as_str()? }))
    }

    /// The field of a question for people by name or address.
    pub(super) fn people_query(self) -> &'static str {
        match self {
            Self::Cloud => "query",
            Self::DataCenter => "username",
        }
    }

    /// The entries of a page of what can be created; the cloud has a name for them of each kind.
    pub(super) fn listed(self, body: &Value, what: &'static str) -> Vec<Value> {
        let what = match self {
            Self::Cloud => what,
            Self::DataCenter => "values",
        };
        entries(body, what).to_vec()
    }
}

impl Jira {
    /// A page of what a question in JQL finds, and where the next begins.
    pub(super) async fn search(
        &self,
        project: &str,
        jql: &str,
        page: Option<&str>,
    ) -> Result<(Vec<Value>, Option<String>), TrackerError> {
        let (path, body) = match self.flavour {
            Flavour::Cloud => {
                let mut body = json!({ "jql": jql, "fields": FIELDS, "maxResults": 100 });
                if let Some(token) = page {
                    body["nextPageToken"] = token.into();
                }
                (self.path(&["search", "jql"]), body)
            }
            Flavour::DataCenter => {
                let start: u64 = page.and_then(|page| page.parse().ok()).unwrap_or(0);
                let body =
                    json!({ "jql": jql, "fields": FIELDS, "maxResults": 100, "startAt": start });
                (self.path(&["search"]), body)
            }
        };
        let reply = self.caller.post(&path, &body).await?;
        // A project that it does not know, or does not show, is a mistake in the question to Jira.
        if reply.status == 400 && reply.said().contains("'project'") {
            return Err(missing(project));
        }
        let body = reply.done()?;
        let issues = entries(&body, "issues").to_vec();
        let next = match self.flavour {
            Flavour::Cloud => body["nextPageToken"].as_str().map(str::to_owned),
            Flavour::DataCenter => {
                let end = body["startAt"].as_u64().unwrap_or(0) + issues.len() as u64;
                let more = end < body["total"].as_u64().unwrap_or(0) && !issues.is_empty();
                more.then(|| end.to_string())
            }
        };
        Ok((issues, next))
    }
}
