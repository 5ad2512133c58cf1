//! The examples of the rule pack.

use afterword_language::{Additions, Checker, Pack, Severity};

fn checker(pack: &Pack) -> Checker {
    let mut additions = Additions::default();
    for rule in &pack.rules {
        if rule.severity == Severity::Off {
            additions.severities.insert(rule.id.clone(), Severity::Note);
        }
    }
    Checker::new(pack, &additions).expect("the pack can be used")
}

#[test]
fn every_example_reads_as_its_rule_says() {
    let pack = Pack::english();
    let checker = checker(&pack);
    let mut wrong = Vec::new();
    for rule in &pack.rules {
        let found = |text: &str| -> Vec<String> {
            checker
                .check(text)
                .iter()
                .map(|finding| finding.rule.id.clone())
                .collect()
        };
        for text in &rule.examples.flagged {
            if !found(text).contains(&rule.id) {
                wrong.push(format!(
                    "{} does not flag: {text} {:?}",
                    rule.id,
                    found(text)
                ));
            }
        }
        for text in &rule.examples.fine {
            let found: Vec<String> = found(text)
                .into_iter()
                .filter(|id| id != "collective-lapse" || *id == rule.id)
                .collect();
            if !found.is_empty() {
                wrong.push(format!("{} is fine, found {found:?}: {text}", rule.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
