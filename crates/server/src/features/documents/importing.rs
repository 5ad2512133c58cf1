//! Importing documents: read each, name what is new, open the incidents. The one way in for files,
//! whether they come through the API or the command line.

use std::collections::HashMap;

use afterword_document::{
    NewNames, ReadError, ReadOptions, Report, adopt, fingerprint, new_names, read,
};
use afterword_domain::incident::open::{IncidentError, admit};
use afterword_domain::time::zone;
use afterword_domain::workspace::Workspace;
use afterword_domain::{Incident, IncidentRef, Moment, Refusal};
use afterword_store::{Author, Opening, Source, Store, StoreError, Via};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// So many incidents are opened in one transaction.
const BATCH: usize = 250;

/// A file as it was found. Its name is what it is known by when it is imported again.
#[derive(Clone, Debug)]
pub struct File {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportOutcome {
    /// A new incident.
    Created,
    /// The document had changed, and the incident with it.
    Updated,
    /// The document is the one that was imported before.
    Unchanged,
    /// The document has changed, but so has the incident since: it was left as it is.
    EditedHere,
    /// It could not be read; nothing of it was taken.
    Failed,
}

/// The account of one file.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct FileOutcome {
    pub source: String,
    pub outcome: ImportOutcome,
    pub incident: Option<IncidentRef>,
    /// What was mapped, what was kept as prose, and what could not be read.
    pub report: Option<Report>,
    /// Why it failed.
    pub error: Option<String>,
    pub code: Option<String>,
}

impl FileOutcome {
    fn of(source: &str, outcome: ImportOutcome) -> Self {
        let source = source.to_owned();
        Self {
            source,
            outcome,
            incident: None,
            report: None,
            error: None,
            code: None,
        }
    }

    fn failed(source: &str, error: &dyn Refusal) -> Self {
        let (code, error) = (Some(error.code().into()), Some(error.to_string()));
        Self {
            error,
            code,
            ..Self::of(source, ImportOutcome::Failed)
        }
    }
}

/// The account of an import.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct ImportReport {
    pub created: usize,
    pub updated: usize,
    pub unchanged: usize,
    pub edited_here: usize,
    pub failed: usize,
    /// In the order in which the files were given.
    pub files: Vec<FileOutcome>,
}

impl ImportReport {
    fn add(&mut self, file: FileOutcome) {
        *match file.outcome {
            ImportOutcome::Created => &mut self.created,
            ImportOutcome::Updated => &mut self.updated,
            ImportOutcome::Unchanged => &mut self.unchanged,
            ImportOutcome::EditedHere => &mut self.edited_here,
            ImportOutcome::Failed => &mut self.failed,
        } += 1;
        self.files.push(file);
    }
}

/// How to import.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// The zone of local times where a document names none.
    pub zone: Option<String>,
    /// Only say what would happen.
    pub dry_run: bool,
}

/// A file that was read and is not known yet, or has changed.
struct Read {
    at: usize,
    document: afterword_document::Document,
    source: Source,
    known: Option<IncidentRef>,
}

/// Imports files. A file that cannot be read changes nothing and keeps none of the others out;
/// `progress` is told how many are done.
///
/// # Errors
/// When the store fails, or the zone is unknown; files that were opened before stay.
pub async fn import(
    store: &Store,
    author: &Author,
    files: &[File],
    options: &ImportOptions,
    now: Moment,
    mut progress: impl FnMut(usize),
) -> Result<ImportReport, ImportError> {
    if let Some(name) = &options.zone {
        zone(name)?;
    }
    let author = Author {
        via: Via::Import,
        ..author.clone()
    };
    let mut report = ImportReport::default();
    for batch in files.chunks(BATCH) {
        let outcomes = import_batch(store, &author, batch, options, now).await?;
        for outcome in outcomes {
            report.add(outcome);
        }
        progress(report.files.len());
    }
    Ok(report)
}

