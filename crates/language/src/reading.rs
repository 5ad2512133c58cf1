//! A text that is being read: each sentence is judged by the patterns that it can fit.

use std::mem;
use std::ops::Range;

use crate::candidates;
use crate::checker::{Case, Checker};
use crate::finding::{Finding, Severity, count_utf16};
use crate::lexicon::Classes;
use crate::matching::{self, Match};
use crate::pattern::Pattern;
use crate::sparing;
use crate::token::Token;

pub(crate) struct Reading<'c, 't> {
    checker: &'c Checker,
    text: &'t str,
    drafts: Vec<Draft<'c>>,
    /// A bit for each pattern, kept so that it is not made for each sentence.
    possible: Vec<u64>,
}

/// What a match leads to, before the whole text is known.
struct Draft<'c> {
    finding: Finding<'c>,
    among_factors: bool,
}

impl<'c, 't> Reading<'c, 't> {
    pub(crate) fn new(checker: &'c Checker, text: &'t str) -> Self {
        Self {
            checker,
            text,
            drafts: Vec::new(),
            possible: Vec::new(),
        }
    }

    pub(crate) fn judge(&mut self, sentence: &[Token]) {
        let checker = self.checker;
        let mut sets = Classes::NONE;
        let mut words = 0;
        for token in sentence {
            sets = sets | token.classes;
            words |= token.word.bit();
        }
        let mut possible = mem::take(&mut self.possible);
        checker.candidates.begin(sets, &mut possible);
        for token in sentence {
            checker.candidates.add(token.word, &mut possible);
        }
        for place in candidates::places(&possible) {
            let (case, pattern) = &checker.patterns[place];
            if pattern.is_possible(sets, words) {
                self.apply(&checker.cases[*case], pattern, sentence);
            }
        }
        self.possible = possible;
    }

    fn apply(&mut self, case: &Case, pattern: &Pattern, sentence: &[Token]) {
        let checker = self.checker;
        let written = &checker.rules[case.rule].cases[case.place];
        let mut from = 0;
        while let Some(found) = matching::find(pattern, sentence, from) {
            from = found.end.max(found.start + 1);
            let explained = written.unless_explained
                && sparing::is_explained(sentence, &found, checker.reasons);
            let followed = sparing::is_followed(sentence, &found, case.followed);
            if explained || followed || case.sparing.spares(sentence, &found) {
                continue;
            }
            let place = place(sentence, &found);
            let linked = sentence[place.clone()].iter().all(|token| token.linked);
            let by_name = found
                .somebody
                .is_some_and(|who| who.classes.meets(Classes::NAMED));
            let rule = &checker.rules[case.named.filter(|_| by_name).unwrap_or(case.rule)];
            let range = sentence[place.start].start..sentence[place.end - 1].end;
            let around = sentence[0].start..sentence[sentence.len() - 1].end;
            if linked || rule.severity == Severity::Off || self.allows(&around, &range) {
                continue;
            }
            let own = (rule.id == checker.rules[case.rule].id).then_some(&written.suggestion);
            let suggestion = own.and_then(Option::as_ref).unwrap_or(&rule.suggestion);
            self.drafts.push(Draft {
                finding: Finding {
                    rule,
                    range,
                    utf16: 0..0,
                    sentence: around,
                    why: &rule.why,
                    suggestion,
                    severity: rule.severity,
                    confidence: written.confidence,
                },
                among_factors: written.among_factors,
            });
        }
    }

    /// Whether a range overlaps a phrase that the workspace allows.
    fn allows(&self, around: &Range<usize>, range: &Range<usize>) -> bool {
        let allowed = &self.checker.allowed;
        let lower = |range: Range<usize>| self.text[range].to_lowercase();
        if allowed.is_empty() {
            return false;
        }
        let before = lower(around.start..range.start).len();
        let within = before + lower(range.clone()).len();
        let sentence = lower(around.clone());
        allowed
            .iter()
            .filter(|phrase| !phrase.is_empty())
            .any(|phrase| {
                sentence
                    .match_indices(phrase.as_str())
                    .any(|(at, _)| at < within && before < at + phrase.len())
            })
    }

    /// What was found in the whole text.
    pub(crate) fn finish(self, several_factors: bool) -> Vec<Finding<'c>> {
        finish(self.text, self.drafts, several_factors)
    }
}

/// The tokens of a match, and who it is said of where they stand right before.
fn place(sentence: &[Token], found: &Match) -> Range<usize> {
    let near = found.somebody.filter(|who| {
        let between = who.head < found.start && found.start - who.head <= 4;
        between
            && sentence[who.head..found.start]
                .iter()
                .all(|token| token.mark().is_none())
    });
    near.map_or(found.start, |who| who.head)..found.end
}

/// Puts findings in order; of those of one rule that overlap, the surest stays, and of equally sure
/// ones the longest.
fn finish<'c>(text: &str, drafts: Vec<Draft<'c>>, several_factors: bool) -> Vec<Finding<'c>> {
    let mut found: Vec<Finding<'c>> = drafts
        .into_iter()
        .filter(|draft| several_factors || !draft.among_factors)
        .map(|draft| draft.finding)
        .collect();
    let rank = |finding: &Finding<'_>| (finding.confidence, finding.range.len());
    found.sort_by_key(|finding| (finding.range.start, finding.range.end));
    let mut kept: Vec<Finding<'c>> = Vec::with_capacity(found.len());
    for finding in found {
        let twin = kept.iter_mut().rev().take(8).find(|earlier| {
            earlier.rule.id == finding.rule.id && earlier.range.end > finding.range.start
        });
        match twin {
            Some(earlier) if rank(earlier) < rank(&finding) => *earlier = finding,
            Some(_) => {}
            None => kept.push(finding),
        }
    }
    kept.sort_by_key(|finding| (finding.range.start, finding.range.end));
    count_utf16(text, &mut kept);
    kept
}
