//! The files that git knows or would add: what the rules look at.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::command;

/// A text file: its path from the root, with forward slashes, and what it holds.
pub(super) struct File {
    pub(super) path: String,
    pub(super) text: String,
}

impl File {
    pub(super) fn has_extension(&self, extensions: &[&str]) -> bool {
        self.path
            .rsplit_once('.')
            .is_some_and(|(_, last)| extensions.contains(&last))
    }
}

pub(super) struct Tree {
    root: PathBuf,
    files: Vec<File>,
    /// Every file and every folder above one.
    places: BTreeSet<String>,
}

impl Tree {
    pub(super) fn read(root: &Path) -> Result<Self> {
        let listed = command::output(
            root,
            "git",
            &[
                "ls-files",
                "-z",
                "--cached",
                "--others",
                "--exclude-standard",
            ],
        )?;
        let files = listed
            .split('\0')
            .filter(|path| !path.is_empty())
            // Pictures and fonts are no text; a file that was just deleted is not there.
            .filter_map(|path| {
                let text = fs::read_to_string(root.join(path)).ok()?;
                Some(File {
                    path: path.to_owned(),
                    text,
                })
            })
            .collect();
        let mut places = BTreeSet::new();
        for path in listed.split('\0').filter(|path| root.join(path).exists()) {
            for place in Path::new(path).ancestors().filter_map(Path::to_str) {
                places.insert(place.to_owned());
            }
        }
        Ok(Self {
            root: root.to_path_buf(),
            files,
            places,
        })
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    pub(super) fn files(&self) -> &[File] {
        &self.files
    }

    pub(super) fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Whether a path from the root is a file or a folder of the repository.
    pub(super) fn has(&self, path: &str) -> bool {
        self.places.contains(path)
    }

    #[cfg(test)]
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let places = files
            .iter()
            .flat_map(|(path, _)| Path::new(path).ancestors().filter_map(Path::to_str))
            .map(str::to_owned)
            .collect();
        let files = files
            .iter()
            .map(|&(path, text)| File {
                path: path.to_owned(),
                text: text.to_owned(),
            })
            .collect();
        Self {
            root: PathBuf::new(),
            files,
            places,
        }
    }
}
