//! The words of notices. None where there is nothing to say any more: what was finished, moved or
//! called off meanwhile.

use super::digest;
use super::{About, Item, Message, Notice, OwedReview, Scene};
use crate::meeting::agenda::OpenAction;
use crate::person::Person;
use crate::{ActionItemId, Day, IncidentRef, Moment};

const OWN: &str = "You are its owner.";
const TEAM: &str = "It concerns a service of your team.";
const WANTED: &str = "You asked for announcements.";
const WEEKLY: &str = "It comes once a week.";

/// What a notice says now; nothing of an incident that its person does not see.
#[must_use]
pub fn message(scene: &Scene, notice: &Notice, now: Moment) -> Option<Message> {
    let person = scene.workspace.person(notice.to)?;
    let incident = notice.about.incident();
    if incident.is_some_and(|incident| !scene.sees(person, incident)) {
        return None;
    }
    let hours = scene.preferences_of(notice.to).hours;
    let zone = crate::time::zone(&hours.zone).ok()?;
    let local = |moment: Moment| moment.timestamp().to_zoned(zone.clone());
    let today = Day::from(local(now).date());
    match notice.about {
        About::DueSoon {
            incident,
            action,
            due_on,
        }
        | About::DueNow {
            incident,
            action,
            due_on,
        }
        | About::PastDue {
            incident,
            action,
            due_on,
        } => {
            let mut message = of_action(scene, incident, action, (due_on, today))?;
            // On a Friday, of a Sunday.
            if matches!(notice.about, About::DueNow { .. }) && due_on > today {
                message.subject += "; your last working day before it is today";
            }
            Some(message)
        }
        About::CarriedOver { incident, action } => carried_over(scene, incident, action, today),
        About::ReviewSoon { incident, .. } | About::ReviewLate { incident, .. } => {
            let mut reviews = scene.reviews.iter();
            let owed = reviews.find(|owed| owed.incident == incident)?;
            (owed.meeting_at.is_none_or(|at| at < now)).then(|| review(owed, today))
        }
        About::Week { .. } => of_week(scene, person, now, today, &|at| {
            local(at).strftime("%a %-d %b, %H:%M %Z").to_string()
        }),
        About::Learned { monday } => learned(scene, person, monday),
        About::Planned { incident, at } => {
            let mut meetings = scene.meetings.iter();
            let meeting = meetings.find(|meeting| meeting.incident == incident)?;
            if meeting.at != at || at < now {
                return None;
            }
            let when = local(at).strftime("%A %-d %B at %H:%M %Z").to_string();
            Some(Message {
                subject: format!("{incident} is reviewed on {when}"),
                lead: format!(
                    "The post-mortem of {incident}, “{}”, is on {when}. It looks for what made it \
                     possible, and for nobody's mistake. What you saw is worth adding to the \
                     timeline before.",
                    meeting.title
                ),
                items: Vec::new(),
                path: format!("/incidents/{incident}"),
                link: "Open the facts".into(),
                why: WANTED.into(),
                action: None,
            })
        }
        About::Published { incident, .. } => {
            let mut lessons = scene.lessons.iter();
            let lesson = lessons.find(|lesson| lesson.incident == incident)?;
            Some(Message {
                subject: format!("Published: {incident} “{}”", lesson.title),
                lead: match lesson.lesson.as_str() {
                    "" => "The post-mortem is there to be read.".into(),
                    lesson => format!("What we know now: {lesson}"),
                },
                items: Vec::new(),
                path: format!("/incidents/{incident}"),
                link: "Read the post-mortem".into(),
                why: WANTED.into(),
                action: None,
            })
        }
    }
}

fn find(scene: &Scene, incident: IncidentRef, action: ActionItemId) -> Option<&OpenAction> {
    let mut actions = scene.actions.iter();
    actions.find(|open| open.incident == incident && open.action.id == action)
}

fn action_path(incident: IncidentRef, action: ActionItemId) -> String {
    format!("/incidents/{incident}#action-{action}")
}

fn of_action(
    scene: &Scene,
    incident: IncidentRef,
    id: ActionItemId,
    (due_on, today): (Day, Day),
) -> Option<Message> {
    let open = find(scene, incident, id).filter(|open| open.action.due_on == Some(due_on))?;
    let title = &open.action.title;
    let when = when(due_on, today);
    let lead = if due_on < today {
        "If it is done, say so and with which proof. If something stands in its way, say what: then \
         it can be moved, made smaller, or dropped with a reason."
    } else {
        "If something stands in its way, now is a good time to say what."
    };
    let blocked = Some(&open.action.blocked_by).filter(|blocked| !blocked.is_empty());
    let waits = blocked.map_or_else(String::new, |blocked| format!(" It waits for {blocked}."));
    Some(Message {
        subject: format!("“{title}” {when}"),
        lead: format!(
            "It was chosen after {incident}, “{}”.{waits} {lead}",
            open.incident_title
        ),
        items: Vec::new(),
        path: action_path(incident, id),
        link: "Open the action item".into(),
        why: OWN.into(),
        action: Some((incident, id)),
    })
}

