//! Patterns of a rule pack: words, sets and people in the order in which a sentence has them.
//!
//! | Written | Means |
//! |---|---|
//! | `forgot` | this word |
//! | `<lapse>`, `<lapse:past>` | a word of the set; in this form: `past` (or participle), `gerund`, `base` |
//! | `<*:past>` | any verb in the past tense, known or by its ending; likewise `<*:participle>`, `<*:gerund>` |
//! | `<*:past!set>` | … but none of the set |
//! | `!<set>` | a word that is not of the set |
//! | `_` | any word |
//! | `a\|<set>` | either |
//! | `more?`, `<adverb>*` | perhaps; any number of |
//! | `..` | up to six words without a mark between |
//! | `...` | up to 24 words and commas |
//! | `^`, `$` | the beginning or end of a clause |
//! | `?` | the sentence is a question |
//! | `,`, `:` | a comma, a colon |
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
    Word {
        word: WordId,
        /// Hardly a sentence lacks it.
        is_common: bool,
    },
    Set(Classes, Forms),
    Outside(Classes),
    /// Any verb in a form, but those of some sets.
    Verb(Forms, Classes),
    Any,
    /// Before a verb, or before anything that is no noun.
    Person {
        is_doer: bool,
    },
    Stranger,
    Subject(Classes, Mood),
    Begin,
    End,
    Question,
    Mark(char),
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
    /// What a sentence must have, or it has no match; the rarest first.
    needs: Vec<Hint>,
    /// What a match begins with, where that can be told.
    opens: Option<Hint>,
}

/// Some sets and words, of which a word must have one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hint {
    pub(crate) classes: Classes,
    pub(crate) words: Vec<WordId>,
    /// A bit for each of the words.
    bits: u128,
    /// Hardly a sentence has none of them.
    is_common: bool,
}

impl Hint {
    fn of(classes: Classes) -> Self {
        Self {
            classes,
            is_common: classes.meets(Classes::COMMON),
            ..Self::default()
        }
    }

    fn word(word: WordId, is_common: bool) -> Self {
        Self {
            classes: Classes::NONE,
            words: vec![word],
            bits: word.bit(),
            is_common,
        }
    }

    fn add(&mut self, other: &Self) {
        self.classes = self.classes | other.classes;
        self.words.extend(&other.words);
        self.bits |= other.bits;
        self.is_common |= other.is_common;
    }

    /// By which the rarer one is guessed: how much of it there is to meet.
    fn breadth(&self) -> (bool, usize) {
        (self.is_common, self.classes.count() + self.words.len())
    }

    fn is_met(&self, classes: Classes, words: u128) -> bool {
        self.classes.meets(classes) || self.bits & words != 0
    }
}

impl Pattern {
    pub(crate) fn parse(text: &str, lexicon: &mut Lexicon) -> Result<Self, PackError> {
        let read = |written: &str| {
            Element::parse(written, lexicon).ok_or_else(|| PackError::Pattern {
                pattern: text.to_owned(),
                element: written.to_owned(),
            })
        };
        let elements: Vec<Element> = text
            .split_whitespace()
            .map(read)
            .collect::<Result<_, _>>()?;
        let required = elements.iter().filter(|element| !element.is_optional);
        let mut needs: Vec<Hint> = required.filter_map(Element::hint).collect();
        needs.sort_by_key(Hint::breadth);
        Ok(Self {
            needs,
            opens: opens(&elements),
            elements,
        })
    }

    /// What a sentence must have at least, or nothing where that cannot be told.
    pub(crate) fn rarest_need(&self) -> Option<&Hint> {
        self.needs.first()
    }

    /// Whether a sentence of these sets and words can have a match.
    pub(crate) fn is_possible(&self, classes: Classes, words: u128) -> bool {
        self.needs.iter().all(|hint| hint.is_met(classes, words))
    }

    /// Whether a match can begin with a word.
    pub(crate) fn can_open(&self, classes: Classes, word: WordId) -> bool {
        self.opens
            .as_ref()
            .is_none_or(|hint| hint.is_met(classes, word.bit()))
    }
}

/// What the first word of a match must have: that of the first element that has words, or of an
/// optional one before it.
fn opens(elements: &[Element]) -> Option<Hint> {
    let mut sum = Hint::default();
    for element in elements.iter().filter(|element| !element.is_wordless()) {
        sum.add(&element.hint().filter(|_| !element.begins_phrase())?);
        if !element.is_optional {
            return Some(sum);
        }
    }
    None
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

impl Element {
    /// What one of the words that it fits must have; for a subject, what a word of the sentence must.
    fn hint(&self) -> Option<Hint> {
        let mut sum = Hint::default();
        for test in &self.tests {
            sum.add(&match *test {
                Test::Word { word, is_common } => Hint::word(word, is_common),
                Test::Person { .. } | Test::Subject(Classes::SOMEBODY, _) => {
                    Hint::of(Classes::PERHAPS_SOMEBODY)
                }
                // "No engineer" is nobody.
                Test::Subject(Classes::NOBODY, _) => Hint::of(Classes::NOBODY | Classes::NEGATION),
                Test::Set(classes, _) | Test::Subject(classes, _) => Hint::of(classes),
                _ => return None,
            });
        }
        Some(sum)
    }

    fn is_wordless(&self) -> bool {
        let wordless = |test: &Test| {
            matches!(
                test,
                Test::Subject(..) | Test::Begin | Test::End | Test::Question
            )
        };
        self.tests.iter().all(wordless)
    }

    /// A noun phrase can begin with any word.
    fn begins_phrase(&self) -> bool {
        self.tests
            .iter()
            .any(|test| matches!(test, Test::Person { .. }))
    }
}

fn test(written: &str, lexicon: &mut Lexicon) -> Option<Test> {
    Some(match written {
        "" => return None,
        "^" => Test::Begin,
        "$" => Test::End,
        "?" => Test::Question,
        "," => Test::Mark(','),
        ":" => Test::Mark(':'),
        "_" => Test::Any,
        ".." => Test::Gap {
            words: 6,
            commas: false,
        },
        "..." => Test::Gap {
            words: 24,
            commas: true,
        },
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
            if let Some(verb) = written.strip_prefix("<*:") {
                return verb_test(verb.strip_suffix('>')?, lexicon);
            }
            match written.strip_prefix('<') {
                Some(set) => {
                    let set = set.strip_suffix('>')?;
                    let (name, form) = set.split_once(':').unwrap_or((set, ""));
                    Test::Set(lexicon.set(name)?, forms(form)?)
                }
                None if written.starts_with('{') => return None,
                None => Test::Word {
                    word: lexicon.word(written),
                    is_common: lexicon
                        .find(written)
                        .is_some_and(|entry| entry.classes.meets(Classes::COMMON)),
                },
            }
        }
    })
}

fn verb_test(written: &str, lexicon: &Lexicon) -> Option<Test> {
    let (form, except) = written.split_once('!').unwrap_or((written, ""));
    let form = match form {
        "past" => Forms::PAST,
        "participle" => Forms::PARTICIPLE,
        "gerund" => Forms::GERUND,
        _ => return None,
    };
    let except = match except {
        "" => Classes::NONE,
        set => lexicon.set(set)?,
    };
    Some(Test::Verb(form, except))
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
