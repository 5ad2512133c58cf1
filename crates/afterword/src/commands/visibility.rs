//! `afterword visibility`: who sees an incident. The command line holds the database and sees all of
//! them; it is the way back where nobody is left who sees one.

use std::process::ExitCode;

use afterword_domain::Incident;
use afterword_domain::incident::Visibility;
use afterword_domain::incident::edit::{IncidentPatch, edit};
use afterword_domain::policy::Sight;
use afterword_domain::workspace::Workspace;
use afterword_store::Store;

use crate::cli::{Format, Global, SeenBy};
use crate::output::WrongUse;
use crate::{output, workplace};

pub(crate) async fn visibility(global: &Global, options: &SeenBy) -> anyhow::Result<ExitCode> {
    let store = workplace::open(global).await?;
    let workspace = store.workspace().await?;
    let incident = match wanted(options, &workspace)? {
        Some(wanted) => save(&store, options, wanted).await?,
        None => {
            let found = store.incident(&Sight::Everything, options.incident).await?;
            let missing = || WrongUse(format!("there is no incident {}", options.incident));
            found.ok_or_else(missing)?
        }
    };
    match options.output.format {
        Format::Json => output::json(&incident.visibility)?,
        Format::Text => output::text(told(&incident, &workspace))?,
    }
    Ok(ExitCode::SUCCESS)
}

fn wanted(options: &SeenBy, workspace: &Workspace) -> anyhow::Result<Option<Visibility>> {
    if options.everyone {
        return Ok(Some(Visibility::Everyone));
    }
    if options.person.is_empty() && options.team.is_empty() {
        return Ok(None);
    }
    let people = options.person.iter();
    let people = people.map(|handle| Ok(workplace::person(workspace, handle)?.id));
    let teams = options.team.iter().map(|name| {
        let found = workspace.team_named(name);
        let found = found.ok_or_else(|| WrongUse(format!("there is no team “{name}”")))?;
        Ok(found.id)
    });
    Ok(Some(Visibility::Restricted {
        people: people.collect::<anyhow::Result<_>>()?,
        teams: teams.collect::<anyhow::Result<_>>()?,
    }))
}

async fn save(store: &Store, options: &SeenBy, wanted: Visibility) -> anyhow::Result<Incident> {
    let patch = IncidentPatch {
        visibility: Some(wanted),
        ..IncidentPatch::default()
    };
    let edited = store
        .edit_incident(
            (&Sight::Everything, &workplace::author()),
            options.incident,
            None,
            workplace::now(),
            |incident, workspace, links| edit(incident, workspace, links, patch),
        )
        .await;
    Ok(edited?)
}

fn told(incident: &Incident, workspace: &Workspace) -> String {
    let Visibility::Restricted { people, teams } = &incident.visibility else {
        return format!("{} is visible to everyone.", incident.reference);
    };
    let people = people.iter().filter_map(|id| workspace.person(*id));
    let people = people.map(|person| person.handle.clone());
    let teams = teams.iter().filter_map(|id| workspace.team(*id));
    let teams = teams.map(|team| team.name.clone());
    let named: Vec<_> = people.chain(teams).collect();
    format!(
        "{} is restricted to {}.",
        incident.reference,
        named.join(", ")
    )
}
