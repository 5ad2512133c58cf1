//! Every Rust module opens with `//!`: what it owns, and what it refuses to know.

use super::Finding;
use super::tree::{File, Tree};

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    tree.files()
        .iter()
        .filter(|file| is_module(file) && !file.text.starts_with("//!"))
        .map(|file| Finding::new(&file.path, "does not open with `//!`"))
        .collect()
}

/// A file under some crate's `src`, tests aside.
fn is_module(file: &File) -> bool {
    let mut parts = file.path.split('/');
    parts.next() == Some("crates")
        && parts.nth(1) == Some("src")
        && file.has_extension(&["rs"])
        && !file.path.ends_with("/tests.rs")
        && !file.path.contains("/tests/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_must_open_and_tests_need_not() {
        let tree = Tree::of(&[
            ("crates/a/src/lib.rs", "//! Owns a."),
            ("crates/a/src/b.rs", "use std::fmt;"),
            ("crates/a/src/b/tests.rs", "use super::*;"),
            ("crates/a/build.rs", "fn main() {}"),
        ]);
        assert_eq!(
            check(&tree),
            [Finding::new(
                "crates/a/src/b.rs",
                "does not open with `//!`"
            )]
        );
    }
}
