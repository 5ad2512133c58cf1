//! Markdown in the marks of Jira's wiki, which a data centre has its texts in.
//! See <https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=all>.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::adf::is_address;

/// Deeper lists are told on this level.
const DEPTH_MAX: usize = 6;

#[derive(Default)]
struct Wiki {
    out: String,
    /// The marks before an entry: `*` or `#` for each list that is open.
    lists: Vec<char>,
    quotes: usize,
    /// The end of the block of code that is open.
    code: Option<&'static str>,
    links: Vec<Option<String>>,
}

pub(super) fn text(markdown: &str) -> String {
    let mut wiki = Wiki::default();
    for event in Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH) {
        wiki.take(event);
    }
    wiki.out.trim().to_owned()
}

impl Wiki {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) if self.code.is_some() => {
                // What would end the block must not.
                let inner = text
                    .replace("{code", "{ code")
                    .replace("{noformat", "{ noformat");
                self.out.push_str(&inner);
            }
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.plain(&text),
            Event::Code(code) => {
                self.out.push_str("{{");
                self.plain(&code);
                self.out.push_str("}}");
            }
            Event::SoftBreak => self.out.push(' '),
            Event::HardBreak => self.out.push_str(" \\\\ "),
            Event::Rule => self.block("----\n\n"),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => self.block(&format!("h{}. ", level as u8)),
            Tag::BlockQuote(_) => {
                self.quotes += 1;
                if self.quotes == 1 && self.lists.is_empty() {
                    self.block("{quote}\n");
                }
            }
            Tag::CodeBlock(kind) => {
                let language = match &kind {
                    CodeBlockKind::Fenced(language) => language.split_whitespace().next(),
                    CodeBlockKind::Indented => None,
                };
                // A language that Jira does not know makes the block an error.
                let known = language.filter(|word| LANGUAGES.contains(word));
                let (begin, end) = match known {
                    Some(word) => (format!("{{code:{word}}}\n"), "{code}"),
                    None => ("{noformat}\n".to_owned(), "{noformat}"),
                };
                self.block(&begin);
                self.code = Some(end);
            }
            Tag::List(first) => self.lists.push(if first.is_some() { '#' } else { '*' }),
            Tag::Item => {
                self.line();
                self.out.extend(self.lists.iter().take(DEPTH_MAX));
                self.out.push(' ');
            }
            Tag::Emphasis => self.out.push('_'),
            Tag::Strong => self.out.push('*'),
            Tag::Strikethrough => self.out.push('-'),
            Tag::Link { dest_url, .. } => {
                let url = is_address(&dest_url).then(|| address(&dest_url));
                if url.is_some() {
                    self.out.push('[');
                }
                self.links.push(url);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph | TagEnd::HtmlBlock if self.lists.is_empty() => {
                self.out.push_str("\n\n");
            }
            TagEnd::Paragraph | TagEnd::HtmlBlock => self.out.push(' '),
            TagEnd::Heading(_) => self.out.push_str("\n\n"),
            TagEnd::BlockQuote(_) => {
                self.quotes = self.quotes.saturating_sub(1);
                if self.quotes == 0 && self.lists.is_empty() {
                    self.line();
                    self.out.push_str("{quote}\n\n");
                }
            }
            TagEnd::CodeBlock => {
                self.line();
                self.out.push_str(self.code.take().unwrap_or_default());
                self.out.push_str("\n\n");
            }
            TagEnd::List(_) => {
                self.lists.pop();
                if self.lists.is_empty() {
                    self.out.push_str("\n\n");
                }
            }
            TagEnd::Emphasis => self.out.push('_'),
            TagEnd::Strong => self.out.push('*'),
            TagEnd::Strikethrough => self.out.push('-'),
            TagEnd::Link => {
                if let Some(Some(url)) = self.links.pop() {
                    self.out.push('|');
                    self.out.push_str(&url);
                    self.out.push(']');
                }
            }
            _ => {}
        }
    }

    fn block(&mut self, begin: &str) {
        self.line();
        self.out.push_str(begin);
    }

    fn line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    /// Text in which no mark of the wiki means anything: no link, no macro, nobody mentioned.
    fn plain(&mut self, text: &str) {
        for c in text.chars() {
            let in_word = self.out.ends_with(|before: char| before.is_alphanumeric());
            let begins = self.out.is_empty() || self.out.ends_with('\n');
            match c {
                '{' | '}' | '[' | ']' | '!' | '|' | '*' | '_' | '^' | '~' => self.out.push('\\'),
                '-' | '+' | '?' if !in_word => self.out.push('\\'),
                '#' if begins => self.out.push('\\'),
                '\\' => {
                    self.out.push_str("&#92;");
                    continue;
                }
                '\n' | '\r' => {
                    self.out.push(' ');
                    continue;
                }
                _ => {}
            }
            self.out.push(c);
        }
    }
}

/// Those of Jira's languages that people write in post-mortems.
const LANGUAGES: [&str; 14] = [
    "bash",
    "c",
    "go",
    "html",
    "java",
    "javascript",
    "json",
    "php",
    "python",
    "ruby",
    "rust",
    "sql",
    "xml",
    "yaml",
];

fn address(url: &str) -> String {
    url.chars().fold(String::new(), |mut out, c| {
        match c {
            '[' => out.push_str("%5B"),
            ']' => out.push_str("%5D"),
            '|' => out.push_str("%7C"),
            '{' => out.push_str("%7B"),
            '}' => out.push_str("%7D"),
            c if c.is_whitespace() => out.push_str("%20"),
            c => out.push(c),
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn markdown_keeps_its_shape() {
        for (markdown, wanted) in [
            ("# Why\n\ntext", "h1. Why\n\ntext"),
            ("a **b** _c_ ~~d~~", "a *b* _c_ -d-"),
            (
                "[dry](https://a.example/x|y)",
                "[dry|https://a.example/x%7Cy]",
            ),
            ("[x](javascript:alert)", "x"),
            (
                "- one\n  1. two\n- three\n\nend",
                "* one\n*# two\n* three\n\nend",
            ),
            ("```sql\nselect 1;\n```", "{code:sql}\nselect 1;\n{code}"),
            (
                "```what\n{noformat}\n```",
                "{noformat}\n{ noformat}\n{noformat}",
            ),
            ("> said", "{quote}\nsaid\n\n{quote}"),
            ("`a_b`", "{{a\\_b}}"),
        ] {
            assert_eq!(text(markdown), wanted, "{markdown}");
        }
    }

    #[test]
    fn what_people_wrote_calls_nobody_and_no_macro() {
        assert_eq!(
            text("\\[~admin] {color} \\!x! a-b"),
            "\\[\\~admin\\] \\{color\\} \\!x\\! a-b"
        );
    }

    proptest! {
        #[test]
        fn a_block_of_code_is_left_only_where_it_ends(inner in "[a-z{}\n]{0,40}") {
            let told = text(&format!("```\n{inner}\n```"));
            prop_assert!(told.matches("{noformat}").count() <= 2, "{}", told);
        }

        #[test]
        fn any_text_is_told(markdown in any::<String>()) {
            let _ = text(&markdown);
        }
    }
}
