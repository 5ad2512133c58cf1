//! A module is named for what it owns: names that fit anything are refused.

use super::Finding;
use super::tree::Tree;

const EXTENSIONS: [&str; 4] = ["rs", "ts", "mjs", "svelte"];
const REFUSED: [&str; 8] = [
    "utils", "util", "helpers", "helper", "misc", "common", "manager", "managers",
];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    tree.files()
        .iter()
        .filter(|file| file.has_extension(&EXTENSIONS))
        .filter_map(|file| {
            let word = refused(&file.path)?;
            Some(Finding::new(
                &file.path,
                format!("`{word}` says nothing of what is inside"),
            ))
        })
        .collect()
}

/// The first refused word among a path's folders and the file's own name.
fn refused(path: &str) -> Option<&str> {
    let mut before = "";
    for part in path.split('/') {
        let stem = part.split('.').next().unwrap_or(part).to_ascii_lowercase();
        let word = REFUSED.into_iter().find(|word| *word == stem);
        // A test program's own equipment may stand under one word.
        let equipment = word == Some("util") && before == "it";
        if word.is_some() && !equipment {
            return word;
        }
        before = part;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_names_are_found_wherever_they_stand() {
        assert_eq!(refused("crates/server/src/utils.rs"), Some("utils"));
        assert_eq!(refused("web/src/lib/helpers/dates.ts"), Some("helpers"));
        assert_eq!(refused("crates/server/src/features/service/read.rs"), None);
        assert_eq!(refused("crates/server/tests/it/util/app.rs"), None);
    }
}
