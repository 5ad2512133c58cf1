//! What became of the files of an import.

use afterword_document::Report;
use afterword_domain::{IncidentRef, Refusal};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::relating::NameTaken;

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ImportOutcome {
    /// A new incident.
    Created,
    /// The document had changed, and the incident with it.
    Updated,
    /// The document is the one that was imported before.
    Unchanged,
    /// The document has changed, but so has the incident since: it was left as it is.
    EditedHere,
    /// It could not be read or kept; nothing of it was taken.
    Failed,
}

/// The account of one file.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct FileOutcome {
    pub source: String,
    pub outcome: ImportOutcome,
    pub incident: Option<IncidentRef>,
    /// What was mapped, what was kept as prose, and what could not be read.
    pub report: Option<Report>,
    /// How many of its phrases read as blame; absent where it was not read.
    pub phrases: Option<usize>,
    /// Why it failed.
    pub error: Option<String>,
    pub code: Option<String>,
}

impl FileOutcome {
    pub(super) fn of(source: &str) -> Self {
        Self {
            source: source.to_owned(),
            outcome: ImportOutcome::Created,
            incident: None,
            report: None,
            phrases: None,
            error: None,
            code: None,
        }
    }

    pub(super) fn fail(&mut self, error: &dyn Refusal) {
        self.refuse(error.code(), error.to_string());
    }

    pub(super) fn refuse(&mut self, code: &str, error: String) {
        self.outcome = ImportOutcome::Failed;
        self.incident = None;
        self.report = None;
        self.phrases = None;
        self.error = Some(error);
        self.code = Some(code.into());
    }

    /// The account of a later file of the same name.
    pub(super) fn again(&self, same_bytes: bool) -> Self {
        let mut again = self.clone();
        again.report = None;
        again.phrases = None;
        if !same_bytes {
            again.fail(&NameTaken::InThisImport(self.source.clone()));
        } else if again.outcome != ImportOutcome::Failed {
            again.outcome = ImportOutcome::Unchanged;
        }
        again
    }
}

/// The account of an import.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct ImportReport {
    pub created: usize,
    pub updated: usize,
    pub unchanged: usize,
    pub edited_here: usize,
    pub failed: usize,
    /// In the order in which the files were given.
    pub files: Vec<FileOutcome>,
}

impl ImportReport {
    pub(super) fn add(&mut self, file: FileOutcome) {
        *match file.outcome {
            ImportOutcome::Created => &mut self.created,
            ImportOutcome::Updated => &mut self.updated,
            ImportOutcome::Unchanged => &mut self.unchanged,
            ImportOutcome::EditedHere => &mut self.edited_here,
            ImportOutcome::Failed => &mut self.failed,
        } += 1;
        self.files.push(file);
    }
}
