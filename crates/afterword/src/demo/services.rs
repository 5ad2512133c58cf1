//! What Northwind Payments runs, what was promised for it, and its factor vocabulary.

use afterword_domain::policy::Sight;
use afterword_domain::service::{ServiceForm, Slo};
use afterword_domain::{Currency, Moment, Money};
use afterword_store::{Author, Store};

use super::draft::Names as _;
use super::story::Term;

/// Name, team, objective over 30 days, euros a minute.
const SERVICES: [(&str, &str, f64, i64); 8] = [
    ("checkout-api", "Payments", 0.9995, 2_600),
    ("ledger", "Payments", 0.9990, 1_400),
    ("payouts", "Payments", 0.9980, 600),
    ("payments-db", "Databases", 0.9995, 1_800),
    ("edge-proxy", "Edge", 0.9998, 2_200),
    ("webhooks", "Edge", 0.9950, 150),
    ("search", "Search", 0.9950, 220),
    ("merchant-portal", "Search", 0.9950, 90),
];

const WINDOW_DAYS: u16 = 30;

/// What one team said before they agreed on a word; it leads to the one they took.
const OLDER_LABEL: &str = "Customers told us first";

/// Services and factors; the teams are there already.
pub(super) async fn add(store: &Store, author: &Author, then: Moment) -> anyhow::Result<()> {
    let workspace = store.workspace().await?;
    for (name, team, objective, euros) in SERVICES {
        let form = ServiceForm {
            name: name.into(),
            team: workspace
                .teams
                .iter()
                .find(|known| known.name == team)
                .map(|known| known.id),
            slo: Some(Slo {
                objective,
                window_days: WINDOW_DAYS,
            }),
            revenue_per_minute: Some(Money::new(100 * euros, Currency::EUR)),
            aliases: Vec::new(),
        };
        store.add_service(author, form, then).await?;
    }
    let factors = Term::LABELS.map(str::to_owned);
    let workspace = store.ensure_names(author, &[], &factors, then).await?;
    let term = workspace.term(Term::SlowAlert)?;
    let older = store.add_factor(author, OLDER_LABEL, then).await?;
    store
        .merge_factors((&Sight::Everything, author), older.id, term, then)
        .await?;
    Ok(())
}
