//! The live document: that many writers end with one text, and who is let in and cut off.

mod converge;
mod doors;
mod prose;
pub(crate) mod socket;
mod typist;
