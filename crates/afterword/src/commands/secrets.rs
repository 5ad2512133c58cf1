//! `afterword secrets`: the keys that secrets in the database are encrypted with.

use std::process::ExitCode;

use afterword_store::{SecretKey, SecretKeys};
use anyhow::Context as _;

use crate::cli::{Global, Secrets};
use crate::keys::{self, Source};
use crate::{output, workplace};

pub(crate) async fn secrets(global: &Global, verb: &Secrets) -> anyhow::Result<ExitCode> {
    match verb {
        Secrets::Key => output::text(SecretKey::generate().to_text())?,
        Secrets::Rotate => rotate(global).await?,
        Secrets::Forget => forget(global).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn rotate(global: &Global) -> anyhow::Result<()> {
    let source = keys::source(global)?;
    let store = workplace::open_there(global).await?;
    let known = source.known_or_new(&store).await?;
    // What no key opens is told before anything is changed.
    let store = store.with_keys(known.clone());
    store.seal_secrets().await?;
    let keys = match &source {
        Source::Named(_) | Source::Own(_) => known.put_first(SecretKey::generate())?,
        Source::Given(_) | Source::Nowhere => known,
    };
    let first = keys
        .current()
        .context(afterword_store::StoreError::NoSecretKey)?
        .id();
    let sealed = store.with_keys(keys.clone());
    sealed.seal_secrets().await?;
    let count: u64 = sealed.secrets_standing().await?.sealed.values().sum();
    output::text(told(&source, &keys, count, &first.to_string()))?;
    Ok(())
}

fn told(source: &Source, keys: &SecretKeys, count: u64, first: &str) -> String {
    let done = format!("{count} secrets are encrypted with the key {first}");
    if keys.file().is_some() {
        let file = source.called();
        return format!(
            "{done}, the first of {file}. The keys behind it open older backups: remove one from the \
             file when no backup needs it. Keep a copy of the file apart from the database."
        );
    }
    format!(
        "{done}, the first of {}. For another one, put a key that `afterword secrets key` prints \
         before it, with a comma between, and run this again.",
        source.called()
    )
}

async fn forget(global: &Global) -> anyhow::Result<()> {
    let source = keys::source(global)?;
    let store = workplace::open_there(global).await?;
    let known = match &source {
        // It is lost: that is why this is run.
        Source::Own(file) => SecretKeys::of_file_or_new(file)?,
        other => other.known()?,
    };
    let store = store.with_keys(known);
    let forgotten = store
        .forget_sealed_secrets(&workplace::author(), workplace::now())
        .await?;
    if forgotten.is_empty() {
        output::text("Every secret opens; none was given up.")?;
        return Ok(());
    }
    for one in &forgotten {
        output::text(format!("Given up: {one}"))?;
    }
    output::text("Enter them anew in the settings.")?;
    Ok(())
}
