//! Documents in and out: Markdown and JSON.

pub mod by_role;
pub mod export;
pub mod import;
pub mod importing;
