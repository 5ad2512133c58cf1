//! The checker: a pack and what a workspace adds, made ready to read texts.

use std::ops::Range;

use crate::additions::Additions;
use crate::finding::{Finding, Severity, count_utf16};
use crate::inflection::Forms;
use crate::lexicon::{Classes, Lexicon};
use crate::markdown;
use crate::matching::{self, Match};
use crate::pack::{Endings, Headings, Pack, PackError, Rule};
use crate::passage::Passage;
use crate::pattern::{Hint, Pattern};
use crate::sparing::{self, Reasons, Sparing};
use crate::token::Token;

/// Reads texts, as many and from as many threads as there are: it is made once and never changes.
pub struct Checker {
    lexicon: Lexicon,
    endings: Endings,
    headings: Headings,
    rules: Vec<Rule>,
    cases: Vec<Case>,
    allowed: Vec<String>,
    /// For cases that a reason makes fine.
    reasons: Reasons,
}

/// Patterns of a rule that is in force.
struct Case {
    rule: usize,
    named: Option<usize>,
    /// Which of the rule's it is.
    place: usize,
    groups: [Group; 2],
    sparing: Sparing,
    /// What makes it fine when it follows.
    followed: Classes,
}

/// Patterns that are passed over together: those that are said of somebody, and the others.
struct Group {
    /// What a sentence must have for any of them.
    needs: Option<Hint>,
    patterns: Vec<Pattern>,
}

/// What a match leads to, before the whole text is known.
pub(crate) struct Draft<'c> {
    finding: Finding<'c>,
    among_factors: bool,
}

impl Checker {
    pub fn new(pack: &Pack, additions: &Additions) -> Result<Self, PackError> {
        let mut lexicon = pack.lexicon()?;
        add(additions, &mut lexicon);
        let rules = rules(pack, additions)?;
        let place = |id: &str| rules.iter().position(|rule| rule.id == id);
        let mut cases = Vec::new();
        for (index, rule) in rules.iter().enumerate() {
            let named = match &rule.named {
                Some(id) => Some(place(id).ok_or_else(|| PackError::Rule(id.clone()))?),
                None => None,
            };
            for (case, written) in rule.cases.iter().enumerate() {
                let parse = |pattern: &String| Pattern::parse(pattern, &mut lexicon);
                let patterns: Vec<Pattern> = written
                    .patterns
                    .iter()
                    .map(parse)
                    .collect::<Result<_, _>>()?;
                cases.push(Case {
                    rule: index,
                    named,
                    place: case,
                    groups: groups(patterns),
                    sparing: Sparing::new(&rule.spared, &lexicon)?,
                    followed: sparing::sets(&written.unless_followed, &lexicon)?,
                });
            }
        }
        Ok(Self {
            reasons: Reasons {
                causes: lexicon.set("reason").unwrap_or_default(),
                consequences: lexicon.set("consequence").unwrap_or_default(),
            },
            lexicon,
            endings: pack.endings.clone(),
            headings: pack.markdown.clone(),
            rules,
            cases,
            allowed: additions
                .allowed
                .iter()
                .map(|phrase| phrase.to_lowercase())
                .collect(),
        })
    }

