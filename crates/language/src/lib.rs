//! The blameless-language checker: finds sentences that make a person the cause of an incident.
//!
//! It reads a text once, word by word, finds who a sentence says did something, and looks for the
//! patterns of a rule pack. A pack is data: the words, the patterns, what is said about a finding,
//! and examples of both kinds. This crate knows no incident, no file and no network.
//!
//! ```
//! use afterword_language::{Additions, Checker, Pack};
//!
//! let checker = Checker::new(&Pack::english(), &Additions::default()).unwrap();
//! let text = "The engineer forgot to run the migration.";
//! let found = checker.check(text);
//! assert_eq!(found[0].rule.id, "person-as-cause");
//! assert_eq!(&text[found[0].range.clone()], "engineer forgot");
//! assert!(checker.check("The health check failed to notice.").is_empty());
//! ```

mod additions;
mod candidates;
mod checker;
mod cross_check;
mod evaluation;
mod finding;
mod inflection;
mod lexicon;
mod lossy;
mod markdown;
mod matching;
mod pack;
mod passage;
mod pattern;
mod prompts;
mod quotation;
mod reading;
mod rewrite;
mod sentence;
mod sparing;
mod subject;
mod token;
mod tokens;

pub use additions::Additions;
pub use checker::Checker;
pub use cross_check::cross_check;
pub use evaluation::{Evaluation, Label, LabelError, Sentence as LabelledSentence, Tally};
pub use finding::{Confidence, Finding, Severity};
pub use lossy::Lossy;
pub use pack::{Examples, Pack, PackError, Rule};
pub use prompts::{Prompt, Prompts, PromptsError};
pub use rewrite::Rewrite;
