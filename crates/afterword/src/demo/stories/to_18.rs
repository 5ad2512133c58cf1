//! Incidents 12 to 18: ledger meets its first limits.

use afterword_domain::incident::{DetectedBy, EventKind};
use afterword_domain::postmortem::Effect::{AsksForMemory, Detects, Limits, Prevents};
use afterword_domain::postmortem::FactorGroup::{MadePossible, SlowedDetection, SlowedResolution};
use afterword_domain::postmortem::FourQuestion::{Differently, Helped, KnownNow, Slowed};

use crate::demo::story::Fate::{Late, OnTime};
use crate::demo::story::Weekday::{Thu, Tue, Wed};
use crate::demo::story::{Story, Term, UNTOLD, act, before};

pub(super) const STORIES: [Story; 7] = [
    Story {
        title: "Ledger timeouts held checkout threads",
        severity: 2,
        services: &["checkout-api", "ledger"],
        at: before(67, Thu, 16, 44),
        marks: [5, 8, 17, 26, 31],
        failing: 0.24,
        users: 5_200,
        summary: "Ledger answered slowly during a merchant’s flash sale, and checkout waited 60 \
            seconds for each answer. After five minutes its threads were all waiting, and \
            customers who never needed ledger were turned away too.",
        cause: "checkout-api waits for ledger longer than a customer waits for checkout, and \
            nothing stops it from asking a service that no longer answers.",
        lesson: "A caller without a limit takes on the illness of whoever it calls.",
        trigger: (
            -9,
            EventKind::Observation,
            "A merchant opens a flash sale; traffic doubles.",
        ),
        felt: "Every fourth checkout hangs and then fails.",
        seen: "“checkout 5xx above 2%” pages the payments on-call.",
        idea: Some((
            10,
            "More checkout machines are added. They fill up as well.",
        )),
        found: "Thread dumps show all workers in the same call to ledger.",
        fixed: "The ledger timeout is set to 5 seconds by hand.",
        factors: &[
            (
                MadePossible,
                Term::NoTimeout,
                "The timeout towards ledger is longer than any customer waits.",
            ),
            (
                MadePossible,
                Term::Retries,
                "A call that timed out is tried again twice, at once.",
            ),
            (
                SlowedResolution,
                Term::Dashboard,
                "The board shows checkout’s errors and not whom it waits for.",
            ),
        ],
        answers: &[
            (Helped, "The timeout could be changed without a release."),
            (
                Slowed,
                "Adding machines felt like progress for ten minutes.",
            ),
            (
                KnownNow,
                "Checkout has forty threads per machine, and that is all.",
            ),
        ],
        actions: &[
            act(
                "Lower the ledger timeout to 2 s",
                ("mika", 1, 0.5),
                (Term::Retries, Limits),
                Late(3),
            ),
            act(
                "Show waiting threads by dependency",
                ("ravi", 2, 2.0),
                (Term::Dashboard, Detects),
                OnTime(2),
            ),
        ],
        considered: &[(
            "A circuit breaker in the ledger client",
            Prevents,
            "the client library was about to be replaced",
        )],
        ..UNTOLD
    },
    Story {
        title: "A foreign key check stalled refunds",
        services: &["ledger", "payments-db"],
        at: before(64, Tue, 8, 30),
        marks: [6, 9, 15, 21, 24],
        failing: 0.5,
        users: 230,
        summary: "A new foreign key was checked against every refund while holding the table. \
            Refunds waited for 24 minutes; customers saw “in progress” and most never noticed.",
        cause: "Adding the key and checking the old rows was one statement. They can be two, of \
            which only the first needs the lock, and for an instant.",
        lesson: "Add the rule for new rows first, and check the old ones afterwards.",
        trigger: (
            -1,
            EventKind::Deploy,
            "ledger 3.52 adds a foreign key on refunds.",
        ),
        felt: "Refunds stay “in progress”.",
        seen: "“refund latency above 60 s” pages the payments on-call.",
        idea: None,
        found: "The key’s check scans 9 million rows under a lock.",
        fixed: "The statement is cancelled and the release goes out without it.",
        factors: &[
            (
                MadePossible,
                Term::Migration,
                "The check of old rows ran under the lock of the change.",
            ),
            (
                SlowedDetection,
                Term::SlowAlert,
                "Refunds may take a minute before anybody is told.",
            ),
        ],
        answers: &[
            (
                Helped,
                "The reviewer remembered the index build and knew whom to call.",
            ),
            (
                Differently,
                "The review had asked about the columns, not about the lock.",
            ),
        ],
        actions: &[act(
            "Split adding a key from checking it in the migration tool",
            ("dana", 2, 2.0),
            (Term::Migration, Prevents),
            OnTime(5),
        )],
        ..UNTOLD
    },
    Story {
        title: "One merchant’s catalogue used every search worker",
        severity: 2,
        services: &["search"],
        at: before(62, Thu, 14, 50),
        marks: [8, 14, 41, 58, 67],
        failing: 0.55,
        users: 4_800,
        summary: "A merchant uploaded two million articles in one go. Indexing took every worker, \
            and search for all other merchants slowed to a stop. It took half an hour to agree on \
            who may stop a customer’s upload.",
        cause: "Indexing and answering share one pool of workers, and one merchant may take all \
            of it.",
        lesson: "If one customer can take everything, one day one will.",
        trigger: (
            -3,
            EventKind::Observation,
            "An upload of two million articles begins.",
        ),
        felt: "Search answers after twelve seconds or not at all.",
        seen: "“search p95 above 3 s” pages the search on-call.",
        idea: Some((20, "A slow disk is suspected; its graphs are flat.")),
        found: "All sixty-four workers index for one merchant.",
        fixed: "The upload is paused with the merchant’s consent.",
        factors: &[
            (
                MadePossible,
                Term::SharedLimit,
                "Indexing and answering draw on the same workers.",
            ),
            (
                SlowedDetection,
                Term::Saturation,
                "Busy workers are counted, but on no board.",
            ),
            (
                SlowedResolution,
                Term::Owner,
                "Nobody knew who may pause a paying customer’s upload.",
            ),
        ],
        answers: &[
            (
                Helped,
                "The merchant understood at once and even apologised.",
            ),
            (Slowed, "Twenty-five minutes of “may we?”."),
            (KnownNow, "Uploads of this size happen four times a year."),
        ],
        actions: &[
            act(
                "Cap indexing at half of the workers",
                ("ravi", 1, 2.0),
                (Term::SharedLimit, Limits),
                OnTime(1),
            ),
            act(
                "Write down who may pause an upload",
                ("lena", 2, 0.5),
                (Term::Owner, AsksForMemory),
                OnTime(9),
            ),
        ],
        ..UNTOLD
    },
    Story {
        title: "Vacuum and a migration met on the payments table",
        severity: 2,
        services: &["payments-db", "checkout-api"],
        at: before(59, Tue, 6, 40),
        marks: [4, 9, 22, 28, 33],
        failing: 0.33,
        users: 3_050,
        summary: "A migration waited for vacuum to finish and every payment waited for the \
            migration. The queue stood for half an hour, although neither of the two was slow by \
            itself.",
        cause: "A statement that waits for a lock makes everybody after it wait as well. The \
            migration had no limit on how long it may wait.",
        lesson: "Waiting for a lock is as costly as holding it.",
        trigger: (
            -70,
            EventKind::Observation,
            "Vacuum starts on the payments table, as it does every few weeks.",
        ),
        felt: "Payments wait and time out.",
        seen: "“payments below half of expected” pages the payments on-call.",
        idea: Some((
            12,
            "The migration is thought to be running; it has in fact not begun.",
        )),
        found: "The lock queue: vacuum, then the migration, then 140 payments.",
        fixed: "The migration is cancelled; the queue is gone in seconds.",
        factors: &[
            (
                MadePossible,
                Term::Migration,
                "The migration may wait for its lock without a limit.",
            ),
            (
                SlowedResolution,
                Term::Runbook,
                "The runbook shows who holds a lock and not who waits for one.",
            ),
        ],
        answers: &[
            (Helped, "Dana’s query for lock queues, now in the runbook."),
            (
                KnownNow,
                "Vacuum steps aside for a lock only if it is not preventing wraparound.",
            ),
        ],
        actions: &[
            act(
                "Give up on a migration’s lock after two seconds",
                ("dana", 1, 1.0),
                (Term::Migration, Limits),
                Late(9),
            ),
            act(
                "Add the lock queue to the database runbook",
                ("dana", 3, 0.5),
                (Term::Runbook, Limits),
                OnTime(10),
            ),
        ],
        ..UNTOLD
    },
    Story {
        title: "A firewall rule blocked checkout in every region",
        severity: 2,
        services: &["edge-proxy", "checkout-api"],
        at: before(57, Wed, 10, 2),
        marks: [2, 4, 11, 18, 23],
        failing: 0.64,
        users: 9_400,
        summary: "A rule against a new scanner matched the word “select” in the body of a \
            request, and with it every checkout with a choice of delivery. Two in three checkouts \
            were refused for 23 minutes in all regions.",
        cause: "Firewall rules are applied to all traffic in all regions from the first second. \
            There is no step in which a rule only counts what it would refuse.",
        lesson: "Let a rule count for a day before it refuses for a second.",
        trigger: (
            -1,
            EventKind::Change,
            "A rule against a scanner is switched on.",
        ),
        felt: "Checkouts are answered with 403.",
        seen: "“edge 403 above 1%” pages the edge on-call.",
        idea: None,
        found: "Every refused request carries the word “select”.",
        fixed: "The rule is switched off.",
        factors: &[
            (
                MadePossible,
                Term::EveryRegion,
                "The rule was in force in every region after a second.",
            ),
            (
                SlowedResolution,
                Term::Runbook,
                "The way to switch one rule off is written for the old console.",
            ),
        ],
        answers: &[
            (Helped, "The alert on 403 was two weeks old."),
            (
                Slowed,
                "The old console still opens and no longer does anything.",
            ),
        ],
        actions: &[
            act(
                "Canary every edge-proxy change",
                ("tomas", 1, 5.0),
                (Term::EveryRegion, Limits),
                OnTime(0),
            ),
            act(
                "Correct the edge runbook for the new console",
                ("tomas", 2, 0.5),
                (Term::Runbook, Limits),
                OnTime(8),
            ),
        ],
        repeats: Some((
            10,
            "one unchecked edge change, in force everywhere at the same time",
        )),
        ..UNTOLD
    },
    Story {
        title: "Payout statements lacked their last page",
        severity: 4,
        services: &["payouts"],
        at: before(55, Tue, 17, 20),
        marks: [900, 905, 1_010, 1_180, 1_320],
        by: DetectedBy::Customer,
        failing: 0.02,
        users: 74,
        summary: "Statements with more than forty lines were cut after the second page. \
            Seventy-four merchants received one that did not add up; all were sent again the next \
            day with a note.",
        cause: "The new template counts lines before it knows how long the address is.",
        lesson: "Test a document with the longest one of last month.",
        trigger: (
            -30,
            EventKind::Deploy,
            "The new statement template goes live.",
        ),
        felt: "Long statements end in the middle.",
        seen: "An accountant asks for “the rest of page two”.",
        idea: None,
        found: "The page break is set before the address block is measured.",
        fixed: "The template measures first; all 74 statements are made again.",
        factors: &[(
            MadePossible,
            Term::TestData,
            "The longest statement in the tests has twelve lines.",
        )],
        answers: &[(Helped, "Every statement can be made again from its data.")],
        no_actions: "The fix removed the cause, and the test with last month’s longest statement \
            came with it.",
        ..UNTOLD
    },
    Story {
        title: "Refund notes lost during a column rename",
        services: &["ledger", "merchant-portal"],
        at: before(54, Thu, 9, 12),
        marks: [100, 110, 131, 158, 170],
        by: DetectedBy::Colleague,
        failing: 0.1,
        users: 95,
        summary: "A column was renamed while the old release still wrote to it. For almost three \
            hours the notes that merchants add to refunds went nowhere. 95 notes could be \
            restored from the request log.",
        cause: "The rename and the release that knows the new name are two steps, and between \
            them the old code fails in silence.",
        lesson: "Rename in three releases: write both, read the new one, drop the old one.",
        trigger: (
            -2,
            EventKind::Deploy,
            "A migration renames the column for refund notes.",
        ),
        felt: "Notes on refunds are empty after saving.",
        seen: "Support reads a refund whose note was there an hour ago.",
        idea: None,
        found: "The old release swallows the error of the missing column.",
        fixed: "A view with the old name is put in place.",
        factors: &[
            (
                MadePossible,
                Term::Migration,
                "The table changed before the code that uses it.",
            ),
            (
                SlowedDetection,
                Term::SlowAlert,
                "A failed note is logged at a level nobody reads.",
            ),
        ],
        answers: &[
            (Helped, "The request log keeps bodies for a day."),
            (
                Differently,
                "Restore from the log first, discuss the view later.",
            ),
        ],
        actions: &[act(
            "Fail a refund note loudly",
            ("mika", 3, 0.5),
            (Term::SlowAlert, Detects),
            OnTime(7),
        )],
        ..UNTOLD
    },
];
