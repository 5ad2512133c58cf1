//! Whether tickets can be made in a project.

use serde_json::Value;

use super::super::{Tested, TrackerError};
use super::{Jira, missing};

/// What is given by Afterword itself; everything else that a project demands is in the settings.
const GIVEN: [&str; 7] = [
    "project",
    "issuetype",
    "summary",
    "description",
    "labels",
    "assignee",
    "reporter",
];
/// Rights without which something is left out, with what that is.
const OF_USE: [(&str, &str); 3] = [
    (
        "ADD_COMMENTS",
        "no comment is written when an action item is done",
    ),
    ("ASSIGN_ISSUES", "tickets are assigned to nobody"),
    ("SCHEDULE_ISSUES", "tickets are put into no sprint"),
];

impl Jira {
    pub(super) async fn look_over(
        &self,
        project: &str,
        board: Option<u64>,
    ) -> Result<Tested, TrackerError> {
        let user = self
            .caller
            .get(&self.path(&["myself"]), &[])
            .await?
            .done()?;
        let account = ["emailAddress", "name", "displayName"]
            .into_iter()
            .find_map(|field| user[field].as_str());
        let account = account.ok_or_else(|| self.caller.foreign("its answer names no account"))?;
        let reply = self
            .caller
            .get(&self.path(&["project", project]), &[])
            .await?;
        if reply.is_missing() {
            return Err(missing(project));
        }
        let found = reply.done()?;
        let mut notes = self.rights(project).await?;
        let of = self.issue_type(project).await?;
        let fields = self.fields(project, &of).await?;
        let given = |id: &str| GIVEN.contains(&id) || self.settings.fields.contains_key(id);
        let demanded: Vec<String> = fields
            .iter()
            .filter(|field| field.demanded && !given(&field.id))
            .map(|field| format!("{} ({})", field.name, field.id))
            .collect();
        if !demanded.is_empty() {
            notes.push(format!(
                "{project} demands fields that are not in the settings: {}. Tickets are refused \
                 until they are.",
                demanded.join(", ")
            ));
        }
        match self.board(project, board).await {
            Ok(Some(number)) => drop(self.sprints_of(number, board.is_some()).await?),
            Ok(None) => notes.push("No board with sprints: tickets are put into none.".into()),
            Err(error @ TrackerError::Boards { .. }) => notes.push(format!("{error}.")),
            Err(error) => return Err(error),
        }
        Ok(Tested {
            account: account.to_owned(),
            project: found["name"].as_str().unwrap_or(project).to_owned(),
            notes,
        })
    }

    /// Notes on rights of use that the token lacks.
    async fn rights(&self, project: &str) -> Result<Vec<String>, TrackerError> {
        let asked = "BROWSE_PROJECTS,CREATE_ISSUES,ADD_COMMENTS,ASSIGN_ISSUES,SCHEDULE_ISSUES";
        let query = [("projectKey", project), ("permissions", asked)];
        let reply = self
            .caller
            .get(&self.path(&["mypermissions"]), &query)
            .await?;
        let body = reply.done()?;
        let has = |right: &str| body["permissions"][right]["havePermission"] != Value::Bool(false);
        for (right, words) in [
            ("BROWSE_PROJECTS", "see issues"),
            ("CREATE_ISSUES", "create issues"),
        ] {
            if !has(right) {
                return Err(TrackerError::Lacks {
                    tracker: self.caller.name(),
                    right: words,
                    project: project.to_owned(),
                });
            }
        }
        let lacking = OF_USE.iter().filter(|(right, _)| !has(right));
        let note = |(right, means): &(&str, &str)| format!("Without the right {right}, {means}.");
        Ok(lacking.map(note).collect())
    }
}
