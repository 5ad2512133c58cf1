//! Who a sentence says did it: the subject of the verb that comes next.
//!
//! English puts the subject before its verb, so it is found by walking left: over auxiliaries and
//! adverbs first, then over the noun phrase and what hangs on it ("the engineer on the platform
//! team"), relative clauses ("who deployed it") and predicates that share a subject ("set the flag
//! and forgot").

use crate::inflection::Forms;
use crate::lexicon::Classes;
use crate::token::Token;

/// How far a subject may stand from its verb, in words.
const REACH: usize = 48;

/// The longest noun phrase between a verb of belief and what is believed of it.
const PHRASE_MAX: usize = 6;

/// What stands between a subject and its verb.
#[expect(clippy::struct_excessive_bools, reason = "each is asked for by itself")]
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct VerbGroup {
    /// The first of its words.
    pub(crate) start: usize,
    /// Where what they belong to begins.
    end: usize,
    pub(crate) is_negated: bool,
    /// Something that could or should be, not something that was.
    pub(crate) is_modal: bool,
    pub(crate) is_perfect: bool,
    /// A form of "to be": before a participle, the subject is the one it was done to.
    pub(crate) has_be: bool,
    /// "to check": what does it is said elsewhere.
    is_infinitive: bool,
}

/// Somebody, by the last word of the noun phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Subject {
    pub(crate) head: usize,
    pub(crate) classes: Classes,
}

/// The auxiliaries, adverbs and negations that stand before `at`.
pub(crate) fn verb_group(tokens: &[Token], at: usize) -> VerbGroup {
    let mut group = VerbGroup {
        start: at,
        end: at,
        ..VerbGroup::default()
    };
    // "The engineer force-pushed it": what stands before the hyphen is the verb's.
    let before = at.checked_sub(1).map(|before| &tokens[before]);
    if tokens[at].glued && before.is_some_and(Token::is_word) {
        group.start -= 1;
    }
    while let Some(token) = group.start.checked_sub(1).map(|before| &tokens[before]) {
        let belongs = Classes::AUXILIARY | Classes::NEGATION | Classes::ADVERB;
        if token.is(Classes::INFINITIVE) {
            group.is_infinitive = true;
            break;
        }
        // "received no update": what follows is no verb.
        let is_article = token.is(Classes::NEGATION) && token.is(Classes::DETERMINER);
        if !token.is(belongs) || token.is(Classes::NOBODY) || is_article {
            break;
        }
        group.is_negated |= token.is(Classes::NEGATION);
        group.is_modal |= token.is(Classes::MODAL);
        group.is_perfect |= token.is(Classes::HAVE);
        group.has_be |= token.is(Classes::BE);
        group.start -= 1;
    }
    group
}

/// The subject of the verb whose group was found, if it is somebody.
pub(crate) fn of_group(tokens: &[Token], group: VerbGroup) -> Option<Subject> {
    if group.is_infinitive {
        return None;
    }
    let mut subject = before(tokens, group.start, is_predicate(tokens, group))?;
    // "Did the engineer check" asks.
    let asking = Classes::DO | Classes::HAVE | Classes::MODAL;
    let opens = phrase_start(tokens, subject.head).checked_sub(1);
    let is_asked = opens.is_some_and(|at| tokens[at].is(asking));
    // "It made the engineer skip it": something else did.
    let is_made_to = opens.is_some_and(|at| tokens[at].is(Classes::CAUSATIVE));
    // "No engineer" is nobody, and so is "neither of the engineers".
    let counted = opens.filter(|at| tokens[*at].is(Classes::PREPOSITION));
    let no = counted.and_then(|of| of.checked_sub(1)).or(opens);
    let no = no.map_or(Classes::NONE, |at| tokens[at].classes);
    if no.meets(Classes::NEGATION) && no.meets(Classes::DETERMINER | Classes::QUANTIFIER) {
        let is_somebody = subject.classes.meets(Classes::SOMEBODY);
        subject.classes = if is_somebody {
            Classes::NOBODY
        } else {
            Classes::NONE
        };
    }
    (!is_asked && !is_made_to).then_some(subject)
}

/// Whether what was found is a predicate of a list, not a participle that hangs on a noun: "…,
/// forgot to rebuild it, and left", "…, ignored the page", but not "…, compromised accounts".
fn is_predicate(tokens: &[Token], group: VerbGroup) -> bool {
    let verb = tokens.get(group.end).map_or(Forms::NONE, |verb| verb.forms);
    let is_past_only = verb.meets(Forms::PAST) && !verb.meets(Forms::PARTICIPLE);
    let has_object = tokens
        .get(group.end + 1)
        .is_some_and(|next| next.is(Classes::DETERMINER) && !next.is(Classes::NEGATION));
    group.start < group.end || is_past_only || has_object && verb.meets(Forms::PAST)
}

