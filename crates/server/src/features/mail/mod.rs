//! Mail: the server that an administrator enters, and sending notices through it.

mod office;
mod send;
pub mod server;

pub(crate) use send::{is_set_up, send};

/// Why nothing is sent that would have to link to a page.
pub(crate) const NO_PUBLIC_URL: &str = "the workspace has no public address that links could begin \
    with; an administrator enters it in the settings, under Workspace";
