//! Peers: the same engine with one field and nothing of ours, and the full-text search of the
//! database that is there anyway. Neither forgives a slip.

use std::fs;
use std::path::Path;
use std::time::Instant;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode};
use sqlx::{ConnectOptions as _, Connection as _, Row as _};
use tantivy::collector::{Count, TopDocs};
use tantivy::query::QueryParser;
use tantivy::schema::{Schema, TEXT};
use tantivy::{Index, IndexWriter, doc};
use tokio::runtime::Runtime;

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
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal);
    let mut database = runtime.block_on(options.connect()).expect("a database");
    let begun = Instant::now();
    runtime
        .block_on(fill(&mut database, texts))
        .expect("filled");
    let made_in = begun.elapsed();
    let answers = timed(questions, |question| {
        answer(&runtime, &mut database, question)
    });
    runtime.block_on(database.close()).expect("closed");
    Figures {
        name: "fts5",
        made_in,
        bytes: fs::metadata(path).map_or(0, |file| file.len()),
        memory: None,
        answers,
    }
}

/// Without the texts themselves, as ours.
async fn fill(database: &mut SqliteConnection, texts: &[String]) -> Result<(), sqlx::Error> {
    sqlx::query("CREATE VIRTUAL TABLE texts USING fts5(text, content = '')")
        .execute(&mut *database)
        .await?;
    let mut transaction = database.begin().await?;
    for (number, text) in (1_i64..).zip(texts) {
        sqlx::query("INSERT INTO texts (rowid, text) VALUES (?, ?)")
            .bind(number)
            .bind(text)
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await
}

fn answer(runtime: &Runtime, database: &mut SqliteConnection, question: &Question) -> (usize, i64) {
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
    runtime.block_on(async {
        let top = sqlx::query("SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT 10")
            .bind(&asked)
            .fetch_all(&mut *database)
            .await
            .expect("an answer");
        let count = sqlx::query("SELECT count(*) FROM texts WHERE texts MATCH ?")
            .bind(&asked)
            .fetch_one(&mut *database)
            .await
            .expect("a count");
        (top.len(), count.get(0))
    })
}
