//! What is made of the facts of all incidents, kept while those facts stand.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use afterword_domain::learning::IncidentFacts;

/// Values by a key, each of facts that are still the latest. Cheap to clone; all clones keep the
/// same.
pub struct OfFacts<K, V> {
    kept: Arc<Mutex<VecDeque<Kept<K, V>>>>,
    most: usize,
}

struct Kept<K, V> {
    /// Not held: whoever brings the facts up to date would have to copy them.
    facts: Weak<Vec<IncidentFacts>>,
    key: K,
    value: V,
}

impl<K, V> Clone for OfFacts<K, V> {
    fn clone(&self) -> Self {
        Self {
            kept: Arc::clone(&self.kept),
            most: self.most,
        }
    }
}

impl<K, V: Clone> OfFacts<K, V> {
    /// Of more values than so many the oldest go.
    pub fn new(most: usize) -> Self {
        Self {
            kept: Arc::default(),
            most,
        }
    }

    /// The value of these facts whose key fits; else what is made now. Others wait meanwhile. What is
    /// outdated goes.
    pub fn of(
        &self,
        facts: &Arc<Vec<IncidentFacts>>,
        fits: impl Fn(&K) -> bool,
        outdated: impl Fn(&K) -> bool,
        make: impl FnOnce() -> (K, V),
    ) -> V {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|known| known.facts.strong_count() > 0 && !outdated(&known.key));
        let same = |known: &&Kept<K, V>| {
            std::ptr::eq(known.facts.as_ptr(), Arc::as_ptr(facts)) && fits(&known.key)
        };
        if let Some(known) = kept.iter().rev().find(same) {
            return known.value.clone();
        }
        let (key, value) = make();
        if kept.len() == self.most {
            kept.pop_front();
        }
        kept.push_back(Kept {
            facts: Arc::downgrade(facts),
            key,
            value: value.clone(),
        });
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_goes_with_the_facts_and_never_has_them_copied() {
        let kept: OfFacts<u16, Arc<u16>> = OfFacts::new(3);
        let of = |facts: &Arc<_>, key| {
            let make = || (key, Arc::new(key));
            kept.of(facts, |it| *it == key, |it| *it > key + 100, make)
        };
        let mut facts = Arc::new(Vec::new());
        let first = of(&facts, 1);
        assert!(Arc::ptr_eq(&first, &of(&facts, 1)));
        assert!(!Arc::ptr_eq(&first, &of(&facts, 2)));
        let before = facts.as_ptr();
        // As when somebody brings them up to date.
        Arc::make_mut(&mut facts).clear();
        assert_eq!(before, facts.as_ptr());
        assert!(!Arc::ptr_eq(&first, &of(&facts, 1)));
        let others: Vec<_> = (0..20).map(|_| Arc::new(Vec::new())).collect();
        let made: Vec<_> = others.iter().map(|one| of(one, 1)).collect();
        assert_eq!(kept.kept.lock().unwrap().len(), 3);
        assert!(Arc::ptr_eq(&made[19], &of(&others[19], 1)));
        assert!(
            !Arc::ptr_eq(&made[0], &of(&others[0], 1)),
            "the oldest went"
        );
        of(&others[19], 200);
        of(&others[19], 1);
        let keys: Vec<_> = kept.kept.lock().unwrap().iter().map(|it| it.key).collect();
        assert_eq!(keys, [1, 1], "what is outdated is gone");
    }
}
