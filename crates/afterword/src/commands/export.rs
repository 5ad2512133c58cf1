//! `afterword export`.

use std::path::Path;
use std::process::ExitCode;

use afterword_document::{describe, write};
use afterword_domain::query::Query;
use afterword_domain::workspace::Workspace;
use afterword_domain::{Incident, IncidentRef};
use afterword_store::{IncidentList, Order, Store};
use anyhow::Context as _;

use crate::cli::{DocumentFormat, Export, Global};
use crate::output::WrongUse;
use crate::{output, workplace};

pub(crate) async fn export(global: &Global, options: &Export) -> anyhow::Result<ExitCode> {
    let store = workplace::open(global).await?;
    let workspace = store.workspace().await?;
    let references = if options.all {
        all(&store).await?
    } else {
        options.incidents.clone()
    };
    if let Some(folder) = &options.output {
        std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    for reference in &references {
        let incident = store.incident(*reference).await?;
        let incident =
            incident.ok_or_else(|| WrongUse(format!("there is no incident {reference}")))?;
        let text = render(&incident, &workspace, options.format)?;
        match &options.output {
            Some(folder) => save(folder, *reference, options.format, &text)?,
            None => output::text(text.trim_end())?,
        }
    }
    if let Some(folder) = &options.output {
        output::text(format!(
            "{} written to {}",
            references.len(),
            folder.display()
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn render(
    incident: &Incident,
    workspace: &Workspace,
    format: DocumentFormat,
) -> anyhow::Result<String> {
    let document = describe(incident, workspace);
    Ok(match format {
        DocumentFormat::Md => write(&document),
        DocumentFormat::Json => format!("{}\n", serde_json::to_string_pretty(&document)?),
    })
}

fn save(
    folder: &Path,
    reference: IncidentRef,
    format: DocumentFormat,
    text: &str,
) -> anyhow::Result<()> {
    let extension = match format {
        DocumentFormat::Md => "md",
        DocumentFormat::Json => "json",
    };
    let file = folder.join(format!("{reference}.{extension}"));
    std::fs::write(&file, text).with_context(|| file.display().to_string())
}

async fn all(store: &Store) -> anyhow::Result<Vec<IncidentRef>> {
    let mut references = Vec::new();
    let everything = IncidentList::of(Query::default(), workplace::now(), 0);
    let mut list = IncidentList {
        order: Order::OldestFirst,
        limit: 200,
        ..everything
    };
    loop {
        let page = store.incidents(&list).await?;
        references.extend(page.rows.iter().map(|row| row.reference));
        list.after = page.next;
        if list.after.is_none() {
            references.sort();
            return Ok(references);
        }
    }
}
