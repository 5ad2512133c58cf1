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
    Word(WordId),
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
    /// What a sentence must have, or it has no match; the rarest first, and apart, as it decides
    /// most often.
    needs_first: Option<Hint>,
    needs: Vec<Hint>,
    needs_somebody: bool,
    /// What a match begins with, where that can be told.
    opens: Option<Hint>,
}

/// Some sets, and a bit for each of some words, of which a word must have one.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Hint {
    classes: Classes,
    words: u128,
}

impl Hint {
    /// Met by whoever may be somebody.
    pub(crate) const SOMEBODY: Self = Self {
        classes: Classes::PERHAPS_SOMEBODY,
        words: 0,
    };

    fn add(&mut self, other: Self) {
        self.classes = self.classes | other.classes;
        self.words |= other.words;
    }

    /// How much of it there is to meet, by which the rarer one is guessed.
    fn breadth(&self) -> u32 {
        self.classes.count() + self.words.count_ones()
    }

    pub(crate) fn is_met(self, classes: Classes, words: u128) -> bool {
        self.classes.meets(classes) || self.words & words != 0
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
        let mut needs: Vec<Hint> = required.clone().filter_map(Element::hint).collect();
        needs.sort_by_key(Hint::breadth);
        let mut needs = needs.into_iter();
        Ok(Self {
            needs_first: needs.next(),
            needs: needs.collect(),
            needs_somebody: required.into_iter().any(Element::is_somebody),
            opens: opens(&elements),
            elements,
        })
    }

    /// Whether it is said of somebody, in every sentence that it fits.
    pub(crate) fn needs_somebody(&self) -> bool {
        self.needs_somebody
    }

    /// What a sentence must have for any of these patterns, or nothing where that cannot be told.
    pub(crate) fn needs_of_any(patterns: &[Self]) -> Option<Hint> {
        let mut sum = Hint::default();
        for pattern in patterns {
            sum.add(pattern.needs_first?);
        }
        Some(sum)
    }

    /// Whether a sentence of these sets and words can have a match.
    pub(crate) fn is_possible(&self, classes: Classes, words: u128) -> bool {
        self.needs_first
            .is_none_or(|hint| hint.is_met(classes, words))
            && self.needs.iter().all(|hint| hint.is_met(classes, words))
    }

    /// Whether a match can begin with a word.
    pub(crate) fn can_open(&self, classes: Classes, word: WordId) -> bool {
        self.opens
            .is_none_or(|hint| hint.is_met(classes, word.bit()))
    }
}

/// What the first word of a match must have: that of the first element that has words, or of an
/// optional one before it.
fn opens(elements: &[Element]) -> Option<Hint> {
    let mut sum = Hint::default();
    for element in elements.iter().filter(|element| !element.is_wordless()) {
        sum.add(element.hint().filter(|_| !element.begins_phrase())?);
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
            sum.add(match *test {
                Test::Word(word) => Hint {
                    words: word.bit(),
                    ..Hint::default()
                },
                Test::Person { .. } | Test::Subject(Classes::SOMEBODY, _) => Hint::SOMEBODY,
                // "No engineer" is nobody.
                Test::Subject(Classes::NOBODY, _) => Hint {
                    classes: Classes::NOBODY | Classes::NEGATION,
                    words: 0,
                },
                Test::Set(classes, _) | Test::Subject(classes, _) => Hint { classes, words: 0 },
                _ => return None,
            });
        }
        Some(sum)
    }

    fn is_somebody(&self) -> bool {
        let somebody = |test: &Test| {
            matches!(
                test,
                Test::Person { .. } | Test::Subject(Classes::SOMEBODY, _)
            )
        };
        self.tests.iter().all(somebody)
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
                None => Test::Word(lexicon.word(written)),
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
