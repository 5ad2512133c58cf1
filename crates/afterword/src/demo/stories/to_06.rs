//! The first six incidents: a young company, and changes that go everywhere at once.

use afterword_domain::incident::{DetectedBy, EventKind};
use afterword_domain::postmortem::Effect::{AsksForMemory, Detects, Limits, Prevents};
use afterword_domain::postmortem::FactorGroup::{MadePossible, SlowedDetection, SlowedResolution};
use afterword_domain::postmortem::FourQuestion::{Differently, Helped, KnownNow, Slowed};

use crate::demo::story::Fate::{Late, OnTime};
use crate::demo::story::Weekday::{Thu, Tue, Wed};
use crate::demo::story::{Story, Term, UNTOLD, act, before};

pub(super) const STORIES: [Story; 6] = [
    Story {
        title: "Checkout answered 502 after an edge-proxy upgrade",
        severity: 2,
        services: &["edge-proxy", "checkout-api"],
        at: before(91, Wed, 10, 14),
        marks: [3, 7, 19, 28, 34],
        failing: 0.22,
        users: 6_100,
        summary: "A new edge-proxy version closed idle connections after 15 seconds, checkout-api \
            after 60. For 34 minutes every fifth checkout hit a connection that was already gone \
            and got a 502. All regions were upgraded in the same minute, so there was no healthy \
            one to send people to.",
        cause: "The default idle timeout changed between two minor versions, and nothing compares \
            it with the timeout of the services behind the proxy. The shorter one must be on the \
            caller’s side; here it was not.",
        lesson: "Whoever opens a connection should be the first to give it up.",
        trigger: (
            -6,
            EventKind::Deploy,
            "edge-proxy 2.9 goes to all five regions.",
        ),
        felt: "One checkout in five ends with a blank page and a 502.",
        seen: "“edge 5xx above 2%” pages the edge on-call.",
        idea: Some((
            11,
            "The checkout release of the day before is suspected and rolled back. Nothing changes.",
        )),
        found: "The packet capture shows the proxy writing into connections it has itself closed.",
        fixed: "edge-proxy 2.8.4 is back in all regions.",
        factors: &[
            (
                MadePossible,
                Term::EveryRegion,
                "The upgrade had no first region; it was everywhere within a minute.",
            ),
            (
                MadePossible,
                Term::Config,
                "Idle timeouts of proxy and services are set in two repositories that do not know \
                 each other.",
            ),
            (
                SlowedResolution,
                Term::Dashboard,
                "The error panel sums all regions and all versions into one line.",
            ),
        ],
        answers: &[
            (
                Helped,
                "Somebody had a packet capture recipe in their notes.",
            ),
            (
                Slowed,
                "We rolled back the wrong thing first, because it was the last one we remembered.",
            ),
            (
                KnownNow,
                "A minor version may change a default that we depend on.",
            ),
        ],
        actions: &[
            act(
                "Upgrade edge-proxy one region at a time",
                ("tomas", 1, 3.0),
                (Term::EveryRegion, Limits),
                Late(12),
            ),
            act(
                "Set idle timeouts explicitly in proxy and services",
                ("ravi", 2, 1.0),
                (Term::Config, Prevents),
                OnTime(4),
            ),
        ],
        considered: &[(
            "Read changelogs more carefully",
            AsksForMemory,
            "no condition changes",
        )],
        ..UNTOLD
    },
    Story {
        title: "Webhook retries flooded merchants’ endpoints",
        severity: 2,
        services: &["webhooks"],
        at: before(89, Tue, 20, 40),
        marks: [26, 31, 47, 66, 73],
        by: DetectedBy::Customer,
        failing: 0.35,
        users: 310,
        summary: "A large merchant’s endpoint became slow and our sender answered each timeout \
            with an immediate new attempt. Within twenty minutes we sent it eleven times its \
            usual traffic, and deliveries to everybody else waited behind. The merchant told us \
            before any alert did.",
        cause: "A failed delivery goes back to the head of the queue with no wait and no limit. \
            One slow receiver is enough to fill every worker with attempts that cannot succeed.",
        lesson: "A retry without a wait is a second outage for whoever is already in one.",
        trigger: (
            -4,
            EventKind::Observation,
            "A merchant’s endpoint begins to answer after 40 seconds instead of one.",
        ),
        felt: "Deliveries to all merchants fall behind; one of them receives thousands of copies.",
        seen: "A merchant calls: “you are taking our shop down”.",
        idea: None,
        found: "The queue holds 210,000 attempts, nearly all for one endpoint.",
        fixed: "Deliveries to that endpoint are parked by hand and the workers restarted.",
        factors: &[
            (
                MadePossible,
                Term::Retries,
                "The sender retries at once and for ever.",
            ),
            (
                SlowedDetection,
                Term::SlowAlert,
                "The only alert is on queue age, and it waits for thirty minutes.",
            ),
        ],
        answers: &[
            (
                Helped,
                "The merchant’s engineer joined our channel and shared their logs.",
            ),
            (
                Slowed,
                "There is no switch to pause one endpoint; it took a script.",
            ),
            (
                Differently,
                "Call the merchant as soon as their endpoint slows down.",
            ),
        ],
        actions: &[
            act(
                "Wait longer after each failed delivery",
                ("tomas", 1, 2.0),
                (Term::Retries, Limits),
                OnTime(6),
            ),
            act(
                "Pause one endpoint from the console",
                ("ravi", 2, 3.0),
                (Term::Retries, Limits),
                Late(30),
            ),
        ],
        considered: &[(
            "One worker pool per merchant",
            Prevents,
            "more machines than the problem is worth",
        )],
        ..UNTOLD
    },
    Story {
        title: "Adding a column locked the payouts table",
        services: &["payouts", "payments-db"],
        at: before(87, Wed, 7, 5),
        marks: [4, 8, 12, 15, 18],
        failing: 0.9,
        users: 140,
        summary: "A migration added a column with a computed default to the payouts table and \
            held its lock while it rewrote 14 million rows. The morning payout run waited for 18 \
            minutes and then went through in full.",
        cause: "A default that is computed for each row makes the database rewrite the table \
            under an exclusive lock. The statement took two seconds on the test copy, which holds \
            one row in ten thousand.",
        lesson: "Time a migration on a table of the real size, or do not know how long it takes.",
        trigger: (
            -1,
            EventKind::Deploy,
            "Release 311 starts with a migration on the payouts table.",
        ),
        felt: "Every write to payouts waits.",
        seen: "“payout run has not begun” pages the payments on-call.",
        idea: None,
        found: "One statement blocks sixty others; it is our own migration.",
        fixed: "The migration is cancelled and the lock goes with it.",
        factors: &[
            (
                MadePossible,
                Term::Migration,
                "The migration rewrites a busy table under an exclusive lock.",
            ),
            (
                MadePossible,
                Term::TestData,
                "The test copy is too small to show it.",
            ),
        ],
        answers: &[
            (
                Helped,
                "Cancelling was safe, and everybody knew that it was.",
            ),
            (
                KnownNow,
                "Constant defaults are free, computed ones are not.",
            ),
        ],
        actions: &[act(
            "Write down which statements lock",
            ("dana", 3, 1.0),
            (Term::Migration, AsksForMemory),
            OnTime(2),
        )],
        considered: &[(
            "A nightly copy of production for tests",
            Detects,
            "personal data has to be removed first",
        )],
        ..UNTOLD
    },
    Story {
        title: "A header rule stripped cookies in all regions",
        services: &["edge-proxy", "merchant-portal"],
        at: before(84, Tue, 15, 30),
        marks: [9, 12, 17, 22, 27],
        by: DetectedBy::Colleague,
        failing: 0.6,
        users: 900,
        summary: "A rule meant to drop one tracking header matched every header that starts with \
            the same letter, session cookies among them. Merchants were signed out of the portal \
            in all regions for 27 minutes; payments were not affected.",
        cause: "Header rules are regular expressions without an anchor. “c” matches more than its \
            author had in mind, and the check only asks whether the expression compiles.",
        lesson: "A rule that compiles is not yet a rule that means what it says.",
        trigger: (
            -2,
            EventKind::Change,
            "A clean-up of header rules is applied everywhere.",
        ),
        felt: "Merchants are sent back to the sign-in page after each click.",
        seen: "Support asks whether the portal is being tested.",
        idea: Some((
            14,
            "The session store is looked at first; it is idle, which puzzles everybody.",
        )),
        found: "Requests reach the portal with no cookie at all.",
        fixed: "The rule is reverted in one commit.",
        factors: &[
            (
                MadePossible,
                Term::EveryRegion,
                "Header rules go to every region in one step.",
            ),
            (
                MadePossible,
                Term::Config,
                "Nothing shows which headers a rule would touch.",
            ),
        ],
        answers: &[
            (
                Helped,
                "The rule was one small commit and could be taken back alone.",
            ),
            (
                Differently,
                "Try the rule on an hour of recorded requests first.",
            ),
        ],
        actions: &[
            act(
                "Replay an hour of requests against changed rules",
                ("tomas", 2, 4.0),
                (Term::Config, Detects),
                Late(18),
            ),
            act(
                "Alert on sign-ins per minute",
                ("ines", 3, 0.5),
                (Term::SlowAlert, Detects),
                OnTime(7),
            ),
        ],
        ..UNTOLD
    },
    Story {
        title: "Card-scheme credentials expired overnight",
        severity: 2,
        services: &["checkout-api"],
        at: before(82, Thu, 5, 20),
        marks: [5, 21, 33, 46, 52],
        failing: 0.28,
        users: 2_700,
        summary: "The client certificate for one card scheme ran out at 05:20. Cards of that \
            scheme were declined for 52 minutes, most of which went into finding out who may ask \
            the scheme for a new one.",
        cause: "The certificate was requested by hand three years ago and its end date was known \
            to one mailbox that nobody reads any more.",
        lesson: "A date that only a mailbox knows is a date nobody knows.",
        trigger: (
            -600,
            EventKind::Message,
            "A third reminder arrives in a shared mailbox without a reader.",
        ),
        felt: "Every card of one scheme is declined.",
        seen: "“declines above normal” pages the payments on-call.",
        idea: Some((
            25,
            "The scheme’s status page is green; a call to them costs ten minutes.",
        )),
        found: "The handshake fails: our certificate ended at 05:20.",
        fixed: "A spare certificate from the disaster folder is put in place.",
        factors: &[
            (
                MadePossible,
                Term::Expired,
                "Nothing renews or watches certificates that others issue to us.",
            ),
            (
                SlowedResolution,
                Term::Owner,
                "Three teams each thought that another one owns the scheme’s contract.",
            ),
        ],
        answers: &[
            (
                Helped,
                "The disaster folder was real, and somebody had tested it in autumn.",
            ),
            (
                Slowed,
                "Two people with the right to sign were asleep, and rightly so.",
            ),
            (
                KnownNow,
                "We hold nine such certificates with four partners.",
            ),
        ],
        actions: &[
            act(
                "List every credential that partners issue to us",
                ("lena", 2, 1.0),
                (Term::Expired, Detects),
                OnTime(3),
            ),
            act(
                "Name an owner for each card-scheme contract",
                ("lena", 2, 0.5),
                (Term::Owner, Limits),
                OnTime(1),
            ),
        ],
        ..UNTOLD
    },
    Story {
        title: "Search found nothing for names with accents",
        services: &["search"],
        at: before(79, Wed, 12, 10),
        marks: [55, 68, 95, 121, 130],
        by: DetectedBy::Customer,
        failing: 0.07,
        users: 420,
        summary: "A new tokenizer kept accents in the query and dropped them in the index. \
            Merchants called “Café” or “Müller” could not be found for two hours. Everything \
            looked healthy, because an empty result is a fast and successful answer.",
        cause: "Query and index normalise text in two places with two libraries. The tests use \
            names from one language that has no accents.",
        lesson: "A search that finds nothing is up; it is not well.",
        trigger: (
            -15,
            EventKind::Deploy,
            "search 1.31 brings a new tokenizer.",
        ),
        felt: "Queries with an accent return an empty page.",
        seen: "A merchant in Lyon writes that its shop no longer exists.",
        idea: None,
        found: "The same word is stored and asked for in two spellings.",
        fixed: "The old tokenizer is switched back on for queries.",
        factors: &[
            (MadePossible, Term::TestData, "No test name has an accent."),
            (
                SlowedDetection,
                Term::SlowAlert,
                "Empty results are not counted anywhere.",
            ),
            (
                SlowedResolution,
                Term::Runbook,
                "The runbook for a tokenizer change ends at “deploy”.",
            ),
        ],
        answers: &[
            (
                Helped,
                "Old and new tokenizer could be switched without a release.",
            ),
            (
                Slowed,
                "An hour went by before anybody believed the first ticket.",
            ),
        ],
        actions: &[
            act(
                "Count queries that find nothing, by language",
                ("ravi", 2, 2.0),
                (Term::SlowAlert, Detects),
                OnTime(5),
            ),
            act(
                "Add names in eleven languages to the tests",
                ("ravi", 3, 1.0),
                (Term::TestData, Prevents),
                OnTime(0),
            ),
        ],
        considered: &[(
            "One shared library for both sides",
            Prevents,
            "a quarter’s work; wanted, but not now",
        )],
        ..UNTOLD
    },
];
