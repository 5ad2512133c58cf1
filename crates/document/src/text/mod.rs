//! Text before it means anything: lines, front matter, times and zones as they are written.

pub(crate) mod front_matter;
pub(crate) mod lines;
pub(crate) mod table;
pub(crate) mod when;
pub(crate) mod zones;

#[cfg(test)]
mod when_tests;
