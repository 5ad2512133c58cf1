//! Addresses in prose. One that names somebody is left out as a whole: with a role in the name's
//! place it would lead nowhere, and say from where the name was taken.

use std::ops::Range;

/// Where the text has addresses of the web.
pub(super) fn addresses(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(scheme) = text[at..].find("://") {
        let colon = at + scheme;
        let begins = text[..colon]
            .rfind(|c: char| !c.is_ascii_alphanumeric())
            .map_or(0, |before| {
                before + text[before..].chars().next().map_or(1, char::len_utf8)
            });
        let rest = &text[colon..];
        let end = rest
            .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | ')' | '|' | '`'));
        let end = end.map_or(text.len(), |end| colon + end);
        if begins < colon {
            found.push(begins.max(at)..end);
        }
        at = end.max(colon + 3).min(text.len());
        while !text.is_char_boundary(at) {
            at += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_end_where_prose_goes_on() {
        let text = "see [x](https://a.example/b?c=d) and <http://é.example>, ftp://x|y :// z";
        let found: Vec<_> = addresses(text)
            .into_iter()
            .map(|range| &text[range])
            .collect();
        assert_eq!(
            found,
            ["https://a.example/b?c=d", "http://é.example", "ftp://x"]
        );
    }
}
