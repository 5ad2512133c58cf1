//! Sessions of signed-in people, found by the hash of their secret.

use afterword_domain::person::Person;
use afterword_domain::sign_in::{AccessChange, SessionEnd, SignInWay};
use afterword_domain::{Change, Moment, PersonId, ProviderId};

use super::rules;
use crate::Store;
use crate::author::Author;
use crate::changes::{self, Entry};
use crate::conn::{Arg, Conn, args};
use crate::error::StoreError;
use crate::row::Row;
use crate::secrets::Place;
use crate::values::{document, read_document};

/// What a browser calls itself is cut here.
const AGENT_MAX: usize = 400;
/// A provider's token that is larger is not kept; signing out there then asks once more.
const ID_TOKEN_MAX: usize = 16 * 1024;

/// A session that is to begin.
#[derive(Clone, Debug)]
pub struct NewSession<'a> {
    pub secret_hash: &'a [u8; 32],
    pub person: PersonId,
    pub way: SignInWay,
    /// When the person showed who they are; `None` where nobody says when.
    pub shown_at: Option<Moment>,
    /// What the browser calls itself.
    pub agent: Option<String>,
    /// What the provider gave for it.
    pub id_token: Option<String>,
}

/// A session as its person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// The beginning of its hash: names it, and opens nothing.
    pub id: String,
    pub way: SignInWay,
    pub created_at: Moment,
    pub expires_at: Moment,
    pub seen_at: Moment,
    /// Its person counts as having shown who they are until then.
    pub proved_until: Moment,
    pub address: Option<String>,
    pub agent: Option<String>,
}

const COLUMNS: &str = "secret_hash, way, created_us, expires_us, seen_us, proved_until_us, \
                       address, agent, idle_us";

/// Which sessions are to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which<'a> {
    All,
    /// By the name that its person sees.
    One(&'a str),
    /// All but the one with this name.
    AllBut(&'a str),
    /// Those that began through a provider.
    Through(ProviderId),
}

impl Store {
    /// Begins a session, and has the log say so. Those that are over go.
    pub async fn begin_session(
        &self,
        author: &Author,
        new: NewSession<'_>,
        now: Moment,
    ) -> Result<SessionRow, StoreError> {
        let mut conn = self.write().await?;
        sweep(&mut conn, now).await?;
        let rules = rules::read(&mut conn).await?;
        let session = SessionRow {
            id: hex(new.secret_hash),
            way: new.way,
            created_at: now,
            expires_at: now.plus_days(i64::from(rules.absolute_days)),
            seen_at: now,
            proved_until: new.shown_at.map_or(now, |at| {
                at.min(now)
                    .plus_minutes(i64::from(rules.again_after_minutes))
            }),
            address: author.address.clone(),
            agent: new
                .agent
                .map(|agent| agent.chars().take(AGENT_MAX).collect()),
        };
        let id_token = new.id_token.filter(|token| token.len() <= ID_TOKEN_MAX);
        let id_token = match id_token {
            Some(token) => sealed(&conn, new.secret_hash, &token)?,
            None => Arg::Text(None),
        };
        let sql = "INSERT INTO sessions (secret_hash, person, created_us, expires_us, seen_us,
                       idle_us, proved_until_us, address, agent, way, id_token)
                   VALUES ($1, $2, $3, $4, $3, $5, $6, $7, $8, $9, $10)";
        let values = args![
            new.secret_hash,
            new.person,
            now,
            session.expires_at,
            rules::idle_us(&rules),
            session.proved_until,
            session.address.clone(),
            session.agent.clone(),
            document(&new.way)?,
            id_token,
        ];
        conn.run(sql, values).await?;
        let person = new.person;
        let way = new.way;
        tell(
            &mut conn,
            author,
            AccessChange::SignedIn { person, way },
            now,
        )
        .await?;
        conn.commit().await?;
        Ok(session)
    }

    /// Whose session it is; nobody's once it is over or the person is no longer active. Only reads:
    /// that it was used is written down by [`touch_session`](Self::touch_session).
    pub async fn session(
        &self,
        secret_hash: &[u8; 32],
        now: Moment,
    ) -> Result<Option<(Person, SessionRow)>, StoreError> {
        let sql = "SELECT secret_hash, way, created_us, expires_us, seen_us, proved_until_us,
                          address, agent, idle_us, p.body
                   FROM sessions s JOIN people p ON p.id = s.person
                   WHERE s.secret_hash = $1 AND s.expires_us > $2 AND p.active = 1
                     AND s.seen_us + s.idle_us > $2";
        let row = self.read().await?.row(sql, args![secret_hash, now]).await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some((
            row.document(9, || "a person".into())?,
            session_row(&row)?,
        )))
    }

    /// Writes down that a session is used, and from where.
    pub async fn touch_session(
        &self,
        secret_hash: &[u8; 32],
        address: Option<&str>,
        now: Moment,
    ) -> Result<(), StoreError> {
        let mut conn = self.write().await?;
        let sql = "UPDATE sessions SET seen_us = $2, address = coalesce($3, address)
                   WHERE secret_hash = $1 AND seen_us < $2";
        let address = address.map(str::to_owned);
        conn.run(sql, args![secret_hash, now, address]).await?;
        conn.commit().await
    }

    /// Writes down that whoever has the session showed again who they are. Answers until when that
    /// counts.
    pub async fn prove_session(
        &self,
        author: &Author,
        secret_hash: &[u8; 32],
        way: SignInWay,
        now: Moment,
    ) -> Result<Option<Moment>, StoreError> {
        let mut conn = self.write().await?;
        let rules = rules::read(&mut conn).await?;
        let until = now.plus_minutes(i64::from(rules.again_after_minutes));
        let sql = "UPDATE sessions SET proved_until_us = $2 WHERE secret_hash = $1
                   RETURNING person";
        let Some(row) = conn.row(sql, args![secret_hash, until]).await? else {
            return Ok(None);
        };
        let person = row.number(0)?;
        tell(
            &mut conn,
            author,
            AccessChange::ProvedAgain { person, way },
            now,
        )
        .await?;
        conn.commit().await?;
        Ok(Some(until))
    }

    /// A person's sessions, the one that was used last first.
    pub async fn sessions_of(
        &self,
        person: PersonId,
        now: Moment,
    ) -> Result<Vec<SessionRow>, StoreError> {
        let sql = sqlx::AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM sessions
             WHERE person = $1 AND expires_us > $2 AND seen_us + idle_us > $2
             ORDER BY seen_us DESC, created_us DESC, secret_hash"
        ));
        let rows = self.read().await?.rows(sql, args![person, now]).await?;
        rows.iter().map(session_row).collect()
    }

    /// Ends one's own session. Answers with how its person came in and what the provider gave for
    /// it, where it was a provider.
    pub async fn end_session(
        &self,
        author: &Author,
        secret_hash: &[u8; 32],
        now: Moment,
    ) -> Result<Option<(SignInWay, Option<String>)>, StoreError> {
        let mut conn = self.write().await?;
        let sql = "DELETE FROM sessions WHERE secret_hash = $1 RETURNING person, way, id_token";
        let Some(row) = conn.row(sql, args![secret_hash]).await? else {
            return Ok(None);
        };
        let person: PersonId = row.number(0)?;
        let way = read_document(&row.text(1)?, || "a session".into())?;
        let author = Author {
            person: Some(person),
            ..author.clone()
        };
        let ended = AccessChange::SessionsEnded {
            person,
            count: 1,
            how: SessionEnd::SignedOut,
        };
        tell(&mut conn, &author, ended, now).await?;
        let id_token =
            conn.secrets
                .maybe_open(Place::SessionToken, secret_hash, row.maybe_text(2)?);
        conn.commit().await?;
        // Without it, the provider asks once more.
        Ok(Some((way, id_token.unwrap_or_default())))
    }

    /// Ends sessions of a person. Answers with how many there were.
    pub async fn end_sessions_of(
        &self,
        author: &Author,
        person: PersonId,
        which: Which<'_>,
        now: Moment,
    ) -> Result<u32, StoreError> {
        let mut conn = self.write().await?;
        let count = end(&mut conn, author, person, which, SessionEnd::Revoked, now).await?;
        conn.commit().await?;
        Ok(count)
    }
}

