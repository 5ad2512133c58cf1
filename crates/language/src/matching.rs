//! Whether a pattern fits a sentence at a place.

use crate::inflection::Forms;
use crate::lexicon::Classes;
use crate::pattern::{Element, Mood, Pattern, Test};
use crate::subject::{self, Subject};
use crate::token::Token;

/// The longest noun phrase that is looked through for somebody.
const PHRASE_MAX: usize = 6;

/// What a pattern fits: tokens from `start` to before `end`, and who it is said of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Match {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) somebody: Option<Subject>,
}

/// The first fit of a pattern at or after `from`.
pub(crate) fn find(pattern: &Pattern, tokens: &[Token], from: usize) -> Option<Match> {
    (from..tokens.len()).find_map(|start| {
        if !pattern.can_open(tokens[start].classes, tokens[start].word) {
            return None;
        }
        let mut found = Match {
            start,
            end: start,
            somebody: None,
        };
        fits(&pattern.elements, tokens, start, &mut found).then_some(found)
    })
}

fn fits(elements: &[Element], tokens: &[Token], at: usize, found: &mut Match) -> bool {
    let Some((element, rest)) = elements.split_first() else {
        found.end = at;
        return at > found.start;
    };
    for test in &element.tests {
        if let Test::Gap { words, commas } = *test {
            let passes = |token: &Token| match token.mark() {
                Some(mark) => commas && mark == ',',
                None => true,
            };
            return (at..=tokens.len().min(at + words))
                .take_while(|to| *to == at || passes(&tokens[*to - 1]))
                .any(|to| fits(rest, tokens, to, found));
        }
        let before = *found;
        if let Some(next) = step(test, tokens, at, !rest.is_empty(), found) {
            if element.repeats && next > at && fits(elements, tokens, next, found) {
                return true;
            }
            if fits(rest, tokens, next, found) {
                return true;
            }
        }
        *found = before;
    }
    element.is_optional && fits(rest, tokens, at, found)
}

/// Where the sentence goes on after what a test fits.
fn step(
    test: &Test,
    tokens: &[Token],
    at: usize,
    goes_on: bool,
    found: &mut Match,
) -> Option<usize> {
    match test {
        Test::Begin => (at == 0 || opens_clause(&tokens[at - 1])).then_some(at),
        Test::End => {
            let ends = tokens.get(at).is_none_or(|token| token.mark().is_some());
            ends.then_some(at)
        }
        Test::Gap { .. } => None,
        Test::Any => {
            let token = tokens.get(at)?;
            (token.is_word() && !token.is(Classes::NEGATION)).then_some(at + 1)
        }
        Test::Verb(form, except) => {
            let token = tokens.get(at)?;
            let looks = if *form == Forms::GERUND {
                token.looks_gerund
            } else {
                token.looks_past
            };
            let fits = looks || token.forms.meets(*form);
            (fits && !token.is(*except)).then_some(at + 1)
        }
        Test::Mark(mark) => (tokens.get(at)?.mark() == Some(*mark)).then_some(at + 1),
        Test::Question => (tokens.last()?.mark() == Some('?')).then_some(at),
        Test::Outside(classes) => {
            let token = tokens.get(at)?;
            (token.is_word() && !token.is(*classes)).then_some(at + 1)
        }
        Test::Word { word, .. } => (tokens.get(at)?.word == *word).then_some(at + 1),
        Test::Set(classes, forms) => {
            let token = tokens.get(at)?;
            let fits = *forms == Forms::NONE || token.forms.meets(*forms);
            (token.is(*classes) && fits).then_some(at + 1)
        }
        Test::Person { is_doer } => {
            let head = noun_phrase(tokens, at, *is_doer)?;
            found.somebody = Some(head);
            let next = head.head + 1;
            // What is the person's is not the person, unless the pattern goes on with it.
            let owns = tokens
                .get(next)
                .is_some_and(|token| token.is(Classes::POSSESSIVE));
            (!owns || goes_on).then_some(next)
        }
        Test::Stranger => {
            let token = tokens.get(at)?;
            let begins = at == 0 || opens_clause(&tokens[at - 1]);
            let is_stranger = token.is_word() && token.capital && token.classes == Classes::NONE;
            found.somebody = Some(Subject {
                head: at,
                classes: Classes::NAME,
            });
            (begins && is_stranger).then_some(at + 1)
        }
        Test::Subject(wanted, mood) => {
            found.somebody = Some(said_of(tokens, at, *wanted, *mood)?);
            Some(at)
        }
    }
}

