//! What the index holds of an incident, and how a text becomes the words that are looked for.

use afterword_domain::Incident;
use afterword_domain::workspace::Workspace;
use tantivy::schema::{FAST, INDEXED, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{
    AsciiFoldingFilter, LowerCaser, RemoveLongFilter, SimpleTokenizer, TextAnalyzer,
};
use tantivy::{Index, TantivyDocument, schema};

use super::parts::{self, Field};

/// Raise it whenever the same incident would be indexed otherwise than before: an index of another
/// version is thrown away and made again.
pub const VERSION: u32 = 2;

const TOKENIZER: &str = "words";
/// In bytes. What is longer is no word: a key, a hash of many parts, an address without a stop.
const LONGEST_WORD: usize = 64;

/// The handles of the fields, which follow from the schema.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields {
    /// The incident's number.
    pub(super) number: schema::Field,
    texts: [schema::Field; 3],
}

impl Fields {
    pub(super) fn schema() -> (Schema, Self) {
        let mut builder = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(TOKENIZER)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        // Nothing is stored: the incident itself tells what it says, in the state it is in now.
        let text = TextOptions::default().set_indexing_options(indexing);
        let fields = Self {
            number: builder.add_u64_field("number", INDEXED | FAST),
            texts: ["heading", "cause", "account"]
                .map(|name| builder.add_text_field(name, text.clone())),
        };
        (builder.build(), fields)
    }

    pub(super) fn text(&self, field: Field) -> schema::Field {
        let [heading, cause, account] = self.texts;
        match field {
            Field::Heading => heading,
            Field::Cause => cause,
            Field::Account => account,
        }
    }

    pub(super) fn document(&self, incident: &Incident, workspace: &Workspace) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        document.add_u64(self.number, incident.reference.0.into());
        for passage in parts::passages(incident, workspace) {
            document.add_text(self.text(passage.part.field()), passage.text);
        }
        document
    }
}

/// Cuts at whatever is neither letter nor digit; small letters, without their accents. The index,
/// a query and the marks in a snippet all go through it, so that they mean the same by a word.
pub(super) fn analyzer() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(LONGEST_WORD))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .build()
}

pub(super) fn know_words(index: &Index) {
    index.tokenizers().register(TOKENIZER, analyzer());
}

/// The words of a text.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut analyzer = analyzer();
    let mut stream = analyzer.token_stream(text);
    let mut words = Vec::new();
    stream.process(&mut |token| words.push(token.text.clone()));
    words
}
