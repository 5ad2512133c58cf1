//! `afterword archive`: the workspace as rows, from one kind of database to the other.

use std::fs::File;
use std::io::{BufRead as _, BufWriter, Write as _};
use std::process::ExitCode;

use afterword_store::{Filling, Store, Table};
use anyhow::bail;

use crate::cli::{Archive, Global, Incoming, Outgoing};
use crate::container::{Container, Kind, Manifest, TableSeal, Writing, folder_of};
use crate::progress::Progress;
use crate::{attached, output, place, workplace};

/// Lines that are put in together: so many, and not much more than so many bytes.
const LINES: usize = 64;
const BYTES: usize = 4 << 20;

pub(crate) async fn archive(global: &Global, verb: &Archive) -> anyhow::Result<ExitCode> {
    match verb {
        Archive::Export(options) => export(global, options).await,
        Archive::Import(options) => import(global, options).await,
    }
}

fn part_of(table: &str) -> String {
    format!("tables/{table}.jsonl")
}

async fn export(global: &Global, options: &Outgoing) -> anyhow::Result<ExitCode> {
    let store = workplace::inspect(global).await?;
    let files = workplace::place_for_files(global, &options.files)?;
    let mut snapshot = store.snapshot().await?;
    if snapshot.schema_version() == 0 {
        bail!("the database is empty; there is nothing to be archived");
    }
    let manifest = Manifest::new(Kind::Archive, workplace::now(), snapshot.schema_version());
    let mut writing = Writing::begin(&options.file, options.force, manifest)?;
    let progress = Progress::new();
    let workshop = writing.workshop()?;
    let rows = snapshot.counts().await?;
    progress.step("rows", rows.values().sum());
    for table in snapshot.tables().to_vec() {
        let lines = workshop.path().join(&table.name);
        let file = File::options()
            .create_new(true)
            .read(true)
            .write(true)
            .open(&lines)?;
        let mut out = BufWriter::new(file);
        let rows = snapshot.write_lines(&table, &mut out).await?;
        out.flush()?;
        writing.add_file(&part_of(&table.name), out.get_mut())?;
        std::fs::remove_file(lines)?;
        let columns = workplace::columns(&table);
        let seal = TableSeal { rows, columns };
        writing.manifest().tables.insert(table.name, seal);
        progress.on(rows);
    }
    let hashes = snapshot.file_hashes().await?;
    drop(snapshot);
    attached::put_in(&mut writing, &files, &hashes, &progress).await?;
    super::backup::finish((global, &store), writing, progress, options).await
}

async fn import(global: &Global, options: &Incoming) -> anyhow::Result<ExitCode> {
    let progress = Progress::new();
    let container = super::restore::open(Kind::Archive, &options.file, &progress)?;
    let files = workplace::place_for_files(global, &options.files)?;
    let place = place::take(global, options.overwrite).await?;
    let kept = if let Some(file) = place.file.as_deref() {
        // Beside the database that may be there: it stays as it is until the new one is whole.
        let folder = tempfile::Builder::new()
            .prefix(".afterword-")
            .tempdir_in(folder_of(file))?;
        let new = folder.path().join("database.sqlite");
        let store = Store::connect(&workplace::sqlite_url(&new)?).await?;
        fill(&container, &store, false, &progress)
            .await?
            .finish()
            .await?;
        store.close().await;
        attached::take_out(&container, &files, &progress).await?;
        place::forget_index(global)?;
        place::put_file(&new, file)?
    } else {
        let store = Store::connect(&place.url).await?;
        let filling = fill(&container, &store, options.overwrite, &progress).await?;
        attached::take_out(&container, &files, &progress).await?;
        place::forget_index(global)?;
        filling.finish().await?;
        None
    };
    drop(progress);
    let manifest = container.manifest();
    let told =
        super::restore::tell("archive", options, (manifest, &place), kept.as_deref()).await?;
    let known = Store::known_schema_version();
    if manifest.schema < known {
        output::text(format!(
            "It was of schema version {} and is of {known} now.",
            manifest.schema
        ))?;
    }
    Ok(told)
}

/// Puts every table in, where the archive has exactly the tables of its schema.
async fn fill(
    container: &Container,
    store: &Store,
    overwrite: bool,
    progress: &Progress,
) -> anyhow::Result<Filling> {
    let manifest = container.manifest();
    let mut filling = store.begin_filling(manifest.schema, overwrite).await?;
    let tables = filling.tables().to_vec();
    must_have(manifest, &tables)?;
    progress.step("rows", manifest.rows().values().sum());
    for table in &tables {
        let rows = put_in(container, &mut filling, table, progress).await?;
        let told = manifest.rows().get(&table.name).copied();
        if told != Some(rows) {
            bail!(
                "{} has {rows} rows, and its manifest says otherwise",
                table.name
            );
        }
    }
    Ok(filling)
}

fn must_have(manifest: &Manifest, tables: &[Table]) -> anyhow::Result<()> {
    let version = manifest.schema;
    for table in tables {
        let Some(seal) = manifest.tables.get(&table.name) else {
            bail!(
                "the archive has no table {}, which schema version {version} has",
                table.name
            );
        };
        if seal.columns != workplace::columns(table) {
            bail!(
                "{} has other columns than in schema version {version}",
                table.name
            );
        }
    }
    let known = |name: &String| tables.iter().any(|table| table.name == **name);
    if let Some(name) = manifest.tables.keys().find(|name| !known(name)) {
        bail!("the archive has a table {name}, which schema version {version} has not");
    }
    Ok(())
}

async fn put_in(
    container: &Container,
    filling: &mut Filling,
    table: &Table,
    progress: &Progress,
) -> anyhow::Result<u64> {
    let mut part = container.part(&part_of(&table.name))?;
    let (mut rows, mut lines, mut bytes) = (0, Vec::new(), 0);
    loop {
        let mut line = String::new();
        let read = part.read_line(&mut line)?;
        if read > 0 {
            bytes += read;
            lines.push(line);
        }
        if !lines.is_empty() && (read == 0 || lines.len() == LINES || bytes > BYTES) {
            filling.add(table, rows + 1, &lines).await?;
            rows += lines.len() as u64;
            progress.on(lines.len() as u64);
            (lines, bytes) = (Vec::new(), 0);
        }
        if read == 0 {
            return Ok(rows);
        }
    }
}
