//! What evidence may be: a link, a sampled metric, a file of this workspace. A link without a label
//! is called by what its address tells.

use super::edit::{EventError, find};
use super::evidence_link::recognise;
use super::{Evidence, EvidenceKind, Incident};
use crate::file::{self, StoredFile};
use crate::text::{self, NAME_MAX, TITLE_MAX};
use crate::{Change, Edit, EventId};

/// Evidence must link to something that a page may link to.
pub(super) fn checked_evidence(mut evidence: Vec<Evidence>) -> Result<Vec<Evidence>, EventError> {
    for item in &mut evidence {
        let of_ours =
            item.kind == EvidenceKind::File && item.url.as_deref().is_some_and(file::is_address);
        if let Some(url) = item.url.as_deref()
            && !of_ours
            && !text::is_web_address(url)
        {
            return Err(EventError::EvidenceUrl(url.chars().take(80).collect()));
        }
        label(item);
        text::line("evidence.label", &item.label, TITLE_MAX)?;
        if let Some(unit) = &item.unit {
            text::line("evidence.unit", unit, NAME_MAX)?;
        }
    }
    Ok(evidence)
}

/// A kind that the address does not tell stays what it was said to be.
fn label(item: &mut Evidence) {
    if !item.label.trim().is_empty() {
        return;
    }
    if let Some(told) = item.url.as_deref().and_then(recognise) {
        item.label = told.label;
        item.kind = told.kind.unwrap_or(item.kind);
    }
}

/// Adds a file to the evidence of an entry; nothing when the entry has it already.
///
/// # Errors
/// [`EventError::NoEvent`].
pub fn attach(
    incident: &Incident,
    event: EventId,
    file: &StoredFile,
) -> Result<Vec<Change>, EventError> {
    let from = find(incident, event)?;
    let mut to = from.clone();
    let address = file.id.address();
    if to
        .evidence
        .iter()
        .all(|piece| piece.url.as_ref() != Some(&address))
    {
        to.evidence.push(Evidence {
            kind: EvidenceKind::File,
            label: file.name.clone(),
            url: Some(address),
            series: Vec::new(),
            unit: None,
            threshold: None,
        });
    }
    let change = Edit::between(from, to).map(Change::TimelineEvent);
    Ok(change.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::apply_all;
    use crate::file::{FileId, FileKind};
    use crate::incident::edit::{EventForm, add_event};
    use crate::incident::open::sample;
    use crate::{IncidentRef, Refusal};

    fn piece(kind: EvidenceKind, label: &str, url: &str) -> Evidence {
        Evidence {
            kind,
            label: label.into(),
            url: Some(url.into()),
            series: Vec::new(),
            unit: None,
            threshold: None,
        }
    }

    #[test]
    fn a_link_without_a_label_is_called_by_its_address() {
        let checked = |kind, label, url| {
            let checked = checked_evidence(vec![piece(kind, label, url)]).unwrap();
            (checked[0].kind, checked[0].label.clone())
        };
        let merge = "https://git.example.org/core/ledger/-/merge_requests/4821";
        let wiki = "https://wiki.example.org/a/runbook";
        let log = EvidenceKind::Log;
        assert_eq!(
            checked(log, " ", merge),
            (EvidenceKind::MergeRequest, "ledger!4821".into())
        );
        assert_eq!(checked(log, "the fix", merge), (log, "the fix".into()));
        assert_eq!(
            checked(log, "", wiki),
            (log, "wiki.example.org/…/runbook".into())
        );
        let nothing = Evidence {
            url: None,
            ..piece(log, "", "")
        };
        assert_eq!(checked_evidence(vec![nothing]).unwrap_err().code(), "empty");
    }

    #[test]
    fn only_a_file_may_be_one_of_ours() {
        let ours = FileId(7).address();
        assert!(checked_evidence(vec![piece(EvidenceKind::File, "a.png", &ours)]).is_ok());
        for (kind, url) in [
            (EvidenceKind::Log, ours.as_str()),
            (EvidenceKind::File, "/api/v1/session"),
        ] {
            let error = checked_evidence(vec![piece(kind, "x", url)]).unwrap_err();
            assert_eq!(error.code(), "not_a_url", "{url}");
        }
    }

    #[test]
    fn a_file_is_attached_once() {
        let mut incident = sample();
        let now = incident.created_at;
        let form = EventForm {
            occurred_at: now,
            precision: crate::time::Precision::Minute,
            kind: crate::incident::EventKind::Alert,
            milestone: None,
            text: "the pool is full".into(),
            evidence: Vec::new(),
            pinned: false,
        };
        let changes = add_event(&incident, form, "test", now).unwrap();
        apply_all(&mut incident, &changes);
        let event = incident.timeline[0].id;
        let file = StoredFile {
            id: FileId(7),
            hash: [0; 32],
            name: "pool.png".into(),
            kind: FileKind::Png,
            bytes: 3,
            incident: IncidentRef(1),
            created_at: now,
        };
        let changes = attach(&incident, event, &file).unwrap();
        apply_all(&mut incident, &changes);
        assert_eq!(incident.timeline[0].evidence[0].label, "pool.png");
        assert_eq!(attach(&incident, event, &file).unwrap(), []);
        let error = attach(&incident, EventId(99), &file).unwrap_err();
        assert_eq!(error.code(), "no_such_event");
    }
}
