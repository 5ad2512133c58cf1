//! Findings as the API tells them: in words, at their place in the unit of the editor, and with who
//! kept them.

use afterword_domain::workspace::LanguageSeverity;
use afterword_domain::{Incident, KeptPhraseId, Moment, PersonId};
use afterword_language::{Checker, Confidence, Finding};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::checkers;

/// How telling a pattern is by how it reads; no probability.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FindingConfidence {
    Low,
    Medium,
    High,
}

/// Why a phrase stays as it is.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct KeptView {
    pub id: KeptPhraseId,
    pub reason: String,
    pub by: Option<PersonId>,
    pub at: Moment,
}

/// What the sentence says without the phrase, ready to take its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PhraseReplacement {
    /// In UTF-16 units of the checked text.
    pub start: usize,
    /// Up to but not including this one.
    pub end: usize,
    pub text: String,
    /// How the sentence reads then.
    pub sentence: String,
}

/// A phrase that a rule has something to say about.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct LanguageFinding {
    pub rule: String,
    pub title: String,
    /// Why it matters, in one sentence.
    pub why: String,
    /// A question to ask, or another way to write it.
    pub suggestion: String,
    pub severity: LanguageSeverity,
    pub confidence: FindingConfidence,
    /// The phrase as it is written.
    pub phrase: String,
    /// Of the phrase, in UTF-16 units of the checked text.
    pub start: usize,
    /// Up to but not including this one.
    pub end: usize,
    /// The sentence as it is written.
    pub sentence: String,
    /// Where the phrase can be left out as it is.
    pub replacement: Option<PhraseReplacement>,
    /// Somebody means it as it stands.
    pub kept: Option<KeptView>,
}

/// Checks a Markdown text that stands in an incident, or nowhere.
pub fn findings(
    checker: &Checker,
    text: &str,
    incident: Option<&Incident>,
) -> Vec<LanguageFinding> {
    let several = incident.is_some_and(|incident| incident.postmortem.factors.len() > 1);
    let found = checker.check_part(text, several);
    found
        .iter()
        .map(|finding| told(checker, text, finding, incident))
        .collect()
}

fn told(
    checker: &Checker,
    text: &str,
    finding: &Finding<'_>,
    incident: Option<&Incident>,
) -> LanguageFinding {
    let rule = finding.rule;
    let phrase = &text[finding.range.clone()];
    let sentence = &text[finding.sentence.clone()];
    let kept = incident.and_then(|incident| incident.kept_phrase(&rule.id, phrase, sentence));
    LanguageFinding {
        rule: rule.id.clone(),
        title: rule.title.clone(),
        why: finding.why.to_owned(),
        suggestion: finding.suggestion.to_owned(),
        severity: checkers::told(finding.severity),
        confidence: match finding.confidence {
            Confidence::Low => FindingConfidence::Low,
            Confidence::Medium => FindingConfidence::Medium,
            Confidence::High => FindingConfidence::High,
        },
        phrase: phrase.to_owned(),
        start: finding.utf16.start,
        end: finding.utf16.end,
        sentence: sentence.to_owned(),
        replacement: replacement(checker, text, finding),
        kept: kept.map(|kept| KeptView {
            id: kept.id,
            reason: kept.reason.clone(),
            by: kept.by,
            at: kept.at,
        }),
    }
}

fn replacement(checker: &Checker, text: &str, finding: &Finding<'_>) -> Option<PhraseReplacement> {
    let rewrite = checker.rewrite(text, finding)?;
    let around = &finding.sentence;
    let before = &text[around.start..rewrite.range.start];
    let after = &text[rewrite.range.end..around.end];
    Some(PhraseReplacement {
        start: rewrite.utf16.start,
        end: rewrite.utf16.end,
        sentence: format!("{before}{}{after}", rewrite.text),
        text: rewrite.text,
    })
}
