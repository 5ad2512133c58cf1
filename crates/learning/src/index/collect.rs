//! Which incidents a query of the index finds, and how well.

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

/// An incident that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Found {
    pub(super) score: Score,
    pub(super) number: u32,
}

/// Takes every incident that is found, each with its score where scores are asked for. All of them,
/// since how many there are is told too.
pub(super) struct All {
    pub(super) scored: bool,
}

pub(super) struct InSegment {
    numbers: Column<u64>,
    found: Vec<Found>,
}

impl Collector for All {
    type Fruit = Vec<Found>;
    type Child = InSegment;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<InSegment> {
        Ok(InSegment {
            numbers: segment.fast_fields().u64("number")?,
            found: Vec::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.scored
    }

    fn merge_fruits(&self, segments: Vec<Vec<Found>>) -> tantivy::Result<Vec<Found>> {
        Ok(segments.concat())
    }
}

impl SegmentCollector for InSegment {
    type Fruit = Vec<Found>;

    fn collect(&mut self, document: DocId, score: Score) {
        let number = self
            .numbers
            .first(document)
            .and_then(|it| u32::try_from(it).ok());
        self.found
            .extend(number.map(|number| Found { score, number }));
    }

    fn harvest(self) -> Vec<Found> {
        self.found
    }
}
