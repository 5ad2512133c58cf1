//! Asking the index.

use std::collections::HashMap;

use afterword_domain::workspace::Workspace;
use afterword_domain::{Incident, IncidentRef};
use tantivy::directory::RamDirectory;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::{Index, IndexReader, TantivyDocument};

use super::asked::Asked;
use super::collect::{All, Found};
use super::error::Flaw;
use super::matching;
use super::schema::{Fields, know_words};

/// What the few incidents that are ranked beside the index may take of memory, in bytes.
const BESIDE: usize = 15 << 20;

/// The end of an index that answers. Cheap to clone.
#[derive(Clone)]
pub struct Search {
    reader: IndexReader,
    fields: Fields,
}

impl Search {
    pub(super) fn new(reader: IndexReader, fields: Fields) -> Self {
        Self { reader, fields }
    }

    /// Looks at what was committed last.
    ///
    /// # Errors
    /// [`Flaw`]
    pub fn reload(&self) -> Result<(), Flaw> {
        Ok(self.reader.reload()?)
    }

    /// How many incidents it knows.
    #[must_use]
    pub fn incidents(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// All incidents that have the words, and how well each fits.
    ///
    /// # Errors
    /// [`Flaw`]
    pub fn ranked(&self, asked: &Asked) -> Result<Ranking, Flaw> {
        self.find(asked, true).map(Ranking)
    }

    /// How well incidents fit that are not in the index, as if they were in it: how rare a word is,
    /// and whether it may be mistyped, is told by the index alone.
    ///
    /// # Errors
    /// [`Flaw`]
    pub fn ranked_beside(
        &self,
        asked: &Asked,
        incidents: &[Incident],
        workspace: &Workspace,
    ) -> Result<Ranking, Flaw> {
        if incidents.is_empty() {
            return Ok(Ranking::default());
        }
        let (schema, fields) = Fields::schema();
        let index = Index::create_in_ram(schema.clone());
        know_words(&index);
        let builder = Index::builder()
            .schema(schema)
            .tokenizers(index.tokenizers().clone());
        let mut writer = builder.single_segment_index_writer(RamDirectory::create(), BESIDE)?;
        for incident in incidents {
            let document: TantivyDocument = fields.document(incident, workspace);
            writer.add_document(document)?;
        }
        let beside = writer.finalize()?.reader()?.searcher();
        let searcher = self.reader.searcher();
        let query = matching::query(asked, &fields, &searcher)?;
        let known: &dyn Bm25StatisticsProvider = if searcher.total_num_docs()? > 0 {
            &searcher
        } else {
            &beside
        };
        let all = All { scored: true };
        let found = beside.search_with_statistics_provider(&query, &all, known)?;
        Ok(Ranking(found))
    }

    /// All incidents that have the words, in no order.
    ///
    /// # Errors
    /// [`Flaw`]
    pub fn all(&self, asked: &Asked) -> Result<Vec<IncidentRef>, Flaw> {
        self.find(asked, false).map(numbers)
    }

    fn find(&self, asked: &Asked, scored: bool) -> Result<Vec<Found>, Flaw> {
        let searcher = self.reader.searcher();
        let query = matching::query(asked, &self.fields, &searcher)?;
        Ok(searcher.search(&query, &All { scored })?)
    }
}

/// What was found, to be put in order as far as somebody reads.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ranking(Vec<Found>);

impl Ranking {
    /// How many there are.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.len() as u64
    }

    /// In no order.
    #[must_use]
    pub fn all(&self) -> Vec<IncidentRef> {
        numbers(self.0.clone())
    }

    /// With incidents that have the words and are not in the index: those that were ranked beside
    /// it, and behind all others those that were not.
    pub fn take_in(&mut self, beside: &Self, all: &[IncidentRef]) {
        let scores = beside.0.iter().map(|found| (found.number, found.score));
        let scores: HashMap<_, _> = scores.collect();
        let found = all.iter().map(|IncidentRef(number)| Found {
            number: *number,
            score: scores.get(number).copied().unwrap_or_default(),
        });
        let found: HashMap<_, _> = found.map(|found| (found.number, found)).collect();
        self.0.retain(|known| !found.contains_key(&known.number));
        self.0.extend(found.into_values());
    }

    /// Leaves out what something does not hold for.
    pub fn retain(&mut self, holds: impl Fn(IncidentRef) -> bool) {
        self.0.retain(|found| holds(IncidentRef(found.number)));
    }

    /// The best first, at most so many; of those that are as good the one with the highest number.
    #[must_use]
    pub fn best(mut self, most: usize) -> Vec<IncidentRef> {
        let better = |a: &Found, b: &Found| {
            let better = b.score.total_cmp(&a.score);
            better.then(b.number.cmp(&a.number))
        };
        if most < self.0.len() {
            self.0.select_nth_unstable_by(most, better);
            self.0.truncate(most);
        }
        self.0.sort_unstable_by(better);
        numbers(self.0)
    }
}

fn numbers(found: Vec<Found>) -> Vec<IncidentRef> {
    let number = |found: Found| IncidentRef(found.number);
    found.into_iter().map(number).collect()
}
