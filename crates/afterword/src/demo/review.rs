//! The meeting of an incident and what is written after it: why, answers, measures, action items,
//! publication.

use afterword_domain::action_item::commit::{self, CommitForm};
use afterword_domain::action_item::{Priority, Ticket};
use afterword_domain::meeting::ballots;
use afterword_domain::meeting::plan::{self, MeetingForm};
use afterword_domain::postmortem::edit::{self as write, AnswerForm, MeasureForm};
use afterword_domain::postmortem::publish;
use afterword_domain::recurrence::{self, Link, Links, RecurrenceForm, Verdict};
use afterword_domain::workspace::Workspace;
use afterword_domain::{IncidentRef, MeasureId, Moment, PersonId};

use super::calendar::{after, due_in};
use super::course::Course;
use super::dice::Dice;
use super::draft::{Draft, Names};
use super::people::RESPONDERS;
use super::story::{Act, Story};

/// Agrees on the meeting; it is held later, or still to come.
pub(super) fn schedule(
    draft: &mut Draft,
    course: &Course,
    workspace: &Workspace,
    minutes: u16,
) -> anyhow::Result<()> {
    let Some(scheduled_at) = course.meeting else {
        return Ok(());
    };
    let facilitator = Some(workspace.who(course.facilitator)?);
    let scribe = Some(workspace.who(course.scribe)?);
    let form = MeetingForm::at(scheduled_at, minutes, facilitator, scribe);
    let now = after(course.written, 30);
    draft.take(now, |incident| plan::schedule(incident, workspace, form))
}

/// Holds the meeting and publishes.
pub(super) fn hold(
    draft: &mut Draft,
    story: &Story,
    course: &Course,
    workspace: &Workspace,
    dice: &mut Dice,
) -> anyhow::Result<()> {
    let (Some(now), Some(published)) = (course.meeting, course.published) else {
        return Ok(());
    };
    let by = Some(workspace.who(course.facilitator)?);
    if let Some(planned) = draft.incident.postmortem.meeting.clone() {
        let (minutes, scribe) = (planned.minutes, planned.scribe);
        let held = MeetingForm {
            held_at: Some(now),
            ..MeetingForm::at(planned.scheduled_at, minutes, planned.facilitator, scribe)
        };
        draft.take(now, |incident| plan::schedule(incident, workspace, held))?;
    }
    draft.take(now, |incident| {
        write::write_section(incident, "root_cause", story.cause)
    })?;
    for (question, text) in story.answers {
        let form = AnswerForm {
            question: *question,
            text: (*text).into(),
        };
        let who = Some(workspace.who(dice.pick(&RESPONDERS, "ines"))?);
        draft.take(now, |incident| {
            write::write_answer(incident, None, &form, who)
        })?;
    }
    choose(draft, story, after(now, 70), workspace, dice)?;
    draft.take(published, |incident| {
        write::write_section(incident, "lessons", story.lesson)
    })?;
    draft.take(published, |incident| {
        publish::publish(incident, workspace, story.no_actions, by, published)
    })
}

fn choose(
    draft: &mut Draft,
    story: &Story,
    now: Moment,
    workspace: &Workspace,
    dice: &mut Dice,
) -> anyhow::Result<()> {
    for (title, effect, reason) in story.considered {
        let form = MeasureForm {
            title: (*title).into(),
            effect: Some(*effect),
            effort_days: Some(f64::from(1 + dice.roll(6))),
            not_chosen_reason: (*reason).into(),
            ..MeasureForm::default()
        };
        let votes = usize::try_from(dice.roll(3)).unwrap_or_default();
        measure(draft, &form, votes, now, workspace)?;
    }
    let number = draft.incident.reference.0;
    for (place, act) in (0..).zip(story.actions) {
        let form = MeasureForm {
            title: act.title.into(),
            effect: Some(act.effect),
            effort_days: Some(act.effort_days),
            factor: Some(workspace.term(act.term)?),
            ..MeasureForm::default()
        };
        let votes = 3 + usize::try_from(dice.roll(4)).unwrap_or_default();
        let chosen = measure(draft, &form, votes, now, workspace)?;
        let ticket = act
            .ticket
            .map_or_else(|| ticket(story, workspace, number, place), Into::into);
        place_action(draft, act, chosen, ticket, now, workspace)?;
    }
    Ok(())
}

/// Writes a measure and gives it its votes.
pub(super) fn measure(
    draft: &mut Draft,
    form: &MeasureForm,
    votes: usize,
    now: Moment,
    workspace: &Workspace,
) -> anyhow::Result<MeasureId> {
    draft.take(now, |incident| {
        write::write_measure(incident, workspace, None, form)
    })?;
    let id = draft
        .incident
        .postmortem
        .measures
        .last()
        .map_or(MeasureId(0), |measure| measure.id);
    for who in voters(draft, votes, workspace)? {
        draft.take(now, |incident| ballots::vote(incident, id, who))?;
    }
    Ok(id)
}

