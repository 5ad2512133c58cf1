//! Making a ticket that somebody asked for. A second try finds what the first one made.

use afterword_domain::action_item::ActionItem;
use afterword_domain::policy::Sight;
use afterword_domain::tracker::{
    KnownTracker, Seen, TicketAsk, TicketError, TicketLink, TicketProblem, TrackerPlace,
};
use afterword_domain::workspace::Workspace;
use afterword_domain::{ActionItemId, Incident, IncidentRef, Moment, Refusal};
use afterword_integrations::outbound::{
    Again, Assignee, Comment, Connected, Created, Issue, Missed, NewIssue, Tracker as _,
    TrackerError,
};
use afterword_store::{EditError, StoreError, Via};

use super::{action_of, ask, by_itself, on_behalf_of, place_of, text};
use crate::app::App;
use crate::features::jobs::Tried;

/// What a ticket is made of.
struct Wanted {
    known: KnownTracker,
    place: TrackerPlace,
    workspace: std::sync::Arc<Workspace>,
    public_url: String,
}

pub(crate) async fn make(
    app: &App,
    (incident, action): (IncidentRef, ActionItemId),
    last_try: bool,
) -> Result<Tried, StoreError> {
    let now = app.now();
    let Some(ask) = app.store.ticket_ask(incident, action).await? else {
        return Ok(Tried::Done);
    };
    app.live.settle(incident).await;
    let found = app.store.incident(&Sight::Everything, incident).await?;
    let found = found.as_ref();
    let found = found.and_then(|it| Some((it, action_of(it, action)?)));
    // Somebody wrote a ticket by hand meanwhile, or there is nothing left to do.
    let open = found.filter(|(_, item)| item.ticket.is_none() && !item.state.is_finished());
    let Some((incident, item)) = open else {
        let author = by_itself(Via::System);
        app.store.drop_ticket_ask(&author, &ask, now).await?;
        return Ok(Tried::Done);
    };
    let wanted = match wanted(app, &ask, incident, item, now).await? {
        Ok(wanted) => wanted,
        Err(refused) => return give_up(app, &ask, &refused, now).await,
    };
    let made = match ask::connected(&wanted.known, now) {
        Ok(tracker) => {
            let created = issue(&tracker, &wanted, &ask, (incident, item), now).await;
            created.map(|created| (tracker, created))
        }
        Err(error) => Err(error),
    };
    match made {
        Ok((tracker, created)) => link(app, &tracker, &wanted, &ask, created).await,
        Err(error) => {
            let problem = ask::problem(&error, last_try);
            let author = by_itself(Via::System);
            app.store
                .ticket_not_made(&author, &ask, problem, now)
                .await?;
            Ok(ask::tried(&error, now))
        }
    }
}

/// Everything as it is entered now: it may have been mended since the last try.
async fn wanted(
    app: &App,
    ask: &TicketAsk,
    incident: &Incident,
    item: &ActionItem,
    now: Moment,
) -> Result<Result<Wanted, TicketError>, StoreError> {
    let workspace = app.store.workspace().await?;
    let Some(public_url) = workspace.settings.public_url.clone() else {
        return Ok(Err(TicketError::NoPublicUrl));
    };
    let place = place_of(incident, item, &workspace, now);
    let place = place.filter(|(tracker, _)| *tracker == ask.tracker);
    let known = app.store.tracker(ask.tracker).await?;
    Ok(match (place, known) {
        (Some((_, place)), Some(known)) => Ok(Wanted {
            known,
            place,
            workspace,
            public_url,
        }),
        _ => Err(TicketError::NoTracker),
    })
}

