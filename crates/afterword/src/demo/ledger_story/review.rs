//! Why it happened, what was learned, and the three actions that were placed the day before the
//! meeting.

use afterword_domain::postmortem::Effect::{self, AsksForMemory, Limits, Prevents};
use afterword_domain::postmortem::FourQuestion::{self, Differently, Helped, KnownNow, Slowed};
use afterword_domain::postmortem::edit::{self as write, AnswerForm, FactorForm, MeasureForm};
use afterword_domain::postmortem::{Confidence, FactorGroup};
use afterword_domain::workspace::Workspace;

use super::super::draft::{Draft, Names};
use super::super::review::{measure, place_action};
use super::super::story::{Act, Fate, Term, act};
use super::Times;

const SUMMARY: &str = "\
For 47 minutes one checkout in three failed in `eu-west`. Since that morning ledger had asked slow \
queries again five times without a wait; a quarter of an hour later the daily settlement batch made \
the database slow enough for it to matter. ledger’s 200 connections filled up, checkout-api waited \
for ledger until it had no threads left, and edge-proxy reported the failure as its own.

ledger was rolled back. Nothing in payments-db was lost: the 2,310 payments that waited were \
settled by 11:40.";

/// One sentence still names a person where a condition belongs; the meeting will see to it.
const ROOT_CAUSE: &str = "\
checkout-api gives ledger thirty seconds and has no circuit breaker. When ledger slows down, every \
checkout keeps a thread until the time is up, and a slow dependency becomes a failed service.

The release and the batch were the occasion and not the cause: INC-12 and INC-31 came to the same \
state on other roads. Release and batch draw on one pool, and nothing in the release checklist \
says so.";

const LESSONS: &str = "\
- When errors rise on edge-proxy, look one hop further before moving traffic.
- Whatever retries needs a limit and a wait, and a test with a slow database.";

const FACTORS: [(FactorGroup, Term, Confidence, &str); 7] = [
    (
        FactorGroup::MadePossible,
        Term::Retries,
        Confidence::High,
        "ledger asked again five times without a wait.",
    ),
    (
        FactorGroup::MadePossible,
        Term::SharedLimit,
        Confidence::High,
        "The release and the settlement batch share one pool of connections.",
    ),
    (
        FactorGroup::MadePossible,
        Term::NoTimeout,
        Confidence::High,
        "checkout-api had no circuit breaker towards ledger.",
    ),
    (
        FactorGroup::SlowedDetection,
        Term::SlowAlert,
        Confidence::High,
        "The alert waits for five minutes above 2%; a merchant wrote four minutes before it.",
    ),
    (
        FactorGroup::SlowedDetection,
        Term::Saturation,
        Confidence::Medium,
        "A full pool pages nobody.",
    ),
    (
        FactorGroup::SlowedResolution,
        Term::Dashboard,
        Confidence::High,
        "The 5xx panel names the service that answers and not the one that fails.",
    ),
    (
        FactorGroup::SlowedResolution,
        Term::Runbook,
        Confidence::Medium,
        "The failover runbook ends before it comes to the pool.",
    ),
];

const ANSWERS: [(FourQuestion, &str, &str); 11] = [
    (
        Helped,
        "dana",
        "The rollback took seven minutes from the decision to the last machine.",
    ),
    (
        Helped,
        "ines",
        "Commander and scribe were there within three minutes.",
    ),
    (
        Helped,
        "lena",
        "Support’s ticket had the first exact symptom.",
    ),
    (
        Slowed,
        "mika",
        "Fourteen minutes on edge-proxy, because a panel named it.",
    ),
    (
        Slowed,
        "ravi",
        "The graph that mattered is on another team’s board.",
    ),
    (
        Slowed,
        "tomas",
        "Nobody was sure who may stop the settlement batch.",
    ),
    (
        Differently,
        "ravi",
        "Ask “what changed in the last hour?” before moving traffic.",
    ),
    (
        Differently,
        "dana",
        "Pause the batch first: it takes seconds and can be undone.",
    ),
    (
        KnownNow,
        "mika",
        "At our rate a timeout of thirty seconds is an outage.",
    ),
    (
        KnownNow,
        "dana",
        "Retries multiply load just when there is least room for it.",
    ),
    (KnownNow, "ines", "Four services share `max_connections`."),
];

