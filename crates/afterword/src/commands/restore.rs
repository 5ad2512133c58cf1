//! `afterword restore`: a backup where the database is. Everything about it is looked at first, and
//! what was there stays until the new one is whole.

use std::fs::File;
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::process::ExitCode;

use afterword_store::{Engine, Store, VerifyFault, engine_of};
use anyhow::{Context as _, bail};

use crate::cli::{Global, Incoming};
use crate::container::{Container, Database, Kind, Manifest, folder_of};
use crate::output::{FINDINGS, WrongUse};
use crate::place::Place;
use crate::progress::Progress;
use crate::{attached, output, place, postgres_tools, workplace};

pub(crate) async fn restore(global: &Global, options: &Incoming) -> anyhow::Result<ExitCode> {
    let progress = Progress::new();
    let container = open(Kind::Backup, &options.file, &progress)?;
    let manifest = container.manifest();
    must_fit(global, manifest)?;
    let files = workplace::place_for_files(global, &options.files)?;
    let place = place::take(global, options.overwrite).await?;
    let kept = match place.file.as_deref() {
        Some(file) => {
            let folder = tempfile::Builder::new()
                .prefix(".afterword-")
                .tempdir_in(folder_of(file))?;
            let new = folder.path().join("database.sqlite");
            unpack(&container, "database.sqlite", &new)?;
            must_be_sound(&new, manifest).await?;
            attached::take_out(&container, &files, &progress).await?;
            // Before it is somebody else's: whatever comes between, it is made anew.
            place::forget_index(global)?;
            place::put_file(&new, file)?
        }
        None => {
            let schema = must_have_programs(&place)?;
            attached::take_out(&container, &files, &progress).await?;
            place::forget_index(global)?;
            postgres(&container, &place, schema)?;
            None
        }
    };
    drop(progress);
    tell("backup", options, (manifest, &place), kept.as_deref()).await
}

/// Opens what comes in, and refuses what is newer than this program.
pub(super) fn open(kind: Kind, file: &Path, progress: &Progress) -> anyhow::Result<Container> {
    let length = file.metadata().map_or(0, |data| data.len());
    progress.step("read through", length);
    let container = Container::open_as(kind, file, &mut |at| progress.at(at))?;
    let (found, known) = (container.manifest().schema, Store::known_schema_version());
    if found > known {
        bail!(
            "{} is of schema version {found}, this program knows versions up to {known}: take a \
             newer afterword",
            file.display()
        );
    }
    Ok(container)
}

fn must_fit(global: &Global, manifest: &Manifest) -> anyhow::Result<()> {
    let here = match engine_of(&workplace::database_url(global)?) {
        Some(Engine::Postgres) => Database::PostgreSql,
        _ => Database::Sqlite,
    };
    let there = manifest
        .database
        .context("the backup does not say of what database it is")?;
    if here != there {
        let why = format!(
            "this is a backup of {}, and the database is {}: an archive (`afterword archive`) goes \
             from one to the other",
            there.label(),
            here.label()
        );
        return Err(WrongUse(why).into());
    }
    Ok(())
}

fn unpack(container: &Container, part: &str, to: &Path) -> anyhow::Result<()> {
    let mut options = File::options();
    let mut file = options.write(true).create_new(true).mode(0o600).open(to)?;
    io::copy(&mut container.part(part)?, &mut file)
        .and_then(|_| file.sync_all())
        .with_context(|| format!("{} cannot be written", to.display()))
}

/// Has SQLite look at the database, and counts in it.
async fn must_be_sound(file: &Path, manifest: &Manifest) -> anyhow::Result<()> {
    let store = Store::inspect(&workplace::sqlite_url(file)?).await?;
    let problems = store.damage().await?;
    let mut snapshot = store.snapshot().await?;
    let (rows, version) = (snapshot.counts().await?, snapshot.schema_version());
    drop(snapshot);
    store.close().await;
    if !problems.is_empty() {
        bail!(
            "the database in the backup is damaged: {}",
            problems.join("; ")
        );
    }
    if rows != manifest.rows() || version != manifest.schema {
        bail!("the database in the backup does not hold what its manifest says");
    }
    Ok(())
}

/// Looks for what puts a dump back, and answers with the schema that it goes to.
fn must_have_programs(place: &Place) -> anyhow::Result<&str> {
    let (server, schema) = place
        .target
        .postgres
        .as_ref()
        .context("no PostgreSQL is there")?;
    for program in ["pg_restore", "psql"] {
        postgres_tools::must_suit(program, *server)?;
    }
    Ok(schema)
}

fn postgres(container: &Container, place: &Place, schema: &str) -> anyhow::Result<()> {
    let workshop = tempfile::Builder::new().prefix("afterword-").tempdir()?;
    let dump = workshop.path().join("database.pgdump");
    unpack(container, "database.pgdump", &dump)?;
    let rows = container.manifest().rows();
    postgres_tools::must_hold(&dump, &rows)?;
    let address = postgres_tools::Address::of(&place.url)?;
    postgres_tools::replace(&address, &dump, schema, &rows)
        .context("the database is as it was; of attached files there may be more now")
}

/// Says what was done.
pub(super) async fn tell(
    what: &str,
    options: &Incoming,
    (manifest, place): (&Manifest, &Place),
    kept: Option<&Path>,
) -> anyhow::Result<ExitCode> {
    let rows = manifest.rows();
    let count = |table: &str| rows.get(table).copied().unwrap_or_default();
    output::text(format!(
        "The {what} {} of {} is in place: {} incidents, {} changes, {} attached files. The search \
         index is made anew when the server starts.",
        options.file.display(),
        manifest.made_at,
        count("incidents"),
        count("changes"),
        manifest.files()
    ))?;
    if let Some(kept) = kept {
        output::text(format!(
            "The database that was there is {} now; remove it when you do not need it.",
            kept.display()
        ))?;
    }
    if let Some(fault) = broken_chain(place).await? {
        output::note(&format!(
            "the chain of its log breaks at {fault}; so it did where the {what} was made, or somebody \
             changed the {what}: `afterword audit --verify`"
        ));
        return Ok(ExitCode::from(FINDINGS));
    }
    Ok(super::backup::lost(manifest))
}

/// Where the log is not as it was written, as far as this program's schema can tell.
async fn broken_chain(place: &Place) -> anyhow::Result<Option<VerifyFault>> {
    let store = Store::inspect(&place.url).await?;
    let is_current = store.schema_version().await? == Store::known_schema_version();
    let fault = if is_current {
        store.verify_log(None).await?.fault
    } else {
        None
    };
    store.close().await;
    Ok(fault)
}
