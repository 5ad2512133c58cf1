//! Reading files into incidents without any store: the workspace is made of what they name.

use afterword_document::{ReadError, ReadOptions, adopt, new_names, read};
use afterword_domain::incident::open::{IncidentError, admit};
use afterword_domain::service::ServiceError;
use afterword_domain::workspace::Workspace;
use afterword_domain::{Incident, IncidentRef, Moment};

use super::naming::Names;
use super::{File, ImportOptions};

/// Reads all of them.
///
/// # Errors
/// The first file that cannot be read, with its name.
pub fn read_all(
    files: &[File],
    options: &ImportOptions,
    now: Moment,
) -> Result<(Workspace, Vec<Incident>), FileError> {
    let mut names = Names::default();
    let mut documents = Vec::with_capacity(files.len());
    for file in files {
        let read_options = ReadOptions {
            zone: options.zone.clone(),
            ..ReadOptions::default()
        };
        let name = || file.name.clone();
        let reading =
            read(&file.name, &file.bytes, &read_options).map_err(|error| FileError::Read {
                file: name(),
                error,
            })?;
        names
            .add(&new_names(&reading.document, &names.workspace))
            .map_err(|error| FileError::Name {
                file: name(),
                error,
            })?;
        documents.push(reading.document);
    }
    let workspace = names.workspace;
    let mut incidents = Vec::with_capacity(documents.len());
    for ((number, document), file) in (1..).zip(documents).zip(files) {
        let own = document.reference;
        let mut incident =
            admit(adopt(document, &workspace, now), &workspace).map_err(|error| {
                FileError::Admit {
                    file: file.name.clone(),
                    error,
                }
            })?;
        incident.reference = own.unwrap_or(IncidentRef(number));
        incidents.push(incident);
    }
    Ok((workspace, incidents))
}

/// A file stands in the way of reading a folder.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("{file}: {error}")]
    Read { file: String, error: ReadError },
    #[error("{file}: {error}")]
    Name { file: String, error: ServiceError },
    #[error("{file}: {error}")]
    Admit { file: String, error: IncidentError },
}
