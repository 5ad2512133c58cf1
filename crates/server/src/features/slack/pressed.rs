//! A button that somebody pressed on a notice: done in their name, if they may, and answered.

use afterword_domain::action_item::press::{self, Button, PressError};
use afterword_domain::action_item::{ActionItem, State};
use afterword_domain::notice::Message;
use afterword_domain::person::Person;
use afterword_domain::policy::{Actor, Operation, Sight, may};
use afterword_domain::workspace::Workspace;
use afterword_domain::{Incident, Moment};
use afterword_integrations::inbound::{Delivery, Kind, Options, Press, Reading, source};
use afterword_integrations::pages::Pages;
use afterword_integrations::slack::reply::Reply;
use afterword_integrations::slack::{Slack, SlackError};
use afterword_store::{Author, EditError, StoreError, Via, Waiting};

use super::{ask, send};
use crate::app::App;
use crate::features::jobs::Tried;

/// For so long Slack takes answers, and whoever pressed means what they see.
const MINUTES: i64 = 30;
const WHY: &str = "You pressed a button.";

/// What is said to whoever pressed.
enum Outcome {
    /// To them alone; nothing was changed.
    Refused(String),
    Now(Box<(Incident, ActionItem)>),
}

pub(crate) async fn pressed(app: &App, delivery: u64) -> Result<Tried, StoreError> {
    let Some(waiting) = app.store.delivery(&Sight::Everything, delivery).await? else {
        return Ok(Tried::Done);
    };
    let Some(press) = press_of(&waiting) else {
        return Ok(Tried::Failed("its delivery tells of no button".into()));
    };
    if waiting.received_at.plus_minutes(MINUTES) < app.now() {
        let late = "it was pressed more than half an hour ago; nothing was changed";
        return Ok(Tried::Failed(late.into()));
    }
    let Some((_, Some(known))) = app.store.source_api(waiting.integration).await? else {
        return Ok(Tried::Failed(
            "its integration has no token any more".into(),
        ));
    };
    let slack = match ask::connect(known) {
        Ok(slack) => slack,
        Err(error) => return Ok(Tried::Failed(error.detail().to_owned())),
    };
    let workspace = app.store.workspace().await?;
    let outcome = match who(&slack, &press, &workspace).await {
        Ok(Ok(person)) => carry_out(app, &press, person).await?,
        Ok(Err(unknown)) => Outcome::Refused(unknown),
        Err(error) => return Ok(send::tried(&error, app.now())),
    };
    Ok(
        match answer(&slack, &press, outcome, &workspace, app.now()).await {
            Ok(()) => Tried::Done,
            // What was pressed is done; it is only that nobody can be told any more.
            Err(error @ (SlackError::Said(_) | SlackError::NotSlack(_))) => {
                tracing::warn!(%error, delivery, "whoever pressed a button was not answered");
                Tried::Done
            }
            Err(error) => send::tried(&error, app.now()),
        },
    )
}

/// The press that a delivery tells of.
pub(crate) fn press_of(waiting: &Waiting) -> Option<Press> {
    let delivery = Delivery {
        headers: &waiting.headers,
        body: &waiting.body,
        received_at: waiting.received_at,
    };
    match source(Kind::Slack).read(&delivery, &Options::default()) {
        Ok(Reading::Pressed(press)) => Some(press),
        _ => None,
    }
}

/// The person of the workspace who pressed, known by their address in Slack; or why there is none.
async fn who<'a>(
    slack: &Slack,
    press: &Press,
    workspace: &'a Workspace,
) -> Result<Result<&'a Person, String>, SlackError> {
    let nobody = "Afterword does not know you: nobody there has the e-mail address that you have in \
                  Slack. Nothing was changed.";
    let Some(member) = slack.member(&press.user).await? else {
        return Ok(Err(nobody.into()));
    };
    let mut people = workspace.people.iter().filter(|person| person.active);
    let found = people.find(|person| person.email.as_deref() == Some(&member.email));
    let Some(person) = found else {
        return Ok(Err(nobody.into()));
    };
    let actor = Actor {
        person: person.id,
        role: person.role,
        scopes: None,
        proved_lately: true,
    };
    Ok(match may(&actor, Operation::CommitAction) {
        Ok(()) => Ok(person),
        Err(denied) => Err(format!("Nothing was changed: {denied}.")),
    })
}

