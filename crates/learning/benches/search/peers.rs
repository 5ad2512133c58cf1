//! Peers: the same engine with one field and nothing of ours, and the full-text search of the
//! database that is there anyway. Neither forgives a slip.

use std::fs;
use std::path::Path;
use std::time::Instant;

use rusqlite::Connection;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::QueryParser;
use tantivy::schema::{Schema, TEXT};
use tantivy::{Index, IndexWriter, doc};

use crate::questions::{Kind, Question};
use crate::{Figures, timed};

const MEMORY: usize = 48 << 20;

pub fn tantivy(path: &Path, texts: &[String], questions: &[Question]) -> Figures {
    fs::create_dir_all(path).expect("a folder");
    let begun = Instant::now();
    let mut builder = Schema::builder();
    let text = builder.add_text_field("text", TEXT);
    let index = Index::create_in_dir(path, builder.build()).expect("an index");
    let mut writer: IndexWriter = index.writer_with_num_threads(2, MEMORY).expect("a writer");
    for one in texts {
        writer
            .add_document(doc!(text => one.as_str()))
            .expect("written");
    }
    writer.commit().expect("committed");
    let made_in = begun.elapsed();
    writer.wait_merging_threads().expect("joined");
    let searcher = index.reader().expect("a reader").searcher();
    let mut parser = QueryParser::for_index(&index, vec![text]);
    parser.set_conjunction_by_default();
    let answers = timed(questions, |question| {
        let words = question.words.join(" ");
        let query = match question.kind {
            Kind::Phrase => format!("\"{words}\""),
            _ => words,
        };
        let (query, _) = parser.parse_query_lenient(&query);
        let top = (TopDocs::with_limit(10).order_by_score(), Count);
        searcher.search(&query, &top).expect("an answer")
    });
    let files = fs::read_dir(path).expect("a folder");
    let sizes = files.map(|file| {
        file.and_then(|file| file.metadata())
            .map_or(0, |it| it.len())
    });
    Figures {
        name: "tantivy",
        made_in,
        bytes: sizes.sum(),
        memory: None,
        answers,
    }
}

pub fn fts5(path: &Path, texts: &[String], questions: &[Question]) -> Figures {
    let mut database = Connection::open(path).expect("a database");
    database
        .execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
        .expect("a write-ahead log");
    let begun = Instant::now();
    fill(&mut database, texts).expect("filled");
    let made_in = begun.elapsed();
    let answers = timed(questions, |question| answer(&database, question));
    database.close().expect("closed");
    Figures {
        name: "fts5",
        made_in,
        bytes: fs::metadata(path).map_or(0, |file| file.len()),
        memory: None,
        answers,
    }
}

/// Without the texts themselves, as ours.
fn fill(database: &mut Connection, texts: &[String]) -> rusqlite::Result<()> {
    database.execute_batch("CREATE VIRTUAL TABLE texts USING fts5(text, content = '')")?;
    let transaction = database.transaction()?;
    let mut insert = transaction.prepare("INSERT INTO texts (rowid, text) VALUES (?, ?)")?;
    for (number, text) in (1_i64..).zip(texts) {
        insert.execute((number, text))?;
    }
    drop(insert);
    transaction.commit()
}

fn answer(database: &Connection, question: &Question) -> (usize, i64) {
    let mut words: Vec<_> = question
        .words
        .iter()
        .map(|word| format!("\"{word}\""))
        .collect();
    match question.kind {
        Kind::Phrase => words = vec![format!("\"{}\"", question.words.join(" "))],
        Kind::Begun => words
            .iter_mut()
            .rev()
            .take(1)
            .for_each(|word| word.push('*')),
        Kind::Words | Kind::Mistyped => {}
    }
    let asked = words.join(" ");
    let top = "SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT 10";
    let count = "SELECT count(*) FROM texts WHERE texts MATCH ?";
    let top = database.prepare_cached(top).and_then(|mut top| {
        top.query_map([&asked], |row| row.get::<_, i64>(0))?
            .collect::<Result<Vec<_>, _>>()
    });
    let count = database
        .prepare_cached(count)
        .and_then(|mut count| count.query_one([&asked], |row| row.get(0)));
    (top.expect("an answer").len(), count.expect("a count"))
}
