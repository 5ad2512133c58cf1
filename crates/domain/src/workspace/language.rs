//! What a workspace adds to the check of language: further names and words for people, phrases that
//! are fine here, and how much each rule matters. Which rules there are, the pack knows.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Refusal;
use crate::text::{self, TextError};

/// Most names, roles or phrases, each.
pub const ADDITIONS_MAX: usize = 500;
/// Longest of them, in characters.
const ADDITION_MAX: usize = 100;
/// Most rules that may be set otherwise; a pack has far fewer.
const RULES_MAX: usize = 100;

/// How much a workspace wants to hear of a rule. Nothing of it blocks anything.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum LanguageSeverity {
    /// The rule is not applied.
    Off,
    Note,
    Warning,
    Error,
}

/// What the workspace adds to the rule pack.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LanguageSettings {
    /// People who are no members: "Grace Hopper". Those of members come by themselves.
    pub names: Vec<String>,
    /// Further words for people: "release captain".
    pub roles: Vec<String>,
    /// Phrases that are fine here; a finding that overlaps one is left out.
    pub allowed: Vec<String>,
    /// By the id of a rule, where it is not as the pack has it.
    pub severities: BTreeMap<String, LanguageSeverity>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LanguageSettingsError {
    #[error("{field} has {count} entries; {ADDITIONS_MAX} is the most")]
    TooMany { field: &'static str, count: usize },
    #[error("language.severities names {0} rules; {RULES_MAX} is the most")]
    TooManyRules(usize),
    #[error("language.allowed has “{0}”, which has no letter and would allow every sentence")]
    NoWord(String),
    #[error(transparent)]
    Text(#[from] TextError),
}

impl Refusal for LanguageSettingsError {
    fn code(&self) -> &'static str {
        match self {
            Self::TooMany { .. } | Self::TooManyRules(_) => "too_many",
            Self::NoWord(_) => "no_word",
            Self::Text(error) => error.code(),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::TooMany { field, .. } => Some((*field).into()),
            Self::TooManyRules(_) => Some("language.severities".into()),
            Self::NoWord(_) => Some("language.allowed".into()),
            Self::Text(error) => error.field(),
        }
    }
}

impl LanguageSettings {
    /// Checks every entry; one that is there twice stays once.
    ///
    /// # Errors
    /// [`LanguageSettingsError`] naming the field.
    pub fn checked(self) -> Result<Self, LanguageSettingsError> {
        if self.severities.len() > RULES_MAX {
            return Err(LanguageSettingsError::TooManyRules(self.severities.len()));
        }
        let allowed = entries("language.allowed", self.allowed)?;
        let wordless = |phrase: &&String| !phrase.chars().any(char::is_alphanumeric);
        if let Some(phrase) = allowed.iter().find(wordless) {
            return Err(LanguageSettingsError::NoWord(phrase.clone()));
        }
        Ok(Self {
            names: entries("language.names", self.names)?,
            roles: entries("language.roles", self.roles)?,
            allowed,
            severities: self.severities,
        })
    }
}

fn entries(
    field: &'static str,
    entries: Vec<String>,
) -> Result<Vec<String>, LanguageSettingsError> {
    if entries.len() > ADDITIONS_MAX {
        let count = entries.len();
        return Err(LanguageSettingsError::TooMany { field, count });
    }
    let mut seen = BTreeSet::new();
    let mut kept = Vec::with_capacity(entries.len());
    for entry in entries {
        let entry = text::line(field, &entry, ADDITION_MAX)?;
        if seen.insert(entry.clone()) {
            kept.push(entry);
        }
    }
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> LanguageSettings {
        LanguageSettings {
            names: names.iter().map(ToString::to_string).collect(),
            ..LanguageSettings::default()
        }
    }

    #[test]
    fn entries_are_folded_and_there_once() {
        let checked = names(&[" Grace  Hopper", "Grace Hopper", "ghopper"]).checked();
        assert_eq!(checked.unwrap().names, ["Grace Hopper", "ghopper"]);
    }

    #[test]
    fn what_is_wrong_is_named_by_its_field() {
        let allowed = |phrase: &str| LanguageSettings {
            allowed: vec![phrase.into()],
            ..LanguageSettings::default()
        };
        for (settings, code, field) in [
            (names(&[" "]), "empty", "language.names"),
            (names(&[&"x".repeat(101)]), "too_long", "language.names"),
            (names(&["x"; 501]), "too_many", "language.names"),
            (allowed("…"), "no_word", "language.allowed"),
        ] {
            let error = settings.checked().unwrap_err();
            assert_eq!((error.code(), error.field()), (code, Some(field.into())));
        }
    }
}
