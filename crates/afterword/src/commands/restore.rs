//! `afterword restore`: a backup where the database is. Everything about it is looked at first, and
//! what was there stays until the new one is whole.

use std::fs::File;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use afterword_store::{Engine, Store, engine_of};
use anyhow::{Context as _, bail};

use crate::cli::{Global, Incoming};
use crate::container::{Container, Database, Kind, Manifest, folder_of};
use crate::output::WrongUse;
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
            place::put_file(&new, file).await?
        }
        None => {
            attached::take_out(&container, &files, &progress).await?;
            postgres(&container, &place)?;
            None
        }
    };
    place::forget_index(global)?;
    drop(progress);
    tell("backup", options, manifest, kept.as_deref())
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
    let mut file = File::create_new(to)?;
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

fn postgres(container: &Container, place: &Place) -> anyhow::Result<()> {
    let (server, schema) = place
        .target
        .postgres
        .as_ref()
        .context("no PostgreSQL is there")?;
    for program in ["pg_restore", "psql"] {
        postgres_tools::must_suit(program, *server)?;
    }
    let workshop = tempfile::Builder::new().prefix("afterword-").tempdir()?;
    let dump = workshop.path().join("database.pgdump");
    unpack(container, "database.pgdump", &dump)?;
    let rows = container.manifest().rows();
    postgres_tools::must_list(&dump, &rows)?;
    let address = postgres_tools::Address::of(&place.url)?;
    postgres_tools::replace(&address, &dump, schema, &rows)
        .context("nothing was changed but attached files, of which there may be more now")
}

/// Says what was done.
pub(super) fn tell(
    what: &str,
    options: &Incoming,
    manifest: &Manifest,
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
    Ok(super::backup::lost(manifest))
}
