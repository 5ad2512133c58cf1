//! The shared vocabulary of factors; case and spacing do not make another one.

use afterword_domain::change::{Edit as ListEdit, edit_list};
use afterword_domain::text::{self, NAME_MAX};
use afterword_domain::workspace::FactorTerm;
use afterword_domain::workspace::factor::{self, FactorPatch};
use afterword_domain::{Change, FactorId, IncidentRef, Moment};

use super::error::SaveError;
use super::{Edit, end_of};
use crate::Store;
use crate::author::Author;
use crate::changes::{self, Entry};
use crate::conn::{Conn, args};
use crate::counters::{self, Counter};
use crate::error::StoreError;
use crate::incidents::edit::{Frame, NotCarriedOut, carry_out};
use crate::incidents::load_for_edit;
use crate::recurrences;
use crate::values::document;

impl Store {
    /// Adds a term, or answers with the one that is known by this label.
    pub async fn add_factor(
        &self,
        author: &Author,
        label: &str,
        now: Moment,
    ) -> Result<FactorTerm, SaveError> {
        let mut edit = self.edit_workspace().await?;
        if let Some(known) = edit.workspace.factor_labelled(label) {
            return Ok(known.clone());
        }
        let (term, change) = add(&mut edit, label).await?;
        edit.finish(author, vec![change], now).await?;
        Ok(term)
    }

    /// Relabels a term, retires it or takes it back into use.
    pub async fn edit_factor(
        &self,
        author: &Author,
        id: FactorId,
        patch: FactorPatch,
        now: Moment,
    ) -> Result<FactorTerm, SaveError> {
        let mut edit = self.edit_workspace().await?;
        let before = edit.workspace.factor(id).ok_or(SaveError::NotFound)?;
        let term = factor::amended(before, patch).map_err(SaveError::refused)?;
        let key = FactorTerm::key(&term.label);
        let mut others = edit.workspace.factors.iter().filter(|term| term.id != id);
        if others.any(|other| FactorTerm::key(&other.label) == key) {
            return Err(SaveError::Taken {
                field: "label",
                value: term.label,
            });
        }
        let Some(change) = ListEdit::between(before, term.clone()) else {
            return Ok(term);
        };
        write(&mut edit, &term).await?;
        edit.finish(author, vec![Change::FactorTerm(change)], now)
            .await?;
        Ok(term)
    }

    /// Merges a term into another: in one transaction everything that names the one comes to name
    /// the other, in every incident through changes of its own. Answers with the other, and with
    /// how many incidents changed.
    pub async fn merge_factors(
        &self,
        author: &Author,
        from: FactorId,
        into: FactorId,
        now: Moment,
    ) -> Result<(FactorTerm, usize), SaveError> {
        let mut edit = self.edit_workspace().await?;
        let term = edit.workspace.factor(from).ok_or(SaveError::NotFound)?;
        let merged = factor::merged(&edit.workspace, term, into).map_err(SaveError::refused)?;
        // Whoever edits or opens an incident now waits, and finds the terms merged.
        counters::take(&mut edit.conn, Counter::Edits, 0).await?;
        counters::take(&mut edit.conn, Counter::Incidents, 0).await?;
        let mut entries = Vec::new();
        for change in merged {
            if let ListEdit::Changed { to, .. } = &change {
                write(&mut edit, to).await?;
            }
            edit_list(&mut edit.workspace.factors, &change);
            entries.push(Entry::of_workspace(Change::FactorTerm(change)));
        }
        let incidents = rename(&mut edit, (from, into), now, &mut entries).await?;
        let target = edit.workspace.factor(into).cloned();
        changes::log(&mut edit.conn, author, now, &entries).await?;
        edit.conn.commit().await?;
        Ok((target.ok_or(SaveError::NotFound)?, incidents))
    }

    /// How many incidents each factor contributed to, the most frequent first.
    pub async fn factor_counts(&self) -> Result<Vec<(FactorId, u64)>, StoreError> {
        let sql = "SELECT factor, count(*) FROM incident_factors
                   GROUP BY factor ORDER BY count(*) DESC, factor";
        let rows = self.read().await?.rows(sql, args![]).await?;
        rows.iter()
            .map(|row| Ok((row.number(0)?, row.count(1)?)))
            .collect()
    }
}

pub(super) async fn add(edit: &mut Edit, label: &str) -> Result<(FactorTerm, Change), SaveError> {
    let label = text::line("label", label, NAME_MAX).map_err(SaveError::refused)?;
    let id = edit.next_number(Counter::Factors).await?;
    let term = FactorTerm::new(id, label);
    let sql = "INSERT INTO factors (id, key, body) VALUES ($1, $2, $3)";
    let args = args![id, FactorTerm::key(&term.label), document(&term)?];
    edit.conn.run(sql, args).await?;
    let at = end_of(&edit.workspace.factors);
    let entry = term.clone();
    Ok((term, Change::FactorTerm(ListEdit::Added { at, entry })))
}

async fn write(edit: &mut Edit, term: &FactorTerm) -> Result<(), StoreError> {
    let sql = "UPDATE factors SET key = $2, body = $3 WHERE id = $1";
    let args = args![term.id, FactorTerm::key(&term.label), document(term)?];
    edit.conn.run(sql, args).await.map(|_| ())
}

/// Changes every incident that names the one factor, and answers with how many there were.
async fn rename(
    edit: &mut Edit,
    (from, into): (FactorId, FactorId),
    now: Moment,
    entries: &mut Vec<Entry>,
) -> Result<usize, SaveError> {
    let links = recurrences::links(&mut edit.conn).await?;
    let frame = Frame {
        workspace: &edit.workspace,
        links: &links,
        now,
    };
    let mut incidents = 0;
    for reference in naming(&mut edit.conn, from).await? {
        let Some(incident) = load_for_edit(&mut edit.conn, reference).await? else {
            continue;
        };
        let changes = factor::renamed(&incident, from, into);
        if changes.is_empty() {
            continue;
        }
        let done = carry_out(&mut edit.conn, &incident, changes, frame).await;
        let (_, logged) = done.map_err(|error| match error {
            NotCarriedOut::Rule(error) => SaveError::refused(error),
            NotCarriedOut::Store(error) => error.into(),
        })?;
        entries.extend(logged);
        incidents += 1;
    }
    Ok(incidents)
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
