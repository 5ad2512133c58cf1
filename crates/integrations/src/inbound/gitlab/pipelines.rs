//! Pipelines that ended, and deployments to environments.

use afterword_domain::incident::{EventKind, EvidenceKind};
use afterword_domain::signal::{Outcome, Signal, Tells};

use super::super::json::At;
use super::super::key::key;
use super::super::links::link;
use super::super::{Reading, Unreadable, markdown};
use super::project::{Project, by, short, user};
use super::time::moment;

pub(super) fn pipeline(body: &At<'_>) -> Result<Reading, Unreadable> {
    let pipeline = body.get("object_attributes")?;
    let status = pipeline.text("status")?;
    let verb = match status {
        "success" => "succeeded",
        "failed" => "failed",
        "canceled" => "was cancelled",
        other => {
            return Ok(Reading::Nothing(format!(
                "The pipeline is “{other}”: it has not ended."
            )));
        }
    };
    let project = Project::of(body)?;
    let id = pipeline.id("id")?;
    let number = format!("#{id}");
    let (branch, sha) = (pipeline.text("ref")?, pipeline.text("sha")?);
    let sentence = format!(
        "Pipeline {number} of {} ({}, {}) {verb}.",
        markdown::inline(project.path),
        markdown::inline(branch),
        markdown::inline(short(sha)),
    );
    let commit = body.maybe("commit");
    let title = commit
        .as_ref()
        .and_then(|commit| commit.maybe_text("title"));
    let own_page = pipeline.maybe_text("url").map(str::to_owned);
    let page = own_page.or_else(|| project.page.map(|page| format!("{page}/-/pipelines/{id}")));
    let merge_request = body.maybe("merge_request").and_then(|request| {
        let number = format!("!{}", request.id("iid").ok()?);
        link(
            EvidenceKind::MergeRequest,
            &number,
            request.maybe_text("url"),
        )
    });
    let change = commit.and_then(|commit| {
        link(
            EvidenceKind::MergeRequest,
            short(sha),
            commit.maybe_text("url"),
        )
    });
    let evidence = [
        link(EvidenceKind::Pipeline, &number, page.as_deref()),
        merge_request.or(change),
    ];
    let ended_at = moment(&pipeline, "finished_at")?;
    // A pipeline of which a job is run again ends again.
    let end = ended_at.micros().to_string();
    let signal = Signal {
        key: key(&["gitlab", "pipeline", &project.id, &id, status, &end]),
        revision: 0,
        occurred_at: ended_at,
        kind: EventKind::Observation,
        text: markdown::with_said(sentence, title),
        tells: Tells::Noted,
        service: project.service(),
        labels: project.labels("pipeline", &[("branch", branch), ("status", status)]),
        evidence: evidence.into_iter().flatten().collect(),
        query: None,
    };
    Ok(Reading::Signals(vec![signal.bounded()]))
}

pub(super) fn deployment(body: &At<'_>) -> Result<Reading, Unreadable> {
    let status = body.text("status")?;
    let (tells, verb) = match status {
        "running" => (deployed(Outcome::Started), "was started"),
        "success" => (deployed(Outcome::Succeeded), "succeeded"),
        "failed" => (deployed(Outcome::Failed), "failed"),
        "canceled" => (Tells::Noted, "was cancelled"),
        other => {
            return Ok(Reading::Nothing(format!(
                "The deployment is “{other}”: nothing that is in use changed."
            )));
        }
    };
    let project = Project::of(body)?;
    let environment = body.text("environment")?;
    let sha = body.maybe_text("short_sha").unwrap_or_default();
    let version = if sha.is_empty() {
        String::new()
    } else {
        format!(" ({})", markdown::inline(sha))
    };
    let sentence = format!(
        "Deployment of {}{version} to {} {verb}{}.",
        markdown::inline(project.path),
        markdown::inline(environment),
        by(user(body).filter(|_| status == "running")),
    );
    let evidence = [
        link(
            EvidenceKind::Pipeline,
            "job",
            body.maybe_text("deployable_url"),
        ),
        link(
            EvidenceKind::MergeRequest,
            sha,
            body.maybe_text("commit_url"),
        ),
    ];
    let labels = [
        ("environment", environment),
        (
            "environment_tier",
            body.maybe_text("environment_tier").unwrap_or_default(),
        ),
        ("branch", body.maybe_text("ref").unwrap_or_default()),
        ("status", status),
    ];
    let signal = Signal {
        key: key(&[
            "gitlab",
            "deployment",
            &project.id,
            &body.id("deployment_id")?,
            status,
        ]),
        revision: 0,
        occurred_at: moment(body, "status_changed_at")?,
        kind: EventKind::Deploy,
        text: markdown::with_said(sentence, body.maybe_text("commit_title")),
        tells,
        service: project.service(),
        labels: project.labels("deployment", &labels),
        evidence: evidence.into_iter().flatten().collect(),
        query: None,
    };
    Ok(Reading::Signals(vec![signal.bounded()]))
}

fn deployed(outcome: Outcome) -> Tells {
    Tells::Deployed { outcome }
}
