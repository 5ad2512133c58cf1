//! Where sentences end.

use crate::lexicon::Classes;
use crate::token::Token;

/// A longer sentence is a list or a log: it is read in parts.
const TOKENS_MAX: usize = 256;

/// Gives on every sentence of a passage, its closing mark included.
pub(crate) fn each(tokens: &[Token], judge: &mut impl FnMut(&[Token])) {
    let mut start = 0;
    for at in 0..tokens.len() {
        if ends(tokens, at) || at + 1 - start == TOKENS_MAX || at + 1 == tokens.len() {
            judge(&tokens[start..=at]);
            start = at + 1;
        }
    }
}

fn ends(tokens: &[Token], at: usize) -> bool {
    let next = tokens.get(at + 1);
    let is_apart = next.is_none_or(|next| !next.glued);
    match tokens[at].mark() {
        Some('!' | '?' | '…' | '。' | '！' | '？' | '؟') => is_apart,
        Some('.') => {
            let before = at.checked_sub(1).map(|before| &tokens[before]);
            let is_short = before.is_some_and(|before| {
                let is_initial = before.capital && before.end - before.start == 1;
                before.is(Classes::ABBREVIATION) || is_initial
            });
            let goes_on = next
                .is_some_and(|next| next.is_word() && !next.capital && !next.is(Classes::HANDLE));
            is_apart && !is_short && !goes_on
        }
        _ => false,
    }
}
