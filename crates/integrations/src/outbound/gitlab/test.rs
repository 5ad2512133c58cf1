//! Whether tickets can be made in a project.

use serde_json::Value;

use super::super::call::entries;
use super::super::{Tested, TrackerError};
use super::{Gitlab, missing, path};

/// GitLab's numbers for roles.
const GUEST: u64 = 10;
const PLANNER: u64 = 15;

impl Gitlab {
    pub(super) async fn look_over(&self, project: &str) -> Result<Tested, TrackerError> {
        let user = self.caller.get(&["user"], &[]).await?.done()?;
        let account = user["username"].as_str();
        let account = account.ok_or_else(|| self.caller.foreign("its answer names no account"))?;
        self.writes(project).await?;
        let reply = self.caller.get(&path(project, &[]), &[]).await?;
        if reply.is_missing() {
            return Err(missing(project));
        }
        let body = reply.done()?;
        let refused = |said: &str| TrackerError::Refused {
            tracker: self.caller.name(),
            said: format!("{project} {said}"),
        };
        if body["archived"] == true {
            return Err(refused("is archived and takes no issues"));
        }
        if body["issues_access_level"] == "disabled" || body["issues_enabled"] == false {
            return Err(TrackerError::IssuesOff {
                tracker: self.caller.name(),
                project: project.to_owned(),
            });
        }
        let role = role(&body["permissions"]);
        let mut notes = Vec::new();
        match role {
            Some(role) if role < GUEST => {
                return Err(TrackerError::Lacks {
                    tracker: self.caller.name(),
                    right: "create issues",
                    project: project.to_owned(),
                });
            }
            Some(role) if role < PLANNER => notes.push(
                "The token's role is below Planner: GitLab leaves out labels, assignees, \
                 milestones and iterations."
                    .to_owned(),
            ),
            _ => {}
        }
        if self.iterations(project).await?.is_empty() {
            notes.push("No iterations: milestones count as sprints.".to_owned());
        }
        Ok(Tested {
            account: account.to_owned(),
            project: body["path_with_namespace"]
                .as_str()
                .unwrap_or(project)
                .to_owned(),
            notes,
        })
    }

    /// A token says what it may do from GitLab 15.5 on; before, nobody knows.
    async fn writes(&self, project: &str) -> Result<(), TrackerError> {
        let reply = self
            .caller
            .get(&["personal_access_tokens", "self"], &[])
            .await?;
        if reply.status != 200 {
            return Ok(());
        }
        let body = reply.done()?;
        let scopes = entries(&body, "scopes");
        if scopes.is_empty() || scopes.iter().any(|scope| scope == "api") {
            return Ok(());
        }
        Err(TrackerError::Lacks {
            tracker: self.caller.name(),
            right: "write (the scope “api”)",
            project: project.to_owned(),
        })
    }
}

/// The higher of what the account is in the project and in its group; `None` where neither is
/// told, as to an administrator.
fn role(permissions: &Value) -> Option<u64> {
    let level = |what: &str| permissions[what]["access_level"].as_u64();
    level("project_access").max(level("group_access"))
}
