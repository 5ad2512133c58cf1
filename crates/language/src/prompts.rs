//! What a facilitator may ask, as a TOML file beside the rule pack: questions for each step of the
//! meeting and for each of the four questions of a post-mortem. Which steps and questions there are
//! is not known here; they are told apart by their keys.

use std::collections::BTreeMap;

use serde::Deserialize;

const ENGLISH: &str = include_str!("../packs/en-prompts.toml");

/// The prompts of one language.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prompts {
    /// As BCP 47 has it: `en`.
    pub language: String,
    /// By the step's key: `open_actions`.
    pub steps: BTreeMap<String, Vec<Prompt>>,
    /// By the question's key: `known_now`.
    pub questions: BTreeMap<String, Vec<Prompt>>,
}

/// A question to the room.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prompt {
    /// To be read aloud as it stands.
    pub ask: String,
    /// For whoever facilitates: when it helps, or what to do when it stays silent. May be empty.
    #[serde(default)]
    pub note: String,
}

/// What is wrong with a file of prompts.
#[derive(Debug, thiserror::Error)]
pub enum PromptsError {
    #[error("the prompts cannot be read: {0}")]
    Toml(#[from] toml::de::Error),
    #[error("“{0}” has no prompt")]
    None(String),
    #[error("a prompt of “{0}” asks nothing")]
    Blank(String),
}

impl Prompts {
    /// Those that come with the program.
    ///
    /// # Panics
    ///
    /// Never: a test reads them.
    #[expect(clippy::expect_used, reason = "the text is part of the program")]
    pub fn english() -> Self {
        Self::parse(ENGLISH).expect("the English prompts are well formed")
    }

    /// Reads a file of prompts.
    ///
    /// # Errors
    /// [`PromptsError`]: what is no such file, names a step without a prompt, or has a prompt that
    /// asks nothing.
    pub fn parse(text: &str) -> Result<Self, PromptsError> {
        let prompts: Self = toml::from_str(text)?;
        for (key, asked) in prompts.places() {
            if asked.is_empty() {
                return Err(PromptsError::None(key.to_owned()));
            }
            if asked.iter().any(|prompt| prompt.ask.trim().is_empty()) {
                return Err(PromptsError::Blank(key.to_owned()));
            }
        }
        Ok(prompts)
    }

    /// Every step and every question with its prompts.
    pub fn places(&self) -> impl Iterator<Item = (&str, &[Prompt])> {
        let all = self.steps.iter().chain(&self.questions);
        all.map(|(key, prompts)| (key.as_str(), prompts.as_slice()))
    }
}