/// Whether a word stands for somebody, and in which way.
pub(crate) fn somebody(tokens: &[Token], at: usize) -> Option<Classes> {
    let token = &tokens[at];
    let hangs = tokens.get(at + 1).is_some_and(|next| {
        // "engineer-led" is no engineer, and "I/O" is not me.
        let is_part = next.mark() == Some('/') && token.is(Classes::SELF);
        let is_compound = next.is_word() && !next.is(Classes::POSSESSIVE);
        next.glued && (is_part || is_compound)
    });
    if hangs {
        return None;
    }
    if token.is(Classes::DEPARTMENT) && is_bare_group(tokens, at) {
        return Some(Classes::TEAM);
    }
    let anybody = Classes::SOMEBODY | Classes::WE | Classes::NOBODY | Classes::OUTSIDER;
    if !token.is(anybody) {
        // "Engineer Ngozi" and "Engineer X" are called so.
        let is_called = token.capital && token.is_word() && token.classes == Classes::NONE;
        let role = at.checked_sub(1).filter(|_| is_called)?;
        let is_role = tokens[role].is(Classes::PERSON);
        return is_role.then_some(tokens[role].classes);
    }
    if token.is(Classes::AMBIGUOUS) && !token.is(Classes::PERSON) && is_system(tokens, at) {
        return None;
    }
    if token.is(Classes::THEY) {
        let people = Classes::PERSON | Classes::TEAM | Classes::NAMED | Classes::AMBIGUOUS;
        let named = (0..at)
            .any(|earlier| tokens[earlier].is(people) && somebody(tokens, earlier).is_some());
        return named.then_some(token.classes);
    }
    Some(token.classes)
}

/// "Infrastructure are not watching": what is one by its form and many by its verb is people. So is
/// an office whatever its verb: "support forgot".
fn is_bare_group(tokens: &[Token], at: usize) -> bool {
    let opens = Classes::SUBORDINATOR | Classes::CONDITION;
    let is_bare = at == 0 || tokens[at - 1].mark().is_some() || tokens[at - 1].is(opens);
    let verb = tokens[at + 1..]
        .iter()
        .find(|token| !token.is(Classes::ADVERB));
    let is_office = tokens[at].is(Classes::OFFICE);
    let tells = |verb: &Token| {
        let is_past = verb.forms.meets(Forms::PAST) || verb.is(Classes::DO | Classes::HAVE);
        verb.is(Classes::MANY) || is_office && is_past
    };
    is_bare && verb.is_some_and(tells)
}

/// An operator can be a program: one that stands behind a product's name or a system is taken for
/// it, and so is one that belongs to a product ("Kafka's coordinator").
fn is_system(tokens: &[Token], at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else {
        return false;
    };
    let word = &tokens[before];
    let owner = before
        .checked_sub(1)
        .filter(|_| word.is(Classes::POSSESSIVE));
    if let Some(owner) = owner.map(|owner| &tokens[owner]) {
        let is_unknown = owner.capital && owner.classes == Classes::NONE;
        return owner.is(Classes::SYSTEM) || is_unknown;
    }
    let opens = Classes::DETERMINER
        | Classes::PREPOSITION
        | Classes::CONJUNCTION
        | Classes::ADVERB
        | Classes::SUBORDINATOR
        | Classes::CONDITION;
    let is_product = word.capital && before > 0 && !word.is(opens);
    word.is(Classes::SYSTEM) && !tokens[at].is(Classes::KEEPER)
        || is_product
        || tokens[at].is(Classes::TOOL_PERSON) && is_of_something(word)
        || word.kind == crate::token::Kind::Opaque
        || (tokens[at].glued && word.is_word() && !word.is(Classes::SOMEBODY))
}

/// Says of what somebody is the manager, as programs are called: not who is, nor of which rank.
fn is_of_something(word: &Token) -> bool {
    let other = Classes::DETERMINER
        | Classes::PREPOSITION
        | Classes::CONJUNCTION
        | Classes::ADVERB
        | Classes::SUBORDINATOR
        | Classes::CONDITION
        | Classes::POSSESSIVE
        | Classes::QUANTIFIER
        | Classes::SOMEBODY
        | Classes::RANK;
    let is_verb = word.is_finite_verb() || word.looks_gerund;
    word.is_word() && !word.is(other) && !is_verb
}