/// What a provider gave for a session; without a key it is not kept.
fn sealed(conn: &Conn, session: &[u8; 32], token: &str) -> Result<Arg, StoreError> {
    match conn.secrets.seal(Place::SessionToken, session, token) {
        Err(StoreError::NoSecretKey) => Ok(Arg::Text(None)),
        sealed => sealed,
    }
}

/// Takes away sessions that are over.
pub(super) async fn sweep(conn: &mut Conn, now: Moment) -> Result<(), StoreError> {
    let sql = "DELETE FROM sessions WHERE expires_us <= $1 OR seen_us + idle_us <= $1";
    conn.run(sql, args![now]).await.map(|_| ())
}

/// Ends sessions within a transaction, and has the log say so where there were any.
pub(crate) async fn end(
    conn: &mut Conn,
    author: &Author,
    person: PersonId,
    which: Which<'_>,
    how: SessionEnd,
    now: Moment,
) -> Result<u32, StoreError> {
    let sql = "SELECT secret_hash, way FROM sessions WHERE person = $1";
    let mut count = 0;
    for row in conn.rows(sql, args![person]).await? {
        let hash = row.blob(0)?;
        let name = hex(&hash);
        let is_meant = match which {
            Which::All => true,
            Which::One(id) => id == name,
            Which::AllBut(id) => id != name,
            Which::Through(provider) => {
                let way: SignInWay = read_document(&row.text(1)?, || "a session".into())?;
                way.provider() == Some(provider)
            }
        };
        if is_meant {
            let sql = "DELETE FROM sessions WHERE secret_hash = $1";
            conn.run(sql, args![hash]).await?;
            count += 1;
        }
    }
    if count > 0 {
        let ended = AccessChange::SessionsEnded { person, count, how };
        tell(conn, author, ended, now).await?;
    }
    Ok(count)
}

/// Writes what happened at the door into the log.
pub(crate) async fn tell(
    conn: &mut Conn,
    author: &Author,
    change: AccessChange,
    now: Moment,
) -> Result<(), StoreError> {
    let entry = Entry::of_workspace(Change::Access(change));
    changes::log(conn, author, now, &[entry]).await
}

fn session_row(row: &Row) -> Result<SessionRow, StoreError> {
    Ok(SessionRow {
        id: hex(&row.blob(0)?),
        way: read_document(&row.text(1)?, || "a session".into())?,
        created_at: row.moment(2)?,
        expires_at: row.moment(3)?,
        seen_at: row.moment(4)?,
        proved_until: row.moment(5)?,
        address: row.maybe_text(6)?,
        agent: row.maybe_text(7)?,
    })
}

/// By what its person names a session: the beginning of the hash, which opens nothing.
fn hex(hash: &[u8]) -> String {
    use std::fmt::Write as _;
    hash.iter().take(8).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
