//! The checker: a pack and what a workspace adds, made ready to read texts.

use crate::additions::Additions;
use crate::candidates::Candidates;
use crate::finding::Finding;
use crate::inflection::Forms;
use crate::lexicon::{Classes, Lexicon};
use crate::markdown;
use crate::pack::{Endings, Headings, Pack, PackError, Rule};
use crate::passage::Passage;
use crate::pattern::Pattern;
use crate::reading::Reading;
use crate::sparing::{self, Reasons, Sparing};
use crate::token::Token;

/// Reads texts, as many and from as many threads as there are: it is made once and never changes.
pub struct Checker {
    lexicon: Lexicon,
    endings: Endings,
    headings: Headings,
    pub(crate) rules: Vec<Rule>,
    pub(crate) cases: Vec<Case>,
    /// Each with its case.
    pub(crate) patterns: Vec<(usize, Pattern)>,
    pub(crate) candidates: Candidates,
    pub(crate) allowed: Vec<String>,
    /// For cases that a reason makes fine.
    pub(crate) reasons: Reasons,
}

/// Patterns of a rule that is in force.
pub(crate) struct Case {
    pub(crate) rule: usize,
    pub(crate) named: Option<usize>,
    /// Which of the rule's it is.
    pub(crate) place: usize,
    pub(crate) sparing: Sparing,
    /// What makes it fine when it follows.
    pub(crate) followed: Classes,
}

impl Checker {
    pub fn new(pack: &Pack, additions: &Additions) -> Result<Self, PackError> {
        let mut lexicon = pack.lexicon()?;
        add(additions, &mut lexicon);
        let rules = rules(pack, additions)?;
        let place = |id: &str| rules.iter().position(|rule| rule.id == id);
        let mut cases = Vec::new();
        let mut patterns = Vec::new();
        for (index, rule) in rules.iter().enumerate() {
            let named = match &rule.named {
                Some(id) => Some(place(id).ok_or_else(|| PackError::Rule(id.clone()))?),
                None => None,
            };
            for (case, written) in rule.cases.iter().enumerate() {
                for pattern in &written.patterns {
                    patterns.push((cases.len(), Pattern::parse(pattern, &mut lexicon)?));
                }
                cases.push(Case {
                    rule: index,
                    named,
                    place: case,
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
            candidates: Candidates::new(patterns.iter().map(|(_, pattern)| pattern)),
            patterns,
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
        let mut reading = Reading::new(self, text);
        let mut passage = self.passage();
        let mut judge = |sentence: &[Token]| reading.judge(sentence);
        let mut base = 0;
        for paragraph in text.split_inclusive("\n\n") {
            passage.text(paragraph, base, false, &mut judge);
            passage.end(&mut judge);
            base += paragraph.len();
        }
        reading.finish(false)
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
        let mut reading = Reading::new(self, text);
        let mut judge = |sentence: &[Token]| reading.judge(sentence);
        let several = markdown::read(text, &self.headings, self.passage(), &mut judge);
        reading.finish(several || several_causes)
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
