//! Incidents 19 to 24: locks come back, and a certificate ends.

use afterword_domain::action_item::Outcome::{InProgress, NotStarted, Reassigned};
use afterword_domain::incident::{DetectedBy, EventKind};
use afterword_domain::postmortem::Effect::{AsksForMemory, Detects, Limits, Prevents};
use afterword_domain::postmortem::FactorGroup::{MadePossible, SlowedResolution};
use afterword_domain::postmortem::FourQuestion::{Differently, Helped, KnownNow, Slowed};

use crate::demo::story::Fate::{Dropped, Going, Late, OnTime};
use crate::demo::story::Weekday::{Fri, Mon, Thu, Tue, Wed};
use crate::demo::story::{Story, Term, UNTOLD, act, before};

pub(super) const STORIES: [Story; 6] = [
    Story {
        title: "A backfill held locks on ledger entries",
        severity: 2,
        services: &["ledger", "payments-db"],
        at: before(53, Thu, 13, 40),
        marks: [6, 10, 18, 35, 41],
        failing: 0.42,
        users: 2_800,
        summary: "A backfill updated ledger entries in one transaction of eleven million rows. \
            Its locks covered the day’s entries after six minutes, and payments queued for 41. \
            Cancelling it took fifteen minutes, because it had to undo its work.",
        cause: "The backfill was one transaction. Each row it touched stayed locked until the \
            last one was done.",
        lesson: "Anything over a million rows goes in pieces, with a pause between them.",
        trigger: (
            -8,
            EventKind::Change,
            "The backfill of entry types starts on the primary.",
        ),
        felt: "Payments wait for rows that the backfill holds.",
        seen: "“lock waits above 50” pages the database on-call.",
        idea: None,
        found: "One transaction, eight minutes old, holds four million row locks.",
        fixed: "It is cancelled and rolls back for fifteen minutes.",
        factors: &[
            (
                MadePossible,
                Term::Migration,
                "A data change ran as a single transaction on the hot table.",
            ),
            (
                SlowedResolution,
                Term::Owner,
                "The job’s author was travelling, and the team hesitated to cancel it.",
            ),
        ],
        answers: &[
            (Helped, "The alert on lock waits, new since summer."),
            (
                Slowed,
                "A review had looked at it; locks are hard to see on paper.",
            ),
            (KnownNow, "Undoing takes about as long as doing."),
        ],
        actions: &[act(
            "Run backfills in pieces of ten thousand rows",
            ("dana", 1, 3.0),
            (Term::Migration, Limits),
            OnTime(3),
        )],
        repeats: Some((
            9,
            "a statement on ledger entries held locks that every payment needs",
        )),
        considered: &[(
            "A second reviewer for migrations",
            AsksForMemory,
            "two people looked at this one",
        )],
        ..UNTOLD
    },
    Story {
        title: "Checkout slowed while ledger ran out of workers",
        severity: 2,
        services: &["checkout-api", "ledger"],
        at: before(51, Fri, 18, 30),
        marks: [12, 18, 37, 49, 57],
        by: DetectedBy::Customer,
        failing: 0.15,
        users: 4_300,
        summary: "A busy Friday evening filled ledger’s workers. Nothing failed outright; \
            checkouts took fourteen seconds instead of two, and one customer in seven gave up.",
        cause: "Ledger’s number of workers was set for the traffic of two years ago. It had been \
            close to its limit every Friday for weeks, on a graph that no one opens.",
        lesson: "A limit nobody watches is found on a Friday evening.",
        trigger: (
            -40,
            EventKind::Observation,
            "Traffic passes the level of any evening before.",
        ),
        felt: "Checkout takes fourteen seconds.",
        seen: "Three merchants write within two minutes.",
        idea: Some((22, "payments-db is asked first; it is half idle.")),
        found: "Ledger has 32 of 32 workers busy and 400 calls waiting.",
        fixed: "Ledger is restarted with 64 workers, machine by machine.",
        factors: &[
            (
                MadePossible,
                Term::Saturation,
                "Busy workers are on no board and in no alert.",
            ),
            (
                SlowedResolution,
                Term::Owner,
                "Two on-calls each waited for the other to restart ledger.",
            ),
        ],
        answers: &[
            (
                Helped,
                "A restart one machine at a time cost nobody anything.",
            ),
            (Slowed, "It was not an outage, so nobody called it one."),
        ],
        actions: &[
            act(
                "Alert at 80% of ledger’s workers",
                ("mika", 1, 1.0),
                (Term::Saturation, Detects),
                Late(35),
            ),
            act(
                "Review ledger’s limits every quarter",
                ("ines", 3, 1.0),
                (Term::Saturation, AsksForMemory),
                Dropped(
                    60,
                    "a reminder helped nobody the last time; the alert does more",
                ),
            ),
        ],
        ..UNTOLD
    },
    Story {
        title: "A compression setting broke webhook signatures",
        services: &["edge-proxy", "webhooks"],
        at: before(49, Tue, 10, 45),
        marks: [38, 44, 70, 81, 88],
        by: DetectedBy::Partner,
        failing: 0.12,
        users: 190,
        summary: "Compression of outgoing bodies was switched on for all regions. The signature \
            was still made of the uncompressed body, and receivers that check it refused our \
            webhooks for an hour and a half.",
        cause: "The signature is made before the proxy and checked after it, and the proxy may \
            change what lies between.",
        lesson: "Sign last, or let nobody touch it after you.",
        trigger: (
            -1,
            EventKind::Change,
            "Compression is switched on in all regions.",
        ),
        felt: "Receivers refuse webhooks as forged.",
        seen: "A partner’s engineer reports failing signatures.",
        idea: Some((
            50,
            "The signing key is thought to be wrong; it has not changed in a year.",
        )),
        found: "The body that arrives is compressed, the signed one was not.",
        fixed: "Compression is switched off for webhooks.",
        factors: &[
            (
                MadePossible,
                Term::EveryRegion,
                "The canary covers rules and releases, and not settings.",
            ),
            (
                MadePossible,
                Term::Config,
                "No test reads a webhook as a receiver does.",
            ),
        ],
        answers: &[
            (Helped, "The partner sent us the exact bytes."),
            (
                KnownNow,
                "Settings take another road than changes, past the canary.",
            ),
        ],
        actions: &[act(
            "Send a signed webhook to ourselves every minute",
            ("tomas", 2, 2.0),
            (Term::Config, Detects),
            OnTime(6),
        )],
        ..UNTOLD
    },
    Story {
        title: "The certificate of the us-east edge expired",
        severity: 2,
        services: &["edge-proxy"],
        at: before(48, Mon, 21, 58),
        marks: [2, 6, 11, 21, 26],
        failing: 0.2,
        users: 7_700,
        summary: "The certificate for us-east ended at 21:58 and browsers refused the site for 26 \
            minutes. The renewal job had failed for two months and had said so only in its own \
            log.",
        cause: "Renewal is a job that either works or writes a line. Nothing looks at the date on \
            the certificate itself.",
        lesson: "Watch the date on the certificate, not the job that should change it.",
        trigger: (
            -80_000,
            EventKind::Observation,
            "The renewal job fails for the first time: its DNS permission was removed.",
        ),
        felt: "Browsers in us-east show a warning in place of the site.",
        seen: "“synthetic checkout us-east” pages the edge on-call.",
        idea: None,
        found: "The certificate ended two minutes before the page.",
        fixed: "A certificate is issued by hand and loaded.",
        factors: &[
            (
                MadePossible,
                Term::Expired,
                "Nobody is told when a certificate nears its end.",
            ),
            (
                SlowedResolution,
                Term::Runbook,
                "The runbook for issuing by hand names a machine that is gone.",
            ),
        ],
        answers: &[
            (
                Helped,
                "The synthetic checkout found it within two minutes.",
            ),
            (
                Slowed,
                "The runbook led to a machine switched off in spring.",
            ),
            (KnownNow, "The renewal job had failed 61 times."),
        ],
        actions: &[
            act(
                "Renew automatically in us-east",
                ("tomas", 1, 2.0),
                (Term::Expired, Prevents),
                Late(45),
            )
            .ticket("EDGE-417"),
            act(
                "Alert 21 days before any certificate expires",
                ("tomas", 1, 2.0),
                (Term::Expired, Detects),
                Going(
                    "the other regions keep their certificates in a vault the check may not read",
                ),
            )
            .ticket("EDGE-418")
            .said(&[
                (28, NotStarted, "Renewal in us-east goes first."),
                (34, InProgress, "The check exists and reads one region."),
                (38, Reassigned, "Handed on after the edge team was split."),
                (
                    45,
                    InProgress,
                    "Works for us-east; the vault of the others refuses it.",
                ),
                (
                    51,
                    InProgress,
                    "the other regions keep their certificates in a vault the check may not read",
                ),
            ]),
        ],
        prompt: true,
        ..UNTOLD
    },
    Story {
        title: "A catalogue sync starved search again",
        severity: 2,
        services: &["search"],
        at: before(46, Wed, 11, 30),
        marks: [5, 11, 19, 27, 36],
        failing: 0.38,
        users: 2_900,
        summary: "A partner’s sync repeated each failed batch at once. The cap of half the \
            workers held, but the other half was busy answering the partner’s retries, and search \
            was slow for everybody for 36 minutes.",
        cause: "The cap counts indexing jobs. A retry arrives as a new request and is counted as \
            an answer.",
        lesson: "A cap holds only what it counts.",
        trigger: (
            -14,
            EventKind::Observation,
            "A partner’s sync starts with batches too large for us.",
        ),
        felt: "Search answers after eight seconds.",
        seen: "“search p95 above 3 s” pages the search on-call.",
        idea: None,
        found: "Two thirds of all requests are the same forty batches.",
        fixed: "The partner’s key is limited to one call per second.",
        factors: &[
            (
                MadePossible,
                Term::SharedLimit,
                "Retries of uploads use the workers kept for answers.",
            ),
            (
                MadePossible,
                Term::Retries,
                "The partner’s client retries at once, and we let it.",
            ),
        ],
        answers: &[
            (
                Helped,
                "We knew this picture from summer and looked in the right place.",
            ),
            (
                Differently,
                "The cap should have been tested with a client that misbehaves.",
            ),
        ],
        actions: &[act(
            "Limit uploads per key, retries included",
            ("ravi", 1, 3.0),
            (Term::SharedLimit, Limits),
            OnTime(4),
        )],
        repeats: Some((
            14,
            "one client’s uploads took the workers that answer everybody",
        )),
        ..UNTOLD
    },
    Story {
        title: "Payout totals shown in the wrong currency",
        services: &["merchant-portal", "payouts"],
        at: before(44, Thu, 15, 5),
        marks: [42, 50, 66, 84, 92],
        by: DetectedBy::Customer,
        failing: 0.05,
        users: 160,
        summary: "Merchants with accounts in two currencies saw all totals in the first of them. \
            The payouts themselves were right; 160 merchants had a bad hour and a half.",
        cause: "The portal took the currency from the account list’s first row. All test \
            merchants have one account.",
        lesson: "Test with two of everything that can be two.",
        trigger: (
            -20,
            EventKind::Deploy,
            "The portal’s new payout page goes live.",
        ),
        felt: "Totals carry the wrong currency sign.",
        seen: "A Swiss merchant asks where the other half of its money went.",
        idea: Some((
            55,
            "Payouts are stopped for ten minutes, in case the amounts are wrong as well.",
        )),
        found: "The amounts are right; the sign comes from another account.",
        fixed: "The old payout page is switched back on.",
        factors: &[
            (
                MadePossible,
                Term::TestData,
                "Every test merchant has exactly one account.",
            ),
            (
                SlowedResolution,
                Term::Dashboard,
                "The payout board shows what the portal shows, wrong sign included.",
            ),
        ],
        answers: &[
            (Helped, "Stopping payouts was easy and could be undone."),
            (KnownNow, "One merchant in nine has two currencies."),
        ],
        actions: &[
            act(
                "Add merchants with two currencies to the tests",
                ("ravi", 3, 1.0),
                (Term::TestData, Prevents),
                OnTime(3),
            ),
            act(
                "Read the payout board’s totals from payouts",
                ("mika", 3, 2.0),
                (Term::Dashboard, Detects),
                Dropped(48, "the board is replaced by the new portal page"),
            ),
        ],
        ..UNTOLD
    },
];
