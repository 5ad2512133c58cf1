//! `afterword actions`.

mod folder_rows;
mod oversight;

use std::process::ExitCode;

use afterword_domain::action_item::{Concern, Priority, ProofStanding, State};
use afterword_domain::policy::Sight;
use afterword_domain::workspace::Workspace;
use afterword_domain::{Moment, PersonId, ServiceId, TeamId};
use afterword_server::features::actions::view::{self, ActionView, Wanted};
use afterword_store::{ActionFilter, ActionRow};

use crate::cli::{ActionConcern, ActionFormat, ActionState, Actions, Global};
use crate::output::WrongUse;
use crate::{output, workplace};

pub(crate) async fn actions(global: &Global, options: &Actions) -> anyhow::Result<ExitCode> {
    let now = workplace::now();
    let (rows, workspace) = rows(global, options, now).await?;
    let wanted = Wanted {
        team: options
            .team
            .as_deref()
            .map(|name| team(&workspace, name))
            .transpose()?,
        concern: options.concern.map(concern),
    };
    let mut views = view::views(rows, &workspace, wanted, now);
    if options.oversight {
        oversight::print(&views, options.format, now)?;
        return Ok(ExitCode::SUCCESS);
    }
    if options.state == Some(ActionState::Overdue) {
        views.retain(|view| view.concerns.contains(&Concern::Overdue));
    }
    match options.format {
        ActionFormat::Json => output::json(&views)?,
        ActionFormat::Csv => output::raw(&view::export(&views, &workspace))?,
        ActionFormat::Text if views.is_empty() => output::text("There is no such action item.")?,
        ActionFormat::Text => print(&views, &workspace)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The items that are asked for, but for what follows from where they stand.
async fn rows(
    global: &Global,
    options: &Actions,
    now: Moment,
) -> anyhow::Result<(Vec<ActionRow>, Workspace)> {
    if let Some(from) = &options.source.from {
        let zone = options.source.timezone.clone();
        let (workspace, incidents) = crate::folder::incidents(from, zone, now)?;
        let filter = filter(options, &workspace)?;
        return Ok((folder_rows::rows(&incidents, &filter), workspace));
    }
    let store = workplace::open_there(global).await?;
    let workspace = Workspace::clone(&*store.workspace().await?);
    let rows = store
        .actions(&Sight::Everything, &filter(options, &workspace)?)
        .await?;
    Ok((rows, workspace))
}

fn filter(options: &Actions, workspace: &Workspace) -> anyhow::Result<ActionFilter> {
    let usual = if options.concern.is_some() || options.oversight {
        ActionState::All
    } else {
        ActionState::Open
    };
    let person = |handle: &String| -> anyhow::Result<PersonId> {
        Ok(workplace::person(workspace, handle)?.id)
    };
    let service = |name: &String| -> anyhow::Result<ServiceId> {
        let found = workspace.service_named(name);
        let found = found.ok_or_else(|| WrongUse(format!("there is no service “{name}”")))?;
        Ok(found.id)
    };
    Ok(ActionFilter {
        finished: match options.state.unwrap_or(usual) {
            ActionState::Open | ActionState::Overdue => Some(false),
            ActionState::Finished => Some(true),
            ActionState::All => None,
        },
        owner: options.owner.as_ref().map(person).transpose()?,
        service: options.service.as_ref().map(service).transpose()?,
        ..ActionFilter::default()
    })
}

fn team(workspace: &Workspace, name: &str) -> anyhow::Result<TeamId> {
    let found = workspace.team_named(name);
    let found = found.ok_or_else(|| WrongUse(format!("there is no team “{name}”")))?;
    Ok(found.id)
}

fn concern(concern: ActionConcern) -> Concern {
    match concern {
        ActionConcern::Overdue => Concern::Overdue,
        ActionConcern::CarriedOver => Concern::CarriedOver,
        ActionConcern::WithoutTicket => Concern::WithoutTicket,
        ActionConcern::ProofMissing => Concern::ProofMissing,
        ActionConcern::BehindRepeat => Concern::BehindRepeat,
    }
}

fn print(views: &[ActionView], workspace: &Workspace) -> anyhow::Result<()> {
    let line = |view: &ActionView| {
        let action = &view.row.action;
        let owner = action.owner.and_then(|id| workspace.person(id));
        let owner = owner.map_or(&action.owner_name, |person| &person.name);
        vec![
            state(action.state).into(),
            action.title.clone(),
            view.row.incident.to_string(),
            owner.clone(),
            action.priority.map_or("", priority).into(),
            action.due_on.map_or(String::new(), |due| due.to_string()),
            notes(view).join("; "),
            action
                .ticket
                .as_ref()
                .map_or(String::new(), |ticket| ticket.key.clone()),
        ]
    };
    let head = [
        "State", "Action", "From", "Owner", "Prio", "Due", "", "Ticket",
    ];
    output::text(output::table(&head, &[], views.iter().map(line)))?;
    Ok(())
}

/// What there is to say of where an item stands.
fn notes(view: &ActionView) -> Vec<String> {
    let standing = &view.standing;
    let mut notes = Vec::new();
    if let Some(days) = standing.days_late.filter(|days| *days > 0) {
        notes.push(format!("{days} d late"));
    }
    let open = !view.row.action.state.is_finished();
    if open && standing.carried_over.times > 0 {
        notes.push(standing.carried_over.sentence.clone());
    }
    match standing.proof_standing {
        ProofStanding::Missing => notes.push("proof is missing".into()),
        ProofStanding::Due => notes.push("proof is due".into()),
        ProofStanding::NotAsked | ProofStanding::Given => {}
    }
    for repeat in &view.row.behind {
        notes.push(format!("open when {repeat} began"));
    }
    notes
}

fn state(state: State) -> &'static str {
    match state {
        State::Open => "○ open",
        State::InProgress => "◐ in progress",
        State::Done => "● done",
        State::WontDo => "⊘ won't do",
    }
}

fn priority(priority: Priority) -> &'static str {
    match priority {
        Priority::P1 => "P1",
        Priority::P2 => "P2",
        Priority::P3 => "P3",
    }
}
