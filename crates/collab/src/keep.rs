//! What a room asks of whoever keeps its document; the server answers with the store.
//!
//! Several servers may keep the same documents. What then decides between them are numbers: those of
//! updates follow on one another, that of the settled state grows by one, and whoever does not know
//! the last one is told [`KeepError::Stale`], reads what came meanwhile, and tries again.

use std::collections::BTreeMap;
use std::future::Future;

use afterword_domain::postmortem::prose::{Draft, Passage};
use afterword_domain::{IncidentRef, PersonId};
use bytes::Bytes;

/// Where documents are kept. What an answer says is kept, is on disk.
pub trait Keep: Send + Sync + 'static {
    /// An incident's document and the texts that the incident has; `None` without such an incident.
    fn load(
        &self,
        incident: IncidentRef,
    ) -> impl Future<Output = Result<Option<Kept>, KeepError>> + Send;

    /// Whether other servers may keep the same documents.
    fn is_shared(&self) -> bool;

    /// What of a document was kept after an update.
    fn since(
        &self,
        incident: IncidentRef,
        after: u64,
    ) -> impl Future<Output = Result<Since, KeepError>> + Send;

    /// Appends updates, all of them or none.
    fn append(&self, rows: Vec<Row>) -> impl Future<Output = Result<(), KeepError>> + Send;

    /// Replaces the settled state by one in which texts that were written elsewhere are merged.
    /// `revision` is the one that was loaded; the next one is higher by one.
    fn rebase(
        &self,
        incident: IncidentRef,
        revision: u64,
        state: Vec<u8>,
    ) -> impl Future<Output = Result<(), KeepError>> + Send;

    /// Makes the texts the incident's and the state the settled one, in one transaction.
    fn settle(
        &self,
        incident: IncidentRef,
        settlement: Settlement,
    ) -> impl Future<Output = Result<Settled, KeepError>> + Send;

    /// Documents with updates that are in no settled state.
    fn unsettled(&self) -> impl Future<Output = Result<Vec<IncidentRef>, KeepError>> + Send;

    /// Those of them that every server has left so for longer than one at work would.
    fn left_behind(&self) -> impl Future<Output = Result<Vec<IncidentRef>, KeepError>> + Send;

    /// Tells other servers who is present here, and who no longer is.
    fn tell_presence(
        &self,
        told: Vec<Presence>,
    ) -> impl Future<Output = Result<(), KeepError>> + Send;

    /// Who is present at other servers.
    fn presence_elsewhere(
        &self,
        incident: IncidentRef,
    ) -> impl Future<Output = Result<Vec<Presence>, KeepError>> + Send;

    /// Says again what was told of presence here: otherwise it is forgotten.
    fn renew_presence(&self) -> impl Future<Output = Result<(), KeepError>> + Send;

    /// Nobody is present here any more.
    fn withdraw_presence(&self) -> impl Future<Output = Result<(), KeepError>> + Send;
}

/// Somebody's presence in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presence {
    pub incident: IncidentRef,
    /// The Yjs client.
    pub client: u64,
    pub clock: u64,
    /// JSON; `None` once they are gone.
    pub state: Option<Box<str>>,
}

/// What came to a document after some update.
#[derive(Clone, Debug, Default)]
pub struct Since {
    /// The settled state's number; updates may have gone into one that is not known yet.
    pub revision: u64,
    pub updates: Vec<KeptUpdate>,
}

/// A document as it is kept.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    /// The incident's version that the passages are of.
    pub version: u32,
    /// What the incident says, place by place.
    pub passages: Vec<Passage>,
    /// Grows with every change of the settled state; 0 before there is one.
    pub revision: u64,
    /// The settled state, as a Yjs update; empty before there is one.
    pub state: Vec<u8>,
    /// The number of the last update that the state contains.
    pub upto: u64,
    /// What came after it.
    pub updates: Vec<KeptUpdate>,
}

/// An update that is in no settled state.
#[derive(Clone, Debug)]
pub struct KeptUpdate {
    pub seq: u64,
    pub person: Option<PersonId>,
    pub update: Vec<u8>,
}

/// An update that is to be kept.
#[derive(Clone, Debug)]
pub struct Row {
    pub incident: IncidentRef,
    /// Grows by one within an incident.
    pub seq: u64,
    pub person: Option<PersonId>,
    pub update: Bytes,
}

/// What is settled.
#[derive(Clone, Debug)]
pub struct Settlement {
    pub drafts: Vec<Draft>,
    /// Who wrote in a place since it was last settled, who wrote most first.
    pub hands: BTreeMap<String, Vec<PersonId>>,
    /// The revision that was loaded, or made last.
    pub revision: u64,
    pub state: Vec<u8>,
    /// The last update that the state contains.
    pub upto: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// At this version of the incident.
    At(u32),
    /// A place says something else than its draft was begun on; nothing was written.
    Moved,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeepError {
    /// Another server kept something of this document, or a write whose outcome was not heard of
    /// was carried out after all: what is in memory is not all that is on disk.
    #[error("the document was kept by somebody else meanwhile")]
    Stale,
    #[error("{0}")]
    Failed(String),
}
