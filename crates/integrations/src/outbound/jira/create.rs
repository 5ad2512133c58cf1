//! Making an issue once: each carries a label of its own, by which a later try finds it.

use serde_json::{Map, Value, json};

use super::super::error::short;
use super::super::{
    Assignee, Created, LABEL, Missed, NewIssue, RefusedField, Tracker as _, TrackerError, fit,
};
use super::{Jira, missing};
use crate::outbound::call::entries;
use afterword_domain::tracker::TrackerPlace;

impl Jira {
    pub(super) async fn create_in(
        &self,
        project: &str,
        new: &NewIssue<'_>,
    ) -> Result<Created, TrackerError> {
        let mut missed = Vec::new();
        let made = self.made(project, new).await?;
        let existed = made.is_some();
        let key = match made {
            Some(key) => key,
            None => self.make(project, new, &mut missed).await?,
        };
        // An earlier try may have ended before this.
        if let Some(sprint) = new.sprint
            && let Some(why) = self.place(&key, sprint).await?
        {
            missed.push(Missed::Sprint(why));
        }
        Ok(Created {
            issue: self.find(&TrackerPlace::default(), &key).await?,
            existed,
            missed,
        })
    }

    async fn made(
        &self,
        project: &str,
        new: &NewIssue<'_>,
    ) -> Result<Option<String>, TrackerError> {
        let label = new.marker.text();
        let jql = format!("project = \"{project}\" AND labels = \"{label}\" ORDER BY created ASC");
        let (issues, _) = self.search(project, &jql, None).await?;
        let first = issues.first().and_then(|issue| issue["key"].as_str());
        Ok(first.map(str::to_owned))
    }

    async fn make(
        &self,
        project: &str,
        new: &NewIssue<'_>,
        missed: &mut Vec<Missed>,
    ) -> Result<String, TrackerError> {
        // What the settings say comes first, so that it cannot take the place of what is said here.
        let mut fields: Map<String, Value> = self.settings.fields.clone();
        fields.insert("project".into(), json!({ "key": project }));
        fields.insert(
            "issuetype".into(),
            json!({ "name": self.settings.issue_type }),
        );
        fields.insert("summary".into(), fit::title(new.title).into());
        fields.insert("description".into(), self.flavour.body(&fit::body(new)));
        fields.insert("labels".into(), self.labels(new).into());
        if let Some(wanted) = new.assignee {
            match self.assignee(project, wanted).await? {
                Some(person) => {
                    fields.insert("assignee".into(), person);
                }
                None => missed.push(Missed::Assignee(wanted.word().to_owned())),
            }
        }
        let path = self.path(&["issue"]);
        let reply = self
            .caller
            .post(&path, &json!({ "fields": fields }))
            .await?;
        let by_field = reply.body["errors"]
            .as_object()
            .filter(|errors| !errors.is_empty());
        if let (400, Some(by_field)) = (reply.status, by_field) {
            return Err(self.refused(project, by_field).await?);
        }
        let body = reply.done()?;
        let key = body["key"].as_str();
        key.map(str::to_owned)
            .ok_or_else(|| self.caller.foreign("its answer names no new issue"))
    }

    /// What Jira refuses by the numbers of fields, by their names.
    async fn refused(
        &self,
        project: &str,
        by_field: &Map<String, Value>,
    ) -> Result<TrackerError, TrackerError> {
        if by_field.contains_key("project") {
            return Ok(missing(project));
        }
        let of = self.issue_type(project).await?;
        let known = self.fields(project, &of).await?;
        let fields = by_field.iter().take(20).map(|(id, said)| {
            let field = known.iter().find(|field| field.id == *id);
            RefusedField {
                id: short(id),
                name: field.map_or_else(|| short(id), |field| field.name.clone()),
                said: short(said.as_str().unwrap_or("invalid")),
            }
        });
        Ok(TrackerError::Fields {
            tracker: self.caller.name(),
            fields: fields.collect(),
        })
    }

    /// The one person who is meant and can be assigned there.
    async fn assignee(
        &self,
        project: &str,
        wanted: Assignee<'_>,
    ) -> Result<Option<Value>, TrackerError> {
        let (Some(word), email) = (wanted.user_name.or(wanted.email), wanted.email) else {
            return Ok(None);
        };
        let path = self.path(&["user", "assignable", "search"]);
        let query = [
            ("project", project),
            (self.flavour.people_query(), word),
            ("maxResults", "10"),
        ];
        let reply = self.caller.get(&path, &query).await?;
        if matches!(reply.status, 400 | 403 | 404) {
            return Ok(None);
        }
        let body = reply.done()?;
        let found = entries(&body, "");
        // The question finds beginnings of names as well; an address or a name that is shown decides.
        let is_meant = |one: &&Value| {
            let same = |field: &str, word: Option<&str>| {
                let told = one[field].as_str();
                told.zip(word)
                    .is_some_and(|(told, word)| told.eq_ignore_ascii_case(word))
            };
            same("emailAddress", email)
                || same("name", wanted.user_name)
                || same("accountId", wanted.user_name)
        };
        let only = (found.len() == 1).then(|| &found[0]);
        let person = found.iter().find(is_meant).or(only);
        Ok(person.and_then(|person| self.flavour.person(person)))
    }

    /// A label of Jira has no spaces.
    fn labels(&self, new: &NewIssue<'_>) -> Vec<String> {
        let mut labels = vec![LABEL.to_owned(), new.marker.text().to_owned()];
        for label in self.settings.labels.iter().chain(new.labels) {
            let words: Vec<&str> = label.split_whitespace().collect();
            let label = words.join("-");
            if !label.is_empty() && !labels.contains(&label) {
                labels.push(label);
            }
        }
        labels
    }
}
