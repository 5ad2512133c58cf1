//! Incidents 25 to 29: owners that nobody can name, and a rehearsal.

use afterword_domain::incident::{DetectedBy, EventKind, Mode};
use afterword_domain::postmortem::Effect::{Detects, Limits, Prevents};
use afterword_domain::postmortem::FactorGroup::{MadePossible, SlowedDetection, SlowedResolution};
use afterword_domain::postmortem::FourQuestion::{Differently, Helped, KnownNow, Slowed};

use crate::demo::story::Fate::{Late, OnTime};
use crate::demo::story::Weekday::{Mon, Thu, Tue, Wed};
use crate::demo::story::{Story, Term, UNTOLD, act, before};

pub(super) const STORIES: [Story; 5] = [
    Story {
        title: "Ledger’s alerts paged the wrong team for an hour",
        severity: 2,
        services: &["ledger", "payouts"],
        at: before(40, Wed, 2, 15),
        marks: [4, 61, 70, 80, 88],
        failing: 0.3,
        users: 640,
        summary: "Ledger stopped writing payouts at 02:15. The page went to a team that had \
            handed ledger over in autumn; it said “not ours” and went back to sleep, and for an \
            hour nobody looked.",
        cause: "The pager routes by a label that was set when the service was created. A \
            hand-over changes people and repositories, and not that label.",
        lesson: "“Not ours” is an answer only together with whose it is.",
        trigger: (
            -3,
            EventKind::Observation,
            "Ledger’s payout writer stops on a full queue.",
        ),
        felt: "No payout is written.",
        seen: "“payout writer idle” pages the search on-call, who no longer own it.",
        idea: None,
        found: "The writer waits for a queue that a restart would empty.",
        fixed: "The writer is restarted.",
        factors: &[
            (
                MadePossible,
                Term::Owner,
                "The alert’s label still names the former owners.",
            ),
            (
                SlowedDetection,
                Term::SlowAlert,
                "The page does not go on to anybody if it is refused.",
            ),
        ],
        answers: &[
            (
                Helped,
                "A colleague in another time zone saw the open page.",
            ),
            (
                Slowed,
                "Fifty-seven minutes between the page and the first look.",
            ),
            (
                KnownNow,
                "Eleven more alerts name teams that no longer exist.",
            ),
        ],
        actions: &[
            act(
                "Escalate to the owning team in the pager",
                ("ines", 1, 2.0),
                (Term::Owner, Limits),
                OnTime(3),
            ),
            act(
                "Check owners’ labels against the service list every night",
                ("tomas", 2, 1.0),
                (Term::Owner, Detects),
                OnTime(0),
            ),
        ],
        ..UNTOLD
    },
    Story {
        title: "The event archive filled its disk",
        services: &["webhooks", "payments-db"],
        at: before(38, Mon, 8, 25),
        marks: [15, 22, 40, 71, 79],
        failing: 0.2,
        users: 210,
        summary: "Events older than ninety days should move to cheap storage on Sundays. They had \
            not for five weeks, and on Monday the disk was full and webhooks stopped.",
        cause: "The clean-up stops at the first event it cannot read, and it could not read one \
            of December.",
        lesson: "A clean-up that stops at one bad row does not clean up.",
        trigger: (
            -50_000,
            EventKind::Observation,
            "The Sunday clean-up stops at an unreadable event.",
        ),
        felt: "New events cannot be written; webhooks stop.",
        seen: "“archive disk at 100%” pages the edge on-call.",
        idea: None,
        found: "Five weeks of events were never moved.",
        fixed: "The bad event is set aside and the clean-up runs for half an hour.",
        factors: &[
            (
                MadePossible,
                Term::Saturation,
                "The first alert on this disk is at 100%.",
            ),
            (
                MadePossible,
                Term::SharedLimit,
                "Archive and new events are written to one disk.",
            ),
        ],
        answers: &[
            (Helped, "The clean-up can run beside the writers."),
            (
                Differently,
                "Make room first with the temporary files, then look for the reason.",
            ),
        ],
        actions: &[
            act(
                "Alert on every disk at 75% and at its rate of growth",
                ("tomas", 2, 1.0),
                (Term::Saturation, Detects),
                Late(14),
            ),
            act(
                "Set unreadable events aside and go on",
                ("ravi", 2, 2.0),
                (Term::SharedLimit, Prevents),
                OnTime(2),
            ),
        ],
        ..UNTOLD
    },
    Story {
        title: "A column type change locked payments",
        severity: 2,
        services: &["payments-db", "checkout-api"],
        at: before(37, Tue, 14, 10),
        marks: [3, 6, 10, 29, 35],
        failing: 0.7,
        users: 8_900,
        summary: "A column on payments was widened, and the database rewrote the table to do so. \
            The review had asked the right questions and had been told that it does not. For 35 \
            minutes two payments in three failed.",
        cause: "Whether a type change rewrites a table depends on both types. People looked, as \
            agreed after the last time; locks are hard to see.",
        lesson: "What a program can refuse should not depend on what a person remembers.",
        trigger: (
            -1,
            EventKind::Deploy,
            "checkout-api 7.2 starts a migration on payments.",
        ),
        felt: "Payments wait for the table and time out.",
        seen: "“payments below half of expected” pages the payments on-call.",
        idea: None,
        found: "The lock queue in the runbook shows our migration at its head.",
        fixed: "The migration is cancelled; two minutes of rolling back.",
        factors: &[
            (
                MadePossible,
                Term::Migration,
                "A type change rewrote the busiest table.",
            ),
            (
                SlowedResolution,
                Term::Owner,
                "The release train could not be stopped by the team it blocked.",
            ),
        ],
        answers: &[
            (
                Helped,
                "The runbook’s query named the culprit in four minutes.",
            ),
            (
                Slowed,
                "Cancelling had to be approved by somebody in a meeting.",
            ),
            (Differently, "Let the pipeline decide what people overlook."),
        ],
        actions: &[act(
            "Refuse migrations that lock in the pipeline",
            ("dana", 1, 4.0),
            (Term::Migration, Prevents),
            OnTime(8),
        )],
        repeats: Some((
            19,
            "a change of a hot table held its lock while payments waited",
        )),
        ..UNTOLD
    },
    Story {
        title: "A settlement file was refused for an outdated key",
        services: &["payouts"],
        at: before(36, Thu, 6, 50),
        marks: [25, 40, 88, 121, 133],
        by: DetectedBy::Partner,
        failing: 1.0,
        users: 1_100,
        summary: "The bank had announced a new key and took the old one out of service at 06:50. \
            Our file was refused and settlement for 1,100 merchants came two hours late.",
        cause: "The announcement went to the address of somebody who had changed teams, and the \
            bank’s key is written down in our code.",
        lesson: "Partners write to addresses, so give them one that stays.",
        trigger: (
            -30_000,
            EventKind::Message,
            "The bank announces its new key by e-mail.",
        ),
        felt: "The settlement file is refused.",
        seen: "The bank’s operations desk calls.",
        idea: Some((45, "The file is sent again, twice, with the same result.")),
        found: "The signature is made with a key that ended this morning.",
        fixed: "A release with the new key goes out and the file is accepted.",
        factors: &[
            (
                MadePossible,
                Term::Expired,
                "The bank’s key is in the code and its end date is nowhere.",
            ),
            (
                SlowedResolution,
                Term::Runbook,
                "No runbook says how to change a partner’s key.",
            ),
        ],
        answers: &[
            (Helped, "The bank’s desk stayed on the line."),
            (
                Slowed,
                "We sent the same file three times before reading the error.",
            ),
        ],
        actions: &[
            act(
                "Keep partners’ keys in the vault with their dates",
                ("mika", 2, 3.0),
                (Term::Expired, Detects),
                Late(25),
            ),
            act(
                "One address for all partners’ announcements",
                ("lena", 3, 0.5),
                (Term::Owner, Limits),
                OnTime(11),
            ),
        ],
        ..UNTOLD
    },
    Story {
        title: "Rehearsal: half an hour without eu-west",
        severity: 4,
        mode: Mode::Drill,
        services: &["edge-proxy", "checkout-api"],
        at: before(34, Tue, 10, 0),
        marks: [2, 4, 8, 19, 30],
        failing: 0.01,
        users: 0,
        summary: "We took eu-west out of service on purpose and moved its traffic to eu-north. It \
            took 19 minutes where the plan says five, and nobody outside noticed.",
        cause: "The plan’s second step needs a permission that only two people hold, and one of \
            them was in the rehearsal as an observer.",
        lesson: "A plan that was never walked is a guess.",
        trigger: (
            -30,
            EventKind::Decision,
            "The rehearsal begins with a briefing; the switch is announced.",
        ),
        felt: "eu-west is taken out of service as planned.",
        seen: "“eu-west unreachable” pages the edge on-call, as it should.",
        idea: None,
        found: "Step two of the plan stops at a missing permission.",
        fixed: "Traffic flows through eu-north.",
        factors: &[(
            SlowedResolution,
            Term::Runbook,
            "The plan does not say who holds the permission that it needs.",
        )],
        answers: &[
            (
                Helped,
                "Everybody knew that it was a rehearsal, and took it seriously.",
            ),
            (
                KnownNow,
                "The plan works, and takes four times as long as it says.",
            ),
        ],
        actions: &[act(
            "Give every on-call the permission to move traffic",
            ("ines", 2, 1.0),
            (Term::Runbook, Limits),
            OnTime(5),
        )],
        ..UNTOLD
    },
];
