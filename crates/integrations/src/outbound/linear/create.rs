//! Making an issue once: Linear takes the id that an issue is to have, and the marker always gives
//! the same one.

use serde_json::{Value, json};

use super::super::call::entries;
use super::super::{Assignee, Created, LABEL, Missed, NewIssue, TrackerError, fit};
use super::{Linear, Team, issue, queries};

impl Linear {
    pub(super) async fn create_in(
        &self,
        team: &Team,
        new: &NewIssue<'_>,
    ) -> Result<Created, TrackerError> {
        let id = new.marker.uuid();
        let foreign = || self.caller.foreign("its answer is no issue");
        let made = self.ask(queries::ISSUE, json!({ "id": id })).await?;
        if let Some(made) = made.as_ref().map(|data| &data["issue"])
            && made.is_object()
        {
            let issue = issue::read(made).ok_or_else(foreign)?;
            if made["trashed"] == true {
                return Err(self.caller.gone(&issue.key));
            }
            return Ok(Created {
                issue,
                existed: true,
                missed: Vec::new(),
            });
        }
        let mut missed = Vec::new();
        let mut input = json!({
            "id": id,
            "teamId": team.id,
            "title": fit::title(new.title),
            "description": fit::body(new),
            "labelIds": self.labels(team, new, &mut missed).await?,
        });
        if let Some(wanted) = new.assignee {
            match self.person(wanted).await? {
                Some(person) => input["assigneeId"] = person.into(),
                None => missed.push(Missed::Assignee(wanted.word().to_owned())),
            }
        }
        if let Some(cycle) = new.sprint {
            input["cycleId"] = cycle.into();
        }
        let data = self
            .ask(queries::ISSUE_CREATE, json!({ "input": input }))
            .await?;
        let data = data.ok_or_else(|| TrackerError::Refused {
            tracker: self.caller.name(),
            said: format!(
                "a label, a person or a cycle of {} is not there any more",
                team.key
            ),
        })?;
        Ok(Created {
            issue: issue::read(&data["issueCreate"]["issue"]).ok_or_else(foreign)?,
            existed: false,
            missed,
        })
    }

    async fn person(&self, wanted: Assignee<'_>) -> Result<Option<String>, TrackerError> {
        let filter = match (wanted.user_name, wanted.email) {
            (Some(name), _) => {
                json!({ "displayName": { "eqIgnoreCase": name.trim_start_matches('@') } })
            }
            (None, Some(email)) => json!({ "email": { "eqIgnoreCase": email } }),
            (None, None) => return Ok(None),
        };
        let data = self
            .ask(queries::PERSON, json!({ "filter": filter }))
            .await?;
        let data = data.unwrap_or_default();
        let mut found = entries(&data["users"], "nodes")
            .iter()
            .filter(|one| one["active"] != false);
        let one = found.next().and_then(|one| one["id"].as_str());
        let one = one.map(str::to_owned);
        Ok(one.filter(|_| found.next().is_none()))
    }

    /// The ids of the labels; one that neither the team nor the workspace has is made.
    async fn labels(
        &self,
        team: &Team,
        new: &NewIssue<'_>,
        missed: &mut Vec<Missed>,
    ) -> Result<Vec<String>, TrackerError> {
        let mut names = vec![LABEL.to_owned()];
        for label in self.labels.iter().chain(new.labels) {
            if !names.contains(label) {
                names.push(label.clone());
            }
        }
        let data = self.ask(queries::LABELS, json!({ "names": names })).await?;
        let data = data.unwrap_or_default();
        let known = entries(&data["issueLabels"], "nodes");
        let (mut ids, mut lacks) = (Vec::new(), Vec::new());
        for name in names {
            let fits = |one: &&Value| {
                let of = one["team"]["id"].as_str();
                one["name"] == *name && of.is_none_or(|of| of == team.id)
            };
            let found = known.iter().find(fits).and_then(|one| one["id"].as_str());
            let id = match found {
                Some(id) => Some(id.to_owned()),
                None => self.new_label(team, &name).await?,
            };
            match id {
                Some(id) => ids.push(id),
                None => lacks.push(name),
            }
        }
        if !lacks.is_empty() {
            missed.push(Missed::Labels(lacks));
        }
        Ok(ids)
    }

    /// `None` where the token may make none.
    async fn new_label(&self, team: &Team, name: &str) -> Result<Option<String>, TrackerError> {
        let input = json!({ "input": { "name": name, "teamId": team.id } });
        match self.ask(queries::LABEL_CREATE, input).await {
            Ok(data) => {
                let data = data.unwrap_or_default();
                let id = data["issueLabelCreate"]["issueLabel"]["id"].as_str();
                Ok(id.map(str::to_owned))
            }
            Err(TrackerError::Forbidden { .. } | TrackerError::Refused { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
