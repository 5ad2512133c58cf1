//! The peer: tantivy's MoreLikeThis, which asks its index for a text's most telling words.

use std::path::Path;
use std::time::{Duration, Instant};

use tantivy::collector::TopDocs;
use tantivy::query::MoreLikeThisQuery;
use tantivy::schema::{OwnedValue, Schema, TEXT};
use tantivy::{Index, IndexWriter, doc};

const MEMORY: usize = 48 << 20;

/// Takes the texts in and asks for each of the others the closest.
pub fn more_like_this(
    folder: &Path,
    texts: impl Iterator<Item = String>,
    asked: &[String],
    most: usize,
) -> Vec<Duration> {
    let mut builder = Schema::builder();
    let field = builder.add_text_field("text", TEXT);
    let index = Index::create_in_dir(folder, builder.build()).expect("an index");
    let mut writer: IndexWriter = index.writer_with_num_threads(2, MEMORY).expect("a writer");
    for text in texts {
        writer.add_document(doc!(field => text)).expect("written");
    }
    writer.commit().expect("committed");
    writer.wait_merging_threads().expect("joined");
    let searcher = index.reader().expect("a reader").searcher();
    let answer = |text: &String| {
        let begun = Instant::now();
        let query = MoreLikeThisQuery::builder()
            .with_document_fields(vec![(field, vec![OwnedValue::Str(text.clone())])]);
        // The text itself is the closest.
        let top = TopDocs::with_limit(most + 1).order_by_score();
        std::hint::black_box(searcher.search(&query, &top).expect("an answer"));
        begun.elapsed()
    };
    asked.iter().map(answer).collect()
}
