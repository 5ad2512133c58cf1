//! Phrases that the check of language found and that somebody means as they stand.
//!
//! A phrase is known by its rule, its words and its sentence, and by no place: it stays kept
//! whatever is written around it, and wherever its sentence is moved. Once the sentence is
//! rewritten, nothing says any more that the phrase was meant, and it is found again.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::change::{Change, Edit};
use crate::text::{self, TextError};
use crate::{Incident, KeptPhraseId, Moment, PersonId, Refusal};

/// Most of them in one incident.
pub const KEPT_MAX: usize = 500;
/// Longest reason, in characters.
const REASON_MAX: usize = 300;
/// Longest phrase, in characters.
const PHRASE_MAX: usize = 1_000;
/// Longest sentence, in characters: the check reads longer ones in parts.
const SENTENCE_MAX: usize = 20_000;
/// Longest id of a rule, in characters.
const RULE_MAX: usize = 60;

/// A phrase that is meant as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct KeptPhrase {
    pub id: KeptPhraseId,
    /// The rule that found it.
    pub rule: String,
    /// As it is written, its white space folded.
    pub phrase: String,
    /// The sentence that it stands in, its white space folded.
    pub sentence: String,
    pub reason: String,
    pub by: Option<PersonId>,
    pub at: Moment,
}

impl KeptPhrase {
    fn is_of(&self, rule: &str, phrase: &str, sentence: &str) -> bool {
        self.rule == rule
            && same_words(&self.phrase, phrase)
            && same_words(&self.sentence, sentence)
    }
}

/// A phrase to be kept.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KeepForm {
    pub rule: String,
    /// As the finding has it.
    pub phrase: String,
    /// As the finding has it.
    pub sentence: String,
    /// Why it is meant as it stands, in at most 300 characters.
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeepError {
    #[error("the phrase does not stand in its sentence")]
    NotInSentence,
    #[error("{0} phrases are kept here already; {KEPT_MAX} is the most")]
    TooMany(usize),
    #[error("there is no kept phrase {0} in this post-mortem")]
    NotKept(KeptPhraseId),
    #[error(transparent)]
    Text(#[from] TextError),
}

impl Refusal for KeepError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotInSentence => "not_in_sentence",
            Self::TooMany(_) => "too_many",
            Self::NotKept(_) => "no_such_kept_phrase",
            Self::Text(error) => error.code(),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::NotInSentence => Some("phrase".into()),
            Self::Text(error) => error.field(),
            Self::TooMany(_) | Self::NotKept(_) => None,
        }
    }
}

impl Incident {
    /// Who keeps a phrase, and why, if anybody does.
    #[must_use]
    pub fn kept_phrase(&self, rule: &str, phrase: &str, sentence: &str) -> Option<&KeptPhrase> {
        let mut kept = self.kept_phrases.iter();
        kept.find(|kept| kept.is_of(rule, phrase, sentence))
    }
}

/// Keeps a phrase; one that is kept gets the new reason.
///
/// # Errors
/// [`KeepError`] when there is no reason, the phrase is not of the sentence, or too many are kept.
pub fn keep(
    incident: &Incident,
    form: &KeepForm,
    by: Option<PersonId>,
    at: Moment,
) -> Result<Vec<Change>, KeepError> {
    let rule = text::line("rule", &form.rule, RULE_MAX)?;
    let phrase = text::line("phrase", &form.phrase, PHRASE_MAX)?;
    let sentence = text::line("sentence", &form.sentence, SENTENCE_MAX)?;
    let reason = text::line("reason", &form.reason, REASON_MAX)?;
    if !sentence.contains(&phrase) {
        return Err(KeepError::NotInSentence);
    }
    let known = incident.kept_phrase(&rule, &phrase, &sentence);
    if let Some(from) = known {
        if from.reason == reason {
            return Ok(Vec::new());
        }
        let to = KeptPhrase {
            reason,
            by,
            at,
            ..from.clone()
        };
        let edit = Edit::between(from, to);
        return Ok(edit.map(Change::KeptPhrase).into_iter().collect());
    }
    let count = incident.kept_phrases.len();
    if count >= KEPT_MAX {
        return Err(KeepError::TooMany(count));
    }
    let entry = KeptPhrase {
        id: KeptPhraseId(incident.next_entry + 1),
        rule,
        phrase,
        sentence,
        reason,
        by,
        at,
    };
    let at = u32::try_from(count).unwrap_or(u32::MAX);
    Ok(vec![Change::KeptPhrase(Edit::Added { at, entry })])
}

