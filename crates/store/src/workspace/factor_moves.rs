//! What names one factor comes to name another: a merge, which can be taken back, and a split. Each
//! reaches every incident in one transaction, through changes of its own.

use std::collections::{BTreeMap, HashSet};

use afterword_domain::change::{Edit as ListEdit, edit_list};
use afterword_domain::policy::{Hidden, Sight};
use afterword_domain::workspace::FactorTerm;
use afterword_domain::workspace::factor::{self, FactorError};
use afterword_domain::{Change, FactorId, Incident, IncidentRef, Moment};

use super::error::SaveError;
use super::factors::{add, write};
use super::{Edit, factor_history};
use crate::Store;
use crate::author::Author;
use crate::changes::{self, Entry};
use crate::conn::{Conn, args};
use crate::counters::{self, Counter};
use crate::error::StoreError;
use crate::incidents::edit::{Frame, NotCarriedOut, carry_out};
use crate::incidents::load_for_edit;
use crate::{recurrences, sight};

impl Store {
    /// Merges a term into another: everything that names the one comes to name the other. Answers
    /// with the other, and with how many incidents changed.
    pub async fn merge_factors(
        &self,
        (sight, author): (&Sight, &Author),
        from: FactorId,
        into: FactorId,
        now: Moment,
    ) -> Result<(FactorTerm, usize), SaveError> {
        let mut edit = self.edit_workspace().await?;
        let term = edit.workspace.factor(from).ok_or(SaveError::NotFound)?;
        let merged = factor::merged(&edit.workspace, term, into).map_err(SaveError::refused)?;
        hold_off(&mut edit.conn).await?;
        let mut entries = change_terms(&mut edit, merged).await?;
        let incidents = naming(&mut edit.conn, from).await?;
        let renamed = |incident: &Incident| factor::renamed(incident, from, into);
        let moved = carry(&mut edit, incidents, now, renamed).await?;
        let incidents = seen_of(&mut edit, sight, &moved).await?;
        entries.extend(moved.into_values().flatten());
        let target = edit.workspace.factor(into).cloned();
        changes::log(&mut edit.conn, author, now, &entries).await?;
        edit.conn.commit().await?;
        Ok((target.ok_or(SaveError::NotFound)?, incidents))
    }

    /// Takes a merge back: the term stands for itself again, and what the merge changed and nobody
    /// changed since names it again. Answers with the term, and with how many incidents changed.
    pub async fn unmerge_factor(
        &self,
        (sight, author): (&Sight, &Author),
        id: FactorId,
        now: Moment,
    ) -> Result<(FactorTerm, usize), SaveError> {
        let mut edit = self.edit_workspace().await?;
        let term = edit.workspace.factor(id).ok_or(SaveError::NotFound)?;
        let label = term.label.clone();
        let into = term
            .merged_into
            .ok_or_else(|| SaveError::refused(FactorError::NotMerged { label }))?;
        hold_off(&mut edit.conn).await?;
        let merge = factor_history::merge_of(&mut edit.conn, id).await?;
        let terms = edit.workspace.factors.iter().filter_map(|term| {
            let before = merge.terms.iter().find(|before| before.id == term.id)?;
            let next = FactorTerm {
                retired: before.retired,
                merged_into: before.merged_into,
                ..term.clone()
            };
            // One that was since merged elsewhere stays there.
            ListEdit::between(term, next).filter(|_| term.merged_into == Some(into))
        });
        let terms = terms.collect();
        let mut entries = change_terms(&mut edit, terms).await?;
        let incidents = merge.places.keys().copied().collect();
        let none = HashSet::new();
        let back = |incident: &Incident| {
            let places = merge.places.get(&incident.reference).unwrap_or(&none);
            let mut changes = factor::renamed(incident, into, id);
            changes.retain(|change| places.contains(&change.place()));
            changes
        };
        let moved = carry(&mut edit, incidents, now, back).await?;
        let incidents = seen_of(&mut edit, sight, &moved).await?;
        entries.extend(moved.into_values().flatten());
        let term = edit.workspace.factor(id).cloned();
        changes::log(&mut edit.conn, author, now, &entries).await?;
        edit.conn.commit().await?;
        Ok((term.ok_or(SaveError::NotFound)?, incidents))
    }

