//! The shape of the change log: newest first, dated, in the six known sections.

use super::Finding;
use super::tree::Tree;

const PATH: &str = "CHANGELOG.md";
const SECTIONS: [&str; 6] = [
    "Added",
    "Changed",
    "Deprecated",
    "Removed",
    "Fixed",
    "Security",
];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let Some(file) = tree.file(PATH) else {
        return vec![Finding::new(PATH, "is missing")];
    };
    let mut problems = Vec::new();
    if file.text.lines().next() != Some("# Changelog") {
        problems.push("does not open with `# Changelog`".to_owned());
    }
    let mut newer: Option<Version> = None;
    for (number, heading) in headings(&file.text, "## ").enumerate() {
        if number == 0 && heading == "Unreleased" {
            continue;
        }
        match release(heading) {
            None => problems.push(format!("`## {heading}` is not `## 1.2.3 - 2026-01-31`")),
            Some(version) => {
                if newer.is_some_and(|newer| newer <= version) {
                    problems.push(format!("`## {heading}` stands below an older release"));
                }
                newer = Some(version);
            }
        }
    }
    for heading in headings(&file.text, "### ").filter(|heading| !SECTIONS.contains(heading)) {
        problems.push(format!(
            "`### {heading}` is none of {}",
            SECTIONS.join(", ")
        ));
    }
    problems
        .into_iter()
        .map(|problem| Finding::new(PATH, problem))
        .collect()
}

type Version = [u32; 3];

fn headings<'a>(text: &'a str, mark: &'a str) -> impl Iterator<Item = &'a str> {
    text.lines().filter_map(move |line| line.strip_prefix(mark))
}

/// The version of `1.2.3 - 2026-01-31`.
fn release(heading: &str) -> Option<Version> {
    let (version, date) = heading.split_once(" - ")?;
    let dated = date.len() == 10
        && date.char_indices().all(|(at, character)| match at {
            4 | 7 => character == '-',
            _ => character.is_ascii_digit(),
        });
    let numbers: Vec<u32> = version
        .split('.')
        .map_while(|part| part.parse().ok())
        .collect();
    numbers.try_into().ok().filter(|_| dated)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(text: &str) -> usize {
        check(&Tree::of(&[(PATH, text)])).len()
    }

    #[test]
    fn a_well_formed_log_passes() {
        assert_eq!(
            findings(
                "# Changelog\n\n## Unreleased\n\n### Added\n\n## 0.2.0 - 2026-02-01\n\n\
                 ### Fixed\n\n## 0.1.0 - 2026-01-01\n"
            ),
            0
        );
    }

    #[test]
    fn each_departure_is_found() {
        assert_eq!(findings("Changes\n"), 1);
        assert_eq!(findings("# Changelog\n## 0.1.0\n"), 1);
        assert_eq!(
            findings("# Changelog\n## 0.1.0 - 2026-01-01\n## 0.2.0 - 2026-01-01\n"),
            1
        );
        assert_eq!(findings("# Changelog\n## Unreleased\n### Miscellany\n"), 1);
        assert_eq!(check(&Tree::of(&[])).len(), 1);
    }
}
