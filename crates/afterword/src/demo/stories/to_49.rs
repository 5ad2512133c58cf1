//! Incidents 43 to 49: the busy quarter begins.

use afterword_domain::action_item::Outcome::{InProgress, NotStarted};
use afterword_domain::incident::{DetectedBy, EventKind};
use afterword_domain::postmortem::Effect::{Detects, Limits, Prevents};
use afterword_domain::postmortem::FactorGroup::{MadePossible, SlowedDetection, SlowedResolution};
use afterword_domain::postmortem::FourQuestion::{Differently, Helped, KnownNow, Slowed};

use crate::demo::story::Fate::{Dropped, Going, Late, OnTime, Open};
use crate::demo::story::Weekday::{Fri, Mon, Thu, Tue, Wed};
use crate::demo::story::{Due, Story, Term, UNTOLD, act, before};

pub(super) const STORIES: [Story; 7] = [
    Story {
        title: "Card-scheme sandbox calls reached production logs",
        services: &["checkout-api"],
        at: before(14, Mon, 14, 11),
        marks: [48, 53, 70, 86, 95],
        by: DetectedBy::Colleague,
        failing: 0.0,
        users: 0,
        summary: "Calls to a card scheme’s sandbox were logged beside real ones for an hour and a \
            half. Two alerts counted them as declines, and an analyst wondered about cards that \
            do not exist. No card data was written.",
        cause: "The sandbox client was copied from the real one with its logger, and the logger’s \
            name is the only thing that tells them apart.",
        lesson: "What must never be mixed should not differ by a name only.",
        trigger: (
            -3,
            EventKind::Deploy,
            "checkout-api 8.0 brings the sandbox client.",
        ),
        felt: "Declines in the log rise by a third; customers notice nothing.",
        seen: "An analyst asks about cards that begin with nine zeros.",
        idea: Some((
            58,
            "A fraud attempt is considered, and the risk team called.",
        )),
        found: "The odd declines all come from the sandbox client.",
        fixed: "The sandbox client is switched off.",
        factors: &[
            (
                SlowedDetection,
                Term::SlowAlert,
                "Nothing tells when a share of declines is too even to be true.",
            ),
            (
                SlowedResolution,
                Term::Dashboard,
                "The declines board counts lines of the log, whoever writes them.",
            ),
        ],
        answers: &[
            (Helped, "The analyst asked instead of filtering them out."),
            (KnownNow, "Two boards count log lines."),
        ],
        actions: &[act(
            "Count declines where they happen, not in the log",
            ("ravi", 3, 3.0),
            (Term::Dashboard, Prevents),
            OnTime(1),
        )],
        ..UNTOLD
    },
    Story {
        title: "Slow checkout while ledger waited for the pool",
        severity: 2,
        services: &["checkout-api", "ledger"],
        at: before(12, Wed, 19, 2),
        marks: [14, 18, 36, 50, 58],
        failing: 0.17,
        users: 5_900,
        summary: "On a warm evening checkout took nine seconds. Ledger’s 80 workers were not all \
            busy; they stood in line for a connection, behind the settlement batch and their own \
            repeated queries.",
        cause: "The batch and the live traffic draw on the same pool of 200. Waiting for it is \
            invisible: a worker that waits counts as idle.",
        lesson: "Measure how long something waits, not only how busy it is.",
        trigger: (
            -12,
            EventKind::Observation,
            "The settlement batch starts late, into the evening’s traffic.",
        ),
        felt: "Checkout takes nine seconds.",
        seen: "“checkout p95 above 6 s” pages the payments on-call.",
        idea: Some((
            23,
            "Search is suspected, for the basket asks it for pictures.",
        )),
        found: "Calls wait four seconds for a connection before they begin.",
        fixed: "The batch is paused until midnight.",
        factors: &[
            (
                MadePossible,
                Term::SharedLimit,
                "Settlement and payments share one pool of connections.",
            ),
            (
                MadePossible,
                Term::Retries,
                "Queries that waited too long are asked again.",
            ),
            (
                SlowedDetection,
                Term::Saturation,
                "Time spent waiting for the pool is shown nowhere.",
            ),
        ],
        answers: &[
            (
                Helped,
                "Somebody at the database team had a graph of waiting clients.",
            ),
            (
                Slowed,
                "That graph is on a board that checkout’s on-call has never seen.",
            ),
            (KnownNow, "Pausing the batch costs nothing before midnight."),
        ],
        actions: &[
            act(
                "Show pool wait on the checkout dashboard",
                ("ines", 2, 1.0),
                (Term::Saturation, Detects),
                Going("in review"),
            )
            .ticket("PAY-2590")
            .said(&[
                (47, NotStarted, "Planned behind the holidays."),
                (
                    51,
                    InProgress,
                    "The panel is in review; a permission for the metric is missing.",
                ),
            ])
            .moved(&[(before(4, Fri, 11, 0), Due::Next)]),
            act(
                "Move settlement to a replica",
                ("ravi", 2, 5.0),
                (Term::SharedLimit, Prevents),
                Open,
            )
            .ticket("PAY-2593")
            .said(&[
                (
                    49,
                    NotStarted,
                    "The replica lags forty seconds at night; to be measured.",
                ),
                (
                    53,
                    NotStarted,
                    "The failover came first; measured next sprint.",
                ),
            ])
            .moved(&[(before(1, Thu, 11, 10), Due::Next)]),
        ],
        repeats: Some((
            36,
            "calls to ledger waited for a limit that more workers cannot lift",
        )),
        ..UNTOLD
    },
    Story {
        title: "A config change reached every edge region at once",
        severity: 2,
        services: &["edge-proxy"],
        at: before(11, Thu, 10, 22),
        marks: [2, 4, 7, 11, 16],
        failing: 0.27,
        users: 5_100,
        summary: "A file of upstream hosts was replaced in all regions with one that named the \
            staging database proxy. A quarter of the requests were answered by staging for 16 \
            minutes; none of them was a payment.",
        cause: "Settings go through the canary since last week, files of hosts do not. The three \
            ways in which a change reaches the edge were known, and two had been closed.",
        lesson: "Close the way, not this time’s door.",
        trigger: (
            -1,
            EventKind::Change,
            "A new file of upstream hosts is published.",
        ),
        felt: "A quarter of the pages come from staging.",
        seen: "“unexpected upstream” pages the edge on-call.",
        idea: None,
        found: "The hosts file names staging.",
        fixed: "The file of the day before is published.",
        factors: &[
            (
                MadePossible,
                Term::EveryRegion,
                "Files of hosts reach every region without a first one.",
            ),
            (
                MadePossible,
                Term::Config,
                "A staging name is accepted in production.",
            ),
        ],
        answers: &[
            (
                Helped,
                "The alert on unexpected upstreams was an idea from the rehearsal.",
            ),
            (
                Differently,
                "Ask for all ways past the canary, as somebody wrote in May.",
            ),
        ],
        actions: &[
            act(
                "Show which region a config change has reached",
                ("tomas", 2, 3.0),
                (Term::EveryRegion, Detects),
                Late(38),
            )
            .ticket("EDGE-477"),
            act(
                "Refuse a config change that skips the canary",
                ("tomas", 1, 4.0),
                (Term::EveryRegion, Prevents),
                Late(26),
            )
            .ticket("EDGE-480"),
        ],
        repeats: Some((
            38,
            "a change to the edge went past the canary to every region",
        )),
        ..UNTOLD
    },
    Story {
        title: "Search suggestions were empty in one region",
        services: &["search", "edge-proxy"],
        at: before(9, Mon, 15, 18),
        marks: [33, 39, 55, 66, 74],
        by: DetectedBy::Customer,
        failing: 0.11,
        users: 2_200,
        summary: "Suggestions in ap-south were empty for 74 minutes. The region’s copy of the \
            word list had been deleted to make room and was not fetched again, since “none” \
            counts as a list.",
        cause: "The fetch compares versions, and a deleted list keeps its version.",
        lesson: "Compare what is there, not what is said to be there.",
        trigger: (
            -6,
            EventKind::Change,
            "Old word lists are deleted in ap-south.",
        ),
        felt: "No suggestion appears while typing.",
        seen: "A merchant in Pune sends a film of an empty box.",
        idea: None,
        found: "The version file says 412; the list itself is gone.",
        fixed: "The version file is deleted too, and the list is fetched.",
        factors: &[
            (
                SlowedDetection,
                Term::Dashboard,
                "Empty suggestions are counted over all regions together.",
            ),
            (
                SlowedResolution,
                Term::Owner,
                "The region is run by edge and the list by search.",
            ),
        ],
        answers: &[
            (Helped, "A film says more than a ticket."),
            (Slowed, "Two teams looked at one half each."),
        ],
        actions: &[act(
            "Count empty suggestions by region",
            ("ravi", 3, 1.0),
            (Term::Dashboard, Detects),
            OnTime(8),
        )],
        ..UNTOLD
    },
    Story {
        title: "A payout batch ran twice after a worker restart",
        severity: 2,
        services: &["ledger", "payments-db"],
        at: before(8, Tue, 13, 6),
        marks: [3, 6, 12, 20, 29],
        by: DetectedBy::Partner,
        failing: 0.5,
        users: 610,
        summary: "A worker was restarted in the middle of a payout batch and began it again. 610 \
            payouts were sent twice before the bank’s limit stopped the batch. All but three \
            merchants have paid the second one back.",
        cause: "The batch writes that it is done at its end. A restart before that finds nothing, \
            and the job’s own retry starts it from the top.",
        lesson: "What sends money must know what it has already sent.",
        trigger: (
            -2,
            EventKind::Change,
            "The worker is restarted for a security update.",
        ),
        felt: "Payouts are sent a second time.",
        seen: "The bank’s desk reports a limit that was never reached before.",
        idea: None,
        found: "The batch began again at its first line.",
        fixed: "The worker is stopped and the rest of the batch cancelled.",
        factors: &[
            (
                MadePossible,
                Term::Twice,
                "The batch does not know which of its lines were sent.",
            ),
            (
                MadePossible,
                Term::Retries,
                "The job’s retry starts from the top and has no limit.",
            ),
        ],
        answers: &[
            (Helped, "The bank’s limit, which nobody had remembered."),
            (Differently, "Restart such workers between batches only."),
            (
                KnownNow,
                "The batch holds no key by which the bank could refuse a copy.",
            ),
        ],
        actions: &[
            act(
                "Refuse a payout batch that already ran",
                ("dana", 1, 3.0),
                (Term::Twice, Prevents),
                OnTime(0),
            )
            .ticket("DB-748"),
            act(
                "Keep a second payout worker warm",
                ("ravi", 2, 2.0),
                (Term::Twice, Limits),
                Dropped(33, "not needed: a refused batch can wait for the worker"),
            )
            .ticket("DB-751"),
        ],
        ..UNTOLD
    },
    Story {
        title: "Duplicate rows in the daily export",
        severity: 4,
        services: &["ledger"],
        at: before(7, Fri, 5, 0),
        marks: [260, 275, 420, 660, 720],
        by: DetectedBy::Customer,
        failing: 0.01,
        users: 41,
        summary: "The export of a Friday held 1,900 rows twice. Forty-one merchants load it into \
            their books, and most of them refused it; a corrected file followed at five in the \
            afternoon.",
        cause: "The export reads pages by time, and rows written in the same millisecond fall on \
            both sides of a page’s edge.",
        lesson: "Page by something that no two rows share.",
        trigger: (
            -1,
            EventKind::Observation,
            "The export runs during a burst of bookings.",
        ),
        felt: "The file holds some rows twice.",
        seen: "An accountant’s import refuses the file.",
        idea: None,
        found: "All copies stand at the edges of pages.",
        fixed: "The export pages by number, and the file is sent again.",
        factors: &[(
            SlowedDetection,
            Term::SlowAlert,
            "The export’s rows are not counted against the ledger’s.",
        )],
        answers: &[
            (Helped, "A merchant’s import is stricter than ours."),
            (KnownNow, "Bursts put forty rows into a millisecond."),
        ],
        no_actions: "The fix is the cause’s removal, and a count of rows against the ledger is \
            part of it.",
        ..UNTOLD
    },
    Story {
        title: "Ledger’s primary lost its disk; the failover took 26 minutes",
        severity: 1,
        services: &["ledger", "payments-db"],
        at: before(6, Wed, 4, 44),
        marks: [1, 4, 7, 27, 33],
        failing: 0.92,
        users: 6_900,
        summary: "The primary’s disk failed at 04:44. The replica was whole and up to date, and \
            still it took 26 minutes to use it: the runbook’s third step names a command that the \
            last version no longer has. Not one booking was lost.",
        cause: "A disk may fail; that is why there is a replica. The way from one to the other \
            had been written once, and had not been walked since.",
        lesson: "Walk the failover before the disk asks you to.",
        trigger: (
            -60,
            EventKind::Observation,
            "The disk reports its first slow write.",
        ),
        felt: "Nothing is booked.",
        seen: "“ledger writes at zero” pages the database on-call.",
        idea: None,
        found: "The primary’s disk is gone.",
        fixed: "The replica is promoted by hand, step by step, with the manual open.",
        factors: &[
            (
                SlowedResolution,
                Term::Runbook,
                "The failover runbook names commands of an older version.",
            ),
            (
                SlowedResolution,
                Term::Owner,
                "Nobody was sure who may promote a replica at night.",
            ),
            (
                SlowedDetection,
                Term::Saturation,
                "Slow writes of a disk are on no board of its users.",
            ),
        ],
        answers: &[
            (Helped, "The replica was six milliseconds behind."),
            (Slowed, "Twenty minutes between a runbook and its software."),
            (
                Differently,
                "Call the database team’s second at once and not after a quarter of an hour.",
            ),
        ],
        actions: &[
            act(
                "Rehearse ledger failover in staging",
                ("dana", 1, 3.0),
                (Term::Runbook, Detects),
                Going("staging’s replica is being rebuilt"),
            )
            .ticket("PAY-2651")
            .said(&[(
                53,
                InProgress,
                "The rehearsal is written; staging has no replica yet.",
            )])
            .moved(&[(before(2, Wed, 10, 0), Due::Next)]),
            act(
                "Write the ledger failover runbook step by step",
                ("ines", 2, 1.0),
                (Term::Runbook, Limits),
                Late(4),
            )
            .ticket("PAY-2655"),
        ],
        considered: &[(
            "Fail over by machine",
            Prevents,
            "wanted, after the rehearsal has shown what it has to do",
        )],
        ..UNTOLD
    },
];
