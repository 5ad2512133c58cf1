//! The environment as the tests see it: the only place of this crate that reads it.

/// Names a running server's address, such as `postgres://afterword@127.0.0.1:5432/postgres`.
pub const URL_VARIABLE: &str = "AFTERWORD_TEST_POSTGRES_URL";

/// `AFTERWORD_TEST_DATABASES=sqlite` leaves the PostgreSQL half of the tests out.
pub const SQLITE_ONLY: (&str, &str) = ("AFTERWORD_TEST_DATABASES", "sqlite");

/// Whether whoever runs the tests asked for SQLite alone.
pub fn sqlite_only() -> bool {
    variable(SQLITE_ONLY.0).is_some_and(|value| value == SQLITE_ONLY.1)
}

/// A variable's value; empty counts as not set.
#[expect(
    clippy::disallowed_methods,
    reason = "the tests are configured through the environment, here and nowhere else"
)]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
