//! The facts of an incident: from a story to an opened incident with its timeline and its impact.

use afterword_domain::incident::edit::{self, EventForm, IncidentPatch};
use afterword_domain::incident::open::OpenForm;
use afterword_domain::incident::{
    DetectedBy, EventKind, Evidence, EvidenceKind, Impact, Milestone, Severity,
};
use afterword_domain::postmortem::edit as write;
use afterword_domain::postmortem::edit::FactorForm;
use afterword_domain::recurrence::Links;
use afterword_domain::time::Precision;
use afterword_domain::workspace::Workspace;
use afterword_domain::{Currency, IncidentRef, Moment, Money};

use super::calendar::after;
use super::course::Course;
use super::dice::Dice;
use super::draft::{Draft, Names};
use super::evidence::{Curve, link};
use super::story::Story;
use super::wording::Words;

/// Opens the incident and writes down everything that was known soon after it.
pub(super) fn tell(
    number: u32,
    story: &Story,
    course: &Course,
    workspace: &Workspace,
    dice: &mut Dice,
) -> anyhow::Result<Draft> {
    let opened = after(course.began, story.marks[1]);
    let services = story.services.iter().map(|name| workspace.what(name));
    let form = OpenForm {
        title: story.title.into(),
        mode: story.mode,
        severity: severity(story.severity),
        services: services.collect::<Result<_, _>>()?,
        ..OpenForm::default()
    };
    let mut draft = Draft::open(IncidentRef(number), form, workspace, opened)?;
    for (form, recorded) in entries(number, story, course, dice) {
        let source = if form.kind == EventKind::Alert {
            "alertmanager"
        } else {
            course.scribe
        };
        let recorded = recorded.max(opened);
        draft.take(recorded, |incident| {
            edit::add_event(incident, form, source, recorded)
        })?;
    }
    let impact = impact(story, workspace, dice);
    let patch = IncidentPatch {
        impact: Some(impact.into()),
        ..IncidentPatch::default()
    };
    draft.take(course.written, |incident| {
        edit::edit(incident, workspace, &Links::default(), patch)
    })?;
    draft.take(course.written, |incident| {
        write::write_section(incident, "summary", story.summary)
    })?;
    for (group, term, text) in story.factors {
        let form = FactorForm {
            group: *group,
            text: (*text).into(),
            factor: Some(workspace.term(*term)?),
            confidence: None,
        };
        draft.take(course.written, |incident| {
            write::write_factor(incident, workspace, None, &form)
        })?;
    }
    if course.published.is_none() {
        draft.take(course.written, |incident| {
            write::write_section(incident, "root_cause", story.cause)
        })?;
    }
    ask(&mut draft, story, course, workspace)?;
    Ok(draft)
}

pub(super) fn severity(number: u8) -> Severity {
    let known = Severity::ALL
        .into_iter()
        .find(|severity| severity.number() == number);
    known.unwrap_or_default()
}

fn ask(
    draft: &mut Draft,
    story: &Story,
    course: &Course,
    workspace: &Workspace,
) -> anyhow::Result<()> {
    let Some((who, question)) = story.question else {
        return Ok(());
    };
    let who = Some(workspace.who(who)?);
    let told = draft.incident.timeline.iter();
    let about = told
        .filter(|event| event.milestone == Some(Milestone::Detected))
        .map(|event| event.id);
    for event in about.collect::<Vec<_>>() {
        let at = after(course.written, 20);
        draft.take(at, |incident| edit::ask(incident, event, question, who, at))?;
    }
    Ok(())
}

/// One entry of the timeline before it is written.
struct Entry<'a> {
    minute: i64,
    kind: EventKind,
    milestone: Option<Milestone>,
    text: &'a str,
    evidence: Vec<Evidence>,
}

/// The entries with the moments at which each was recorded, in the order of recording.
fn entries(
    number: u32,
    story: &Story,
    course: &Course,
    dice: &mut Dice,
) -> Vec<(EventForm, Moment)> {
    let words = Words {
        number,
        service: story.services.first().copied().unwrap_or_default(),
    };
    let said = [words.taken(dice), words.recovered(dice), words.clear(dice)];
    let told = at_once(number, story, course, &said, dice).into_iter();
    let told = told.map(|entry| (after(course.began, entry.minute + 1), entry));
    let (minute, kind, text) = story.trigger;
    let before = if kind == EventKind::Deploy {
        release(dice)
    } else {
        Vec::new()
    };
    let felt = (EventKind::Observation, Some(Milestone::ImpactStarted));
    let later = [
        entry(0, felt, story.felt, curve(story, course, dice)),
        entry(minute, (kind, None), text, before),
    ];
    let later = later.into_iter().map(|entry| (course.written, entry));
    told.chain(later)
        .map(|(recorded, entry)| (entry.form(course.began), recorded))
        .collect()
}

