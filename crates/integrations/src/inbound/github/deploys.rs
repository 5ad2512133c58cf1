//! Deploys, and the workflow runs that test and deploy.

use afterword_domain::incident::{EventKind, EvidenceKind};
use afterword_domain::signal::{Outcome, Signal, Tells};

use super::super::json::At;
use super::super::key::key;
use super::super::links::link;
use super::super::{Reading, Unreadable, markdown};
use super::repository::{Repository, short};

pub(super) fn deployment_status(body: &At<'_>) -> Result<Reading, Unreadable> {
    let status = body.get("deployment_status")?;
    let deployment = body.get("deployment")?;
    let state = status.text("state")?;
    let (outcome, verb) = match state {
        "in_progress" => (Outcome::Started, "started"),
        "success" => (Outcome::Succeeded, "succeeded"),
        "failure" | "error" => (Outcome::Failed, "failed"),
        other => {
            return Ok(Reading::Nothing(format!(
                "The deploy is “{other}”: nothing that is in use changed."
            )));
        }
    };
    let repository = Repository::of(body)?;
    let environment = deployment.text("environment")?;
    let sha = deployment.text("sha")?;
    let branch = deployment.maybe_text("ref").unwrap_or_default();
    let sentence = format!(
        "Deploy of {} ({}) to {} {verb}.",
        markdown::inline(repository.full_name),
        markdown::inline(short(sha)),
        markdown::inline(environment),
    );
    let log = ["log_url", "target_url"];
    let log = log.iter().find_map(|name| status.maybe_text(name));
    let run = body.maybe("workflow_run");
    let run = run.and_then(|run| run.maybe_text("html_url"));
    let evidence = [
        link(EvidenceKind::Pipeline, "deploy", log.or(run)),
        repository.commit(sha),
    ];
    let labels = [
        ("environment", environment),
        ("status", state),
        ("branch", branch),
    ];
    let signal = Signal {
        key: key(&["github", "deployment_status", &status.id("id")?]),
        revision: 0,
        occurred_at: status.moment("created_at")?,
        kind: EventKind::Deploy,
        text: markdown::with_said(sentence, status.maybe_text("description")),
        tells: Tells::Deployed { outcome },
        service: Some(repository.service()),
        labels: repository.labels("deployment_status", &labels),
        evidence: evidence.into_iter().flatten().collect(),
        query: None,
    };
    Ok(Reading::Signals(vec![signal.bounded()]))
}

/// How a run stands, as far as a timeline cares.
struct Stage {
    outcome: Option<Outcome>,
    verb: &'static str,
    /// The field that says when.
    since: &'static str,
}

fn stage(action: &str, conclusion: Option<&str>) -> Option<Stage> {
    let ended = |outcome, verb| Stage {
        outcome,
        verb,
        since: "updated_at",
    };
    Some(match (action, conclusion) {
        ("in_progress", _) => Stage {
            outcome: Some(Outcome::Started),
            verb: "started",
            since: "run_started_at",
        },
        ("completed", Some("success")) => ended(Some(Outcome::Succeeded), "succeeded"),
        ("completed", Some("failure" | "startup_failure")) => {
            ended(Some(Outcome::Failed), "failed")
        }
        ("completed", Some("timed_out")) => ended(Some(Outcome::Failed), "timed out"),
        ("completed", Some("cancelled")) => ended(None, "was cancelled"),
        _ => return None,
    })
}

pub(super) fn workflow_run(body: &At<'_>) -> Result<Reading, Unreadable> {
    let action = body.text("action")?;
    let run = body.get("workflow_run")?;
    let workflow = name(body, &run)?;
    let deploys = deploys(workflow, run.maybe_text("path").unwrap_or_default());
    let conclusion = run.maybe_text("conclusion");
    let stage = stage(action, conclusion)
        // That a test began tells nothing; that a deploy began does.
        .filter(|stage| deploys || stage.outcome != Some(Outcome::Started));
    let Some(stage) = stage else {
        return Ok(Reading::Nothing(format!(
            "The workflow run is “{}”: nothing that belongs on a timeline.",
            conclusion.unwrap_or(action)
        )));
    };
    let repository = Repository::of(body)?;
    let (sha, branch) = (
        run.text("head_sha")?,
        run.maybe_text("head_branch").unwrap_or_default(),
    );
    let sentence = format!(
        "Workflow {} of {} ({}{}) {}.",
        markdown::inline(workflow),
        markdown::inline(repository.full_name),
        if branch.is_empty() {
            String::new()
        } else {
            format!("{}, ", markdown::inline(branch))
        },
        markdown::inline(short(sha)),
        stage.verb,
    );
    let number = format!("#{}", run.id("run_number")?);
    let evidence = [
        link(EvidenceKind::Pipeline, &number, run.maybe_text("html_url")),
        repository.commit(sha),
    ];
    let labels = [
        ("workflow", workflow),
        ("branch", branch),
        ("status", conclusion.unwrap_or(action)),
    ];
    let deployed = stage.outcome.filter(|_| deploys);
    let signal = Signal {
        key: key(&[
            "github",
            "workflow_run",
            &run.id("id")?,
            &run.id("run_attempt")?,
            action,
        ]),
        revision: 0,
        occurred_at: run.moment(stage.since)?,
        kind: if deploys {
            EventKind::Deploy
        } else {
            EventKind::Observation
        },
        text: markdown::with_said(sentence, run.maybe_text("display_title")),
        tells: deployed.map_or(Tells::Noted, |outcome| Tells::Deployed { outcome }),
        service: Some(repository.service()),
        labels: repository.labels("workflow_run", &labels),
        evidence: evidence.into_iter().flatten().collect(),
        query: None,
    };
    Ok(Reading::Signals(vec![signal.bounded()]))
}

/// The workflow's own name; the run's is empty for some.
fn name<'a>(body: &At<'a>, run: &At<'a>) -> Result<&'a str, Unreadable> {
    let workflow = body.maybe("workflow");
    let workflow = workflow.and_then(|workflow| workflow.maybe_text("name"));
    workflow.map_or_else(|| run.text("name"), Ok)
}

/// GitHub does not say which workflows deploy; their names and files do.
fn deploys(name: &str, path: &str) -> bool {
    let words = ["deploy", "release", "rollout", "rollback", "publish"];
    let file = path.rsplit('/').next().unwrap_or_default();
    let told = [name, file].map(str::to_ascii_lowercase);
    words
        .iter()
        .any(|word| told.iter().any(|told| told.contains(word)))
}
