//! Patterns of a rule pack: words, sets and people in the order in which a sentence has them.
//!
//! | Written | Means |
//! |---|---|
//! | `forgot` | this word |
//! | `<lapse>`, `<lapse:past>` | a word of the set; in this form: `past` (or participle), `gerund`, `base` |
//! | `<*:past>` | any verb in the past tense, known or by its ending; likewise `<*:gerund>` |
//! | `!<set>` | a word that is not of the set |
//! | `_` | any word |
//! | `a\|<set>` | either |
//! | `more?`, `<adverb>*` | perhaps; any number of |
//! | `..` | up to six words without a mark between |
//! | `...` | up to 24 words and commas |
//! | `^`, `$` | the beginning or end of a clause |
//! | `{person}` | a noun phrase whose last word is somebody |
//! | `{doer}` | likewise, before any form of a verb: "did the engineer check" |
//! | `{stranger}` | a word at the beginning of a clause that is in no list and has a capital |
//! | `@person` | what comes next is said of somebody, as something that was |
//! | `@person:not` | … as something that was not |
//! | `@person:any` | … in any way |
//! | `@we`, `@nobody`, `@outsider` | likewise of us, of nobody, of a user |

use crate::inflection::Forms;
use crate::lexicon::{Classes, Lexicon, WordId};
use crate::pack::PackError;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    Affirmed,
    Negated,
    Any,
}

#[derive(Clone, Debug)]
pub(crate) enum Test {
    Word(WordId),
    Set(Classes, Forms),
    Outside(Classes),
    Past,
    Gerund,
    Any,
    /// Before a verb, or before anything that is no noun.
    Person {
        is_doer: bool,
    },
    Stranger,
    Subject(Classes, Mood),
    Begin,
    End,
    /// Up to so many words; commas among them, or none.
    Gap {
        words: usize,
        commas: bool,
    },
}

#[derive(Clone, Debug)]
pub(crate) struct Element {
    pub(crate) tests: Vec<Test>,
    pub(crate) is_optional: bool,
    pub(crate) repeats: bool,
}

#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    pub(crate) elements: Vec<Element>,
    /// A sentence without these has no match: the sets, and a bit for each word.
    pub(crate) needs_sets: Classes,
    pub(crate) needs_words: u64,
}

impl Pattern {
    pub(crate) fn parse(text: &str, lexicon: &mut Lexicon) -> Result<Self, PackError> {
        let mut pattern = Self {
            elements: Vec::new(),
            needs_sets: Classes::NONE,
            needs_words: 0,
        };
        for written in text.split_whitespace() {
            let element = Element::parse(written, lexicon).ok_or_else(|| PackError::Pattern {
                pattern: text.to_owned(),
                element: written.to_owned(),
            })?;
            if let ([test], false) = (&element.tests[..], element.is_optional) {
                match test {
                    Test::Word(word) => pattern.needs_words |= word.bit(),
                    Test::Set(classes, _) => pattern.needs_sets = pattern.needs_sets | *classes,
                    _ => {}
                }
            }
            pattern.elements.push(element);
        }
        Ok(pattern)
    }
}

impl Element {
    fn parse(written: &str, lexicon: &mut Lexicon) -> Option<Self> {
        let repeats = written.len() > 1 && written.ends_with('*');
        let is_optional = repeats || written.len() > 1 && written.ends_with('?');
        let bare = if is_optional {
            &written[..written.len() - 1]
        } else {
            written
        };
        let tests = bare.split('|').map(|test| self::test(test, lexicon));
        Some(Self {
            tests: tests.collect::<Option<_>>()?,
            is_optional,
            repeats,
        })
    }
}

fn test(written: &str, lexicon: &mut Lexicon) -> Option<Test> {
    Some(match written {
        "" => return None,
        "^" => Test::Begin,
        "$" => Test::End,
        "_" => Test::Any,
        ".." => Test::Gap {
            words: 6,
            commas: false,
        },
        "..." => Test::Gap {
            words: 24,
            commas: true,
        },
        "<*:past>" => Test::Past,
        "<*:gerund>" => Test::Gerund,
        "{stranger}" => Test::Stranger,
        "{person}" => Test::Person { is_doer: false },
        "{doer}" => Test::Person { is_doer: true },
        _ => {
            if let Some(subject) = written.strip_prefix('@') {
                return subject_test(subject);
            }
            if let Some(set) = written.strip_prefix("!<") {
                return lexicon.set(set.strip_suffix('>')?).map(Test::Outside);
            }
            match written.strip_prefix('<') {
                Some(set) => {
                    let set = set.strip_suffix('>')?;
                    let (name, form) = set.split_once(':').unwrap_or((set, ""));
                    Test::Set(lexicon.set(name)?, forms(form)?)
                }
                None if written.starts_with('{') => return None,
                None => Test::Word(lexicon.word(written)),
            }
        }
    })
}

fn subject_test(written: &str) -> Option<Test> {
    let (who, mood) = written.split_once(':').unwrap_or((written, ""));
    let who = match who {
        "person" => Classes::SOMEBODY,
        "we" => Classes::WE,
        "nobody" => Classes::NOBODY,
        "outsider" => Classes::OUTSIDER,
        _ => return None,
    };
    let mood = match mood {
        "" => Mood::Affirmed,
        "not" => Mood::Negated,
        "any" => Mood::Any,
        _ => return None,
    };
    Some(Test::Subject(who, mood))
}

fn forms(name: &str) -> Option<Forms> {
    Some(match name {
        "" => Forms::NONE,
        "past" => Forms::PAST.with(Forms::PARTICIPLE),
        "participle" => Forms::PARTICIPLE,
        "gerund" => Forms::GERUND,
        "base" => Forms::BASE,
        _ => return None,
    })
}
