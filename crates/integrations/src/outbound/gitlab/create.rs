//! Making an issue once: what an earlier try made carries its marker in a comment that Markdown
//! does not show.

use serde_json::{Value, json};

use super::super::call::{Reply, entries};
use super::super::error::short;
use super::super::{
    Assignee, Created, LABEL, Missed, NewIssue, PAGES_MAX, RefusedField, TrackerError, fit,
    no_older_than,
};
use super::sprints::Slot;
use super::{Gitlab, issue, missing, path, quick_actions};

impl Gitlab {
    pub(super) async fn create_in(
        &self,
        project: &str,
        new: &NewIssue<'_>,
    ) -> Result<Created, TrackerError> {
        if let Some(body) = self.made(project, new).await? {
            let issue = issue::read(&body, project);
            return Ok(Created {
                issue: issue.ok_or_else(|| self.caller.foreign("its answer is no issue"))?,
                existed: true,
                missed: Vec::new(),
            });
        }
        let assignee = self.assignee(new.assignee).await?;
        let text = quick_actions::without(&fit::body(new));
        let mut description = format!("{text}\n\n{}", new.marker.hidden());
        let labels = self.labels(new);
        let mut wanted = json!({ "title": fit::title(new.title), "labels": labels.join(",") });
        match new.sprint.and_then(Slot::of) {
            Some(Slot::Iteration(id)) => {
                description.push_str("\n\n");
                description.push_str(&quick_actions::iteration(id));
            }
            Some(Slot::Milestone(id)) => wanted["milestone_id"] = id.into(),
            None => {}
        }
        wanted["description"] = description.into();
        if let Some(id) = assignee {
            wanted["assignee_ids"] = json!([id]);
        }
        let reply = self
            .caller
            .post(&path(project, &["issues"]), &wanted)
            .await?;
        let body = self.made_now(reply, project)?;
        let issue = issue::read(&body, project);
        Ok(Created {
            issue: issue.ok_or_else(|| self.caller.foreign("its answer is no issue"))?,
            existed: false,
            missed: missed(&body, new, &labels),
        })
    }

    async fn made(&self, project: &str, new: &NewIssue<'_>) -> Result<Option<Value>, TrackerError> {
        let since = no_older_than(new.asked_at).to_string();
        let query = [
            ("state", "all"),
            ("created_after", since.as_str()),
            ("order_by", "created_at"),
            ("sort", "desc"),
        ];
        let hidden = new.marker.hidden();
        let carries = |one: &&Value| {
            one["description"]
                .as_str()
                .is_some_and(|text| text.contains(&hidden))
        };
        let mut next = Some(1);
        while let Some(page) = next.filter(|page| *page <= PAGES_MAX as u64) {
            let (body, behind) = self.page(project, &["issues"], &query, page).await?;
            if let Some(found) = entries(&body, "").iter().find(carries) {
                return Ok(Some(found.clone()));
            }
            next = behind;
        }
        Ok(None)
    }

    /// The number of the one person who is meant.
    async fn assignee(&self, assignee: Option<Assignee<'_>>) -> Result<Option<u64>, TrackerError> {
        let Some(wanted) = assignee else {
            return Ok(None);
        };
        let query = match (wanted.user_name, wanted.email) {
            (Some(name), _) => ("username", name.trim_start_matches('@')),
            (None, Some(email)) => ("search", email),
            (None, None) => return Ok(None),
        };
        let reply = self.caller.get(&["users"], &[query]).await?;
        let body = reply.done()?;
        let active = |one: &&Value| one["state"].as_str().is_none_or(|state| state == "active");
        let mut found = entries(&body, "").iter().filter(active);
        let one = found.next().and_then(|one| one["id"].as_u64());
        Ok(one.filter(|_| found.next().is_none()))
    }

    fn labels(&self, new: &NewIssue<'_>) -> Vec<String> {
        let mut labels = vec![LABEL.to_owned()];
        for label in self.labels.iter().chain(new.labels) {
            // Labels are sent as one text with commas.
            let label = label.replace(',', " ");
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
        labels
    }

    fn made_now(&self, reply: Reply, project: &str) -> Result<Value, TrackerError> {
        match (reply.status, reply.body["message"].as_object()) {
            (404, _) => Err(missing(project)),
            (400 | 422, Some(by_field)) => Err(TrackerError::Fields {
                tracker: self.caller.name(),
                fields: by_field.iter().take(20).map(refused).collect(),
            }),
            _ => reply.done(),
        }
    }
}

/// `"title": ["is too long (maximum is 255 characters)"]`.
fn refused((field, problems): (&String, &Value)) -> RefusedField {
    let problems = problems.as_array().map_or(&[][..], Vec::as_slice);
    let problems: Vec<&str> = problems.iter().filter_map(Value::as_str).collect();
    let said = if problems.is_empty() {
        "invalid".to_owned()
    } else {
        problems.join(", ")
    };
    RefusedField {
        id: short(field),
        name: short(field),
        said: short(&said),
    }
}

/// What the token may not set, GitLab leaves out without a word.
fn missed(body: &Value, new: &NewIssue<'_>, labels: &[String]) -> Vec<Missed> {
    let mut missed = Vec::new();
    if let Some(wanted) = new.assignee
        && entries(body, "assignees").is_empty()
    {
        missed.push(Missed::Assignee(wanted.word().to_owned()));
    }
    let (slot, taken) = match new.sprint.and_then(Slot::of) {
        Some(Slot::Iteration(id)) => ("iteration", body["iteration"]["id"] == id),
        Some(Slot::Milestone(id)) => ("milestone", body["milestone"]["id"] == id),
        None => ("", true),
    };
    if !taken {
        missed.push(Missed::Sprint(format!("GitLab did not take the {slot}")));
    }
    let has = |label: &String| {
        let mut names = entries(body, "labels").iter();
        names.any(|one| one.as_str().is_some_and(|name| name == label))
    };
    let lacks: Vec<_> = labels.iter().filter(|label| !has(label)).cloned().collect();
    if !lacks.is_empty() {
        missed.push(Missed::Labels(lacks));
    }
    missed
}
