//! Replaying sources in time order: each document is compared with those before it, as it would
//! have been on its day.

use std::collections::HashMap;

use afterword_domain::{IncidentRef, Moment};

use super::baselines::Shelf;
use super::labels::{Grade, Label, means};
use crate::model::{Described, Library, Values, Weights, closest, values};

/// A post-mortem of a folder.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its path.
    pub name: String,
    pub began: Moment,
    pub described: Described,
    /// All of it, as it was written.
    pub text: String,
}

impl Document {
    /// The folder that it lies in: those who wrote it.
    #[must_use]
    pub fn source(&self) -> &str {
        self.name.rsplit_once('/').map_or("", |(folder, _)| folder)
    }
}

/// A document and one before it, from one source.
#[derive(Clone, Debug)]
pub struct Example {
    /// The place of the source, and of both documents.
    pub source: usize,
    pub earlier: usize,
    pub later: usize,
    /// What people said; `None` where nobody looked, which mostly means nothing in common.
    pub grade: Option<Grade>,
    pub values: Values,
    /// Whether the model's index brings it up at all.
    pub retrieved: bool,
    pub tf_idf: f64,
    pub bm25: f64,
}

/// All pairs of all sources.
#[derive(Clone, Debug, Default)]
pub struct Replayed {
    pub sources: Vec<String>,
    pub documents: Vec<String>,
    pub examples: Vec<Example>,
    /// Labels whose documents are not there.
    pub missing: Vec<Label>,
    /// Labels whose earlier document began later: they are taken the other way round.
    pub turned: usize,
}

/// Replays the sources that the labels speak of.
#[must_use]
pub fn replay(mut documents: Vec<Document>, labels: &[Label]) -> Replayed {
    documents.sort_by(|a, b| {
        let key = |one: &Document| (one.source().to_owned(), one.began, one.name.clone());
        key(a).cmp(&key(b))
    });
    let mut replayed = Replayed::default();
    let grades = grades(&documents, labels, &mut replayed);
    let mut sources: Vec<&[Document]> = documents
        .chunk_by(|a, b| a.source() == b.source())
        .collect();
    let mut from = 0;
    for source in &mut sources {
        let places = from..from + source.len();
        if grades.keys().any(|(_, later)| places.contains(later)) {
            replayed
                .sources
                .push(source.first().map_or("", Document::source).to_owned());
            replay_source(source, from, &grades, &mut replayed);
        }
        from = places.end;
    }
    replayed.documents = documents
        .into_iter()
        .map(|document| document.name)
        .collect();
    replayed
}

/// Grades by the places of both documents, the earlier first.
fn grades(
    documents: &[Document],
    labels: &[Label],
    replayed: &mut Replayed,
) -> HashMap<(usize, usize), Grade> {
    let mut grades = HashMap::new();
    for label in labels {
        let place = |path: &str| {
            documents
                .iter()
                .position(|document| means(path, &document.name))
        };
        let known = place(&label.earlier).zip(place(&label.later));
        let together = known.filter(|(one, other)| {
            one != other && documents[*one].source() == documents[*other].source()
        });
        match together {
            None => replayed.missing.push(label.clone()),
            Some((earlier, later)) => {
                replayed.turned += usize::from(earlier > later);
                grades.insert((earlier.min(later), earlier.max(later)), label.grade);
            }
        }
    }
    grades
}

fn replay_source(
    source: &[Document],
    from: usize,
    grades: &HashMap<(usize, usize), Grade>,
    replayed: &mut Replayed,
) {
    let (mut library, mut shelf) = (Library::default(), Shelf::default());
    let number = |at: usize| IncidentRef(u32::try_from(at + 1).unwrap_or(u32::MAX));
    for (at, document) in source.iter().enumerate() {
        let found = closest(&library, Weights::fitted(), &document.described, None);
        let (tf_idf, bm25) = (shelf.tf_idf(&document.text), shelf.bm25(&document.text));
        for before in 0..at {
            let reference = number(before);
            let known = found
                .iter()
                .find(|(one, ..)| *one == reference)
                .map(|(_, values, _)| *values);
            let Some(values) = known.or_else(|| values(&library, &document.described, reference))
            else {
                continue;
            };
            replayed.examples.push(Example {
                source: replayed.sources.len() - 1,
                earlier: from + before,
                later: from + at,
                grade: grades.get(&(from + before, from + at)).copied(),
                values,
                retrieved: known.is_some(),
                tf_idf: tf_idf[before],
                bm25: bm25[before],
            });
        }
        library.put(number(at), &document.described);
        shelf.add(&document.text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(name: &str, day: i64, text: &str) -> Document {
        let began = Moment::from_micros(day * 86_400_000_000).unwrap();
        Document {
            name: name.into(),
            began,
            described: Described::of_text(text, Some(began.day()), &[]),
            text: text.into(),
        }
    }

    fn label(grade: Grade, earlier: &str, later: &str) -> Label {
        let (earlier, later) = (earlier.to_owned(), later.to_owned());
        Label {
            grade,
            earlier,
            later,
        }
    }

    #[test]
    fn only_earlier_documents_of_one_source_are_seen() {
        let documents = vec![
            document("data/b/z.md", 1, "The pool of the ledger was empty"),
            document("data/b/y.md", 2, "A certificate expired"),
            document("data/b/x.md", 3, "The pool of the ledger was empty again"),
            document("data/a/w.md", 1, "The pool of the ledger was empty"),
            document("data/c/v.md", 1, "Nobody graded this folder"),
            document("data/c/u.md", 2, "Nobody graded this folder"),
        ];
        let labels = [
            label(2, "b/x.md", "b/z.md"),
            label(1, "b/z.md", "a/w.md"),
            label(1, "b/z.md", "gone.md"),
        ];
        let replayed = replay(documents, &labels);
        assert_eq!(replayed.sources, ["data/b"]);
        assert_eq!((replayed.turned, replayed.missing.len()), (1, 2));
        let name = |place: usize| replayed.documents[place].as_str();
        let told: Vec<_> = replayed
            .examples
            .iter()
            .map(|one| (name(one.earlier), name(one.later), one.grade, one.retrieved))
            .collect();
        assert_eq!(
            told,
            [
                ("data/b/z.md", "data/b/y.md", None, false),
                ("data/b/z.md", "data/b/x.md", Some(2), true),
                ("data/b/y.md", "data/b/x.md", None, false),
            ]
        );
        let scores: Vec<_> = replayed.examples.iter().map(|one| one.tf_idf).collect();
        assert!(scores[1] > 0.5 && scores[0].abs() < 1e-9);
    }
}
