//! What became of a factor, as the change log has it.

use std::collections::{BTreeMap, HashSet};

use afterword_domain::change::Edit;
use afterword_domain::policy::Sight;
use afterword_domain::workspace::FactorTerm;
use afterword_domain::workspace::factor_history::FactorNews;
use afterword_domain::{Change, FactorId, IncidentRef, Moment};

use crate::Store;
use crate::author::Author;
use crate::changes::{self, ChangeRecord};
use crate::conn::Conn;
use crate::error::StoreError;

/// One thing that became of a factor: when, by whom, and how many incidents it changed.
#[derive(Clone, Debug, PartialEq)]
pub struct FactorEvent {
    pub at: Moment,
    pub author: Author,
    pub news: FactorNews,
    pub incidents: u64,
}

/// What a merge changed: the terms as they were before, and the places of each incident.
#[derive(Debug, Default)]
pub(super) struct Merge {
    pub(super) terms: Vec<FactorTerm>,
    pub(super) places: BTreeMap<IncidentRef, HashSet<String>>,
}

/// Rows of the log that are read at once.
const ROWS: u32 = 500;

impl Store {
    /// What became of a factor, the latest first.
    pub async fn factor_history(
        &self,
        sight: &Sight,
        id: FactorId,
    ) -> Result<Vec<FactorEvent>, StoreError> {
        let mut conn = self.read().await?;
        let mut events = Vec::new();
        for record in changes::of_vocabulary(&mut conn).await? {
            let Some(news) = FactorNews::of(id, &record.change) else {
                continue;
            };
            let incidents = if moves_incidents(&news) {
                changes::incidents_with(&mut conn, sight, &record).await?
            } else {
                0
            };
            events.push(FactorEvent {
                at: record.at,
                author: record.author,
                news,
                incidents,
            });
        }
        Ok(events)
    }
}

fn moves_incidents(news: &FactorNews) -> bool {
    !matches!(
        news,
        FactorNews::Named { .. }
            | FactorNews::Relabelled { .. }
            | FactorNews::Retired {}
            | FactorNews::BroughtBack {}
    )
}

/// The last merge of a term into another.
pub(super) async fn merge_of(conn: &mut Conn, id: FactorId) -> Result<Merge, StoreError> {
    let vocabulary = changes::of_vocabulary(conn).await?;
    let own = vocabulary.iter().find_map(|record| {
        let (from, into) = merged(&record.change)?;
        (from.id == id && from.merged_into.is_none()).then_some((record, into))
    });
    let Some((own, into)) = own else {
        return Ok(Merge::default());
    };
    let mut merge = Merge::default();
    // Terms that led to it were changed beside it, some of them in rows before its own.
    for record in &vocabulary {
        if let Some((from, to)) = merged(&record.change)
            && (record.at, to) == (own.at, into)
            && (from.id == id || from.merged_into == Some(id))
        {
            merge.terms.push(from.clone());
        }
    }
    let mut seq = own.seq;
    loop {
        let rows = changes::after(conn, seq, ROWS).await?;
        let Some(last) = rows.last() else { break };
        seq = last.seq;
        for row in rows.iter().take_while(|row| row.at == own.at) {
            merge.keep(row, id, into);
        }
        if rows.iter().any(|row| row.at != own.at) {
            break;
        }
    }
    Ok(merge)
}

impl Merge {
    fn keep(&mut self, row: &ChangeRecord, id: FactorId, into: FactorId) {
        let Some(incident) = row.incident else { return };
        let both = match &row.change {
            Change::ContributingFactor(Edit::Changed { from, to }) => (from.factor, to.factor),
            Change::Measure(Edit::Changed { from, to }) => (from.factor, to.factor),
            Change::ActionItem(Edit::Changed { from, to }) => (from.factor, to.factor),
            _ => return,
        };
        if both == (Some(id), Some(into)) {
            let places = self.places.entry(incident).or_default();
            places.insert(row.change.place());
        }
    }
}

/// A term as it was before it was merged, or led on, and into which.
fn merged(change: &Change) -> Option<(&FactorTerm, FactorId)> {
    match change {
        Change::FactorTerm(Edit::Changed { from, to }) if from.merged_into != to.merged_into => {
            Some((from, to.merged_into?))
        }
        _ => None,
    }
}
