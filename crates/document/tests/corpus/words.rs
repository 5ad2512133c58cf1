//! No word of a document is lost.
//!
//! A word is a run of letters and digits, case and all, anywhere in the file: front matter, link
//! addresses, HTML, code, table cells. Only a numbered list's numbers are markup. Each word must be
//! in a text of the document as often as in the file, or be accounted for: the words of a template
//! (a heading that became a field, a table's header, "Done") by the report's list of what was
//! mapped, and a time by the moment that it became, digit for digit.

use std::collections::{BTreeMap, HashSet};

use afterword_document::{Document, Reading, document};
use afterword_domain::Moment;
use afterword_domain::time::MONTHS;
use jiff::tz::TimeZone;

use super::files::{File, files, reading};

pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

type Bag = BTreeMap<String, i64>;

fn add(bag: &mut Bag, text: &str) {
    for word in words(text) {
        *bag.entry(word.to_owned()).or_default() += 1;
    }
}

/// The file's words, without the numbers that number its lists.
fn words_in(text: &str) -> Bag {
    let mut bag = Bag::new();
    for line in text.lines() {
        let trimmed = line.trim_start().trim_start_matches(['-', '*', '>', ' ']);
        let digits = trimmed.bytes().take_while(u8::is_ascii_digit).count();
        let rest = &trimmed[digits..];
        let numbers =
            digits > 0 && digits < 3 && (rest.starts_with(". ") || rest.starts_with(") "));
        add(&mut bag, if numbers { rest } else { line });
    }
    bag
}

/// The words of every text that people wrote; not those of the program's own making.
fn words_out(document: &Document) -> Bag {
    let mut bag = Bag::new();
    let postmortem = &document.postmortem;
    add(&mut bag, &document.title);
    document
        .services
        .iter()
        .for_each(|name| add(&mut bag, name));
    add(&mut bag, &document.impact.description);
    document
        .timeline
        .iter()
        .for_each(|entry| add(&mut bag, &entry.text));
    for section in &postmortem.sections {
        let own = [
            "summary",
            "introduction",
            "front_matter",
            "root_cause",
            "lessons",
        ];
        if !(own.contains(&section.key.as_str()) && is_our_title(&section.title)) {
            add(&mut bag, &section.title);
        }
        add(&mut bag, &section.text);
    }
    postmortem
        .factors
        .iter()
        .for_each(|factor| add(&mut bag, &factor.text));
    postmortem
        .answers
        .iter()
        .for_each(|answer| add(&mut bag, &answer.text));
    for document::Measure {
        title, note, told, ..
    } in &postmortem.measures
    {
        add(&mut bag, title);
        add(&mut bag, note);
        add(&mut bag, told.as_ref().map_or("", |told| &told.owner));
    }
    for action in &postmortem.actions {
        add(&mut bag, &action.title);
        add(&mut bag, &action.note);
        add(&mut bag, &action.owner_name);
    }
    add(&mut bag, &postmortem.no_actions_reason);
    bag
}

fn is_our_title(title: &str) -> bool {
    matches!(title, "Introduction" | "Front matter")
}

/// Words that only templates use: a heading or a label may stand for its field, nothing else may.
const LABELS: &[&str] = &[
    "timeline",
    "key",
    "events",
    "impact",
    "contributing",
    "factors",
    "action",
    "items",
    "review",
    "actions",
    "following",
    "what",
    "went",
    "well",
    "wrong",
    "where",
    "we",
    "got",
    "lucky",
    "lessons",
    "learned",
    "learnt",
    "corrective",
    "and",
    "preventative",
    "measure",
    "measures",
    "future",
    "time",
    "date",
    "event",
    "day",
    "note",
    "timestamp",
    "in",
    "title",
    "issue",
    "name",
    "done",
    "x",
    "first",
    "stats",
    "context",
];

/// Words of a sentence that names the zone; "GMT+2" has its number.
const ZONE_WORDS: &[&str] = &[
    "All", "times", "in", "UTC", "CET", "CEST", "PST", "GMT", "2",
];

/// Whether a word of a told time says what the moment says.
fn told_by(word: &str, at: Moment, zone: &str) -> bool {
    let word = word.to_lowercase();
    let zones = [
        TimeZone::UTC,
        afterword_domain::time::zone(zone).expect("a zone of the database"),
    ];
    zones.iter().any(|zone| {
        let local = at.timestamp().to_zoned(zone.clone());
        let month = MONTHS[usize::try_from(local.month() - 1).expect("a month")];
        let weekday = format!("{:?}", local.weekday()).to_lowercase();
        let digits = word.trim_end_matches(|c: char| c.is_alphabetic());
        let suffix = &word[digits.len()..];
        if let Ok(number) = digits.parse::<i32>() {
            let hour = i32::from(local.hour());
            let parts = [
                i32::from(local.year()),
                i32::from(local.year()) % 100,
                i32::from(local.month()),
                i32::from(local.day()),
                hour,
                (hour + 11) % 12 + 1,
                i32::from(local.minute()),
                i32::from(local.second()),
            ];
            let packed = hour * 100 + i32::from(local.minute());
            let known = parts.contains(&number) || digits.len() == 4 && packed == number;
            return known && matches!(suffix, "" | "st" | "nd" | "rd" | "th" | "am" | "pm");
        }
        (word == "am" && local.hour() < 12 || word == "pm" && local.hour() >= 12)
            || word.len() >= 3 && (month.starts_with(&word) || weekday.starts_with(&word))
            || matches!(
                word.as_str(),
                "utc" | "pst" | "pdt" | "pt" | "cet" | "cest" | "at"
            )
    })
}

