//! What somebody changed in the text of an exported file wins when it is read again.

use afterword_document::{Document, ReadError, ReadOptions, read, write};
use afterword_domain::action_item::{Priority, State};
use afterword_domain::incident::Severity;
use afterword_domain::time::Precision;

fn original() -> Document {
    let text = "# Checkout answers 500\n\n## Summary\n\nIt broke.\n\n## Timeline (UTC)\n\n- 2026-10-08 09:12 alert\n\
                - 2026-10-08 09:30 rolled back\n\n## What went well\n\n- the alert\n\n## Action items\n\n\
                - bound the retries, owner: Ada\n- canary\n- alarm\n- more\n\n# Stats\n\n- Time to recovery: 18 minutes\n";
    read("x.md", text.as_bytes(), &ReadOptions::default())
        .expect("a document")
        .document
}

/// Reads the export again after one change.
fn edited(from: &str, to: &str) -> Document {
    let text = write(&original());
    assert!(text.contains(from), "{text}");
    let text = text.replacen(from, to, 1);
    let reading = read("x.md", text.as_bytes(), &ReadOptions::default());
    reading
        .unwrap_or_else(|error| panic!("{error}\n{text}"))
        .document
}

#[test]
fn text_of_an_entry_and_of_a_section() {
    let document = edited("rolled back", "rolled back by hand\n\n  after two tries");
    assert_eq!(
        document.timeline[1].text,
        "rolled back by hand\n\nafter two tries"
    );
    assert_eq!(document.timeline[1].id, original().timeline[1].id);
    let document = edited("It broke.", "It broke.\n\n## Indeed\n\nTwice.");
    assert_eq!(
        document.postmortem.sections[0].text,
        "It broke.\n\n## Indeed\n\nTwice."
    );
}

#[test]
fn the_time_of_an_entry() {
    let document = edited("**2026-10-08 09:30**", "**2026-10-08 09:31:05**");
    assert_eq!(
        document.timeline[1].occurred_at.to_string(),
        "2026-10-08T09:31:05Z"
    );
    assert_eq!(document.timeline[1].precision, Precision::Exact);
}

#[test]
fn an_entry_that_is_added_and_one_that_is_taken_out() {
    let document = edited(
        "- **2026-10-08 09:30**",
        "- **2026-10-08 09:20** a look\n- **2026-10-08 09:30**",
    );
    let texts: Vec<_> = document
        .timeline
        .iter()
        .map(|entry| entry.text.as_str())
        .collect();
    assert_eq!(texts, ["alert", "a look", "rolled back"]);
    assert!(document.timeline[1].id.0 > original().next_entry);
    assert_eq!(document.next_entry, document.timeline[1].id.0);
    let text = write(&original());
    let (head, rest) = text
        .split_once("- **2026-10-08 09:30**")
        .expect("the entry");
    let (_, tail) = rest.split_once("-->\n").expect("its comment");
    let document = read(
        "x.md",
        format!("{head}{tail}").as_bytes(),
        &ReadOptions::default(),
    )
    .expect("a document");
    assert_eq!(document.document.timeline.len(), 1);
}

#[test]
fn the_title_in_the_heading_or_in_the_front_matter() {
    let document = edited(
        "# Incident: Checkout answers 500",
        "# Incident: Checkout answers nothing",
    );
    assert_eq!(document.title, "Checkout answers nothing");
    let document = edited("title: \"Checkout answers 500\"", "title: Checkout is down");
    assert_eq!(document.title, "Checkout is down");
}

#[test]
fn front_matter_and_milestones() {
    assert_eq!(
        edited("severity: sev3", "severity: sev1").severity,
        Severity::Sev1
    );
    let document = edited(
        "| Service recovered | 2026-10-08 09:30 |",
        "| Service recovered | 2026-10-08 09:45 |",
    );
    assert_eq!(
        document
            .milestones
            .recovered_at
            .expect("a time")
            .to_string(),
        "2026-10-08T09:45:00Z"
    );
    let document = edited(
        "recovered_at: 2026-10-08T09:30:00Z",
        "recovered_at: 2026-10-08T09:50:00Z",
    );
    assert_eq!(
        document
            .milestones
            .recovered_at
            .expect("a time")
            .to_string(),
        "2026-10-08T09:50:00Z"
    );
    assert_eq!(
        edited("| Service recovered | 2026-10-08 09:30 |\n", "")
            .milestones
            .recovered_at,
        None
    );
}

