//! What holds for any text.

use std::sync::LazyLock;

use afterword_language::{Additions, Checker, Finding, Pack, Severity};
use proptest::prelude::*;

static CHECKER: LazyLock<Checker> = LazyLock::new(every_rule);

fn every_rule() -> Checker {
    let mut additions = Additions::default();
    let pack = Pack::english();
    for rule in pack
        .rules
        .iter()
        .filter(|rule| rule.severity == Severity::Off)
    {
        additions.severities.insert(rule.id.clone(), Severity::Note);
    }
    Checker::new(&pack, &additions).expect("the pack can be used")
}

/// What patterns are made of, and what stands between in real and in hostile texts.
const WORDS: &str = "the engineer on-call forgot to failed who that and but should have not didn't check by mistake \
    Alice they team of because human error why did you operator accidentally deleted was caused without testing be \
    more careful No “ ” \" ' ’ ‘ ( ) , . ? ; : - — @ @bob `x` ** _ [a](b) > # - 1. --- ``` <br> &amp; \
    https://a.example/b?c é e\u{301} 🙂 👩\u{200d}🚒 שלום المهندس \u{202e} 工程师 \u{0} \u{feff}";
const BREAKS: [&str; 5] = ["\n", "\n\n", "| a | b |\n|---|---|\n| ", "```\n", " "];

