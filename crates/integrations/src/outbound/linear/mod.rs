//! Linear's issues, over its GraphQL API; cycles are its sprints.

mod ask;
mod create;
pub mod hook;
mod issue;
mod queries;

use afterword_domain::tracker::{KnownTracker, RemoteSprint, TrackerKind, TrackerPlace};
use afterword_domain::{Day, Moment};
use serde_json::{Value, json};
use url::Url;

use super::call::{Caller, entries};
use super::error::short;
use super::{
    Comment, Created, Issue, NewIssue, PAGES_MAX, Page, Tested, Tracker, TrackerError, fit,
};
use crate::http::Outbound;

pub struct Linear {
    caller: Caller,
    labels: Vec<String>,
}

/// A team and the key before its issues' numbers.
struct Team {
    id: String,
    key: String,
    name: String,
    has_cycles: bool,
}

impl Linear {
    pub(super) fn new(known: &KnownTracker, base: Url, outbound: Outbound, now: Moment) -> Self {
        // A key of a person stands by itself; the token of an app is a bearer's.
        let token = &known.token;
        let authorization = if token.starts_with("lin_api_") {
            token.clone()
        } else {
            format!("Bearer {token}")
        };
        let caller = Caller {
            kind: TrackerKind::Linear,
            base,
            headers: vec![("authorization", authorization)],
            outbound,
            now,
        };
        Self {
            caller,
            labels: known.settings.labels.clone(),
        }
    }

    async fn team(&self, place: &TrackerPlace) -> Result<(Team, Value), TrackerError> {
        let key = place.project.trim().to_ascii_uppercase();
        let data = self.ask(queries::TEAM, json!({ "key": key })).await?;
        let told = data.unwrap_or_default();
        let read = |team: &Value| {
            Some(Team {
                id: team["id"].as_str()?.to_owned(),
                key: team["key"].as_str()?.to_owned(),
                name: short(team["name"].as_str()?),
                has_cycles: team["cyclesEnabled"] == true,
            })
        };
        let team = entries(&told["teams"], "nodes").first().and_then(read);
        let team = team.ok_or_else(|| TrackerError::ProjectMissing {
            tracker: "Linear",
            what: "team",
            name: short(&place.project),
        })?;
        Ok((team, told))
    }
}

impl Tracker for Linear {
    async fn test(&self, place: &TrackerPlace) -> Result<Tested, TrackerError> {
        let (team, told) = self.team(place).await?;
        let viewer = &told["viewer"];
        let account = viewer["email"].as_str().or_else(|| viewer["name"].as_str());
        let account = account.ok_or_else(|| self.caller.foreign("its answer names no account"))?;
        let mut notes = Vec::new();
        if !team.has_cycles {
            notes.push("The team has no cycles: tickets are put into none.".to_owned());
        }
        Ok(Tested {
            account: account.to_owned(),
            project: team.name,
            notes,
        })
    }

    async fn sprints(&self, place: &TrackerPlace) -> Result<Vec<RemoteSprint>, TrackerError> {
        let (team, _) = self.team(place).await?;
        let mut sprints = Vec::new();
        let mut after = Value::Null;
        for _ in 0..PAGES_MAX {
            let variables = json!({ "team": team.id, "after": after });
            let data = self
                .ask(queries::CYCLES, variables)
                .await?
                .unwrap_or_default();
            let cycles = &data["cycles"];
            sprints.extend(entries(cycles, "nodes").iter().filter_map(cycle));
            if cycles["pageInfo"]["hasNextPage"] != true {
                break;
            }
            after = cycles["pageInfo"]["endCursor"].clone();
        }
        Ok(sprints)
    }

    async fn create(
        &self,
        place: &TrackerPlace,
        new: &NewIssue<'_>,
    ) -> Result<Created, TrackerError> {
        let (team, _) = self.team(place).await?;
        self.create_in(&team, new).await
    }

    async fn find(&self, place: &TrackerPlace, written: &str) -> Result<Issue, TrackerError> {
        let key = issue::named(&self.caller.base, place, written)?;
        let data = self.ask(queries::ISSUE, json!({ "id": key })).await?;
        let found = data.as_ref().map(|data| &data["issue"]);
        let found = found.filter(|issue| issue.is_object() && issue["trashed"] != true);
        let found = found.ok_or_else(|| self.caller.gone(&key))?;
        issue::read(found).ok_or_else(|| self.caller.foreign("its answer is no issue"))
    }

    async fn changed(
        &self,
        place: &TrackerPlace,
        since: Moment,
        page: Option<&str>,
    ) -> Result<Page, TrackerError> {
        let (team, _) = self.team(place).await?;
        let variables = json!({ "team": team.id, "since": since.to_string(), "after": page });
        let data = self
            .ask(queries::CHANGED, variables)
            .await?
            .unwrap_or_default();
        let issues = &data["issues"];
        let info = &issues["pageInfo"];
        let next = info["endCursor"]
            .as_str()
            .filter(|_| info["hasNextPage"] == true);
        let next = next.map(str::to_owned);
        Ok(Page::read(entries(issues, "nodes"), issue::read, next))
    }

    async fn comment(&self, key: &str, comment: &Comment<'_>) -> Result<(), TrackerError> {
        let issue = self.find(&TrackerPlace::default(), key).await?;
        let id = comment.marker.uuid();
        let there = self.ask(queries::COMMENT, json!({ "id": id })).await?;
        if there.is_some_and(|data| data["comment"].is_object()) {
            return Ok(());
        }
        let body = fit::text(comment.text);
        let input = json!({ "id": id, "issueId": issue.key, "body": body });
        let data = self
            .ask(queries::COMMENT_CREATE, json!({ "input": input }))
            .await?;
        match data {
            Some(data) if data["commentCreate"]["success"] == true => Ok(()),
            Some(_) => Err(self
                .caller
                .foreign("it did not say that the comment was written")),
            None => Err(self.caller.gone(key)),
        }
    }
}

fn cycle(body: &Value) -> Option<RemoteSprint> {
    let day = |field: &str| -> Option<Day> {
        let moment: Moment = body[field].as_str()?.parse().ok()?;
        Some(moment.day())
    };
    let name = body["name"].as_str().filter(|name| !name.trim().is_empty());
    let number = || {
        body["number"]
            .as_f64()
            .map(|number| format!("Cycle {number}"))
    };
    Some(RemoteSprint {
        id: body["id"].as_str()?.to_owned(),
        name: name.map(short).or_else(number)?,
        starts_on: day("startsAt"),
        // It ends with the first moment that is not in it any more.
        ends_on: day("endsAt").map(|day| day.plus_days(-1)),
    })
}
