//! Iterations, which groups have from GitLab Premium on, and milestones, which everybody has.

use afterword_domain::Day;
use afterword_domain::tracker::RemoteSprint;
use serde_json::Value;

use super::super::call::entries;
use super::super::error::short;
use super::super::listed::PAGE;
use super::super::{PAGES_MAX, TrackerError};
use super::{Gitlab, path};

/// Which of the two an id is of.
pub(super) enum Slot {
    Iteration(u64),
    Milestone(u64),
}

impl Slot {
    pub(super) fn of(id: &str) -> Option<Self> {
        let (what, number) = id.split_once(':')?;
        let number = number.parse().ok()?;
        match what {
            "iteration" => Some(Self::Iteration(number)),
            "milestone" => Some(Self::Milestone(number)),
            _ => None,
        }
    }
}

impl Gitlab {
    /// Empty where GitLab has none: without Premium it refuses the question.
    pub(super) async fn iterations(
        &self,
        project: &str,
    ) -> Result<Vec<RemoteSprint>, TrackerError> {
        let query = [("state", "opened"), ("per_page", PAGE)];
        let reply = self
            .caller
            .get(&path(project, &["iterations"]), &query)
            .await?;
        if matches!(reply.status, 403 | 404) {
            return Ok(Vec::new());
        }
        let body = reply.done()?;
        Ok(entries(&body, "").iter().filter_map(iteration).collect())
    }

    pub(super) async fn milestones(
        &self,
        project: &str,
    ) -> Result<Vec<RemoteSprint>, TrackerError> {
        let query = [("state", "active"), ("include_ancestors", "true")];
        let mut sprints = Vec::new();
        let mut next = Some(1);
        while let Some(page) = next.filter(|page| *page <= PAGES_MAX as u64) {
            let (body, behind) = self.page(project, &["milestones"], &query, page).await?;
            sprints.extend(entries(&body, "").iter().filter_map(milestone));
            next = behind;
        }
        Ok(sprints)
    }
}

/// One that a cadence made by itself has no title.
fn iteration(body: &Value) -> Option<RemoteSprint> {
    let (starts_on, ends_on) = (day(&body["start_date"]), day(&body["due_date"]));
    let name = match (body["title"].as_str(), starts_on, ends_on) {
        (Some(title), ..) if !title.trim().is_empty() => short(title),
        (_, Some(from), Some(to)) => format!("{from} to {to}"),
        _ => format!("iteration {}", body["iid"].as_u64()?),
    };
    Some(RemoteSprint {
        id: format!("iteration:{}", body["id"].as_u64()?),
        name,
        starts_on,
        ends_on,
    })
}

fn milestone(body: &Value) -> Option<RemoteSprint> {
    Some(RemoteSprint {
        id: format!("milestone:{}", body["id"].as_u64()?),
        name: short(body["title"].as_str()?),
        starts_on: day(&body["start_date"]),
        ends_on: day(&body["due_date"]),
    })
}

fn day(value: &Value) -> Option<Day> {
    value.as_str()?.parse().ok()
}
