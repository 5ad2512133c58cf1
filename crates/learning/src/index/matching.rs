//! From the words of a query to a query of the index.
//!
//! A word that stands in an incident as it was typed brings its BM25 score, which is above all
//! that a begun or a mistyped word brings: those weigh a hundredth. Mistypes are only looked for
//! where a word is rare as it was typed, since what many incidents say was meant.

use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, FuzzyTermQuery, Occur,
    PhrasePrefixQuery, PhraseQuery, Query, TermQuery,
};
use tantivy::schema::IndexRecordOption;
use tantivy::{Searcher, Term};

use super::asked::{Asked, AskedTerm, Manner};
use super::parts::Field;
use super::schema::Fields;

/// A word that fewer incidents have may be mistyped.
const RARE: u64 = 5;
/// Shorter ones are taken as they are: every other word of three letters is a step away.
const LETTERS_FOR_ONE_SLIP: usize = 4;
const LETTERS_FOR_TWO_SLIPS: usize = 8;
/// A single letter begins a large share of all words.
const LETTERS_TO_BEGIN: usize = 2;
/// A hit of a begun word, to be multiplied by the weight of its field.
const BEGUN: f32 = 0.01;
const MISTYPED: f32 = 0.005;
/// Of a phrase whose last word is only begun, how many such words are tried.
const BEGUN_PHRASES: u32 = 50;

/// How many letters may be wrong.
pub(super) fn slips(word: &str) -> u8 {
    // A number, a version or a hash that is nearly the same is another one.
    if word.chars().any(|c| c.is_ascii_digit()) {
        return 0;
    }
    match word.chars().count() {
        LETTERS_FOR_TWO_SLIPS.. => 2,
        LETTERS_FOR_ONE_SLIP.. => 1,
        _ => 0,
    }
}

pub(super) fn may_be_begun(word: &str) -> bool {
    word.chars().count() >= LETTERS_TO_BEGIN
}

/// The query that a searcher answers.
pub(super) fn query(
    asked: &Asked,
    fields: &Fields,
    searcher: &Searcher,
) -> tantivy::Result<Box<dyn Query>> {
    let building = Building { fields, searcher };
    let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::with_capacity(asked.terms.len() + 1);
    let mut any = false;
    for term in &asked.terms {
        if term.words.is_empty() {
            continue;
        }
        if term.manner == Manner::Not {
            clauses.push((Occur::MustNot, building.exactly(&term.words)));
        } else {
            any = true;
            clauses.push((Occur::Must, building.term(term)?));
        }
    }
    if clauses.is_empty() {
        // Signs alone were asked for, which no index has.
        return Ok(Box::new(EmptyQuery));
    }
    if !any {
        clauses.push((Occur::Must, Box::new(AllQuery)));
    }
    Ok(Box::new(BooleanQuery::new(clauses)))
}

struct Building<'a> {
    fields: &'a Fields,
    searcher: &'a Searcher,
}

impl Building<'_> {
    fn term(&self, term: &AskedTerm) -> tantivy::Result<Box<dyn Query>> {
        let exactly = self.exactly(&term.words);
        let begun = term.manner == Manner::Begun;
        let [word] = term.words.as_slice() else {
            let phrase = if begun {
                any_of(vec![exactly, self.begun_phrase(&term.words)])
            } else {
                exactly
            };
            return Ok(phrase);
        };
        if term.manner == Manner::Phrase {
            return Ok(exactly);
        }
        let mut ways = vec![exactly];
        let begun = begun && may_be_begun(word);
        if begun {
            ways.push(self.begun(word));
        }
        let slips = slips(word);
        if slips > 0 && self.is_rare(word, begun)? {
            ways.push(self.mistyped(word, slips, begun));
        }
        Ok(any_of(ways))
    }

    /// The word, or the words side by side, in any field.
    fn exactly(&self, words: &[String]) -> Box<dyn Query> {
        in_fields(|field| {
            let terms: Vec<_> = words.iter().map(|word| self.word(field, word)).collect();
            match <[Term; 1]>::try_from(terms) {
                Ok([term]) => Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)),
                Err(terms) => Box::new(PhraseQuery::new(terms)),
            }
        })
    }

    fn begun(&self, word: &str) -> Box<dyn Query> {
        in_fields(|field| {
            let begins = FuzzyTermQuery::new_prefix(self.word(field, word), 0, true);
            Box::new(BoostQuery::new(Box::new(begins), BEGUN))
        })
    }

    fn begun_phrase(&self, words: &[String]) -> Box<dyn Query> {
        in_fields(|field| {
            let terms = words.iter().map(|word| self.word(field, word)).collect();
            let mut phrase = PhrasePrefixQuery::new(terms);
            phrase.set_max_expansions(BEGUN_PHRASES);
            Box::new(ConstScoreQuery::new(Box::new(phrase), BEGUN))
        })
    }

    fn mistyped(&self, word: &str, slips: u8, begun: bool) -> Box<dyn Query> {
        in_fields(|field| {
            let word = self.word(field, word);
            let near = if begun {
                FuzzyTermQuery::new_prefix(word, slips, true)
            } else {
                FuzzyTermQuery::new(word, slips, true)
            };
            Box::new(BoostQuery::new(Box::new(near), MISTYPED))
        })
    }

    fn word(&self, field: Field, word: &str) -> Term {
        Term::from_field_text(self.fields.text(field), word)
    }

    /// Whether few incidents have it, or words that it begins.
    fn is_rare(&self, word: &str, begun: bool) -> tantivy::Result<bool> {
        let mut found = 0;
        for field in Field::ALL {
            found += self.searcher.doc_freq(&self.word(field, word))?;
            if begun && found < RARE {
                found += self.begin_with(word, field, RARE - found)?;
            }
            if found >= RARE {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// How often there are longer words that begin so, up to a number.
    fn begin_with(&self, word: &str, field: Field, enough: u64) -> tantivy::Result<u64> {
        let mut found = 0;
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(self.fields.text(field))?;
            let behind = inverted.terms().range().gt(word.as_bytes());
            let mut stream = behind.into_stream()?;
            while found < enough && stream.advance() && stream.key().starts_with(word.as_bytes()) {
                found += u64::from(stream.value().doc_freq);
            }
        }
        Ok(found)
    }
}

fn in_fields(query: impl Fn(Field) -> Box<dyn Query>) -> Box<dyn Query> {
    let weighed = |field: Field| -> Box<dyn Query> {
        Box::new(BoostQuery::new(query(field), field.weight()))
    };
    any_of(Field::ALL.map(weighed).into())
}

fn any_of(mut ways: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match ways.pop() {
        Some(only) if ways.is_empty() => only,
        last => {
            ways.extend(last);
            Box::new(BooleanQuery::union(ways))
        }
    }
}
