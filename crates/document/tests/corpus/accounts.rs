//! What the reports say: headings, action items, milestones, and which documents ask for a zone.

use std::collections::BTreeMap;

use afterword_document::{ReadError, ReadOptions, read};

use super::files::{files, reading};

#[test]
fn known_headings_are_mapped() {
    let (mut known, mut mapped) = (0, 0);
    for file in files() {
        let report = reading(&file).report;
        known += report.headings_known;
        mapped += report.headings_mapped;
    }
    println!("{mapped} of {known} headings mapped");
    assert!(known > 700, "{known} headings are known");
    assert!(
        mapped * 10 >= known * 9,
        "{mapped} of {known} headings are mapped"
    );
}

#[test]
fn at_most_three_action_items_and_the_rest_are_measures() {
    let (mut actions, mut measures) = (0, 0);
    for file in files() {
        let postmortem = reading(&file).document.postmortem;
        assert!(postmortem.actions.len() <= 3, "{}", file.name);
        actions += postmortem.actions.len();
        measures += postmortem.measures.len();
        assert!(
            postmortem.measures.is_empty() || postmortem.actions.len() == 3,
            "{}",
            file.name
        );
        for title in postmortem
            .actions
            .iter()
            .map(|a| &a.title)
            .chain(postmortem.measures.iter().map(|m| &m.title))
        {
            assert!(
                !title.trim().is_empty() && title.chars().count() <= 300,
                "{}: {title:?}",
                file.name
            );
        }
    }
    println!("{actions} action items, {measures} measures");
    // Counted by hand: 325 list items under such headings, and a few paragraphs that stand for one.
    assert!(
        (320..=335).contains(&(actions + measures)),
        "{actions} {measures}"
    );
}

#[test]
fn a_zone_is_asked_for_where_none_is_named() {
    let mut asking: BTreeMap<String, u32> = BTreeMap::new();
    for file in files() {
        let result = read(&file.name, &file.bytes, &ReadOptions::default());
        match result {
            Ok(_) => {}
            Err(ReadError::NeedsZone { line, found }) => {
                let text = file.text().lines().nth(line as usize - 1).unwrap_or("");
                assert!(
                    text.contains(found.as_str()),
                    "{}:{line}: {found}",
                    file.name
                );
                *asking
                    .entry(file.name.split('/').next().unwrap_or("").into())
                    .or_default() += 1;
            }
            Err(other) => panic!("{}: {other}", file.name),
        }
    }
    println!("{asking:?}");
    assert_eq!(asking.get("moj-cloud-platform"), Some(&39));
}

#[test]
fn milestones_are_in_order() {
    let mut recovered = 0;
    for file in files() {
        let document = reading(&file).document;
        assert_eq!(document.milestones.in_order(), Ok(()), "{}", file.name);
        recovered += u32::from(document.milestones.recovered_at.is_some());
    }
    assert!(recovered >= 45, "{recovered} have a time of recovery");
}

#[test]
fn the_templates_of_the_field_are_known() {
    let text = super::files::template_headings();
    let templates: BTreeMap<String, Vec<String>> =
        serde_json::from_str(&text).expect("lists of headings");
    let (mut all, mut known, mut unknown) = (0, 0, Vec::new());
    for (template, headings) in &templates {
        for heading in headings {
            let document = format!("# A\n\n## {heading}\n\nwords\n");
            let reading =
                read("x.md", document.as_bytes(), &ReadOptions::default()).expect("a document");
            all += 1;
            known += reading.report.headings_known;
            if reading.report.headings_known == 0 {
                unknown.push(format!("{template}: {heading}"));
            }
        }
    }
    println!(
        "{known} of {all} headings of {} templates are known",
        templates.len()
    );
    assert!(
        known * 10 >= all * 9,
        "{known} of {all}; not known:\n{}",
        unknown.join("\n")
    );
}
