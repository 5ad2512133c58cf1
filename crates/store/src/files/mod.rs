//! Files that serve as evidence: a row for each, and what they hold, which lies beside the database.

pub(crate) mod blobs;

use afterword_domain::file::{FileId, StoredFile};
use afterword_domain::policy::Sight;
use afterword_domain::{IncidentRef, Moment};
use sqlx::AssertSqlSafe;

use crate::Store;
use crate::conn::args;
use crate::error::StoreError;
use crate::row::Row;
use crate::sight::and_seen;
use crate::values::{name_of, named, small};

impl Store {
    /// Keeps the row of a file whose content is kept already. A file that is known stays as it is.
    pub async fn add_file(&self, file: &StoredFile) -> Result<(), StoreError> {
        let mut conn = self.write().await?;
        let sql = "INSERT INTO files (id, hash, name, kind, bytes, incident, created_us)
                   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING";
        let args = args![
            file.id.to_string(),
            &file.hash,
            file.name.as_str(),
            name_of(&file.kind),
            file.bytes,
            file.incident.0,
            file.created_at
        ];
        conn.run(sql, args).await?;
        conn.commit().await
    }

    /// The row of a file; `None` when it belongs to an incident that whoever asks does not see.
    pub async fn file(&self, sight: &Sight, id: FileId) -> Result<Option<StoredFile>, StoreError> {
        let sql = format!(
            "SELECT hash, name, kind, bytes, incident, created_us FROM files WHERE id = $1 {}",
            and_seen(sight, "incident")
        );
        let sql = AssertSqlSafe(sql);
        let row = self.read().await?.row(sql, args![id.to_string()]).await?;
        row.map(|row| read(id, &row)).transpose()
    }
}

fn read(id: FileId, row: &Row) -> Result<StoredFile, StoreError> {
    let corrupt = || StoreError::corrupt(format!("the row of file {id}"));
    Ok(StoredFile {
        id,
        hash: row.blob(0)?.try_into().map_err(|_| corrupt())?,
        name: row.text(1)?,
        kind: named(row.text(2)?, "the kind of a file")?,
        bytes: row.count(3)?,
        incident: IncidentRef(small(row.int(4)?)?),
        created_at: Moment::from_micros(row.int(5)?).ok_or_else(corrupt)?,
    })
}
