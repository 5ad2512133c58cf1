//! Files that are refused: the sentence names the line.

use afterword_document::{FILE_MAX, ReadError, ReadOptions, read, write};
use afterword_domain::Refusal;

fn refuse(text: &str) -> ReadError {
    read("x.md", text.as_bytes(), &ReadOptions::default()).expect_err("the file is refused")
}

#[test]
fn what_is_no_text_is_refused() {
    let error = read("x.md", b"# A\nb\xff", &ReadOptions::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "line 2: the file is not UTF-8: byte 5 begins no character"
    );
    assert_eq!(refuse(" \n\t\n"), ReadError::Empty);
    assert_eq!(refuse(""), ReadError::Empty);
}

#[test]
fn fifty_megabytes_are_refused_by_their_size() {
    let error = read("x.md", &vec![b'a'; 50 << 20], &ReadOptions::default()).unwrap_err();
    assert_eq!(error, ReadError::TooLarge { most: FILE_MAX });
    assert_eq!(error.code(), "file_too_large");
}

#[test]
fn a_megabyte_of_title_is_refused() {
    let error = refuse(&format!("# {}\n\ntext", "x".repeat(1 << 20)));
    assert_eq!(
        error.to_string(),
        "line 1: the title has 1048576 characters; 300 is the most"
    );
    let error = refuse(&format!("---\ntitle: {}\n---\ntext", "x".repeat(301)));
    assert!(matches!(error, ReadError::TitleTooLong { length: 301, .. }));
}

#[test]
fn broken_front_matter_is_refused() {
    assert_eq!(
        refuse("---\ntitle: a\ndate: b\ntitle: c\n---\n# A").to_string(),
        "line 4: the front matter has title again; it is already on line 2"
    );
    assert!(matches!(
        refuse("---\ntitle: a\n# A\n"),
        ReadError::OpenFrontMatter { line: 1 }
    ));
    assert!(matches!(
        refuse("---\nno key\n---\n# A\n"),
        ReadError::NotFrontMatter { line: 2, .. }
    ));
    assert_eq!(
        refuse("---\ntimezone: Europe/Atlantis\n---\n# A\n").to_string(),
        "line 2: “Europe/Atlantis” is not a time zone; use a name such as Europe/Berlin, or UTC"
    );
}

#[test]
fn a_local_time_without_a_zone_asks_for_one() {
    let text = "# A\n\n## Timeline\n\n- 2021-06-22 10:05 down\n";
    let error = refuse(text);
    assert_eq!(
        error.to_string(),
        "line 5: “2021-06-22 10:05” is a local time and the document names no zone; \
         say which it is (with --timezone on the command line), such as Europe/Berlin"
    );
    assert_eq!(error.code(), "needs_zone");
    let options = ReadOptions {
        zone: Some("Europe/Berlin".into()),
        ..ReadOptions::default()
    };
    let document = read("x.md", text.as_bytes(), &options).unwrap().document;
    assert_eq!(
        document.timeline[0].occurred_at.to_string(),
        "2021-06-22T08:05:00Z"
    );
    let options = ReadOptions {
        zone: Some("Atlantis".into()),
        ..ReadOptions::default()
    };
    assert_eq!(
        read("x.md", text.as_bytes(), &options).unwrap_err().code(),
        "unknown_zone"
    );
    // A date is no local time.
    let text = "# A\n\n## Timeline\n\n- 2021-06-22 down\n";
    assert!(read("x.md", text.as_bytes(), &ReadOptions::default()).is_ok());
}

#[test]
fn our_own_milestones_out_of_order_are_refused_by_both_names() {
    let text = "---\nafterword: 1\ntitle: \"a\"\ndetected_at: 2026-10-08T10:00:00Z\n\
                recovered_at: 2026-10-08T09:00:00Z\n---\n";
    assert_eq!(
        refuse(text).to_string(),
        "line 5: recovered_at (2026-10-08T09:00:00Z) is before detected_at (2026-10-08T10:00:00Z)"
    );
}

#[test]
fn a_broken_value_of_our_own_front_matter_names_what_would_do() {
    let error = refuse("---\nafterword: 1\ntitle: a\nseverity: sev9\n---\n");
    assert_eq!(
        error.to_string(),
        "line 4: severity is “sev9”; it is sev1, sev2, sev3 or sev4"
    );
    assert!(matches!(
        refuse("---\nafterword: 2\ntitle: a\n---\n"),
        ReadError::BadValue { line: 2, .. }
    ));
}

#[test]
fn a_broken_comment_is_named() {
    let document = read(
        "x.md",
        b"# A\n\n## What went well\n\n- b\n",
        &ReadOptions::default(),
    )
    .unwrap()
    .document;
    let text = write(&document).replace("<!--{\"entry\":{\"id\":", "<!--{\"entry\":{\"id\":x");
    assert!(matches!(refuse(&text), ReadError::BadMarker { .. }));
}

#[test]
fn a_row_that_is_short_of_cells_is_read_and_noted() {
    let text = "# A\n\n## Timeline (UTC)\n\n| Time | Event | Who |\n| --- | --- | --- |\n\
                | 2021-06-22 10:05 | down |\n\n## Action items\n\n| Action | Owner | Status |\n| --- | --- | --- |\n\
                | mend | Ada Byron |\n";
    let reading = read("x.md", text.as_bytes(), &ReadOptions::default()).unwrap();
    let notes: Vec<_> = reading
        .report
        .notes
        .iter()
        .map(|note| (note.line, note.message.as_str()))
        .collect();
    assert!(
        notes.contains(&(7, "the row has 2 of 3 cells; the rest are taken as empty")),
        "{notes:?}"
    );
    assert!(
        notes.contains(&(13, "the row has 2 of 3 cells; the rest are taken as empty")),
        "{notes:?}"
    );
    assert_eq!(reading.document.timeline[0].text, "down");
    assert_eq!(
        reading.document.postmortem.actions[0].owner_name,
        "Ada Byron"
    );
}

#[test]
fn a_row_of_a_million_cells_is_read_in_its_stride() {
    // To write each cell into a new copy of those before it would take hours.
    let row = "| 2026-10-01 09:12 | it began ".to_owned() + &"| x ".repeat(1_000_000);
    let text = format!("# A\n\n## Timeline (UTC)\n\n| Time | Event |\n| --- | --- |\n{row}|\n");
    let document = read("x.md", text.as_bytes(), &ReadOptions::default())
        .unwrap()
        .document;
    let told = &document.timeline[0].text;
    assert!(told.starts_with("it began | x") && told.len() > 3_000_000);
}
