use std::net::TcpStream;
use std::path::Path;

use crate::{Engine, TestDb, cluster, fresh_postgres, postgres_server};

crate::both! {
    async fn every_test_has_a_database_of_its_own(db: TestDb) {
        let other = TestDb::fresh(db.engine);
        assert!(db.url.starts_with(db.engine.scheme()));
        assert_ne!(db.url, other.url);
    }
}

#[test]
fn a_fresh_database_answers_and_is_empty() {
    let url = fresh_postgres();
    assert_eq!(cluster::psql(&url, "SELECT 1").as_deref(), Ok("1"));
    let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'";
    assert_eq!(cluster::psql(&url, tables).as_deref(), Ok("0"));
}

#[test]
fn the_database_goes_with_its_guard() {
    let db = TestDb::fresh(Engine::Postgres);
    let url = db.url.clone();
    drop(db);
    let problem = cluster::psql(&url, "SELECT 1").unwrap_err();
    assert!(problem.contains("does not exist"), "{problem}");
}

#[test]
fn a_server_leaves_nothing_behind() {
    let server = postgres_server().unwrap();
    let folder = cluster::psql(server.url(), "SHOW data_directory").unwrap();
    let address = server
        .url()
        .split('@')
        .nth(1)
        .unwrap()
        .replace("/postgres", "");
    assert!(TcpStream::connect(&address).is_ok());
    drop(server);
    assert!(TcpStream::connect(&address).is_err());
    assert!(!Path::new(&folder).parent().unwrap().exists());
}

#[test]
fn a_refused_statement_is_told_in_postgres_own_words() {
    let problem = cluster::psql(&fresh_postgres(), "SELECT missing").unwrap_err();
    assert!(
        problem.contains("column \"missing\" does not exist"),
        "{problem}"
    );
}
