//! Rules that hold for every document, not only for the real ones.

mod documents;
mod pieces;

use afterword_document::{
    ReadOptions, adopt, describe, describe_by_role, html, plain, read, write,
};
use afterword_domain::Moment;
use afterword_domain::roles::{Cast, RoleWishes};
use proptest::prelude::*;

use documents::{document, workspace};
use pieces::{moment, nasty};

fn config() -> ProptestConfig {
    // The regressions belong to nobody's working folder.
    ProptestConfig {
        failure_persistence: None,
        cases: 300,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_is_written_is_read_back(document in document()) {
        let text = write(&document);
        let again = read("x.md", text.as_bytes(), &ReadOptions::default());
        prop_assert!(again.is_ok(), "{:?}\n{}", again, text);
        prop_assert_eq!(&again.unwrap().document, &document, "{}", text);
    }

    #[test]
    fn json_is_read_back(document in document()) {
        let json = serde_json::to_string(&document).unwrap();
        prop_assert_eq!(serde_json::from_str::<afterword_document::Document>(&json).unwrap(), document);
    }

    #[test]
    fn adopting_and_describing_are_inverse(document in document(), now in moment()) {
        let workspace = workspace();
        let incident = adopt(document, &workspace, now);
        let described = describe(&incident, &workspace);
        prop_assert_eq!(&adopt(described.clone(), &workspace, now), &incident);
        prop_assert_eq!(describe(&adopt(described.clone(), &workspace, now), &workspace), described);
    }

    #[test]
    fn our_own_export_comes_back_to_the_same_incident(document in document(), now in moment()) {
        let workspace = workspace();
        let incident = adopt(document, &workspace, now);
        let text = write(&describe(&incident, &workspace));
        let again = read("x.md", text.as_bytes(), &ReadOptions::default()).unwrap().document;
        prop_assert_eq!(adopt(again, &workspace, now), incident);
    }

    #[test]
    fn no_name_is_left_in_an_export_by_roles(document in document(), now in moment()) {
        let workspace = workspace();
        let incident = adopt(document, &workspace, now);
        let cast = Cast::of(&incident, &workspace, &RoleWishes::default());
        let told = cast.tell(&incident);
        let document = describe_by_role(&told, &cast, &workspace);
        let json = serde_json::to_string(&document).unwrap();
        for file in [json.replace("\\n", " "), write(&document)] {
            let words = file.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
            let names = ["ada", "byron", "hopper"];
            let left: Vec<String> = words.filter(|word| names.contains(&word.as_str())).collect();
            prop_assert!(left.is_empty(), "{:?} in {}", left, file);
        }
        let again = cast.tell(&told.incident);
        prop_assert!(again.replacements.is_empty(), "{:?}", again.replacements);
    }

    #[test]
    fn no_text_makes_reading_stumble(pieces in prop::collection::vec(nasty(), 0..12)) {
        let text = pieces.join("\n");
        let options = ReadOptions { zone: Some("Europe/Berlin".into()), ..ReadOptions::default() };
        if let Ok(reading) = read("2021-06-09-x.md", text.as_bytes(), &options) {
            prop_assert_eq!(reading.document.milestones.in_order(), Ok(()));
            prop_assert!(reading.document.impact.clone().checked().is_ok());
            let written = write(&reading.document);
            let again = read("x.md", written.as_bytes(), &ReadOptions::default());
            prop_assert_eq!(again.map(|reading| reading.document), Ok(reading.document));
        }
    }

    #[test]
    fn no_text_is_shown_unsanitised(pieces in prop::collection::vec(nasty(), 0..12)) {
        let text = pieces.join("\n");
        let shown = html(&text).to_lowercase();
        prop_assert!(!shown.contains("<script") && !shown.contains("<img") && !shown.contains("<iframe"));
        prop_assert!(!shown.contains("href=\"javascript:"), "{}", shown);
        let _ = plain(&text);
    }
}

#[test]
fn an_empty_document_is_written_and_read() {
    let document = afterword_document::Document::default();
    let text = write(&document);
    assert_eq!(
        read("x.md", text.as_bytes(), &ReadOptions::default())
            .unwrap()
            .document,
        document
    );
}

#[test]
fn unknown_people_stay_told_and_nobody_is_invented() {
    let text = b"# A\n\n## Action items\n\n- mend, owner: Nobody Known\n- mend, owner: Ada Byron\n";
    let document = read("x.md", text, &ReadOptions::default())
        .unwrap()
        .document;
    let now: Moment = "2026-10-08T09:12:00Z".parse().unwrap();
    let incident = adopt(document, &workspace(), now);
    let owners: Vec<_> = incident
        .postmortem
        .actions
        .iter()
        .map(|a| (a.owner.is_some(), a.owner_name.as_str()))
        .collect();
    assert_eq!(owners, [(false, "Nobody Known"), (true, "")]);
}
