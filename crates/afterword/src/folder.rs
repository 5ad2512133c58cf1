//! Post-mortems as files: which ones a path names, and what a folder of them says.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use afterword_document::FILE_MAX;
use afterword_domain::workspace::Workspace;
use afterword_domain::{Incident, Moment};
use afterword_server::features::documents::importing::{File, ImportOptions, read_all};
use anyhow::Context as _;

use crate::output::WrongUse;

/// Reads the files that paths name. A file below a folder is named by its path within it, so that
/// importing the folder again finds the same names wherever it lies.
pub(crate) fn files(paths: &[PathBuf]) -> anyhow::Result<Vec<File>> {
    let mut files = Vec::new();
    for path in paths {
        let kind =
            fs::metadata(path).map_err(|error| WrongUse(format!("{}: {error}", path.display())))?;
        if kind.is_dir() {
            let mut below = Vec::new();
            collect(path, &mut below)?;
            below.sort();
            for file in below {
                let name = file.strip_prefix(path).unwrap_or(&file);
                files.push(read(&file, &name.to_string_lossy())?);
            }
        } else {
            let name = path.file_name().map_or(path.as_os_str(), |name| name);
            files.push(read(path, &name.to_string_lossy())?);
        }
    }
    if files.is_empty() {
        return Err(WrongUse("there is no Markdown file in what was named".into()).into());
    }
    Ok(files)
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    for entry in entries {
        let entry = entry?;
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        let kind = entry.file_type()?;
        if kind.is_dir() {
            collect(&path, found)?;
        } else if kind.is_file() && looks_like_a_document(&path) {
            found.push(path);
        }
    }
    Ok(())
}

fn looks_like_a_document(path: &Path) -> bool {
    let extension = path
        .extension()
        .map(|extension| extension.to_string_lossy().to_lowercase());
    extension
        .is_none_or(|extension| matches!(extension.as_str(), "md" | "markdown" | "mdown" | "txt"))
}

/// Reads one byte more than a document may have, which is enough to refuse it.
fn read(path: &Path, name: &str) -> anyhow::Result<File> {
    let file = fs::File::open(path).with_context(|| path.display().to_string())?;
    let mut bytes = Vec::new();
    let most = FILE_MAX as u64 + 1;
    file.take(most)
        .read_to_end(&mut bytes)
        .with_context(|| path.display().to_string())?;
    Ok(File {
        name: name.replace('\\', "/"),
        bytes,
    })
}

/// The incidents of a folder, with the workspace that they name.
pub(crate) fn incidents(
    folder: &Path,
    zone: Option<String>,
    now: Moment,
) -> anyhow::Result<(Workspace, Vec<Incident>)> {
    let files = files(&[folder.to_owned()])?;
    let options = ImportOptions {
        zone,
        dry_run: true,
    };
    read_all(&files, &options, now).map_err(|error| WrongUse(error.to_string()).into())
}
