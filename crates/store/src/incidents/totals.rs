//! How many incidents fit a query, kept for as long as nothing changes: a page of a list reads a few
//! rows, and counting reads all that fit.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::conn::Arg;
use crate::counters::Standing;

/// As many are kept. What a query asks with the present moment is asked anew each time, and pushes
/// the others out sooner or later.
const MOST: usize = 1_000;

#[derive(Debug, Default)]
pub(crate) struct Totals(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    at: Option<Standing>,
    totals: HashMap<(String, Vec<Arg>), u64>,
}

impl Totals {
    pub(crate) fn known(&self, at: Standing, asked: &(String, Vec<Arg>)) -> Option<u64> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_now = kept.at == Some(at);
        is_now.then(|| kept.totals.get(asked).copied()).flatten()
    }

    /// To be kept only where it was counted after the standing was read: it then is as new, or newer.
    pub(crate) fn keep(&self, at: Standing, asked: (String, Vec<Arg>), total: u64) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.at != Some(at) || kept.totals.len() == MOST {
            kept.totals.clear();
        }
        kept.at = Some(at);
        kept.totals.insert(asked, total);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conn::args;

    fn standing(changes: i64) -> Standing {
        Standing {
            revision: 1,
            changes,
        }
    }

    #[test]
    fn a_number_counts_while_nothing_changes() {
        let totals = Totals::default();
        let asked = ("SELECT".to_owned(), args![7_i64]);
        totals.keep(standing(4), asked.clone(), 25);
        assert_eq!(totals.known(standing(4), &asked), Some(25));
        assert_eq!(totals.known(standing(5), &asked), None);
        let other = ("SELECT".to_owned(), args![8_i64]);
        assert_eq!(totals.known(standing(4), &other), None);
        totals.keep(standing(5), other, 3);
        assert_eq!(totals.known(standing(5), &asked), None);
    }

    #[test]
    fn no_more_are_kept_than_there_is_room_for() {
        let totals = Totals::default();
        for number in 0..5_000_i64 {
            totals.keep(standing(1), ("SELECT".to_owned(), args![number]), 1);
        }
        let kept = totals.0.lock().unwrap().totals.len();
        assert!((1..=MOST).contains(&kept));
    }
}