fn pieces() -> impl Strategy<Value = String> {
    let words: Vec<&str> = WORDS.split(' ').filter(|word| !word.is_empty()).collect();
    let piece = prop_oneof![
        8 => prop::sample::select(words).prop_map(str::to_owned),
        1 => prop::sample::select(&BREAKS[..]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    prop::collection::vec(piece, 0..60)
        .prop_flat_map(|pieces| prop_oneof![Just(pieces.join(" ")), Just(pieces.concat())])
}

/// Where a finding stands, and of which rule.
fn places(findings: &[Finding<'_>], shift: usize) -> Vec<(String, usize, usize)> {
    let place = |finding: &Finding<'_>| {
        let range = &finding.range;
        (
            finding.rule.id.clone(),
            range.start + shift,
            range.end + shift,
        )
    };
    findings.iter().map(place).collect()
}

fn hold(text: &str, findings: &[Finding<'_>]) {
    for finding in findings {
        let found = &text[finding.range.clone()];
        assert!(!found.is_empty());
        assert!(finding.sentence.start <= finding.range.start);
        assert!(finding.range.end <= finding.sentence.end);
        let units = |text: &str| text.encode_utf16().count();
        let before = units(&text[..finding.range.start]);
        assert_eq!(finding.utf16, before..before + units(found));
    }
    assert!(findings.is_sorted_by_key(|finding| finding.range.start));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn any_text_is_read_and_ranges_lie_on_characters(text in pieces()) {
        hold(&text, &CHECKER.check(&text));
        hold(&text, &CHECKER.check_markdown(&text));
    }

    #[test]
    fn what_stands_before_changes_nothing(text in pieces()) {
        let before = "The queue drained at noon; 🙂 nothing was lost.\n\n";
        let shifted = CHECKER.check(&format!("{before}{text}"));
        prop_assert_eq!(
            places(&shifted.iter().filter(|found| found.range.start >= before.len()).cloned().collect::<Vec<_>>(), 0),
            places(&CHECKER.check(&text), before.len())
        );
    }

    #[test]
    fn a_sentence_is_found_wherever_it_stands(before in "[a-z ]{0,40}", after in "[a-z ]{0,40}") {
        let blame = "The engineer forgot to drain the node.";
        let text = format!("{before}\n\n{blame}\n\n{after}");
        let found = CHECKER.check_markdown(&text);
        let start = text.find("engineer forgot").expect("it is there");
        prop_assert!(found.iter().any(|found| found.rule.id == "person-as-cause" && found.range.start == start));
    }
}

#[test]
fn ten_megabytes_on_one_line_are_read_in_parts() {
    let line = "queue drained and ".repeat(10 * 1024 * 1024 / 18) + ". The engineer forgot it.";
    let found = CHECKER.check_markdown(&line);
    assert_eq!(found.len(), 1);
    assert_eq!(&line[found[0].range.clone()], "engineer forgot");
}

#[test]
fn marks_and_words_that_never_end_are_read() {
    let hostile = [
        "\"",
        "and forgot ",
        "who ",
        "( ",
        "@",
        "“",
        "they forgot ",
        "[",
        "**a",
        "> ",
        ", ",
        "of the ",
        "the engineer forgot it and ",
    ];
    for text in hostile {
        let text = text.repeat(100_000 / text.len());
        hold(&text, &CHECKER.check(&text));
        CHECKER.check_markdown(&text);
    }
}

#[test]
fn what_is_not_prose_is_passed_over() {
    let document = "---\ncause: human error\n---\n\n```\nThe engineer forgot it.\n```\n\n> The engineer forgot it.\n\n\
        See [human error](https://example.com/human-error) and `human error`.\n\n\
        | Owner | What |\n|---|---|\n| human error | Bound the retries |\n\n<!-- human error -->\n";
    assert_eq!(CHECKER.check_markdown(document), []);
}

#[test]
fn a_link_is_part_of_its_sentence() {
    let text = "[The engineer](https://example.com/who) forgot to **run** it.";
    let found = CHECKER.check_markdown(text);
    assert_eq!(
        &text[found[0].range.clone()],
        "engineer](https://example.com/who) forgot"
    );
}

#[test]
fn one_cause_is_a_finding_where_several_are_listed() {
    let cause =
        "# Root cause\n\nThe root cause was the lock.\n\n# Contributing factors\n\n- the lock\n";
    assert_eq!(CHECKER.check_markdown(cause), []);
    let several = format!("{cause}- the retries\n\n# Actions\n\n- one\n");
    let found = CHECKER.check_markdown(&several);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].rule.id, "single-cause");
}

#[test]
fn a_workspace_adds_names_roles_phrases_and_severities() {
    let additions = Additions::parse(
        "names = ['Wren Okafor', 'wokafor']\nroles = ['release captain']\nallowed = ['human error budget']\n\
         [severities]\ncounterfactual = 'off'\n",
    )
    .expect("they can be read");
    let checker = Checker::new(&Pack::english(), &additions).expect("they can be used");
    let found = |text: &str| -> Vec<String> {
        checker
            .check(text)
            .iter()
            .map(|found| found.rule.id.clone())
            .collect()
    };
    assert_eq!(found("Wren missed the alert."), ["named-person"]);
    assert_eq!(found("wokafor missed the alert."), ["named-person"]);
    assert_eq!(found("The wren missed the alert."), [""; 0]);
    assert_eq!(
        found("The release captain forgot the tag."),
        ["person-as-cause"]
    );
    assert_eq!(found("Our human error budget is a joke of ours."), [""; 0]);
    assert_eq!(found("The engineer should have asked."), [""; 0]);
}

#[test]
fn what_cannot_be_used_is_refused_with_its_reason() {
    let refused = |additions: &str| {
        let additions = Additions::parse(additions).map_err(|error| error.to_string())?;
        Checker::new(&Pack::english(), &additions)
            .map(|_| ())
            .map_err(|error| error.to_string())
    };
    assert_eq!(
        refused("[severities]\nnone-such = 'off'"),
        Err("there is no rule “none-such”".into())
    );
    assert!(refused("name = ['x']").is_err_and(|error| error.contains("unknown field")));
    let pack = Pack::parse("language = 'xx'")
        .map(|_| ())
        .map_err(|error| error.to_string());
    assert!(pack.is_err_and(|error| error.contains("missing field")));
}

#[test]
fn words_are_counted_that_are_read() {
    let checker =
        Checker::new(&Pack::english(), &Additions::default()).expect("the pack can be used");
    let text = "# Ledger\n\nThe engineer forgot to bound the retries.\n\n## Actions\n\n- Be more careful\n";
    assert_eq!(checker.count_words(text), 12);
    assert_eq!(
        checker.count_words("```\nforgot it\n```\n\n> forgot it\n"),
        0
    );
}
