//! Slack's own markup put into Markdown: mentions, links, emphasis, code, and three entities.
//! See <https://docs.slack.dev/messaging/formatting-message-text>.

use afterword_domain::text::is_web_address;

use super::super::markdown;
use super::message::Names;

/// As long as a message can be.
const TEXT_MAX: usize = 40_000;
/// How far away the end of an emphasis or of a link is looked for, in bytes.
const SPAN_MAX: usize = 3_000;

/// A text in Markdown: what stands between two fences is code, everything else lines of text.
pub(super) fn to_markdown(written: &str, names: &Names) -> String {
    let written = &written[..written.floor_char_boundary(TEXT_MAX)];
    let mut parts: Vec<String> = Vec::new();
    let mut rest = written;
    while let Some((before, code, after)) = between(rest, "```") {
        parts.extend(lines(before, names));
        parts.push(format!(
            "```\n{}\n```",
            bare(code, names).trim_matches('\n')
        ));
        rest = after;
    }
    parts.extend(lines(rest, names));
    parts.join("\n\n")
}

/// Before, within and after the first two of a mark.
fn between<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str, &'a str)> {
    let (before, rest) = text.split_once(mark)?;
    let (within, after) = rest.split_once(mark)?;
    Some((before, within, after))
}

fn lines(text: &str, names: &Names) -> Vec<String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| one_line(line, names)).collect()
}

fn one_line(line: &str, names: &Names) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, code, after)) = between(rest, "`") {
        with_tokens(before, names, &mut out);
        if !code.trim().is_empty() {
            out.push('`');
            out.push_str(&bare(code, names));
            out.push('`');
        }
        rest = after;
    }
    with_tokens(rest, names, &mut out);
    out
}

/// Text in which `<…>` are mentions and links.
fn with_tokens(text: &str, names: &Names, out: &mut String) {
    let mut rest = text;
    while let Some((before, token, after)) = token(rest) {
        styled(before, out);
        push_token(token, names, out);
        rest = after;
    }
    styled(rest, out);
}

/// The first `<…>`: Slack writes a plain `<` as `&lt;`.
fn token(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once('<')?;
    let near = &rest[..rest.floor_char_boundary(SPAN_MAX)];
    let end = near.find('>')?;
    Some((before, &rest[..end], &rest[end + 1..]))
}

fn push_token(token: &str, names: &Names, out: &mut String) {
    let (target, label) = parts(token);
    let url = decoded(target);
    if !is_web_address(&url) {
        return plain(&in_words(token, names), out);
    }
    let url = url.replace('<', "%3C").replace('>', "%3E");
    let link = match label {
        Some(label) => format!("[{}](<{url}>)", markdown::inline(&decoded(label))),
        None => format!("<{url}>"),
    };
    out.push_str(&link);
}

/// A token as plain words.
fn in_words(token: &str, names: &Names) -> String {
    let (target, label) = parts(token);
    let label = label.map(decoded);
    match target.chars().next() {
        Some('@') => {
            let id = &target[1..];
            format!(
                "@{}",
                names
                    .get(id)
                    .cloned()
                    .or(label)
                    .unwrap_or_else(|| id.to_owned())
            )
        }
        Some('#') => format!("#{}", label.unwrap_or_else(|| target[1..].to_owned())),
        // `<!here>`, `<!subteam^S1|@on-call>`, `<!date^1392734382^{date}|18 February>`.
        Some('!') => label.unwrap_or_else(|| format!("@{}", &target[1..])),
        _ => label.unwrap_or_else(|| decoded(target)),
    }
}

fn parts(token: &str) -> (&str, Option<&str>) {
    match token.split_once('|') {
        Some((target, label)) => (target, Some(label).filter(|label| !label.is_empty())),
        None => (token, None),
    }
}

/// Code: tokens in words, and nothing escaped.
fn bare(text: &str, names: &Names) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, token, after)) = token(rest) {
        out.push_str(&decoded(before));
        out.push_str(&in_words(token, names));
        rest = after;
    }
    out + &decoded(rest)
}

