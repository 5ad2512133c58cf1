//! What happened between 08:58 and 11:40, with its evidence, and what was asked about it.

use afterword_domain::Moment;
use afterword_domain::incident::edit::{self, EventForm};
use afterword_domain::incident::{EventKind, Evidence, EvidenceKind, Milestone};
use afterword_domain::time::Precision;
use afterword_domain::workspace::Workspace;
use anyhow::Context;

use super::super::calendar::after;
use super::super::dice::Dice;
use super::super::draft::{Draft, Names};
use super::super::evidence::{Curve, link};
use super::{NUMBER, Times};

type Entry = (i8, i8, EventKind, Option<Milestone>, &'static str);

const ENTRIES: [Entry; 13] = [
    (
        8,
        58,
        EventKind::Deploy,
        None,
        "ledger 4.18.0 is on all machines of `eu-west`. New in it: a query that times out is \
         asked five more times, with no wait.",
    ),
    (
        9,
        10,
        EventKind::Change,
        None,
        "The daily settlement batch begins and takes 120 connections to payments-db, as on any \
         other day.",
    ),
    (
        9,
        12,
        EventKind::Observation,
        Some(Milestone::ImpactStarted),
        "ledger has all of its 200 connections in use. checkout-api waits thirty seconds for \
         every call and then gives up.",
    ),
    (
        9,
        15,
        EventKind::Message,
        None,
        "A merchant writes to support: “the card form spins and then nothing happens”.",
    ),
    (
        9,
        19,
        EventKind::Alert,
        Some(Milestone::Detected),
        "“checkout 5xx above 2% for 5 minutes” pages the payments on-call.",
    ),
    (
        9,
        22,
        EventKind::Page,
        Some(Milestone::Acknowledged),
        "On-call takes the page and opens #inc-57. A commander and a scribe are there by 09:25.",
    ),
    (
        9,
        27,
        EventKind::Message,
        None,
        "First idea: edge-proxy. Traffic is moved to `eu-north`; the share of errors stays where \
         it is.",
    ),
    (
        9,
        41,
        EventKind::Observation,
        Some(Milestone::Identified),
        "A graph of pool wait turns up on the database team’s board: ledger’s calls stand in \
         line, each of them six times.",
    ),
    (
        9,
        46,
        EventKind::Decision,
        None,
        "Roll ledger back. A larger pool is ruled out: payments-db is at 91% of `max_connections`.",
    ),
    (
        9,
        53,
        EventKind::Deploy,
        Some(Milestone::Mitigated),
        "ledger 4.17.6 is live in `eu-west`.",
    ),
    (
        9,
        59,
        EventKind::Observation,
        Some(Milestone::Recovered),
        "Failed checkouts are below 0.1%.",
    ),
    (
        10,
        20,
        EventKind::Decision,
        Some(Milestone::AllClear),
        "All clear after twenty minutes of ordinary traffic. The batch goes on with half of its \
         connections.",
    ),
    (
        11,
        40,
        EventKind::Observation,
        None,
        "The last of 2,310 delayed payments is settled.",
    ),
];

pub(super) fn write(draft: &mut Draft, times: Times) -> anyhow::Result<()> {
    let opened = times.on_the_day(9, 22);
    let mut dice = Dice::for_incident(NUMBER);
    for (hour, minute, kind, milestone, text) in ENTRIES {
        let occurred_at = times.on_the_day(hour, minute);
        let recorded = if occurred_at < opened {
            times.on_the_day(15, 0)
        } else {
            occurred_at
        };
        let form = EventForm {
            occurred_at,
            precision: Precision::Minute,
            kind,
            milestone,
            text: text.into(),
            evidence: evidence(hour, minute, times, &mut dice),
            pinned: milestone.is_some(),
        };
        let source = if kind == EventKind::Alert {
            "alertmanager"
        } else {
            "tomas"
        };
        draft.take(recorded, |incident| {
            edit::add_event(incident, form, source, recorded)
        })?;
    }
    Ok(())
}

fn evidence(hour: i8, minute: i8, times: Times, dice: &mut Dice) -> Vec<Evidence> {
    let chat = |post: u32| link(EvidenceKind::Message, "Slack", &format!("inc-57/{post}"));
    let run = |number: u32| {
        let label = format!("pipeline #{number}");
        link(
            EvidenceKind::Pipeline,
            label,
            &format!("pipelines/{number}"),
        )
    };
    match (hour, minute) {
        (8, 58) => vec![
            link(EvidenceKind::MergeRequest, "MR !812", "mr/812"),
            run(4_411),
        ],
        (9, 10) => vec![link(
            EvidenceKind::Log,
            "cron settlement-eu",
            "logs/settlement-eu",
        )],
        (9, 12) => vec![pool(times, dice), failures(times, dice)],
        (9, 15) => vec![link(EvidenceKind::Ticket, "ticket 88213", "t/88213")],
        (9, 19) => vec![link(
            EvidenceKind::Dashboard,
            "alert checkout-5xx",
            "alerts/checkout-5xx",
        )],
        (9, 22) => vec![chat(1)],
        (9, 27) => vec![chat(14), run(4_412)],
        (9, 41) => vec![waiting(times, dice), chat(31)],
        (9, 46) => vec![chat(38)],
        (9, 53) => vec![run(4_414)],
        (9, 59) => vec![link(EvidenceKind::Dashboard, "checkout 5xx", "d/checkout")],
        (10, 20) => vec![chat(52)],
        _ => Vec::new(),
    }
}

fn curve(times: Times, began: Moment, (rest, peak): (f64, f64), unit: &'static str) -> Curve {
    let (turned, ended) = (times.on_the_day(9, 53), times.on_the_day(9, 59));
    Curve {
        began,
        turned,
        ended,
        rest,
        peak,
        unit,
    }
}

fn failures(times: Times, dice: &mut Dice) -> Evidence {
    let began = times.on_the_day(9, 12);
    let curve = curve(times, began, (0.001, 0.34), "share of requests");
    let mut metric = curve.metric("checkout 5xx", "d/checkout", dice);
    metric.threshold = Some(0.02);
    metric
}

fn pool(times: Times, dice: &mut Dice) -> Evidence {
    let curve = curve(times, times.on_the_day(9, 9), (61.0, 200.0), "connections");
    let mut metric = curve.metric("ledger pool in use", "d/ledger-pool", dice);
    for (_, connections) in &mut metric.series {
        *connections = connections.min(200.0).round();
    }
    metric
}

fn waiting(times: Times, dice: &mut Dice) -> Evidence {
    let curve = curve(times, times.on_the_day(9, 11), (0.02, 27.5), "s");
    curve.metric("pool wait p99", "d/db-clients", dice)
}

/// Two questions on the first idea: one has its answer, one waits for the meeting.
pub(super) fn ask(draft: &mut Draft, times: Times, workspace: &Workspace) -> anyhow::Result<()> {
    let idea = times.on_the_day(9, 27);
    let event = draft
        .incident
        .timeline
        .iter()
        .find(|event| event.occurred_at == idea);
    let event = event
        .map(|event| event.id)
        .context("the entry of the first idea")?;
    let tomas = Some(workspace.who("tomas")?);
    let asked = times.yesterday(11, 5);
    let question = "What on our boards pointed to edge-proxy?";
    draft.take(asked, |incident| {
        edit::ask(incident, event, question, tomas, asked)
    })?;
    let told = draft
        .incident
        .timeline
        .iter()
        .find(|known| known.id == event);
    let question = told
        .and_then(|event| event.questions.first())
        .map(|question| question.id);
    let question = question.context("the question that was just asked")?;
    let mika = Some(workspace.who("mika")?);
    let answered = times.yesterday(15, 41);
    let answer = "The 5xx panel groups by whoever answers the client, and that is always \
                  edge-proxy. ledger’s pool was on no board that we had open.";
    draft.take(answered, |incident| {
        edit::reply(incident, (event, question), answer, mika, answered)
    })?;
    let open = "Did anybody look at ledger before traffic was moved?";
    let later = after(asked, 4);
    draft.take(later, |incident| {
        edit::ask(incident, event, open, tomas, later)
    })
}
