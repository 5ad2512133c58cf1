//! How often published post-mortems blame: what is counted of each, and the counts by quarter.
//!
//! Whoever wrote a document, and whom it names, is not in it, so nobody can be ranked by it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use afterword_domain::learning::quarters::{Quarter, last_quarters};
use afterword_domain::statistics::poisson_interval;
use afterword_domain::{Day, Incident, IncidentRef, Moment};
use afterword_language::Checker;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::places::places;
use crate::features::learning::followed::Derived;

/// What is counted of every published post-mortem. Drills and duplicates do not count.
pub struct Tallies {
    checker: Arc<Checker>,
    documents: HashMap<IncidentRef, Tally>,
}

struct Tally {
    published_on: Day,
    words: u64,
    kept: u64,
    /// Phrases that were not kept, by the place of their rule in the pack.
    found: BTreeMap<usize, u64>,
}

/// The documents that were published in a quarter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LanguageQuarter {
    /// `2026 Q3`
    pub label: String,
    pub starts_on: Day,
    /// The first day of the next one.
    pub ends_before: Day,
    /// It has not ended yet.
    pub partial: bool,
    pub documents: u64,
    pub words: u64,
    /// Phrases that read as blame and were not kept.
    pub found: u64,
    /// Phrases that somebody kept as they stand; they count nowhere else.
    pub kept: u64,
    /// `found` in a thousand words; null without a word.
    pub per_thousand: Option<f64>,
    /// The exact 95 % Poisson interval (Garwood) of it.
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// How often one rule found something, in the quarters shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RuleCount {
    pub rule: String,
    pub title: String,
    pub found: u64,
}

impl Tallies {
    pub fn new(checker: Arc<Checker>) -> Self {
        Self {
            checker,
            documents: HashMap::new(),
        }
    }

    /// The last quarters, oldest first, and the rules that found something in them, the most
    /// frequent first.
    pub fn by_quarter(&self, count: u8, now: Moment) -> (Vec<LanguageQuarter>, Vec<RuleCount>) {
        let quarters = last_quarters(count, now);
        let mut rules: BTreeMap<usize, u64> = BTreeMap::new();
        let counted = quarters.into_iter().map(|quarter| {
            let within = self.documents.values().filter(|tally| {
                (quarter.starts_on..quarter.ends_before).contains(&tally.published_on)
            });
            let mut sum = Sum::default();
            for tally in within {
                sum.add(tally);
                for (rule, found) in &tally.found {
                    *rules.entry(*rule).or_default() += found;
                }
            }
            sum.told(quarter)
        });
        let quarters = counted.collect();
        let known = self.checker.rules();
        let mut rules: Vec<_> = rules
            .into_iter()
            .filter_map(|(at, found)| {
                let rule = known.get(at)?;
                let (id, title) = (rule.id.clone(), rule.title.clone());
                Some(RuleCount {
                    rule: id,
                    title,
                    found,
                })
            })
            .collect();
        // Stable, so equally frequent ones stand as in the pack.
        rules.sort_by_key(|rule| std::cmp::Reverse(rule.found));
        (quarters, rules)
    }

    fn tally(&self, incident: &Incident, published_on: Day) -> Tally {
        let mut tally = Tally {
            published_on,
            words: 0,
            kept: 0,
            found: BTreeMap::new(),
        };
        let several = incident.postmortem.factors.len() > 1;
        for (_, text) in places(incident) {
            tally.words += words(text);
            for finding in self.checker.check_part(text, several) {
                let (phrase, sentence) = (&text[finding.range], &text[finding.sentence]);
                let id = &finding.rule.id;
                if incident.kept_phrase(id, phrase, sentence).is_some() {
                    tally.kept += 1;
                } else if let Some(at) = self.checker.rules().iter().position(|r| r.id == *id) {
                    *tally.found.entry(at).or_default() += 1;
                }
            }
        }
        tally
    }
}

impl Derived for Tallies {
    fn put(&mut self, incident: &Incident) {
        let published = incident.postmortem.published_at;
        match published.filter(|_| incident.is_published() && incident.owes_review()) {
            Some(at) => {
                let tally = self.tally(incident, at.day());
                self.documents.insert(incident.reference, tally);
            }
            None => self.remove(incident.reference),
        }
    }

    fn remove(&mut self, reference: IncidentRef) {
        self.documents.remove(&reference);
    }
}

#[derive(Default)]
struct Sum {
    documents: u64,
    words: u64,
    found: u64,
    kept: u64,
}

impl Sum {
    fn add(&mut self, tally: &Tally) {
        self.documents += 1;
        self.words += tally.words;
        self.found += tally.found.values().sum::<u64>();
        self.kept += tally.kept;
    }

    fn told(&self, quarter: Quarter) -> LanguageQuarter {
        #[expect(
            clippy::cast_precision_loss,
            reason = "a workspace has fewer words than 2^53"
        )]
        let per_thousand =
            |count: f64| (self.words > 0).then(|| count * 1_000.0 / self.words as f64);
        let (low, high) = poisson_interval(self.found);
        #[expect(clippy::cast_precision_loss, reason = "likewise")]
        let found = self.found as f64;
        LanguageQuarter {
            label: quarter.label,
            starts_on: quarter.starts_on,
            ends_before: quarter.ends_before,
            partial: quarter.partial,
            documents: self.documents,
            words: self.words,
            found: self.found,
            kept: self.kept,
            per_thousand: per_thousand(found),
            low: per_thousand(low),
            high: per_thousand(high),
        }
    }
}

/// What stands between white space and has a letter or a digit.
fn words(text: &str) -> u64 {
    let words = text.split_whitespace();
    let counted = words.filter(|word| word.chars().any(char::is_alphanumeric));
    u64::try_from(counted.count()).unwrap_or(u64::MAX)
}
