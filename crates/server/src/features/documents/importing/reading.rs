//! Reading the files of an import, off the threads that answer requests.

use std::collections::HashMap;

use afterword_document::{Document, ReadOptions, Report, fingerprint, read};
use afterword_domain::IncidentRef;
use afterword_store::Source;
use tokio::task::spawn_blocking;

use super::{File, FileOutcome, Import, ImportError, ImportOutcome};

/// A file that was read and is not known yet, or has changed.
pub(super) struct Reading {
    pub(super) document: Document,
    pub(super) report: Report,
    pub(super) source: Source,
    /// The incident that a file of this name became.
    pub(super) known: Option<IncidentRef>,
}

/// For each file the place of the first that bears its name.
pub(super) fn first_of_each_name(files: &[File]) -> Vec<usize> {
    let mut first = HashMap::new();
    let places = files.iter().enumerate();
    places
        .map(|(at, file)| *first.entry(file.name.as_str()).or_insert(at))
        .collect()
}

/// Reads the files that are not as they were when they were imported before, each with its place.
pub(super) async fn readings(
    import: &Import<'_>,
    files: &[&File],
    outcomes: &mut [FileOutcome],
) -> Result<Vec<(usize, Reading)>, ImportError> {
    let names: Vec<_> = files.iter().map(|file| file.name.clone()).collect();
    let known = import.store.source(import.sight, &names).await?;
    let mut by_name: HashMap<_, Vec<_>> = HashMap::new();
    for (name, print, incident) in known {
        by_name.entry(name).or_default().push((print, incident));
    }
    let workspace = import.store.workspace().await?;
    let options = ReadOptions {
        zone: import.options.zone.clone(),
        action_limit: workspace.settings.action_limit.into(),
    };
    // All are begun before the first is waited for: they are read on every core there is.
    let mut begun = Vec::with_capacity(files.len());
    for (at, file) in files.iter().enumerate() {
        let print = fingerprint(&file.bytes);
        // Where a name stands for several, it is the first of which it tells the same.
        let known = by_name.get(&file.name).map_or(&[][..], Vec::as_slice);
        let same = known.iter().find(|(known, _)| *known == print);
        if let Some((_, incident)) = same {
            outcomes[at].outcome = ImportOutcome::Unchanged;
            outcomes[at].incident = Some(*incident);
            continue;
        }
        let (file, options) = (File::clone(file), options.clone());
        let source = Source {
            name: file.name.clone(),
            fingerprint: print,
        };
        let known = known.iter().map(|(_, incident)| *incident).min();
        let task = spawn_blocking(move || read(&file.name, &file.bytes, &options));
        begun.push((at, source, known, task));
    }
    let mut readings = Vec::with_capacity(begun.len());
    for (at, source, known, task) in begun {
        match task.await {
            Ok(Ok(afterword_document::Reading { document, report })) => {
                readings.push((
                    at,
                    Reading {
                        document,
                        report,
                        source,
                        known,
                    },
                ));
            }
            Ok(Err(error)) => outcomes[at].fail(&error),
            Err(error) => {
                tracing::error!(%error, import.source = source.name, "reading a file stumbled");
                let sentence = "the reader stumbled over this file; please report it";
                outcomes[at].refuse("reader_stumbled", sentence.into());
            }
        }
    }
    Ok(readings)
}
