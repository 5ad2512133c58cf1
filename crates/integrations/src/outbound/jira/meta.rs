//! What a project lets one create: types of issues, and the fields of each with their names.
//! See <https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/>, “Get create
//! metadata issue types for a project”.

use serde_json::Value;

use super::super::error::short;
use super::super::{PAGES_MAX, TrackerError};
use super::{Jira, missing};

/// A field of the form that makes an issue.
pub(super) struct Field {
    pub(super) id: String,
    pub(super) name: String,
    /// Has to be given, and Jira puts nothing in by itself.
    pub(super) demanded: bool,
}

/// A type of issues.
pub(super) struct IssueType {
    pub(super) id: String,
    pub(super) name: String,
}

impl Jira {
    pub(super) async fn issue_types(&self, project: &str) -> Result<Vec<IssueType>, TrackerError> {
        let path = self.path(&["issue", "createmeta", project, "issuetypes"]);
        let found = self.all(&path, "issueTypes").await?;
        let types = found.ok_or_else(|| missing(project))?;
        let types = types.iter().filter_map(|one| {
            Some(IssueType {
                id: one["id"].as_str()?.to_owned(),
                name: short(one["name"].as_str()?),
            })
        });
        Ok(types.collect())
    }

    /// The type that the settings name; an error that lists those there are.
    pub(super) async fn issue_type(&self, project: &str) -> Result<IssueType, TrackerError> {
        let mut types = self.issue_types(project).await?;
        let wanted = &self.settings.issue_type;
        let at = types
            .iter()
            .position(|one| one.name.eq_ignore_ascii_case(wanted));
        match at {
            Some(at) => Ok(types.swap_remove(at)),
            None => Err(TrackerError::IssueType {
                project: project.to_owned(),
                name: wanted.clone(),
                known: types.into_iter().map(|one| one.name).take(20).collect(),
            }),
        }
    }

    pub(super) async fn fields(
        &self,
        project: &str,
        of: &IssueType,
    ) -> Result<Vec<Field>, TrackerError> {
        let path = self.path(&["issue", "createmeta", project, "issuetypes", &of.id]);
        let found = self.all(&path, "fields").await?.unwrap_or_default();
        let fields = found.iter().filter_map(|one| {
            let id = one["fieldId"].as_str().or_else(|| one["key"].as_str())?;
            Some(Field {
                id: id.to_owned(),
                name: short(one["name"].as_str().unwrap_or(id)),
                demanded: one["required"] == true && one["hasDefaultValue"] != true,
            })
        });
        Ok(fields.collect())
    }

    /// All entries of a list that is told in pages; `None` where there is no such thing.
    async fn all(
        &self,
        path: &[&str],
        what: &'static str,
    ) -> Result<Option<Vec<Value>>, TrackerError> {
        let mut all = Vec::new();
        for _ in 0..PAGES_MAX {
            let start = all.len().to_string();
            let query = [("startAt", start.as_str()), ("maxResults", "100")];
            let reply = self.caller.get(path, &query).await?;
            if matches!(reply.status, 400 | 404) {
                return Ok(None);
            }
            let body = reply.done()?;
            let page = self.flavour.listed(&body, what);
            let total = body["total"].as_u64().unwrap_or(0);
            let is_last = page.is_empty();
            all.extend(page);
            if is_last || all.len() as u64 >= total {
                break;
            }
        }
        Ok(Some(all))
    }
}
