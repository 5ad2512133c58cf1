//! Keeping what was admitted: new incidents are opened together, known ones are changed one by one.

use afterword_domain::incident::differ::{Numbering, differ};
use afterword_domain::{Change, Incident, IncidentRef, Refusal};
use afterword_store::{Again, EditError, Opened, Opening, Source, StoreError};

use super::relating::{NameTaken, Whose, is_export_of};
use super::{Admitted, FileOutcome, Import, ImportError, ImportOutcome};

/// What became of an admitted file.
pub(super) enum Kept {
    As(ImportOutcome, Option<IncidentRef>),
    /// With the code and the sentence of the refusal.
    Refused(&'static str, String),
}

impl Kept {
    fn refused(error: &dyn Refusal) -> Self {
        Self::Refused(error.code(), error.to_string())
    }

    fn tell(self, outcome: &mut FileOutcome) {
        match self {
            Self::As(what, reference) => {
                outcome.outcome = what;
                outcome.incident = reference;
            }
            Self::Refused(code, error) => outcome.refuse(code, error),
        }
    }
}

/// The database would not have it, whatever else it took.
#[derive(Debug, thiserror::Error)]
#[error("the database refused it; nothing of this file was kept, and the log says why")]
struct NotKept;

impl Refusal for NotKept {
    fn code(&self) -> &'static str {
        "not_kept"
    }
}

/// The incident was changed here since; a document must not undo that.
#[derive(Debug, thiserror::Error)]
#[error("the incident was edited here")]
struct EditedHere;

/// Says what would become of the files, and writes nothing.
pub(super) async fn rehearse(
    import: &Import<'_>,
    admitted: Vec<Admitted>,
    outcomes: &mut [FileOutcome],
) -> Result<(), ImportError> {
    for one in admitted {
        if let Whose::Of(reference) = one.whose {
            let at = one.at;
            again(import, reference, one).await?.tell(&mut outcomes[at]);
        }
    }
    Ok(())
}

/// Opens new incidents and changes known ones.
pub(super) async fn keep(
    import: &Import<'_>,
    admitted: Vec<Admitted>,
    outcomes: &mut [FileOutcome],
) -> Result<(), ImportError> {
    let (mut openings, mut sources) = (Vec::new(), Vec::new());
    let workspace = import.store.workspace().await?;
    let begun = workspace.settings.template.begin();
    for one in admitted {
        let at = one.at;
        match one.whose {
            Whose::Of(reference) => again(import, reference, one).await?.tell(&mut outcomes[at]),
            Whose::Nobody => {
                let source = one.reading.source;
                sources.push((at, source.clone()));
                let mut incident = one.incident;
                incident.postmortem.take_in(&begun);
                openings.push(Opening {
                    incident,
                    source: Some(source),
                    changes: Vec::new(),
                });
            }
        }
    }
    let opened = open_all(import, openings).await?;
    for ((at, source), opened) in sources.into_iter().zip(opened) {
        let kept = match opened {
            Ok(opened) if opened.is_new => Kept::As(ImportOutcome::Created, Some(opened.reference)),
            Ok(opened) => just_taken(import, &source, opened.reference).await?,
            Err(error) => Kept::refused(&error),
        };
        kept.tell(&mut outcomes[at]);
    }
    Ok(())
}

/// Another import took a file of this name at the same time.
async fn just_taken(
    import: &Import<'_>,
    source: &Source,
    incident: IncidentRef,
) -> Result<Kept, StoreError> {
    let known = import
        .store
        .source(import.sight, std::slice::from_ref(&source.name))
        .await?;
    if known
        .iter()
        .any(|(_, print, known)| (known, print) == (&incident, &source.fingerprint))
    {
        return Ok(Kept::As(ImportOutcome::Unchanged, Some(incident)));
    }
    let name = source.name.clone();
    Ok(Kept::refused(&NameTaken::Before { name, incident }))
}

