//! Boards and their sprints, which Jira has an API of its own for.
//! See <https://developer.atlassian.com/cloud/jira/software/rest/api-group-board/>.

use afterword_domain::tracker::RemoteSprint;
use afterword_domain::{Day, Moment};
use serde_json::{Value, json};

use super::super::call::entries;
use super::super::error::short;
use super::super::{PAGES_MAX, TrackerError};
use super::{Jira, missing};

const PAGE: usize = 50;

impl Jira {
    /// The board whose sprints count: the one that is asked for, or the project's only one;
    /// `None` where it has none with sprints.
    pub(super) async fn board(
        &self,
        project: &str,
        asked: Option<u64>,
    ) -> Result<Option<u64>, TrackerError> {
        if asked.is_some() {
            return Ok(asked);
        }
        let found = self
            .listed(&["board"], &[("projectKeyOrId", project)])
            .await?;
        let boards = found.ok_or_else(|| missing(project))?;
        // A board of the kind “simple” belongs to a team-managed project and may have sprints.
        let has_sprints =
            |board: &&Value| matches!(board["type"].as_str(), Some("scrum" | "simple"));
        let mut boards = boards.iter().filter(has_sprints);
        let (Some(first), second) = (boards.next(), boards.next()) else {
            return Ok(None);
        };
        if let Some(second) = second {
            let all = [first, second].into_iter().chain(boards).take(10);
            let word = |board: &Value| {
                let name = short(board["name"].as_str().unwrap_or_default());
                format!("{} ({name})", board["id"])
            };
            return Err(TrackerError::Boards {
                project: project.to_owned(),
                boards: all.map(word).collect(),
            });
        }
        Ok(first["id"].as_u64())
    }

    /// Active and future sprints, in the board's order.
    pub(super) async fn sprints_of(
        &self,
        board: u64,
        asked: bool,
    ) -> Result<Vec<RemoteSprint>, TrackerError> {
        let id = board.to_string();
        let query = [("state", "active,future")];
        let found = self.listed(&["board", &id, "sprint"], &query).await?;
        match found {
            Some(sprints) => Ok(sprints.iter().filter_map(sprint).collect()),
            None if asked => Err(TrackerError::BoardMissing(board)),
            None => Ok(Vec::new()),
        }
    }

    /// Puts an issue into a sprint; says why where Jira does not.
    pub(super) async fn place(
        &self,
        key: &str,
        sprint: &str,
    ) -> Result<Option<String>, TrackerError> {
        let path = ["rest", "agile", "1.0", "sprint", sprint, "issue"];
        let reply = self.caller.post(&path, &json!({ "issues": [key] })).await?;
        if reply.is_missing() {
            return Ok(Some("Jira has no such sprint any more".into()));
        }
        Ok(match reply.done() {
            Ok(_) => None,
            Err(error) => Some(error.to_string()),
        })
    }

    /// All entries of a list; `None` where there is no such thing, or it has no sprints.
    async fn listed(
        &self,
        what: &[&str],
        query: &[(&str, &str)],
    ) -> Result<Option<Vec<Value>>, TrackerError> {
        let mut path = vec!["rest", "agile", "1.0"];
        path.extend(what);
        let mut all = Vec::new();
        for _ in 0..PAGES_MAX {
            let (start, most) = (all.len().to_string(), PAGE.to_string());
            let mut query = query.to_vec();
            query.extend([("startAt", start.as_str()), ("maxResults", most.as_str())]);
            let reply = self.caller.get(&path, &query).await?;
            if matches!(reply.status, 400 | 404) {
                return Ok(None);
            }
            let body = reply.done()?;
            let page = entries(&body, "values");
            all.extend_from_slice(page);
            if page.is_empty() || body["isLast"] != false {
                break;
            }
        }
        Ok(Some(all))
    }
}

fn sprint(body: &Value) -> Option<RemoteSprint> {
    Some(RemoteSprint {
        id: body["id"].as_u64()?.to_string(),
        name: short(body["name"].as_str()?),
        starts_on: day(&body["startDate"]),
        ends_on: day(&body["endDate"]),
    })
}

/// The day in UTC: Jira does not tell a board's zone.
fn day(value: &Value) -> Option<Day> {
    let moment: Moment = value.as_str()?.parse().ok()?;
    Some(moment.day())
}
