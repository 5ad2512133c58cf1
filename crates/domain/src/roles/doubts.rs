//! Words that look like names of people whom nobody told of.

use super::parts::{self, Found};
use super::{Doubt, around, names};
use crate::Incident;

/// Most that are told; whoever reads on after so many reads all of it.
const MOST: usize = 200;

/// Every word with a capital that `is_given_name` takes for one, told in small letters.
#[must_use]
pub fn possible_names(incident: &Incident, is_given_name: impl Fn(&str) -> bool) -> Vec<Doubt> {
    let mut doubts = Vec::new();
    parts::each(&mut incident.clone(), &mut |place, found| {
        let Found::Text(text) = found else {
            return;
        };
        for word in names::words(text) {
            let is_capital = word.text.starts_with(char::is_uppercase);
            if is_capital && doubts.len() < MOST && is_given_name(&word.text.to_lowercase()) {
                doubts.push(Doubt {
                    place: place.to_owned(),
                    word: word.text.to_owned(),
                    around: around(text, &word.range).to_owned(),
                });
            }
        }
    });
    doubts
}