fn carried_over(
    scene: &Scene,
    incident: IncidentRef,
    id: ActionItemId,
    today: Day,
) -> Option<Message> {
    let open = find(scene, incident, id)?;
    let cadence = scene.workspace.cadence_of(open.action.owner);
    let carried = open.action.carried_over(&cadence, today);
    if carried.times == 0 {
        return None;
    }
    Some(Message {
        subject: format!("What stands in the way of “{}”?", open.action.title),
        lead: format!(
            "It was chosen after {incident}, “{}”, and {}. What has to change so that it fits into \
             a sprint? It may be too large, wait for something else, or matter less than it \
             seemed: then it is split, unblocked, or dropped with a reason.",
            open.incident_title, carried.sentence
        ),
        items: Vec::new(),
        path: action_path(incident, id),
        link: "Open the action item".into(),
        why: "It is your team's, and has been carried over twice.".into(),
        action: None,
    })
}

fn review(owed: &OwedReview, today: Day) -> Message {
    let (incident, due_on) = (owed.incident, owed.week.due_at.day());
    let subject = if due_on < today {
        format!("{incident} still waits for its post-mortem")
    } else {
        format!(
            "The week to review {incident} ends {}",
            named(due_on, today)
        )
    };
    Message {
        subject,
        lead: format!(
            "“{}” has no post-mortem and no meeting planned. After a week the details fade; a \
             meeting alone, of ten minutes, is better than none.",
            owed.title
        ),
        items: Vec::new(),
        path: format!("/incidents/{incident}"),
        link: "Plan the meeting".into(),
        why: TEAM.into(),
        action: None,
    }
}

fn of_week(
    scene: &Scene,
    person: &Person,
    now: Moment,
    today: Day,
    time: &dyn Fn(Moment) -> String,
) -> Option<Message> {
    let week = digest::week(scene, person, now);
    let actions = week.actions.iter().map(|open| {
        let due = open.action.due_on;
        let due = due.map_or_else(|| "has no date".to_owned(), |due_on| when(due_on, today));
        Item {
            title: open.action.title.clone(),
            detail: format!("{}, {due}", open.incident),
            path: action_path(open.incident, open.action.id),
        }
    });
    let meetings = week.meetings.iter().map(|meeting| Item {
        title: meeting.title.clone(),
        detail: format!("post-mortem of {}, {}", meeting.incident, time(meeting.at)),
        path: format!("/meetings/{}", meeting.incident),
    });
    let subject = match (week.actions.len(), week.meetings.len()) {
        (0, 0) => return None,
        (0, meetings) => format!("Your week: {}", count(meetings, "meeting")),
        (actions, 0) => format!("Your week: {}", count(actions, "action item")),
        (actions, meetings) => format!(
            "Your week: {} and {}",
            count(actions, "action item"),
            count(meetings, "meeting")
        ),
    };
    Some(Message {
        subject,
        lead: "What you took on, by its date, and the meetings of the next seven days.".into(),
        items: actions.chain(meetings).collect(),
        path: "/actions".into(),
        link: "Open your action items".into(),
        why: WEEKLY.into(),
        action: None,
    })
}

fn learned(scene: &Scene, person: &Person, monday: Day) -> Option<Message> {
    let lessons = digest::lessons(scene, person, monday);
    let items: Vec<_> = lessons
        .iter()
        .map(|lesson| Item {
            title: format!("{} {}", lesson.incident, lesson.title),
            detail: lesson.lesson.clone(),
            path: format!("/incidents/{}", lesson.incident),
        })
        .collect();
    let published = count(items.len(), "post-mortem");
    (!items.is_empty()).then(|| Message {
        subject: format!("What we learned last week: {published}"),
        lead: format!("{published} published last week."),
        items,
        path: "/incidents".into(),
        link: "Open the incidents".into(),
        why: WEEKLY.into(),
        action: None,
    })
}

fn when(due_on: Day, today: Day) -> String {
    match due_on.days_since(today) {
        -1 => "was due yesterday".into(),
        days if days < 0 => format!("was due on {}", date(due_on)),
        _ => format!("is due {}", named(due_on, today)),
    }
}

/// "today", "tomorrow", or the day.
fn named(day: Day, today: Day) -> String {
    match day.days_since(today) {
        0 => "today".into(),
        1 => "tomorrow".into(),
        _ => format!("on {}", date(day)),
    }
}

fn date(day: Day) -> String {
    day.date().strftime("%A %-d %B").to_string()
}

fn count(number: usize, noun: &str) -> String {
    match number {
        1 => format!("1 {noun}"),
        more => format!("{more} {noun}s"),
    }
}
