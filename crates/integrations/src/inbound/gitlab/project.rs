//! What all events say: the project that they happened in, and who caused them.

use std::collections::BTreeMap;

use super::super::json::At;
use super::super::{Unreadable, markdown};

/// A project as a delivery tells of it.
pub(super) struct Project<'a> {
    pub id: String,
    /// With its groups: `acme/shop/checkout`.
    pub path: &'a str,
    pub page: Option<&'a str>,
    pub default_branch: Option<&'a str>,
}

impl<'a> Project<'a> {
    pub(super) fn of(body: &At<'a>) -> Result<Self, Unreadable> {
        let project = body.get("project")?;
        Ok(Self {
            id: project.id("id")?,
            path: project.text("path_with_namespace")?,
            page: project.maybe_text("web_url"),
            default_branch: project.maybe_text("default_branch"),
        })
    }

    /// The last part of the path: what the service is called.
    pub(super) fn service(&self) -> Option<String> {
        self.path.rsplit('/').next().map(str::to_owned)
    }

    /// The project and the event, and of `more` what is not empty.
    pub(super) fn labels(&self, event: &str, more: &[(&str, &str)]) -> BTreeMap<String, String> {
        let common = [("repository", self.path), ("event", event)];
        let labels = common.iter().chain(more);
        labels
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }
}

/// " by Ana Silva", or nothing.
pub(super) fn by(name: Option<&str>) -> String {
    name.map_or_else(String::new, |name| {
        format!(" by {}", markdown::inline(name))
    })
}

/// The name of whoever caused the event.
pub(super) fn user<'a>(body: &At<'a>) -> Option<&'a str> {
    body.maybe("user").and_then(|user| user.maybe_text("name"))
}

/// A commit as people write it.
pub(super) fn short(sha: &str) -> &str {
    &sha[..sha.floor_char_boundary(8)]
}
