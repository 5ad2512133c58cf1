//! `afterword backup`: the database as its own programs copy it, and the attached files, in one
//! file; the server goes on meanwhile.

use std::fs::File;
use std::path::Path;
use std::process::ExitCode;

use afterword_domain::audit::Exported;
use afterword_store::{Engine, FileHash, Snapshot, Store};
use anyhow::bail;
use serde::Serialize;

use crate::cli::{Format, Global, Outgoing};
use crate::container::{Database, Kind, Manifest, TableSeal, Writing};
use crate::output::FINDINGS;
use crate::progress::Progress;
use crate::{attached, output, postgres_tools, workplace};

pub(crate) async fn backup(global: &Global, options: &Outgoing) -> anyhow::Result<ExitCode> {
    // Before an upgrade, too: the schema is left as it is.
    let store = workplace::inspect(global).await?;
    let files = workplace::place_for_files(global, &options.files)?;
    let manifest = Manifest::new(Kind::Backup, workplace::now(), 0);
    let mut writing = Writing::begin(&options.file, options.force, manifest)?;
    let progress = Progress::new();
    let hashes = match store.engine() {
        Engine::Sqlite => sqlite(&store, &mut writing).await?,
        Engine::Postgres => postgres(&store, global, &mut writing).await?,
    };
    attached::put_in(&mut writing, &files, &hashes, &progress).await?;
    finish((global, &store), writing, progress, options).await
}

/// Has the log say what is taken out, reads through what was written, puts it in its place and says
/// what is in it. Files that were lost are findings.
pub(super) async fn finish(
    (global, store): (&Global, &Store),
    mut writing: Writing,
    progress: Progress,
    options: &Outgoing,
) -> anyhow::Result<ExitCode> {
    let (export, what) = match writing.manifest().kind {
        Kind::Backup => (Exported::Backup, "backup"),
        Kind::Archive => (Exported::Archive, "archive"),
    };
    let logged = log(global, store, export).await;
    let parts = writing.manifest().parts.values();
    progress.step("read through", parts.map(|part| part.bytes).sum());
    let (manifest, bytes) = writing.finish(&mut |at| progress.at(at))?;
    drop(progress);
    tell(what, options, &manifest, bytes)?;
    if let Err(why) = logged {
        output::note(&format!(
            "the audit log could not be told of this {what}, which is whole all the same: {why:#}"
        ));
    }
    Ok(lost(&manifest))
}

/// Before the file is in its place, and after the database was found sound: into one that is not,
/// nothing is written.
async fn log(global: &Global, store: &Store, export: Exported) -> anyhow::Result<()> {
    let (found, known) = (store.schema_version().await?, Store::known_schema_version());
    if found != known {
        bail!("the database has schema version {found}, and this program writes version {known}");
    }
    let store = workplace::connect(global).await?;
    let (author, now) = (workplace::author(), workplace::now());
    let noted = store.note_export(&author, export, (None, None), now).await;
    store.close().await;
    Ok(noted?)
}

/// Copies, has SQLite look at the copy, and counts in it.
async fn sqlite(store: &Store, writing: &mut Writing) -> anyhow::Result<Vec<FileHash>> {
    let workshop = writing.workshop()?;
    let copy = workshop.path().join("database.sqlite");
    store.copy_to(&copy).await?;
    let copied = Store::inspect(&workplace::sqlite_url(&copy)?).await?;
    let problems = copied.damage().await?;
    if !problems.is_empty() {
        bail!(
            "the database is damaged, and no backup was made: {}. Run `afterword doctor`, and keep \
             the backups that there are",
            problems.join("; ")
        );
    }
    let mut snapshot = copied.snapshot().await?;
    let hashes = look(&mut snapshot, writing, Database::Sqlite).await?;
    drop(snapshot);
    writing.add_file("database.sqlite", &mut File::open(&copy)?)?;
    Ok(hashes)
}

/// `pg_dump` reads at the moment at which it is counted here.
async fn postgres(
    store: &Store,
    global: &Global,
    writing: &mut Writing,
) -> anyhow::Result<Vec<FileHash>> {
    let mut snapshot = store.snapshot().await?;
    let (server, schema) = snapshot.postgres().await?;
    postgres_tools::must_suit("pg_dump", server)?;
    let workshop = writing.workshop()?;
    let dump = workshop.path().join("database.pgdump");
    let address = postgres_tools::Address::of(&workplace::database_url(global)?)?;
    let hashes = look(&mut snapshot, writing, Database::PostgreSql).await?;
    let moment = snapshot.exported().await?;
    let tables = writing.manifest().rows().into_keys();
    postgres_tools::dump(&address, &moment, (&schema, tables), &dump)?;
    drop(snapshot);
    postgres_tools::must_hold(&dump, &writing.manifest().rows())?;
    writing.add_file("database.pgdump", &mut File::open(&dump)?)?;
    Ok(hashes)
}

/// Writes down what there is.
async fn look(
    snapshot: &mut Snapshot,
    writing: &mut Writing,
    database: Database,
) -> anyhow::Result<Vec<FileHash>> {
    let counts = snapshot.counts().await?;
    let manifest = writing.manifest();
    manifest.schema = snapshot.schema_version();
    manifest.database = Some(database);
    for table in snapshot.tables() {
        let seal = TableSeal {
            rows: counts.get(&table.name).copied().unwrap_or_default(),
            columns: workplace::columns(table),
        };
        manifest.tables.insert(table.name.clone(), seal);
    }
    Ok(snapshot.file_hashes().await?)
}

/// What was written, for programs.
#[derive(Serialize)]
struct Written<'a> {
    file: &'a Path,
    bytes: u64,
    schema: i64,
    incidents: u64,
    changes: u64,
    files: usize,
    lost_files: &'a [String],
}

fn tell(what: &str, options: &Outgoing, manifest: &Manifest, bytes: u64) -> anyhow::Result<()> {
    let file = options.file.as_path();
    let rows = manifest.rows();
    let count = |table: &str| rows.get(table).copied().unwrap_or_default();
    let told = Written {
        file,
        bytes,
        schema: manifest.schema,
        incidents: count("incidents"),
        changes: count("changes"),
        files: manifest.files(),
        lost_files: &manifest.lost_files,
    };
    match options.output.format {
        Format::Json => output::json(&told)?,
        Format::Text => output::text(format!(
            "The {what} is {}: {} incidents, {} changes, {} attached files, schema version {}; \
             {bytes} bytes. It was read through after it was written. It holds secrets, and not \
             the key that encrypts them: keep it as you keep the database, and the key apart.",
            file.display(),
            told.incidents,
            told.changes,
            told.files,
            told.schema
        ))?,
    }
    Ok(())
}

/// Names attached files that are missing or spoiled.
pub(super) fn lost(manifest: &Manifest) -> ExitCode {
    if manifest.lost_files.is_empty() {
        return ExitCode::SUCCESS;
    }
    output::note(&format!(
        "{} attached files are missing or spoiled where files lie, and are not in it: {}",
        manifest.lost_files.len(),
        manifest.lost_files.join(", ")
    ));
    ExitCode::from(FINDINGS)
}
