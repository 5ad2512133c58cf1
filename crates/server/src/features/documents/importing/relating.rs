//! What a document has to do with the incidents that are here: which of them it tells, and which
//! of them it may say that it repeats.

use afterword_document::{Document, Note};
use afterword_domain::incident::Incident;
use afterword_domain::policy::Sight;
use afterword_domain::recurrence::Verdict;
use afterword_domain::{IncidentRef, Moment, Refusal};
use afterword_store::{Store, StoreError};

use super::reading::Reading;

/// Whose story a document tells.
pub(super) enum Whose {
    /// No incident's that is here.
    Nobody,
    /// This one's.
    Of(IncidentRef),
}

/// The name of a file already stands for another story.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum NameTaken {
    #[error("another file of this import has the name {0} too and says something else; rename one")]
    InThisImport(String),
    #[error(
        "a file named {name} became {incident}, and this one tells another incident: neither its \
         start nor its title is the same; rename the file"
    )]
    Before { name: String, incident: IncidentRef },
}

impl Refusal for NameTaken {
    fn code(&self) -> &'static str {
        "source_name_taken"
    }
}

/// Finds the incident that a document tells of: the one that it is an export of, or the one that a
/// file of this name became, if the story is the same.
pub(super) async fn whose(
    store: &Store,
    sight: &Sight,
    reading: &Reading,
) -> Result<Result<Whose, NameTaken>, StoreError> {
    if let Some(reference) = reading.document.reference
        && let Some(incident) = store.incident(sight, reference).await?
        && is_export_of(&reading.document, &incident)
        && same_title(&reading.document, &incident)
    {
        return Ok(Ok(Whose::Of(reference)));
    }
    let Some(known) = reading.known else {
        return Ok(Ok(Whose::Nobody));
    };
    let incident = store.incident(sight, known).await?;
    Ok(match incident {
        Some(incident) if same_story(&reading.document, &incident) => Ok(Whose::Of(known)),
        _ => Err(NameTaken::Before {
            name: reading.source.name.clone(),
            incident: known,
        }),
    })
}

/// Whether a document is this incident's export, edited or not.
pub(super) fn is_export_of(document: &Document, incident: &Incident) -> bool {
    document.reference == Some(incident.reference)
        && document.created_at == Some(incident.created_at)
}

fn same_title(document: &Document, incident: &Incident) -> bool {
    let key = |title: &str| {
        let words: Vec<_> = title.split_whitespace().map(str::to_lowercase).collect();
        words.join(" ")
    };
    key(&document.title) == key(&incident.title)
}

fn same_story(document: &Document, incident: &Incident) -> bool {
    let start = document.milestones.impact_started_at.map(Moment::day);
    let began = incident.milestones.impact_started_at.map(Moment::day);
    is_export_of(document, incident)
        || same_title(document, incident)
        || start.is_some() && start == began
}

/// Makes suggestions of what a document says of repeats (invariant 6), and drops what cannot be.
pub(super) async fn relate(
    store: &Store,
    sight: &Sight,
    reading: &mut Reading,
) -> Result<(), StoreError> {
    let document = &mut reading.document;
    for mut link in std::mem::take(&mut document.recurrences) {
        let earlier = link.earlier;
        let began = store.began(sight, earlier).await?;
        let start = document
            .milestones
            .impact_started_at
            .or(document.created_at);
        let why = match began {
            _ if document.reference == Some(earlier) => "an incident does not repeat itself",
            None => "there is no such incident here",
            Some(began) if start.is_some_and(|start| began > start) => "that one began later",
            Some(_) => {
                if matches!(link.verdict, Verdict::Confirmed | Verdict::Suggested) {
                    link.verdict = Verdict::Suggested;
                    link.by = None;
                }
                document.recurrences.push(link);
                continue;
            }
        };
        reading.report.notes.push(Note {
            line: 1,
            message: format!("it says that it repeats {earlier}, which is left out: {why}"),
        });
    }
    Ok(())
}
