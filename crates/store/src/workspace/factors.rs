//! The shared vocabulary of factors; case and spacing do not make another one.

use afterword_domain::change::Edit as ListEdit;
use afterword_domain::policy::Sight;
use afterword_domain::text::{self, NAME_MAX};
use afterword_domain::workspace::FactorTerm;
use afterword_domain::workspace::factor::{self, FactorPatch};
use afterword_domain::{Change, FactorId, Moment};
use sqlx::AssertSqlSafe;

use super::error::SaveError;
use super::{Edit, end_of};
use crate::Store;
use crate::author::Author;
use crate::conn::args;
use crate::counters::Counter;
use crate::error::StoreError;
use crate::sight::where_seen;
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

    /// How many incidents each factor contributed to, the most frequent first.
    pub async fn factor_counts(&self, sight: &Sight) -> Result<Vec<(FactorId, u64)>, StoreError> {
        let sql = format!(
            "SELECT factor, count(*) FROM incident_factors {}
             GROUP BY factor ORDER BY count(*) DESC, factor",
            where_seen(sight, "incident")
        );
        let rows = self.read().await?.rows(AssertSqlSafe(sql), args![]).await?;
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

pub(super) async fn write(edit: &mut Edit, term: &FactorTerm) -> Result<(), StoreError> {
    let sql = "UPDATE factors SET key = $2, body = $3 WHERE id = $1";
    let args = args![term.id, FactorTerm::key(&term.label), document(term)?];
    edit.conn.run(sql, args).await.map(|_| ())
}
