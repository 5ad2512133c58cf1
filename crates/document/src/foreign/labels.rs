//! The names that templates give the seven milestones.
//!
//! A name counts where it is the whole of what is said, or the whole of what comes before a mark:
//! "Fix deployed", "**Resolved**: traffic is back". Inside a sentence it does not: "fix deployed in
//! the sandbox" is no moment of the incident, and neither is "not resolved". The one exception is a
//! row that ends in "(resolved)": writers put it there to say that with this step it was over.

use afterword_domain::incident::Milestone;

use crate::text::lines::Line;

/// Names that the rows of a timeline and key events have in common, in small letters.
const LABELS: [(&str, Milestone); 34] = [
    ("impact started", Milestone::ImpactStarted),
    ("impact starts", Milestone::ImpactStarted),
    ("impact begins", Milestone::ImpactStarted),
    ("start of impact", Milestone::ImpactStarted),
    ("first alert fired", Milestone::Detected),
    ("detected", Milestone::Detected),
    ("issue detected", Milestone::Detected),
    ("first detected", Milestone::Detected),
    ("first report", Milestone::Detected),
    ("on-call acknowledged", Milestone::Acknowledged),
    ("acknowledged", Milestone::Acknowledged),
    ("root cause identified", Milestone::Identified),
    ("cause identified", Milestone::Identified),
    ("identified", Milestone::Identified),
    ("root cause found", Milestone::Identified),
    ("cause found", Milestone::Identified),
    ("fix deployed", Milestone::Mitigated),
    ("fix applied", Milestone::Mitigated),
    ("mitigated", Milestone::Mitigated),
    ("fixed", Milestone::Mitigated),
    ("service recovered", Milestone::Recovered),
    ("recovered", Milestone::Recovered),
    ("resolved", Milestone::Recovered),
    ("issue resolved", Milestone::Recovered),
    ("incident resolved", Milestone::Recovered),
    ("service restored", Milestone::Recovered),
    ("everything back to normal", Milestone::Recovered),
    ("everything is back to normal", Milestone::Recovered),
    ("all-clear declared", Milestone::AllClear),
    ("all clear declared", Milestone::AllClear),
    ("all-clear", Milestone::AllClear),
    ("all clear", Milestone::AllClear),
    ("all-clear given", Milestone::AllClear),
    ("all clear given", Milestone::AllClear),
];

/// Names that only a list of key events gives: in a timeline they may speak of anything.
const KEY_EVENTS: [(&str, Milestone); 11] = [
    ("fault occurs", Milestone::ImpactStarted),
    ("fault occurred", Milestone::ImpactStarted),
    ("incident started", Milestone::ImpactStarted),
    ("started", Milestone::ImpactStarted),
    ("fault detected", Milestone::Detected),
    ("team aware", Milestone::Detected),
    ("incident declared", Milestone::Acknowledged),
    ("declared", Milestone::Acknowledged),
    ("repaired", Milestone::Mitigated),
    ("repaired declared", Milestone::Mitigated),
    ("restored", Milestone::Recovered),
];

/// The milestone that a key event's label names.
pub(crate) fn of_key_event(label: &str) -> Option<Milestone> {
    let name = label
        .trim_matches(|c: char| c.is_whitespace() || "*_:-–".contains(c))
        .to_lowercase();
    let mut known = LABELS.iter().chain(&KEY_EVENTS);
    known
        .find(|(label, _)| *label == name)
        .map(|(_, milestone)| *milestone)
}

/// The milestone that a row's text is, or begins with.
pub(crate) fn of_row(text: &str) -> Option<Milestone> {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || "*_✅".contains(c));
    let fits = |(label, _): &&(&str, Milestone)| {
        text.get(..label.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(label) && ends(&text[label.len()..]))
    };
    LABELS.iter().find(fits).map(|(_, milestone)| *milestone)
}

/// Whether a label ends where `rest` begins: at the end of its paragraph, or at a mark.
fn ends(rest: &str) -> bool {
    let rest = rest.trim_start_matches(['*', '_']);
    let apart = rest.trim_start_matches([' ', '\t']);
    let Some(mark) = apart.chars().next() else {
        return true;
    };
    match mark {
        // A line that only wraps goes on with the sentence.
        '\n' => {
            let next = Line {
                number: 0,
                text: apart[1..].split('\n').next().unwrap_or(""),
                fenced: false,
            };
            next.is_blank() || next.bullet().is_some()
        }
        // In "fixed-size" the hyphen joins.
        '-' => apart.len() < rest.len() || !apart[1..].starts_with(char::is_alphanumeric),
        '.' => !apart[1..].starts_with(char::is_alphanumeric),
        mark => ":;,!()–—".contains(mark),
    }
}

/// Whether a row ends in "(resolved)" or "(recovered)".
pub(crate) fn ends_recovered(text: &str) -> bool {
    let text = text.trim_end_matches(|c: char| c.is_whitespace() || ".!*_".contains(c));
    let word = text
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once('('));
    word.is_some_and(|(before, word)| {
        !before.trim().is_empty()
            && ["resolved", "recovered"]
                .iter()
                .any(|known| word.trim().eq_ignore_ascii_case(known))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_all_of_the_row_or_ends_at_a_mark() {
        for text in [
            "First alert fired",
            "**First alert fired**",
            "First alert fired: 5xx above 2 %",
            "First alert fired (Prometheus)",
            "**First alert fired** – checkout",
            "first alert fired - checkout",
            "First alert fired.\nMore.",
            "First alert fired\n\nNotes: x",
        ] {
            assert_eq!(of_row(text), Some(Milestone::Detected), "{text}");
        }
        for text in [
            "Detected by a customer",
            "Fixed-size pools were tried",
            "Fix deployed in the sandbox",
            "Fix deployed\nin the sandbox",
            "Not resolved",
            "The first alert fired",
            "Resolved?",
            "Identified.by",
            "",
        ] {
            assert_eq!(of_row(text), None, "{text}");
        }
    }

    #[test]
    fn each_label_is_found_and_told_once() {
        for (at, (label, milestone)) in LABELS.iter().enumerate() {
            assert_eq!(of_row(label), Some(*milestone));
            assert_eq!(of_row(&label.to_uppercase()), Some(*milestone));
            let more = LABELS[at + 1..].iter().chain(&KEY_EVENTS);
            assert!(!more.clone().any(|(other, _)| other == label), "{label}");
        }
    }

    #[test]
    fn the_last_word_in_brackets() {
        assert!(ends_recovered("Reattached by the pipeline (resolved)."));
        assert!(!ends_recovered("Reattached (not resolved)"));
        assert!(!ends_recovered("(resolved) but not for long"));
    }
}
