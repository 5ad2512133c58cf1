//! What people are told: each thing on each occasion once, whoever of several servers thinks of it,
//! and what they want to be told.

mod preferences;

use std::collections::BTreeSet;

use afterword_domain::job::Work;
use afterword_domain::notice::{Channel, Notice};
use afterword_domain::{Moment, PersonId};
use sqlx::AssertSqlSafe;

use crate::Store;
use crate::conn::{Arg, Conn, ROWS_AT_ONCE, args};
use crate::error::StoreError;
use crate::jobs;
use crate::row::Row;
use crate::values::document;

/// A notice that somebody is to get, when, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNotice {
    pub notice: Notice,
    pub due_at: Moment,
    pub by: Vec<Channel>,
}

/// A notice that somebody was to get.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub notice: Notice,
    pub at: Moment,
}

impl Store {
    /// Has people told what they were not told before. Answers with how many notices that were.
    pub async fn tell(&self, notices: Vec<NewNotice>, now: Moment) -> Result<usize, StoreError> {
        // Asked of a reader: mostly all of it was told before, and who writes is not disturbed.
        let known = known(&mut self.read().await?, &notices).await?;
        let new = notices
            .into_iter()
            .filter(|new| !known.contains(&new.notice.key()));
        let new: Vec<_> = new.collect();
        if new.is_empty() {
            return Ok(0);
        }
        let mut conn = self.write().await?;
        let mut count = 0;
        for NewNotice { notice, due_at, by } in new {
            let sql = "INSERT INTO notices (key, person, body, told_us) VALUES ($1, $2, $3, $4)
                       ON CONFLICT (key) DO NOTHING";
            let args = args![notice.key(), notice.to, document(&notice)?, due_at];
            // Another server was faster.
            if conn.run(sql, args).await? == 0 {
                continue;
            }
            count += 1;
            let work: Vec<_> = by
                .into_iter()
                .map(|by| Work::Tell {
                    notice: notice.clone(),
                    by,
                })
                .collect();
            jobs::ask(&mut conn, &work, due_at, now).await?;
        }
        conn.commit().await?;
        Ok(count)
    }

    /// What a person was told last, the newest first.
    pub async fn told(&self, person: PersonId, most: u32) -> Result<Vec<Told>, StoreError> {
        let sql = "SELECT body, told_us FROM notices WHERE person = $1
                   ORDER BY told_us DESC, key LIMIT $2";
        let rows = self.read().await?.rows(sql, args![person, most]).await?;
        let read = |row: &Row| {
            Ok(Told {
                notice: row.document(0, || "a notice".into())?,
                at: row.moment(1)?,
            })
        };
        rows.iter().map(read).collect()
    }
}

async fn known(conn: &mut Conn, notices: &[NewNotice]) -> Result<BTreeSet<String>, StoreError> {
    let mut known = BTreeSet::new();
    for some in notices.chunks(ROWS_AT_ONCE) {
        let places: Vec<_> = (1..=some.len()).map(|place| format!("${place}")).collect();
        let sql = format!(
            "SELECT key FROM notices WHERE key IN ({})",
            places.join(", ")
        );
        let keys = some.iter().map(|new| Arg::from(new.notice.key())).collect();
        for row in conn.rows(AssertSqlSafe(sql), keys).await? {
            known.insert(row.text(0)?);
        }
    }
    Ok(known)
}
