//! A test that the documentation names as a proof is there: `path/of/file.rs: name_of_the_test`.

use std::path::Path;

use super::Finding;
use super::tree::Tree;

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let documents = tree
        .files()
        .iter()
        .filter(|file| file.has_extension(&["md"]));
    let named = documents.flat_map(|document| {
        let quoted = document.text.split('`').skip(1).step_by(2);
        quoted.filter_map(|quoted| Some((&document.path, proof(quoted)?)))
    });
    named
        .filter_map(|(document, (path, name))| {
            let problem = match tree.file(path) {
                None => format!("names a test in {path}, which is not there"),
                Some(file) if file.text.contains(&format!("fn {name}(")) => return None,
                Some(_) => format!("names the test {name}, which {path} does not have"),
            };
            Some(Finding::new(document, problem))
        })
        .collect()
}

/// The file and the name, where it is one.
fn proof(quoted: &str) -> Option<(&str, &str)> {
    let (path, name) = quoted.split_once(": ")?;
    let is_name = !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let is_code = Path::new(path).extension().is_some_and(|kind| kind == "rs");
    (is_code && is_name).then_some((path, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_that_is_not_there_is_found() {
        let code = (
            "crates/a/src/b.rs",
            "//! B.\n    async fn it_holds(db: TestDb) {}\n",
        );
        let problems = |text: &str| check(&Tree::of(&[("docs/c.md", text), code])).len();
        assert_eq!(problems("`crates/a/src/b.rs: it_holds`"), 0);
        assert_eq!(
            problems("`crates/a/src/b.rs: it_breaks`, `crates/a/src/b.rs`"),
            1
        );
        assert_eq!(problems("`crates/a/src/d.rs: it_holds`"), 1);
        assert_eq!(problems("`listen: text` and `x.rs: Not a name`"), 0);
    }
}