/// An import cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error(transparent)]
    Zone(#[from] afterword_domain::time::UnknownZone),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Save(#[from] afterword_store::SaveError),
    #[error(transparent)]
    Replace(#[from] afterword_store::EditError<std::convert::Infallible>),
}

async fn import_batch(
    store: &Store,
    author: &Author,
    files: &[File],
    options: &ImportOptions,
    now: Moment,
) -> Result<Vec<FileOutcome>, ImportError> {
    let names: Vec<_> = files.iter().map(|file| file.name.clone()).collect();
    let known: HashMap<_, _> = store
        .source(&names)
        .await?
        .into_iter()
        .map(|(name, print, at)| (name, (print, at)))
        .collect();
    let workspace = store.workspace().await?;
    let mut outcomes = Vec::with_capacity(files.len());
    let mut fresh = Vec::new();
    for (at, file) in files.iter().enumerate() {
        let known = known.get(&file.name);
        let (outcome, read) = look_at(file, at, known, options, &workspace);
        outcomes.push(outcome);
        fresh.extend(read);
    }
    if options.dry_run {
        return Ok(outcomes);
    }
    let workspace = name_what_is_new(store, author, &fresh, now).await?;
    let mut openings = Vec::new();
    let mut opened_at = Vec::new();
    for read in fresh {
        let incident = match admit(adopt(read.document, &workspace, now), &workspace) {
            Ok(incident) => incident,
            Err(error) => {
                outcomes[read.at] = FileOutcome::failed(&files[read.at].name, &error);
                continue;
            }
        };
        if let Some(reference) = read.known {
            outcomes[read.at].outcome =
                update(store, author, reference, incident, read.source, now).await?;
        } else {
            openings.push(Opening {
                incident,
                source: Some(read.source),
                changes: Vec::new(),
            });
            opened_at.push(read.at);
        }
    }
    let opened = store.open_incidents(author, openings, now).await?;
    for (at, opened) in opened_at.into_iter().zip(opened) {
        outcomes[at].incident = Some(opened.reference);
    }
    Ok(outcomes)
}

/// Reads one file, unless it is the one that was imported before.
fn look_at(
    file: &File,
    at: usize,
    known: Option<&(String, IncidentRef)>,
    options: &ImportOptions,
    workspace: &Workspace,
) -> (FileOutcome, Option<Read>) {
    let print = fingerprint(&file.bytes);
    if let Some((_, reference)) = known.filter(|(known, _)| *known == print) {
        let incident = Some(*reference);
        return (
            FileOutcome {
                incident,
                ..FileOutcome::of(&file.name, ImportOutcome::Unchanged)
            },
            None,
        );
    }
    let read_options = ReadOptions {
        zone: options.zone.clone(),
        action_limit: workspace.settings.action_limit.into(),
    };
    let reading = match read(&file.name, &file.bytes, &read_options) {
        Ok(reading) => reading,
        Err(error) => return (FileOutcome::failed(&file.name, &error), None),
    };
    let known = known.map(|(_, reference)| *reference);
    let outcome = if known.is_some() {
        ImportOutcome::Updated
    } else {
        ImportOutcome::Created
    };
    let outcome = FileOutcome {
        incident: known,
        report: Some(reading.report.clone()),
        ..FileOutcome::of(&file.name, outcome)
    };
    let source = Source {
        name: file.name.clone(),
        fingerprint: print,
    };
    let read = Read {
        at,
        document: reading.document,
        source,
        known,
    };
    (outcome, Some(read))
}

async fn name_what_is_new(
    store: &Store,
    author: &Author,
    fresh: &[Read],
    now: Moment,
) -> Result<std::sync::Arc<Workspace>, ImportError> {
    let workspace = store.workspace().await?;
    let mut all = NewNames::default();
    for read in fresh {
        let NewNames { services, factors } = new_names(&read.document, &workspace);
        all.services.extend(services);
        all.factors.extend(factors);
    }
    if all.services.is_empty() && all.factors.is_empty() {
        return Ok(workspace);
    }
    Ok(store
        .ensure_names(author, &all.services, &all.factors, now)
        .await?)
}

/// Replaces an incident by its changed document, unless a person has edited it here since.
async fn update(
    store: &Store,
    author: &Author,
    reference: IncidentRef,
    incident: Incident,
    source: Source,
    now: Moment,
) -> Result<ImportOutcome, ImportError> {
    let latest = store.changes_of(reference, 1).await?;
    let by_hand = latest
        .first()
        .is_some_and(|record| record.author.via != Via::Import);
    if by_hand {
        return Ok(ImportOutcome::EditedHere);
    }
    let opened = afterword_domain::incident::open::opened(&incident, &source.name);
    store
        .replace_incident(author, reference, incident, source, vec![opened], now)
        .await?;
    Ok(ImportOutcome::Updated)
}

/// Reads files into incidents without any store: the workspace is made of what they name.
///
/// # Errors
/// The first file that cannot be read, with its name.
pub fn read_all(
    files: &[File],
    options: &ImportOptions,
    now: Moment,
) -> Result<(Workspace, Vec<Incident>), FileError> {
    let mut workspace = Workspace::default();
    let mut documents = Vec::with_capacity(files.len());
    for file in files {
        let read_options = ReadOptions {
            zone: options.zone.clone(),
            ..ReadOptions::default()
        };
        let reading =
            read(&file.name, &file.bytes, &read_options).map_err(|error| FileError::Read {
                file: file.name.clone(),
                error,
            })?;
        let new = new_names(&reading.document, &workspace);
        name_in(&mut workspace, new);
        documents.push(reading.document);
    }
    let mut incidents = Vec::with_capacity(documents.len());
    for ((number, document), file) in (1..).zip(documents).zip(files) {
        let own = document.reference;
        let mut incident =
            admit(adopt(document, &workspace, now), &workspace).map_err(|error| {
                FileError::Admit {
                    file: file.name.clone(),
                    error,
                }
            })?;
        incident.reference = own.unwrap_or(IncidentRef(number));
        incidents.push(incident);
    }
    Ok((workspace, incidents))
}

/// A file stands in the way of reading a folder.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("{file}: {error}")]
    Read { file: String, error: ReadError },
    #[error("{file}: {error}")]
    Admit { file: String, error: IncidentError },
}

fn name_in(workspace: &mut Workspace, new: NewNames) {
    use afterword_domain::service::Service;
    use afterword_domain::workspace::FactorTerm;
    use afterword_domain::{FactorId, ServiceId};
    for name in new.services {
        let id = ServiceId(u32::try_from(workspace.services.len() + 1).unwrap_or(u32::MAX));
        workspace.services.push(Service {
            id,
            name,
            team: None,
            slo: None,
            revenue_per_minute: None,
        });
    }
    for label in new.factors {
        let id = FactorId(u32::try_from(workspace.factors.len() + 1).unwrap_or(u32::MAX));
        workspace.factors.push(FactorTerm { id, label });
    }
}
