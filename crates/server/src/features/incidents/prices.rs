//! Prices of an incident's measures and action items, with what the checker of language has to say.

use std::sync::Arc;

use afterword_domain::Incident;
use afterword_domain::price::warnings::{MeasureWarning, MeasureWarningKind};
use afterword_domain::price::{Ledger, Occurrences, Price, Priced, PricedAction, WeighedMeasure};
use afterword_domain::workspace::Workspace;
use afterword_language::Checker;

use crate::app::App;

/// The rule of the checker that finds "be more careful".
const ADMONITION: &str = "admonition";

/// What an incident's measures and action items cost, and whether that is worth it.
pub struct Prices {
    pub measures: Vec<WeighedMeasure>,
    pub actions: Vec<PricedAction>,
}

/// Prices all of them.
pub fn prices(
    app: &App,
    incident: &Incident,
    workspace: &Arc<Workspace>,
    occurrences: &Occurrences,
) -> Prices {
    let postmortem = &incident.postmortem;
    if postmortem.measures.is_empty() && postmortem.actions.is_empty() {
        return Prices {
            measures: Vec::new(),
            actions: Vec::new(),
        };
    }
    let checker = app.checkers.of(workspace).checker;
    let ledger = Ledger {
        incident,
        workspace,
        occurrences,
        now: app.now(),
    };
    let measures = postmortem.measures.iter().map(|measure| WeighedMeasure {
        measure: measure.id,
        price: price(&ledger, &checker, measure.into()),
    });
    let actions = postmortem.actions.iter().map(|action| PricedAction {
        action: action.id,
        price: price(&ledger, &checker, Priced::action(action, incident)),
    });
    Prices {
        measures: measures.collect(),
        actions: actions.collect(),
    }
}

fn price(ledger: &Ledger<'_>, checker: &Checker, priced: Priced<'_>) -> Price {
    let mut price = ledger.price(priced);
    let warned = |it: &MeasureWarning| it.warning == MeasureWarningKind::AsksForMemory;
    if !price.warnings.iter().any(warned) && admonishes(checker, priced) {
        price.warnings.insert(0, MeasureWarning::asks_for_memory());
    }
    price
}

fn admonishes(checker: &Checker, priced: Priced<'_>) -> bool {
    let says = |text: &str| {
        let found = checker.check(text);
        found.iter().any(|finding| finding.rule.id == ADMONITION)
    };
    says(priced.title) || says(priced.note)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::language::checkers::checker_of;

    #[test]
    fn being_more_careful_is_an_admonition_and_a_limit_is_none() {
        let checker = checker_of(&Workspace::default());
        let says = |title| {
            let priced = Priced {
                title,
                ..Priced::default()
            };
            admonishes(&checker, priced)
        };
        assert!(says("Be more careful with the console"));
        assert!(says("Remind everyone to check the region"));
        assert!(!says("Refuse a delete without a snapshot"));
    }
}
