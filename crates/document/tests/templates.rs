//! The usual templates, in small: which heading goes to which field.

use afterword_document::{Document, ReadOptions, read, write};
use afterword_domain::action_item::{Priority, State};
use afterword_domain::incident::{EventKind, Milestone, Severity};
use afterword_domain::postmortem::{FactorGroup, FourQuestion, Section};

fn document(text: &str) -> Document {
    let reading = read("x.md", text.as_bytes(), &ReadOptions::default());
    reading.unwrap_or_else(|error| panic!("{error}")).document
}

fn section<'a>(document: &'a Document, key: &str) -> &'a str {
    let section = document
        .postmortem
        .sections
        .iter()
        .find(|section| section.key == key);
    section.map_or("", |section| &section.text)
}

#[test]
fn the_sre_book() {
    let document = document(
        "# Shakespeare Sonnet++ (incident #465)\n\n### Date\n2015-10-21\n\n### Status\nComplete\n\n\
         ### Summary\nDown for 66 minutes.\n\n### Impact\nUsers affected: 1,210\n\n### Root Causes\nA latent bug.\n\n\
         ### Trigger\nA surge.\n\n## Action Items\n\n| Action Item | Type | Owner | Bug |\n| --- | --- | --- | --- |\n\
         | Update playbook | mitigate | jennifer | [5554823](https://bugs.example.org/issues/5554823) **DONE** |\n\
         | Add capacity | prevent | agoogler | |\n\n## Lessons Learned\n\n### What went well\n- Monitoring\n\n\
         ### What went wrong\n- No playbook\n\n### Where we got lucky\n- A mailing list\n\n\
         ## Timeline (all times UTC)\n\n2015-10-21\n\n- 14:51 News\n- 14:54:03 Outage begins\n",
    );
    let postmortem = &document.postmortem;
    assert_eq!(
        document.milestones.impact_started_at.unwrap().to_string(),
        "2015-10-21T14:51:00Z"
    );
    assert_eq!(document.impact.users_affected, Some(1210));
    assert_eq!(section(&document, "root_cause"), "A latent bug.");
    assert_eq!(section(&document, "trigger"), "A surge.");
    assert_eq!(postmortem.actions[0].owner_name, "jennifer");
    assert_eq!(
        postmortem.actions[0].ticket.as_ref().unwrap().key,
        "5554823"
    );
    let asked: Vec<_> = postmortem
        .answers
        .iter()
        .map(|answer| answer.question)
        .collect();
    assert_eq!(
        asked,
        [
            FourQuestion::Helped,
            FourQuestion::Slowed,
            FourQuestion::KnownNow
        ]
    );
    assert_eq!(document.timeline.len(), 2);
}

#[test]
fn bold_keys_and_key_events() {
    let options = ReadOptions {
        zone: Some("Europe/London".into()),
        ..ReadOptions::default()
    };
    let text = "---\ntitle: Incident on 2021-06-09\n---\n\n# Incident on 2021-06-09\n\n- **Key events**\n\
                \x20 - First detected 2021-06-09 13:15\n  - Repaired 2021-06-09 13:46\n\
                \x20 - Incident declared 2020-06-09 13:54\n  - Resolved 2021-06-09 13:58\n\n\
                - **Time to repair**: 0h 31m\n\n- **Impact**: No new ingresses.\n";
    let reading = read("x.md", text.as_bytes(), &options).unwrap();
    let document = reading.document;
    let known: Vec<_> = document
        .milestones
        .known()
        .map(|(milestone, _)| milestone)
        .collect();
    assert_eq!(
        known,
        [
            Milestone::ImpactStarted,
            Milestone::Detected,
            Milestone::Mitigated,
            Milestone::Recovered
        ]
    );
    assert_eq!(
        document.milestones.detected_at.unwrap().to_string(),
        "2021-06-09T12:15:00Z"
    );
    assert_eq!(
        section(&document, "key_events"),
        "- Incident declared 2020-06-09 13:54"
    );
    assert!(
        reading.report.notes.iter().any(|note| note.line == 10),
        "{:?}",
        reading.report.notes
    );
    assert_eq!(document.impact.description, "No new ingresses.");
}

