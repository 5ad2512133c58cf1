//! `afterword actions`.

use std::process::ExitCode;

use afterword_domain::action_item::{Priority, State};
use afterword_store::{ActionFilter, ActionRow};

use crate::cli::{ActionState, Actions, Format, Global};
use crate::output::WrongUse;
use crate::{output, workplace};

const MOST: u32 = 10_000;

pub(crate) async fn actions(global: &Global, options: &Actions) -> anyhow::Result<ExitCode> {
    let store = workplace::open(global).await?;
    let workspace = store.workspace().await?;
    let owner = options
        .owner
        .as_deref()
        .map(|handle| workplace::person(&workspace, handle))
        .transpose()?;
    let service = match &options.service {
        Some(name) => {
            let found = workspace.service_named(name);
            Some(
                found
                    .ok_or_else(|| WrongUse(format!("there is no service “{name}”")))?
                    .id,
            )
        }
        None => None,
    };
    let filter = ActionFilter {
        finished: match options.state {
            ActionState::Open | ActionState::Overdue => Some(false),
            ActionState::Finished => Some(true),
            ActionState::All => None,
        },
        owner: owner.map(|person| person.id),
        service,
        limit: MOST,
        ..ActionFilter::default()
    };
    let today = workplace::now().day();
    let mut rows = store.actions(&filter).await?;
    if options.state == ActionState::Overdue {
        rows.retain(|row| row.action.is_overdue(today));
    }
    if options.output.format == Format::Json {
        output::json(&rows)?;
        return Ok(ExitCode::SUCCESS);
    }
    if rows.is_empty() {
        output::text("There is no such action item.")?;
        return Ok(ExitCode::SUCCESS);
    }
    let line = |row: &ActionRow| {
        let action = &row.action;
        let owner = action
            .owner
            .and_then(|id| workspace.person(id))
            .map(|person| person.name.clone());
        let late = action.days_late(today).filter(|days| *days > 0);
        vec![
            state(action.state).into(),
            action.title.clone(),
            row.incident.to_string(),
            owner.unwrap_or_else(|| action.owner_name.clone()),
            action.priority.map_or("", priority).into(),
            action.due_on.map_or(String::new(), |due| due.to_string()),
            late.map_or(String::new(), |days| format!("{days} d late")),
            action
                .ticket
                .as_ref()
                .map_or(String::new(), |ticket| ticket.key.clone()),
        ]
    };
    let head = [
        "State", "Action", "From", "Owner", "Prio", "Due", "", "Ticket",
    ];
    output::text(output::table(&head, &[], rows.iter().map(line)))?;
    Ok(ExitCode::SUCCESS)
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