/// Slack encodes these three characters and no others.
fn decoded(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// Text with emphasis, and everything else escaped.
fn styled(text: &str, out: &mut String) {
    let mut from = 0;
    let mut at = 0;
    while let Some(offset) = text[at..].find(['*', '_', '~']) {
        let start = at + offset;
        let Some(end) = emphasis(text, start) else {
            at = start + 1;
            continue;
        };
        plain(&decoded(&text[from..start]), out);
        let mark = match text.as_bytes()[start] {
            b'*' => "**",
            b'_' => "_",
            _ => "~~",
        };
        out.push_str(mark);
        out.push_str(&markdown::inline(&decoded(&text[start + 1..end])));
        out.push_str(mark);
        from = end + 1;
        at = from;
    }
    plain(&decoded(&text[from..]), out);
}

/// Where the emphasis that begins at a mark ends: it stands around whole words.
fn emphasis(text: &str, start: usize) -> Option<usize> {
    let mark = char::from(*text.as_bytes().get(start)?);
    let before = text[..start].chars().next_back();
    let inner = &text[start + 1..];
    let first = inner.chars().next()?;
    if before.is_some_and(char::is_alphanumeric) || first.is_whitespace() || first == mark {
        return None;
    }
    let near = &inner[..inner.floor_char_boundary(SPAN_MAX)];
    let end = near.find(mark)?;
    let last = inner[..end].chars().next_back()?;
    let after = inner[end + 1..].chars().next();
    let closes = !last.is_whitespace() && !after.is_some_and(char::is_alphanumeric);
    closes.then_some(start + 1 + end)
}

/// Escapes, and keeps the white space at the edges: more stands beside it on the line.
fn plain(text: &str, out: &mut String) {
    let inline = markdown::inline(text);
    // Only what begins a line needs this escape.
    let inline = match inline.strip_prefix('\\') {
        Some(rest) if !out.is_empty() && rest.starts_with(['#', '>', '-', '+', '=']) => rest,
        _ => &inline,
    };
    if text.starts_with(char::is_whitespace) && !out.is_empty() {
        out.push(' ');
    }
    out.push_str(inline);
    if text.ends_with(char::is_whitespace) && !inline.is_empty() {
        out.push(' ');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slacks_markup_becomes_markdown() {
        let names = Names::from([("U1".to_owned(), "Ana".to_owned())]);
        for (given, wanted) in [
            ("rolling back", "rolling back"),
            (
                "<@U1> and <@U2|jonas>, see <#C1|ops> &amp; <#C2>",
                "@Ana and @jonas, see #ops & #C2",
            ),
            (
                "<!here> <!subteam^S1|@on-call> <!date^1^{date}|today>",
                "@here @on-call today",
            ),
            (
                "<https://a.example/?x=1&amp;y=2|the _graph_>",
                r"[the \_graph\_](<https://a.example/?x=1&y=2>)",
            ),
            ("see <https://a.example>.", "see <https://a.example>."),
            ("<mailto:a@b.example|a@b.example>", "a@b.example"),
            ("<javascript:alert(1)|press>", "press"),
            (
                "*down* since _10:00_, ~not 9~ 2*3*4 snake_case_x",
                r"**down** since _10:00_, ~~not 9~~ 2\*3\*4 snake_case_x",
            ),
            ("* not a list *", r"\* not a list \*"),
            ("5 &lt; 6 &gt; 4", "5 < 6 > 4"),
            ("one\n\ntwo\n&gt; three", "one\n\ntwo\n\n\\> three"),
            (
                "run `kubectl get &lt;pod&gt;` - now",
                "run `kubectl get <pod>` - now",
            ),
            (
                "```\nlet a = *b*;\n<https://x.example>\n``` done",
                "```\nlet a = *b*;\nhttps://x.example\n```\n\ndone",
            ),
            ("`open", r"\`open"),
            ("<open", r"\<open"),
            ("", ""),
        ] {
            assert_eq!(to_markdown(given, &names), wanted, "{given}");
        }
    }

    #[test]
    fn the_longest_message_of_marks_takes_no_time() {
        for mark in ["*a ", "<", "`", "<@", "_", "&lt;"] {
            to_markdown(&mark.repeat(TEXT_MAX), &Names::new());
        }
    }
}
