//! What earlier incidents teach, derived from the change log: the search index, the model of
//! which incidents resemble which, and the program that measures it. Owns no truth: all of it
//! can be thrown away and made again.

pub mod evaluate;
pub mod index;
pub mod model;
