//! `afterword audit`: the log of who did what, and whether it is as it was written.

mod differences;

use std::process::ExitCode;

use afterword_domain::policy::Sight;
use afterword_domain::workspace::Workspace;
use afterword_store::{AuditEntry, AuditFilter, AuditOrder, Store};
use anyhow::Context as _;

use crate::cli::{Audit, AuditFormat, Global};
use crate::output::FINDINGS;
use crate::{output, workplace};

/// Entries that are read together.
const PAGE: u32 = 500;
/// Of a table's cell so many characters are shown.
const LONGEST: usize = 100;

pub(crate) async fn audit(global: &Global, options: &Audit) -> anyhow::Result<ExitCode> {
    if options.verify {
        // Whoever doubts a database does not want it written to.
        return verify(&workplace::look_into(global).await?, options).await;
    }
    let store = workplace::open_there(global).await?;
    let workspace = store.workspace().await?;
    let filter = filter(options, &workspace)?;
    if options.format == AuditFormat::Jsonl {
        every_line(&store, &filter).await?;
        return Ok(ExitCode::SUCCESS);
    }
    let newest = (AuditOrder::NewestFirst, None);
    let page = store
        .audit(&Sight::Everything, &filter, newest, options.limit)
        .await?;
    match options.format {
        AuditFormat::Json => output::json(&page.items)?,
        _ if page.items.is_empty() => output::text("There is no such entry.")?,
        _ => {
            print(&page.items, &workspace)?;
            if page.next.is_some() {
                output::note("there are more; --limit shows them, --format jsonl gives all");
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn filter(options: &Audit, workspace: &Workspace) -> anyhow::Result<AuditFilter> {
    let person = |handle: &String| workplace::person(workspace, handle);
    let person = options.person.as_ref().map(person).transpose()?;
    Ok(AuditFilter {
        person: person.map(|person| person.id),
        kind: options.kind.clone(),
        incident: options.incident,
        from: options.from,
        to: options.to,
    })
}

async fn verify(store: &Store, options: &Audit) -> anyhow::Result<ExitCode> {
    let verified = store.verify_log(options.known).await?;
    let is_sound = verified.fault.is_none();
    if options.format == AuditFormat::Text {
        let removed = match verified.removed {
            0 => String::new(),
            removed => format!(" {removed} were removed as too old, as the log says."),
        };
        match (&verified.fault, &verified.head) {
            (Some(fault), _) => output::text(format!("The chain breaks at {fault}."))?,
            (None, Some(head)) => output::text(format!(
                "{} entries fit.{removed}\nWrite this down elsewhere, for --known: {head}",
                verified.entries
            ))?,
            (None, None) => output::text("The log is empty.")?,
        }
    } else {
        output::json(&verified)?;
    }
    Ok(if is_sound {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(FINDINGS)
    })
}

async fn every_line(store: &Store, filter: &AuditFilter) -> anyhow::Result<()> {
    let mut behind = Some(0);
    while let Some(seq) = behind {
        let position = (AuditOrder::OldestFirst, Some(seq));
        let page = store
            .audit(&Sight::Everything, filter, position, PAGE)
            .await?;
        let mut lines = String::new();
        for entry in &page.items {
            lines.push_str(&serde_json::to_string(entry)?);
            lines.push('\n');
        }
        output::raw(&lines)?;
        behind = page.next;
    }
    Ok(())
}

fn print(entries: &[AuditEntry], workspace: &Workspace) -> anyhow::Result<()> {
    let mut rows = Vec::with_capacity(entries.len());
    for entry in entries {
        let record = &entry.record;
        let author = &record.author;
        let who = author.person.and_then(|id| workspace.person(id));
        let via = serde_json::to_value(author.via)?;
        let via = via.as_str().context("a way in has a name")?;
        let from = match &author.address {
            Some(address) => format!("{via}, {address}"),
            None => via.to_owned(),
        };
        let about = record
            .incident
            .map_or_else(String::new, |one| one.to_string());
        rows.push(vec![
            record.seq.to_string(),
            record.at.to_string(),
            who.map_or("Afterword", |person| &person.name).to_owned(),
            record.name.clone(),
            about,
            from,
            short(&differences::of(&record.change)?),
        ]);
    }
    let head = [
        "No.",
        "When",
        "Who",
        "What",
        "Incident",
        "From",
        "Before → after",
    ];
    output::text(output::table(&head, &[0], rows))?;
    Ok(())
}

fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", text[..at].trim_end()),
        None => text.to_owned(),
    }
}
