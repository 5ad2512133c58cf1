//! Changes of the code: merges, and pushes to the default branch.

use afterword_domain::incident::{EventKind, EvidenceKind};
use afterword_domain::signal::{Signal, Tells};

use super::super::json::At;
use super::super::key::key;
use super::super::links::link;
use super::super::{Reading, Unreadable, markdown};
use super::project::{Project, by, short, user};
use super::time::moment;

fn nothing(why: impl Into<String>) -> Reading {
    Reading::Nothing(why.into())
}

pub(super) fn merge_request(body: &At<'_>) -> Result<Reading, Unreadable> {
    let request = body.get("object_attributes")?;
    let action = request.maybe_text("action").unwrap_or("update");
    if action != "merge" {
        return Ok(nothing(format!(
            "GitLab told “{action}” of a merge request: nothing was merged."
        )));
    }
    let project = Project::of(body)?;
    let branch = request.text("target_branch")?;
    let iid = request.id("iid")?;
    let number = format!("!{iid}");
    let text = format!(
        "Merge request {number} was merged into {} of {}{}: {}",
        markdown::inline(branch),
        markdown::inline(project.path),
        by(user(body)),
        markdown::inline(request.text("title")?),
    );
    let commit = request.maybe_text("merge_commit_sha");
    let commit_page = commit.zip(project.page);
    let commit_page = commit_page.map(|(sha, page)| format!("{page}/-/commit/{sha}"));
    let evidence = [
        link(
            EvidenceKind::MergeRequest,
            &number,
            request.maybe_text("url"),
        ),
        link(
            EvidenceKind::MergeRequest,
            short(commit.unwrap_or_default()),
            commit_page.as_deref(),
        ),
    ];
    // Older versions do not say when it was merged; they say when this delivery's change was made.
    let merged_at = if request.maybe("merged_at").is_some() {
        "merged_at"
    } else {
        "updated_at"
    };
    let signal = Signal {
        key: key(&["gitlab", "merge_request", &project.id, &iid, "merged"]),
        revision: 0,
        occurred_at: moment(&request, merged_at)?,
        kind: EventKind::Change,
        text,
        tells: Tells::Changed,
        service: project.service(),
        labels: project.labels("merge_request", &[("branch", branch)]),
        evidence: evidence.into_iter().flatten().collect(),
        query: None,
    };
    Ok(Reading::Signals(vec![signal.bounded()]))
}

pub(super) fn push(body: &At<'_>) -> Result<Reading, Unreadable> {
    let pushed = body.text("ref")?;
    let project = Project::of(body)?;
    let branch = pushed.strip_prefix("refs/heads/").unwrap_or(pushed);
    if project.default_branch != Some(branch) {
        return Ok(nothing("A branch was pushed that is not the default one."));
    }
    let (before, after) = (body.text("before")?, body.text("after")?);
    let commits = body.list("commits")?;
    let head = commits
        .iter()
        .find(|commit| commit.maybe_text("id") == Some(after));
    let Some(head) = head.or(commits.last()) else {
        return Ok(nothing("No commits were pushed."));
    };
    let count = body
        .id("total_commits_count")
        .unwrap_or_else(|_| commits.len().to_string());
    let message = head.text("message")?;
    let text = format!(
        "{} pushed to {} of {}{}: {}",
        if count == "1" {
            "1 commit was".to_owned()
        } else {
            format!("{} commits were", markdown::inline(&count))
        },
        markdown::inline(branch),
        markdown::inline(project.path),
        by(body.maybe_text("user_name")),
        markdown::inline(message.lines().next().unwrap_or_default()),
    );
    let compare = project
        .page
        .map(|page| format!("{page}/-/compare/{before}...{after}"));
    let evidence = [
        link(EvidenceKind::MergeRequest, "compare", compare.as_deref()),
        link(
            EvidenceKind::MergeRequest,
            short(after),
            head.maybe_text("url"),
        ),
    ];
    let signal = Signal {
        key: key(&["gitlab", "push", &project.id, branch, before, after]),
        revision: 0,
        // GitLab does not say when it was pushed; the newest commit is the nearest there is.
        occurred_at: moment(head, "timestamp")?,
        kind: EventKind::Change,
        text,
        tells: Tells::Changed,
        service: project.service(),
        labels: project.labels("push", &[("branch", branch)]),
        evidence: evidence.into_iter().flatten().collect(),
        query: None,
    };
    Ok(Reading::Signals(vec![signal.bounded()]))
}
