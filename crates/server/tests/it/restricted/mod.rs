//! Restricted incidents: whoever is not named cannot learn of one, through whichever door.

mod editing;
mod figures;
mod indoors;
mod outgoing;
mod searching;
pub(crate) mod walk;
pub(crate) mod world;