/// Keeps a phrase no longer.
///
/// # Errors
/// [`KeepError::NotKept`] when it is not.
pub fn let_go(incident: &Incident, id: KeptPhraseId) -> Result<Vec<Change>, KeepError> {
    let mut kept = (0..).zip(&incident.kept_phrases);
    let found = kept.find(|(_, kept)| kept.id == id);
    let (at, entry) = found.ok_or(KeepError::NotKept(id))?;
    let entry = entry.clone();
    Ok(vec![Change::KeptPhrase(Edit::Removed { at, entry })])
}

/// A line that is broken elsewhere is the same sentence.
fn same_words(one: &str, other: &str) -> bool {
    words(one).eq(words(other))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let apart = |c: char| c.is_whitespace() || c.is_control();
    text.split(apart).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::change::{self, apply_all};
    use crate::incident::open;
    use crate::incident::undo::undo;

    fn form(sentence: &str, phrase: &str) -> KeepForm {
        KeepForm {
            rule: "person-as-cause".into(),
            phrase: phrase.into(),
            sentence: sentence.into(),
            reason: "the report of the provider says so".into(),
        }
    }

    fn keeping(incident: &mut Incident, form: &KeepForm) -> Vec<Change> {
        let changes = keep(incident, form, Some(PersonId(1)), incident.created_at).unwrap();
        apply_all(incident, &changes);
        changes
    }

    const RULE: &str = "person-as-cause";

    #[test]
    fn a_phrase_is_kept_with_its_sentence_and_no_other() {
        let mut incident = open::sample();
        keeping(
            &mut incident,
            &form("The engineer forgot it.", "engineer forgot"),
        );
        let kept = |phrase, sentence| incident.kept_phrase(RULE, phrase, sentence).is_some();
        assert!(kept("engineer forgot", "The engineer forgot it."));
        assert!(kept("engineer\nforgot", "The engineer\n  forgot it."));
        assert!(!kept("engineer forgot", "The engineer forgot this."));
        assert!(
            incident
                .kept_phrase("judgement", "engineer forgot", "The engineer forgot it.")
                .is_none()
        );
    }

    #[test]
    fn it_is_kept_once_and_the_last_reason_stands() {
        let mut incident = open::sample();
        let said = form("The engineer forgot it.", "engineer forgot");
        keeping(&mut incident, &said);
        assert!(
            keep(&incident, &said, None, incident.created_at)
                .unwrap()
                .is_empty()
        );
        let reason = "another".to_owned();
        keeping(&mut incident, &KeepForm { reason, ..said });
        assert_eq!(incident.kept_phrases.len(), 1);
        assert_eq!(incident.kept_phrases[0].reason, "another");
        let id = incident.kept_phrases[0].id;
        let gone = let_go(&incident, id).unwrap();
        apply_all(&mut incident, &gone);
        assert!(incident.kept_phrases.is_empty());
        assert_eq!(let_go(&incident, id), Err(KeepError::NotKept(id)));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let incident = open::sample();
        let said = form("The engineer forgot it.", "engineer forgot");
        let no_reason = KeepForm {
            reason: " ".into(),
            ..said.clone()
        };
        let elsewhere = KeepForm {
            phrase: "operator".into(),
            ..said.clone()
        };
        let long = KeepForm {
            reason: "x".repeat(301),
            ..said
        };
        for (form, code, field) in [
            (no_reason, "empty", "reason"),
            (elsewhere, "not_in_sentence", "phrase"),
            (long, "too_long", "reason"),
        ] {
            let error = keep(&incident, &form, None, incident.created_at).unwrap_err();
            assert_eq!((error.code(), error.field()), (code, Some(field.into())));
        }
    }

    #[test]
    fn there_is_an_end_to_them() {
        let mut incident = open::sample();
        for number in 0..KEPT_MAX {
            keeping(
                &mut incident,
                &form(&format!("Dana forgot {number}."), "Dana forgot"),
            );
        }
        let more = keep(
            &incident,
            &form("Dana forgot more.", "Dana forgot"),
            None,
            incident.created_at,
        );
        assert_eq!(more, Err(KeepError::TooMany(KEPT_MAX)));
    }

    proptest! {
        #[test]
        fn keeping_is_taken_back_to_the_letter(before in "[a-z ]{0,20}", phrase in "[a-z]{1,8}") {
            let mut incident = open::sample();
            let as_it_was = incident.clone();
            let changes = keeping(&mut incident, &form(&format!("{before} {phrase}."), &phrase));
            change::apply_all(&mut incident, &undo(&changes).unwrap());
            incident.next_entry = as_it_was.next_entry;
            prop_assert_eq!(incident, as_it_was);
        }
    }
}