    /// Splits a term: what names it in some incidents comes to name a new one.
    pub async fn split_factor(
        &self,
        (sight, author): (&Sight, &Author),
        (from, label): (FactorId, &str),
        mut incidents: Vec<IncidentRef>,
        now: Moment,
    ) -> Result<(FactorTerm, usize), SaveError> {
        let mut edit = self.edit_workspace().await?;
        let term = edit.workspace.factor(from).ok_or(SaveError::NotFound)?;
        let term = term.clone();
        if let Some(known) = edit.workspace.factor_labelled(label) {
            return Err(SaveError::Taken {
                field: "label",
                value: known.label.clone(),
            });
        }
        hold_off(&mut edit.conn).await?;
        incidents.sort_unstable();
        incidents.dedup();
        let (new, _) = add(&mut edit, label).await?;
        let new = factor::split(&term, new, &incidents).map_err(SaveError::refused)?;
        write(&mut edit, &new).await?;
        let added = ListEdit::Added {
            at: super::end_of(&edit.workspace.factors),
            entry: new.clone(),
        };
        edit_list(&mut edit.workspace.factors, &added);
        let mut entries = vec![Entry::of_workspace(Change::FactorTerm(added))];
        let renamed = |incident: &Incident| factor::renamed(incident, from, new.id);
        let hidden = sight::hidden(&mut edit.conn, sight).await?;
        let open = incidents.iter().filter(|one| !hidden.holds(**one));
        let moved = carry(&mut edit, open.copied().collect(), now, renamed).await?;
        if let Some(incident) = incidents.into_iter().find(|one| !moved.contains_key(one)) {
            let label = term.label;
            return Err(SaveError::refused(FactorError::NotNamed {
                incident,
                label,
            }));
        }
        let count = moved.len();
        entries.extend(moved.into_values().flatten());
        changes::log(&mut edit.conn, author, now, &entries).await?;
        edit.conn.commit().await?;
        Ok((new, count))
    }
}

/// How many of them whoever asks sees: the others are changed like them, and are not told of.
async fn seen_of(
    edit: &mut Edit,
    sight: &Sight,
    moved: &BTreeMap<IncidentRef, Vec<Entry>>,
) -> Result<usize, StoreError> {
    let hidden = sight::hidden(&mut edit.conn, sight).await?;
    Ok(moved.keys().filter(|one| !hidden.holds(**one)).count())
}

/// Whoever edits or opens an incident now waits, and finds the terms as they are afterwards.
async fn hold_off(conn: &mut Conn) -> Result<(), StoreError> {
    counters::take(conn, Counter::Edits, 0).await?;
    counters::take(conn, Counter::Incidents, 0).await?;
    Ok(())
}

async fn change_terms(
    edit: &mut Edit,
    terms: Vec<ListEdit<FactorTerm>>,
) -> Result<Vec<Entry>, StoreError> {
    let mut entries = Vec::with_capacity(terms.len());
    for change in terms {
        if let ListEdit::Changed { to, .. } = &change {
            write(edit, to).await?;
        }
        edit_list(&mut edit.workspace.factors, &change);
        entries.push(Entry::of_workspace(Change::FactorTerm(change)));
    }
    Ok(entries)
}

/// Changes incidents, and answers with what is to be logged of each that changed.
async fn carry(
    edit: &mut Edit,
    incidents: Vec<IncidentRef>,
    now: Moment,
    changes_of: impl Fn(&Incident) -> Vec<Change>,
) -> Result<BTreeMap<IncidentRef, Vec<Entry>>, SaveError> {
    let links = recurrences::links(&mut edit.conn).await?;
    let frame = Frame {
        workspace: &edit.workspace,
        links: &links,
        hidden: &Hidden::default(),
        now,
    };
    let mut moved = BTreeMap::new();
    for reference in incidents {
        let Some(incident) = load_for_edit(&mut edit.conn, reference).await? else {
            continue;
        };
        let changes = changes_of(&incident);
        if changes.is_empty() {
            continue;
        }
        let done = carry_out(&mut edit.conn, &incident, changes, frame).await;
        let (_, logged) = done.map_err(|error| match error {
            NotCarriedOut::Rule(error) => SaveError::refused(error),
            NotCarriedOut::Store(error) => error.into(),
        })?;
        moved.insert(reference, logged);
    }
    Ok(moved)
}

/// The incidents in whose documents a factor may be named: measures and action items name some
/// that no table knows. The text is looked through, which is rare and never misses one.
async fn naming(conn: &mut Conn, factor: FactorId) -> Result<Vec<IncidentRef>, StoreError> {
    let sql = "SELECT incident FROM incident_bodies WHERE body LIKE $1 OR body LIKE $2
               ORDER BY incident";
    let (within, last) = (
        format!("%\"factor\":{factor},%"),
        format!("%\"factor\":{factor}}}%"),
    );
    let rows = conn.rows(sql, args![within, last]).await?;
    rows.iter().map(|row| row.incident(0)).collect()
}