#[test]
fn states_owners_and_the_limit_of_three() {
    let document = document(
        "# A\n\n- **Severity**: SEV-1\n\n## Action items\n\n- [x] one\n- [ ] two, owner: Ada Byron\n- three (Done)\n\
         - four, @grace\n- five [PAY-2214](https://jira.example.org/browse/PAY-2214)\n",
    );
    let postmortem = &document.postmortem;
    let titles: Vec<_> = postmortem
        .actions
        .iter()
        .map(|action| action.title.as_str())
        .collect();
    assert_eq!(titles, ["two, owner: Ada Byron", "four, @grace", "five"]);
    let owners: Vec<_> = postmortem
        .actions
        .iter()
        .map(|action| action.owner_name.as_str())
        .collect();
    assert_eq!(owners, ["Ada Byron", "grace", ""]);
    assert_eq!(
        postmortem.actions[2].ticket.as_ref().unwrap().key,
        "PAY-2214"
    );
    let states: Vec<_> = postmortem
        .measures
        .iter()
        .map(|m| m.told.as_ref().unwrap().state)
        .collect();
    assert_eq!(states, [Some(State::Done), Some(State::Done)]);
    assert!(
        postmortem.measures[0]
            .not_chosen_reason
            .contains("at most 3")
    );
    assert_eq!(document.severity, Severity::Sev1);
}

#[test]
fn a_table_of_action_items() {
    let document = document(
        "# A\n\n## Action items\n\n| Action | Owner | Priority | Due date | Status | Ticket |\n|--|--|--|--|--|--|\n\
         | Bound the retries | @ada | P1 | 2026-10-21 | in progress | #611 |\n",
    );
    let action = &document.postmortem.actions[0];
    assert_eq!(
        (action.title.as_str(), action.owner_name.as_str()),
        ("Bound the retries", "ada")
    );
    assert_eq!(
        (action.priority, action.state),
        (Some(Priority::P1), State::InProgress)
    );
    assert_eq!(action.due_on.unwrap().to_string(), "2026-10-21");
    assert_eq!(action.ticket.as_ref().unwrap().key, "#611");
}

#[test]
fn factors_have_their_groups() {
    let document = document(
        "# A\n\n## Contributing factors\n\n- x\n\n### Made detection slow\n\n- y\n\n### Made resolution slow\n\n- z\n",
    );
    let groups: Vec<_> = document
        .postmortem
        .factors
        .iter()
        .map(|factor| factor.group)
        .collect();
    assert_eq!(
        groups,
        [
            FactorGroup::MadePossible,
            FactorGroup::SlowedDetection,
            FactorGroup::SlowedResolution
        ]
    );
}

#[test]
fn told_durations_become_milestones() {
    let document = document(
        "# A\n\n## Timeline\n\nAll times in UTC.\n\n| Time | Event |\n| --- | --- |\n| 2020-01-21 15:36 | expired |\n\n\
         # Stats\n\n- Category: Kubernetes\n- Time to detection: 54 minutes\n- Time to recovery: 148 minutes\n",
    );
    assert_eq!(
        document.milestones.detected_at.unwrap().to_string(),
        "2020-01-21T16:30:00Z"
    );
    assert_eq!(
        document.milestones.recovered_at.unwrap().to_string(),
        "2020-01-21T18:04:00Z"
    );
    assert_eq!(document.services, ["Kubernetes"]);
}

#[test]
fn a_date_in_the_front_matter_says_when_it_began() {
    let document = document(
        "---\ndate: 2021-06-22 09:00 UTC\nservices: [checkout, ledger]\nowner: Ada\n---\n# A\n\n## Timeline\n\n- 10:05 down\n",
    );
    assert_eq!(
        document.milestones.impact_started_at.unwrap().to_string(),
        "2021-06-22T09:00:00Z"
    );
    assert_eq!(
        document.timeline[0].occurred_at.to_string(),
        "2021-06-22T10:05:00Z"
    );
    assert_eq!(document.services, ["checkout", "ledger"]);
    assert!(section(&document, "front_matter").contains("owner: Ada"));
}

fn moments(document: &Document) -> Vec<(Milestone, String)> {
    let known = document.milestones.known();
    known
        .map(|(milestone, at)| (milestone, at.to_string()))
        .collect()
}

fn marked(document: &Document) -> Vec<(Milestone, &str)> {
    let entries = document.timeline.iter();
    entries
        .filter_map(|entry| {
            assert_eq!(
                entry.kind == EventKind::Milestone,
                entry.milestone.is_some()
            );
            Some((entry.milestone?, entry.text.as_str()))
        })
        .collect()
}

