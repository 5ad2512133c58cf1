//! Every path that a document names in backticks or links to is there.

use super::Finding;
use super::tree::{File, Tree};

const DOCUMENTS: [&str; 5] = [
    "ARCHITECTURE.md",
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CHANGELOG.md",
];
const ROOMS: [&str; 8] = [
    ".cargo", ".ci", "benches", "crates", "docs", "e2e", "scripts", "web",
];
/// Made by a build, and so named in documents without being in the repository.
const MADE: [&str; 4] = [
    "web/build",
    "web/node_modules",
    "e2e/node_modules",
    "e2e/test-results",
];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    tree.files()
        .iter()
        .filter(|file| is_document(file))
        .flat_map(|file| {
            let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            prose(&file.text)
                .flat_map(|line| missing(tree, folder, line))
                .map(|path| Finding::new(&file.path, format!("names `{path}`, which is not there")))
                .collect::<Vec<_>>()
        })
        .collect()
}

fn is_document(file: &File) -> bool {
    let page = file.path.starts_with("docs/") && file.has_extension(&["md"]);
    page || DOCUMENTS.contains(&file.path.as_str())
}

/// The lines outside fenced blocks, whose commands and trees are no claims about paths.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut fenced = false;
    text.lines().filter(move |line| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    })
}

fn missing(tree: &Tree, folder: &str, line: &str) -> Vec<String> {
    let quoted = line
        .split('`')
        .skip(1)
        .step_by(2)
        .filter_map(|span| claimed(tree, span));
    let linked = line
        .split("](")
        .skip(1)
        .filter_map(|rest| link(folder, rest.split(')').next()?));
    quoted
        .chain(linked)
        .filter(|path| !tree.has(path) && !is_made(path))
        .collect()
}

fn is_made(path: &str) -> bool {
    MADE.iter()
        .any(|made| path == *made || path.starts_with(&format!("{made}/")))
}

/// The path from the root that a backticked span claims, as far as it names one thing.
fn claimed(tree: &Tree, span: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-/+[]()".contains(c);
    let open = |c: char| "<>*{},…$".contains(c);
    if !span.contains('/') || !span.chars().all(|c| plain(c) || open(c)) {
        return None;
    }
    // `features/<noun>/read.rs` claims `features` only.
    let known: Vec<&str> = span
        .trim_end_matches('/')
        .split('/')
        .take_while(|part| !part.contains(open))
        .collect();
    let room = *known.first()?;
    let path = known.join("/");
    if ROOMS.contains(&room) {
        Some(path)
    } else if tree.has(&format!("crates/{room}")) {
        Some(format!("crates/{path}"))
    } else {
        None
    }
}

/// The path from the root that a relative link leads to.
fn link(folder: &str, target: &str) -> Option<String> {
    let target = target.split(['#', ' ']).next()?;
    if target.is_empty() || target.contains(':') || target.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.trim_end_matches('/').split('/') {
        match part {
            "." => {}
            // A link out of the repository cannot be checked in it.
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(document: &str) -> Vec<String> {
        let tree = Tree::of(&[
            ("docs/page.md", document),
            ("crates/domain/src/lib.rs", ""),
            ("web/src/app.css", ""),
        ]);
        check(&tree)
            .into_iter()
            .map(|finding| finding.problem)
            .collect()
    }

    #[test]
    fn what_is_there_passes() {
        let none: [String; 0] = [];
        assert_eq!(
            found("`crates/domain/src/lib.rs`, `domain/src/`, `web/src/<noun>/x`"),
            none
        );
        assert_eq!(
            found("[styles](../web/src/app.css#top) `and/or` `GET /api/v1` `web/build/`"),
            none
        );
        assert_eq!(found("```\nweb/gone `web/gone`\n```"), none);
    }

    #[test]
    fn what_is_not_there_is_found() {
        assert_eq!(found("see `domain/src/gone.rs`").len(), 1);
        assert_eq!(found("see `benches/run.sh` and [that](gone.md)").len(), 2);
    }
}
