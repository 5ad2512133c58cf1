//! Which Markdown files paths name, and what a folder has beside them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::folder;
use crate::output::WrongUse;

/// As it was named, and its bytes.
pub(crate) type File = (String, Vec<u8>);

pub(crate) struct Named {
    /// In the order of the names; a folder's files in theirs.
    pub(crate) files: Vec<File>,
    /// Files of the folders that may be documents, but have no Markdown ending.
    left_out: usize,
}

impl Named {
    /// In one line, how many files were left out, if any were.
    pub(crate) fn left_out(&self) -> Option<String> {
        match self.left_out {
            0 => None,
            1 => Some("1 file without a Markdown ending was left out".to_owned()),
            several => Some(format!(
                "{several} files without a Markdown ending were left out"
            )),
        }
    }
}

/// Reads the files that are named, and the Markdown files of folders.
pub(crate) fn named(paths: &[PathBuf]) -> anyhow::Result<Named> {
    let mut named = Named {
        files: Vec::new(),
        left_out: 0,
    };
    for path in paths {
        let wrong = |error| WrongUse(format!("{}: {error}", path.display()));
        let is_folder = fs::metadata(path).map_err(wrong)?.is_dir();
        let mut below = Vec::new();
        if is_folder {
            folder::collect(path, &mut below)?;
            let all = below.len();
            below.retain(|file| is_markdown(file));
            named.left_out += all - below.len();
            below.sort();
        } else {
            below.push(path.clone());
        }
        for file in below {
            let bytes = fs::read(&file).with_context(|| file.display().to_string())?;
            named.files.push((shown(&file), bytes));
        }
    }
    if named.files.is_empty() {
        return Err(WrongUse("there is no Markdown file in what was named".into()).into());
    }
    Ok(named)
}

fn is_markdown(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| {
        ["md", "markdown", "mdown"].contains(&extension.to_ascii_lowercase().as_str())
    })
}

fn shown(path: &Path) -> String {
    let path: PathBuf = path.components().collect();
    path.to_string_lossy().into_owned()
}
