//! Opening incidents: numbers without a gap, one transaction for a whole batch.

use std::collections::HashMap;

use afterword_domain::change::apply_all;
use afterword_domain::incident::open::opened;
use afterword_domain::policy::{Hidden, Sight};
use afterword_domain::workspace::{Workspace, factor};
use afterword_domain::{Change, Incident, IncidentRef, Moment};

use super::{imports, projection};
use crate::Store;
use crate::author::Author;
use crate::changes::{self, Entry};
use crate::conn::{Conn, args};
use crate::counters::{self, Counter};
use crate::error::StoreError;
use crate::sight::hidden;

/// An incident that is to be opened; its reference and version are given by the store.
#[derive(Clone, Debug)]
pub struct Opening {
    pub incident: Incident,
    /// The document it was read from, when it was.
    pub source: Option<Source>,
    /// Logged after [`Change::Opened`]; the incident already holds what they say.
    pub changes: Vec<Change>,
}

/// A document that was imported, and what it looked like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub name: String,
    pub fingerprint: String,
}

/// What became of an [`Opening`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    pub reference: IncidentRef,
    /// False when a document of this name had become an incident before.
    pub is_new: bool,
}

impl Store {
    /// Opens all of them or none, in their order. One whose source was imported before is not
    /// opened again: it answers with the incident that is there, unless the author does not see it.
    pub async fn open_incidents(
        &self,
        author: &Author,
        opening: Vec<Opening>,
        now: Moment,
    ) -> Result<Vec<Opened>, StoreError> {
        let mut conn = self.write().await?;
        let workspace = self.workspace.current(&mut conn).await?;
        let person = author.person.and_then(|id| workspace.person(id));
        let sight = person.map_or(Sight::Everything, Sight::of);
        let written = open_in(&mut conn, &workspace, (&sight, opening), now).await?;
        if !written.entries.is_empty() {
            changes::log(&mut conn, author, now, &written.entries).await?;
            conn.commit().await?;
        }
        Ok(written.opened)
    }
}

/// What came of a batch, its log not written yet.
pub(crate) struct Written {
    /// In the order of the openings.
    pub(crate) opened: Vec<Opened>,
    /// Those that are new, in the order of their numbers.
    pub(crate) incidents: Vec<Incident>,
    /// The rows that are to be logged.
    pub(crate) entries: Vec<Entry>,
}

/// Writes what is to be opened.
pub(crate) async fn open_in(
    conn: &mut Conn,
    workspace: &Workspace,
    (sight, opening): (&Sight, Vec<Opening>),
    now: Moment,
) -> Result<Written, StoreError> {
    // Holds off other imports, so that what is known of the sources stays so.
    let last = counters::take(conn, Counter::Incidents, 0).await? - 1;
    let names = opening.iter().filter_map(|one| one.source.as_ref());
    let names: Vec<_> = names.map(|source| source.name.clone()).collect();
    let known = imports::sources(conn, &names).await?;
    let hidden = if known.is_empty() {
        Hidden::default()
    } else {
        hidden(conn, sight).await?
    };
    let known = known
        .into_iter()
        .filter(|(_, _, incident)| !hidden.holds(*incident))
        .map(|(name, _, incident)| (name, incident));
    let mut batch = Batch {
        known: known.collect(),
        ..Batch::default()
    };
    let opening = opening.into_iter().map(|one| one.following(workspace));
    let mut next = crate::values::small(last)?;
    let opened = opening.map(|one| batch.add(one, &mut next, now)).collect();
    if batch.incidents.is_empty() {
        return Ok(Written {
            opened,
            incidents: Vec::new(),
            entries: Vec::new(),
        });
    }
    counters::take(conn, Counter::Incidents, batch.incidents.len()).await?;
    projection::insert(conn, &batch.incidents).await?;
    let rows = batch.sources.into_iter();
    let rows = rows.map(|(source, incident)| args![source.name, source.fingerprint, incident]);
    let sql = "INSERT INTO import_sources (source, fingerprint, incident)";
    conn.insert(sql, rows.collect()).await?;
    Ok(Written {
        opened,
        incidents: batch.incidents,
        entries: batch.entries,
    })
}

impl Opening {
    /// Without a factor that was merged since the opening was thought out.
    fn following(mut self, workspace: &Workspace) -> Self {
        for term in &workspace.factors {
            if let Some(into) = term.merged_into {
                let changes = factor::renamed(&self.incident, term.id, into);
                apply_all(&mut self.incident, &changes);
            }
        }
        self.changes = workspace.follow_merges(self.changes);
        self
    }
}

/// What a batch comes to, gathered before anything is written.
#[derive(Default)]
struct Batch {
    known: HashMap<String, IncidentRef>,
    incidents: Vec<Incident>,
    sources: Vec<(Source, IncidentRef)>,
    entries: Vec<Entry>,
}

impl Batch {
    fn add(&mut self, opening: Opening, last: &mut u32, now: Moment) -> Opened {
        let name = opening
            .source
            .as_ref()
            .map_or("", |source| source.name.as_str());
        if let Some(reference) = self.known.get(name) {
            return Opened {
                reference: *reference,
                is_new: false,
            };
        }
        *last += 1;
        let reference = IncidentRef(*last);
        let mut incident = opening.incident;
        incident.reference = reference;
        incident.version = 1;
        incident.updated_at = now;
        let first = opened(&incident, name);
        self.entries.extend(
            std::iter::once(first)
                .chain(opening.changes)
                .map(|change| Entry::of_incident(reference, 1, change)),
        );
        self.incidents.push(incident);
        if let Some(source) = opening.source {
            self.known.insert(source.name.clone(), reference);
            self.sources.push((source, reference));
        }
        Opened {
            reference,
            is_new: true,
        }
    }
}