/// The subject that ends before `end`. A predicate shares one across a comma alone only when it
/// `is_clear` that it is one: "…, compromised accounts, …" may be anything.
fn before(tokens: &[Token], end: usize, is_clear: bool) -> Option<Subject> {
    let last = end.checked_sub(1)?;
    let token = &tokens[last];
    if token.is(Classes::WHO) {
        // However much hangs on them, "who" is one of the people before.
        let floor = last.saturating_sub(REACH);
        return (floor..last).rev().find_map(|at| whom(tokens, at));
    }
    if token.is(Classes::RELATIVE) {
        if let Some(whoever) = whom(tokens, last) {
            return Some(whoever);
        }
        let mut noun = last.checked_sub(1)?;
        if tokens[noun].mark() == Some(',') {
            noun = noun.checked_sub(1)?;
        }
        return head(tokens, noun);
    }
    if token.is(Classes::CONJUNCTION) {
        return shared(tokens, last);
    }
    if let Some(conjunction) = parenthesis(tokens, last) {
        return shared(tokens, conjunction);
    }
    match token.mark() {
        Some(')') => {
            let open = tokens[..last]
                .iter()
                .rposition(|token| token.mark() == Some('('))?;
            before(tokens, open, is_clear)
        }
        Some(mark @ (',' | '—' | '–')) => {
            let opened = tokens[..last]
                .iter()
                .rposition(|token| token.mark() == Some(mark));
            let inserted = opened
                .filter(|opened| *opened > 0)
                .and_then(|opened| head(tokens, opened - 1));
            inserted.or_else(|| shared(tokens, last).filter(|_| is_clear))
        }
        Some(_) => None,
        // "Whoever approved this": the noun phrase is the word that points.
        None if token.is(Classes::DETERMINER) && is_clear => antecedent(tokens, last),
        None if is_closed(token) => None,
        None if token.is(Classes::POSSESSIVE) => {
            // "he's forgotten"
            let owner = last.checked_sub(1)?;
            tokens[owner]
                .is(Classes::PRONOUN)
                .then(|| head(tokens, owner))?
        }
        None => head(tokens, last),
    }
}

fn whom(tokens: &[Token], at: usize) -> Option<Subject> {
    somebody(tokens, at).map(|classes| Subject { head: at, classes })
}

/// The conjunction before adverbs that a comma ends: "and crucially, forgot".
fn parenthesis(tokens: &[Token], comma: usize) -> Option<usize> {
    let is_comma = |at: &usize| tokens[*at].mark() == Some(',');
    let before = tokens[..comma]
        .iter()
        .rposition(|token| !token.is(Classes::ADVERB) && token.mark() != Some(','));
    let is_conjunction = |at: &usize| tokens[*at].is(Classes::CONJUNCTION);
    before.filter(|_| is_comma(&comma)).filter(is_conjunction)
}

/// The head of the noun phrase that ends with `end`, if it is somebody.
fn head(tokens: &[Token], end: usize) -> Option<Subject> {
    let mut last = described(tokens, end);
    let floor = last.saturating_sub(REACH);
    loop {
        let start = phrase_start(tokens, last);
        let Some(before) = start.checked_sub(1).filter(|before| *before >= floor) else {
            break;
        };
        let is_gerund = tokens[before].looks_gerund;
        if is_gerund && (before == 0 || tokens[before - 1].mark().is_some()) {
            // "Appointing a manager could have helped": it is the appointing.
            return None;
        }
        // "since" and "as" may open a clause of its own.
        let links = Classes::PREPOSITION | Classes::INFINITIVE;
        let is_link = tokens[before].is(links) && !tokens[before].is(Classes::SUBORDINATOR);
        let hangs = is_link || is_gerund;
        let Some(noun) = before.checked_sub(1).filter(|_| hangs) else {
            break;
        };
        let carries = tokens[noun].mark().is_none() && !is_boundary(&tokens[noun]);
        // "one of the engineers" is an engineer; "During the night engineers …" hangs on nothing.
        if !carries || tokens[noun].is(Classes::QUANTIFIER) {
            break;
        }
        last = described(tokens, noun);
    }
    match somebody(tokens, last) {
        Some(classes) => Some(Subject {
            head: last,
            classes,
        }),
        None => antecedent(tokens, end),
    }
}

/// The noun that a word behind it describes: "the engineer responsible", "the engineer assigned".
fn described(tokens: &[Token], at: usize) -> usize {
    let describes = tokens[at].is(Classes::POSTNOMINAL) || tokens[at].looks_past;
    let noun = at
        .checked_sub(1)
        .filter(|noun| describes && !is_boundary(&tokens[*noun]));
    noun.unwrap_or(at)
}

