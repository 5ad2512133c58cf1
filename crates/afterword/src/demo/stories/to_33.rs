//! Incidents 30 to 33: the first stall of payments, and a backup that was none.

use afterword_domain::action_item::Outcome::{InProgress, NotStarted, PutOff, Reassigned};
use afterword_domain::incident::{DetectedBy, EventKind, Mode};
use afterword_domain::postmortem::Effect::{Detects, Limits, Prevents};
use afterword_domain::postmortem::FactorGroup::{MadePossible, SlowedDetection, SlowedResolution};
use afterword_domain::postmortem::FourQuestion::{Differently, Helped, KnownNow, Slowed};

use crate::demo::story::Fate::{Dropped, Late, OnTime, Open};
use crate::demo::story::Weekday::{Thu, Tue, Wed};
use crate::demo::story::{Story, Term, UNTOLD, act, before};

pub(super) const STORIES: [Story; 4] = [
    Story {
        title: "Merchant portal slow after its cache was emptied",
        services: &["merchant-portal", "search"],
        at: before(33, Thu, 19, 15),
        marks: [20, 27, 58, 70, 84],
        by: DetectedBy::Customer,
        failing: 0.08,
        users: 1_400,
        summary: "The portal’s cache was emptied to get rid of one wrong logo. Every page had to \
            be built again, search was asked for each of them, and the portal crawled for an hour \
            and a half.",
        cause: "There is one command, and it empties everything. Pages are rebuilt when asked \
            for, all at the same moment.",
        lesson: "Taking one thing out must not mean taking all of it out.",
        trigger: (
            -2,
            EventKind::Change,
            "The cache is emptied because of a wrong logo.",
        ),
        felt: "The portal needs twenty seconds for a page.",
        seen: "Support’s phone rings four times.",
        idea: Some((
            32,
            "Search is restarted, since it looks busy. It is busy again at once.",
        )),
        found: "Each page asks search forty times while the cache is empty.",
        fixed: "The cache is filled from yesterday’s copy.",
        factors: &[
            (
                MadePossible,
                Term::SharedLimit,
                "Search serves the portal’s pages and merchants’ customers with one pool.",
            ),
            (
                SlowedResolution,
                Term::Dashboard,
                "The board shows search as the problem, since it is where the time is spent.",
            ),
            (
                SlowedResolution,
                Term::Owner,
                "Portal and search each saw the other as the cause.",
            ),
        ],
        answers: &[
            (Helped, "Yesterday’s copy existed by luck."),
            (Slowed, "Two channels, two commanders, one problem."),
        ],
        actions: &[act(
            "Take one page out of the cache by its address",
            ("ravi", 2, 2.0),
            (Term::SharedLimit, Prevents),
            OnTime(1),
        )],
        ..UNTOLD
    },
    Story {
        title: "Payments stalled when ledger queries timed out",
        severity: 1,
        services: &["checkout-api", "ledger", "payments-db"],
        at: before(32, Wed, 12, 6),
        marks: [9, 13, 39, 54, 64],
        by: DetectedBy::Customer,
        failing: 0.41,
        users: 21_300,
        summary: "A plan change made one ledger query ninety times slower. Ledger retried it, its \
            pool filled, and checkout waited for ledger until it had no threads left. Two in five \
            payments stalled for over an hour, our longest outage in two years.",
        cause: "Nothing between checkout and ledger lets go of a dependency that has stopped \
            answering. The timeout of two seconds set last summer was raised to thirty in \
            November for a slow report, and with it went the only protection there was.",
        lesson: "A timeout that anybody may raise is not a protection; a breaker is.",
        trigger: (
            -35,
            EventKind::Observation,
            "payments-db gathers statistics and chooses another plan for one query.",
        ),
        felt: "Two in five payments hang.",
        seen: "A merchant asks in the partner channel whether we are down.",
        idea: Some((
            18,
            "The card schemes are suspected, because authorisations fail first.",
        )),
        found: "“pool 200 of 200” in ledger’s log; all of them run the same query.",
        fixed: "The query is pinned to its old plan and ledger restarted.",
        factors: &[
            (
                MadePossible,
                Term::NoTimeout,
                "checkout-api has no circuit breaker towards ledger.",
            ),
            (
                MadePossible,
                Term::Retries,
                "Ledger repeats a timed-out query with no wait.",
            ),
            (
                SlowedDetection,
                Term::Saturation,
                "A full pool in ledger pages nobody.",
            ),
            (
                SlowedDetection,
                Term::SlowAlert,
                "The alert came four minutes after the first merchant.",
            ),
        ],
        answers: &[
            (Helped, "The old plan could be pinned without a release."),
            (Slowed, "Twenty minutes on the phone with two card schemes."),
            (
                Differently,
                "Look at who waits for whom before calling outside.",
            ),
            (
                KnownNow,
                "The timeout had been thirty seconds since November.",
            ),
        ],
        actions: &[
            act(
                "Add a circuit breaker to the ledger client",
                ("mika", 1, 3.0),
                (Term::Retries, Prevents),
                Open,
            )
            .ticket("PAY-2214")
            .said(&[
                (
                    35,
                    PutOff,
                    "Waits for the new client library, which is promised for May.",
                ),
                (
                    41,
                    InProgress,
                    "A branch is open; its tests fail now and then.",
                ),
                (
                    44,
                    Reassigned,
                    "The owner changed teams and nobody had taken it.",
                ),
                (
                    51,
                    NotStarted,
                    "Not in this sprint; the failover rehearsal went first.",
                ),
            ]),
            act(
                "Load-test ledger at twice the peak",
                ("dana", 2, 4.0),
                (Term::Saturation, Detects),
                Late(21),
            )
            .ticket("PAY-2216"),
        ],
        repeats: Some((
            12,
            "checkout’s threads were all waiting for a ledger that did not answer",
        )),
        considered: &[(
            "Set the timeout back to two seconds",
            Limits,
            "the report would fail; its owners asked for time",
        )],
        prompt: true,
        ..UNTOLD
    },
    Story {
        title: "A backup of payments-db could not be restored in a test",
        severity: 2,
        mode: Mode::NearMiss,
        services: &["payments-db"],
        at: before(30, Tue, 9, 0),
        marks: [180, 185, 260, 420, 460],
        by: DetectedBy::Colleague,
        failing: 0.0,
        users: 0,
        summary: "The quarterly restore stopped at 62%: one file of the backup was empty. Nothing \
            was lost, since nothing needed restoring. It would have been the worst day of the \
            company had it not been a test.",
        cause: "The upload to the second site answers “done” when it has taken the file, not when \
            it has stored it, and sizes are not compared.",
        lesson: "A backup is what you have restored, not what you have written.",
        trigger: (
            -2_000,
            EventKind::Observation,
            "A file of the backup reaches the second site with no content.",
        ),
        felt: "No user is affected; the restore test is running.",
        seen: "The restore stops, and Dana reads the size of the file.",
        idea: None,
        found: "The source file is whole, its copy has zero bytes.",
        fixed: "The backup is taken anew and restored to the end.",
        factors: &[
            (
                MadePossible,
                Term::Config,
                "Nothing compares what was sent with what was stored.",
            ),
            (
                SlowedDetection,
                Term::SlowAlert,
                "A restore is tested four times a year.",
            ),
        ],
        answers: &[
            (
                Helped,
                "The test is in the calendar, and nobody skipped it.",
            ),
            (KnownNow, "For eleven days we had one backup and not two."),
        ],
        actions: &[
            act(
                "Compare sizes and checksums after each upload",
                ("dana", 1, 1.0),
                (Term::Config, Detects),
                OnTime(9),
            ),
            act(
                "Restore a backup every week, unattended",
                ("dana", 2, 4.0),
                (Term::SlowAlert, Detects),
                Late(17),
            ),
        ],
        ..UNTOLD
    },
    Story {
        title: "Ledger’s queue doubled after a short network cut",
        services: &["ledger"],
        at: before(29, Wed, 16, 20),
        marks: [7, 12, 30, 44, 55],
        failing: 0.12,
        users: 780,
        summary: "The network was gone for forty seconds. Ledger’s consumers reconnected \
            together, took up the same messages twice, and the queue grew for the next 55 minutes \
            although the network was fine.",
        cause: "Each failed message was put back three times by three layers that do not know of \
            one another, all at once.",
        lesson: "Three layers that each retry three times are twenty-seven attempts.",
        trigger: (
            -1,
            EventKind::Observation,
            "The link between two halls is gone for forty seconds.",
        ),
        felt: "Bookings appear minutes late.",
        seen: "“ledger queue above 20,000” pages the payments on-call.",
        idea: Some((
            16,
            "The network team is called; their link has been fine for a quarter of an hour.",
        )),
        found: "Each message is in the queue up to nine times.",
        fixed: "The queue is drained by one consumer that drops copies.",
        factors: &[
            (
                MadePossible,
                Term::Retries,
                "Client, queue and job each retry on their own.",
            ),
            (
                SlowedResolution,
                Term::Dashboard,
                "The queue’s graph counts copies as work.",
            ),
        ],
        answers: &[
            (
                Helped,
                "Bookings carry a number, so that copies do no harm.",
            ),
            (Slowed, "A short cause and a long effect do not look alike."),
        ],
        actions: &[
            act(
                "Retry in one layer only",
                ("mika", 2, 4.0),
                (Term::Retries, Prevents),
                Dropped(
                    70,
                    "three teams would have to agree; bounded retries come first",
                ),
            ),
            act(
                "Count messages once, however often they are queued",
                ("ravi", 3, 1.0),
                (Term::Dashboard, Detects),
                OnTime(6),
            ),
        ],
        ..UNTOLD
    },
];
