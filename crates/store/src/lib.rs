//! One storage implementation over SQLite and PostgreSQL.
//!
//! Owns the tables, the transactions and the change log: an incident is one document beside the
//! columns that lists and figures need, and all of them change together with their log rows or
//! not at all. Refuses to know the rules (it is handed decisions and carries them out), the
//! present (every moment is handed in) and who may do what.

mod access;
mod actions;
mod audit;
mod author;
mod change_lines;
mod changes;
mod check;
mod conn;
mod connect;
mod counters;
mod cursor;
mod dialect;
mod error;
mod facts;
mod files;
mod growth;
mod idempotency;
mod incidents;
mod intake;
mod jobs;
mod live;
mod mail;
mod meetings;
mod metrics;
mod migrate;
mod no_patterns;
mod notices;
mod query_sql;
mod reader_links;
mod recurrences;
mod row;
mod search;
mod secrets;
mod shadow;
mod sight;
mod sqlite;
mod subscriptions;
mod trackers;
mod values;
mod views;
mod whole;
mod workspace;

use std::sync::Arc;

pub use access::identities::AdmitError;
pub use access::sessions::{NewSession, SessionRow, Which as WhichSessions};
pub use access::tokens::TokenRow;
pub use access::tries::TryKey;
pub use actions::{ActionCounts, ActionFilter, ActionRow};
pub use afterword_domain::query::ListOrder as Order;
pub use audit::{
    AuditEntry, AuditFilter, AuditOrder, AuditPage, Head, NotAHead, Verified, VerifyFault,
    VerifyReason,
};
pub use author::{Author, Via};
pub use change_lines::ChangeLine;
pub use changes::ChangeRecord;
pub use check::Health;
pub use connect::{Engine, Pool, make_private_folder};
pub use cursor::{Cursor, NotACursor};
pub use error::StoreError;
pub use files::blobs::{BlobError, BlobStream, Blobs, Bucket};
pub use idempotency::{KeptAnswer, Remembered};
pub use incidents::beside::Beside;
pub use incidents::edit::{Conflict, EditError};
pub use incidents::feed::Touched;
pub use incidents::imports::Again;
pub use incidents::list::{IncidentList, IncidentPage};
pub use incidents::open::{Opened, Opening, Source};
pub use intake::deliveries::{DeliveryRow, NewDelivery, Waiting};
pub use intake::integrations::{Door, IntegrationRow, SecretRow};
pub use intake::offers::{Decision, MoreOffers, NotOffered, Offer, Offers};
pub use intake::take_in::{Outcome, TakenIn};
pub use jobs::{Claim, Job, JobCounts};
pub use live::news::LiveNews;
pub use live::presence::LivePresence;
pub use live::settle::{LiveSettled, LiveSettlement};
pub use live::{LiveDocument, LiveError, LiveSince, LiveUpdate};
pub use metrics::curves::AlertCurve;
pub use migrate::Migrated;
pub use notices::{NewNotice, Told};
pub use search::{Finding, Found};
pub use secrets::{Forgotten, KeyError, KeyId, Sealing, SecretKey, SecretKeys, SecretsStanding};
pub use shadow::ShadowRecord;
pub use sqlite::ASKING_AT_ONCE;
pub use subscriptions::{MessageRow, NewMessage, Outgoing};
pub use trackers::{
    Polled, TicketLook, TicketRefused, TrackerDoor, TrackerRow, TrackerTrouble, UnreadPlace,
};
pub use whole::fill::Filling;
pub use whole::snapshot::{FileHash, Snapshot, engine_of, sqlite_file};
pub use whole::tables::{Column, Holds, Table};
pub use whole::target::{Target, fold_sqlite, look_at_target};
pub use whole::{FillError, ReadOutError};
pub use workspace::error::{NoSuchTeam, SaveError, StillUsed};
pub use workspace::factor_history::FactorEvent;

use conn::{Conn, Db};
use facts::FactsCache;
use incidents::together::Openings;
use incidents::totals::Totals;
use workspace::cache::WorkspaceCache;

/// The database, with what is kept in memory of it. Cloning is cheap and shares both.
#[derive(Clone, Debug)]
pub struct Store {
    db: Db,
    workspace: Arc<WorkspaceCache>,
    facts: Arc<FactsCache>,
    openings: Arc<Openings>,
    totals: Arc<Totals>,
}

impl Store {
    /// With the keys that secrets are sealed with; without any, no secret is kept.
    #[must_use]
    pub fn with_keys(self, keys: SecretKeys) -> Self {
        self.db.secrets.set(keys);
        self
    }

    /// The key that seals, where there is one.
    pub fn current_key(&self) -> Option<KeyId> {
        self.db.secrets.keys().current().map(SecretKey::id)
    }

    /// Which database it is.
    pub fn engine(&self) -> Engine {
        self.db.engine()
    }

    async fn read(&self) -> Result<Conn, StoreError> {
        self.db.read().await
    }

    async fn write(&self) -> Result<Conn, StoreError> {
        self.db.write().await
    }
}
