//! Hygiene that a program can check. Each rule has a file; a rule returns its findings.

use std::fmt;
use std::path::Path;

use anyhow::{Result, bail};

mod changelog;
mod hosts;
mod imports;
mod licences;
mod names;
mod openings;
mod paths;
mod proofs;
mod sizes;
mod tree;

use tree::Tree;

/// What is wrong, and in which file.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    path: String,
    problem: String,
}

impl Finding {
    fn new(path: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            problem: problem.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.problem)
    }
}

pub(crate) fn run(root: &Path) -> Result<()> {
    let tree = Tree::read(root)?;
    let mut findings = Vec::new();
    findings.extend(sizes::check(&tree));
    findings.extend(names::check(&tree));
    findings.extend(openings::check(&tree));
    findings.extend(hosts::check(&tree));
    findings.extend(paths::check(&tree));
    findings.extend(changelog::check(&tree));
    findings.extend(proofs::check(&tree));
    findings.extend(imports::check(&tree)?);
    findings.extend(licences::check(&tree)?);
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => println!("tidy: {} files, nothing to say.", tree.files().len()),
        1 => bail!("tidy: 1 finding"),
        many => bail!("tidy: {many} findings"),
    }
    Ok(())
}
