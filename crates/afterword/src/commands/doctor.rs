//! `afterword doctor`: what is wrong with the installation, and what to do. It looks and changes
//! nothing, whether a server runs or not.

mod database;
mod machine;
mod outside;
mod secrets;

use std::process::ExitCode;

use afterword_store::{Store, StoreError};
use serde::Serialize;

use crate::cli::{Doctor, Format, Global};
use crate::output::{FINDINGS, WrongUse};
use crate::{output, workplace};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Ok,
    /// It works, and will not for ever.
    Warning,
    Wrong,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
struct Finding {
    what: &'static str,
    state: State,
    seen: String,
    /// Empty where there is nothing to do.
    todo: String,
}

impl Finding {
    fn ok(what: &'static str, seen: impl Into<String>) -> Self {
        Self {
            what,
            state: State::Ok,
            seen: seen.into(),
            todo: String::new(),
        }
    }

    fn warning(what: &'static str, seen: impl Into<String>, todo: impl Into<String>) -> Self {
        Self {
            state: State::Warning,
            todo: todo.into(),
            ..Self::ok(what, seen)
        }
    }

    fn wrong(what: &'static str, seen: impl Into<String>, todo: impl Into<String>) -> Self {
        Self {
            state: State::Wrong,
            todo: todo.into(),
            ..Self::ok(what, seen)
        }
    }

    /// It could not be looked at.
    fn failed(what: &'static str, error: &StoreError) -> Self {
        let todo = "see that the database answers, and run this again";
        Self::wrong(what, error.to_string(), todo)
    }
}

pub(crate) async fn doctor(global: &Global, options: &Doctor) -> anyhow::Result<ExitCode> {
    let url = workplace::database_url(global)?;
    let mut findings = machine::findings(&global.data);
    match Store::inspect(&url).await {
        Ok(store) => look_at(store, global, options.thorough, &mut findings).await,
        Err(error @ StoreError::UrlUnknown(_)) => return Err(WrongUse(error.to_string()).into()),
        Err(error) => findings.insert(0, database::unreachable(&error)),
    }
    if options.output.format == Format::Json {
        output::json(&findings)?;
    } else {
        for finding in &findings {
            print(finding)?;
        }
    }
    let fine = findings.iter().all(|finding| finding.state == State::Ok);
    Ok(if fine {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(FINDINGS)
    })
}

async fn look_at(store: Store, global: &Global, thorough: bool, findings: &mut Vec<Finding>) {
    let (store, keys) = secrets::with_keys(store, global);
    let store = &store;
    let (mut known, is_current) = database::schema(store).await;
    known.append(findings);
    *findings = known;
    findings.push(machine::clock(store).await);
    if !is_current {
        return;
    }
    findings.extend(database::data(store, thorough).await);
    findings.push(database::access(store).await);
    findings.push(secrets::secrets(store, keys).await);
    findings.push(database::audit_chain(store).await);
    findings.push(database::jobs(store).await);
    findings.push(machine::index(store, &workplace::index(global)).await);
    findings.push(outside::mail(store).await);
    findings.extend(outside::trackers(store).await);
}

fn print(finding: &Finding) -> std::io::Result<()> {
    let mark = match finding.state {
        State::Ok => "ok     ",
        State::Warning => "warning",
        State::Wrong => "WRONG  ",
    };
    output::text(format!("{mark}  {:<12} {}", finding.what, finding.seen))?;
    if !finding.todo.is_empty() {
        output::text(format!("{:22} → {}", "", finding.todo))?;
    }
    Ok(())
}
