//! What happens in the year, the same each time it is played: some of the action items are finished
//! and some moved, new ones are chosen, meetings are planned.

use afterword_domain::action_item::commit::{self, CommitForm};
use afterword_domain::action_item::progress::{self, ActionPatch};
use afterword_domain::action_item::{ActionItem, Priority, State, Ticket};
use afterword_domain::meeting::MeetingKind;
use afterword_domain::meeting::plan::{self, MeetingForm};
use afterword_domain::policy::Sight;
use afterword_domain::postmortem::publish;
use afterword_domain::workspace::Workspace;
use afterword_domain::{ActionItemId, Day, IncidentRef, Moment};
use afterword_server::App;
use afterword_store::Author;
use jiff::civil::Weekday;

use crate::demo::draft::Names as _;
use crate::demo::people::RESPONDERS;
use crate::demo::proofs::proof_of;

/// The hour of the day, in UTC, in which something happens.
const HOUR: i8 = 14;
/// Those whose meetings are planned, one each fifth week.
const REVIEWED: [u32; 4] = [56, 57, 58, 60];
/// New action items go where there is room for them.
const WITH_ROOM: std::ops::RangeInclusive<u32> = 1..=55;

/// Plays what this hour brings, and says whether that was anything.
pub(super) async fn plays(app: &App, workspace: &Workspace, by: &Author, now: Moment) -> bool {
    let today = now.day();
    let weekday = today.date().weekday();
    if now.timestamp().to_zoned(jiff::tz::TimeZone::UTC).hour() != HOUR {
        return false;
    }
    let week = today.date().iso_week_date().week();
    let mut played = false;
    if !matches!(weekday, Weekday::Saturday | Weekday::Sunday) {
        played |= works(app, workspace, by, now).await;
    }
    if weekday == Weekday::Monday && week % 3 == 0 {
        played |= chooses(app, workspace, by, now).await;
    }
    if weekday == Weekday::Tuesday && week % 5 == 0 {
        played |= plans(app, workspace, by, now).await;
    }
    if weekday == Weekday::Friday {
        played |= publishes(app, workspace, by, now).await;
    }
    played
}

/// One in three is done by its date, one in three moved once, and one is left until it is long past.
async fn works(app: &App, workspace: &Workspace, by: &Author, now: Moment) -> bool {
    let mut played = false;
    for open in app
        .store
        .actions_to_look_at(&Sight::Everything, now)
        .await
        .unwrap()
    {
        let (action, number) = (&open.action, open.incident.0);
        let Some(late) = action.days_late(now.day()) else {
            continue;
        };
        let patch = match (number + action.id.0) % 3 {
            0 if late >= 0 => done(number, action),
            1 if late == 1 && action.earlier_dates.len() < 2 => {
                moved(workspace.latest_due_on(action.owner, now))
            }
            1 if late == 2 => done(number, action),
            2 if late >= 40 => done(number, action),
            _ => continue,
        };
        change(app, by, (open.incident, action.id), patch, now).await;
        played = true;
    }
    played
}

fn done(number: u32, action: &ActionItem) -> ActionPatch {
    ActionPatch {
        state: Some(State::Done),
        proof: proof_of(number, action).map(Some),
        ..ActionPatch::default()
    }
}

fn moved(due_on: Day) -> ActionPatch {
    ActionPatch {
        due_on: Some(Some(due_on)),
        ..ActionPatch::default()
    }
}

async fn change(
    app: &App,
    by: &Author,
    (incident, action): (IncidentRef, ActionItemId),
    patch: ActionPatch,
    now: Moment,
) {
    let edited = app.store.edit_incident(
        (&Sight::Everything, by),
        incident,
        None,
        now,
        |incident, workspace, _| progress::update(incident, workspace, action, patch, now),
    );
    edited.await.unwrap();
}

