//! A rule pack: everything that is about one language, as one TOML file.
//!
//! `packs/en.toml` says in its comments what each part is for. Another language brings its own file;
//! the grammar that looks for subjects expects them before their verbs.

use std::collections::{BTreeMap, HashSet};

use serde::Deserialize;

use crate::finding::{Confidence, Severity};
use crate::inflection::{self, Ending, Forms};
use crate::lexicon::Lexicon;

const ENGLISH: &str = include_str!("../packs/en.toml");

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// As BCP 47 has it: `en`.
    pub language: String,
    pub(crate) endings: Endings,
    pub(crate) sets: BTreeMap<String, Set>,
    /// Words of the sets that came in after a labelled sentence was misread.
    #[serde(default)]
    pub(crate) taught: String,
    pub(crate) markdown: Headings,
    #[serde(rename = "rule")]
    pub rules: Vec<Rule>,
}

/// How words end.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Endings {
    /// By which a word that is not in the lexicon is taken for an adverb, a past tense, a gerund.
    pub(crate) adverb: String,
    pub(crate) past: String,
    pub(crate) gerund: String,
    pub(crate) inflection: Vec<Ending>,
}

/// Words, separated by commas; a term of several words is one entry.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Set {
    /// As they are.
    pub(crate) words: String,
    /// With their plurals; `person/people` where it is irregular.
    pub(crate) nouns: String,
    /// In all forms; `forget/forgot/forgotten/forgetting` where they are irregular.
    pub(crate) verbs: String,
    /// Further sets whose words belong to this one too.
    pub(crate) includes: Vec<String>,
}

/// What tells a Markdown document's parts, in lower case.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Headings {
    /// Headings over a list of causes.
    pub(crate) factors: Vec<String>,
    /// Columns of tables that hold people's names.
    pub(crate) people: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub id: String,
    /// In a few words, as a heading.
    pub title: String,
    pub why: String,
    pub suggestion: String,
    pub severity: Severity,
    /// The rule it is when a person is called by name.
    #[serde(default)]
    pub(crate) named: Option<String>,
    #[serde(default)]
    pub(crate) spared: Spared,
    #[serde(default, rename = "when")]
    pub(crate) cases: Vec<Case>,
    pub examples: Examples,
}

/// Sets of words that make a sentence fine after all.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Spared {
    /// … anywhere in it.
    pub(crate) with: Vec<String>,
    /// … before the match, up to a semicolon or a colon.
    pub(crate) after: Vec<String>,
    /// … at most five words before the match, and no mark between.
    pub(crate) near: Vec<String>,
    /// … at most five words behind it, likewise, where a verb follows it: "… is not".
    pub(crate) behind: Vec<String>,
    /// … right behind it, or behind its article: "missed no alert", "missed its target".
    pub(crate) next: Vec<String>,
}

/// Patterns that are equally sure.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    pub(crate) patterns: Vec<String>,
    pub(crate) confidence: Confidence,
    /// In place of the rule's.
    #[serde(default)]
    pub(crate) suggestion: Option<String>,
    /// A reason that follows, other than somebody, makes it fine: the sentence explains.
    #[serde(default)]
    pub(crate) unless_explained: bool,
    /// Sets of words that make it fine when they follow, at most five words behind it and no mark
    /// between: the verb has another sense there.
    #[serde(default)]
    pub(crate) unless_followed: Vec<String>,
    /// Only in a document that lists several causes.
    #[serde(default)]
    pub(crate) among_factors: bool,
}

/// Sentences that are the pack's own tests.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Examples {
    pub flagged: Vec<String>,
    pub fine: Vec<String>,
}

/// What is wrong with a pack, or with what a workspace adds.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    #[error("the rule pack cannot be read: {0}")]
    Toml(#[from] toml::de::Error),
    #[error("the additions cannot be read: {0}")]
    Additions(#[source] toml::de::Error),
    #[error("the pattern “{pattern}” cannot be read at “{element}”")]
    Pattern { pattern: String, element: String },
    #[error("there is no set of words “{0}”")]
    Set(String),
    #[error("there are more than 255 sets of words")]
    TooManySets,
    #[error("there is no rule “{0}”")]
    Rule(String),
}

impl Pack {
    /// The pack that comes with the program.
    ///
    /// # Panics
    ///
    /// Never: a test reads it.
    #[expect(clippy::expect_used, reason = "the text is part of the program")]
    pub fn english() -> Self {
        Self::parse(ENGLISH).expect("the English pack is well formed")
    }

    pub fn parse(text: &str) -> Result<Self, PackError> {
        Ok(toml::from_str(text)?)
    }

    pub(crate) fn lexicon(&self) -> Result<Lexicon, PackError> {
        let mut lexicon = Lexicon::new();
        for name in self.sets.keys() {
            lexicon.make_set(name).ok_or(PackError::TooManySets)?;
        }
        for (name, set) in &self.sets {
            self.fill(name, set, &mut lexicon)?;
            for included in &set.includes {
                let other = self.sets.get(included);
                let other = other.ok_or_else(|| PackError::Set(included.clone()))?;
                self.fill(name, other, &mut lexicon)?;
            }
        }
        Ok(lexicon)
    }

    fn fill(&self, name: &str, set: &Set, lexicon: &mut Lexicon) -> Result<(), PackError> {
        let classes = lexicon.set(name);
        let classes = classes.ok_or_else(|| PackError::Set(name.to_owned()))?;
        let endings = &self.endings.inflection;
        for word in entries(&set.words) {
            lexicon.add(&word, classes, Forms::NONE);
        }
        for noun in entries(&set.nouns) {
            for word in inflection::noun(&noun, endings) {
                lexicon.add(&word, classes, Forms::NONE);
            }
        }
        for verb in entries(&set.verbs) {
            for (word, forms) in inflection::verb(&verb, endings) {
                lexicon.add(&word, classes, forms);
            }
        }
        Ok(())
    }

    /// Given names of people, in small letters.
    pub fn given_names(&self) -> HashSet<String> {
        let set = self.sets.get("name").into_iter();
        set.flat_map(|set| entries(&set.words)).collect()
    }

    /// The words that labelled sentences taught, as the sets have them.
    pub fn taught(&self) -> Vec<String> {
        entries(&self.taught).collect()
    }

    /// The taught words, each with all of its forms.
    pub(crate) fn taught_forms(&self) -> Vec<(String, Vec<String>)> {
        let endings = &self.endings.inflection;
        entries(&self.taught)
            .map(|entry| {
                let verb = inflection::verb(&entry, endings);
                let mut forms: Vec<String> = verb.into_iter().map(|(form, _)| form).collect();
                forms.extend(inflection::noun(&entry, endings));
                (entry, forms)
            })
            .collect()
    }

    /// This pack without some entries of its sets.
    pub(crate) fn without(&self, forgotten: &[&str]) -> Self {
        let mut pack = self.clone();
        for set in pack.sets.values_mut() {
            for list in [&mut set.words, &mut set.nouns, &mut set.verbs] {
                let kept = entries(list).filter(|entry| !forgotten.contains(&entry.as_str()));
                *list = kept.collect::<Vec<_>>().join(", ");
            }
        }
        pack
    }

    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }
}

fn entries(text: &str) -> impl Iterator<Item = String> {
    text.split(',')
        .map(|entry| entry.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|entry| !entry.is_empty())
}
