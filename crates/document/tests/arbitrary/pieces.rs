//! Texts, times and numbers: what documents are made of.

#![expect(clippy::unwrap_used, reason = "the strategies make only what exists")]

use afterword_domain::action_item::Ticket;
use afterword_domain::incident::{Evidence, EvidenceKind};
use afterword_domain::time::Precision;
use afterword_domain::{Currency, Day, IncidentRef, Moment, Money};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

const PIECES: &[&str] = &[
    "",
    " ",
    "a",
    "Ada",
    "|",
    "||",
    "\\|",
    "\\",
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    "`",
    "```",
    "```\n",
    "# x",
    "## Impact",
    "---",
    "---\n",
    "- ",
    "- **2021-06-22 10:05** x",
    "  ",
    "\t",
    "<!--",
    "-->",
    "<!--{\"part\":{\"name\":\"data\"}}-->",
    "<!--{\"entry\":{\"id\":1}}-->",
    "\\<!--{\"entry\":",
    "\n<!--{\"part\":",
    "\n  <!--{\"entry\":",
    "🔥",
    "é",
    "ü\u{301}",
    "\u{2028}",
    "\u{feff}",
    "\0",
    "*",
    "**",
    "_",
    "[x](y)",
    "<br>",
    "&#124;",
    "1. ",
    "> ",
    "10:34",
    "2021-06-22",
    "All times in UTC",
    "| a | b |\n| --- | --- |\n| c |",
    "- [x] done",
    "(Done)",
    "<script>alert(1)</script>",
    "[a](javascript:alert(1))",
    "![i](http://x.org/i.png)",
    "<img src=x onerror=alert(1)>",
    "title: a",
    "## Timeline",
    "## Action items",
    "- **Key events**\n  - Resolved 2021-06-22 10:05",
    "## Impact\n",
    "\nSeverity: SEV1\n",
    "\n- **Severity:** P",
    "Duration: 47 minutes",
    "\nUsers affected: 18,400 ",
    "\nRevenue lost: €38,000, ",
    "\nError budget consumed: 68%",
    "\nServices: a, b",
    "\n| 10:05 | Resolved |\n",
    "\n- 2021-06-22 10:0",
    "5 Detected: ",
    " (resolved)",
    "not known",
    "Evidence: ",
    "trailing  ",
    " Ada ",
    "Ada Byron",
    "@ada",
    "\nAda's ",
    " Byron’s ",
    "ada.byron@x.org ",
    "ada-laptop",
    "[a](https://x.org/~ada/1)",
    "_Hopper_",
];

pub(crate) fn nasty() -> impl Strategy<Value = String> {
    prop_oneof![4 => vec(select(PIECES), 0..6).prop_map(|pieces| pieces.concat()), 1 => ".{0,30}"]
}

pub(crate) fn moment() -> impl Strategy<Value = Moment> {
    let seconds = 946_684_800i64..4_102_444_800;
    let micros = prop_oneof![2 => Just(0i64), 1 => 0..1_000_000i64];
    let whole = prop_oneof![Just(1i64), Just(60), Just(86_400)];
    (seconds, micros, whole).prop_map(|(seconds, micros, whole)| {
        let seconds = seconds / whole * whole;
        Moment::from_micros(seconds * 1_000_000 + if whole == 1 { micros } else { 0 }).unwrap()
    })
}

pub(crate) fn day() -> impl Strategy<Value = Day> {
    (0i32..20_000).prop_map(|days| Day::new(2000, 1, 1).unwrap().plus_days(days))
}

pub(crate) fn number() -> impl Strategy<Value = f64> {
    (0u32..1_000_000, 1u32..1000).prop_map(|(a, b)| f64::from(a) / f64::from(b))
}

pub(crate) fn reference() -> impl Strategy<Value = IncidentRef> {
    (1u32..10_000).prop_map(IncidentRef)
}

pub(crate) fn person() -> impl Strategy<Value = String> {
    select(&["ada", "grace", "nobody"][..]).prop_map(str::to_owned)
}

pub(crate) fn money() -> impl Strategy<Value = Money> {
    (0i64..1_000_000_000).prop_map(|cents| Money::new(cents, Currency::EUR))
}

pub(crate) fn evidence() -> impl Strategy<Value = Evidence> {
    let kind = select(
        &[
            EvidenceKind::Log,
            EvidenceKind::Metric,
            EvidenceKind::Ticket,
        ][..],
    );
    let series = vec((any::<u32>().prop_map(i64::from), number()), 0..3);
    let scale = (of(nasty()), of(number()));
    (kind, nasty(), of(nasty()), series, scale).prop_map(
        |(kind, label, url, series, (unit, threshold))| Evidence {
            kind,
            label,
            url,
            series,
            unit,
            threshold,
        },
    )
}

pub(crate) fn ticket() -> impl Strategy<Value = Ticket> {
    (nasty(), of(nasty())).prop_map(|(key, url)| Ticket { key, url })
}

pub(crate) fn precision() -> impl Strategy<Value = Precision> {
    select(&[Precision::Exact, Precision::Minute, Precision::Day][..])
}