#[test]
fn numbers_of_the_impact() {
    let document = edited("**Users affected:** not known", "**Users affected:** 1,200");
    assert_eq!(document.impact.users_affected, Some(1200));
    let document = edited("**Revenue lost:** not known", "**Revenue lost:** 38000 EUR");
    assert_eq!(
        document.impact.revenue_lost.expect("money").cents,
        3_800_000
    );
    let document = edited(
        "**Error budget consumed:** not known",
        "**Error budget consumed:** 67 %",
    );
    assert!((document.impact.error_budget_share.expect("a share") - 0.67).abs() < 1e-9);
}

#[test]
fn cells_of_the_action_items() {
    let document = edited("| Ada |  |  | open |", "| grace | P1 | 2026-10-21 | done |");
    let action = &document.postmortem.actions[0];
    assert_eq!(
        (action.owner_name.as_str(), action.state),
        ("grace", State::Done)
    );
    assert_eq!(
        (action.priority, action.due_on.map(|day| day.to_string())),
        (Some(Priority::P1), Some("2026-10-21".into()))
    );
    let document = edited(
        "| **canary**",
        "| **a row more** | ada | P2 |\n| **canary**",
    );
    let titles: Vec<_> = document
        .postmortem
        .actions
        .iter()
        .map(|action| action.title.as_str())
        .collect();
    assert_eq!(
        titles,
        [
            "bound the retries, owner: Ada",
            "a row more",
            "canary",
            "alarm"
        ]
    );
    let text = write(&original()).replacen("| Ada |  |  | open |", "| Ada | P9 |  | open |", 1);
    let error =
        read("x.md", text.as_bytes(), &ReadOptions::default()).expect_err("no such priority");
    assert!(matches!(error, ReadError::BadValue { .. }));
    assert!(
        error
            .to_string()
            .contains("Priority is “P9”; write P1, P2 or P3"),
        "{error}"
    );
}

#[test]
fn text_where_no_field_is_becomes_a_section() {
    let document = edited("| Action | Owner", "A remark.\n\n| Action | Owner");
    let last = document.postmortem.sections.last().expect("a section");
    assert_eq!(
        (last.title.as_str(), last.text.as_str()),
        ("Added text", "A remark.")
    );
}

#[test]
fn an_export_that_lost_its_comments_is_still_a_document() {
    let text = write(&original());
    let bare: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("<!--"))
        .collect();
    let bare: Vec<&str> = bare
        .iter()
        .map(|line| line.split("<!--").next().unwrap_or(line))
        .collect();
    let reading = read("x.md", bare.join("\n").as_bytes(), &ReadOptions::default());
    let document = reading.expect("a document").document;
    let texts: Vec<_> = document
        .timeline
        .iter()
        .map(|entry| entry.text.as_str())
        .collect();
    assert!(
        texts.contains(&"alert") && texts.contains(&"rolled back"),
        "{texts:?}"
    );
    assert_eq!(document.postmortem.actions.len(), 3);
    assert_eq!(
        document.milestones.impact_started_at,
        original().milestones.impact_started_at
    );
}

#[test]
fn the_export_reads_well() {
    let text = write(&original());
    let visible: Vec<&str> = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("<!--"))
        .collect();
    let visible: Vec<&str> = visible
        .iter()
        .map(|line| line.split(" <!--").next().unwrap_or(line).trim_end())
        .collect();
    insta::assert_snapshot!(visible.join("\n"), @r#"
    ---
    afterword: 1
    title: "Checkout answers 500"
    mode: standard
    severity: sev3
    services: []
    status: published
    zone: "UTC"
    started_precision: minute
    impact_started_at: 2026-10-08T09:12:00Z
    recovered_at: 2026-10-08T09:30:00Z
    ---

    # Incident: Checkout answers 500 on 2026-10-08

    ## Summary

    It broke.

    ## Impact

    - **Duration:** 18 min
    - **Users affected:** not known
    - **Revenue lost:** not known
    - **Error budget consumed:** not known


    ## Timeline (UTC)

    | Milestone | Time (UTC) |
    | --- | --- |
    | Impact started | 2026-10-08 09:12 |
    | Service recovered | 2026-10-08 09:30 |

    - **2026-10-08 09:12** alert
    - **2026-10-08 09:30** rolled back

    ## Root cause

    ## Contributing factors

    ## What went well

    - the alert

    ## What went wrong


    ## What could we have done differently


    ## What do we know now


    ## Action items

    | Action | Owner | Priority | Due | Status | Ticket |
    | --- | --- | --- | --- | --- | --- |
    | **bound the retries, owner: Ada** | Ada |  |  | open |
    | **canary** |  |  |  | open |
    | **alarm** |  |  |  | open |

    ## Lessons learned

    ## Measures considered

    - **more**

      - Considered, not chosen: The document lists more than 3 action items; at most 3 are taken up.

    ## Timeline (UTC)

    ## Stats

    - Time to recovery: 18 minutes
    "#);
}
