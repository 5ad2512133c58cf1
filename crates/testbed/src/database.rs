//! Empty databases: a file in a temporary folder, or one more on the PostgreSQL server.

use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

use tempfile::TempDir;

use crate::{cluster, memory};

/// An address of a SQLite file that does not exist yet, and the folder it will be in.
/// The folder goes when the guard is dropped.
///
/// # Panics
/// When there is no room for temporary files.
pub fn fresh_sqlite() -> (String, TempDir) {
    let folder = memory::folder("afterword-sqlite-").expect("a temporary folder for SQLite");
    let url = format!(
        "sqlite://{}?mode=rwc",
        folder.path().join("afterword.db").display()
    );
    (url, folder)
}

/// Creates an empty PostgreSQL database with a name of its own and returns its address.
///
/// # Panics
/// When there is no PostgreSQL to run it on, with a sentence that says what is missing.
pub fn fresh_postgres() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("afterword_test_{}_{number}", process::id());
    // template0 is never connected to, so that any number of tests can copy it at once.
    let statement = format!("CREATE DATABASE {name} TEMPLATE template0");
    if let Err(problem) = cluster::psql(cluster::postgres_url(), &statement) {
        panic!("{problem}");
    }
    with_database(cluster::postgres_url(), &name)
}

/// Removes a database that [`fresh_postgres`] made, whoever is still connected.
pub(crate) fn drop_postgres(url: &str) {
    let path = url.split('?').next().unwrap_or(url);
    let name = path.rsplit('/').next().unwrap_or_default();
    let statement = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
    // A panic here, while a failed test unwinds, would hide why the test failed.
    if let Err(problem) = cluster::psql(cluster::postgres_url(), &statement) {
        report(&problem);
    }
}

#[expect(
    clippy::print_stderr,
    reason = "tells of a database that stayed behind"
)]
fn report(problem: &str) {
    eprintln!("{problem}");
}

/// The same server's address with another database's name.
fn with_database(url: &str, name: &str) -> String {
    let (address, query) = match url.split_once('?') {
        Some((address, query)) => (address, format!("?{query}")),
        None => (url, String::new()),
    };
    let host_starts = address.find("://").map_or(0, |at| at + "://".len());
    let host_ends = address[host_starts..]
        .find('/')
        .map_or(address.len(), |slash| host_starts + slash);
    format!("{}/{name}{query}", &address[..host_ends])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_database_on_the_same_server() {
        for (url, expected) in [
            (
                "postgres://a@127.0.0.1:5432/postgres",
                "postgres://a@127.0.0.1:5432/x",
            ),
            (
                "postgres://a@127.0.0.1:5432",
                "postgres://a@127.0.0.1:5432/x",
            ),
            (
                "postgres://h/p?sslmode=disable",
                "postgres://h/x?sslmode=disable",
            ),
        ] {
            assert_eq!(with_database(url, "x"), expected);
        }
    }

    #[test]
    fn the_sqlite_folder_goes_with_its_guard() {
        let (url, folder) = fresh_sqlite();
        let path = folder.path().to_path_buf();
        assert!(url.contains(&path.display().to_string()));
        drop(folder);
        assert!(!path.exists());
    }
}
