//! Fresh databases for the tests, and the macro that runs one test body on both engines; a
//! Prometheus and an Alertmanager for those that run whole programs; a mail server; an OpenID
//! provider; the program itself, what can go wrong around it, the load it is put under, and a proxy
//! before several of it; a stand-in for Slack, one for GitHub and GitLab, and one for each tracker of
//! tickets; and the frames of Yjs.
//!
//! Owns a PostgreSQL server that lives as long as the process that asked for it. Knows nothing
//! of the schema: a test opens the database through the store and migrates it itself.
//!
//! ```text
//! afterword_testbed::both! {
//!     async fn opens_a_fresh_database(db: TestDb) {
//!         assert!(db.url.starts_with(db.engine.scheme()));
//!     }
//! }
//! ```

mod ask;
mod both;
mod cluster;
mod database;
pub mod faults;
pub mod forge;
pub mod load;
mod memory;
mod monitoring;
pub mod oidc;
pub mod program;
mod proxy;
mod settings;
pub mod slack;
pub mod smtp;
#[cfg(test)]
mod tests;
pub mod trackers;
pub mod yjs;

/// What programs under test encrypt secrets with.
pub const SECRET_KEY: &str = "0001020304050607080910111213141516171819202122232425262728293031";

pub use ask::{Response, ask};
pub use both::{Engine, TestDb, run};
pub use cluster::restartable::Restartable;
pub use cluster::{Server, postgres_server, postgres_url};
pub use database::{fresh_postgres, fresh_sqlite};
pub use monitoring::{Monitoring, Watch};
pub use proxy::Proxy;
pub use settings::{SQLITE_ONLY, URL_VARIABLE, sqlite_only};
