//! The one door through which an incident changes.

use std::collections::BTreeSet;

use afterword_domain::change::apply_all;
use afterword_domain::incident::rules::{self, RuleError};
use afterword_domain::recurrence::Links;
use afterword_domain::workspace::Workspace;
use afterword_domain::{Change, Incident, IncidentRef, Moment};

use super::{load_for_edit, projection};
use crate::Store;
use crate::author::Author;
use crate::changes::{self, Entry};
use crate::conn::Conn;
use crate::counters::{self, Counter};
use crate::error::StoreError;
use crate::recurrences;

/// Two people changed the same place; nothing was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// The incident as it is.
    pub current: Incident,
    /// What happened since the version that was seen.
    pub theirs: Vec<Change>,
    /// What would have been done to the current state.
    pub yours: Vec<Change>,
    /// The version that the edit was made on.
    pub seen: u32,
    /// The current version.
    pub version: u32,
}

/// Why an edit was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum EditError<E> {
    #[error("there is no such incident")]
    NotFound,
    #[error(transparent)]
    Refused(E),
    #[error(
        "the incident is at version {}, the edit was made on {}, and both changed the same place",
        .0.version, .0.seen
    )]
    Conflict(Box<Conflict>),
    #[error("the edit was made on version {seen}, and the incident is only at version {version}")]
    Ahead { seen: u32, version: u32 },
    /// What would come out breaks a rule that holds whatever the edit was.
    #[error(transparent)]
    Rule(#[from] RuleError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Store {
    /// Decides on the present state within one write transaction, and carries the decision out:
    /// the document, what is projected from it and the log, all or nothing.
    ///
    /// `seen` is the version that the edit was made on. When it is older than the present one, the
    /// edit goes through all the same unless it touches a place that was touched since.
    pub async fn edit_incident<E>(
        &self,
        author: &Author,
        reference: IncidentRef,
        seen: Option<u32>,
        now: Moment,
        decide: impl FnOnce(&Incident, &Workspace, &Links) -> Result<Vec<Change>, E> + Send,
    ) -> Result<Incident, EditError<E>> {
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::Edits, 0).await?;
        self.edit_in(conn, author, reference, seen, now, decide)
            .await
    }

    /// [`edit_incident`](Self::edit_incident) for a decision that also looks at when another
    /// incident began: nobody moves that moment before the decision is kept.
    pub async fn edit_against<E>(
        &self,
        author: &Author,
        (reference, other): (IncidentRef, IncidentRef),
        now: Moment,
        decide: impl FnOnce(&Incident, Option<Moment>, &Links) -> Result<Vec<Change>, E> + Send,
    ) -> Result<Incident, EditError<E>> {
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::Edits, 0).await?;
        let began = super::began(&mut conn, other).await?;
        let decide =
            |incident: &Incident, _: &Workspace, links: &Links| decide(incident, began, links);
        self.edit_in(conn, author, reference, None, now, decide)
            .await
    }

    async fn edit_in<E>(
        &self,
        mut conn: Conn,
        author: &Author,
        reference: IncidentRef,
        seen: Option<u32>,
        now: Moment,
        decide: impl FnOnce(&Incident, &Workspace, &Links) -> Result<Vec<Change>, E> + Send,
    ) -> Result<Incident, EditError<E>> {
        let workspace = self.workspace.current(&mut conn).await?;
        let before = load_for_edit(&mut conn, reference).await?;
        let before = before.ok_or(EditError::NotFound)?;
        let links = recurrences::links(&mut conn).await?;
        let yours = decide(&before, &workspace, &links).map_err(EditError::Refused)?;
        let yours = workspace.follow_merges(yours);
        if yours.is_empty() {
            return Ok(before);
        }
        if let Some(seen) = seen.filter(|seen| *seen > before.version) {
            return Err(EditError::Ahead {
                seen,
                version: before.version,
            });
        }
        if let Some(seen) = seen.filter(|seen| *seen < before.version) {
            let theirs = changes::since(&mut conn, reference, seen).await?;
            if collide(&theirs, &yours) {
                let version = before.version;
                let conflict = Conflict {
                    current: before,
                    theirs,
                    yours,
                    seen,
                    version,
                };
                return Err(EditError::Conflict(Box::new(conflict)));
            }
        }
        let frame = Frame {
            workspace: &workspace,
            links: &links,
            now,
        };
        let (after, entries) = carry_out(&mut conn, &before, yours, frame).await?;
        changes::log(&mut conn, author, now, &entries).await?;
        conn.commit().await?;
        Ok(after)
    }
}

/// What the rules look at beside the incident.
#[derive(Clone, Copy)]
pub(crate) struct Frame<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) links: &'a Links,
    pub(crate) now: Moment,
}

/// Why changes were not carried out.
#[derive(Debug)]
pub(crate) enum NotCarriedOut {
    Rule(RuleError),
    Store(StoreError),
}

impl From<RuleError> for NotCarriedOut {
    fn from(error: RuleError) -> Self {
        Self::Rule(error)
    }
}

impl From<StoreError> for NotCarriedOut {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl<E> From<NotCarriedOut> for EditError<E> {
    fn from(error: NotCarriedOut) -> Self {
        match error {
            NotCarriedOut::Rule(error) => Self::Rule(error),
            NotCarriedOut::Store(error) => Self::Store(error),
        }
    }
}

/// Writes the incident as the changes leave it, once the rules hold for that, and answers with it
/// and with the rows that are to be logged. The caller holds [`Counter::Edits`].
pub(crate) async fn carry_out(
    conn: &mut Conn,
    before: &Incident,
    changes: Vec<Change>,
    frame: Frame<'_>,
) -> Result<(Incident, Vec<Entry>), NotCarriedOut> {
    let Frame {
        workspace,
        links,
        now,
    } = frame;
    let reference = before.reference;
    let mut after = before.clone();
    apply_all(&mut after, &changes);
    rules::hold(before, &after, workspace, links, now)?;
    if let Some(original) = after
        .duplicate_of
        .filter(|_| after.duplicate_of != before.duplicate_of)
    {
        let its_original = super::duplicate_of(conn, original).await?;
        let duplicates = super::duplicates_of(conn, reference).await?;
        rules::duplicate_fits(original, its_original, &duplicates)?;
    }
    after.version = before.version + 1;
    after.updated_at = now;
    projection::replace(conn, before, &after).await?;
    let version = after.version;
    let entries = changes
        .into_iter()
        .map(|change| Entry::of_incident(reference, version, change));
    Ok((after, entries.collect()))
}

fn collide(theirs: &[Change], yours: &[Change]) -> bool {
    let touched: BTreeSet<_> = theirs.iter().map(Change::place).collect();
    yours.iter().any(|change| touched.contains(&change.place()))
}
