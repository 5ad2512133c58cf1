//! How often factors came, for the prices of measures: gathered anew only when the facts changed.

use std::sync::Arc;

use afterword_domain::Incident;
use afterword_domain::policy::Sight;
use afterword_domain::price::Occurrences;
use afterword_domain::workspace::Rates;
use afterword_store::Beside;

use crate::app::App;
use crate::error::{self, ApiError};
use crate::of_facts::OfFacts;

/// As many are kept, one for each group of people who see the same.
const MOST: usize = 8;

/// Cheap to clone; all clones keep the same.
#[derive(Clone)]
pub struct Gathered(OfFacts<Rates, Arc<Occurrences>>);

impl Default for Gathered {
    fn default() -> Self {
        Self(OfFacts::new(MOST))
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
    let rates = beside.workspace.settings.rates;
    let gather = || (rates, Arc::new(Occurrences::of(&facts, &rates)));
    let never = |_: &_| false;
    Ok(app
        .occurrences
        .0
        .of(&facts, |of| *of == rates, never, gather))
}
