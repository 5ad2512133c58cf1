//! The full-text index over what incidents say: derived data, of which nothing is lost when it is
//! thrown away.
//!
//! An [`Folder`] is held by one program. In it lies an index that knows how far it has read the
//! change log ([`Mark`]). [`Writer`] takes incidents as they are now; [`Search`] finds them by the
//! words of a query ([`Asked`]), and [`snippet`] shows where the words stand.

mod asked;
mod collect;
mod error;
mod folder;
mod mark;
mod matching;
pub mod parts;
mod schema;
mod search;
pub mod snippet;
mod writer;

pub use asked::Asked;
pub use error::Flaw;
pub use folder::{Folder, Opened};
pub use mark::Mark;
pub use schema::VERSION;
pub use search::{Ranking, Search};
pub use writer::{Joining, Writer};