/// What was written down while it happened.
fn at_once<'a>(
    number: u32,
    story: &'a Story,
    course: &Course,
    [taken, recovered, clear]: &'a [String; 3],
    dice: &mut Dice,
) -> Vec<Entry<'a>> {
    use EventKind::{Change, Decision, Deploy, Message, Observation, Page};
    let milestone = |kind, milestone| (kind, Some(milestone));
    let [detected, acknowledged, identified, mitigated, over] = story.marks;
    let chat = vec![link(
        EvidenceKind::Message,
        "Slack",
        &format!("inc-{number}"),
    )];
    let fixing = if dice.roll(2) == 0 { Change } else { Deploy };
    let seen = milestone(detection(story), Milestone::Detected);
    let taking = milestone(Page, Milestone::Acknowledged);
    let mut told = vec![
        entry(detected, seen, story.seen, proof(number, story)),
        entry(acknowledged, taking, taken, chat.clone()),
    ];
    if let Some((minute, text)) = story.idea {
        told.push(entry(minute, (Message, None), text, chat.clone()));
    }
    let finding = milestone(Observation, Milestone::Identified);
    let fixing = milestone(fixing, Milestone::Mitigated);
    let recovery = milestone(Observation, Milestone::Recovered);
    let all_clear = course.all_clear.since(course.began).as_mins();
    told.extend([
        entry(identified, finding, story.found, Vec::new()),
        entry(mitigated, fixing, story.fixed, release(dice)),
        entry(over, recovery, recovered, Vec::new()),
        entry(
            all_clear,
            milestone(Decision, Milestone::AllClear),
            clear,
            chat,
        ),
    ]);
    told
}

fn entry(
    minute: i64,
    (kind, milestone): (EventKind, Option<Milestone>),
    text: &str,
    evidence: Vec<Evidence>,
) -> Entry<'_> {
    Entry {
        minute,
        kind,
        milestone,
        text,
        evidence,
    }
}

impl Entry<'_> {
    fn form(self, began: Moment) -> EventForm {
        EventForm {
            occurred_at: after(began, self.minute),
            precision: Precision::Minute,
            kind: self.kind,
            milestone: self.milestone,
            text: self.text.into(),
            evidence: self.evidence,
            pinned: matches!(
                self.milestone,
                Some(Milestone::Identified | Milestone::Mitigated)
            ),
        }
    }
}

fn detection(story: &Story) -> EventKind {
    if story.by == DetectedBy::Alert {
        EventKind::Alert
    } else {
        EventKind::Message
    }
}

fn proof(number: u32, story: &Story) -> Vec<Evidence> {
    let ticket = 80_000 + 137 * number;
    match story.by {
        DetectedBy::Alert => {
            let label = format!(
                "alert {}",
                story.services.first().copied().unwrap_or_default()
            );
            vec![link(
                EvidenceKind::Dashboard,
                label,
                &format!("alerts/{number}"),
            )]
        }
        DetectedBy::Customer | DetectedBy::Partner => {
            vec![link(
                EvidenceKind::Ticket,
                format!("ticket {ticket}"),
                &format!("t/{ticket}"),
            )]
        }
        DetectedBy::Colleague => Vec::new(),
    }
}

fn release(dice: &mut Dice) -> Vec<Evidence> {
    let (merge, run) = (300 + dice.roll(600), 2_000 + dice.roll(3_000));
    vec![
        link(
            EvidenceKind::MergeRequest,
            format!("MR !{merge}"),
            &format!("mr/{merge}"),
        ),
        link(
            EvidenceKind::Pipeline,
            format!("pipeline #{run}"),
            &format!("pipelines/{run}"),
        ),
    ]
}

fn curve(story: &Story, course: &Course, dice: &mut Dice) -> Vec<Evidence> {
    if story.failing == 0.0 {
        return Vec::new();
    }
    let service = story.services.first().copied().unwrap_or_default();
    let curve = Curve {
        began: course.began,
        turned: after(course.began, story.marks[3]),
        ended: after(course.began, story.marks[4]),
        rest: 0.002,
        peak: story.failing,
        unit: "share of requests",
    };
    vec![curve.metric(&format!("{service} errors"), &format!("d/{service}"), dice)]
}

fn impact(story: &Story, workspace: &Workspace, dice: &mut Dice) -> Impact {
    let [detected, .., lasted] = story.marks;
    let bad_minutes = f64::from(i32::try_from(lasted.min(240)).unwrap_or(240));
    let first = story
        .services
        .first()
        .and_then(|name| workspace.service_named(name));
    let rate = first.and_then(|service| service.revenue_per_minute);
    let share = |part: f64| {
        rate.map(|rate| rate.times(bad_minutes * story.failing * part))
            .map(|money| Money::new(money.cents / 10_000 * 10_000, Currency::EUR))
            .filter(|money| money.cents > 0)
    };
    let who = match story.by {
        DetectedBy::Alert => "an alert",
        DetectedBy::Customer => "a merchant",
        DetectedBy::Colleague => "a colleague",
        DetectedBy::Partner => "a partner",
    };
    let responders = 6 - u32::from(story.severity) + dice.roll(2);
    let minutes = u32::try_from(lasted.min(300)).unwrap_or(300) + 50 + dice.roll(60);
    Impact {
        description: story.felt.into(),
        users_affected: Some(story.users),
        revenue_lost: share(0.25),
        revenue_delayed: share(0.6),
        credits: None,
        failing_share: Some(story.failing),
        error_budget_share: None,
        detected_by: Some(story.by),
        detection_note: format!("{who}, {detected} min after it began"),
        responders: Some(responders),
        response_minutes: Some(responders * minutes),
    }
}
