//! An action item as lists show it, and which of them a list shows: the same for the API, the
//! export and the command line.

use afterword_document::csv::{self, Cell};
use afterword_domain::action_item::{Concern, Priority, ProofStanding, Standing, State};
use afterword_domain::workspace::Workspace;
use afterword_domain::{Day, Moment, TeamId};
use afterword_store::ActionRow;
use serde::Serialize;
use utoipa::ToSchema;

/// An action item with its incident and where it stands against its date.
#[derive(Debug, Serialize, ToSchema)]
pub struct ActionView {
    #[serde(flatten)]
    pub row: ActionRow,
    #[serde(flatten)]
    pub standing: Standing,
    /// What of it wants somebody's attention.
    pub concerns: Vec<Concern>,
    /// The latest date that it may be given: the end of the next sprint of its owner's team.
    pub latest_due_on: Day,
}

/// What is asked of a list beside what the store asks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted {
    pub team: Option<TeamId>,
    pub concern: Option<Concern>,
}

/// The rows that are wanted, as they stand now.
pub fn views(
    rows: Vec<ActionRow>,
    workspace: &Workspace,
    wanted: Wanted,
    now: Moment,
) -> Vec<ActionView> {
    let views = rows.into_iter().map(|row| {
        let standing = row.action.standing(&row.services, workspace, now);
        let concerns = Concern::ALL.into_iter();
        let concerns = concerns.filter(|it| it.is_one_of(&row.action, &standing, &row.behind));
        ActionView {
            concerns: concerns.collect(),
            latest_due_on: workspace.latest_due_on(row.action.owner, now),
            standing,
            row,
        }
    });
    let fits = |view: &ActionView| {
        let team = wanted
            .team
            .is_none_or(|team| view.standing.teams.contains(&team));
        let concern = wanted.concern.is_none_or(|it| view.concerns.contains(&it));
        team && concern
    };
    views.filter(fits).collect()
}

/// The columns of the export. They are kept: another is added at the end.
pub const COLUMNS: [&str; 21] = [
    "incident",
    "action",
    "title",
    "state",
    "owner",
    "team",
    "priority",
    "due_on",
    "sprint",
    "days_late",
    "carried_over",
    "was_due_in",
    "ticket",
    "ticket_url",
    "proof",
    "committed_on",
    "finished_on",
    "age_days",
    "effort_days",
    "behind_repeats",
    "reason",
];

/// The export, one line for each action item. Names of people are their own.
#[must_use]
pub fn export(views: &[ActionView], workspace: &Workspace) -> String {
    csv::csv(&COLUMNS, views.iter().map(|view| cells(view, workspace)))
}

fn cells(view: &ActionView, workspace: &Workspace) -> Vec<Cell> {
    let ActionView { row, standing, .. } = view;
    let action = &row.action;
    let day = |day: Option<Day>| day.map_or(Cell::Empty, |day| Cell::Text(day.to_string()));
    let owner = action.owner.and_then(|id| workspace.person(id));
    let owner = owner.map_or(&action.owner_name, |person| &person.name);
    let teams = standing.teams.iter().filter_map(|id| workspace.team(*id));
    let teams: Vec<_> = teams.map(|team| team.name.as_str()).collect();
    let missed = standing.carried_over.history.iter();
    let missed: Vec<_> = missed.map(|from| from.sprint.name.as_str()).collect();
    let behind: Vec<_> = row.behind.iter().map(ToString::to_string).collect();
    let ticket = action.ticket.as_ref();
    let reason = match action.state {
        State::WontDo => &action.wont_do_reason,
        _ => &action.blocked_by,
    };
    vec![
        row.incident.to_string().into(),
        Cell::Number(f64::from(action.id.0)),
        action.title.as_str().into(),
        state(action.state).into(),
        owner.as_str().into(),
        teams.join("; ").into(),
        action.priority.map_or("", priority).into(),
        day(action.due_on),
        standing
            .sprint
            .as_ref()
            .map_or("", |sprint| sprint.name.as_str())
            .into(),
        standing.days_late.into(),
        Cell::Number(f64::from(standing.carried_over.times)),
        missed.join("; ").into(),
        ticket.map_or("", |ticket| ticket.key.as_str()).into(),
        ticket.and_then(|it| it.url.as_deref()).unwrap_or("").into(),
        proof(standing.proof_standing).into(),
        day(Some(action.committed_at.day())),
        day(action.finished_at.map(Moment::day)),
        Cell::Number(f64::from(standing.age_days)),
        action.effort_days.into(),
        behind.join("; ").into(),
        reason.as_str().into(),
    ]
}

fn state(state: State) -> &'static str {
    match state {
        State::Open => "open",
        State::InProgress => "in_progress",
        State::Done => "done",
        State::WontDo => "wont_do",
    }
}

fn priority(priority: Priority) -> &'static str {
    match priority {
        Priority::P1 => "p1",
        Priority::P2 => "p2",
        Priority::P3 => "p3",
    }
}

fn proof(standing: ProofStanding) -> &'static str {
    match standing {
        ProofStanding::NotAsked => "",
        ProofStanding::Missing => "missing",
        ProofStanding::Due => "due",
        ProofStanding::Given => "given",
    }
}
