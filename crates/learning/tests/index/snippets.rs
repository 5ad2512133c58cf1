//! What is shown of what was found.

use afterword_learning::index::parts::Part;
use afterword_learning::index::snippet::{Snippet, best, marks};
use proptest::prelude::*;

use super::samples::asked;

/// The marked words of a text.
fn marked(text: &str, query: &str) -> Vec<String> {
    let spans = marks(text, &asked(query)).into_iter();
    spans
        .map(|span| {
            text.chars()
                .skip(span.start)
                .take(span.end - span.start)
                .collect()
        })
        .collect()
}

fn shown(snippet: &Snippet) -> Vec<String> {
    let spans = snippet.marks.iter();
    let word = |start, end| snippet.text.chars().skip(start).take(end - start).collect();
    spans.map(|span| word(span.start, span.end)).collect()
}

#[test]
fn words_are_marked_as_they_stand() {
    let text = "Der Pool — naïve — exhausted the POOL.";
    assert_eq!(marked(text, "pool naive"), ["Pool", "naïve", "POOL"]);
    assert_eq!(marked(text, "exh"), ["exhausted"]);
    assert_eq!(marked(text, "\"the pool\""), ["the", "POOL"]);
    assert_eq!(marked(text, "exhuasted"), ["exhausted"]);
    assert_eq!(marked(text, "-pool"), [""; 0]);
    assert_eq!(marked(text, "sev:1"), [""; 0]);
}

#[test]
fn the_piece_with_most_of_the_words_is_shown() {
    let filler = "and then nothing happened for a while ".repeat(12);
    let long =
        format!("The pool is here. {filler}Here the pool was exhausted by retries. {filler}");
    let texts = [
        (Part::Summary, "A pool, nothing else."),
        (Part::RootCause, long.as_str()),
        (Part::Timeline, "pool, exhausted, retries"),
    ];
    let snippet = best(texts, &asked("exhausted pool retries")).unwrap();
    assert_eq!(snippet.part, Part::RootCause);
    assert_eq!(shown(&snippet), ["pool", "exhausted", "retries"]);
    assert!(snippet.text.starts_with('…') && snippet.text.ends_with('…'));
    assert!(snippet.text.chars().count() <= 170, "{}", snippet.text);
    assert_eq!(best(texts, &asked("weather")), None);
}

#[test]
fn nothing_is_cut_from_what_is_short() {
    let snippet = best([(Part::Lessons, "Bound\nthe pool.")], &asked("pool")).unwrap();
    assert_eq!(snippet.text, "Bound the pool.");
    assert_eq!(shown(&snippet), ["pool"]);
}

proptest! {
    #[test]
    fn marks_lie_in_the_text_in_order_and_apart(
        text in "([a-zé漢<>&]{1,9}[ \n.]{1,3}){0,80}",
        query in "[a-zé]{2,6}( [a-zé]{2,6})?",
    ) {
        let asked = asked(&query);
        let mut seen = 0;
        for span in marks(&text, &asked) {
            prop_assert!(seen <= span.start && span.start < span.end);
            seen = span.end;
        }
        prop_assert!(seen <= text.chars().count());
        let found = best([(Part::Summary, text.as_str())], &asked);
        prop_assert_eq!(found.is_some(), seen > 0);
        if let Some(snippet) = found {
            let length = snippet.text.chars().count();
            prop_assert!(!snippet.marks.is_empty());
            prop_assert!(snippet.marks.iter().all(|span| span.start < span.end && span.end <= length));
            prop_assert!(snippet.text.chars().all(|c| c != '\n'));
        }
    }
}
