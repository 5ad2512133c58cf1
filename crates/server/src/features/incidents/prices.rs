//! Prices of an incident's measures and action items, with what the checker of language has to say.

use std::sync::OnceLock;

use afterword_domain::Incident;
use afterword_domain::price::warnings::{MeasureWarning, MeasureWarningKind};
use afterword_domain::price::{Ledger, Price, Priced, PricedAction, WeighedMeasure};
use afterword_domain::workspace::Workspace;
use afterword_language::{Additions, Checker, Pack};

use crate::app::App;
use crate::error::{self, ApiError};

/// The rule of the checker that finds "be more careful".
const ADMONITION: &str = "admonition";

/// What an incident's measures and action items cost, and whether that is worth it.
pub struct Prices {
    pub measures: Vec<WeighedMeasure>,
    pub actions: Vec<PricedAction>,
}

/// Prices all of them. An incident without any asks nothing of the store.
pub async fn prices(
    app: &App,
    incident: &Incident,
    workspace: &Workspace,
) -> Result<Prices, ApiError> {
    let postmortem = &incident.postmortem;
    if postmortem.measures.is_empty() && postmortem.actions.is_empty() {
        return Ok(Prices {
            measures: Vec::new(),
            actions: Vec::new(),
        });
    }
    let facts = app.store.facts().await.map_err(error::store)?;
    let ledger = Ledger {
        incident,
        workspace,
        all: &facts,
        now: app.now(),
    };
    let measures = postmortem.measures.iter().map(|measure| WeighedMeasure {
        measure: measure.id,
        price: price(&ledger, measure.into()),
    });
    let actions = postmortem.actions.iter().map(|action| PricedAction {
        action: action.id,
        price: price(&ledger, Priced::action(action, incident)),
    });
    Ok(Prices {
        measures: measures.collect(),
        actions: actions.collect(),
    })
}

fn price(ledger: &Ledger<'_>, priced: Priced<'_>) -> Price {
    let mut price = ledger.price(priced);
    let warned = |it: &MeasureWarning| it.warning == MeasureWarningKind::AsksForMemory;
    if !price.warnings.iter().any(warned) && admonishes(priced) {
        price.warnings.insert(0, MeasureWarning::asks_for_memory());
    }
    price
}

fn admonishes(priced: Priced<'_>) -> bool {
    let says = |text: &str| {
        let mut found = checker()
            .into_iter()
            .flat_map(|checker| checker.check(text));
        found.any(|finding| finding.rule.id == ADMONITION)
    };
    says(priced.title) || says(priced.note)
}

/// The pack is part of the program and its tests; should it not be read, there is no such warning.
fn checker() -> Option<&'static Checker> {
    static CHECKER: OnceLock<Option<Checker>> = OnceLock::new();
    let made = || Checker::new(&Pack::english(), &Additions::default()).ok();
    CHECKER.get_or_init(made).as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn being_more_careful_is_an_admonition_and_a_limit_is_none() {
        let says = |title| {
            admonishes(Priced {
                title,
                ..Priced::default()
            })
        };
        assert!(says("Be more careful with the console"));
        assert!(says("Remind everyone to check the region"));
        assert!(!says("Refuse a delete without a snapshot"));
    }
}