#[test]
fn a_document_written_by_hand_has_every_fact() {
    let document = document(include_str!("written/invoices.md"));
    let times = [
        "10:02", "10:09", "10:14", "10:31", "10:40", "10:49", "11:10",
    ];
    let expected: Vec<_> = Milestone::ALL
        .into_iter()
        .zip(times.map(|time| format!("2026-03-04T{time}:00Z")))
        .collect();
    assert_eq!(moments(&document), expected);
    assert_eq!(
        marked(&document)
            .iter()
            .map(|(milestone, _)| *milestone)
            .collect::<Vec<_>>(),
        Milestone::ALL
    );
    assert_eq!(
        marked(&document)[1].1,
        "**First alert fired** (queue older than five minutes)"
    );
    assert_eq!(document.timeline.len(), 8);
    assert_eq!(document.severity, Severity::Sev1);
    let impact = &document.impact;
    assert_eq!(impact.users_affected, Some(18_400));
    assert_eq!(impact.revenue_lost.unwrap().to_string(), "38000.00 EUR");
    assert_eq!(impact.error_budget_share, Some(0.68));
    assert!(
        impact
            .description
            .contains("Revenue impact: €38,000 (lost)")
    );
    let postmortem = &document.postmortem;
    let groups: Vec<_> = postmortem.factors.iter().map(|f| f.group).collect();
    assert_eq!(
        groups,
        [
            FactorGroup::MadePossible,
            FactorGroup::SlowedDetection,
            FactorGroup::SlowedResolution
        ]
    );
    let questions: Vec<_> = postmortem.answers.iter().map(|a| a.question).collect();
    assert_eq!(
        questions,
        [
            FourQuestion::Helped,
            FourQuestion::Slowed,
            FourQuestion::Differently,
            FourQuestion::KnownNow
        ]
    );
    let tickets: Vec<_> = postmortem
        .actions
        .iter()
        .map(|action| action.ticket.as_ref().unwrap().key.as_str())
        .collect();
    assert_eq!(tickets, ["OPS-12", "OPS-13", "OPS-14"]);
    let measures: Vec<_> = postmortem.measures.iter().map(|m| &m.title).collect();
    assert_eq!(measures, ["List every certificate"]);
    let written = write(&document);
    let again = read("x.md", written.as_bytes(), &ReadOptions::default()).unwrap();
    assert_eq!(again.document, document);
    assert!(section(&document, "lessons").starts_with("What expires"));
}

#[test]
fn rows_with_a_label_yield_to_what_is_surer() {
    let text = "# A\n\n- **Key events**\n  - First detected 2021-06-09 13:15\n  - Resolved 2021-06-09 13:58\n\n\
                - **Timeline**: all times UTC\n  - 2021-06-09 13:10 Detected by nobody\n  - 2021-06-09 13:20 Acknowledged\n\
                \x20 - 2021-06-09 13:59 Resolved\n  - 2021-06-09 13:18 Fixed - for good\n  - 2021-06-09 14:10 Done (resolved)\n";
    let reading = read("x.md", text.as_bytes(), &ReadOptions::default()).unwrap();
    let told: Vec<_> = moments(&reading.document);
    assert_eq!(
        told,
        [
            (Milestone::ImpactStarted, "2021-06-09T13:15:00Z".into()),
            (Milestone::Detected, "2021-06-09T13:15:00Z".into()),
            (Milestone::Acknowledged, "2021-06-09T13:20:00Z".into()),
            (Milestone::Recovered, "2021-06-09T13:58:00Z".into()),
        ]
    );
    let lines: Vec<_> = reading.report.notes.iter().map(|note| note.line).collect();
    assert!(lines.contains(&10), "a second time: {lines:?}");
    assert!(
        lines.contains(&11),
        "fixed before it was acknowledged: {lines:?}"
    );
    assert_eq!(marked(&reading.document).len(), 3);
}

#[test]
fn the_last_row_that_ends_in_resolved_is_the_recovery() {
    let rows = |more: &str| {
        document(&format!(
            "# A\n\n## Timeline (UTC)\n\n- 2021-06-22 08:21 Replaced\n- 2021-06-22 08:40 Put back (resolved)\n\
             - 2021-06-22 08:46 Put back again (resolved).\n{more}"
        ))
    };
    let recovered = |document: &Document| document.milestones.recovered_at.unwrap().to_string();
    assert_eq!(recovered(&rows("")), "2021-06-22T08:46:00Z");
    assert_eq!(
        recovered(&rows("- 2021-06-22 09:00 Service restored\n")),
        "2021-06-22T09:00:00Z"
    );
}

