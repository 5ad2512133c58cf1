//! Post-mortems as files: which ones a path names, and what a folder of them says.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use afterword_document::{FILE_MAX, ReadError, ReadOptions, read as document};
use afterword_domain::workspace::Workspace;
use afterword_domain::{Incident, Moment};
use afterword_server::features::documents::importing::{File, ImportOptions, read_all};
use anyhow::Context as _;

use crate::output::WrongUse;

const DOCUMENT_MAX: u64 = FILE_MAX as u64;

/// Reads the files that paths name.
///
/// A file below a folder is named by its path within it, so that importing the folder again finds
/// the same names wherever it lies. With several paths the folder's own name goes before, and so it
/// does for files of one name, or different documents would pass for one.
pub(crate) fn files(paths: &[PathBuf]) -> anyhow::Result<Vec<File>> {
    let several = paths.len() > 1;
    let mut files = Vec::new();
    for path in paths {
        let kind =
            fs::metadata(path).map_err(|error| WrongUse(format!("{}: {error}", path.display())))?;
        if kind.is_dir() {
            let own = if several {
                own_name(path)
            } else {
                PathBuf::new()
            };
            let mut below = Vec::new();
            collect(path, &mut below)?;
            below.sort();
            for file in below {
                let within = file.strip_prefix(path).unwrap_or(&file);
                let found = read(&file, &own.join(within), DOCUMENT_MAX)?;
                files.extend(Some(found).filter(|found| is_a_document(&file, found)));
            }
        } else {
            let name = path.file_name().map_or(path.as_os_str(), |name| name);
            let twin = |other: &PathBuf| other != path && other.file_name() == Some(name);
            let folder = path.parent().filter(|_| paths.iter().any(twin));
            let own = folder.map_or(PathBuf::new(), own_name);
            files.push(read(path, &own.join(name), DOCUMENT_MAX)?);
        }
    }
    if files.is_empty() {
        return Err(WrongUse("there is no post-mortem in what was named".into()).into());
    }
    Ok(files)
}

/// The largest file of another program's export.
const EXPORT_MAX: u64 = 64 * 1024 * 1024;

/// Reads what another program exported: the JSON files that paths name, or that lie below a folder,
/// by their path within it.
pub(crate) fn exported_files(paths: &[PathBuf]) -> anyhow::Result<Vec<File>> {
    let mut files = Vec::new();
    for path in paths {
        let kind =
            fs::metadata(path).map_err(|error| WrongUse(format!("{}: {error}", path.display())))?;
        if !kind.is_dir() {
            let name = path.file_name().map_or(path.as_os_str(), |name| name);
            files.push(read(path, Path::new(name), EXPORT_MAX)?);
            continue;
        }
        let mut below = Vec::new();
        collect(path, &mut below)?;
        below.sort();
        for file in below {
            let is_json = file
                .extension()
                .is_some_and(|extension| extension == "json");
            if is_json {
                let within = file.strip_prefix(path).unwrap_or(&file);
                files.push(read(&file, within, EXPORT_MAX)?);
            }
        }
    }
    if files.is_empty() {
        return Err(WrongUse("there is no JSON file in what was named".into()).into());
    }
    Ok(files)
}

/// The last part of a folder's path, also when it is named `.` or by a link.
fn own_name(folder: &Path) -> PathBuf {
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let known = folder.file_name().map(PathBuf::from);
    known
        .or_else(|| Some(fs::canonicalize(folder).ok()?.file_name()?.into()))
        .unwrap_or_default()
}

/// The files below a folder that may be documents, hidden ones aside; in no order.
pub(crate) fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> anyhow::Result<()> {
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
        } else if kind.is_file() && may_be_a_document(&path) {
            found.push(path);
        }
    }
    Ok(())
}

fn may_be_a_document(path: &Path) -> bool {
    let extension = path
        .extension()
        .map(|extension| extension.to_string_lossy().to_lowercase());
    let known = ["md", "markdown", "mdown", "txt", "json"];
    extension.is_none_or(|extension| known.contains(&extension.as_str()))
}

/// A file without an extension may be anything; it is taken when it is written as Markdown is.
fn is_a_document(path: &Path, file: &File) -> bool {
    if path.extension().is_some() {
        return true;
    }
    let text = String::from_utf8_lossy(&file.bytes);
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().find(|line| !line.trim().is_empty());
    let begins = first.is_some_and(|line| {
        let words = line.trim_start_matches('#');
        let heading = words.len() < line.len() && (words.is_empty() || words.starts_with(' '));
        heading || line.starts_with("---")
    });
    begins || text.lines().any(|line| line.starts_with("## "))
}

/// Reads one byte more than a file may have, which is enough to refuse it.
fn read(path: &Path, name: &Path, largest: u64) -> anyhow::Result<File> {
    let file = fs::File::open(path).with_context(|| path.display().to_string())?;
    let mut bytes = Vec::new();
    file.take(largest + 1)
        .read_to_end(&mut bytes)
        .with_context(|| path.display().to_string())?;
    Ok(File {
        name: name.to_string_lossy().replace('\\', "/"),
        bytes,
    })
}

/// The incidents of a folder, with the workspace that they name.
pub(crate) fn incidents(
    folder: &Path,
    zone: Option<String>,
    now: Moment,
) -> anyhow::Result<(Workspace, Vec<Incident>)> {
    let (workspace, incidents) = told(folder, zone, now)?;
    let incidents = incidents.into_iter().map(|(_, incident)| incident);
    Ok((workspace, incidents.collect()))
}

/// The incidents of a folder or a file, each with the file that tells it.
pub(crate) fn told(
    path: &Path,
    zone: Option<String>,
    now: Moment,
) -> anyhow::Result<(Workspace, Vec<(File, Incident)>)> {
    let mut files = files(&[path.to_owned()])?;
    // JSON that is no export of ours is something else that lies in the folder.
    files.retain(|file| {
        let json = file.name.to_ascii_lowercase().ends_with(".json");
        let reading = json.then(|| document(&file.name, &file.bytes, &ReadOptions::default()));
        !matches!(reading, Some(Err(ReadError::NotOurJson { .. })))
    });
    read_together(files, zone, now)
}

/// Those of a folder that can be read, and how many others there are.
pub(crate) fn readable(
    folder: &Path,
    zone: &str,
    now: Moment,
) -> anyhow::Result<(Vec<(File, Incident)>, usize)> {
    let options = ReadOptions {
        zone: Some(zone.to_owned()),
        ..ReadOptions::default()
    };
    let (readable, others): (Vec<_>, Vec<_>) = files(&[folder.to_owned()])?
        .into_iter()
        .partition(|file| document(&file.name, &file.bytes, &options).is_ok());
    let (_, told) = read_together(readable, options.zone, now)?;
    Ok((told, others.len()))
}

fn read_together(
    files: Vec<File>,
    zone: Option<String>,
    now: Moment,
) -> anyhow::Result<(Workspace, Vec<(File, Incident)>)> {
    let options = ImportOptions {
        zone,
        dry_run: true,
    };
    let read = read_all(&files, &options, now);
    let (workspace, incidents) = read.map_err(|error| WrongUse(error.to_string()))?;
    Ok((workspace, files.into_iter().zip(incidents).collect()))
}
