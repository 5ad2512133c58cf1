//! Changes of the code: merges, pushes to the default branch, releases.

use afterword_domain::Moment;
use afterword_domain::incident::{EventKind, Evidence, EvidenceKind};
use afterword_domain::signal::{Signal, Tells};

use super::super::json::{At, Epoch};
use super::super::key::key;
use super::super::links::link;
use super::super::{Reading, Unreadable, markdown};
use super::repository::{Repository, by, short};

fn nothing(why: impl Into<String>) -> Reading {
    Reading::Nothing(why.into())
}

pub(super) fn pull_request(body: &At<'_>) -> Result<Reading, Unreadable> {
    let action = body.text("action")?;
    let pull = body.get("pull_request")?;
    if action != "closed" {
        return Ok(nothing(format!(
            "GitHub told “{action}” of a pull request: nothing was merged."
        )));
    }
    if pull.maybe("merged_at").is_none() {
        return Ok(nothing("A pull request was closed and not merged."));
    }
    let repository = Repository::of(body)?;
    let base = pull.get("base")?;
    let branch = base.text("ref")?;
    let number = format!("#{}", pull.id("number")?);
    let merged_by = pull.maybe("merged_by");
    let merged_by = merged_by.and_then(|account| account.maybe_text("login"));
    let text = format!(
        "Pull request {number} was merged into {} of {}{}: {}",
        markdown::inline(branch),
        markdown::inline(repository.full_name),
        by(merged_by),
        markdown::inline(pull.text("title")?),
    );
    let commit = pull.maybe_text("merge_commit_sha");
    let evidence = [
        link(
            EvidenceKind::MergeRequest,
            &number,
            pull.maybe_text("html_url"),
        ),
        commit.and_then(|sha| repository.commit(sha)),
    ];
    Ok(changed(
        key(&["github", "pull_request", &pull.id("id")?, "merged"]),
        pull.moment("merged_at")?,
        text,
        evidence,
        &repository,
        ("pull_request", &[("branch", branch)]),
    ))
}

pub(super) fn push(body: &At<'_>) -> Result<Reading, Unreadable> {
    let pushed = body.text("ref")?;
    let repository = Repository::of(body)?;
    let Some(branch) = pushed.strip_prefix("refs/heads/") else {
        return Ok(nothing(
            "A tag was pushed: releases and deploys tell when it is used.",
        ));
    };
    if repository.default_branch != Some(branch) {
        return Ok(nothing("A branch was pushed that is not the default one."));
    }
    let Some(head) = body.maybe("head_commit") else {
        return Ok(nothing("The branch was deleted."));
    };
    let (before, after) = (body.text("before")?, body.text("after")?);
    let message = head.text("message")?;
    let commits = body.list("commits")?.len();
    let sentence = format!(
        "{} to {} of {}{}: {}",
        match commits {
            0 => format!("{} was pushed", short(after)),
            1 => "1 commit was pushed".to_owned(),
            more => format!("{more} commits were pushed"),
        },
        markdown::inline(branch),
        markdown::inline(repository.full_name),
        repository.by_sender(),
        markdown::inline(message.lines().next().unwrap_or_default()),
    );
    let evidence = [
        link(
            EvidenceKind::MergeRequest,
            "compare",
            body.maybe_text("compare"),
        ),
        repository.commit(after),
    ];
    // The moment of the push, as the commits may have been made days before. It is in the key
    // since a branch may be put back and moved on again.
    let at = body.get("repository")?.epoch("pushed_at", Epoch::Seconds)?;
    Ok(changed(
        key(&[
            "github",
            "push",
            repository.full_name,
            branch,
            before,
            after,
            &at.micros().to_string(),
        ]),
        at,
        sentence,
        evidence,
        &repository,
        ("push", &[("branch", branch)]),
    ))
}

pub(super) fn release(body: &At<'_>) -> Result<Reading, Unreadable> {
    let action = body.text("action")?;
    if action != "published" {
        return Ok(nothing(format!(
            "GitHub told “{action}” of a release: only that it was published is told."
        )));
    }
    let release = body.get("release")?;
    let repository = Repository::of(body)?;
    let tag = release.text("tag_name")?;
    let author = release.maybe("author");
    let sentence = format!(
        "Release {} of {} was published{}.",
        markdown::inline(tag),
        markdown::inline(repository.full_name),
        by(author.and_then(|account| account.maybe_text("login"))),
    );
    let name = release.maybe_text("name").filter(|name| *name != tag);
    let evidence = [
        link(
            EvidenceKind::MergeRequest,
            tag,
            release.maybe_text("html_url"),
        ),
        None,
    ];
    Ok(changed(
        key(&["github", "release", &release.id("id")?, "published"]),
        release.moment("published_at")?,
        markdown::with_said(sentence, name),
        evidence,
        &repository,
        ("release", &[("tag", tag)]),
    ))
}

fn changed(
    key: String,
    occurred_at: Moment,
    text: String,
    evidence: [Option<Evidence>; 2],
    repository: &Repository<'_>,
    (event, labels): (&str, &[(&str, &str)]),
) -> Reading {
    let signal = Signal {
        key,
        revision: 0,
        occurred_at,
        kind: EventKind::Change,
        text,
        tells: Tells::Changed,
        service: Some(repository.service()),
        labels: repository.labels(event, labels),
        evidence: evidence.into_iter().flatten().collect(),
        query: None,
    };
    Reading::Signals(vec![signal.bounded()])
}
