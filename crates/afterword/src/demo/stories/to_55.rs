//! Incidents 50 to 55: the rest of the busy quarter, with action items still open.

use afterword_domain::action_item::Outcome::NotStarted;
use afterword_domain::incident::{DetectedBy, EventKind};
use afterword_domain::postmortem::Effect::{AsksForMemory, Detects, Limits, Prevents};
use afterword_domain::postmortem::FactorGroup::{MadePossible, SlowedDetection, SlowedResolution};
use afterword_domain::postmortem::FourQuestion::{Differently, Helped, KnownNow, Slowed};

use crate::demo::story::Fate::{Going, OnTime, Open};
use crate::demo::story::Weekday::{Fri, Mon, Thu, Tue};
use crate::demo::story::{Due, Story, Term, UNTOLD, act, before};

pub(super) const STORIES: [Story; 6] = [
    Story {
        title: "Merchant login loop after a cookie change",
        services: &["edge-proxy", "checkout-api"],
        at: before(5, Tue, 9, 30),
        marks: [9, 13, 22, 33, 41],
        by: DetectedBy::Customer,
        failing: 0.14,
        users: 1_300,
        summary: "The session cookie was limited to the site that sets it. Merchants who come \
            from their own shop’s page arrived without it, signed in, and arrived without it \
            again.",
        cause: "The cookie’s rule is right for people who type our address, and one merchant in \
            seven does not.",
        lesson: "Ask where people come from before deciding what they bring.",
        trigger: (
            -2,
            EventKind::Change,
            "The cookie’s rule is made stricter in all regions.",
        ),
        felt: "Sign-in leads to sign-in.",
        seen: "A merchant asks whether he is still our customer.",
        idea: Some((
            17,
            "The sign-in service is restarted, which signs out the rest.",
        )),
        found: "The browser withholds the cookie on the way back from the shop.",
        fixed: "The cookie’s rule is set back.",
        factors: &[
            (
                MadePossible,
                Term::EveryRegion,
                "The rule was changed for every region and every visitor.",
            ),
            (
                MadePossible,
                Term::TestData,
                "The tests start on our own page.",
            ),
        ],
        answers: &[
            (
                Helped,
                "Sign-ins per minute fell on a graph made for just that.",
            ),
            (Slowed, "A restart that made it worse for everybody."),
        ],
        actions: &[act(
            "Start sign-in tests from a merchant’s shop",
            ("tomas", 3, 1.0),
            (Term::TestData, Detects),
            OnTime(4),
        )],
        ..UNTOLD
    },
    Story {
        title: "Webhook retries were delivered out of order",
        severity: 2,
        services: &["edge-proxy", "ledger"],
        at: before(4, Mon, 12, 20),
        marks: [37, 44, 63, 78, 86],
        by: DetectedBy::Customer,
        failing: 0.21,
        users: 480,
        summary: "A deploy of edge-proxy let two senders hold the same lease for an hour. What \
            the second had failed to deliver was sent again after newer events, and 480 merchants \
            saw orders paid, then open, then paid.",
        cause: "A lease is kept by its holder’s clock. The new machine’s clock was ninety seconds \
            ahead, and nothing in a webhook tells a receiver which of two is the newer.",
        lesson: "Order that depends on arrival is no order.",
        trigger: (-5, EventKind::Deploy, "edge-proxy moves to new machines."),
        felt: "Merchants see the states of orders jump back.",
        seen: "A merchant ships an order twice and calls.",
        idea: Some((
            50,
            "Ledger is thought to send wrong states; its log is in perfect order.",
        )),
        found: "Two senders hold one lease, ninety seconds apart.",
        fixed: "The machine with the wrong clock is taken out.",
        factors: &[
            (
                MadePossible,
                Term::Twice,
                "A lease can be held twice when clocks differ.",
            ),
            (
                MadePossible,
                Term::Retries,
                "A retry may overtake newer events and comes as often as it likes.",
            ),
            (
                SlowedDetection,
                Term::SlowAlert,
                "Receivers’ refusals are counted once an hour.",
            ),
        ],
        answers: &[
            (Helped, "The merchant kept every webhook with its time."),
            (
                Slowed,
                "The refusals were there, and paged nobody who owns the sender.",
            ),
            (Differently, "Number them, as was considered in spring."),
        ],
        actions: &[
            act(
                "Page the owning team for webhook rejects",
                ("ines", 2, 1.0),
                (Term::SlowAlert, Detects),
                Open,
            )
            .early()
            .ticket("EDGE-502")
            .said(&[(
                53,
                NotStarted,
                "The alert’s owner label is being discussed.",
            )]),
            act(
                "Order webhooks by sequence, not by arrival",
                ("ravi", 2, 5.0),
                (Term::Twice, Prevents),
                Open,
            )
            .ticket("EDGE-505")
            .said(&[(54, NotStarted, "Merchants have to be told first.")])
            .moved(&[(before(1, Thu, 11, 30), Due::Next)]),
        ],
        repeats: Some((
            34,
            "two senders worked on the same share without knowing of each other",
        )),
        ..UNTOLD
    },
    Story {
        title: "The status page reported an outage that had ended",
        severity: 4,
        services: &["edge-proxy"],
        at: before(4, Fri, 17, 40),
        marks: [25, 40, 49, 60, 65],
        by: DetectedBy::Customer,
        failing: 0.0,
        users: 3_000,
        summary: "Our status page said “partial outage” for an hour after a short one in the \
            afternoon had ended. Some merchants closed their shops for it.",
        cause: "The page is opened by a program and closed by a person, and the person’s shift \
            had ended.",
        lesson: "Whoever opens something should be able to close it.",
        trigger: (
            -30,
            EventKind::Observation,
            "A two-minute blip opens the status page by itself.",
        ),
        felt: "The page reports an outage that nobody has.",
        seen: "A merchant asks when he may open again.",
        idea: None,
        found: "The page waits for a confirmation that nobody was asked for.",
        fixed: "The incident on the page is closed by hand.",
        factors: &[(
            SlowedResolution,
            Term::Owner,
            "The hand-over at six does not mention the status page.",
        )],
        answers: &[
            (Helped, "Support could close the page without us."),
            (KnownNow, "Merchants act on our page within minutes."),
        ],
        no_actions: "The hand-over list has been corrected on the spot; more would be out of \
            proportion to one hour.",
        ..UNTOLD
    },
    Story {
        title: "payments-db refused connections during a failover",
        severity: 2,
        services: &["payments-db", "ledger"],
        at: before(3, Mon, 10, 1),
        marks: [1, 3, 9, 14, 18],
        failing: 0.58,
        users: 4_400,
        summary: "A planned failover of payments-db took eight seconds, as it should. Then every \
            client came back at once and again, the limit of connections was reached in four \
            seconds, and payments failed for 18 minutes.",
        cause: "Clients reconnect without a wait, and four services share one limit of which none \
            knows the others’ part.",
        lesson: "A failover ends when the clients are back, not when the database is.",
        trigger: (
            -6,
            EventKind::Decision,
            "The failover is announced and begun.",
        ),
        felt: "More than half of the payments fail.",
        seen: "“payments-db refuses connections” pages the database on-call.",
        idea: None,
        found: "max_connections is reached; nine in ten connections are idle.",
        fixed: "The settlement batch is stopped and clients let in one service at a time.",
        factors: &[
            (
                MadePossible,
                Term::Retries,
                "Clients reconnect at once and without end.",
            ),
            (
                MadePossible,
                Term::SharedLimit,
                "Four services share the limit of connections.",
            ),
            (
                SlowedDetection,
                Term::Saturation,
                "The share of max_connections in use pages nobody.",
            ),
        ],
        answers: &[
            (Helped, "The failover itself was rehearsed and went well."),
            (
                Slowed,
                "We argued for three minutes whether the batch may be stopped.",
            ),
            (KnownNow, "An idle connection counts as much as a busy one."),
        ],
        actions: &[
            act(
                "Alert at 80% of payments-db max_connections",
                ("ines", 1, 1.0),
                (Term::Saturation, Detects),
                Open,
            )
            .ticket("DB-771")
            .moved(&[(before(1, Thu, 11, 20), Due::Next)]),
            act(
                "Write down who may stop the settlement batch",
                ("lena", 2, 0.5),
                (Term::Owner, AsksForMemory),
                Open,
            )
            .ticket("DB-774"),
        ],
        considered: &[(
            "A proxy that pools connections",
            Prevents,
            "a project of its own; proposed for next quarter",
        )],
        ..UNTOLD
    },
    Story {
        title: "A re-index starved search of disk for 50 minutes",
        services: &["search"],
        at: before(3, Thu, 3, 15),
        marks: [12, 19, 28, 43, 50],
        failing: 0.36,
        users: 1_500,
        summary: "The throttle kept the re-index slow and let it run into the morning, where it \
            met the merge of the day’s changes. Both wanted the disk, and search could read from \
            it only now and then.",
        cause: "The throttle limits how fast a re-index goes. What it takes together with \
            everything else is limited by nothing.",
        lesson: "Slow is not small: what runs longer meets more.",
        trigger: (
            -190,
            EventKind::Observation,
            "The throttled re-index starts.",
        ),
        felt: "A third of all searches time out.",
        seen: "“search 5xx above 5%” pages the search on-call.",
        idea: None,
        found: "Re-index and merge write at the same time.",
        fixed: "The re-index is stopped and kept for the weekend.",
        factors: &[
            (
                MadePossible,
                Term::SharedLimit,
                "Re-index, merge and reads share one disk.",
            ),
            (
                SlowedDetection,
                Term::Saturation,
                "How long reads wait for the disk is not on search’s board.",
            ),
        ],
        answers: &[
            (
                Helped,
                "The re-index can be stopped and goes on where it was.",
            ),
            (
                Differently,
                "Try it without doing it, and see how long it will take.",
            ),
        ],
        actions: &[
            act(
                "Cap search re-index concurrency",
                ("ravi", 3, 1.0),
                (Term::Saturation, Limits),
                Going("waits for the new scheduler"),
            )
            .early()
            .ticket("SRCH-304"),
            act(
                "Dry-run flag for search re-index",
                ("ines", 2, 2.0),
                (Term::Saturation, Detects),
                Going("estimate differs from the real time by half"),
            )
            .ticket("SRCH-310"),
        ],
        repeats: Some((
            40,
            "a re-index took the room on disk that search needs to answer",
        )),
        ..UNTOLD
    },
    Story {
        title: "Partial refunds were off by one cent",
        services: &["ledger"],
        at: before(2, Tue, 8, 55),
        marks: [120, 131, 190, 290, 310],
        by: DetectedBy::Customer,
        failing: 0.02,
        users: 137,
        summary: "Refunds of a third of an odd amount were rounded twice, once per line and once \
            in the sum. 137 refunds were one cent too high or too low; all are corrected.",
        cause: "A new library rounds halves to even, our own code rounds them up, and a refund \
            passes through both.",
        lesson: "Round once, at the end, in one place.",
        trigger: (
            -15,
            EventKind::Deploy,
            "ledger 4.17 brings the new money library.",
        ),
        felt: "Some refunds differ from their lines by a cent.",
        seen: "A shop’s bookkeeping finds a difference of 0.01.",
        idea: None,
        found: "Two ways of rounding meet in one refund.",
        fixed: "Refunds are rounded by ledger alone.",
        factors: &[
            (
                MadePossible,
                Term::TestData,
                "All amounts in the tests are even.",
            ),
            (
                SlowedDetection,
                Term::SlowAlert,
                "Sums and lines are compared once a night.",
            ),
        ],
        answers: &[
            (Helped, "A merchant who counts cents."),
            (KnownNow, "Two libraries, two schools of rounding."),
        ],
        actions: &[act(
            "Test partial refunds with odd cents",
            ("mika", 2, 1.0),
            (Term::TestData, Detects),
            OnTime(14),
        )
        .ticket("PAY-2660")],
        ..UNTOLD
    },
];