/// Opens all of them in one transaction. When the database will not have the whole, each is tried
/// by itself, so that only what is wrong stays out.
async fn open_all(
    import: &Import<'_>,
    openings: Vec<Opening>,
) -> Result<Vec<Result<Opened, NotKept>>, StoreError> {
    let (store, author, now) = (import.store, import.author, import.now);
    if openings.is_empty() {
        return Ok(Vec::new());
    }
    match store.open_incidents(author, openings.clone(), now).await {
        Ok(opened) => return Ok(opened.into_iter().map(Ok).collect()),
        Err(StoreError::Database(_)) => {}
        Err(error) => return Err(error),
    }
    let mut answers = Vec::with_capacity(openings.len());
    for opening in openings {
        let name = opening.source.as_ref().map(|source| source.name.clone());
        match store.open_incidents(author, vec![opening], now).await {
            Ok(opened) => answers.extend(opened.into_iter().map(Ok)),
            Err(StoreError::Database(error)) => {
                tracing::error!(%error, import.source = name, "a file could not be kept");
                answers.push(Err(NotKept));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(answers)
}

/// Changes a known incident into what its document tells now.
async fn again(
    import: &Import<'_>,
    reference: IncidentRef,
    one: Admitted,
) -> Result<Kept, ImportError> {
    let Admitted {
        reading,
        mut incident,
        ..
    } = one;
    let known = reading.known;
    let again = Again {
        source: Some(reading.source).filter(|_| known.is_none_or(|known| known == reference)),
        dry_run: import.options.dry_run,
    };
    let mut outcome = ImportOutcome::Unchanged;
    let decide = |here: &Incident, edited: bool| -> Result<Vec<Change>, EditedHere> {
        let export = is_export_of(&reading.document, here);
        let newest = export && reading.document.updated_at == Some(here.updated_at);
        let numbering = if export {
            Numbering::Ours
        } else {
            Numbering::Passing
        };
        if !export {
            // The document never knew what its incident began with.
            incident.postmortem.take_in(&here.postmortem.sections);
        }
        let changes = differ(here, incident, numbering);
        if changes.is_empty() {
            return Ok(changes);
        }
        if edited && !newest {
            return Err(EditedHere);
        }
        outcome = ImportOutcome::Updated;
        Ok(changes)
    };
    let (store, author, now) = (import.store, import.author, import.now);
    let result = store
        .import_again((import.sight, author), reference, again, now, decide)
        .await;
    Ok(match result {
        Ok(_) => Kept::As(outcome, Some(reference)),
        Err(EditError::Refused(EditedHere)) => Kept::As(ImportOutcome::EditedHere, Some(reference)),
        Err(EditError::Rule(rule)) => Kept::refused(&rule),
        Err(EditError::Store(StoreError::Database(error))) => {
            tracing::error!(%error, incident.id = %reference, "a file could not be kept");
            Kept::refused(&NotKept)
        }
        Err(EditError::Store(error)) => return Err(error.into()),
        Err(EditError::NotFound | EditError::Conflict(_) | EditError::Ahead { .. }) => {
            Kept::refused(&NotKept)
        }
    })
}

#[cfg(test)]
mod tests {
    use afterword_domain::incident::open::{OpenForm, open};
    use afterword_domain::workspace::Workspace;
    use afterword_domain::{Moment, ServiceId};
    use afterword_store::{Author, Store, Via};
    use afterword_testbed::both;

    use super::*;
    use crate::features::documents::importing::ImportOptions;
    use crate::features::language::checkers::checker_of;

    fn opening(name: &str, service: Option<ServiceId>, now: Moment) -> Opening {
        let form = OpenForm {
            title: name.into(),
            ..OpenForm::default()
        };
        let mut incident = open(form, &Workspace::default(), now).unwrap();
        incident.services.extend(service);
        Opening {
            incident,
            source: Some(Source {
                name: name.into(),
                fingerprint: "f".into(),
            }),
            changes: Vec::new(),
        }
    }

    both! {
        async fn what_the_database_refuses_keeps_no_other_file_out(db: TestDb) {
            let store = Store::open(&db.url).await.unwrap();
            let now: Moment = "2026-10-08T16:00:00Z".parse().unwrap();
            let author = Author { person: None, via: Via::Import, request_id: None, address: None, };
            let options = ImportOptions::default();
            let checker = checker_of(&Workspace::default());
            let sight = afterword_domain::policy::Sight::Everything;
            let import = Import { store: &store, sight: &sight, author: &author, options: &options, now, checker: &checker };
            // A service that the admission cannot have let pass.
            let broken = opening("broken.md", Some(ServiceId(9)), now);
            let batch = vec![opening("a.md", None, now), broken, opening("b.md", None, now)];
            let answers = open_all(&import, batch).await.unwrap();
            let numbers: Vec<_> = answers.iter().map(|one| one.as_ref().ok().map(|o| o.reference.0)).collect();
            assert_eq!(numbers, [Some(1), None, Some(2)]);
            assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
        }
    }
}
