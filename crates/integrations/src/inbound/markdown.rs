//! What a source wrote as plain text, put into Markdown so that it reads as it was written.

/// What a source may add below the sentence, in bytes.
const SAID_MAX: usize = 4_000;

/// A text on one line: a name or a title inside a sentence.
pub(crate) fn inline(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    escape_line(&words.join(" "))
}

/// A text on one line where no Markdown is read, such as an incident's title, or what stands for
/// it where it is empty.
pub(crate) fn headline(text: &str, otherwise: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ").replace(char::is_control, "");
    let line = line.trim_end_matches('.').trim();
    if line.is_empty() {
        otherwise.to_owned()
    } else {
        line.to_owned()
    }
}

/// A text that may have several lines; its line breaks stay, as paragraphs.
pub(crate) fn block(text: &str) -> String {
    let lines = text.lines().map(inline).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n\n")
}

/// One sentence: how it begins, in Markdown already, and the source's own words after a colon.
pub(crate) fn sentence(start: &str, detail: Option<&str>) -> String {
    let detail = inline(detail.unwrap_or_default());
    if detail.is_empty() {
        return format!("{start}.");
    }
    let end = if detail.ends_with(['.', '!', '?', '…']) {
        ""
    } else {
        "."
    };
    format!("{start}: {detail}{end}")
}

/// The sentence, and below it what the source said, where that adds something to it.
pub(crate) fn with_said(sentence: String, said: Option<&str>) -> String {
    let whole = said.unwrap_or_default().trim();
    let cut = &whole[..whole.floor_char_boundary(SAID_MAX)];
    let said = block(cut);
    let more = if cut.len() < whole.len() { "…" } else { "" };
    if sentence.contains(said.trim_end_matches('.')) {
        return sentence;
    }
    format!("{sentence}\n\n{said}{more}")
}

/// Escapes what would be read as Markdown, and leaves what would not: a name such as `api_errors`
/// stays as it is for those who edit the text.
fn escape_line(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 8);
    if begins_a_block(line) {
        out.push('\\');
    }
    let numbered = line
        .find(|c: char| !c.is_ascii_digit())
        .filter(|&digits| digits > 0 && begins_an_entry(&line[digits..]));
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        let after = line[at + c.len_utf8()..].chars().next().unwrap_or(' ');
        let means_something = match c {
            '\\' | '`' | '*' | '[' | ']' | '|' | '~' => true,
            // Within a word it is no emphasis.
            '_' => !(before.is_alphanumeric() && after.is_alphanumeric()),
            '<' => after.is_ascii_alphabetic() || matches!(after, '/' | '!' | '?'),
            '&' => after.is_ascii_alphanumeric() || after == '#',
            _ => numbered == Some(at),
        };
        if means_something && !(at == 0 && begins_a_block(line)) {
            out.push('\\');
        }
        if !c.is_control() {
            out.push(c);
        }
        before = c;
    }
    out
}

/// Whether a line begins a heading, a quote, a list, a rule or the underline of a heading.
fn begins_a_block(line: &str) -> bool {
    line.starts_with(['#', '>', '-', '+', '=', '*'])
}

/// Whether what follows a line's digits makes them the number of a list's entry.
fn begins_an_entry(rest: &str) -> bool {
    let rest = rest.strip_prefix(['.', ')']);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_in_markdown_is_escaped_and_nothing_else() {
        for (given, wanted) in [
            ("api_errors > 2 % for 5m", "api_errors > 2 % for 5m"),
            (
                "rate(http_requests_total[5m])",
                r"rate(http_requests_total\[5m\])",
            ),
            ("  a\n b\t c ", "a b c"),
            ("_now_ *all* `x`", r"\_now\_ \*all\* \`x\`"),
            ("# no heading", r"\# no heading"),
            ("- no list", r"\- no list"),
            ("* no list", r"\* no list"),
            ("1. no list", r"1\. no list"),
            ("3.5 s", "3.5 s"),
            ("7)", r"7\)"),
            ("<img src=x>", r"\<img src=x>"),
            ("1 < 2 & 3", "1 < 2 & 3"),
            ("&amp; &#35;", r"\&amp; \&#35;"),
            ("bell\u{7}", "bell"),
            ("", ""),
        ] {
            assert_eq!(inline(given), wanted, "{given}");
        }
    }

    #[test]
    fn a_headline_is_never_empty() {
        assert_eq!(headline(" *Disk*\n full. ", "alert"), "*Disk* full");
        assert_eq!(headline("\u{7} .", "alert"), "alert");
    }

    #[test]
    fn a_sentence_ends_once() {
        assert_eq!(sentence("It fired", None), "It fired.");
        assert_eq!(sentence("It fired", Some(" ")), "It fired.");
        assert_eq!(
            sentence("It fired", Some("5xx\nabove 2 %")),
            "It fired: 5xx above 2 %."
        );
        assert_eq!(
            sentence("It fired", Some("All down!")),
            "It fired: All down!"
        );
    }

    #[test]
    fn lines_stay_apart_and_empty_ones_go() {
        assert_eq!(block("one\n\n  two\r\n---"), "one\n\ntwo\n\n\\---");
    }

    #[test]
    fn what_the_sentence_says_already_is_not_said_again() {
        let sentence = || "Alert Slow fired: checkout is slow.".to_owned();
        assert_eq!(with_said(sentence(), Some("checkout is slow.")), sentence());
        assert_eq!(with_said(sentence(), Some("  ")), sentence());
        assert_eq!(with_said(sentence(), None), sentence());
        assert_eq!(
            with_said(sentence(), Some("p99 is 4 s.")),
            "Alert Slow fired: checkout is slow.\n\np99 is 4 s."
        );
        let long = "ä".repeat(SAID_MAX);
        assert!(with_said(sentence(), Some(&long)).ends_with("ä…"));
    }
}
