//! Incidents 34 to 38: workers, reports and rights.

use afterword_domain::incident::{DetectedBy, EventKind};
use afterword_domain::postmortem::Effect::{AsksForMemory, Detects, Limits, Prevents};
use afterword_domain::postmortem::FactorGroup::{MadePossible, SlowedDetection, SlowedResolution};
use afterword_domain::postmortem::FourQuestion::{Differently, Helped, KnownNow, Slowed};

use crate::demo::story::Fate::{Late, OnTime};
use crate::demo::story::Weekday::{Thu, Tue};
use crate::demo::story::{Story, Term, UNTOLD, act, before};

pub(super) const STORIES: [Story; 5] = [
    Story {
        title: "Webhooks arrived twice after a worker was moved",
        services: &["webhooks", "ledger"],
        at: before(27, Tue, 12, 48),
        marks: [31, 36, 52, 60, 71],
        by: DetectedBy::Customer,
        failing: 0.09,
        users: 330,
        summary: "A worker was moved to another machine and the old one kept running. For an hour \
            both sent the same webhooks, in an order of their own, and 330 merchants received \
            some of them twice.",
        cause: "A worker takes its share of the queue by name, and two workers may carry the same \
            name. Deliveries have no sequence by which a receiver could tell.",
        lesson: "If two of it would be harmful, something has to make sure that there is one.",
        trigger: (
            -1,
            EventKind::Change,
            "A webhook worker is moved to a larger machine.",
        ),
        felt: "Some webhooks arrive twice and out of order.",
        seen: "A merchant reports two confirmations for one order.",
        idea: None,
        found: "Two workers with the same name read the same share.",
        fixed: "The worker on the old machine is stopped.",
        factors: &[
            (
                MadePossible,
                Term::Twice,
                "Nothing stops a second worker of the same name.",
            ),
            (
                SlowedResolution,
                Term::Owner,
                "Edge moves the machines, payments owns the worker, and neither had told the \
                 other.",
            ),
        ],
        answers: &[
            (Helped, "The merchant sent both copies with their headers."),
            (
                KnownNow,
                "Receivers cannot put our webhooks in order, even if they want to.",
            ),
        ],
        actions: &[act(
            "Let a worker hold a lease on its share",
            ("tomas", 2, 3.0),
            (Term::Twice, Prevents),
            OnTime(2),
        )],
        considered: &[(
            "Number webhooks per merchant",
            Prevents,
            "changes the format that merchants read",
        )],
        ..UNTOLD
    },
    Story {
        title: "Reporting queries slowed payments-db",
        services: &["payments-db", "merchant-portal"],
        at: before(26, Thu, 9, 35),
        marks: [14, 19, 33, 41, 50],
        failing: 0.06,
        users: 1_050,
        summary: "Two hundred merchants opened the new quarterly report within ten minutes. Its \
            queries ran on the primary and every payment became slower; six in a hundred timed \
            out.",
        cause: "The replica was being rebuilt, and the report falls back to the primary without \
            asking how busy it is.",
        lesson: "A fallback needs a limit more than the way it replaces.",
        trigger: (
            -11,
            EventKind::Message,
            "Merchants are told by e-mail that their quarterly report is ready.",
        ),
        felt: "Payments take four seconds instead of one.",
        seen: "“payment latency above 3 s” pages the database on-call.",
        idea: None,
        found: "The primary answers two hundred reports.",
        fixed: "The report is switched off for the day.",
        factors: &[
            (
                MadePossible,
                Term::SharedLimit,
                "Reports may use all of the primary when the replica is away.",
            ),
            (
                SlowedResolution,
                Term::Runbook,
                "The runbook for rebuilding the replica does not mention who reads from it.",
            ),
        ],
        answers: &[
            (Helped, "The report has a switch of its own."),
            (Differently, "Send such an e-mail in portions."),
        ],
        actions: &[
            act(
                "Allow reports four connections to the primary",
                ("dana", 2, 1.0),
                (Term::SharedLimit, Limits),
                OnTime(5),
            ),
            act(
                "List the readers of each replica in its runbook",
                ("dana", 3, 0.5),
                (Term::Runbook, AsksForMemory),
                Late(11),
            ),
        ],
        ..UNTOLD
    },
    Story {
        title: "Ledger’s workers were exhausted during a sale",
        severity: 2,
        services: &["checkout-api", "ledger"],
        at: before(24, Tue, 17, 55),
        marks: [6, 9, 21, 36, 44],
        failing: 0.26,
        users: 7_200,
        summary: "A sale filled ledger’s 64 workers in six minutes. This time the alert at 80% \
            came first, but more workers needed more connections than payments-db gives, and it \
            took a quarter of an hour to find a number that both could bear.",
        cause: "Workers and connections are two limits of the same thing, set in two places. \
            Raising one moves the queue to the other.",
        lesson: "Raising a limit asks the next limit a question; know its answer first.",
        trigger: (
            -20,
            EventKind::Observation,
            "A merchant’s sale begins ten minutes earlier than announced.",
        ),
        felt: "One checkout in four times out.",
        seen: "“ledger workers above 80%” pages the payments on-call.",
        idea: Some((
            12,
            "Workers are doubled; payments-db refuses the connections for them.",
        )),
        found: "Ledger’s calls repeat themselves while they wait, three times over.",
        fixed: "Repeats are switched off and workers set to 80.",
        factors: &[
            (
                MadePossible,
                Term::Retries,
                "Waiting calls are repeated and wait again.",
            ),
            (
                SlowedDetection,
                Term::Saturation,
                "Connections to payments-db are on no board of ledger’s.",
            ),
        ],
        answers: &[
            (Helped, "The alert on workers was ahead of every customer."),
            (Slowed, "The first remedy made it worse for nine minutes."),
            (KnownNow, "Four services share 400 connections."),
        ],
        actions: &[
            act(
                "Repeat a call to ledger at most once",
                ("mika", 1, 2.0),
                (Term::Retries, Limits),
                Late(6),
            ),
            act(
                "Show workers and connections side by side",
                ("ines", 2, 1.0),
                (Term::Saturation, Detects),
                OnTime(4),
            ),
        ],
        repeats: Some((20, "ledger had no free worker and checkout waited for one")),
        ..UNTOLD
    },
    Story {
        title: "Support could not open dispute files",
        severity: 4,
        services: &["merchant-portal"],
        at: before(22, Tue, 13, 20),
        marks: [10, 75, 110, 150, 165],
        by: DetectedBy::Colleague,
        failing: 0.04,
        users: 12,
        summary: "A clean-up of permissions took from support the right to open files in \
            disputes. It took more than an hour to find somebody who may give it back.",
        cause: "Rights are listed by team, and support’s was named as it had been called two \
            years ago, so the clean-up took it for one that no longer exists.",
        lesson: "Before taking a right away, look at when it was last used.",
        trigger: (
            -5,
            EventKind::Change,
            "Rights of teams that no longer exist are removed.",
        ),
        felt: "Dispute files open as “not found” for support.",
        seen: "Support asks in the engineers’ channel.",
        idea: None,
        found: "The right was listed under the team’s old name.",
        fixed: "The right is given to the team’s present name.",
        factors: &[(
            SlowedResolution,
            Term::Owner,
            "Nobody could say who decides on support’s rights.",
        )],
        answers: &[
            (
                Helped,
                "Support had a list of what they could no longer do.",
            ),
            (Slowed, "An hour until the question reached the right desk."),
        ],
        actions: &[act(
            "Name an owner for each group of rights",
            ("lena", 3, 1.0),
            (Term::Owner, Limits),
            OnTime(6),
        )],
        ..UNTOLD
    },
    Story {
        title: "A timeout change took all regions at once",
        severity: 2,
        services: &["edge-proxy"],
        at: before(21, Thu, 10, 8),
        marks: [1, 3, 6, 12, 17],
        failing: 0.31,
        users: 6_600,
        summary: "The proxy’s connect timeout was set to 20, meant as seconds and read as \
            milliseconds. Three connections in ten were given up too early. Settings still \
            travelled past the canary, and all regions had it after one second.",
        cause: "The canary covers releases and rules. Settings are read at start and when they \
            change, everywhere, from one place.",
        lesson: "The canary protects what passes it; the question is what does not.",
        trigger: (-1, EventKind::Change, "The connect timeout is set to 20."),
        felt: "Three in ten connections are given up.",
        seen: "“edge 5xx above 2%” pages the edge on-call.",
        idea: None,
        found: "The proxy gives up after 20 milliseconds.",
        fixed: "The setting is put back to what it was.",
        factors: &[
            (
                MadePossible,
                Term::EveryRegion,
                "Settings are in force in every region at the same moment.",
            ),
            (
                MadePossible,
                Term::Config,
                "A number without a unit, once more.",
            ),
        ],
        answers: &[
            (
                Helped,
                "Five minutes from the page to the cause: only one thing had changed.",
            ),
            (
                Differently,
                "We knew since the compression setting that settings go past the canary.",
            ),
        ],
        actions: &[
            act(
                "Send settings through the canary as well",
                ("tomas", 1, 4.0),
                (Term::EveryRegion, Limits),
                Late(40),
            ),
            act(
                "Refuse settings without a unit",
                ("tomas", 2, 1.0),
                (Term::Config, Prevents),
                OnTime(7),
            ),
        ],
        repeats: Some((
            16,
            "an edge change was in force in every region before anybody could look",
        )),
        ..UNTOLD
    },
];
