//! Secrets in the database: whether they are encrypted, and whether their key is here.

use std::path::Path;

use afterword_store::{SecretsStanding, Store};

use super::Finding;
use crate::cli::Global;
use crate::keys::{self, Source};

const WHAT: &str = "secrets";
/// Of so many it is said which.
const TOLD: usize = 3;

/// The store with the keys that there are, and where they come from, or why there are none.
pub(super) fn with_keys(store: Store, global: &Global) -> (Store, anyhow::Result<Source>) {
    let found = keys::source(global).and_then(|source| Ok((source.known()?, source)));
    match found {
        Ok((keys, source)) => (store.with_keys(keys), Ok(source)),
        Err(error) => (store, Err(error)),
    }
}

pub(super) async fn secrets(store: &Store, source: anyhow::Result<Source>) -> Finding {
    let source = match source {
        Ok(source) => source,
        Err(error) => {
            let todo = "put the file of keys back, or say where it is; without it the server does \
                        not start";
            return Finding::wrong(WHAT, format!("{error:#}"), todo);
        }
    };
    match store.secrets_standing().await {
        Ok(standing) => told(store, &source, &standing),
        Err(error) => Finding::failed(WHAT, &error),
    }
}

fn told(store: &Store, source: &Source, standing: &SecretsStanding) -> Finding {
    let sealed: u64 = standing.sealed.values().sum();
    if let Some(key) = standing.missing.first() {
        return Finding::wrong(
            WHAT,
            format!("some are encrypted with the key {key}, which is not here"),
            format!(
                "put it behind the first key in {}; when it is lost, `afterword secrets forget`",
                place(source)
            ),
        );
    }
    if !standing.spoiled.is_empty() {
        let todo = "enter them anew in the settings, or restore a backup";
        return Finding::wrong(WHAT, format!("spoiled: {}", some(&standing.spoiled)), todo);
    }
    let current = store.current_key();
    if !standing.clear.is_empty() {
        let todo = match current {
            Some(_) => "start the server: it encrypts them".to_owned(),
            None => no_key(source),
        };
        let (count, which) = (standing.clear.len(), some(&standing.clear));
        return Finding::warning(WHAT, format!("{count} lie in clear: {which}"), todo);
    }
    let Some(current) = current else {
        return match source {
            Source::Own(file) => {
                let file = file.display();
                Finding::ok(WHAT, format!("none yet; the server makes a key at {file}"))
            }
            _ => Finding::ok(WHAT, format!("none yet; to save one, {}", no_key(source))),
        };
    };
    let older = sealed - standing.sealed.get(&current).copied().unwrap_or_default();
    if older > 0 {
        return Finding::warning(
            WHAT,
            format!("{older} are encrypted with an older key"),
            "start the server, or run `afterword secrets rotate`",
        );
    }
    let seen = format!(
        "{sealed} encrypted with the key {current} of {}",
        source.called()
    );
    match source {
        Source::Named(file) | Source::Own(file) if others_read(file) => Finding::warning(
            WHAT,
            format!("{seen}, which everybody on this machine may read"),
            format!("chmod o= {}", file.display()),
        ),
        _ => Finding::ok(WHAT, seen),
    }
}

fn no_key(source: &Source) -> String {
    format!(
        "name one in {}, and start the server; `afterword secrets key` prints one",
        place(source)
    )
}

fn place(source: &Source) -> String {
    match source {
        Source::Nowhere => "AFTERWORD_SECRET_KEY_FILE or AFTERWORD_SECRET_KEY".into(),
        source => source.called(),
    }
}

fn some(which: &[String]) -> String {
    let told = which.iter().take(TOLD).map(String::as_str);
    let mut told: Vec<_> = told.collect();
    if which.len() > TOLD {
        told.push("…");
    }
    told.join(", ")
}

fn others_read(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    file.metadata()
        .is_ok_and(|data| data.permissions().mode() & 0o007 != 0)
}
