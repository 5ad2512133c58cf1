//! When a match is no finding: the sentence denies it, imagines it, guards against it or explains it.

use crate::lexicon::{Classes, Lexicon};
use crate::matching::Match;
use crate::pack::{PackError, Spared};
use crate::subject;
use crate::token::Token;

/// How near a denial stands to what it denies, in words.
const NEAR: usize = 5;

/// What opens a reason, and what opens what comes of it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reasons {
    pub(crate) causes: Classes,
    pub(crate) consequences: Classes,
}

/// The sets of words of a rule's `spared`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sparing {
    with: Classes,
    after: Classes,
    near: Classes,
    behind: Classes,
    next: Classes,
}

impl Sparing {
    pub(crate) fn new(spared: &Spared, lexicon: &Lexicon) -> Result<Self, PackError> {
        let sets = |names: &[String]| sets(names, lexicon);
        Ok(Self {
            with: sets(&spared.with)?,
            after: sets(&spared.after)?,
            near: sets(&spared.near)?,
            behind: sets(&spared.behind)?,
            next: sets(&spared.next)?,
        })
    }

    pub(crate) fn spares(self, tokens: &[Token], found: &Match) -> bool {
        // What stands between somebody and the verb was looked at with the verb.
        let start = found
            .somebody
            .map_or(found.start, |who| who.head.min(found.start));
        let before = &tokens[..start];
        let clause = before
            .iter()
            .rposition(|token| matches!(token.mark(), Some(':' | ';')))
            .map_or(0, |end| end + 1);
        let before_it = before.iter().rev();
        // "human error is not …", but not "human error in not knowing …"
        let after = &tokens[found.end..];
        let is_said = after
            .first()
            .is_some_and(|token| token.is(Classes::AUXILIARY));
        let is_opened = after
            .first()
            .is_some_and(|token| token.is(Classes::DETERMINER));
        let next = &after[..after.len().min(1 + usize::from(is_opened))];
        next.iter().any(|token| token.is(self.next))
            || has_near(before_it, self.near)
            || is_said && has_near(after.iter(), self.behind)
            || before[clause..].iter().any(|token| token.is(self.after))
            || tokens.iter().any(|token| token.is(self.with))
    }
}

/// The sets of these names, together.
pub(crate) fn sets(names: &[String], lexicon: &Lexicon) -> Result<Classes, PackError> {
    names.iter().try_fold(Classes::NONE, |sum, name| {
        let set = lexicon.set(name);
        Ok(sum | set.ok_or_else(|| PackError::Set(name.clone()))?)
    })
}

/// Whether one of the sets follows a match soon, in the same clause: "broke the change into three".
pub(crate) fn is_followed(tokens: &[Token], found: &Match, sets: Classes) -> bool {
    sets != Classes::NONE && has_near(tokens[found.end..].iter(), sets)
}

fn has_near<'t>(mut tokens: impl Iterator<Item = &'t Token>, sets: Classes) -> bool {
    tokens
        .by_ref()
        .take(NEAR)
        .take_while(|token| token.mark().is_none())
        .any(|token| token.is(sets))
}

/// Whether a reason follows that is not somebody: "missed the page because it went to a channel that
/// nobody reads" tells what happened, "because he was careless" does not.
pub(crate) fn is_explained(tokens: &[Token], found: &Match, reasons: Reasons) -> bool {
    follows(tokens, found, reasons.causes) || precedes(tokens, found, reasons.consequences)
}

/// "No alert was configured, so nobody noticed": a clause before that is about nobody tells why.
fn precedes(tokens: &[Token], found: &Match, consequences: Classes) -> bool {
    let start = found
        .somebody
        .map_or(found.start, |who| who.head.min(found.start));
    let near = start.saturating_sub(NEAR)..start;
    let Some(so) = near.rev().find(|at| tokens[*at].is(consequences)) else {
        return false;
    };
    let anybody = |at: usize| {
        tokens[at].is(Classes::NOBODY | Classes::WE) || subject::somebody(tokens, at).is_some()
    };
    let opens = |at: &usize| matches!(tokens[*at].mark(), Some('(' | ':' | ';'));
    let clause = (0..so).rev().find(opens).map_or(0, |mark| mark + 1);
    so > clause && !(clause..so).any(anybody)
}

fn follows(tokens: &[Token], found: &Match, reasons: Classes) -> bool {
    let after = &tokens[found.end..];
    // What another predicate is explained by explains nothing here: "…, and had stopped due to …".
    let ends = after.windows(2).position(|pair| {
        let goes_on = pair[0].mark() == Some(',') && pair[1].is(Classes::CONJUNCTION);
        goes_on || pair[0].mark() == Some(';')
    });
    let after = &after[..ends.unwrap_or(after.len())];
    let Some(reason) = after.iter().position(|token| token.is(reasons)) else {
        return false;
    };
    let cause = found.end + reason + 1;
    let opens = tokens
        .get(cause)
        .map_or(Classes::NONE, |token| token.classes);
    let of = if opens.meets(Classes::DETERMINER) {
        cause + 1
    } else {
        cause
    };
    of < tokens.len() && subject::somebody(tokens, of).is_none()
}
