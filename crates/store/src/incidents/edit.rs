//! The one door through which an incident changes.

use std::collections::BTreeSet;

use afterword_domain::change::apply_all;
use afterword_domain::incident::Visibility;
use afterword_domain::incident::rules::{self, RuleError};
use afterword_domain::incident::visibility::VisibilityError;
use afterword_domain::policy::{Hidden, Sight};
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
use crate::{recurrences, sight};

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
    /// Only who sees the incident edits it, and nobody edits it out of their own sight. What the
    /// decision is told of others is what its maker sees of them.
    ///
    /// `seen` is the version that the edit was made on. When it is older than the present one, the
    /// edit goes through all the same unless it touches a place that was touched since.
    pub async fn edit_incident<E>(
        &self,
        (sight, author): (&Sight, &Author),
        reference: IncidentRef,
        seen: Option<u32>,
        now: Moment,
        decide: impl FnOnce(&Incident, &Workspace, &Links) -> Result<Vec<Change>, E> + Send,
    ) -> Result<Incident, EditError<E>> {
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::Edits, 0).await?;
        self.edit_in(conn, (sight, author), reference, seen, now, decide)
            .await
    }

    /// [`edit_incident`](Self::edit_incident) for a decision that also looks at when another
    /// incident began: nobody moves that moment before the decision is kept.
    pub async fn edit_against<E>(
        &self,
        (sight, author): (&Sight, &Author),
        (reference, other): (IncidentRef, IncidentRef),
        now: Moment,
        decide: impl FnOnce(&Incident, Option<Moment>, &Links) -> Result<Vec<Change>, E> + Send,
    ) -> Result<Incident, EditError<E>> {
        let mut conn = self.write().await?;
        counters::take(&mut conn, Counter::Edits, 0).await?;
        let began = super::began(&mut conn, sight, other).await?;
        let decide =
            |incident: &Incident, _: &Workspace, links: &Links| decide(incident, began, links);
        self.edit_in(conn, (sight, author), reference, None, now, decide)
            .await
    }

    async fn edit_in<E>(
        &self,
        mut conn: Conn,
        (sight, author): (&Sight, &Author),
        reference: IncidentRef,
        seen: Option<u32>,
        now: Moment,
        decide: impl FnOnce(&Incident, &Workspace, &Links) -> Result<Vec<Change>, E> + Send,
    ) -> Result<Incident, EditError<E>> {
        let workspace = self.workspace.current(&mut conn).await?;
        let before = load_for_edit(&mut conn, reference).await?;
        let before = before.filter(|incident| sight.sees(&incident.visibility));
        let before = before.ok_or(EditError::NotFound)?;
        let hidden = sight::hidden(&mut conn, sight).await?;
        let links = recurrences::links(&mut conn).await?.without(&hidden);
        let yours = decide(&before, &workspace, &links).map_err(EditError::Refused)?;
        let yours = workspace.follow_merges(yours);
        if yours.is_empty() {
            return Ok(before.without(&hidden));
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
                    current: before.without(&hidden),
                    theirs: told(theirs, &hidden),
                    yours: told(yours, &hidden),
                    seen,
                    version,
                };
                return Err(EditError::Conflict(Box::new(conflict)));
            }
        }
        let frame = Frame {
            workspace: &workspace,
            links: &links,
            hidden: &hidden,
            now,
        };
        let (after, entries) = carry_out(&mut conn, &before, yours, frame).await?;
        if !sight.sees(&after.visibility) {
            return Err(RuleError::from(VisibilityError::Yourself).into());
        }
        changes::log(&mut conn, author, now, &entries).await?;
        conn.commit().await?;
        Ok(after.without(&hidden))
    }
}

/// Changes without what tells of incidents that are hidden.
fn told(changes: Vec<Change>, hidden: &Hidden) -> Vec<Change> {
    let changes = changes.into_iter();
    changes
        .filter_map(|change| change.without(hidden))
        .collect()
}

/// What the rules look at beside the incident.
#[derive(Clone, Copy)]
pub(crate) struct Frame<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) links: &'a Links,
    /// What its maker does not see; nothing for the work of the server itself.
    pub(crate) hidden: &'a Hidden,
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
        hidden,
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
        let its_original = if hidden.holds(original) {
            None
        } else {
            super::duplicate_of(conn, original).await?
        };
        let mut duplicates = super::duplicates_of(conn, reference).await?;
        duplicates.retain(|other| !hidden.holds(*other));
        rules::duplicate_fits(original, its_original, &duplicates)?;
    }
    duplicates_see(conn, before, &after, hidden).await?;
    after.version = before.version + 1;
    after.updated_at = now;
    projection::replace(conn, before, &after).await?;
    let version = after.version;
    let entries = changes
        .into_iter()
        .map(|change| Entry::of_incident(reference, version, change));
    Ok((after, entries.collect()))
}

/// Whoever sees a duplicate sees what it is a duplicate of: otherwise it would tell by what is
/// missing in it.
async fn duplicates_see(
    conn: &mut Conn,
    before: &Incident,
    after: &Incident,
    hidden: &Hidden,
) -> Result<(), NotCarriedOut> {
    if after.visibility == before.visibility && after.duplicate_of == before.duplicate_of {
        return Ok(());
    }
    let mut near = super::duplicates_of(conn, after.reference).await?;
    near.extend(after.duplicate_of);
    near.retain(|other| !hidden.holds(*other));
    if near.is_empty() {
        return Ok(());
    }
    let restricted = sight::restricted(conn, "").await?;
    for other in near {
        let theirs = restricted.get(&other).unwrap_or(&Visibility::Everyone);
        if after.duplicate_of == Some(other) {
            if !after.visibility.is_within(theirs) {
                return Err(RuleError::from(VisibilityError::Original(other)).into());
            }
        } else if !theirs.is_within(&after.visibility) {
            return Err(RuleError::from(VisibilityError::Duplicate(other)).into());
        }
    }
    Ok(())
}

fn collide(theirs: &[Change], yours: &[Change]) -> bool {
    let touched: BTreeSet<_> = theirs.iter().map(Change::place).collect();
    yours.iter().any(|change| touched.contains(&change.place()))
}
