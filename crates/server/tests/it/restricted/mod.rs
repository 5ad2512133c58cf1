//! Restricted incidents: whoever is not named cannot learn of one, through whichever door.

mod editing;
mod indoors;
mod outgoing;
mod walk;
mod world;
