//! Where the keys come from that secrets in the database are encrypted with: what the options name,
//! or a file beside a SQLite database, which the first server makes. PostgreSQL has none by itself:
//! several servers need the same, and what is beside one of them may be gone with it.

use std::path::{Path, PathBuf};

use afterword_store::{Sealing, SecretKeys, Store, StoreError, sqlite_file};
use anyhow::bail;

use crate::cli::Global;
use crate::output::WrongUse;
use crate::{output, workplace};

/// Where keys come from.
#[derive(Debug)]
pub(crate) enum Source {
    /// The environment, or the command line.
    Given(SecretKeys),
    /// A file that the options name.
    Named(PathBuf),
    /// The one beside a SQLite database.
    Own(PathBuf),
    Nowhere,
}

/// Where the options say that keys come from.
pub(crate) fn source(global: &Global) -> anyhow::Result<Source> {
    match (&global.secret_key, &global.secret_key_file) {
        (Some(_), Some(_)) => {
            let why = "secret-key and secret-key-file both name keys; name one of them";
            Err(WrongUse(why.into()).into())
        }
        (Some(text), None) => {
            let keys = SecretKeys::parse(&text.0);
            let keys = keys.map_err(|error| WrongUse(format!("secret-key: {error}")))?;
            Ok(Source::Given(keys))
        }
        (None, Some(file)) => Ok(Source::Named(file.clone())),
        (None, None) => Ok(match sqlite_file(&workplace::database_url(global)?) {
            Some(database) => Source::Own(beside(&database)),
            None => Source::Nowhere,
        }),
    }
}

impl Source {
    /// The keys that there are; makes none.
    pub(crate) fn known(&self) -> anyhow::Result<SecretKeys> {
        match self {
            Self::Given(keys) => Ok(keys.clone()),
            Self::Named(file) => Ok(SecretKeys::of_file(file)?),
            Self::Own(file) if file.exists() => Ok(SecretKeys::of_file(file)?),
            Self::Own(_) | Self::Nowhere => Ok(SecretKeys::default()),
        }
    }

    /// The keys that there are. A file beside the database is made, unless secrets in it were
    /// encrypted with another key: that one is to be looked for first.
    pub(crate) async fn known_or_new(&self, store: &Store) -> anyhow::Result<SecretKeys> {
        let Self::Own(file) = self else {
            return self.known();
        };
        if !file.exists()
            && let Some(key) = store.secrets_standing().await?.sealed.keys().next()
        {
            bail!(
                "the file of keys {} is not there; {}",
                file.display(),
                StoreError::SecretKeyMissing(*key)
            );
        }
        Ok(SecretKeys::of_file_or_new(file)?)
    }

    /// As a sentence calls it.
    pub(crate) fn called(&self) -> String {
        match self {
            Self::Given(_) => "AFTERWORD_SECRET_KEY".into(),
            Self::Named(file) | Self::Own(file) => file.display().to_string(),
            Self::Nowhere => "nowhere".into(),
        }
    }
}

/// The store as a server has it: with its keys, and with every secret encrypted with the first.
pub(crate) async fn for_server(store: Store, global: &Global) -> anyhow::Result<Store> {
    let source = source(global)?;
    let keys = source.known_or_new(&store).await?;
    let has_key = keys.current().is_some();
    let store = store.with_keys(keys);
    let Sealing {
        from_clear,
        from_older,
        left_clear,
    } = store.seal_secrets().await?;
    if from_clear > 0 {
        output::note(&format!(
            "{from_clear} secrets that lay in the database in clear are encrypted now, with the key \
             of {}; keep a copy of it apart from the database. Older backups hold them in clear",
            source.called()
        ));
    }
    if from_older > 0 {
        output::note(&format!(
            "{from_older} secrets were encrypted anew with the first key"
        ));
    }
    if !has_key {
        output::note(&format!(
            "there is no key to encrypt secrets with: {left_clear} lie in the database in clear, and \
             none can be saved. Set AFTERWORD_SECRET_KEY_FILE or AFTERWORD_SECRET_KEY; \
             `afterword secrets key` prints a key"
        ));
    }
    Ok(store)
}

fn beside(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".key");
    name.into()
}
