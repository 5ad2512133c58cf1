//! The change log without what its rows say: who touched what when. The texts before and after,
//! which may be long, are not read for it.

use afterword_domain::policy::{Hidden, Sight};
use afterword_domain::{Change, IncidentRef, Moment, PersonId};

use crate::Store;
use crate::author::{Author, Via};
use crate::conn::args;
use crate::error::StoreError;
use crate::row::Row;
use crate::sight::hidden;
use crate::values::read_document;

/// A row of the log without its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeLine {
    pub at: Moment,
    pub author: Author,
    /// Who wrote it together with the author.
    pub with: Vec<PersonId>,
    /// The incident's version after it.
    pub version: u32,
    /// `section.changed`
    pub name: String,
    /// `section:summary`
    pub place: String,
}

impl Store {
    /// What happened to an incident after a version and up to another, oldest first.
    pub async fn change_lines(
        &self,
        sight: &Sight,
        incident: IncidentRef,
        (after, upto): (u32, u32),
    ) -> Result<Vec<ChangeLine>, StoreError> {
        let sql = "SELECT name, place, CASE WHEN place IS NULL THEN body END,
                          at_us, person, via, request_id, others, version
                   FROM changes WHERE incident = $1 AND version > $2 AND version <= $3
                   ORDER BY seq";
        let args = args![incident, after, upto];
        let mut conn = self.read().await?;
        let rows = conn.rows(sql, args).await?;
        let mut lines: Vec<_> = rows.iter().map(line).collect::<Result<_, _>>()?;
        let hidden = hidden(&mut conn, sight).await?;
        lines.retain(|line| !hidden.holds(incident) && !names(&hidden, &line.place));
        Ok(lines)
    }

    /// The names and places of what happened to an incident after a version and up to a moment,
    /// each pair once, in the order of their names.
    pub async fn changed_places(
        &self,
        sight: &Sight,
        incident: IncidentRef,
        after: u32,
        until: Moment,
    ) -> Result<Vec<(String, String)>, StoreError> {
        let sql = "SELECT DISTINCT name, place, CASE WHEN place IS NULL THEN body END
                   FROM changes WHERE incident = $1 AND version > $2 AND at_us <= $3";
        let args = args![incident, after, until];
        let mut conn = self.read().await?;
        let rows = conn.rows(sql, args).await?;
        let hidden = hidden(&mut conn, sight).await?;
        let read = |row: &Row| Ok((row.text(0)?, place(row)?));
        let mut pairs: Vec<_> = rows.iter().map(read).collect::<Result<_, StoreError>>()?;
        pairs.retain(|(_, place)| !hidden.holds(incident) && !names(&hidden, place));
        pairs.sort_unstable();
        pairs.dedup();
        Ok(pairs)
    }
}

/// Whether a place is called after an incident that is hidden: `recurrence:INC-31`.
fn names(hidden: &Hidden, place: &str) -> bool {
    let other = place.strip_prefix("recurrence:");
    let other = other.and_then(|name| name.parse().ok());
    other.is_some_and(|other| hidden.holds(other))
}

/// The second column, or for a row of before there was one, what the third says.
fn place(row: &Row) -> Result<String, StoreError> {
    match row.maybe_text(1)? {
        Some(place) => Ok(place),
        None => {
            let change: Change = row.document(2, || "a change".into())?;
            Ok(change.place())
        }
    }
}

fn line(row: &Row) -> Result<ChangeLine, StoreError> {
    let via = Via::named(&row.text(5)?).ok_or_else(|| StoreError::corrupt("a change"))?;
    Ok(ChangeLine {
        at: row.moment(3)?,
        author: Author {
            person: row.maybe_number(4)?,
            via,
            request_id: row.maybe_text(6)?,
            address: None,
        },
        with: match row.maybe_text(7)? {
            Some(others) => read_document(&others, || "a change".into())?,
            None => Vec::new(),
        },
        version: row.maybe_number(8)?.unwrap_or_default(),
        name: row.text(0)?,
        place: place(row)?,
    })
}
