//! What a person said is no pattern: incidents that share words by chance, and are not offered
//! together again.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::text::{self, NAME_MAX, TextError};
use crate::{IncidentRef, NoPatternId, Refusal};

/// Incidents that share words and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NoPattern {
    pub id: NoPatternId,
    /// Each once, in the order of their numbers.
    pub incidents: Vec<IncidentRef>,
    /// The words by which they were offered.
    pub words: Vec<String>,
}

/// What is said to be no pattern.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoPatternForm {
    /// Two to fifty.
    pub incidents: Vec<IncidentRef>,
    /// At most twelve.
    #[serde(default)]
    pub words: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoPatternError {
    #[error(transparent)]
    Text(#[from] TextError),
    #[error("incidents names {0} of them; it takes 2 to {MOST_INCIDENTS}")]
    Incidents(usize),
    #[error("words has {0}; {MOST_WORDS} are taken")]
    Words(usize),
    #[error("there is no {0}")]
    NoSuchIncident(IncidentRef),
}

pub const MOST_INCIDENTS: usize = 50;
pub const MOST_WORDS: usize = 12;

impl Refusal for NoPatternError {
    fn code(&self) -> &'static str {
        match self {
            Self::Text(error) => error.code(),
            Self::Incidents(_) => "wrong_number",
            Self::Words(_) => "too_long",
            Self::NoSuchIncident(_) => "no_such_incident",
        }
    }

    fn field(&self) -> Option<String> {
        let field = match self {
            Self::Text(_) | Self::Words(_) => "words",
            Self::Incidents(_) | Self::NoSuchIncident(_) => "incidents",
        };
        Some(field.into())
    }
}

impl NoPatternForm {
    /// What is kept of it. Whether there are such incidents is asked elsewhere.
    ///
    /// # Errors
    /// [`NoPatternError`] when there are too few or too many of either.
    pub fn into_entry(self, id: NoPatternId) -> Result<NoPattern, NoPatternError> {
        let mut incidents = self.incidents;
        incidents.sort_unstable();
        incidents.dedup();
        if !(2..=MOST_INCIDENTS).contains(&incidents.len()) {
            return Err(NoPatternError::Incidents(incidents.len()));
        }
        if self.words.len() > MOST_WORDS {
            return Err(NoPatternError::Words(self.words.len()));
        }
        let words = self.words.iter();
        let words = words.map(|word| text::line("words", word, NAME_MAX));
        Ok(NoPattern {
            id,
            incidents,
            words: words.collect::<Result<_, _>>()?,
        })
    }
}

impl NoPattern {
    /// Whether it was said of both.
    #[must_use]
    pub fn names_both(&self, one: IncidentRef, other: IncidentRef) -> bool {
        self.incidents.binary_search(&one).is_ok() && self.incidents.binary_search(&other).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(incidents: &[u32], words: usize) -> Result<NoPattern, NoPatternError> {
        let form = NoPatternForm {
            incidents: incidents.iter().copied().map(IncidentRef).collect(),
            words: vec![" certificate ".into(); words],
        };
        form.into_entry(NoPatternId(1))
    }

    #[test]
    fn it_is_said_of_each_once() {
        let kept = entry(&[5, 3, 5, 9], 1).unwrap();
        assert_eq!(kept.incidents, [3, 5, 9].map(IncidentRef));
        assert_eq!(kept.words, ["certificate"]);
        assert!(kept.names_both(IncidentRef(9), IncidentRef(3)));
        assert!(!kept.names_both(IncidentRef(9), IncidentRef(4)));
    }

    #[test]
    fn too_few_and_too_many_are_refused_by_their_field() {
        let refused = |error: NoPatternError| (error.code(), error.field().unwrap());
        let many: Vec<_> = (1..=51).collect();
        for incidents in [&[][..], &[7, 7][..], &many[..]] {
            let error = entry(incidents, 0).unwrap_err();
            assert_eq!(refused(error), ("wrong_number", "incidents".into()));
        }
        let error = entry(&[1, 2], 13).unwrap_err();
        assert_eq!(refused(error), ("too_long", "words".into()));
    }
}
