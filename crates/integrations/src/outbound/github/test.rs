//! Whether tickets can be made in a repository.

use super::super::{Tested, TrackerError};
use super::{Github, Repository, missing};

impl Github {
    pub(super) async fn look_over(
        &self,
        repository: &Repository<'_>,
    ) -> Result<Tested, TrackerError> {
        // The token of an app belongs to no person, and GitHub says so with 403.
        let reply = self.caller.get(&["user"], &[]).await?;
        let account = if reply.status == 403 {
            "an app".to_owned()
        } else {
            let body = reply.done()?;
            let login = body["login"].as_str();
            let login = login.ok_or_else(|| self.caller.foreign("its answer names no account"))?;
            login.to_owned()
        };
        let reply = self.caller.get(&repository.path(&[]), &[]).await?;
        let name = repository.full_name();
        if reply.is_missing() {
            return Err(missing(&name));
        }
        let body = reply.done()?;
        if body["archived"] == true {
            return Err(TrackerError::Refused {
                tracker: self.caller.name(),
                said: format!("{name} is archived and takes no issues"),
            });
        }
        if body["has_issues"] == false {
            return Err(TrackerError::IssuesOff {
                tracker: self.caller.name(),
                project: name,
            });
        }
        let rights = &body["permissions"];
        if rights.is_object() && rights["pull"] == false {
            return Err(TrackerError::Lacks {
                tracker: self.caller.name(),
                right: "read issues",
                project: name,
            });
        }
        let may_triage = ["triage", "push", "maintain", "admin"]
            .into_iter()
            .any(|right| rights[right] == true);
        let mut notes = Vec::new();
        // An app's token tells no rights here.
        if rights.is_object() && !may_triage {
            notes.push(
                "The token's account has no role of Triage or more: GitHub leaves out labels, \
                 assignees and milestones."
                    .to_owned(),
            );
        }
        Ok(Tested {
            account,
            project: body["full_name"].as_str().unwrap_or(&name).to_owned(),
            notes,
        })
    }
}
