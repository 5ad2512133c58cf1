//! What servers on one PostgreSQL tell each other of open documents: that updates were kept, and
//! that somebody came, went or moved. It tells where; what it was is read from the tables.

use std::collections::BTreeMap;

use afterword_domain::IncidentRef;
use tokio::sync::broadcast;

use crate::Store;
use crate::conn::{Conn, args};
use crate::connect::Engine;
use crate::error::StoreError;
use crate::values::document;

pub(crate) const CHANNEL: &str = "afterword_live";
/// Who hears later than this many of them looks at everything.
pub(crate) const KEPT: usize = 4_096;

/// What was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiveNews {
    /// A document's updates go up to this number at least.
    Grown { incident: IncidentRef, upto: u64 },
    /// Somebody came, went or moved, and this server said so.
    Presence { incident: IncidentRef, server: i64 },
    /// Something may have been told that was not heard.
    Missed,
}

impl LiveNews {
    pub(crate) fn read(told: &str) -> Self {
        let mut words = told.split(' ');
        let incident = words.next().and_then(|word| word.parse().ok());
        let news = match (incident.map(IncidentRef), words.next(), words.next()) {
            (Some(incident), Some("grown"), Some(upto)) => {
                upto.parse().ok().map(|upto| Self::Grown { incident, upto })
            }
            (Some(incident), Some("presence"), Some(server)) => {
                let server = server.parse().ok();
                server.map(|server| Self::Presence { incident, server })
            }
            _ => None,
        };
        // A newer program may tell of what this one does not know.
        news.unwrap_or(Self::Missed)
    }
}

impl Store {
    /// What other servers did to documents, and this one as well. Nothing is ever told of a SQLite
    /// file, which has one server. The first call needs a runtime and begins to listen.
    pub fn live_news(&self) -> broadcast::Receiver<LiveNews> {
        let news = self.db.growth.live_news();
        self.log_grew();
        news
    }
}

/// Tells how far documents go, when the transaction is committed.
pub(super) async fn tell_growth(
    conn: &mut Conn,
    grown: &BTreeMap<IncidentRef, u64>,
) -> Result<(), StoreError> {
    let told = grown.iter();
    let told = told.map(|(incident, upto)| format!("{} grown {upto}", incident.0));
    tell(conn, told.collect()).await
}

pub(super) async fn tell(conn: &mut Conn, told: Vec<String>) -> Result<(), StoreError> {
    match conn.engine() {
        Engine::Sqlite => Ok(()),
        Engine::Postgres => {
            let sql = "SELECT 1 FROM (SELECT pg_notify($1, one) AS told
                                      FROM json_array_elements_text($2::json) AS list (one)) AS all_told";
            let told = document(&told)?;
            conn.rows(sql, args![CHANNEL, told]).await.map(|_| ())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_read_and_what_is_strange_is_looked_for() {
        let incident = IncidentRef(57);
        let grown = LiveNews::Grown { incident, upto: 12 };
        assert_eq!(LiveNews::read("57 grown 12"), grown);
        let presence = LiveNews::Presence {
            incident,
            server: -5,
        };
        assert_eq!(LiveNews::read("57 presence -5"), presence);
        for strange in [
            "",
            "57",
            "57 grown",
            "x grown 1",
            "57 grown x",
            "57 moved 1",
        ] {
            assert_eq!(LiveNews::read(strange), LiveNews::Missed, "{strange}");
        }
    }
}
