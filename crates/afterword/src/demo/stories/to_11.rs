//! Incidents 7 to 11: units, queues and a table without a backend.

use afterword_domain::incident::EventKind;
use afterword_domain::postmortem::Effect::{AsksForMemory, Detects, Limits, Prevents};
use afterword_domain::postmortem::FactorGroup::{MadePossible, SlowedDetection, SlowedResolution};
use afterword_domain::postmortem::FourQuestion::{Differently, Helped, KnownNow, Slowed};

use crate::demo::story::Fate::{Dropped, Late, OnTime};
use crate::demo::story::Weekday::{Thu, Tue};
use crate::demo::story::{Story, Term, UNTOLD, act, before};

pub(super) const STORIES: [Story; 5] = [
    Story {
        title: "Rate limits dropped to a sixtieth by a unit mistake",
        severity: 2,
        services: &["edge-proxy", "webhooks"],
        at: before(77, Thu, 9, 48),
        marks: [2, 5, 16, 26, 31],
        failing: 0.4,
        users: 1_250,
        summary: "Limits were moved to a new file in which they are written per minute; the proxy \
            read them per second, divided once too often, and refused two calls in five. The file \
            reached every region together.",
        cause: "The number had no unit. Both readings were valid, and both passed the check.",
        lesson: "Write the unit into the name, and the mistake has nowhere to hide.",
        trigger: (-3, EventKind::Change, "The new limits file is switched on."),
        felt: "API clients get 429 for calls they have always made.",
        seen: "“429 above 5%” pages the edge on-call.",
        idea: Some((
            8,
            "A client is thought to be misbehaving; it turns out to be all of them.",
        )),
        found: "The limit in force is 10 per minute where 600 was meant.",
        fixed: "The old file is put back by hand in each region.",
        factors: &[
            (
                MadePossible,
                Term::Config,
                "The value has no unit and no plausible range.",
            ),
            (
                MadePossible,
                Term::EveryRegion,
                "Limits are read from one file by all regions.",
            ),
        ],
        answers: &[
            (Helped, "The alert on 429 fired within two minutes."),
            (Slowed, "Putting the file back meant five consoles."),
            (
                Differently,
                "Log refusals for a day before refusing for real.",
            ),
        ],
        actions: &[
            act(
                "Put the unit into every limit’s name",
                ("tomas", 2, 1.0),
                (Term::Config, Prevents),
                OnTime(8),
            ),
            act(
                "Show what a limit would refuse before it does",
                ("tomas", 2, 4.0),
                (Term::Config, Detects),
                Dropped(40, "covered by the replay of recorded requests"),
            ),
        ],
        ..UNTOLD
    },
    Story {
        title: "Webhook queue four hours behind after a merchant’s outage",
        severity: 2,
        services: &["webhooks", "ledger"],
        at: before(75, Thu, 18, 22),
        marks: [11, 16, 38, 72, 96],
        failing: 0.3,
        users: 520,
        summary: "A merchant’s data centre was down and every attempt to reach it came back into \
            the queue. The wait between attempts had been added, but not a limit: after two hours \
            the retries alone filled the workers, and ledger’s confirmations queued behind them.",
        cause: "Attempts back off but never end. The number of waiting retries grows with the \
            length of somebody else’s outage.",
        lesson: "A wait spreads the load; only a limit ends it.",
        trigger: (
            -130,
            EventKind::Observation,
            "A merchant’s data centre loses power.",
        ),
        felt: "Webhooks of all merchants arrive up to four hours late.",
        seen: "“oldest webhook above 10 minutes” pages the edge on-call.",
        idea: None,
        found: "Nine in ten jobs in the queue are attempts for the same merchant.",
        fixed: "Those attempts are parked; the rest of the queue drains in half an hour.",
        factors: &[
            (
                MadePossible,
                Term::Retries,
                "There is no attempt after which we stop.",
            ),
            (
                MadePossible,
                Term::SharedLimit,
                "One worker pool serves deliveries and ledger’s confirmations.",
            ),
        ],
        answers: &[
            (
                Helped,
                "The script from the first time was still in the channel.",
            ),
            (
                Slowed,
                "The console pauses one endpoint at a time, and this merchant has nine.",
            ),
            (
                KnownNow,
                "Our own confirmations travel through the same queue.",
            ),
        ],
        actions: &[
            act(
                "Give up on a delivery after 24 hours and say so",
                ("tomas", 1, 2.0),
                (Term::Retries, Limits),
                OnTime(3),
            ),
            act(
                "Move ledger’s confirmations to their own queue",
                ("mika", 2, 3.0),
                (Term::SharedLimit, Prevents),
                Late(21),
            ),
        ],
        repeats: Some((
            2,
            "the same sender filled its workers with attempts for one endpoint",
        )),
        ..UNTOLD
    },
    Story {
        title: "An index build blocked writes to ledger entries",
        services: &["ledger", "payments-db"],
        at: before(73, Tue, 13, 2),
        marks: [3, 5, 9, 17, 22],
        failing: 0.85,
        users: 1_900,
        summary: "An index on ledger entries was built without the option that lets writes go on. \
            Ledger stood still for 22 minutes; all entries were written afterwards, none twice.",
        cause: "The migration tool builds indexes with a lock unless it is told otherwise, and \
            the review looked at the columns, not at the keyword that was missing.",
        lesson: "The safe way should be the one that takes less typing.",
        trigger: (-1, EventKind::Deploy, "ledger 3.40 starts its migrations."),
        felt: "Nothing is written to ledger.",
        seen: "“ledger writes at zero” pages the payments on-call.",
        idea: None,
        found: "The index build holds a lock that every insert waits for.",
        fixed: "The build is cancelled and started again the slow, harmless way.",
        factors: &[
            (
                MadePossible,
                Term::Migration,
                "An index was built under a lock on the busiest table.",
            ),
            (
                SlowedResolution,
                Term::Runbook,
                "Nobody was sure whether a half-built index may be dropped.",
            ),
        ],
        answers: &[
            (
                Helped,
                "The page came three minutes in and named the table.",
            ),
            (
                KnownNow,
                "A cancelled build leaves an invalid index behind.",
            ),
        ],
        actions: &[act(
            "Ask for review of every migration",
            ("dana", 2, 0.5),
            (Term::Migration, AsksForMemory),
            OnTime(4),
        )],
        considered: &[(
            "Refuse locking statements in the pipeline",
            Prevents,
            "felt too strict for a second time",
        )],
        ..UNTOLD
    },
    Story {
        title: "A routing table sent eu-north traffic nowhere",
        severity: 2,
        services: &["edge-proxy"],
        at: before(71, Tue, 11, 15),
        marks: [1, 3, 9, 14, 19],
        failing: 0.18,
        users: 3_900,
        summary: "A generated routing table had an empty list of backends for eu-north. The \
            proxies accepted it and dropped that region’s traffic for 19 minutes. All regions had \
            the table, so moving traffic away did not help either.",
        cause: "The generator writes what the inventory answers, and the inventory answered with \
            nothing for a moment. An empty list is as valid as a full one.",
        lesson: "An empty answer from an inventory is more likely wrong than true.",
        trigger: (
            -2,
            EventKind::Change,
            "The inventory restarts while the table is being generated.",
        ),
        felt: "Requests from the north of Europe are refused.",
        seen: "“edge refused connections” pages the edge on-call.",
        idea: Some((
            5,
            "Traffic is moved to eu-west, where the same table refuses it.",
        )),
        found: "The table lists no backend for eu-north.",
        fixed: "Yesterday’s table is loaded in every region.",
        factors: &[
            (
                MadePossible,
                Term::EveryRegion,
                "A generated table replaces the old one everywhere at the same time.",
            ),
            (
                MadePossible,
                Term::Config,
                "A table with an empty region passes the check.",
            ),
        ],
        answers: &[
            (Helped, "Yesterday’s table was kept on each proxy."),
            (
                Slowed,
                "We moved traffic before looking at what had changed.",
            ),
        ],
        actions: &[
            act(
                "Refuse a routing table that loses a backend",
                ("tomas", 1, 2.0),
                (Term::Config, Prevents),
                OnTime(2),
            ),
            act(
                "Load routing tables region by region",
                ("tomas", 2, 3.0),
                (Term::EveryRegion, Limits),
                Dropped(55, "the proxy cannot do it before version 3"),
            ),
        ],
        ..UNTOLD
    },
    Story {
        title: "A nightly report took the last memory of payments-db",
        services: &["payments-db", "payouts"],
        at: before(69, Thu, 22, 5),
        marks: [7, 15, 27, 36, 41],
        failing: 0.25,
        users: 260,
        summary: "The finance report sorts a year of payments in memory. That night the year no \
            longer fitted, the database began to swap, and payouts timed out for 41 minutes until \
            the report was stopped.",
        cause: "The report runs on the primary with no limit of its own. It had grown a little \
            each month and nothing was watching how close it came.",
        lesson: "What grows a little each month has a day on which it no longer fits.",
        trigger: (
            -5,
            EventKind::Observation,
            "The finance report starts, as it does every night.",
        ),
        felt: "Payouts time out one after the other.",
        seen: "“payouts slower than 5 s” pages the payments on-call.",
        idea: Some((
            18,
            "A failing disk is suspected, because the machine is busy with input and output.",
        )),
        found: "Swap is at nine gigabytes and one query owns it.",
        fixed: "The report is stopped and put off to the weekend.",
        factors: &[
            (
                MadePossible,
                Term::SharedLimit,
                "Reports and payments share one machine’s memory.",
            ),
            (
                SlowedDetection,
                Term::Saturation,
                "Free memory of payments-db is on no board of the services that need it.",
            ),
        ],
        answers: &[
            (
                Helped,
                "Finance agreed in two minutes that the report can wait.",
            ),
            (
                Differently,
                "Ask what runs at 22:00 before asking which disk fails.",
            ),
        ],
        actions: &[act(
            "Run finance reports on the replica",
            ("dana", 2, 2.0),
            (Term::SharedLimit, Prevents),
            OnTime(6),
        )],
        ..UNTOLD
    },
];
