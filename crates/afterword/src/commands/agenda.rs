//! `afterword agenda`.

use std::process::ExitCode;

use afterword_domain::action_item::ProofStanding;
use afterword_domain::incident::open::{OpenForm, open};
use afterword_domain::meeting::agenda::{
    Agenda as Meeting, AgendaAction, Nearness, OpenAction, Step, agenda as order,
};
use afterword_domain::policy::Sight;
use afterword_domain::query;
use afterword_domain::workspace::Workspace;
use afterword_domain::{Incident, IncidentRef, Moment, ServiceId};
use afterword_store::{IncidentList, Order, Store};

use crate::cli::{Agenda, Format, Global};
use crate::output::WrongUse;
use crate::{folder, output, workplace};

pub(crate) async fn agenda(global: &Global, options: &Agenda) -> anyhow::Result<ExitCode> {
    let now = workplace::now();
    let (workspace, incident, open_actions) = match &options.source.from {
        Some(from) => {
            let (workspace, incidents) =
                folder::incidents(from, options.source.timezone.clone(), now)?;
            let open_actions = incidents.iter().flat_map(listed).collect();
            let incident = match options.incident {
                Some(reference) => incidents.into_iter().find(|i| i.reference == reference),
                None => None,
            };
            (workspace, incident, open_actions)
        }
        None => {
            let store = workplace::open_there(global).await?;
            let workspace = store.workspace().await?;
            let incident = choose(&store, options, &workspace, now).await?;
            // As its meeting looks at them: what is said there stands in its minutes.
            let seen = incident.as_ref().map(|one| one.visibility.clone());
            let sight = Sight::AllWhoSee(seen.unwrap_or_default());
            (
                Workspace::clone(&workspace),
                incident,
                store.actions_to_look_at(&sight, now).await?,
            )
        }
    };
    let incident = match (incident, options.incident) {
        (Some(incident), _) => incident,
        (None, Some(reference)) => return Err(no_such(reference)),
        (None, None) => to_come(options, &workspace, now)?,
    };
    let agenda = order(&incident, open_actions, &workspace, now.day());
    match options.output.format {
        Format::Json => output::json(&agenda)?,
        Format::Text => tell(&agenda, &workspace)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn no_such(reference: IncidentRef) -> anyhow::Error {
    WrongUse(format!("there is no incident {reference}")).into()
}

/// The incident that was named, or the one whose review is due next.
async fn choose(
    store: &Store,
    options: &Agenda,
    workspace: &Workspace,
    now: Moment,
) -> anyhow::Result<Option<Incident>> {
    if let Some(reference) = options.incident {
        return Ok(store.incident(&Sight::Everything, reference).await?);
    }
    if !options.service.is_empty() {
        return Ok(None);
    }
    let owed = query::parse("is:owed")?;
    let list = IncidentList {
        order: Order::DueFirst,
        limit: 1,
        ..IncidentList::of(owed, now, workspace.settings.review_days)
    };
    let next = store
        .incidents(&Sight::Everything, &list)
        .await?
        .rows
        .first()
        .map(|row| row.reference);
    Ok(match next {
        Some(reference) => store.incident(&Sight::Everything, reference).await?,
        None => None,
    })
}

/// A meeting that no incident stands for yet.
fn to_come(options: &Agenda, workspace: &Workspace, now: Moment) -> anyhow::Result<Incident> {
    let service = |name: &String| -> anyhow::Result<ServiceId> {
        let found = workspace.service_named(name);
        let found = found.ok_or_else(|| WrongUse(format!("there is no service “{name}”")))?;
        Ok(found.id)
    };
    let services = options
        .service
        .iter()
        .map(service)
        .collect::<Result<_, _>>()?;
    let form = OpenForm {
        title: "The next post-mortem".into(),
        services,
        ..OpenForm::default()
    };
    Ok(open(form, workspace, now)?)
}

fn listed(incident: &Incident) -> Vec<OpenAction> {
    let actions = incident.postmortem.actions.iter();
    let open = actions.map(|action| OpenAction {
        incident: incident.reference,
        incident_title: incident.title.clone(),
        services: incident.services.clone(),
        action: action.clone(),
    });
    open.collect()
}

fn tell(agenda: &Meeting, workspace: &Workspace) -> anyhow::Result<()> {
    let known = agenda.incident.0 > 0;
    let head = if known {
        format!("{} {}", agenda.incident, agenda.title)
    } else {
        agenda.title.clone()
    };
    output::text(head)?;
    for step in &agenda.steps {
        output::text(format!(
            "\n{:>3} min  {}\n         {}",
            step.minutes, step.title, step.what_happens
        ))?;
        if step.step == Step::OpenActions {
            if agenda.open_actions.is_empty() {
                output::text("         There is none.")?;
            }
            for action in &agenda.open_actions {
                output::text(line(action, workspace))?;
            }
            if !agenda.proof_missing.is_empty() {
                output::text("\n         Done, proof missing: what shows that it holds?")?;
            }
            for action in &agenda.proof_missing {
                output::text(asked(action))?;
            }
        }
    }
    Ok(())
}

fn line(action: &AgendaAction, workspace: &Workspace) -> String {
    let item = &action.open.action;
    let owner = item
        .owner
        .and_then(|id| workspace.person(id))
        .map_or(&item.owner_name, |person| &person.name);
    let owner = if owner.is_empty() { "no owner" } else { owner };
    let late = match action.days_late {
        Some(days) if days > 0 => format!("{days} days late"),
        Some(days) => format!("{} days left", -days),
        None => "no date".into(),
    };
    let near = match action.nearness {
        Nearness::Repeat => " · from the incident this one repeats",
        Nearness::SameService => " · same service",
        Nearness::SameTeam => " · same team",
        Nearness::Elsewhere => "",
    };
    let carried = match action.carried_over.sentence.as_str() {
        "" => String::new(),
        sentence => format!("\n           {sentence}"),
    };
    format!(
        "         ○ {}\n           {} · {owner} · {late}{near}{carried}",
        item.title, action.open.incident
    )
}

fn asked(action: &AgendaAction) -> String {
    let item = &action.open.action;
    let done = item
        .finished_at
        .map_or(String::new(), |at| format!(" · done on {}", at.day()));
    let due = match item.verify_by {
        Some(day) if action.proof_standing == ProofStanding::Due => {
            format!(" · to be verified by {day}")
        }
        _ => String::new(),
    };
    format!(
        "         ● {}\n           {}{done}{due}",
        item.title, action.open.incident
    )
}
