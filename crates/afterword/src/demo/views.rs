//! The lists that Northwind Payments keeps at hand.

use afterword_domain::Moment;
use afterword_domain::query::ListOrder;
use afterword_domain::view::{Column, ViewForm};
use afterword_store::{Author, Store};

use super::draft::Names as _;

/// Two shared views: one for the weekly round, one for what came back.
pub(super) async fn add(store: &Store, author: &Author, now: Moment) -> anyhow::Result<()> {
    let round = ViewForm {
        name: "Weekly round".into(),
        query: "is:owed -is:drill".into(),
        order: ListOrder::DueFirst,
        columns: vec![
            Column::Reference,
            Column::Severity,
            Column::Title,
            Column::Services,
            Column::Review,
            Column::Meeting,
            Column::Questions,
        ],
        shared: true,
    };
    let returned = ViewForm {
        name: "Came back with work undone".into(),
        query: "is:repeat has:unfinished-action".into(),
        order: ListOrder::NewestFirst,
        columns: vec![
            Column::Reference,
            Column::Severity,
            Column::Title,
            Column::Repeats,
            Column::Started,
            Column::Lasted,
            Column::Actions,
        ],
        shared: true,
    };
    let owner = store.workspace().await?.who("ines")?;
    for form in [round, returned] {
        store.add_view(author, owner, form, now).await?;
    }
    Ok(())
}
