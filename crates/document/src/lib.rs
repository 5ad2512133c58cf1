//! Post-mortems as documents: Markdown and JSON in and out, and Markdown made safe to show.
//!
//! Every function here is pure. It knows no clock, no disk and no network: it is given bytes and
//! answers with a [`Document`], or the other way round. Whether a document may enter a workspace is
//! for the domain to say; here it is only read, without losing a word of it.

mod adopt;
pub mod csv;
mod describe;
pub mod document;
mod error;
mod fingerprint;
mod foreign;
mod html;
mod json;
mod numbers;
mod own;
mod read;
mod report;
mod text;

pub use adopt::{NewNames, adopt, new_names};
pub use describe::{describe, describe_by_role};
pub use document::Document;
pub use error::ReadError;
pub use fingerprint::fingerprint;
pub use html::{html, plain};
pub use own::write;
pub use read::{FILE_MAX, ReadOptions, Reading, read};
pub use report::{Kept, Mapped, Note, Report};
