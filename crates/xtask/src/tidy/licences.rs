//! What the build is made of: licences, refused crates and sources, as `deny.toml` has them.
//!
//! The same rules that `cargo deny` reads, for machines that do not have it.

use anyhow::{Context, Result};
use serde_json::Value;
use toml::Table;

use super::Finding;
use super::tree::Tree;
use crate::command;

mod expression;

const RULES: &str = "deny.toml";
const ARGUMENTS: [&str; 5] = [
    "metadata",
    "--format-version=1",
    "--all-features",
    "--filter-platform",
    TARGET,
];
const TARGET: &str = "x86_64-unknown-linux-gnu";

pub(super) fn check(tree: &Tree) -> Result<Vec<Finding>> {
    let rules: Table = tree
        .file(RULES)
        .context("deny.toml is missing")?
        .text
        .parse()?;
    let allowed = strings(rules.get("licenses").and_then(|table| table.get("allow")));
    let refused = rules.get("bans").and_then(|table| table.get("deny"));
    let refused: Vec<&str> = refused
        .and_then(toml::Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.get("name")?.as_str())
        .collect();

    let metadata: Value =
        serde_json::from_str(&command::output(tree.root(), "cargo", &ARGUMENTS)?)?;
    let built = nodes(&metadata);
    let packages = metadata["packages"]
        .as_array()
        .context("cargo metadata names no packages")?;
    Ok(packages
        .iter()
        .filter(|package| built.contains(&text(package, "id")))
        .filter(|package| !package["source"].is_null())
        .flat_map(|package| judge(package, &allowed, &refused))
        .map(|problem| Finding::new("Cargo.lock", problem))
        .collect())
}

fn judge(package: &Value, allowed: &[&str], refused: &[&str]) -> Vec<String> {
    let name = text(package, "name");
    let mut problems = Vec::new();
    if refused.contains(&name) {
        problems.push(format!("{name} is refused by {RULES}"));
    }
    if !text(package, "source").starts_with("registry+") {
        problems.push(format!(
            "{name} comes from {}, not a registry",
            text(package, "source")
        ));
    }
    let licence = text(package, "license");
    if !expression::is_met(licence, allowed) {
        problems.push(format!(
            "{name} is under `{licence}`, which {RULES} does not allow"
        ));
    }
    problems
}

/// The packages that this platform builds; `packages` has those of every platform.
fn nodes(metadata: &Value) -> Vec<&str> {
    let nodes = metadata["resolve"]["nodes"].as_array();
    nodes
        .into_iter()
        .flatten()
        .map(|node| text(node, "id"))
        .collect()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap_or_default()
}

fn strings(value: Option<&toml::Value>) -> Vec<&str> {
    value
        .and_then(toml::Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(toml::Value::as_str)
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_refused_crate_from_elsewhere_under_another_licence_is_three_problems() {
        let package =
            json!({ "name": "openssl", "source": "git+https://host/x", "license": "GPL-3.0" });
        assert_eq!(judge(&package, &["MIT"], &["openssl"]).len(), 3);
    }
}
