//! Facts on a line of their own: "Severity: SEV2", "Users affected: 18,400", "Services: a, b".
//!
//! They are looked for above the first heading and under "Impact", as a list, as lines, or as the
//! two cells of a table. The words stay where they stand, but for one line: a severity that is told
//! in our own words, "Severity: SEV2", says nothing that the field does not say.

use afterword_domain::incident::Severity;

use super::Draft;
use super::outline::bold_key;
use super::{amounts, sections};
use crate::text::front_matter::Pair;
use crate::text::lines::{Line, indent};
use crate::text::table;

/// What is told under which names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fact {
    Severity,
    Users,
    Revenue,
    RevenueDelayed,
    Budget,
    Duration,
    Services,
}

const NAMES: [(&str, Fact); 28] = [
    ("severity", Fact::Severity),
    ("severity level", Fact::Severity),
    ("incident severity", Fact::Severity),
    ("sev", Fact::Severity),
    ("users affected", Fact::Users),
    ("affected users", Fact::Users),
    ("users impacted", Fact::Users),
    ("customers affected", Fact::Users),
    ("affected customers", Fact::Users),
    ("revenue impact", Fact::Revenue),
    ("revenue lost", Fact::Revenue),
    ("lost revenue", Fact::Revenue),
    ("revenue loss", Fact::Revenue),
    ("revenue delayed", Fact::RevenueDelayed),
    ("delayed revenue", Fact::RevenueDelayed),
    ("slo budget consumed", Fact::Budget),
    ("error budget consumed", Fact::Budget),
    ("slo error budget consumed", Fact::Budget),
    ("duration", Fact::Duration),
    ("incident duration", Fact::Duration),
    ("impact duration", Fact::Duration),
    ("total duration", Fact::Duration),
    ("services", Fact::Services),
    ("service", Fact::Services),
    ("affected services", Fact::Services),
    ("affected service", Fact::Services),
    ("services affected", Fact::Services),
    ("impacted services", Fact::Services),
];

/// How far down "near the top" goes where no heading ends it.
const HEAD_LINES: usize = 40;

struct Told<'a> {
    fact: Fact,
    key: &'a str,
    value: &'a str,
    in_table: bool,
}

fn named(key: &str) -> Option<Fact> {
    let mut names = NAMES.iter();
    names
        .find(|(name, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, fact)| *fact)
}

fn told<'a>(line: &Line<'a>) -> Option<Told<'a>> {
    if line.fenced || line.is_blank() {
        return None;
    }
    let in_table = table::is_row(line);
    let (key, value) = if in_table {
        let cells = table::cells(line.text);
        let [key, value] = cells[..] else {
            return None;
        };
        (key, value)
    } else {
        let text = line
            .bullet()
            .map_or_else(|| line.text.trim(), |bullet| bullet.content);
        text.split_once(':')?
    };
    let key = key.trim_matches(|c: char| !c.is_alphanumeric());
    let value = value.trim_matches(|c: char| c.is_whitespace() || "*_`".contains(c));
    let fact = named(key).filter(|_| !value.is_empty())?;
    Some(Told {
        fact,
        key,
        value,
        in_table,
    })
}

/// Takes the severity of the front matter before any line is read: nothing says it more surely.
pub(crate) fn read_front(draft: &mut Draft<'_>, front: &[Pair<'_>]) {
    let mut pairs = front.iter();
    let pair = pairs.find(|pair| matches!(pair.key.to_lowercase().as_str(), "severity" | "sev"));
    if let Some(pair) = pair
        && tell_severity(draft, pair.line, &pair.value())
    {
        draft.report.map(pair.line, pair.key, "severity");
    }
}

