//! Incidents 56 to 61 without the fifty-seventh, which is told in full elsewhere. Their reviews are
//! still to come.

use afterword_domain::incident::{DetectedBy, EventKind};
use afterword_domain::postmortem::FactorGroup::{MadePossible, SlowedDetection};

use crate::demo::story::{Stage, Story, Term, UNTOLD, ago};

pub(super) const STORIES: [Story; 5] = [
    Story {
        title: "Valid webhooks were rejected by the rate limiter",
        severity: 2,
        services: &["edge-proxy"],
        at: ago(9, 13, 48),
        marks: [6, 9, 14, 19, 22],
        failing: 0.3,
        users: 940,
        summary: "For 22 minutes the limiter refused three partner webhooks in ten, though nobody \
            sent more than usual. It counted by sender’s address, and two partners had moved \
            behind the same one.",
        cause: "",
        lesson: "",
        trigger: (
            -45,
            EventKind::Observation,
            "Two partners begin to send through the same provider.",
        ),
        felt: "Webhooks from partners are answered with 429.",
        seen: "“429 above 5%” pages the edge on-call.",
        idea: Some((10, "One partner is thought to have lost control of a job.")),
        found: "Two partners share one address and so one limit.",
        fixed: "The limit for that address is lifted.",
        factors: &[(
            MadePossible,
            Term::Config,
            "Limits are counted by address and not by key.",
        )],
        stage: Stage::Facts,
        ..UNTOLD
    },
    Story {
        title: "The refund list was slow for merchants with many payouts",
        services: &["ledger", "payments-db"],
        at: ago(5, 11, 32),
        marks: [29, 38, 75, 109, 124],
        by: DetectedBy::Customer,
        failing: 0.04,
        users: 66,
        summary: "Merchants with more than ten thousand payouts waited a minute for their list of \
            refunds. For all others it was as fast as ever, which is why no graph showed it.",
        cause: "The list joins payouts to refunds in an order that suits small merchants. The \
            planner changed to it after the night’s statistics.",
        lesson: "",
        trigger: (
            -480,
            EventKind::Observation,
            "payments-db gathers statistics overnight.",
        ),
        felt: "The refund list takes a minute for large merchants.",
        seen: "A marketplace’s support writes to ours.",
        idea: None,
        found: "The plan of one query is the wrong one for many payouts.",
        fixed: "An index for this order is built, without a lock.",
        factors: &[
            (
                MadePossible,
                Term::TestData,
                "No test merchant has more than two hundred payouts.",
            ),
            (
                SlowedDetection,
                Term::SlowAlert,
                "Latency is watched as a median over all merchants.",
            ),
        ],
        question: Some(("ravi", "Which other lists use the same join?")),
        stage: Stage::Scheduled {
            in_days: 2,
            hour: 10,
        },
        ..UNTOLD
    },
    Story {
        title: "Settlement e-mails went out three hours late",
        severity: 4,
        services: &["ledger"],
        at: ago(4, 2, 10),
        marks: [70, 85, 130, 170, 190],
        by: DetectedBy::Partner,
        failing: 0.0,
        users: 2_600,
        summary: "The mails that tell merchants of their settlement were sent at five instead of \
            two. The settlement itself was on time.",
        cause: "",
        lesson: "",
        trigger: (
            -20,
            EventKind::Observation,
            "The mail provider closes connections for maintenance.",
        ),
        felt: "Settlement mails wait in the queue.",
        seen: "The provider’s own monitoring reports a growing queue.",
        idea: None,
        found: "The sender waits for a connection that the provider closed.",
        fixed: "The sender is restarted and catches up within twenty minutes.",
        factors: &[(
            MadePossible,
            Term::NoTimeout,
            "The sender waits for the provider without a limit.",
        )],
        stage: Stage::InMeeting { for_minutes: 9 },
        ..UNTOLD
    },
    Story {
        title: "Expired certificate on edge-proxy in eu-west",
        severity: 2,
        services: &["edge-proxy"],
        at: ago(2, 6, 4),
        marks: [8, 11, 17, 31, 38],
        by: DetectedBy::Customer,
        failing: 0.23,
        users: 5_800,
        summary: "The certificate of eu-west ended at 06:04 and browsers refused the site there \
            for 38 minutes. us-east, where the same happened last November, was warned three \
            weeks ahead and renewed by itself.",
        cause: "",
        lesson: "",
        trigger: (
            -30_000,
            EventKind::Observation,
            "The alert on certificates’ dates passes over eu-west, whose vault it may not read.",
        ),
        felt: "Browsers in western Europe show a warning in place of the site.",
        seen: "A merchant sends a picture of the warning.",
        idea: None,
        found: "The certificate ended at 06:04.",
        fixed: "A certificate is issued by hand and loaded.",
        factors: &[(
            MadePossible,
            Term::Expired,
            "Outside us-east nobody is told when a certificate nears its end.",
        )],
        repeats: Some((
            22,
            "a certificate of the edge ended and nothing had warned of it",
        )),
        question: Some((
            "lena",
            "Did the renewal job report success, or did it say nothing?",
        )),
        stage: Stage::Facts,
        ..UNTOLD
    },
    Story {
        title: "Search results up to 40 minutes old after a re-index",
        services: &["search"],
        at: ago(1, 16, 20),
        marks: [41, 47, 70, 99, 112],
        by: DetectedBy::Colleague,
        failing: 0.02,
        users: 700,
        summary: "",
        cause: "",
        lesson: "",
        trigger: (
            -12,
            EventKind::Change,
            "The re-index of the weekend is switched in.",
        ),
        felt: "New articles appear forty minutes late.",
        seen: "A colleague cannot find the article she has just added.",
        idea: None,
        found: "The switch left one of three readers on the old index.",
        fixed: "The reader is pointed to the new index.",
        stage: Stage::Facts,
        ..UNTOLD
    },
];
