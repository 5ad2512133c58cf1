//! The log as administrators read it: filtered, page by page, in either direction.

use afterword_domain::audit::{Kind, places_of};
use afterword_domain::policy::Sight;
use afterword_domain::{IncidentRef, Moment, PersonId};
use serde::{Deserialize, Serialize};
use sqlx::AssertSqlSafe;
use utoipa::ToSchema;

use super::chain;
use crate::Store;
use crate::changes::{self, ChangeRecord};
use crate::conn::{Arg, args};
use crate::error::StoreError;
use crate::row::Row;
use crate::sight::{hidden, seen};

/// An entry of the log with the hash that it carries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AuditEntry {
    #[serde(flatten)]
    pub record: ChangeRecord,
    /// SHA-256 in hexadecimal, over this entry and the hash of the one before.
    pub hash: String,
}

/// Which entries are wanted; all that is named holds at once.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// Who did it, or of whose sign-ins it tells.
    pub person: Option<PersonId>,
    pub kind: Option<Kind>,
    /// What happened to it, and who looked at it or took it out.
    pub incident: Option<IncidentRef>,
    /// From this moment on.
    pub from: Option<Moment>,
    /// Before this one.
    pub to: Option<Moment>,
}

/// In which direction the log is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditOrder {
    NewestFirst,
    OldestFirst,
}

/// Some entries, and where it goes on.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditPage {
    pub items: Vec<AuditEntry>,
    /// The number behind which the next page begins; `None` on the last.
    pub next: Option<u64>,
}

/// The conditions of a statement, with what they bind.
#[derive(Default)]
struct Conditions {
    texts: Vec<String>,
    args: Vec<Arg>,
}

impl Conditions {
    /// Each `?` stands for the next of the values.
    fn add(&mut self, text: &str, args: Vec<Arg>) {
        let mut numbered = String::new();
        for part in text.split_inclusive('?') {
            numbered.push_str(part.trim_end_matches('?'));
            if part.ends_with('?') {
                let number = self.args.len() + 1 + numbered.matches('$').count();
                numbered.push('$');
                numbered.push_str(&number.to_string());
            }
        }
        self.args.extend(args);
        self.texts.push(numbered);
    }

    fn of(filter: &AuditFilter) -> Self {
        let mut all = Self::default();
        if let Some(person) = filter.person {
            let text = "(person = ? OR (incident IS NULL AND place = ?))";
            all.add(text, args![person, format!("sessions:{person}")]);
        }
        if let Some(kind) = filter.kind.as_ref().map(Kind::as_str) {
            let beginning = format!("{kind}.");
            let text = format!("(name = ? OR substr(name, 1, {}) = ?)", beginning.len());
            all.add(&text, args![kind, beginning]);
        }
        if let Some(incident) = filter.incident {
            let [viewed, exported] = places_of(incident);
            let text = "(incident = ? OR (incident IS NULL AND place IN (?, ?)))";
            all.add(text, args![incident, viewed, exported]);
        }
        if let Some(from) = filter.from {
            all.add("at_us >= ?", args![from]);
        }
        if let Some(to) = filter.to {
            all.add("at_us < ?", args![to]);
        }
        all
    }

    fn clause(&self) -> String {
        if self.texts.is_empty() {
            String::new()
        } else {
            format!("WHERE {}", self.texts.join(" AND "))
        }
    }
}

impl Store {
    /// Reads on behind an entry. What whoever asks does not see is left out, as everywhere.
    pub async fn audit(
        &self,
        sight: &Sight,
        filter: &AuditFilter,
        (order, behind): (AuditOrder, Option<u64>),
        limit: u32,
    ) -> Result<AuditPage, StoreError> {
        let mut conditions = Conditions::of(filter);
        if let Some(behind) = behind {
            let text = match order {
                AuditOrder::NewestFirst => "seq < ?",
                AuditOrder::OldestFirst => "seq > ?",
            };
            conditions.add(text, args![behind]);
        }
        if let Some(seen) = seen(sight, "incident") {
            conditions
                .texts
                .push(format!("(incident IS NULL OR {seen})"));
        }
        let clause = conditions.clause();
        let direction = match order {
            AuditOrder::NewestFirst => "DESC",
            AuditOrder::OldestFirst => "ASC",
        };
        let mut args = conditions.args;
        args.push(Arg::from(limit));
        let sql = format!(
            "SELECT {}, hash FROM changes {clause} ORDER BY seq {direction} LIMIT ${}",
            changes::COLUMNS,
            args.len()
        );
        let mut conn = self.read().await?;
        let rows = conn.rows_once(AssertSqlSafe(sql), args).await?;
        let full = rows.len() >= limit as usize;
        let last = rows.last().map(|row| row.count(0)).transpose()?;
        let items: Vec<_> = rows.iter().map(entry).collect::<Result<_, _>>()?;
        // Read last: an incident that is restricted meanwhile is not told of.
        let hidden = hidden(&mut conn, sight).await?;
        let told = items.into_iter().filter_map(|entry| {
            let record = changes::told(entry.record, &hidden)?.for_administrators();
            Some(AuditEntry { record, ..entry })
        });
        Ok(AuditPage {
            items: told.collect(),
            next: last.filter(|_| full),
        })
    }
}

fn entry(row: &Row) -> Result<AuditEntry, StoreError> {
    let hash = chain::hash(row, 11)?;
    Ok(AuditEntry {
        record: changes::record(row)?,
        hash: hash.map(|hash| chain::hex(&hash)).unwrap_or_default(),
    })
}
