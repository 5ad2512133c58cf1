//! Which crate may know which: the allowed directions, read from each crate's manifest.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use toml::Table;

use super::Finding;
use super::tree::Tree;

const PREFIX: &str = "afterword-";

/// What each crate may name under `[dependencies]`. The six above the domain do not know
/// each other; the server joins them.
const ALLOWED: [(&str, &[&str]); 11] = [
    ("domain", &[]),
    ("document", &["domain"]),
    ("language", &["domain"]),
    ("learning", &["domain"]),
    ("store", &["domain"]),
    ("collab", &["domain"]),
    ("integrations", &["domain"]),
    (
        "server",
        &[
            "domain",
            "document",
            "language",
            "learning",
            "store",
            "collab",
            "integrations",
        ],
    ),
    (
        "afterword",
        &[
            "domain",
            "document",
            "language",
            "learning",
            "store",
            "collab",
            "integrations",
            "server",
        ],
    ),
    ("testbed", &[]),
    ("xtask", &["testbed"]),
];

/// Named under `[dev-dependencies]` only.
const DEV_ONLY: [&str; 1] = ["testbed"];

pub(super) fn check(tree: &Tree) -> Result<Vec<Finding>> {
    let allowed: BTreeMap<&str, &[&str]> = ALLOWED.into_iter().collect();
    let mut findings = Vec::new();
    for file in tree.files() {
        let Some(name) = crate_of(&file.path) else {
            continue;
        };
        let manifest: Table = file.text.parse().with_context(|| file.path.clone())?;
        let Some(may_know) = allowed.get(name) else {
            findings.push(Finding::new(
                &file.path,
                "has no place among the allowed imports",
            ));
            continue;
        };
        for known in ours(&manifest, "dependencies").filter(|known| !may_know.contains(known)) {
            findings.push(Finding::new(
                &file.path,
                format!("{name} must not know {known}"),
            ));
        }
        for known in ours(&manifest, "dev-dependencies") {
            if known != name && !may_know.contains(&known) && !DEV_ONLY.contains(&known) {
                let problem = format!("{name} must not know {known}, in its tests either");
                findings.push(Finding::new(&file.path, problem));
            }
        }
        let lints = manifest
            .get("lints")
            .and_then(|lints| lints.get("workspace"));
        if lints.and_then(toml::Value::as_bool) != Some(true) {
            findings.push(Finding::new(
                &file.path,
                "does not take the workspace's lints",
            ));
        }
    }
    Ok(findings)
}

/// `store` of `crates/store/Cargo.toml`.
fn crate_of(path: &str) -> Option<&str> {
    path.strip_prefix("crates/")?
        .strip_suffix("/Cargo.toml")
        .filter(|name| !name.contains('/'))
}

fn ours<'a>(manifest: &'a Table, section: &str) -> impl Iterator<Item = &'a str> {
    manifest
        .get(section)
        .and_then(toml::Value::as_table)
        .into_iter()
        .flat_map(Table::keys)
        .filter_map(|name| name.strip_prefix(PREFIX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(name: &str, manifest: &str) -> Vec<String> {
        let path = format!("crates/{name}/Cargo.toml");
        let text = format!("{manifest}\n[lints]\nworkspace = true\n");
        let findings = check(&Tree::of(&[(&path, &text)])).unwrap();
        findings
            .into_iter()
            .map(|finding| finding.problem)
            .collect()
    }

    #[test]
    fn the_six_know_the_domain_and_not_each_other() {
        assert!(problems("store", "[dependencies]\nafterword-domain.workspace = true").is_empty());
        assert_eq!(
            problems("store", "[dependencies]\nafterword-collab.workspace = true"),
            ["store must not know collab"]
        );
    }

    #[test]
    fn the_testbed_is_for_tests() {
        let manifest = "dependencies]\nafterword-testbed.workspace = true";
        assert!(problems("store", &format!("[dev-{manifest}")).is_empty());
        assert_eq!(
            problems("store", &format!("[{manifest}")),
            ["store must not know testbed"]
        );
    }

    #[test]
    fn lints_are_taken_from_the_workspace() {
        let findings = check(&Tree::of(&[("crates/domain/Cargo.toml", "")])).unwrap();
        assert_eq!(findings.len(), 1);
    }
}