async fn issue(
    tracker: &Connected,
    wanted: &Wanted,
    ask: &TicketAsk,
    (incident, item): (&Incident, &ActionItem),
    now: Moment,
) -> Result<Created, TrackerError> {
    let mut missed = Vec::new();
    let sprint = match tracker.next_sprint(&wanted.place, now.day()).await {
        Ok(sprint) => sprint,
        Err(error) if error.again() == Again::Mended && is_of_sprints(&error) => {
            missed.push(Missed::Sprint(error.to_string()));
            None
        }
        Err(error) => return Err(error),
    };
    let link = text::link(&wanted.public_url, incident.reference, item.id);
    let owner = item.owner.and_then(|id| wanted.workspace.person(id));
    let by_name = !wanted.known.settings.kind.is_jira() && wanted.place.project.contains('/');
    let assignee = owner.map(|owner| Assignee {
        email: owner.email.as_deref(),
        user_name: by_name.then_some(owner.handle.as_str()),
    });
    let mut created = tracker
        .create(
            &wanted.place,
            &NewIssue {
                marker: &text::marker(ask, &link),
                title: &text::title(incident, item),
                body: &text::body(incident, item, &wanted.workspace),
                link: &link,
                link_label: &format!("{} in Afterword", incident.reference),
                labels: &[],
                assignee: assignee.filter(|it| it.email.is_some() || it.user_name.is_some()),
                sprint: sprint.as_ref().map(|sprint| sprint.id.as_str()),
                asked_at: ask.at,
            },
        )
        .await?;
    created.missed.extend(missed);
    Ok(created)
}

/// A ticket without a sprint is better than none.
fn is_of_sprints(error: &TrackerError) -> bool {
    matches!(
        error,
        TrackerError::Boards { .. } | TrackerError::BoardMissing(_)
    )
}

async fn link(
    app: &App,
    tracker: &Connected,
    wanted: &Wanted,
    ask: &TicketAsk,
    created: Created,
) -> Result<Tried, StoreError> {
    let now = app.now();
    let missed = created.missed.iter().map(ToString::to_string).collect();
    let link = linked((ask.incident, ask.action), ask.tracker, created.issue, now);
    let link = TicketLink { missed, ..link };
    let author = on_behalf_of(ask.by);
    let key = link.key.clone();
    match app.store.link_made_ticket(&author, ask, link, now).await {
        Ok(Some(_)) => Ok(Tried::Done),
        Ok(None) => leave(app, tracker, wanted, ask, &key).await,
        Err(EditError::Store(error)) => Err(error),
        Err(EditError::Refused(refused)) => give_up(app, ask, &refused, now).await,
        Err(error) => Ok(Tried::Failed(error.to_string())),
    }
}

/// Leaves a ticket that nobody wants any more, and says so on it and in the background work.
async fn leave(
    app: &App,
    tracker: &Connected,
    wanted: &Wanted,
    ask: &TicketAsk,
    key: &str,
) -> Result<Tried, StoreError> {
    let author = by_itself(Via::System);
    app.store.drop_ticket_ask(&author, ask, app.now()).await?;
    let link = text::link(&wanted.public_url, ask.incident, ask.action);
    let comment = Comment {
        marker: &text::marker(ask, &link),
        text: &text::not_wanted(&link),
        asked_at: ask.at,
    };
    let told = match tracker.comment(key, &comment).await {
        Ok(()) => "a comment there says so".to_owned(),
        Err(error) => format!("it could not be told so: {error}"),
    };
    Ok(Tried::Failed(format!(
        "{key} was made and belongs to no action item: while it was made, {}/{} got another ticket \
         or was to have none any more; {told}",
        ask.incident, ask.action
    )))
}

/// A ticket as it is now, beside its action item.
pub(super) fn linked(
    (incident, action): (IncidentRef, ActionItemId),
    tracker: afterword_domain::TrackerId,
    issue: Issue,
    seen_at: Moment,
) -> TicketLink {
    TicketLink {
        incident,
        action,
        tracker,
        key: issue.key,
        url: issue.url,
        title: issue.title,
        seen: Seen {
            state: issue.state,
            status: issue.status,
            dropped: issue.dropped,
            gone: false,
        },
        seen_at,
        // What it is compared with is looked at when it is kept.
        stood: afterword_domain::action_item::State::Open,
        conflict: None,
        missed: Vec::new(),
        trouble: None,
    }
}

async fn give_up(
    app: &App,
    ask: &TicketAsk,
    refused: &impl Refusal,
    now: Moment,
) -> Result<Tried, StoreError> {
    let problem = TicketProblem {
        code: refused.code().to_owned(),
        sentence: refused.to_string(),
        given_up: true,
    };
    let author = by_itself(Via::System);
    app.store
        .ticket_not_made(&author, ask, problem, now)
        .await?;
    Ok(Tried::Failed(refused.to_string()))
}