    /// The rules that are in force or off, as the workspace set them.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// Checks plain text; an empty line ends a paragraph. Findings are in the order of their ranges.
    pub fn check(&self, text: &str) -> Vec<Finding<'_>> {
        let mut drafts = Vec::new();
        let mut passage = self.passage();
        let mut judge = |sentence: &[Token]| self.judge(text, sentence, &mut drafts);
        let mut base = 0;
        for paragraph in text.split_inclusive("\n\n") {
            passage.text(paragraph, base, false, &mut judge);
            passage.end(&mut judge);
            base += paragraph.len();
        }
        finish(text, drafts, false)
    }

    /// Checks the prose of a Markdown document. Left out are code, quotations, front matter, HTML,
    /// and columns of names in tables; a link's label is read as part of its sentence, but nothing
    /// is found in it alone.
    pub fn check_markdown(&self, text: &str) -> Vec<Finding<'_>> {
        self.check_part(text, false)
    }

    /// Checks a part of a Markdown document by itself, when it is known of the whole whether it
    /// lists several causes.
    pub fn check_part(&self, text: &str, several_causes: bool) -> Vec<Finding<'_>> {
        let mut drafts = Vec::new();
        let mut judge = |sentence: &[Token]| self.judge(text, sentence, &mut drafts);
        let several = markdown::read(text, &self.headings, self.passage(), &mut judge);
        finish(text, drafts, several || several_causes)
    }

    pub(crate) fn is_adverb(&self, word: &str) -> bool {
        word.strip_suffix(self.endings.adverb.as_str())
            .is_some_and(|stem| stem.len() > 3)
    }

    /// Says nothing but how sure the writer is.
    pub(crate) fn is_dispensable(&self, word: &str) -> bool {
        let entry = self.lexicon.find(word);
        entry.is_some_and(|entry| entry.classes.meets(Classes::DISPENSABLE))
    }

    /// How many words of a Markdown document are read, to hold findings against.
    pub fn count_words(&self, text: &str) -> usize {
        let mut words = 0;
        let mut count = |sentence: &[Token]| {
            words += sentence.iter().filter(|token| token.is_word()).count();
        };
        markdown::read(text, &self.headings, self.passage(), &mut count);
        words
    }

    fn passage(&self) -> Passage<'_> {
        Passage::new(&self.lexicon, &self.endings)
    }

    fn judge<'c>(&'c self, text: &str, sentence: &[Token], drafts: &mut Vec<Draft<'c>>) {
        let mut sets = Classes::NONE;
        let mut words = 0;
        for token in sentence {
            sets = sets | token.classes;
            words |= token.word.bit();
        }
        let possible = |group: &&Group| group.needs.is_none_or(|hint| hint.is_met(sets, words));
        for case in &self.cases {
            for group in case.groups.iter().filter(possible) {
                for pattern in &group.patterns {
                    if pattern.is_possible(sets, words) {
                        self.apply(case, pattern, text, sentence, drafts);
                    }
                }
            }
        }
    }

    fn apply<'c>(
        &'c self,
        case: &Case,
        pattern: &Pattern,
        text: &str,
        sentence: &[Token],
        drafts: &mut Vec<Draft<'c>>,
    ) {
        let written = &self.rules[case.rule].cases[case.place];
        let mut from = 0;
        while let Some(found) = matching::find(pattern, sentence, from) {
            from = found.end.max(found.start + 1);
            let explained =
                written.unless_explained && sparing::is_explained(sentence, &found, self.reasons);
            let followed = sparing::is_followed(sentence, &found, case.followed);
            if explained || followed || case.sparing.spares(sentence, &found) {
                continue;
            }
            let place = place(sentence, &found);
            let linked = sentence[place.clone()].iter().all(|token| token.linked);
            let by_name = found
                .somebody
                .is_some_and(|who| who.classes.meets(Classes::NAMED));
            let rule = &self.rules[case.named.filter(|_| by_name).unwrap_or(case.rule)];
            let range = sentence[place.start].start..sentence[place.end - 1].end;
            let around = sentence[0].start..sentence[sentence.len() - 1].end;
            if linked || rule.severity == Severity::Off || self.allows(text, &around, &range) {
                continue;
            }
            let own = (rule.id == self.rules[case.rule].id).then_some(&written.suggestion);
            let suggestion = own.and_then(Option::as_ref).unwrap_or(&rule.suggestion);
            drafts.push(Draft {
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
    fn allows(&self, text: &str, around: &Range<usize>, range: &Range<usize>) -> bool {
        let lower = |range: Range<usize>| text[range].to_lowercase();
        if self.allowed.is_empty() {
            return false;
        }
        let before = lower(around.start..range.start).len();
        let within = before + lower(range.clone()).len();
        let sentence = lower(around.clone());
        self.allowed
            .iter()
            .filter(|phrase| !phrase.is_empty())
            .any(|phrase| {
                sentence
                    .match_indices(phrase.as_str())
                    .any(|(at, _)| at < within && before < at + phrase.len())
            })
    }
}

fn groups(patterns: Vec<Pattern>) -> [Group; 2] {
    let (of_somebody, others): (Vec<_>, Vec<_>) =
        patterns.into_iter().partition(Pattern::needs_somebody);
    let needs = Pattern::needs_of_any(&others);
    [
        Group {
            needs: Some(Hint::SOMEBODY),
            patterns: of_somebody,
        },
        Group {
            needs,
            patterns: others,
        },
    ]
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

fn add(additions: &Additions, lexicon: &mut Lexicon) {
    for role in &additions.roles {
        lexicon.add(&role.to_lowercase(), Classes::PERSON, Forms::NONE);
    }
    for name in &additions.names {
        let needs_capital = name.chars().any(char::is_uppercase);
        let classes = if needs_capital {
            Classes::NAME
        } else {
            Classes::HANDLE
        };
        lexicon.add(&name.to_lowercase(), classes, Forms::NONE);
        if let Some((first, _)) = name.split_once(' ') {
            lexicon.add(&first.to_lowercase(), classes, Forms::NONE);
        }
    }
}

/// The pack's rules with the workspace's severities.
fn rules(pack: &Pack, additions: &Additions) -> Result<Vec<Rule>, PackError> {
    let mut rules = pack.rules.clone();
    for (id, severity) in &additions.severities {
        let rule = rules.iter_mut().find(|rule| rule.id == *id);
        rule.ok_or_else(|| PackError::Rule(id.clone()))?.severity = *severity;
    }
    Ok(rules)
}
