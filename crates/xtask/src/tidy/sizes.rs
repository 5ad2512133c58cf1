//! No source file over 500 lines, generated ones aside.

use super::Finding;
use super::tree::Tree;

const LIMIT: usize = 500;
const EXTENSIONS: [&str; 5] = ["rs", "ts", "mjs", "svelte", "css"];
const GENERATED: [&str; 1] = ["web/src/lib/api/schema.d.ts"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    tree.files()
        .iter()
        .filter(|file| file.has_extension(&EXTENSIONS))
        .filter(|file| !GENERATED.contains(&file.path.as_str()))
        .filter_map(|file| {
            let lines = file.text.lines().count();
            (lines > LIMIT).then(|| {
                let problem =
                    format!("{lines} lines, {LIMIT} at most: find the second thing's name");
                Finding::new(&file.path, problem)
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_file_is_found_and_a_generated_one_is_not() {
        let long = "line\n".repeat(LIMIT + 1);
        let tree = Tree::of(&[("crates/a/src/lib.rs", &long), (GENERATED[0], &long)]);
        assert_eq!(check(&tree).len(), 1);
    }
}
