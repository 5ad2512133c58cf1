//! What an incident was: versions by their number or name, what differs between two of them, and
//! taking one back as a new change. There is no second copy: every version is made again from the
//! present one and the change log.

pub mod compare;
pub mod diff;
pub mod restore;
pub mod versions;

pub use versions::NamedVersion;
