//! The prompts that come with the program, read by the checker that comes with it too.

use std::collections::BTreeSet;

use afterword_language::{Additions, Checker, Pack, Prompts, PromptsError, Severity};

/// Longest question and longest note, as a workspace may write them.
const ASK_MAX: usize = 160;
const NOTE_MAX: usize = 240;

/// With every rule on, also those that are off as they come.
fn strict_checker() -> Checker {
    let pack = Pack::english();
    let mut additions = Additions::default();
    for rule in &pack.rules {
        additions
            .severities
            .insert(rule.id.clone(), Severity::Warning);
    }
    Checker::new(&pack, &additions).expect("the pack can be used")
}

#[test]
fn the_check_for_blame_finds_nothing_in_any_prompt() {
    let checker = strict_checker();
    let prompts = Prompts::english();
    let found: Vec<String> = prompts
        .places()
        .flat_map(|(key, prompts)| prompts.iter().map(move |prompt| (key, prompt)))
        .flat_map(|(key, prompt)| [(key, &prompt.ask), (key, &prompt.note)])
        .flat_map(|(key, text)| {
            let found = checker.check(text).into_iter();
            found.map(move |finding| format!("{key}: {} in “{text}”", finding.rule.id))
        })
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_place_has_a_few_short_questions_that_ask_for_no_reason() {
    let prompts = Prompts::english();
    for (key, prompts) in prompts.places() {
        assert!(
            (2..=6).contains(&prompts.len()),
            "{key} has {}",
            prompts.len()
        );
        let asked: BTreeSet<_> = prompts.iter().map(|prompt| &prompt.ask).collect();
        assert_eq!(asked.len(), prompts.len(), "{key} asks one thing twice");
        for prompt in prompts {
            let ask = prompt.ask.as_str();
            assert!(ask.ends_with('?'), "{key}: {ask}");
            assert!(ask.chars().count() <= ASK_MAX, "{key}: {ask}");
            assert!(prompt.note.chars().count() <= NOTE_MAX, "{key}: {ask}");
            let words = ask.to_lowercase();
            for never in [
                "why",
                "should",
                "could have",
                "would have",
                "if only",
                "fault",
            ] {
                assert!(!words.contains(never), "{key}: {ask}");
            }
        }
    }
}

#[test]
fn a_file_that_is_wrong_is_refused_with_what_is_wrong() {
    let file = |rest: &str| format!("language = \"en\"\n{rest}");
    let refused = |text: &str| Prompts::parse(text).unwrap_err();
    let blank = "[[steps.why]]\nask = \" \"\n[questions]\n";
    assert!(matches!(refused(&file(blank)), PromptsError::Blank(key) if key == "why"));
    let none = "[steps]\nwhy = []\n[questions]\n";
    assert!(matches!(refused(&file(none)), PromptsError::None(key) if key == "why"));
    for odd in [
        "",
        "[steps]\n",
        "[[steps.why]]\nask = \"What?\"\nhint = \"x\"\n[questions]\n",
        "[[steps.why]]\nnote = \"x\"\n[questions]\n",
    ] {
        assert!(
            matches!(refused(&file(odd)), PromptsError::Toml(_)),
            "{odd}"
        );
    }
}
