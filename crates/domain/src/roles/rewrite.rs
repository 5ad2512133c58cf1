//! A text with roles where it had names, in a sentence that still reads.

use std::ops::Range;

use super::address::addresses;
use super::around;
use super::names::{Hit, Names, begins_sentence, is_part_of_a_token};

/// What stands where an address stood that named somebody.
const LEFT_OUT: &str = "(address left out)";
/// A role after one of these needs no article.
const DETERMINERS: &str = "the a an our their its his her this that these those each every some any \
    no another one my your as";

/// One place where a text was changed, or could have been.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) before: String,
    pub(super) after: String,
    pub(super) around: String,
}

/// A text without names.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Rewritten {
    pub(super) text: String,
    pub(super) changes: Vec<Change>,
    /// What may be a name or not, left as it was.
    pub(super) doubts: Vec<Change>,
}

/// Writes what `role` says of somebody in the place of each name.
pub(super) fn rewrite<'r, Who: Copy + PartialEq>(
    text: &str,
    names: &Names<Who>,
    role: impl Fn(Who) -> &'r str,
) -> Rewritten {
    let hits = names.find(text);
    if hits.is_empty() {
        return Rewritten {
            text: text.to_owned(),
            ..Rewritten::default()
        };
    }
    let addresses = addresses(text);
    let mut rewritten = Rewritten::default();
    let mut done = 0;
    for hit in hits {
        if hit.range.start < done {
            continue;
        }
        let within = |address: &&Range<usize>| {
            address.start <= hit.range.start && hit.range.end <= address.end
        };
        let (range, after) = match addresses.iter().find(within) {
            Some(address) => left_out(text, address),
            None if hit.is_doubtful => {
                rewritten
                    .doubts
                    .push(change(text, &hit.range, String::new()));
                continue;
            }
            None => named(text, &hit, role(hit.who)),
        };
        let range = range.start.max(done)..range.end;
        rewritten.text.push_str(&text[done..range.start]);
        rewritten.text.push_str(&after);
        done = range.end;
        rewritten.changes.push(change(text, &range, after));
    }
    rewritten.text.push_str(&text[done..]);
    rewritten
}

fn change(text: &str, range: &Range<usize>, after: String) -> Change {
    Change {
        before: text[range.clone()].to_owned(),
        after,
        around: around(text, range).to_owned(),
    }
}

/// `[label](address)` becomes `[label]`.
fn left_out(text: &str, address: &Range<usize>) -> (Range<usize>, String) {
    let (before, behind) = (&text[..address.start], &text[address.end..]);
    if before.ends_with("](") && behind.starts_with(')') {
        (address.start - 1..address.end + 1, String::new())
    } else if before.ends_with('<') && behind.starts_with('>') {
        (address.start - 1..address.end + 1, LEFT_OUT.to_owned())
    } else {
        (address.clone(), LEFT_OUT.to_owned())
    }
}

fn named<Who>(text: &str, hit: &Hit<Who>, role: &str) -> (Range<usize>, String) {
    let Range { start, end } = hit.range;
    let (before, behind) = (&text[..start], &text[end..]);
    if before.trim().is_empty() && behind.trim().is_empty() {
        return (start..end, role.to_owned());
    }
    if is_part_of_a_token(before, behind) {
        return (start..end, role.to_lowercase().replace(' ', "-"));
    }
    let mut written = with_article(before, role);
    if begins_sentence(text, start) {
        written = capitalised(&written);
    }
    // "Ines’ change", without an s.
    let genitive = behind
        .chars()
        .next()
        .filter(|mark| matches!(mark, '’' | '\''));
    let Some(mark) = genitive else {
        return (start..end, written);
    };
    let follows = behind[mark.len_utf8()..].chars().next();
    if text[start..end].ends_with(['s', 'S']) && !follows.is_some_and(char::is_alphanumeric) {
        written.push(mark);
        written.push('s');
        return (start..end + mark.len_utf8(), written);
    }
    (start..end, written)
}

fn with_article(before: &str, role: &str) -> String {
    let is_determiner = |word: &str| {
        let word = word.to_lowercase();
        DETERMINERS.split_ascii_whitespace().any(|one| one == word)
    };
    let previous = before
        .trim_end()
        .rsplit(|c: char| !c.is_alphanumeric())
        .next();
    let has_one = before.ends_with(' ') && previous.is_some_and(is_determiner);
    let brings_one = role.split(' ').next().is_some_and(is_determiner) || role == "somebody";
    if has_one || brings_one {
        role.to_owned()
    } else {
        format!("the {role}")
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::super::names::Form;
    use super::*;

    fn told(text: &str) -> String {
        let mut names = Names::new();
        for (name, handle, who) in [("Mika Sato", "mika", 1), ("Ines Roy", "ines", 2)] {
            names.add(name, Form::Whole, who, 0);
            for part in name.split(' ') {
                names.add(part, Form::PartOfName, who, 0);
            }
            names.add(handle, Form::Handle, who, 0);
        }
        let roles = ["somebody", "on-call engineer", "second Payments engineer"];
        rewrite(text, &names, |who: usize| roles[who]).text
    }

    #[test]
    fn a_sentence_reads_on() {
        for (text, expected) in [
            ("Mika restarts it", "The on-call engineer restarts it"),
            (
                "then Mika and Ines look",
                "then the on-call engineer and the second Payments engineer look",
            ),
            (
                "- **Mika**: rolled back",
                "- **The on-call engineer**: rolled back",
            ),
            (
                "| 09:12 | Mika | pages |",
                "| 09:12 | The on-call engineer | pages |",
            ),
            ("Paged.\nMika came", "Paged.\nThe on-call engineer came"),
            ("paged\nMika", "paged\nthe on-call engineer"),
            ("the Ines change", "the second Payments engineer change"),
            ("by Mika’s pod", "by the on-call engineer’s pod"),
            ("by Ines’ pod", "by the second Payments engineer’s pod"),
            (
                "cc @mika, @ines",
                "cc the on-call engineer, the second Payments engineer",
            ),
            ("on mika-laptop-2", "on on-call-engineer-laptop-2"),
            ("in /home/ines/x", "in /home/second-payments-engineer/x"),
            ("Mika", "on-call engineer"),
            ("Nobody here", "Nobody here"),
        ] {
            assert_eq!(told(text), expected);
        }
    }

    #[test]
    fn an_address_that_names_somebody_is_left_out() {
        for (text, expected) in [
            (
                "see [the change](https://forge.example/mika/x/1) of it",
                "see [the change] of it",
            ),
            ("see https://forge.example/~ines.", "see (address left out)"),
            (
                "see <https://chat.example/ines> too",
                "see (address left out) too",
            ),
            ("see https://forge.example/x", "see https://forge.example/x"),
        ] {
            assert_eq!(told(text), expected);
        }
    }
}
