//! Importing documents: read each, name what is new, keep the incidents. The one way in for files,
//! whether they come through the API or the command line.

mod account;
mod folder;
mod keeping;
mod naming;
mod reading;
mod relating;

use std::sync::Arc;

use afterword_document::{adopt, new_names};
use afterword_domain::incident::open::admit;
use afterword_domain::incident::visibility::VisibilityError;
use afterword_domain::policy::Sight;
use afterword_domain::time::zone;
use afterword_domain::workspace::Workspace;
use afterword_domain::{Incident, Moment};
use afterword_language::Checker;
use afterword_store::{Author, Store, StoreError, Via};

pub use account::{FileOutcome, ImportOutcome, ImportReport};
pub use folder::{FileError, read_all};

use naming::Names;
use reading::Reading;
use relating::Whose;

use crate::features::language::checkers::checker_of;
use crate::features::language::document;

/// So many incidents are opened in one transaction.
const BATCH: usize = 250;

/// A file as it was found. Its name is what it is known by when it is imported again.
#[derive(Clone, Debug)]
pub struct File {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// How to import.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// The zone of local times where a document names none.
    pub zone: Option<String>,
    /// Only say what would happen.
    pub dry_run: bool,
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
}

/// A file whose incident may enter.
struct Admitted {
    /// Its place among the files.
    at: usize,
    reading: Reading,
    incident: Incident,
    whose: Whose,
}

/// Imports files. A file that cannot be taken changes nothing and keeps none of the others out;
/// `progress` is told how many are done.
///
/// # Errors
/// When the store fails, or the zone is unknown; files that were opened before stay.
pub async fn import(
    store: &Store,
    (sight, author): (&Sight, &Author),
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
    let checker = checker_of(&*store.workspace().await?);
    let import = Import {
        store,
        sight,
        author: &author,
        options,
        now,
        checker: &checker,
    };
    let first = reading::first_of_each_name(files);
    let mut report = ImportReport::default();
    for (number, batch) in files.chunks(BATCH).enumerate() {
        let begin = number * BATCH;
        // On the heap: what a batch holds while it waits is large.
        let outcomes = Box::pin(import.batch(batch, &first[begin..], begin)).await?;
        let mut outcomes = outcomes.into_iter();
        for (at, file) in (begin..).zip(batch) {
            let outcome = if first[at] == at {
                outcomes.next()
            } else {
                let before = &report.files[first[at]];
                Some(before.again(file.bytes == files[first[at]].bytes))
            };
            if let Some(outcome) = outcome {
                report.add(outcome);
            }
        }
        progress(report.files.len());
    }
    Ok(report)
}

/// One import under way.
struct Import<'a> {
    store: &'a Store,
    /// What whoever imports sees of what is here.
    sight: &'a Sight,
    author: &'a Author,
    options: &'a ImportOptions,
    now: Moment,
    /// What reads the files for language that blames.
    checker: &'a Checker,
}

impl Import<'_> {
    /// Imports those files of a batch that are the first of their name.
    async fn batch(
        &self,
        batch: &[File],
        first: &[usize],
        begin: usize,
    ) -> Result<Vec<FileOutcome>, ImportError> {
        let files = (begin..).zip(batch).zip(first);
        let files = files.filter(|((at, _), first)| *at == **first);
        let files: Vec<_> = files.map(|((_, file), _)| file).collect();
        let mut outcomes: Vec<_> = files
            .iter()
            .map(|file| FileOutcome::of(&file.name))
            .collect();
        let readings = reading::readings(self, &files, &mut outcomes).await?;
        let workspace = self.store.workspace().await?;
        let mut names = Names::new(Workspace::clone(&workspace));
        let mut admitted = Vec::with_capacity(readings.len());
        for (at, reading) in readings {
            let one = self.admit(at, reading, &mut names, &mut outcomes[at]);
            admitted.extend(one.await?);
        }
        if self.options.dry_run {
            Box::pin(keeping::rehearse(self, admitted, &mut outcomes)).await?;
            return Ok(outcomes);
        }
        let admitted = self
            .name_what_is_new(workspace, admitted, &mut outcomes)
            .await?;
        Box::pin(keeping::keep(self, admitted, &mut outcomes)).await?;
        Ok(outcomes)
    }

    /// Checks a document as if all that it names were there already.
    async fn admit(
        &self,
        at: usize,
        mut reading: Reading,
        names: &mut Names,
        outcome: &mut FileOutcome,
    ) -> Result<Option<Admitted>, ImportError> {
        let whose = match relating::whose(self.store, self.sight, &reading).await? {
            Ok(whose) => whose,
            Err(taken) => {
                outcome.fail(&taken);
                return Ok(None);
            }
        };
        if let Whose::Nobody = whose {
            relating::relate(self.store, self.sight, &mut reading).await?;
        }
        outcome.report = Some(reading.report.clone());
        if let Err(error) = names.add(&new_names(&reading.document, &names.workspace)) {
            outcome.fail(&error);
            return Ok(None);
        }
        let incident = self.incident(&reading, &names.workspace, outcome);
        outcome.phrases = incident
            .as_ref()
            .map(|it| document::check(self.checker, it).open);
        Ok(incident.map(|incident| Admitted {
            at,
            reading,
            incident,
            whose,
        }))
    }

    fn incident(
        &self,
        reading: &Reading,
        workspace: &Workspace,
        outcome: &mut FileOutcome,
    ) -> Option<Incident> {
        let incident = adopt(reading.document.clone(), workspace, self.now);
        match admit(incident, workspace) {
            Ok(incident) if !self.sight.sees(&incident.visibility) => {
                outcome.fail(&VisibilityError::Yourself);
                None
            }
            Ok(incident) => Some(incident),
            Err(error) => {
                outcome.fail(&error);
                None
            }
        }
    }

    /// Creates what the admitted documents name, and has them name it.
    async fn name_what_is_new(
        &self,
        workspace: Arc<Workspace>,
        admitted: Vec<Admitted>,
        outcomes: &mut [FileOutcome],
    ) -> Result<Vec<Admitted>, ImportError> {
        let (mut services, mut factors) = (Vec::new(), Vec::new());
        for one in &admitted {
            let new = new_names(&one.reading.document, &workspace);
            services.extend(new.services);
            factors.extend(new.factors);
        }
        if services.is_empty() && factors.is_empty() {
            return Ok(admitted);
        }
        let named = self
            .store
            .ensure_names(self.author, &services, &factors, self.now);
        let workspace = named.await?;
        let renamed = admitted.into_iter().filter_map(|one| {
            let incident = self.incident(&one.reading, &workspace, &mut outcomes[one.at])?;
            Some(Admitted { incident, ..one })
        });
        Ok(renamed.collect())
    }
}
