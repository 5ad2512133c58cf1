//! A look at the database for whoever suspects it: its own opinion, and whether what belongs
//! together is there together.

use afterword_domain::Moment;

use crate::Store;
use crate::conn::{Conn, args};
use crate::dialect;
use crate::error::StoreError;
use crate::migrate;

/// Each counts rows that should not be.
const ORPHANS: [(&str, &str); 5] = [
    (
        "incidents without their document",
        "SELECT count(*) FROM incidents i
         WHERE NOT EXISTS (SELECT 1 FROM incident_bodies b WHERE b.incident = i.number)",
    ),
    (
        "incidents without their search text",
        "SELECT count(*) FROM incidents i
         WHERE NOT EXISTS (SELECT 1 FROM incident_texts t WHERE t.incident = i.number)",
    ),
    (
        "incidents without what similar ones are found by",
        "SELECT count(*) FROM incidents i
         WHERE NOT EXISTS (SELECT 1 FROM incident_gists g WHERE g.incident = i.number)",
    ),
    (
        "incidents whose change log does not reach their version",
        "SELECT count(*) FROM incidents i WHERE i.version > (
             SELECT coalesce(max(c.version), 0) FROM changes c WHERE c.incident = i.number)",
    ),
    (
        "numbers that were given out and are missing from the change log",
        "SELECT value - (SELECT count(*) FROM changes)
             - (SELECT CAST(coalesce(sum(last_seq - first_seq + 1), 0) AS BIGINT)
                FROM change_anchors)
         FROM counters WHERE name = 'changes'",
    ),
];

const COUNTED: [(&str, &str); 5] = [
    ("incidents", "SELECT count(*) FROM incidents"),
    ("action items", "SELECT count(*) FROM action_items"),
    ("services", "SELECT count(*) FROM services"),
    ("people", "SELECT count(*) FROM people"),
    ("changes", "SELECT count(*) FROM changes"),
];

/// What a look at the database found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// `57 incidents`
    pub counts: Vec<String>,
    /// Empty when all is well.
    pub problems: Vec<String>,
}

impl Store {
    /// Everything that is wrong with the database, a sentence each; empty when all is well.
    pub async fn check(&self) -> Result<Vec<String>, StoreError> {
        Ok(self.health().await?.problems)
    }

    /// [`check`](Self::check), with how much there is of what.
    pub async fn health(&self) -> Result<Health, StoreError> {
        self.examine(true).await
    }

    /// The same; unless it is thorough, SQLite does not hold every index against its table.
    pub async fn examine(&self, thorough: bool) -> Result<Health, StoreError> {
        let mut conn = self.read().await?;
        let mut health = Health {
            problems: dialect::damage(&mut conn, thorough).await?,
            ..Health::default()
        };
        if migrate::version(&mut conn).await? != Self::known_schema_version() {
            health
                .problems
                .push("the schema is not up to date: run `afterword migrate`".into());
            return Ok(health);
        }
        health.problems.extend(orphans(&mut conn).await?);
        for (what, sql) in COUNTED {
            let found = conn.one(sql, args![]).await?.int(0)?;
            health.counts.push(format!("{found} {what}"));
        }
        Ok(health)
    }

    /// What the database takes for the present, where it may be on another machine.
    pub async fn database_clock(&self) -> Result<Option<Moment>, StoreError> {
        dialect::clock(&mut self.read().await?).await
    }

    /// When the last change was logged; `None` before the first.
    pub async fn last_logged_at(&self) -> Result<Option<Moment>, StoreError> {
        let sql = "SELECT at_us FROM changes ORDER BY seq DESC LIMIT 1";
        let row = self.read().await?.row(sql, args![]).await?;
        row.map(|row| row.moment(0)).transpose()
    }
}

/// What is wrong with a database whose schema is up to date.
pub(crate) async fn problems(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    let mut problems = dialect::damage(conn, true).await?;
    problems.extend(orphans(conn).await?);
    Ok(problems)
}

async fn orphans(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    let mut problems = Vec::new();
    for (what, sql) in ORPHANS {
        let found = conn.one(sql, args![]).await?.int(0)?;
        if found != 0 {
            problems.push(format!("{found} {what}"));
        }
    }
    Ok(problems)
}
