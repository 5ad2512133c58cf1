//! What people do to a file of ours: copy a row with its comment, or write any number into it.

#![allow(
    clippy::unwrap_used,
    reason = "what a test takes for granted may fail it"
)]

use std::collections::BTreeSet;

use afterword_document::document::Measure;
use afterword_document::{Document, ReadOptions, adopt, describe, read, write};
use afterword_domain::MeasureId;
use afterword_domain::incident::Incident;
use afterword_domain::workspace::Workspace;

const FOREIGN: &[u8] = b"# Ledger slow\n\n## Summary\n\nSlow.\n\n## Timeline\n\n\
    - 2026-10-01 09:12 UTC Impact starts\n- 2026-10-01 09:59 UTC Recovered\n\n\
    ## Action items\n\n- [ ] Bound the retries\n";

fn taken(document: Document) -> Incident {
    let now = "2026-10-08T16:00:00Z".parse().unwrap();
    adopt(document, &Workspace::default(), now)
}

fn document(name: &str, bytes: &[u8]) -> Document {
    let reading = read(name, bytes, &ReadOptions::default());
    reading.unwrap().document
}

fn exported() -> String {
    let incident = taken(document("a.md", FOREIGN));
    write(&describe(&incident, &Workspace::default()))
}

#[test]
fn a_copied_row_gets_a_number_of_its_own() {
    let text = exported();
    let mut copied = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let mut row = format!("{line}\n");
        if line.ends_with("Impact starts") {
            row.extend([lines.next().unwrap(), "\n"]);
        }
        let twice = line.contains("Bound the retries") || line.ends_with("Impact starts");
        copied.push_str(&row.repeat(if twice { 2 } else { 1 }));
    }
    let incident = taken(document("a.md", copied.as_bytes()));
    let actions: BTreeSet<_> = incident.postmortem.actions.iter().map(|a| a.id).collect();
    let events: BTreeSet<_> = incident.timeline.iter().map(|event| event.id).collect();
    assert_eq!((incident.postmortem.actions.len(), actions.len()), (2, 2));
    assert_eq!((incident.timeline.len(), events.len()), (3, 3));
    let highest = actions.iter().map(|id| id.0).max();
    assert!(Some(incident.next_entry) >= highest);
}

#[test]
fn the_copy_of_a_chosen_measures_row_has_no_measure() {
    let mut told = describe(&taken(document("a.md", FOREIGN)), &Workspace::default());
    told.postmortem.measures.push(Measure {
        id: MeasureId(7),
        title: "Bound the retries".into(),
        note: String::new(),
        effect: None,
        effort_days: None,
        factor: None,
        votes: Vec::new(),
        not_chosen_reason: String::new(),
        told: None,
    });
    let action = &mut told.postmortem.actions[0];
    action.measure = Some(MeasureId(7));
    let (copy, mut gone) = (action.clone(), action.clone());
    gone.measure = Some(MeasureId(8));
    told.postmortem.actions.extend([copy, gone]);
    let actions = taken(told).postmortem.actions;
    let measures: Vec<_> = actions.iter().map(|action| action.measure).collect();
    assert_eq!(measures, [Some(MeasureId(7)), None, None]);
}

#[test]
fn no_file_can_use_the_numbers_up() {
    let mut told = describe(&taken(document("a.md", FOREIGN)), &Workspace::default());
    told.next_entry = u32::MAX;
    told.timeline[0].id.0 = u32::MAX;
    let measure = told.postmortem.actions[0].clone();
    told.postmortem.actions[0].id.0 = u32::MAX - 1;
    told.postmortem.actions.push(measure);
    let mut incident = taken(told);
    assert!(incident.next_entry < 100, "{}", incident.next_entry);
    assert!(incident.number_entry() < 100);
    let ids: BTreeSet<_> = incident.postmortem.actions.iter().map(|a| a.id).collect();
    assert_eq!(ids.len(), 2);
}

#[test]
fn too_low_a_next_number_is_not_believed() {
    let mut told = describe(&taken(document("a.md", FOREIGN)), &Workspace::default());
    told.next_entry = 1;
    let highest = told.timeline.iter().map(|entry| entry.id.0).max().unwrap();
    assert!(taken(told).next_entry >= highest);
}

#[test]
fn the_json_export_is_read_and_no_other_json() {
    let incident = taken(document("a.md", FOREIGN));
    let told = describe(&incident, &Workspace::default());
    let json = serde_json::to_string_pretty(&told).unwrap();
    assert_eq!(taken(document("INC-1.JSON", json.as_bytes())), incident);
    for other in [
        "{}",
        "[]",
        "{\"title\": \"x\", \"alert\": 1}",
        "# A title\n",
        "{\"title\": \"x\"",
    ] {
        let refused = read("other.json", other.as_bytes(), &ReadOptions::default()).unwrap_err();
        assert_eq!(
            afterword_domain::Refusal::code(&refused),
            "not_our_json",
            "{other}"
        );
        assert!(
            refused.to_string().contains("no export of Afterword"),
            "{refused}"
        );
    }
}

#[test]
fn one_service_however_its_name_is_spaced() {
    let text = "# A\n\nServices: Ledger API, ledger  api, ÄLTERE Dienste, ältere dienste\n";
    let mut told = document("a.md", text.as_bytes());
    told.services = [
        "Ledger API",
        "ledger  api",
        "ÄLTERE Dienste",
        "ältere dienste",
    ]
    .map(str::to_owned)
    .into();
    let names = afterword_document::new_names(&told, &Workspace::default());
    assert_eq!(names.services, ["Ledger API", "ÄLTERE Dienste"]);
}