/// Ends no noun phrase.
fn is_closed(token: &Token) -> bool {
    let closed =
        Classes::PREPOSITION | Classes::DETERMINER | Classes::SUBORDINATOR | Classes::CONDITION;
    token.is(closed) && !token.is(Classes::SOMEBODY | Classes::NOBODY | Classes::ADVERB)
}

/// Ends a noun phrase on its left.
fn is_boundary(token: &Token) -> bool {
    let closed = Classes::PREPOSITION
        | Classes::CONJUNCTION
        | Classes::RELATIVE
        | Classes::SUBORDINATOR
        | Classes::CONDITION
        | Classes::AUXILIARY
        | Classes::NEGATION
        | Classes::INFINITIVE
        | Classes::ADVERB
        | Classes::THING_PRONOUN;
    token.mark().is_some() || token.is(closed)
}

/// The first word of the noun phrase that ends with `last`.
fn phrase_start(tokens: &[Token], last: usize) -> usize {
    let mut start = last;
    let alone = Classes::PRONOUN | Classes::THEY | Classes::SELF | Classes::YOU | Classes::WE;
    if tokens[last].is(alone) {
        return last;
    }
    while !tokens[start].is(Classes::DETERMINER) {
        let Some(before) = start.checked_sub(1) else {
            break;
        };
        if is_boundary(&tokens[before]) || tokens[before].looks_gerund {
            break;
        }
        start = before;
    }
    start
}

/// "The engineer who deployed the change forgot": the relative clause stands in between.
fn antecedent(tokens: &[Token], last: usize) -> Option<Subject> {
    let floor = last.saturating_sub(REACH);
    // "Whoever" is the noun and the relative in one.
    let noun_of = |relative: usize| {
        let is_noun = somebody(tokens, relative).is_some();
        let noun = if is_noun {
            Some(relative)
        } else {
            relative.checked_sub(1)
        };
        noun.filter(|noun| somebody(tokens, *noun).is_some())
    };
    let relative = (floor..last).rev().find(|at| {
        let ends = matches!(tokens[*at].mark(), Some(':' | ';'));
        ends || tokens[*at].is(Classes::RELATIVE) && noun_of(*at).is_some()
    })?;
    let has_verb = tokens[relative..=last].iter().any(Token::is_finite_verb);
    let noun = noun_of(relative)?;
    let classes = somebody(tokens, noun).filter(|_| has_verb && tokens[relative].is_word())?;
    Some(Subject {
        head: noun,
        classes,
    })
}

/// The subject of the verb before, which a predicate after a conjunction or a comma shares.
fn shared(tokens: &[Token], end: usize) -> Option<Subject> {
    let floor = end.saturating_sub(REACH);
    // "…; and forgot" goes on with what is before the semicolon.
    let joined = end
        .checked_sub(1)
        .filter(|at| tokens[*at].mark() == Some(';'));
    for at in (floor..joined.unwrap_or(end)).rev() {
        if matches!(tokens[at].mark(), Some(':' | ';' | '?' | '!')) {
            return None;
        }
        if !carries_clause(tokens, at) {
            continue;
        }
        let group = verb_group(tokens, at);
        let noun = group.start.checked_sub(1)?;
        if group.is_infinitive || tokens[noun].is(Classes::CONJUNCTION) {
            continue;
        }
        let subject = before(tokens, group.start, true);
        return subject.or_else(|| believer(tokens, group.start));
    }
    None
}

/// Who believed what a clause that ends before `end` tells: "the engineer assumed the copy was …".
fn believer(tokens: &[Token], end: usize) -> Option<Subject> {
    let floor = end.saturating_sub(PHRASE_MAX);
    let verb = (floor..end).rev().find(|at| {
        let token = &tokens[*at];
        token.is(Classes::BELIEVE) && token.forms.meets(Forms::PAST)
    })?;
    let group = verb_group(tokens, verb);
    before(tokens, group.start, true).filter(|_| !group.is_infinitive && !group.has_be)
}

fn carries_clause(tokens: &[Token], at: usize) -> bool {
    let token = &tokens[at];
    let Some(before) = at.checked_sub(1).map(|before| &tokens[before]) else {
        return false;
    };
    if before.is(Classes::DETERMINER | Classes::POSSESSIVE | Classes::PREPOSITION) {
        return false;
    }
    let past = Forms::PAST;
    let is_past = token.forms.meets(past) || token.looks_past;
    is_past
        || token.is(Classes::AUXILIARY)
        || token.forms.is_finite() && before.is(Classes::SOMEBODY | Classes::WE)
}
