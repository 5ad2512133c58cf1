//! The change log as an audit log: each entry carries a hash of the one before, which is looked at
//! from the first to the last, read by administrators, and shortened where a workspace wants that.
//!
//! [`changes::log`](crate::changes::log) writes it; nothing here adds an entry beside that.

pub(crate) mod anchors;
pub(crate) mod chain;
mod note;
mod read;
mod shorten;
mod verify;

pub use read::{AuditEntry, AuditFilter, AuditOrder, AuditPage};
pub use verify::{Head, NotAHead, Verified, VerifyFault, VerifyReason};
