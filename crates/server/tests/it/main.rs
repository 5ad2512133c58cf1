//! The API as its callers meet it, on both databases.

mod access;
mod bad_input;
mod documents;
mod incidents;
mod rights;
mod the_loop;
mod twice;
mod util;
