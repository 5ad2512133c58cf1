//! Where the program works: the database it opens, the clock it reads, the log it writes.

use std::collections::BTreeMap;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use afterword_domain::Moment;
use afterword_domain::clock::Clock as _;
use afterword_domain::person::Person;
use afterword_domain::workspace::Workspace;
use afterword_server::clock::SystemClock;
use afterword_store::{Author, Blobs, Bucket, Store, StoreError, Table, Via, sqlite_file};
use anyhow::Context as _;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, fmt};

use crate::cli::{Files, Format, Global};
use crate::output::WrongUse;
use crate::traces::Traces;
use crate::{account, in_use};

/// Log lines go to standard error; standard output is for what a command answers.
///
/// # Errors
/// When the filter cannot be read.
pub(crate) fn log_to_stderr(global: &Global, traces: Option<&Traces>) -> anyhow::Result<()> {
    let filter = global.log.as_deref();
    let filter = filter.unwrap_or("warn,afterword_server=info");
    let filter = EnvFilter::builder().parse(filter).map_err(|error| {
        WrongUse(format!(
            "“{filter}” is no filter of the log ({error}): write info, or warn,afterword_store=debug"
        ))
    })?;
    let log = fmt::layer().with_writer(std::io::stderr);
    let log = match global.log_format {
        Format::Json => log.json().boxed(),
        // A file is read without its colours.
        Format::Text => log.with_ansi(std::io::stderr().is_terminal()).boxed(),
    };
    tracing_subscriber::registry()
        .with(log.with_filter(filter))
        .with(traces.map(Traces::layer))
        .init();
    Ok(())
}

pub(crate) fn now() -> Moment {
    SystemClock.now()
}

/// The database in the data folder.
const FILE: &str = "afterword.db";

/// The address of the database that the options name.
pub(crate) fn database_url(global: &Global) -> anyhow::Result<String> {
    if let Some(url) = &global.database {
        return Ok(url.clone());
    }
    let folder = std::path::absolute(&global.data)?;
    let file = folder.join(FILE);
    sqlite_url(&file)
}

/// The address of a SQLite file.
pub(crate) fn sqlite_url(file: &Path) -> anyhow::Result<String> {
    let path = file.to_str().context("the name of a folder is not UTF-8")?;
    Ok(format!(
        "sqlite://{}",
        path.replace('%', "%25")
            .replace('?', "%3f")
            .replace('#', "%23")
    ))
}

/// Where the search index lies.
pub(crate) fn index(global: &Global) -> PathBuf {
    global.data.join("index")
}

/// Opens the database and brings its schema up to date.
pub(crate) async fn open(global: &Global) -> anyhow::Result<Store> {
    let store = connect(global).await?;
    store.migrate().await?;
    Ok(store)
}

/// Connects, and leaves the schema as it is.
pub(crate) async fn connect(global: &Global) -> anyhow::Result<Store> {
    let url = database_url(global)?;
    if let Some(file) = sqlite_file(&url) {
        in_use::share(&file)?;
    }
    Store::connect(&url).await.map_err(wrong_use)
}

/// Opens a database to look at it, and not to write to it, where its schema is this program's.
pub(crate) async fn look_into(global: &Global) -> anyhow::Result<Store> {
    let store = inspect(global).await?;
    let (found, known) = (store.schema_version().await?, Store::known_schema_version());
    if found != known {
        let why = format!(
            "the database has schema version {found}, and this program works with {known}: make a \
             backup, run `afterword migrate`, and try again"
        );
        return Err(WrongUse(why).into());
    }
    Ok(store)
}

/// Opens a database to look at it, whatever version its schema has.
pub(crate) async fn inspect(global: &Global) -> anyhow::Result<Store> {
    Store::inspect(&database_url(global)?)
        .await
        .map_err(wrong_use)
}

pub(crate) fn wrong_use(error: StoreError) -> anyhow::Error {
    match error {
        StoreError::UrlUnknown(_) | StoreError::Missing(_) => WrongUse(error.to_string()).into(),
        error => error.into(),
    }
}

/// Opens a database that somebody made: a folder that is mistyped is not an empty workspace.
pub(crate) async fn open_there(global: &Global) -> anyhow::Result<Store> {
    let file = sqlite_file(&database_url(global)?);
    if let Some(file) = file.filter(|file| !file.exists()) {
        let (place, option) = match global.database {
            None => (
                format!("in {}", global.data.display()),
                "--data names another folder",
            ),
            Some(_) => (
                format!("at {}", file.display()),
                "--database names another one",
            ),
        };
        let why = format!(
            "there is no database {place}; `afterword serve` and `afterword import` make one, {option}"
        );
        return Err(WrongUse(why).into());
    }
    open(global).await
}

/// Whoever runs the command line.
pub(crate) fn author() -> Author {
    Author {
        person: None,
        via: Via::Cli,
        request_id: None,
        address: account::called(),
    }
}

/// A person by handle.
pub(crate) fn person(workspace: &Workspace, handle: &str) -> anyhow::Result<Person> {
    let found = workspace.person_named(handle).cloned();
    found.ok_or_else(|| WrongUse(format!("there is no person “{handle}”")).into())
}

/// A bucket where one is named, a folder beside the database otherwise.
pub(crate) fn place_for_files(global: &Global, files: &Files) -> anyhow::Result<Blobs> {
    let Some(name) = files.files_bucket.clone() else {
        return Ok(Blobs::in_folder(&global.data.join("files"))?);
    };
    let (Some(access_key_id), Some(secret_access_key)) =
        (files.files_key_id.clone(), files.files_secret.clone())
    else {
        let why = "files-bucket is set, and files-key-id or files-secret is not: a bucket is opened \
                   with both";
        return Err(WrongUse(why.into()).into());
    };
    let bucket = Bucket {
        name,
        region: files.files_region.clone(),
        endpoint: files.files_endpoint.clone(),
        access_key_id,
        secret_access_key,
    };
    Ok(Blobs::in_bucket(&bucket)?)
}

/// What a table's columns hold, by name.
pub(crate) fn columns(table: &Table) -> BTreeMap<String, String> {
    let columns = table.columns.iter();
    columns
        .map(|column| (column.name.clone(), column.holds.label().to_owned()))
        .collect()
}
