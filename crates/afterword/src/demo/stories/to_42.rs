//! Incidents 39 to 42: jobs that run twice, and retries that multiply.

use afterword_domain::incident::{DetectedBy, EventKind};
use afterword_domain::postmortem::Effect::{Detects, Limits, Prevents};
use afterword_domain::postmortem::FactorGroup::{MadePossible, SlowedDetection, SlowedResolution};
use afterword_domain::postmortem::FourQuestion::{Differently, Helped, KnownNow, Slowed};

use crate::demo::story::Fate::{Dropped, Late, OnTime};
use crate::demo::story::Weekday::{Fri, Mon, Tue, Wed};
use crate::demo::story::{Story, Term, UNTOLD, act, before};

pub(super) const STORIES: [Story; 4] = [
    Story {
        title: "Test e-mails went to 212 merchants",
        severity: 4,
        services: &["ledger"],
        at: before(19, Mon, 11, 5),
        marks: [4, 6, 8, 10, 12],
        by: DetectedBy::Customer,
        failing: 0.0,
        users: 212,
        summary: "A test of the new invoice mail ran with production’s address book. 212 \
            merchants were asked to pay 1.00 to “Test GmbH”. Four did, and have it back.",
        cause: "Test and production differ in one variable, and the shell in which the test ran \
            still had the other value from a look at something else.",
        lesson: "Production should look like production, above all in a shell.",
        trigger: (
            -40,
            EventKind::Change,
            "A shell is opened on production to read one invoice.",
        ),
        felt: "Merchants receive an invoice over 1.00.",
        seen: "A merchant answers: “I assume this is a test?”",
        idea: None,
        found: "The test ran with production’s settings.",
        fixed: "The job is stopped after 212 of 9,000 addresses.",
        factors: &[(
            MadePossible,
            Term::Config,
            "One variable decides whom a test writes to.",
        )],
        answers: &[
            (Helped, "The mails go out slowly, on purpose."),
            (KnownNow, "Merchants are very kind about such things, once."),
        ],
        actions: &[act(
            "Let tests write to a list of allowed addresses only",
            ("mika", 2, 1.0),
            (Term::Config, Prevents),
            OnTime(3),
        )],
        ..UNTOLD
    },
    Story {
        title: "The search index was built twice and filled the disk",
        services: &["search"],
        at: before(18, Tue, 2, 30),
        marks: [22, 30, 41, 56, 66],
        failing: 0.45,
        users: 1_700,
        summary: "A re-index was started by the schedule and, a minute later, by a deploy. Two \
            indexes of full size did not fit beside the one in use; search refused to write and \
            then to answer.",
        cause: "A re-index does not look whether another is running, and needs twice the space \
            that is there on an ordinary night.",
        lesson: "A job that needs room should ask for it before it starts.",
        trigger: (
            -48,
            EventKind::Observation,
            "The nightly re-index starts; a deploy starts another.",
        ),
        felt: "Nearly half of all searches fail.",
        seen: "“search 5xx above 5%” pages the search on-call.",
        idea: None,
        found: "Two half-built indexes fill the disk.",
        fixed: "The younger of the two is deleted.",
        factors: &[
            (
                MadePossible,
                Term::Twice,
                "Two re-indexes may run beside each other.",
            ),
            (
                SlowedDetection,
                Term::Saturation,
                "The disk’s alert is on the board of the platform team.",
            ),
        ],
        answers: &[
            (
                Helped,
                "A half-built index can be deleted without a thought.",
            ),
            (
                Differently,
                "Page on the disk, not on the errors that follow.",
            ),
        ],
        actions: &[act(
            "Throttle search re-index",
            ("ravi", 1, 2.0),
            (Term::Saturation, Limits),
            OnTime(2),
        )],
        considered: &[(
            "A larger disk",
            Limits,
            "buys a quarter, and hides the next one",
        )],
        ..UNTOLD
    },
    Story {
        title: "The invoice service ran out of memory",
        services: &["ledger"],
        at: before(17, Wed, 7, 50),
        marks: [13, 17, 26, 37, 44],
        by: DetectedBy::Customer,
        failing: 0.03,
        users: 88,
        summary: "One invoice with 60,000 lines was enough to end the process that makes PDFs, \
            and it was tried again after each restart. For 44 minutes no invoice could be \
            downloaded.",
        cause: "The whole document is held in memory before the first page is written.",
        lesson: "Ask of every list how long it may get.",
        trigger: (
            -1,
            EventKind::Observation,
            "A marketplace asks for its invoice of the half-year.",
        ),
        felt: "Invoices cannot be downloaded.",
        seen: "A customer’s accountant writes to support.",
        idea: Some((
            19,
            "The release of the evening is rolled back. It had nothing to do with it.",
        )),
        found: "The process ends at the same invoice each time.",
        fixed: "That invoice is set aside and made by hand.",
        factors: &[
            (
                SlowedDetection,
                Term::SlowAlert,
                "A process that restarts counts as healthy.",
            ),
            (
                SlowedResolution,
                Term::Runbook,
                "The service has no runbook; it was a weekend’s work once.",
            ),
        ],
        answers: &[
            (Helped, "The log names the invoice before it is made."),
            (
                KnownNow,
                "The service has had no owner since it was written.",
            ),
        ],
        actions: &[
            act(
                "Write invoices page by page",
                ("ravi", 2, 4.0),
                (Term::SharedLimit, Prevents),
                Dropped(30, "a marketplace gets its invoice as a table from now on"),
            ),
            act(
                "Page after the third restart in ten minutes",
                ("ines", 2, 1.0),
                (Term::SlowAlert, Detects),
                OnTime(5),
            ),
        ],
        ..UNTOLD
    },
    Story {
        title: "Retries filled ledger’s queue after a network blip",
        severity: 2,
        services: &["ledger", "checkout-api"],
        at: before(16, Fri, 16, 37),
        marks: [5, 8, 19, 41, 52],
        failing: 0.19,
        users: 3_600,
        summary: "The link between the halls was gone for twelve seconds. Client, queue and job \
            repeated what had failed, and the queue was ten times its length before the network \
            was noticed at all. Checkout waited 52 minutes for confirmations.",
        cause: "It is the same multiplication as in spring. The change that would have left \
            retries to one layer was given up for want of agreement.",
        lesson: "An action that is dropped leaves its reason standing.",
        trigger: (
            -1,
            EventKind::Observation,
            "The link between two halls is gone for twelve seconds.",
        ),
        felt: "Checkouts wait for ledger’s confirmation.",
        seen: "“ledger queue above 20,000” pages the payments on-call.",
        idea: None,
        found: "Each message is there up to nine times, and we have seen this picture before.",
        fixed: "One consumer drains the queue and drops copies.",
        factors: &[
            (
                MadePossible,
                Term::Retries,
                "Three layers retry, each without knowing of the others.",
            ),
            (
                SlowedResolution,
                Term::SharedLimit,
                "Copies and new messages wait in one queue.",
            ),
        ],
        answers: &[
            (
                Helped,
                "The consumer that drops copies was kept from the last time.",
            ),
            (
                Slowed,
                "It still has to be started by hand, and by one of two people.",
            ),
            (
                Differently,
                "Bring the three teams to one table before the next blip.",
            ),
        ],
        actions: &[
            act(
                "Show retries per call on the ledger board",
                ("dana", 2, 2.0),
                (Term::Retries, Detects),
                Late(9),
            )
            .ticket("PAY-2488"),
            act(
                "Start the draining consumer by itself",
                ("mika", 2, 2.0),
                (Term::Retries, Limits),
                OnTime(1),
            ),
        ],
        repeats: Some((
            33,
            "three layers retried the same messages after a short network cut",
        )),
        ..UNTOLD
    },
];
