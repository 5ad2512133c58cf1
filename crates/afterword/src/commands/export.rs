//! `afterword export`.

use std::path::Path;
use std::process::ExitCode;

use afterword_document::{Document, describe, describe_by_role, write};
use afterword_domain::audit::Exported;
use afterword_domain::policy::Sight;
use afterword_domain::query::Query;
use afterword_domain::roles::{AlsoNamed, Cast, RoleWishes, possible_names};
use afterword_domain::workspace::Workspace;
use afterword_domain::{Incident, IncidentRef};
use afterword_language::Pack;
use afterword_store::{IncidentList, Order, Store};
use anyhow::Context as _;

use crate::cli::{DocumentFormat, Export, Global};
use crate::output::WrongUse;
use crate::{output, workplace};

pub(crate) async fn export(global: &Global, options: &Export) -> anyhow::Result<ExitCode> {
    let store = workplace::open_there(global).await?;
    let workspace = store.workspace().await?;
    let references = if options.all {
        all(&store).await?
    } else {
        options.incidents.clone()
    };
    let wishes = wishes(options, &workspace)?;
    if options.all {
        let all = (None, u64::try_from(references.len()).ok());
        note(&store, options, all).await?;
    }
    if let Some(folder) = &options.output {
        std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    for reference in &references {
        let incident = store.incident(&Sight::Everything, *reference).await?;
        let incident =
            incident.ok_or_else(|| WrongUse(format!("there is no incident {reference}")))?;
        if !options.all {
            note(&store, options, (Some(*reference), None)).await?;
        }
        let document = match &wishes {
            Some(wishes) => by_role(&incident, &workspace, wishes),
            None => describe(&incident, &workspace),
        };
        let text = render(&document, options.format)?;
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

/// Has the log say what is taken out.
async fn note(
    store: &Store,
    options: &Export,
    of: (Option<IncidentRef>, Option<u64>),
) -> anyhow::Result<()> {
    let export = if options.roles {
        Exported::DocumentByRole
    } else {
        Exported::Document
    };
    let (author, now) = (workplace::author(), workplace::now());
    Ok(store.note_export(&author, export, of, now).await?)
}

/// What is wanted of roles; nothing where names stay.
fn wishes(options: &Export, workspace: &Workspace) -> anyhow::Result<Option<RoleWishes>> {
    if !options.roles {
        return Ok(None);
    }
    let also = options.also.iter().cloned();
    let wishes = RoleWishes {
        roles: options.role.iter().cloned().collect(),
        also: also.map(|(name, role)| AlsoNamed { name, role }).collect(),
    };
    let checked = wishes
        .checked(workspace)
        .map_err(|problem| WrongUse(problem.to_string()))?;
    Ok(Some(checked))
}

/// The document without names; what may be one and was left is said beside it.
fn by_role(incident: &Incident, workspace: &Workspace, wishes: &RoleWishes) -> Document {
    let cast = Cast::of(incident, workspace, wishes);
    let told = cast.tell(incident);
    let given = Pack::english().given_names();
    let possible = possible_names(&told.incident, |word| given.contains(word));
    for doubt in told.doubts.iter().chain(&possible) {
        output::note(&format!(
            "{}: “{}” may be a name and stays, in “{}”",
            incident.reference, doubt.word, doubt.around
        ));
    }
    describe_by_role(&told, &cast, workspace)
}

fn render(document: &Document, format: DocumentFormat) -> anyhow::Result<String> {
    Ok(match format {
        DocumentFormat::Md => write(document),
        DocumentFormat::Json => format!("{}\n", serde_json::to_string_pretty(document)?),
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
        let page = store.incidents(&Sight::Everything, &list).await?;
        references.extend(page.rows.iter().map(|row| row.reference));
        list.after = page.next;
        if list.after.is_none() {
            references.sort();
            return Ok(references);
        }
    }
}