async fn carry_out(app: &App, press: &Press, person: &Person) -> Result<Outcome, StoreError> {
    let author = Author {
        person: Some(person.id),
        via: Via::Webhook,
        request_id: None,
        address: None,
    };
    let (reference, id, now) = (press.incident, press.action, app.now());
    app.live.settle(reference).await;
    let edited = app
        .store
        .edit_incident(
            (&Sight::of(person), &author),
            reference,
            None,
            now,
            |incident, workspace, _| press::press(incident, workspace, id, press.button, now),
        )
        .await;
    let incident = match edited {
        Ok(incident) => incident,
        Err(EditError::Store(error)) => return Err(error),
        Err(EditError::Refused(refused @ (PressError::Done | PressError::Dropped))) => {
            return Ok(Outcome::Refused(format!("Nothing was changed: {refused}.")));
        }
        Err(error) => return Ok(Outcome::Refused(format!("Nothing was changed: {error}."))),
    };
    let mut actions = incident.postmortem.actions.iter();
    let action = actions.find(|action| action.id == id).cloned();
    Ok(match action {
        Some(action) => Outcome::Now(Box::new((incident, action))),
        None => Outcome::Refused("The action item is no more. Nothing was changed.".into()),
    })
}

async fn answer(
    slack: &Slack,
    press: &Press,
    outcome: Outcome,
    workspace: &Workspace,
    now: Moment,
) -> Result<(), SlackError> {
    let (incident, action) = match outcome {
        Outcome::Refused(words) => {
            return slack.reply(&press.reply_to, &Reply::Alone(&words)).await;
        }
        Outcome::Now(now) => *now,
    };
    let Some(public_url) = &workspace.settings.public_url else {
        let words = format!("{} {}", action.title, is_now(&action, workspace, now));
        return slack.reply(&press.reply_to, &Reply::Alone(&words)).await;
    };
    let left: &[Button] = match (action.state, press.button) {
        (State::Done | State::WontDo, _) => &[],
        (State::InProgress, Button::PutOff) | (_, Button::InProgress) => {
            &[Button::Done, Button::PutOff]
        }
        _ => &Button::ALL,
    };
    let link = if action.lacks_proof() {
        "Say what shows it"
    } else {
        "Open the action item"
    };
    let message = Message {
        subject: action.title.clone(),
        lead: is_now(&action, workspace, now),
        items: Vec::new(),
        path: format!("/incidents/{}#action-{}", incident.reference, action.id),
        link: link.into(),
        why: WHY.into(),
        action: Some((incident.reference, action.id)),
    };
    let reply = Reply::InPlace {
        message: &message,
        pages: Pages(public_url),
        buttons: left,
    };
    slack.reply(&press.reply_to, &reply).await
}

/// What is so now, whoever made it so.
fn is_now(action: &ActionItem, workspace: &Workspace, now: Moment) -> String {
    let day = |day: afterword_domain::Day| day.date().strftime("%A %-d %B").to_string();
    let due = action.due_on.map(day);
    match (action.state, due) {
        (State::Done, _) if action.lacks_proof() => {
            "is done. What shows it? A merged change, a test, a dashboard or a drill; without one it \
             is asked for again at the next meeting."
                .into()
        }
        (State::Done, _) => "is done, and its proof is there.".into(),
        (State::WontDo, _) => "will not be done.".into(),
        (State::InProgress, None) => "is in progress, without a date.".into(),
        (State::Open, None) => "is open, without a date.".into(),
        (state, Some(due)) => {
            let so = if state == State::Open { "is open" } else { "is in progress" };
            let latest = press::latest(action, workspace, now);
            let last = if action.due_on == Some(latest) {
                ", the last day of the next sprint"
            } else {
                ""
            };
            format!("{so}, and due on {due}{last}.")
        }
    }
}
