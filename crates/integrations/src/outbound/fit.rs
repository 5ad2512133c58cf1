//! Titles and texts, cut to what every tracker takes.

use super::NewIssue;

/// Jira and GitLab take 255 characters, GitHub 256.
const TITLE_MAX: usize = 255;
/// Jira takes 32,767 characters in a field, its own marks among them.
const BODY_MAX: usize = 24_000;

/// One line, never empty.
pub(super) fn title(written: &str) -> String {
    let words: Vec<&str> = written.split_whitespace().collect();
    let line: String = words
        .join(" ")
        .chars()
        .filter(|c| !c.is_control())
        .collect();
    if line.is_empty() {
        return "Action item".to_owned();
    }
    if line.chars().count() <= TITLE_MAX {
        return line;
    }
    line.chars().take(TITLE_MAX - 1).chain(['…']).collect()
}

/// The ticket's text in Markdown: the whole title where it was cut, the context, the link back.
pub(super) fn body(new: &NewIssue<'_>) -> String {
    let mut parts = Vec::new();
    if title(new.title).ends_with('…') && !new.title.trim_end().ends_with('…') {
        parts.push(plain(new.title));
    }
    parts.push(text(new.body));
    parts.push(format!(
        "[{}](<{}>)",
        plain(new.link_label),
        address(new.link)
    ));
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n")
}

/// A text in Markdown, cut where it is too long.
pub(super) fn text(written: &str) -> String {
    let written = written.trim().replace('\0', "");
    if written.len() <= BODY_MAX {
        return written;
    }
    let end = written.floor_char_boundary(BODY_MAX);
    // A block of code that was cut in two would swallow what follows.
    let cut = &written[..end];
    let open = cut
        .lines()
        .filter(|line| line.trim_start().starts_with("```"))
        .count()
        % 2
        == 1;
    let close = if open { "\n```" } else { "" };
    format!("{cut}{close}\n\n… (cut: the whole text is in Afterword)")
}

/// A text on one line in which Markdown means nothing.
fn plain(text: &str) -> String {
    crate::inbound::markdown::inline(text)
}

fn address(link: &str) -> String {
    let odd = |c: &char| !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>');
    link.chars().filter(odd).collect()
}
