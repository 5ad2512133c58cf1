//! Lists by numbered pages, and comments in Markdown that carry their marker where nobody sees it:
//! as GitHub and GitLab both have them.

use serde_json::{Value, json};

use super::call::{Caller, Query, Reply, entries};
use super::{Comment, Issue, Page, TrackerError};

/// Entries a page.
pub(super) const PAGE: &str = "100";

impl Caller {
    /// A page of a list, and the number of the one behind it; `missing` where there is no such list.
    pub(super) async fn page(
        &self,
        path: &[&str],
        query: Query<'_>,
        page: u64,
        has_next: impl Fn(&Reply) -> bool,
        missing: impl FnOnce() -> TrackerError,
    ) -> Result<(Value, Option<u64>), TrackerError> {
        let number = page.to_string();
        let mut all = query.to_vec();
        all.extend([("per_page", PAGE), ("page", number.as_str())]);
        let reply = self.get(path, &all).await?;
        if reply.is_missing() {
            return Err(missing());
        }
        let next = has_next(&reply).then_some(page + 1);
        Ok((reply.done()?, next))
    }

    /// Writes a comment below a ticket, unless one of those that `query` lists carries its marker.
    pub(super) async fn comment_once(
        &self,
        (key, path): (&str, &[&str]),
        query: Query<'_>,
        comment: &Comment<'_>,
        text: &str,
    ) -> Result<(), TrackerError> {
        let mut all = query.to_vec();
        all.push(("per_page", PAGE));
        let reply = self.get(path, &all).await?;
        if reply.is_missing() {
            return Err(self.gone(key));
        }
        let hidden = comment.marker.hidden();
        let body = reply.done()?;
        let is_ours = |one: &Value| {
            let text = one["body"].as_str();
            text.is_some_and(|text| text.contains(&hidden))
        };
        if entries(&body, "").iter().any(is_ours) {
            return Ok(());
        }
        let wanted = json!({ "body": format!("{text}\n\n{hidden}") });
        let reply = self.post(path, &wanted).await?;
        if reply.is_missing() {
            return Err(self.gone(key));
        }
        reply.done().map(drop)
    }
}

impl Page {
    /// What is no issue is left out.
    pub(super) fn read(
        entries: &[Value],
        issue: impl Fn(&Value) -> Option<Issue>,
        next: Option<String>,
    ) -> Self {
        Self {
            issues: entries.iter().filter_map(issue).collect(),
            next,
        }
    }
}