/// As many as are wanted of those who have a vote left, those with most left first.
fn voters(draft: &Draft, votes: usize, workspace: &Workspace) -> anyhow::Result<Vec<PersonId>> {
    let mut people = Vec::new();
    for handle in RESPONDERS {
        let who = workspace.who(handle)?;
        let measures = draft.incident.postmortem.measures.iter();
        let given = measures
            .filter(|measure| measure.votes.contains(&who))
            .count();
        if given < ballots::VOTES_EACH {
            people.push((given, who));
        }
    }
    people.sort_by_key(|(given, _)| *given);
    Ok(people.into_iter().map(|(_, who)| who).take(votes).collect())
}

/// Commits a measure, due on a Friday of the owner's next sprint.
pub(super) fn place_action(
    draft: &mut Draft,
    act: &Act,
    measure: MeasureId,
    ticket: String,
    now: Moment,
    workspace: &Workspace,
) -> anyhow::Result<()> {
    let owner = Some(workspace.who(act.owner)?);
    let sprint = workspace.cadence_of(owner).next_sprint(now.day());
    let url = Some(format!("https://tickets.northwind.example/browse/{ticket}"));
    let form = CommitForm {
        measure: Some(measure),
        owner,
        priority: Some(priority(act.priority)),
        due_on: Some(due_in(&sprint, act.due)),
        ticket: Some(Ticket { key: ticket, url }),
        ..CommitForm::default()
    };
    draft.take(now, |incident| {
        commit::commit(incident, workspace, form, now)
    })
}

fn priority(number: u8) -> Priority {
    match number {
        1 => Priority::P1,
        2 => Priority::P2,
        _ => Priority::P3,
    }
}

/// A key in the project of the team whose service it is, growing with time.
fn ticket(story: &Story, workspace: &Workspace, number: u32, place: u32) -> String {
    let service = story
        .services
        .first()
        .and_then(|name| workspace.service_named(name));
    let team = service.and_then(|service| workspace.team(service.team?));
    let project = team.map_or("PAY", |team| team.tracker_project.as_str());
    let (first, step) = match project {
        "PAY" => (1_407, 26),
        "EDGE" => (61, 8),
        "DB" => (210, 10),
        _ => (31, 5),
    };
    format!("{project}-{}", first + step * number + 2 * place)
}

/// Confirms that an incident repeats an earlier one, as a person does in the meeting.
pub(super) fn confirm_repeat(
    draft: &mut Draft,
    (earlier, reasons): (&Draft, Vec<String>),
    links: &mut Links,
    by: PersonId,
    now: Moment,
) -> anyhow::Result<()> {
    let (reference, began) = (earlier.incident.reference, earlier.incident.began());
    let form = RecurrenceForm {
        earlier: reference,
        verdict: Verdict::Confirmed,
        reasons,
    };
    draft.take(now, |incident| {
        recurrence::decide(incident, Some(began), links, &form, Some(by), now)
    })?;
    links.0.push(Link {
        repeat: draft.incident.reference,
        repeat_began: draft.incident.began(),
        earlier: reference,
        earlier_began: began,
    });
    Ok(())
}

/// What both incidents have in common, beside what the story says of it.
pub(super) fn shared(draft: &Draft, earlier: &Draft, workspace: &Workspace) -> Vec<String> {
    let theirs: Vec<_> = earlier
        .incident
        .postmortem
        .factors
        .iter()
        .filter_map(|f| f.factor)
        .collect();
    let ours = draft
        .incident
        .postmortem
        .factors
        .iter()
        .filter_map(|f| f.factor);
    let labels: Vec<_> = ours
        .filter(|factor| theirs.contains(factor))
        .filter_map(|factor| Some(workspace.factor(factor)?.label.to_lowercase()))
        .collect();
    let mut shared = Vec::new();
    if !labels.is_empty() {
        shared.push(format!("Factor: {}", labels.join("; ")));
    }
    let services = draft.incident.services.iter();
    let services: Vec<_> = services
        .filter(|id| earlier.incident.services.contains(id))
        .filter_map(|id| Some(workspace.service(*id)?.name.clone()))
        .collect();
    shared.push(format!("Services: {}", services.join(", ")));
    shared
}

/// The place of an incident in the list of drafts, which is in the order of the numbers.
pub(super) fn index_of(reference: IncidentRef) -> usize {
    usize::try_from(reference.0.saturating_sub(1)).unwrap_or(usize::MAX)
}
