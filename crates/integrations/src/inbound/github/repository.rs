//! What all events say: the repository that they happened in, and who caused them.

use std::collections::BTreeMap;

use afterword_domain::incident::{Evidence, EvidenceKind};

use super::super::json::At;
use super::super::links::link;
use super::super::{Unreadable, markdown};

/// A repository as a delivery tells of it.
pub(super) struct Repository<'a> {
    /// With its owner: `acme/checkout`.
    pub full_name: &'a str,
    /// Without: what the service is called.
    name: &'a str,
    page: Option<&'a str>,
    pub default_branch: Option<&'a str>,
    /// The account behind the event.
    sender: Option<&'a str>,
}

impl<'a> Repository<'a> {
    pub(super) fn of(body: &At<'a>) -> Result<Self, Unreadable> {
        let repository = body.get("repository")?;
        let sender = body.maybe("sender");
        Ok(Self {
            full_name: repository.text("full_name")?,
            name: repository.text("name")?,
            page: repository.maybe_text("html_url"),
            default_branch: repository.maybe_text("default_branch"),
            sender: sender.and_then(|sender| sender.maybe_text("login")),
        })
    }

    pub(super) fn service(&self) -> String {
        self.name.to_owned()
    }

    /// The repository, the event and the account, and of `more` what is not empty.
    pub(super) fn labels(&self, event: &str, more: &[(&str, &str)]) -> BTreeMap<String, String> {
        let common = [
            ("repository", self.full_name),
            ("event", event),
            ("sender", self.sender.unwrap_or_default()),
        ];
        let labels = common.iter().chain(more);
        labels
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect()
    }

    pub(super) fn commit(&self, sha: &str) -> Option<Evidence> {
        let url = self.page.map(|page| format!("{page}/commit/{sha}"));
        link(EvidenceKind::MergeRequest, short(sha), url.as_deref())
    }

    /// " by ana", or nothing.
    pub(super) fn by_sender(&self) -> String {
        by(self.sender)
    }
}

pub(super) fn by(login: Option<&str>) -> String {
    login.map_or_else(String::new, |login| {
        format!(" by {}", markdown::inline(login))
    })
}

/// A commit as people write it.
pub(super) fn short(sha: &str) -> &str {
    &sha[..sha.floor_char_boundary(7)]
}
