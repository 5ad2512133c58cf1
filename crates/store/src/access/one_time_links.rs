//! Links that open something once: the first sign-in, the demo.

use afterword_domain::Moment;

use crate::Store;
use crate::conn::{Conn, args};
use crate::error::StoreError;

impl Store {
    pub async fn add_link(
        &self,
        secret_hash: &[u8; 32],
        purpose: &str,
        expires: Moment,
        now: Moment,
    ) -> Result<(), StoreError> {
        let mut conn = self.write().await?;
        conn.run(
            "DELETE FROM one_time_links WHERE expires_us <= $1",
            args![now],
        )
        .await?;
        let sql = "INSERT INTO one_time_links (secret_hash, purpose, expires_us)
                   VALUES ($1, $2, $3)";
        conn.run(sql, args![secret_hash, purpose, expires]).await?;
        conn.commit().await
    }

    /// Whether the link was good; it no longer is afterwards.
    pub async fn use_link(
        &self,
        secret_hash: &[u8; 32],
        purpose: &str,
        now: Moment,
    ) -> Result<bool, StoreError> {
        let mut conn = self.write().await?;
        let used = spend(&mut conn, secret_hash, purpose, now).await?;
        conn.commit().await?;
        Ok(used)
    }
}

/// Whether the link was good; it is no longer once the transaction is committed.
pub(crate) async fn spend(
    conn: &mut Conn,
    secret_hash: &[u8; 32],
    purpose: &str,
    now: Moment,
) -> Result<bool, StoreError> {
    let sql = "DELETE FROM one_time_links
               WHERE secret_hash = $1 AND purpose = $2 AND expires_us > $3";
    Ok(conn.run(sql, args![secret_hash, purpose, now]).await? > 0)
}