/// Two more are chosen, due on the Friday of the next sprint.
async fn chooses(app: &App, workspace: &Workspace, by: &Author, now: Moment) -> bool {
    let mut chosen = 0;
    for number in WITH_ROOM {
        let reference = IncidentRef(number);
        let incident = app
            .store
            .incident(&Sight::Everything, reference)
            .await
            .unwrap()
            .unwrap();
        let actions = incident.postmortem.actions.len();
        if chosen == 2 {
            break;
        }
        if actions == 0 || actions >= usize::from(workspace.settings.action_limit) {
            continue;
        }
        let turn = usize::try_from(number).unwrap() + chosen;
        let owner = workspace.who(RESPONDERS[turn % RESPONDERS.len()]).unwrap();
        let form = CommitForm {
            title: Some(format!("Test what {reference} showed, once a quarter")),
            owner: Some(owner),
            priority: Some(Priority::P2),
            ticket: Some(Ticket {
                key: format!("QA-{number}"),
                url: None,
            }),
            due_on: Some(workspace.latest_due_on(Some(owner), now).plus_days(-2)),
            ..CommitForm::default()
        };
        let edited = app.store.edit_incident(
            (&Sight::Everything, by),
            reference,
            None,
            now,
            |incident, workspace, _| commit::commit(incident, workspace, form, now),
        );
        edited.await.unwrap();
        chosen += 1;
    }
    chosen > 0
}

/// The meeting of the next incident that waits for one, in two days.
async fn plans(app: &App, workspace: &Workspace, by: &Author, now: Moment) -> bool {
    for number in REVIEWED {
        let reference = IncidentRef(number);
        let incident = app
            .store
            .incident(&Sight::Everything, reference)
            .await
            .unwrap()
            .unwrap();
        let planned = incident.postmortem.meeting.as_ref();
        if planned.is_some_and(|meeting| meeting.scheduled_at > now.plus_days(-60)) {
            continue;
        }
        let form = MeetingForm {
            scheduled_at: now.plus_days(2),
            minutes: 60,
            kind: MeetingKind::default(),
            facilitator: Some(workspace.who("mika").unwrap()),
            scribe: None,
            attendees: Some(vec![workspace.who("tomas").unwrap()]),
            location: String::new(),
            anonymous: None,
            steps: Vec::new(),
            held_at: None,
        };
        let edited = app.store.edit_incident(
            (&Sight::Everything, by),
            reference,
            None,
            now,
            |incident, workspace, _| plan::schedule(incident, workspace, form),
        );
        edited.await.unwrap();
        return true;
    }
    false
}

/// What was met over yesterday is published, with what its action items lacked.
async fn publishes(app: &App, workspace: &Workspace, by: &Author, now: Moment) -> bool {
    let mut published = false;
    for number in REVIEWED {
        let reference = IncidentRef(number);
        let incident = app
            .store
            .incident(&Sight::Everything, reference)
            .await
            .unwrap()
            .unwrap();
        let meeting = incident.postmortem.meeting.as_ref();
        let met =
            meeting.is_some_and(|meeting| (now.plus_days(-2)..now).contains(&meeting.scheduled_at));
        if !met || incident.is_published() {
            continue;
        }
        let open = incident.postmortem.actions.iter();
        for action in open.filter(|action| !action.state.is_finished()) {
            let owner = action.owner.or(workspace.who("tomas").ok());
            let ticket = Ticket {
                key: format!("OPS-{number}{}", action.id),
                url: None,
            };
            let patch = ActionPatch {
                owner: Some(owner),
                priority: Some(action.priority.or(Some(Priority::P2))),
                ticket: Some(action.ticket.clone().or(Some(ticket))),
                ..moved(workspace.latest_due_on(owner, now))
            };
            change(app, by, (reference, action.id), patch, now).await;
        }
        let reason = "What it took was done within the response.";
        let edited = app.store.edit_incident(
            (&Sight::Everything, by),
            reference,
            None,
            now,
            |incident, workspace, _| publish::publish(incident, workspace, reason, by.person, now),
        );
        edited.await.unwrap();
        published = true;
    }
    published
}
