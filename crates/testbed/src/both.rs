//! One test body, two tests: `name::sqlite` and `name::postgres`.

use std::fmt;
use std::future::Future;

use tempfile::TempDir;

use crate::{database, settings};

/// A database engine that Afterword runs on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    #[default]
    Sqlite,
    Postgres,
}

impl fmt::Display for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

impl Engine {
    /// What this engine's addresses begin with.
    pub fn scheme(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite:",
            Self::Postgres => "postgres:",
        }
    }
}

/// An empty database of one test's own, removed when the value is dropped.
#[derive(Debug)]
pub struct TestDb {
    pub url: String,
    pub engine: Engine,
    folder: Option<TempDir>,
}

impl TestDb {
    /// Makes an empty database. Blocks for some tens of milliseconds on PostgreSQL.
    ///
    /// # Panics
    /// When the engine cannot be started, with a sentence that says what is missing.
    pub fn fresh(engine: Engine) -> Self {
        let (url, folder) = match engine {
            Engine::Sqlite => {
                let (url, folder) = database::fresh_sqlite();
                (url, Some(folder))
            }
            Engine::Postgres => (database::fresh_postgres(), None),
        };
        Self {
            url,
            engine,
            folder,
        }
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        if self.folder.is_none() {
            database::drop_postgres(&self.url);
        }
    }
}

/// Runs a test body on a fresh database, in a runtime that ends before the database goes.
///
/// # Panics
/// When the body panics, or the engine cannot be started.
pub fn run<F>(engine: Engine, body: impl FnOnce(TestDb) -> F)
where
    F: Future<Output = ()>,
{
    if engine == Engine::Postgres && settings::sqlite_only() {
        report_not_run();
        return;
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime for the test");
    runtime.block_on(body(TestDb::fresh(engine)));
}

#[expect(clippy::print_stderr, reason = "a test that did not run must say so")]
fn report_not_run() {
    let (name, value) = settings::SQLITE_ONLY;
    eprintln!("not run on PostgreSQL, because {name}={value}");
}

/// Makes two tests of each function: `name::sqlite` and `name::postgres`, on an empty database each.
#[macro_export]
macro_rules! both {
    ($($(#[$meta:meta])* async fn $name:ident($db:ident: TestDb) $body:block)+) => {
        $(
            #[cfg(test)]
            mod $name {
                #[allow(unused_imports, reason = "a body may need nothing from around it")]
                use super::*;

                $(#[$meta])*
                async fn body($db: $crate::TestDb) $body

                #[test]
                fn sqlite() {
                    $crate::run($crate::Engine::Sqlite, body);
                }

                #[test]
                fn postgres() {
                    $crate::run($crate::Engine::Postgres, body);
                }
            }
        )+
    };
}
