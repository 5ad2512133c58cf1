//! What is quoted is somebody else's words: it stands in a sentence as one thing.

use crate::token::{Kind, Token};

/// Puts one opaque token in the place of each quotation. What is opened and never closed stays.
pub(crate) fn collapse(tokens: &mut Vec<Token>) {
    if !tokens.iter().any(|token| opening(token).is_some()) {
        return;
    }
    let (mut read, mut kept) = (0, 0);
    // Once a kind of quotation was not closed, looking again would only take time.
    let mut unclosed = String::new();
    while read < tokens.len() {
        let mut token = tokens[read];
        let opened = opening(&token).filter(|_| opens(tokens, read));
        if let Some(close) = opened.filter(|close| !unclosed.contains(*close)) {
            match closing(tokens, read, close) {
                Some(last) => {
                    token = Token::new(token.start, tokens[last].end, Kind::Opaque);
                    read = last;
                }
                None => unclosed.push(close),
            }
        }
        tokens[kept] = token;
        kept += 1;
        read += 1;
    }
    tokens.truncate(kept);
}

/// The mark that ends a quotation which begins like this.
fn opening(token: &Token) -> Option<char> {
    Some(match token.mark()? {
        '"' => '"',
        '\'' => '\'',
        '“' => '”',
        '‘' => '’',
        '„' => '“',
        '«' => '»',
        '「' => '」',
        _ => return None,
    })
}

fn opens(tokens: &[Token], at: usize) -> bool {
    let is_free = !tokens[at].glued || at == 0 || tokens[at - 1].mark().is_some();
    is_free && tokens.get(at + 1).is_some_and(|next| next.glued)
}

fn closing(tokens: &[Token], opened: usize, close: char) -> Option<usize> {
    let open = tokens[opened].mark();
    let mut depth = 0;
    for (at, token) in tokens.iter().enumerate().skip(opened + 1) {
        let Some(mark) = token.mark() else { continue };
        // A mark that differs from its counterpart can stand within itself.
        if Some(mark) == open && mark != close {
            depth += 1;
        } else if mark == close && token.glued && ends(tokens, at) {
            if depth == 0 {
                return Some(at);
            }
            depth -= 1;
        }
    }
    None
}

/// An apostrophe within a word closes nothing.
fn ends(tokens: &[Token], at: usize) -> bool {
    let next = tokens.get(at + 1);
    !next.is_some_and(|next| next.glued && next.is_word())
}