/// Whether a word of a severity line that did not stay says what the field says: "SEV2", "2".
fn said_by_severity(word: &str, document: &Document) -> bool {
    let number = document.severity.number();
    let word = word.to_lowercase();
    matches!(word.as_str(), "severity" | "sev")
        || word == number.to_string()
        || word == format!("sev{number}")
}

/// What the report accounts for, checked.
fn accounted(file: &File, reading: &Reading) -> Bag {
    let document = &reading.document;
    let mut bag = Bag::new();
    let known = document.milestones.known().map(|(_, at)| at);
    let mut moments: Vec<Moment> = document
        .timeline
        .iter()
        .map(|entry| entry.occurred_at)
        .collect();
    moments.extend(known);
    let labels: HashSet<&str> = LABELS.iter().copied().collect();
    for mapped in &reading.report.mapped {
        let line = file
            .text()
            .lines()
            .nth(mapped.line as usize - 1)
            .unwrap_or("");
        for word in words(&mapped.heading) {
            assert!(
                words(line).any(|other| other == word),
                "{}:{}: no word {word}",
                file.name,
                mapped.line
            );
        }
        let is_time =
            mapped.field == "timeline.occurred_at" || mapped.field.starts_with("milestones.");
        let same_title = mapped.field == "title" && mapped.heading.contains(&document.title);
        let duration = mapped.heading.to_lowercase().starts_with("time to");
        // The words of these stay in a text; the field stands beside them.
        let beside = mapped.field.starts_with("impact.") || mapped.field == "services";
        let whole = mapped.field == "severity" && mapped.heading.contains(':');
        if beside {
            continue;
        }
        if whole {
            let said = words(&mapped.heading).all(|word| said_by_severity(word, document));
            assert!(said, "{}:{}: {}", file.name, mapped.line, mapped.heading);
            add(&mut bag, &mapped.heading);
        } else if is_time && !duration {
            // One moment of the document must say all of it.
            let said_by =
                |at: &Moment| words(&mapped.heading).all(|word| told_by(word, *at, &document.zone));
            assert!(
                moments.iter().any(said_by),
                "{}:{}: {}",
                file.name,
                mapped.line,
                mapped.heading
            );
            add(&mut bag, &mapped.heading);
        } else if mapped.field == "timeline" {
            // A header such as "Date (2021)", or a day on a line of its own: each word is a label or
            // said by the moments of the rows.
            let said = |word: &str| moments.iter().any(|at| told_by(word, *at, &document.zone));
            let fits = |word: &&str| labels.contains(word.to_lowercase().as_str()) || said(word);
            words(&mapped.heading)
                .filter(fits)
                .for_each(|word| add(&mut bag, word));
        } else if mapped.field == "zone" {
            // "All times in CET." and no other word: the document's zone says it.
            let said = words(&mapped.heading).collect::<Vec<_>>();
            assert!(
                said.len() <= 5 && said.starts_with(&["All", "times"]),
                "{}: {said:?}",
                file.name
            );
            let fits = |word: &&str| ZONE_WORDS.contains(word);
            said.into_iter()
                .filter(fits)
                .for_each(|word| add(&mut bag, word));
        } else if same_title {
            add(&mut bag, &mapped.heading);
        } else {
            let label = |word: &&str| labels.contains(word.to_lowercase().as_str());
            words(&mapped.heading)
                .filter(label)
                .for_each(|word| add(&mut bag, word));
        }
    }
    bag
}

fn lost(file: &File, reading: &Reading) -> Vec<(String, i64)> {
    let mut lost = words_in(file.text());
    for bag in [words_out(&reading.document), accounted(file, reading)] {
        for (word, count) in bag {
            if let Some(left) = lost.get_mut(&word) {
                *left -= count;
            }
        }
    }
    lost.into_iter().filter(|(_, count)| *count > 0).collect()
}

#[test]
fn no_word_is_lost() {
    let (mut all, mut failures) = (0, Vec::new());
    for file in files() {
        let reading = reading(&file);
        all += words(file.text()).count();
        let lost = lost(&file, &reading);
        if !lost.is_empty() {
            failures.push(format!("{}: {lost:?}", file.name));
        }
    }
    println!("{all} words");
    assert!(
        failures.is_empty(),
        "{} of 129 files lose words:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

#[test]
fn a_lost_word_would_be_seen() {
    let file = files().swap_remove(40);
    let mut reading = reading(&file);
    reading.document.timeline[1].text.clear();
    assert!(!lost(&file, &reading).is_empty());
}

fn written(text: &str) -> (File, Reading) {
    let file = File {
        name: "x.md".into(),
        bytes: text.into(),
    };
    let reading = reading(&file);
    (file, reading)
}

#[test]
fn a_severity_line_is_kept_or_is_the_severity() {
    for line in [
        "Severity: SEV1",
        "**Severity**: Sev-2",
        "- Severity: 4",
        "Severity: P1",
        "- **Severity:** Critical",
        "| Severity | SEV2 |",
        "Severity: SEV1 for an hour",
    ] {
        let (file, reading) = written(&format!(
            "# A on 2021-06-22\n\n{line}\n\nRevenue impact: €38,000 (lost)\nServices: a, b\n\n## Impact\n\nUsers affected: 12\n"
        ));
        assert_eq!(lost(&file, &reading), [], "{line}");
    }
    let (file, mut reading) = written("# A on 2021-06-22\n\nSeverity: SEV1\n");
    assert_eq!(lost(&file, &reading), []);
    reading
        .report
        .mapped
        .retain(|mapped| mapped.field != "severity");
    assert!(!lost(&file, &reading).is_empty());
}
