//! Which incident repeats which: the confirmed links, with the starts of both sides.

use crate::Store;
use crate::conn::{Conn, args};
use crate::error::StoreError;
use crate::sight::hidden;
use afterword_domain::policy::Sight;
use afterword_domain::recurrence::{Link, Links};

pub(crate) async fn links(conn: &mut Conn) -> Result<Links, StoreError> {
    let sql = "SELECT r.incident, i.began_us, r.earlier, e.began_us
               FROM recurrences r
               JOIN incidents i ON i.number = r.incident
               JOIN incidents e ON e.number = r.earlier
               WHERE r.confirmed = 1
               ORDER BY r.incident, r.earlier";
    let mut links = Vec::new();
    for row in conn.rows(sql, args![]).await? {
        links.push(Link {
            repeat: row.incident(0)?,
            repeat_began: row.moment(1)?,
            earlier: row.incident(2)?,
            earlier_began: row.moment(3)?,
        });
    }
    Ok(Links(links))
}

impl Store {
    /// The confirmed recurrences of which whoever asks sees both sides.
    pub async fn links(&self, sight: &Sight) -> Result<Links, StoreError> {
        let mut conn = self.read().await?;
        let hidden = hidden(&mut conn, sight).await?;
        Ok(links(&mut conn).await?.without(&hidden))
    }
}