/// The measures that were placed, with their votes.
const CHOSEN: [(Act, usize, &str); 3] = [
    (
        act(
            "Add a circuit breaker to the ledger client",
            ("mika", 1, 3.0),
            (Term::Retries, Prevents),
            Fate::Open,
        ),
        6,
        "PAY-2214",
    ),
    (
        act(
            "Page when ledger waits for its pool",
            ("ines", 1, 1.0),
            (Term::Saturation, Effect::Detects),
            Fate::Open,
        ),
        4,
        "PAY-2671",
    ),
    (
        act(
            "Give the settlement batch its own pool of 80",
            ("dana", 2, 4.0),
            (Term::SharedLimit, Prevents),
            Fate::Open,
        ),
        3,
        "DB-779",
    ),
];

/// Title, effect, days, factor, votes, why not.
const CONSIDERED: [(&str, Effect, f64, Term, usize, &str); 4] = [
    (
        "Retry at most once, with jitter",
        Limits,
        2.0,
        Term::Retries,
        3,
        "the breaker does more for little more; next in line",
    ),
    (
        "Run the batch outside of trading hours",
        Limits,
        1.0,
        Term::SharedLimit,
        1,
        "the bank’s cut-off leaves no such hour",
    ),
    (
        "Raise max_connections to 600",
        Limits,
        0.5,
        Term::SharedLimit,
        1,
        "hides the next one: four services share the limit",
    ),
    (
        "Remind teams to check the pool before a release",
        AsksForMemory,
        0.1,
        Term::Config,
        0,
        "no condition changes",
    ),
];

pub(super) fn write(draft: &mut Draft, times: Times, workspace: &Workspace) -> anyhow::Result<()> {
    let first = times.on_the_day(16, 30);
    draft.take(first, |incident| {
        write::write_section(incident, "summary", SUMMARY)
    })?;
    let now = times.yesterday(15, 20);
    draft.take(now, |incident| {
        write::write_section(incident, "root_cause", ROOT_CAUSE)
    })?;
    draft.take(now, |incident| {
        write::write_section(incident, "lessons", LESSONS)
    })?;
    for (group, term, confidence, text) in FACTORS {
        let form = FactorForm {
            group,
            text: text.into(),
            factor: Some(workspace.term(term)?),
            confidence: Some(confidence),
        };
        draft.take(now, |incident| {
            write::write_factor(incident, workspace, None, &form)
        })?;
    }
    for (question, handle, text) in ANSWERS {
        let by = Some(workspace.who(handle)?);
        let form = AnswerForm {
            question,
            text: text.into(),
        };
        draft.take(now, |incident| {
            write::write_answer(incident, None, &form, by)
        })?;
    }
    choose(draft, times, workspace)
}

fn choose(draft: &mut Draft, times: Times, workspace: &Workspace) -> anyhow::Result<()> {
    let now = times.yesterday(16, 4);
    for (act, votes, ticket) in CHOSEN {
        let form = MeasureForm {
            title: act.title.into(),
            effect: Some(act.effect),
            effort_days: Some(act.effort_days),
            factor: Some(workspace.term(act.term)?),
            ..MeasureForm::default()
        };
        let id = measure(draft, &form, votes, now, workspace)?;
        place_action(draft, &act, id, ticket.into(), now, workspace)?;
    }
    for (title, effect, effort_days, term, votes, reason) in CONSIDERED {
        let form = MeasureForm {
            title: title.into(),
            note: String::new(),
            effect: Some(effect),
            effort_days: Some(effort_days),
            factor: Some(workspace.term(term)?),
            not_chosen_reason: reason.into(),
        };
        measure(draft, &form, votes, now, workspace)?;
    }
    Ok(())
}