/// Reads the lines above the first heading that is not the title. Returns the number of the one
/// line that says nothing beyond its field, if there is one.
pub(crate) fn read_head(draft: &mut Draft<'_>, lines: &[Line<'_>]) -> Option<u32> {
    let mut spent = None;
    let mut titled = false;
    for (at, line) in lines.iter().take(HEAD_LINES).enumerate() {
        if let Some((level, words)) = line.heading() {
            let known = super::headings::known(words).is_some_and(|known| known.exact);
            if titled || level > 1 || known {
                break;
            }
            titled = true;
            continue;
        }
        let Some(told) = told(line) else {
            continue;
        };
        let whole = told.fact == Fact::Severity
            && spent.is_none()
            && !told.in_table
            && told.key.eq_ignore_ascii_case("severity")
            && severity(told.value).is_some_and(|(_, exact)| exact)
            && stands_alone(line, &lines[at + 1..]);
        if whole {
            if tell_severity(draft, line.number, told.value) {
                let words = format!("{}: {}", told.key, told.value);
                draft.report.map(line.number, words, "severity");
                spent = Some(line.number);
            }
            continue;
        }
        // A bold key of this name is a part of its own.
        let part = matches!(told.fact, Fact::Severity | Fact::Services) && bold_key(line).is_some();
        if !part {
            tell(draft, line.number, &told);
        }
    }
    spent
}

/// Whether nothing hangs under a line.
fn stands_alone(line: &Line<'_>, after: &[Line<'_>]) -> bool {
    let mut after = after.iter().skip_while(|line| line.is_blank());
    after
        .next()
        .is_none_or(|next| indent(next.text) <= indent(line.text))
}

/// Reads the lines of an impact section.
pub(crate) fn read_impact(draft: &mut Draft<'_>, heading: &str, line: u32, lines: &[Line<'_>]) {
    if let Some(fact) = named(heading)
        && let Some(first) = lines.iter().find(|line| !line.is_blank())
    {
        let told = Told {
            fact,
            key: heading,
            value: first.text.trim(),
            in_table: false,
        };
        tell(draft, line, &told);
    }
    for line in lines {
        if let Some(told) = told(line) {
            tell(draft, line.number, &told);
        }
    }
}

fn tell(draft: &mut Draft<'_>, line: u32, told: &Told<'_>) {
    let Told { key, value, .. } = *told;
    match told.fact {
        Fact::Severity => {
            if tell_severity(draft, line, value) {
                draft.report.map(line, key, "severity");
            }
        }
        Fact::Users => {
            let users = amounts::people(value);
            let field = &mut draft.document.impact.users_affected;
            let outcome = put(field, users);
            report(draft, line, key, "impact.users_affected", outcome);
        }
        Fact::Revenue | Fact::RevenueDelayed => {
            for piece in pieces(value) {
                let found = amounts::money(piece);
                let delayed = told.fact == Fact::RevenueDelayed
                    || found.is_some_and(|(_, rest)| rest.to_lowercase().contains("delayed"));
                let impact = &mut draft.document.impact;
                let (field, name) = if delayed {
                    (&mut impact.revenue_delayed, "impact.revenue_delayed")
                } else {
                    (&mut impact.revenue_lost, "impact.revenue_lost")
                };
                let outcome = put(field, found.map(|(money, _)| money));
                report(draft, line, key, name, outcome);
            }
        }
        Fact::Budget => {
            let share = amounts::share(value);
            let field = &mut draft.document.impact.error_budget_share;
            let outcome = put(field, share);
            report(draft, line, key, "impact.error_budget_share", outcome);
        }
        Fact::Duration => {
            if draft.told_length.is_none() {
                draft.told_length = Some((line, value.to_owned()));
            }
        }
        Fact::Services => {
            if sections::add_named_services(draft, value) {
                draft.report.map(line, key, "services");
            }
        }
    }
}

/// "€38,000 lost, €12,000 delayed" is two amounts.
fn pieces(value: &str) -> impl Iterator<Item = &str> {
    value
        .split([';', '+'])
        .flat_map(|piece| piece.split(", "))
        .flat_map(|piece| piece.split(" and "))
        .map(str::trim)
}

/// Whether a field took a value: `None` where there was none to take, or it was there before.
fn put<T: PartialEq>(field: &mut Option<T>, value: Option<T>) -> Option<bool> {
    let value = value?;
    match field {
        None => {
            *field = Some(value);
            Some(true)
        }
        Some(before) => (*before != value).then_some(false),
    }
}

fn report(draft: &mut Draft<'_>, line: u32, key: &str, field: &str, outcome: Option<bool>) {
    match outcome {
        Some(true) => draft.report.map(line, key, field),
        Some(false) => draft.report.note(
            line,
            format!("{field} is told before with another value; this one is kept as text"),
        ),
        None => {}
    }
}

