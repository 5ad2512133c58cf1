//! The texts that most people write, without the parser of HTML: paragraphs of words with code and
//! emphasis. Their tags are written here and everything else is escaped, so there is nothing to
//! sanitise; whatever holds more goes the long way. What comes out is what comes out there.

use pulldown_cmark::{Event, Tag, TagEnd};

/// One line without any mark of Markdown, as a page.
pub(super) fn line(text: &str) -> Option<String> {
    is_line(text).then(|| format!("<p>{text}</p>\n"))
}

/// Whether a text is one line without any mark of Markdown.
pub(super) fn is_line(text: &str) -> bool {
    let is_plain = |c: char| match c {
        ' ' | '.' | ',' | ';' | ':' | '\'' | '"' | '(' | ')' | '/' | '%' | '?' | '+' | '='
        | '-' | '@' | '“' | '”' | '‘' | '’' | '–' | '—' | '…' => true,
        c => c.is_alphanumeric(),
    };
    let begins = text.chars().next().is_some_and(char::is_alphabetic);
    begins && !text.ends_with(' ') && text.chars().all(is_plain)
}

/// Events of Markdown as a page; `None` where they hold more than is written here.
pub(super) fn page(events: &[Event<'_>], length: usize) -> Option<String> {
    let mut page = String::with_capacity(length + length / 8 + 16);
    for event in events {
        match event {
            Event::Start(Tag::Paragraph) => page.push_str("<p>"),
            Event::End(TagEnd::Paragraph) => page.push_str("</p>\n"),
            Event::Start(Tag::Emphasis) => page.push_str("<em>"),
            Event::End(TagEnd::Emphasis) => page.push_str("</em>"),
            Event::Start(Tag::Strong) => page.push_str("<strong>"),
            Event::End(TagEnd::Strong) => page.push_str("</strong>"),
            Event::Text(text) => escape(text, &mut page)?,
            Event::Code(text) => {
                page.push_str("<code>");
                escape(text, &mut page)?;
                page.push_str("</code>");
            }
            Event::SoftBreak => page.push('\n'),
            Event::HardBreak => page.push_str("<br>\n"),
            _ => return None,
        }
    }
    Some(page)
}

/// `None` for what a parser of HTML would not leave as it is.
fn escape(text: &str, page: &mut String) -> Option<()> {
    for c in text.chars() {
        match c {
            '&' => page.push_str("&amp;"),
            '<' => page.push_str("&lt;"),
            '>' => page.push_str("&gt;"),
            '\u{a0}' => page.push_str("&nbsp;"),
            '\n' | '\t' => page.push(c),
            c if c.is_control() => return None,
            c => page.push(c),
        }
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{html, long_way, parsed};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn the_short_way_leads_where_the_long_one_does(
            text in r#"[a-cé1 `*_<>&"'\n\t\\\[\]()#.:|=+!~\u{a0}\u{0}\u{c}\r-]{0,40}"#
        ) {
            prop_assert_eq!(html(&text), long_way(parsed(&text), text.len()));
        }

        #[test]
        fn also_for_whole_sentences(words in proptest::collection::vec(
            r#"[A-Za-z0-9é.,;:'"()/%?+=@“”‘’–—…-]{1,8}|`[a-z<&_-]{1,6}`|\*[a-z]{1,4}\*|\*\*[a-z]+\*\*"#,
            1..12,
        )) {
            let text = words.join(" ");
            prop_assert_eq!(html(&text), long_way(parsed(&text), text.len()));
        }
    }

    #[test]
    fn both_ways_are_taken() {
        assert!(super::line("Retries were not bounded.").is_some());
        for marked in [
            "1. a list",
            "a `b`",
            "a [b](c)",
            "a <b>",
            "a\nb",
            " a",
            "a&b",
        ] {
            assert!(super::line(marked).is_none(), "{marked}");
        }
        let short = |text: &str| super::page(&parsed(text), text.len()).is_some();
        assert!(short("a `b` *c*\n\nd"));
        for long in [
            "- a",
            "a [b](https://c.example)",
            "# a",
            "a <b>d</b>",
            "| a |\n|---|",
        ] {
            assert!(!short(long), "{long}");
        }
    }
}