/// A comma opens none: what follows "who", it may be a relative clause.
fn opens_clause(token: &Token) -> bool {
    token.mark().is_some_and(|mark| !matches!(mark, ',' | ')'))
}

/// Who it is said of that comes at `at`, if they are wanted.
fn said_of(tokens: &[Token], at: usize, wanted: Classes, mood: Mood) -> Option<Subject> {
    tokens.get(at)?;
    let mut group = subject::verb_group(tokens, at);
    // "did not": the verb that denies stands before what it denies.
    let is_do = tokens[at].is(Classes::DO);
    group.is_negated |= is_do
        && tokens
            .get(at + 1)
            .is_some_and(|next| next.is(Classes::NEGATION));
    let has_mood = match mood {
        Mood::Affirmed => !group.is_negated && !group.is_modal,
        Mood::Negated => group.is_negated && (!group.is_modal || group.is_perfect),
        Mood::Any => true,
    };
    if !has_mood {
        return None;
    }
    let verb = tokens[at..]
        .iter()
        .find(|token| !token.is(Classes::ADVERB | Classes::NEGATION))?;
    let is_participle = verb.looks_past || verb.forms.meets(Forms::PARTICIPLE);
    let is_done_to = group.has_be && is_participle && !verb.forms.meets(Forms::GERUND);
    let subject = subject::of_group(tokens, group).filter(|_| !is_done_to)?;
    subject.classes.meets(wanted).then_some(subject)
}

/// The noun phrase that begins at `at`, if its last word is somebody.
fn noun_phrase(tokens: &[Token], at: usize, is_doer: bool) -> Option<Subject> {
    let mut head = None;
    for (place, token) in tokens.iter().enumerate().skip(at).take(PHRASE_MAX) {
        let closed = Classes::PREPOSITION
            | Classes::CONJUNCTION
            | Classes::RELATIVE
            | Classes::SUBORDINATOR
            | Classes::AUXILIARY
            | Classes::NEGATION
            | Classes::INFINITIVE
            | Classes::POSSESSIVE
            | Classes::ADVERB;
        // "Whoever" is one of the relatives, and somebody.
        let is_closed = token.is(closed) && subject::somebody(tokens, place).is_none();
        let counts = place > at && tokens[place - 1].is(Classes::QUANTIFIER);
        if counts && token.is(Classes::PREPOSITION) {
            // "one of the engineers"
            return noun_phrase(tokens, place + 1, is_doer);
        }
        if head.is_none() && place > at && token.is(Classes::POSSESSIVE) {
            // "the provider's technician"
            return noun_phrase(tokens, place + 1, is_doer);
        }
        if head.is_none() && place > at && token.is(Classes::AND) {
            // "the support and infrastructure teams"
            continue;
        }
        let opens_another = place > at && token.is(Classes::DETERMINER);
        let is_verb = token.looks_gerund
            || token.looks_past
            || token.forms.meets(Forms::PAST.with(Forms::GERUND))
            || token.forms.meets(Forms::THIRD) && !token.forms.meets(Forms::BASE)
            || is_doer && token.forms != Forms::NONE;
        let is_behind = is_verb || token.is(Classes::POSTNOMINAL);
        let after_head = head.is_some() && is_behind;
        // "Due to the change I made", "because of Paul we lost a day": another subject begins.
        let pronoun = Classes::PRONOUN
            | Classes::SELF
            | Classes::YOU
            | Classes::WE
            | Classes::THEY
            | Classes::THING_PRONOUN;
        let is_another = place > at && token.is(pronoun) && !token.is(Classes::DETERMINER);
        if !token.is_word() || is_closed || opens_another || is_another || after_head {
            break;
        }
        // Nobody blames themselves by a question.
        let who = if is_doer {
            Classes::SOMEBODY.without(Classes::SELF)
        } else {
            Classes::SOMEBODY
        };
        let classes = subject::somebody(tokens, place).filter(|found| found.meets(who));
        head = classes.map(|classes| Subject {
            head: place,
            classes,
        });
        let is_whole = Classes::PRONOUN | Classes::SELF | Classes::YOU;
        if head.is_some() && token.is(is_whole) && !token.is(Classes::DETERMINER) {
            break;
        }
    }
    head
}