/// Sets the severity unless another was told before. Returns whether the document has it now.
pub(crate) fn tell_severity(draft: &mut Draft<'_>, line: u32, value: &str) -> bool {
    let Some((found, exact)) = severity(value) else {
        return false;
    };
    let name = |severity: Severity| format!("SEV{}", severity.number());
    if draft.severity_told && draft.document.severity != found {
        let before = name(draft.document.severity);
        let message = format!("the severity is told before as {before}; this one is kept as text");
        draft.report.note(line, message);
        return false;
    }
    draft.severity_told = true;
    draft.document.severity = found;
    if !exact {
        let told: String = value
            .lines()
            .next()
            .unwrap_or("")
            .chars()
            .take(60)
            .collect();
        let message = format!("“{told}” is read as {}", name(found));
        draft.report.note(line, message);
    }
    true
}

/// The severity that a text begins with, and whether it says just that in our words: "SEV2", "2".
fn severity(text: &str) -> Option<(Severity, bool)> {
    let marks = |c: char| c.is_whitespace() || "*_`\"'".contains(c);
    let text = text.trim_matches(marks);
    let line = text.lines().next()?;
    let letters = line.find(|c: char| !c.is_alphabetic());
    let (word, rest) = line.split_at(letters.unwrap_or(line.len()));
    let word = word.to_lowercase();
    let named = match word.as_str() {
        "critical" | "blocker" => Some(1),
        "high" | "major" => Some(2),
        "medium" | "moderate" | "normal" => Some(3),
        "low" | "minor" => Some(4),
        "" | "sev" | "severity" | "p" | "s" => None,
        _ => return None,
    };
    let (number, rest) = if let Some(number) = named {
        (number, rest)
    } else {
        let digits = rest.trim_start_matches(|c: char| " -_#".contains(c));
        (digits.chars().next()?.to_digit(10)?, &digits[1..])
    };
    let severity = Severity::ALL
        .into_iter()
        .find(|severity| u32::from(severity.number()) == number)?;
    let more = rest.trim_start_matches(marks);
    let more = more.strip_prefix("severity").unwrap_or(more);
    // "SEV2 because …" names one; "3 customers" and "high load" do not.
    let lettered = named.is_none() && !word.is_empty();
    let ends = more.is_empty() || lettered && rest.starts_with(marks) || parted(rest, more);
    let ours = named.is_none() && matches!(word.as_str(), "" | "sev") && rest.is_empty();
    ends.then_some((severity, ours && line.len() == text.len()))
}

/// Whether a mark parts a word from what follows: "high – all of Europe", not "high-load" or "1-2".
fn parted(rest: &str, more: &str) -> bool {
    let Some(mark) = more.chars().next() else {
        return true;
    };
    let after = &more[mark.len_utf8()..];
    let number = after.trim_start().starts_with(|c: char| c.is_ascii_digit());
    match mark {
        '-' => after.starts_with(' ') && !number,
        '–' | '—' => !number,
        '(' => true,
        ',' | ':' | ';' | '.' => rest.starts_with(mark) && !number,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn severities_in_other_words() {
        for (text, expected) in [
            ("SEV1", Some((1, true))),
            ("Sev-2", Some((2, true))),
            ("**SEV 3**", Some((3, true))),
            ("4", Some((4, true))),
            ("P1", Some((1, false))),
            ("S2", Some((2, false))),
            ("Critical", Some((1, false))),
            ("High (checkout)", Some((2, false))),
            ("Major – all of Europe", Some((2, false))),
            ("minor\n\nNothing else", Some((4, false))),
            ("high-load", None),
            ("high severity", Some((2, false))),
            ("SEV2\nfor an hour", Some((2, false))),
            ("SEV2 because payments failed", Some((2, false))),
            ("SEV2, later SEV1", Some((2, false))),
            ("SEV0", None),
            ("P5", None),
            ("SEV12", None),
            ("SEV1-2", None),
            ("3 customers", None),
            ("1.5", None),
            ("high load", None),
            ("Seven", None),
            ("", None),
        ] {
            let found = severity(text).map(|(severity, exact)| (severity.number(), exact));
            assert_eq!(found, expected, "{text}");
        }
    }
}
