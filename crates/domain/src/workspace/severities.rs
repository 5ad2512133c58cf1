//! What the four severities are called here, and what each means. Their identity and their order
//! are everybody's: a document says `sev1` whatever it is called in the workspace that wrote it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Refusal;
use crate::incident::Severity;
use crate::text::{self, TextError};

/// Longest label, in characters: it stands in a narrow column.
const LABEL_MAX: usize = 20;
/// Longest meaning, in characters.
const MEANING_MAX: usize = 200;

/// One severity in the words of this workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeverityTerm {
    pub severity: Severity,
    pub label: String,
    /// When an incident is one; may be empty.
    pub meaning: String,
}

/// The words of a workspace that has not found its own.
#[must_use]
pub fn usual() -> Vec<SeverityTerm> {
    let term = |severity: Severity, meaning: &str| SeverityTerm {
        severity,
        label: format!("SEV{}", severity.number()),
        meaning: meaning.into(),
    };
    vec![
        term(
            Severity::Sev1,
            "A main function is down for most users, or data or money was lost.",
        ),
        term(
            Severity::Sev2,
            "A main function is down for some users, or badly degraded for most.",
        ),
        term(
            Severity::Sev3,
            "Something is degraded; most users can work around it.",
        ),
        term(
            Severity::Sev4,
            "Hardly anybody noticed; it is written down for what it teaches.",
        ),
    ]
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SeveritiesError {
    #[error("severities names each of sev1, sev2, sev3 and sev4 once")]
    NotAllFour,
    #[error("two severities are called “{0}”")]
    SameLabel(String),
    #[error(transparent)]
    Text(#[from] TextError),
}

impl Refusal for SeveritiesError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotAllFour => "not_all_severities",
            Self::SameLabel(_) => "label_twice",
            Self::Text(error) => error.code(),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::NotAllFour | Self::SameLabel(_) => Some("severities".into()),
            Self::Text(error) => error.field(),
        }
    }
}

/// Checks the words and puts the worst first.
///
/// # Errors
/// [`SeveritiesError`] when one of the four is missing or there twice, when two have one label,
/// or when a text is too long.
pub fn checked(mut terms: Vec<SeverityTerm>) -> Result<Vec<SeverityTerm>, SeveritiesError> {
    terms.sort_by_key(|term| term.severity);
    if !terms.iter().map(|term| term.severity).eq(Severity::ALL) {
        return Err(SeveritiesError::NotAllFour);
    }
    for at in 0..terms.len() {
        let (before, rest) = terms.split_at_mut(at);
        let term = &mut rest[0];
        term.label = text::line("severities.label", &term.label, LABEL_MAX)?;
        term.meaning = text::maybe_line("severities.meaning", &term.meaning, MEANING_MAX)?;
        let label = term.label.to_lowercase();
        if before
            .iter()
            .any(|other| other.label.to_lowercase() == label)
        {
            return Err(SeveritiesError::SameLabel(term.label.clone()));
        }
    }
    Ok(terms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_words_are_fit() {
        assert_eq!(checked(usual()), Ok(usual()));
    }

    #[test]
    fn all_four_stay_and_the_worst_is_first() {
        let mut turned = usual();
        turned.reverse();
        assert_eq!(checked(turned), Ok(usual()));
        let three = usual()[..3].to_vec();
        assert_eq!(checked(three).unwrap_err().code(), "not_all_severities");
        let mut twice = usual();
        twice[3].severity = Severity::Sev3;
        assert_eq!(checked(twice).unwrap_err().code(), "not_all_severities");
    }

    #[test]
    fn labels_are_short_and_tell_them_apart() {
        let with_label = |at: usize, label: &str| {
            let mut terms = usual();
            terms[at].label = label.into();
            checked(terms)
        };
        assert_eq!(with_label(0, " Critical ").unwrap()[0].label, "Critical");
        let long = with_label(1, &"x".repeat(LABEL_MAX + 1)).unwrap_err();
        assert_eq!(long.field().as_deref(), Some("severities.label"));
        assert_eq!(with_label(2, "  ").unwrap_err().code(), "empty");
        assert_eq!(with_label(2, "sev1").unwrap_err().code(), "label_twice");
        let mut silent = usual();
        silent[0].meaning = "  ".into();
        assert_eq!(checked(silent).unwrap()[0].meaning, "");
        let mut long = usual();
        long[0].meaning = "x".repeat(MEANING_MAX + 1);
        assert_eq!(checked(long).unwrap_err().code(), "too_long");
    }
}
