//! `afterword serve` and `afterword demo`.

use std::process::ExitCode;
use std::sync::Arc;

use afterword_domain::policy::Sight;
use afterword_learning::model::Library;
use afterword_server::auth::limits::PerSecond;
use afterword_server::clock::SystemClock;
use afterword_server::features::access::setup;
use afterword_server::{App, Config, serve as server};
use afterword_store::Store;
use anyhow::Context as _;
use tokio::net::TcpListener;

use crate::cli::{Global, Serve};
use crate::output::WrongUse;
use crate::{demo as northwind, keys, output, workplace};

pub(crate) async fn serve(global: &Global, options: &Serve) -> anyhow::Result<ExitCode> {
    let store = keys::for_server(workplace::open(global).await?, global).await?;
    if store.is_demo().await? {
        output::note("this is the demo workspace; --data names another folder for one of your own");
    }
    run(store, global, options, false).await
}

pub(crate) async fn demo(global: &Global, options: &Serve) -> anyhow::Result<ExitCode> {
    if !options.listen.ip().is_loopback() {
        let listen = options.listen;
        let why =
            format!("the demo signs anybody in, so it listens on loopback only, not on {listen}");
        return Err(WrongUse(why).into());
    }
    let store = keys::for_server(workplace::open(global).await?, global).await?;
    if store.latest_seq().await? == 0 {
        let seeded = northwind::seed(&store, workplace::now(), |_, _| {}).await?;
        output::text(format!(
            "The demo workspace has {} incidents.",
            seeded.incidents
        ))?;
    } else if !store.is_demo().await? {
        let why = "this database holds a workspace of its own, and the demo signs anybody in as its \
                   administrator; name another folder with --data, or start it with `afterword serve`";
        return Err(WrongUse(why.into()).into());
    }
    run(store, global, options, true).await
}

async fn run(
    store: Store,
    global: &Global,
    options: &Serve,
    demo: bool,
) -> anyhow::Result<ExitCode> {
    let listener = TcpListener::bind(options.listen)
        .await
        .with_context(|| format!("cannot listen on {}", options.listen))?;
    let listen = listener.local_addr()?;
    let config = Config {
        listen,
        demo,
        https: options.https,
        files: workplace::place_for_files(global, &options.files)?,
        proxies: options.proxies.clone(),
        limits: PerSecond {
            of_an_address: options.limit_per_address,
            of_a_token: options.limit_per_token,
        },
    };
    let app = App::new(store, Arc::new(SystemClock), config).with_index(workplace::index(global));
    let address = format!("http://{listen}");
    if demo || app.store.has_admin().await? {
        output::text(format!("Afterword is at {address}"))?;
    } else {
        let secret = setup::new_link(&app).await?;
        output::text(format!(
            "Afterword is at {address}\nThere is no administrator yet. Open this link within a day \
             to become the first one; it works once:\n{address}/setup#{secret}"
        ))?;
    }
    tokio::spawn(warm(app.clone()));
    server::serve(app, listener).await?;
    Ok(ExitCode::SUCCESS)
}

/// Reads what the first visitor would otherwise wait for.
async fn warm(app: App) {
    if let Err(error) = app.store.facts(&Sight::Everything).await {
        tracing::warn!(%error, "the figures could not be read at the start");
    }
    if let Err(error) = app.similar.ask(&app.store, Library::len).await {
        tracing::warn!(%error, "similar incidents could not be read at the start");
    }
}