#[test]
fn a_duration_counts_from_the_start_only_where_it_is_exact() {
    let reading = |told: &str, rows: &str| {
        let text = format!(
            "# A\n\n## Impact\n\n{told}\n\n## Timeline (UTC)\n\n- 2021-06-22 08:21 down\n{rows}"
        );
        read("x.md", text.as_bytes(), &ReadOptions::default()).unwrap()
    };
    for (told, rows, expected) in [
        ("- **Duration:** 1 hour 47 minutes", "", Some("10:08")),
        ("Duration: 47m (all of Europe)", "", Some("09:08")),
        ("| Duration | 47 minutes |", "", Some("09:08")),
        (
            "Duration: 47 minutes",
            "- 2021-06-22 09:00 Resolved\n",
            Some("09:00"),
        ),
        ("Duration: about 47 minutes", "", None),
        ("Duration: 47 minutes or more", "", None),
        ("Duration: 2 days", "", None),
        (
            "Duration: 5 minutes",
            "- 2021-06-22 08:40 Fix deployed\n",
            None,
        ),
    ] {
        let reading = reading(told, rows);
        let recovered = reading.document.milestones.recovered_at;
        let expected = expected.map(|time| format!("2021-06-22T{time}:00Z"));
        assert_eq!(recovered.map(|at| at.to_string()), expected, "{told}");
        let counted = expected.is_some() && rows.is_empty();
        let notes = &reading.report.notes;
        assert!(
            !counted || notes.iter().any(|note| note.line == 5),
            "{told}"
        );
        assert!(
            reading
                .document
                .impact
                .description
                .contains(told.trim_start())
        );
    }
}

#[test]
fn facts_near_the_top() {
    let told = |text: &str| read("x.md", text.as_bytes(), &ReadOptions::default()).unwrap();
    for (line, severity, kept) in [
        ("Severity: SEV1", Severity::Sev1, false),
        ("**Severity**: Sev-2", Severity::Sev2, false),
        ("- Severity: 4", Severity::Sev4, false),
        ("- Severity: P1", Severity::Sev1, true),
        ("Severity: S2", Severity::Sev2, true),
        ("**Severity:** Critical", Severity::Sev1, true),
        ("| Severity | SEV2 |", Severity::Sev2, true),
        ("Severity: SEV9", Severity::Sev3, true),
    ] {
        let document = told(&format!(
            "# A on 2021-06-22\n\n{line}\n\n## Summary\n\nDown.\n"
        ))
        .document;
        assert_eq!(document.severity, severity, "{line}");
        let sections = &document.postmortem.sections;
        let said = |section: &Section| section.text.contains(|c: char| c.is_ascii_digit());
        let other = |section: &Section| section.text.contains("Critical");
        assert_eq!(
            sections
                .iter()
                .any(|section| said(section) || other(section)),
            kept,
            "{line}"
        );
    }
    let reading = told(
        "---\nseverity: SEV2\n---\n# A on 2021-06-22\n\nSeverity: SEV1\nAffected services: checkout, ledger\n\
         Users affected: about 200\n\n## Summary\n\nDown.\n",
    );
    assert_eq!(reading.document.severity, Severity::Sev2);
    assert!(reading.report.notes.iter().any(|note| note.line == 6));
    assert_eq!(reading.document.services, ["checkout", "ledger"]);
    assert_eq!(reading.document.impact.users_affected, Some(200));
    let kept = section(&reading.document, "introduction");
    assert!(kept.contains("Severity: SEV1") && kept.contains("Affected services: checkout"));
}

#[test]
fn amounts_of_the_impact() {
    let document = document(
        "# A on 2021-06-22\n\n## Impact\n\n- Revenue impact: $38k lost, $12,000.50 delayed\n\
         - Error budget consumed: 31.5 % of the month's\n- **Services**: checkout\n",
    );
    let impact = document.impact;
    assert_eq!(impact.revenue_lost.unwrap().to_string(), "38000.00 USD");
    assert_eq!(impact.revenue_delayed.unwrap().to_string(), "12000.50 USD");
    assert_eq!(impact.error_budget_share, Some(0.315));
    assert_eq!(document.services, ["checkout"]);
}

#[test]
fn what_nobody_foresaw_is_read_in_time() {
    let parts = [
        "## a\n",
        "- **2021",
        "k: v\n",
        "[a](http://x.org/1) ",
        "https://x.org/issues/1 ",
        "](",
        "2021-06-22\n\n",
        "| a ",
        "| a |\n| - |\n",
        "```\n",
        "> ",
        "<!--{\"part\":{\"name\":\"section\"}}-->\n",
        "- x\n",
        "  - x\n",
        "**",
        "10:05 ",
        "<div>",
        "\u{2028}",
        "### 10:05\n",
    ];
    let options = ReadOptions {
        zone: Some("UTC".into()),
        ..ReadOptions::default()
    };
    for part in parts {
        for head in [
            "# A\n## Action items\n- ",
            "# A\n## Timeline\n",
            "---\nafterword: 1\n---\n",
            "---\n",
            "# A\n- **Key events**\n  - ",
        ] {
            let text = format!("{head}{}", part.repeat(200_000 / part.len()));
            let _ = read("x.md", text.as_bytes(), &options);
        }
    }
}
