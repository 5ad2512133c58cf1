//! `afterword bench`: parts of the server laid bare for load generators, and measurements of what
//! the program judges.

mod documents;
mod language;
mod similar;

use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;

use afterword_server::clock::SystemClock;
use afterword_server::features::live::workbench;
use anyhow::Context as _;
use tokio::net::TcpListener;

use crate::cli::{Bench, Global};
use crate::output::WrongUse;
use crate::{output, workplace};

pub(crate) async fn bench(global: &Global, verb: Bench) -> anyhow::Result<ExitCode> {
    match verb {
        Bench::Live { listen } => live(global, listen).await,
        Bench::Language {
            labels,
            docs,
            apart,
            folds,
            output,
        } => match labels {
            Some(labels) => language::language(&labels, &apart, folds.into(), output.format),
            None => documents::documents(&docs, output.format),
        },
        Bench::Similar { graded, fit } => similar::similar(&graded, fit.as_deref()),
        Bench::Repeats { graded } => similar::repeats(&graded),
    }
}

async fn live(global: &Global, listen: SocketAddr) -> anyhow::Result<ExitCode> {
    if !listen.ip().is_loopback() {
        let why = format!(
            "the workbench lets anybody in, so it listens on loopback only, not on {listen}"
        );
        return Err(WrongUse(why).into());
    }
    let store = workplace::open(global).await?;
    // Documents of a workspace are nobody's bench: whatever is opened here stays.
    if store.has_admin().await? || store.is_demo().await? {
        let why = "this database holds a workspace; name a folder of its own with --data";
        return Err(WrongUse(why.into()).into());
    }
    let listener = TcpListener::bind(listen)
        .await
        .with_context(|| format!("cannot listen on {listen}"))?;
    output::text(format!(
        "Live documents are at ws://{}",
        listener.local_addr()?
    ))?;
    workbench::serve(store, Arc::new(SystemClock), listener)
        .await
        .map_err(|error| anyhow::anyhow!(error))?;
    Ok(ExitCode::SUCCESS)
}
