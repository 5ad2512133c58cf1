//! Links in running text, and the tickets that some of them are.

use afterword_domain::action_item::Ticket;

/// A Markdown link or a bare address, as a range of the text.
struct Link<'a> {
    start: usize,
    end: usize,
    label: &'a str,
    url: &'a str,
}

fn next(text: &str, from: usize) -> Option<Link<'_>> {
    let rest = &text[from..];
    let bare = rest
        .find("http://")
        .into_iter()
        .chain(rest.find("https://"))
        .min();
    let bracket = rest.find("](").and_then(|middle| {
        let start = rest[..middle].rfind('[')?;
        let url = &rest[middle + 2..];
        let close = url.find(')')?;
        let url = &url[..close];
        let web = url.starts_with("http://") || url.starts_with("https://");
        web.then_some((start, middle, close))
    });
    match (bracket, bare) {
        (Some((start, middle, close)), bare) if bare.is_none_or(|bare| bare > start) => {
            Some(Link {
                start: from + start,
                end: from + middle + 2 + close + 1,
                label: &rest[start + 1..middle],
                url: &rest[middle + 2..middle + 2 + close],
            })
        }
        (_, Some(start)) => {
            let ends = |c: char| c.is_whitespace() || "<>()[]\"'`".contains(c);
            let length = rest[start..].find(ends).unwrap_or(rest.len() - start);
            let url = rest[start..start + length].trim_end_matches(['.', ',', ';', ':']);
            Some(Link {
                start: from + start,
                end: from + start + url.len(),
                label: "",
                url,
            })
        }
        _ => None,
    }
}

fn all(text: &str) -> impl Iterator<Item = Link<'_>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let link = next(text, from)?;
        from = link.end.max(from + 1);
        Some(link)
    })
}

/// The text with each link replaced by its words, and the addresses that went with them.
pub(crate) fn unlinked(text: &str) -> (String, Vec<String>) {
    let (mut plain, mut addresses) = (String::with_capacity(text.len()), Vec::new());
    let mut reached = 0;
    for link in all(text).filter(|link| !link.label.trim().is_empty()) {
        plain.push_str(&text[reached..link.start]);
        plain.push_str(link.label);
        addresses.push(link.url.to_owned());
        reached = link.end;
    }
    plain.push_str(&text[reached..]);
    (plain, addresses)
}

/// Where the links that close a text begin, with the word that leads to them.
pub(crate) fn tail(text: &str) -> Option<usize> {
    let mut start: Option<usize> = None;
    let mut reached = 0;
    for link in all(text) {
        let gap = &text[reached..link.start];
        if start.is_none() || gap.contains(char::is_alphanumeric) {
            start = Some(link.start);
        }
        reached = link.end;
    }
    let start = start?;
    if text[reached..].contains(char::is_alphanumeric) {
        return None;
    }
    let mut lead = text[..start].trim_end_matches(['(', '[', ' ', '-', '.', '<']);
    let words = [
        "ticket",
        "tickets",
        "ticket raised",
        "ticker",
        "issue",
        "issues",
        "see",
        "pr",
        "tracked in",
    ];
    for word in words {
        if let Some(at) = lead.len().checked_sub(word.len())
            && lead
                .get(at..)
                .is_some_and(|end| end.eq_ignore_ascii_case(word))
            && !lead[..at].ends_with(char::is_alphanumeric)
        {
            lead = &lead[..at];
            break;
        }
    }
    let open = lead.trim_end_matches(['(', '[', ' ', '-', '<']);
    Some(open.len())
}

/// The first link that leads to an issue, a pull request or a tracker's ticket.
pub(crate) fn ticket(text: &str) -> Option<Ticket> {
    all(text).find_map(|link| {
        let key = key_of(&link)?;
        Some(Ticket {
            key,
            url: Some(link.url.to_owned()),
        })
    })
}

fn key_of(link: &Link<'_>) -> Option<String> {
    let label = link.label.trim();
    if is_key(label) {
        return Some(label.to_owned());
    }
    let path = link.url.split(['?', '#']).next().unwrap_or(link.url);
    let mut steps = path.trim_end_matches('/').rsplit('/');
    let (last, before) = (steps.next()?, steps.next().unwrap_or(""));
    let number = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit());
    match before {
        "issues" | "pull" | "merge_requests" | "work_items" if number => Some(format!("#{last}")),
        "browse" | "issue" | "cloud-platform" if is_key(last) => Some(last.to_owned()),
        _ => None,
    }
}

/// `#611`, `611`, `PAY-2214`.
fn is_key(text: &str) -> bool {
    let digits = |text: &str| {
        !text.is_empty() && text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    digits(text.strip_prefix('#').unwrap_or(text))
        || text.split_once('-').is_some_and(|(project, number)| {
            digits(number)
                && !project.is_empty()
                && project
                    .bytes()
                    .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
        })
}

/// The ticket of a table's cell: a link, or a key alone.
pub(crate) fn ticket_cell(cell: &str) -> Option<Ticket> {
    let cell = cell.trim();
    if let Some(link) = next(cell, 0) {
        let label = Some(link.label.trim()).filter(|label| !label.is_empty() && label.len() <= 120);
        let key = key_of(&link).or_else(|| label.map(str::to_owned))?;
        return Some(Ticket {
            key,
            url: Some(link.url.to_owned()),
        });
    }
    is_key(cell).then(|| Ticket {
        key: cell.to_owned(),
        url: None,
    })
}

/// Whether the ticket holds every word of the cell.
pub(crate) fn whole(ticket: &Ticket, cell: &str) -> bool {
    let held = format!("{} {}", ticket.key, ticket.url.as_deref().unwrap_or(""));
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let mut held = words(&held);
    words(cell)
        .into_iter()
        .all(|word| match held.iter().position(|other| *other == word) {
            Some(at) => {
                held.swap_remove(at);
                true
            }
            None => false,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tickets_of_the_field() {
        let key = |text| ticket(text).map(|ticket| ticket.key);
        assert_eq!(
            key("x [Issue](https://github.com/a/b/issues/131)").as_deref(),
            Some("#131")
        );
        assert_eq!(
            key("Ticket [#3016](https://x.org/issues/3016)").as_deref(),
            Some("#3016")
        );
        assert_eq!(
            key("see https://jira.x.org/browse/PAY-22.").as_deref(),
            Some("PAY-22")
        );
        assert_eq!(key("a [page](https://x.org/docs)"), None);
    }

    #[test]
    fn the_links_that_close_a_text() {
        let split = |text: &'static str| tail(text).map(|at| text.split_at(at));
        assert_eq!(
            split("Do it. Ticket [#1](https://x.org/1)"),
            Some(("Do it.", " Ticket [#1](https://x.org/1)"))
        );
        assert_eq!(split("Do [it](https://x.org) now"), None);
        assert_eq!(
            split("Do it (https://x.org/1)"),
            Some(("Do it", " (https://x.org/1)"))
        );
    }
}
