//! How often factors came, for the prices of measures: gathered anew only when the facts changed.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use afterword_domain::Incident;
use afterword_domain::learning::IncidentFacts;
use afterword_domain::policy::Sight;
use afterword_domain::price::Occurrences;
use afterword_domain::workspace::Rates;
use afterword_store::Beside;

use crate::app::App;
use crate::error::{self, ApiError};

/// As many are kept, one for each group of people who see the same.
const MOST: usize = 8;

/// Cheap to clone; all clones keep the same.
#[derive(Clone, Default)]
pub struct Gathered(Arc<Mutex<Vec<Kept>>>);

struct Kept {
    /// Not held: whoever brings the facts up to date would have to copy them.
    facts: Weak<Vec<IncidentFacts>>,
    rates: Rates,
    occurrences: Arc<Occurrences>,
}

impl Gathered {
    fn of(&self, facts: &Arc<Vec<IncidentFacts>>, rates: Rates) -> Arc<Occurrences> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|known| known.facts.strong_count() > 0);
        let same = |known: &&Kept| {
            known.rates == rates && std::ptr::eq(known.facts.as_ptr(), Arc::as_ptr(facts))
        };
        if let Some(known) = kept.iter().find(same) {
            return Arc::clone(&known.occurrences);
        }
        let occurrences = Arc::new(Occurrences::of(facts, &rates));
        if kept.len() == MOST {
            kept.remove(0);
        }
        kept.push(Kept {
            facts: Arc::downgrade(facts),
            rates,
            occurrences: Arc::clone(&occurrences),
        });
        occurrences
    }
}

/// What an incident is priced with. One without factors, measures and actions asks for nothing.
pub async fn occurrences(
    app: &App,
    sight: &Sight,
    incident: &Incident,
    beside: &Beside,
) -> Result<Arc<Occurrences>, ApiError> {
    let postmortem = &incident.postmortem;
    if postmortem.factors.is_empty()
        && postmortem.measures.is_empty()
        && postmortem.actions.is_empty()
    {
        return Ok(Arc::default());
    }
    let facts = app.store.facts_beside(sight, beside).await;
    let facts = facts.map_err(error::store)?;
    Ok(app.occurrences.of(&facts, beside.workspace.settings.rates))
}

#[cfg(test)]
mod tests {
    use afterword_domain::workspace::Settings;

    use super::*;

    #[test]
    fn what_is_kept_goes_with_the_facts_and_never_has_them_copied() {
        let gathered = Gathered::default();
        let rates = Settings::default().rates;
        let mut facts = Arc::new(Vec::new());
        let first = gathered.of(&facts, rates);
        assert!(Arc::ptr_eq(&first, &gathered.of(&facts, rates)));
        let before = facts.as_ptr();
        // As when somebody brings them up to date.
        Arc::make_mut(&mut facts).clear();
        assert_eq!(before, facts.as_ptr());
        assert!(!Arc::ptr_eq(&first, &gathered.of(&facts, rates)));
        let others: Vec<_> = (0..20).map(|_| Arc::new(Vec::new())).collect();
        for one in &others {
            gathered.of(one, rates);
        }
        assert!(gathered.0.lock().unwrap().len() <= MOST);
    }
}
