//! The sixty stories that are told in short; the fifty-seventh incident is told in full elsewhere.

mod to_06;
mod to_11;
mod to_18;
mod to_24;
mod to_29;
mod to_33;
mod to_38;
mod to_42;
mod to_49;
mod to_55;
mod to_61;

use super::ledger_story;
use super::story::Story;

/// One slice for each file, in order of time.
const TOLD: [&[Story]; 11] = [
    &to_06::STORIES,
    &to_11::STORIES,
    &to_18::STORIES,
    &to_24::STORIES,
    &to_29::STORIES,
    &to_33::STORIES,
    &to_38::STORIES,
    &to_42::STORIES,
    &to_49::STORIES,
    &to_55::STORIES,
    &to_61::STORIES,
];

/// Each with its incident's number, in order of time.
pub(super) fn all() -> impl Iterator<Item = (u32, &'static Story)> {
    let numbers = (1..).filter(|number| *number != ledger_story::NUMBER);
    numbers.zip(TOLD.into_iter().flatten())
}
