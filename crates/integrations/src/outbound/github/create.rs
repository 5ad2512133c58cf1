//! Making an issue once: what an earlier try made carries its marker in a comment that Markdown
//! does not show.

use serde_json::{Value, json};

use super::super::call::{Reply, entries};
use super::super::{
    Assignee, Created, LABEL, Missed, NewIssue, PAGES_MAX, RefusedField, TrackerError, fit,
    no_older_than,
};
use super::{Github, Repository, issue, missing};

impl Github {
    pub(super) async fn create_in(
        &self,
        repository: &Repository<'_>,
        new: &NewIssue<'_>,
    ) -> Result<Created, TrackerError> {
        let name = repository.full_name();
        if let Some(body) = self.made(repository, new).await? {
            let issue = issue::read(&body, &name);
            return Ok(Created {
                issue: issue.ok_or_else(|| self.caller.foreign("its answer is no issue"))?,
                existed: true,
                missed: Vec::new(),
            });
        }
        let assignee = self.assignee(repository, new.assignee).await?;
        let labels = self.labels(new);
        let mut wanted = json!({
            "title": fit::title(new.title),
            "body": format!("{}\n\n{}", fit::body(new), new.marker.hidden()),
            "labels": labels,
        });
        if let Some(login) = assignee {
            wanted["assignees"] = json!([login]);
        }
        if let Some(number) = new.sprint.and_then(|sprint| sprint.parse::<u64>().ok()) {
            wanted["milestone"] = number.into();
        }
        let reply = self
            .caller
            .post(&repository.path(&["issues"]), &wanted)
            .await?;
        let body = self.made_now(reply, repository)?;
        let issue = issue::read(&body, &name);
        Ok(Created {
            issue: issue.ok_or_else(|| self.caller.foreign("its answer is no issue"))?,
            existed: false,
            missed: missed(&body, new, &labels),
        })
    }

    /// What an earlier try made. Issues are listed from the database, so a new one is among them
    /// at once, whether its label was taken or not.
    async fn made(
        &self,
        repository: &Repository<'_>,
        new: &NewIssue<'_>,
    ) -> Result<Option<Value>, TrackerError> {
        let since = no_older_than(new.asked_at).to_string();
        let query = [
            ("state", "all"),
            ("since", since.as_str()),
            ("sort", "created"),
            ("direction", "desc"),
        ];
        let hidden = new.marker.hidden();
        let mut next = Some(1);
        while let Some(page) = next.filter(|page| *page <= PAGES_MAX as u64) {
            let (body, behind) = self.page(repository, &["issues"], &query, page).await?;
            let carries = |one: &&Value| {
                let text = one["body"].as_str().unwrap_or_default();
                text.contains(&hidden) && one.get("pull_request").is_none()
            };
            if let Some(found) = entries(&body, "").iter().find(carries) {
                return Ok(Some(found.clone()));
            }
            next = behind;
        }
        Ok(None)
    }

    /// The name of whoever can be assigned there. GitHub finds nobody by an e-mail address that
    /// they do not show to everybody.
    async fn assignee(
        &self,
        repository: &Repository<'_>,
        assignee: Option<Assignee<'_>>,
    ) -> Result<Option<String>, TrackerError> {
        let Some(login) = assignee.and_then(|one| one.user_name) else {
            return Ok(None);
        };
        let login = login.trim_start_matches('@');
        let reply = self
            .caller
            .get(&repository.path(&["assignees", login]), &[])
            .await?;
        if reply.is_missing() {
            return Ok(None);
        }
        reply.done()?;
        Ok(Some(login.to_owned()))
    }

    fn labels(&self, new: &NewIssue<'_>) -> Vec<String> {
        let mut labels = vec![LABEL.to_owned()];
        for label in self.labels.iter().chain(new.labels) {
            if !labels.contains(label) {
                labels.push(label.clone());
            }
        }
        labels
    }

    fn made_now(&self, reply: Reply, repository: &Repository<'_>) -> Result<Value, TrackerError> {
        match reply.status {
            404 => Err(missing(&repository.full_name())),
            410 => Err(TrackerError::IssuesOff {
                tracker: self.caller.name(),
                project: repository.full_name(),
            }),
            422 if reply.body["errors"].is_array() => Err(TrackerError::Fields {
                tracker: self.caller.name(),
                fields: refused(&reply.body),
            }),
            _ => reply.done(),
        }
    }
}

/// What GitHub says of each field that it did not take.
fn refused(body: &Value) -> Vec<RefusedField> {
    let errors = entries(body, "errors").iter().take(20);
    errors
        .map(|error| {
            let id = error["field"].as_str().unwrap_or("issue");
            let told = error["message"].as_str().or_else(|| error["code"].as_str());
            RefusedField {
                id: super::super::error::short(id),
                name: super::super::error::short(id),
                said: super::super::error::short(told.unwrap_or("invalid")),
            }
        })
        .collect()
}

/// Without the right to triage, GitHub leaves these out without a word.
fn missed(body: &Value, new: &NewIssue<'_>, labels: &[String]) -> Vec<Missed> {
    let mut missed = Vec::new();
    if let Some(wanted) = new.assignee
        && entries(body, "assignees").is_empty()
    {
        missed.push(Missed::Assignee(wanted.word().to_owned()));
    }
    if new.sprint.is_some() && body["milestone"].is_null() {
        missed.push(Missed::Sprint("GitHub did not take the milestone".into()));
    }
    let has = |label: &&String| {
        let same = |one: &Value| {
            let name = one["name"].as_str().or(one.as_str()).unwrap_or_default();
            name.eq_ignore_ascii_case(label)
        };
        entries(body, "labels").iter().any(same)
    };
    let lacks: Vec<_> = labels.iter().filter(|label| !has(label)).cloned().collect();
    if !lacks.is_empty() {
        missed.push(Missed::Labels(lacks));
    }
    missed
}
