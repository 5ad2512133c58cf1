//! Numbers as an impact list tells them: people, money, shares.
//!
//! Only what is one plain number is taken. A range, a rate or "up to" stays in words alone.

use afterword_domain::{Currency, Money};

/// Currencies that are told by a sign or by their code.
const SIGNS: [(&str, &str); 4] = [("US$", "USD"), ("€", "EUR"), ("$", "USD"), ("£", "GBP")];
const CODES: [&str; 12] = [
    "EUR", "USD", "GBP", "CHF", "DKK", "SEK", "NOK", "PLN", "CAD", "AUD", "JPY", "INR",
];

/// Words before a number that leave it as it is.
const ABOUT: [&str; 7] = [
    "~",
    "≈",
    "about ",
    "around ",
    "approximately ",
    "approx. ",
    "roughly ",
];

fn without_about(text: &str) -> &str {
    let text = text.trim_start();
    ABOUT
        .iter()
        .find_map(|word| {
            let head = text.get(..word.len())?;
            head.eq_ignore_ascii_case(word)
                .then(|| text[word.len()..].trim_start())
        })
        .unwrap_or(text)
}

/// The number at the head of a text in hundredths, and what follows it.
fn number(text: &str) -> Option<(i64, &str)> {
    let length = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let mut end = length(text);
    if end == 0 {
        return None;
    }
    let mut digits = text[..end].to_owned();
    let mut cents = 0;
    let mut grouped = None;
    while let Some(mark) = text[end..]
        .chars()
        .next()
        .filter(|c| ",.'’_\u{a0}\u{202f}".contains(*c))
    {
        let from = end + mark.len_utf8();
        let more = length(&text[from..]);
        let fits = digits.len() <= 3 || grouped.is_some();
        if more == 3 && fits && grouped.is_none_or(|before| before == mark) {
            grouped = Some(mark);
            digits.push_str(&text[from..from + more]);
            end = from + more;
        } else if matches!(more, 1 | 2) && ",.".contains(mark) && grouped != Some(mark) {
            let value: i64 = text[from..from + more].parse().ok()?;
            cents = if more == 1 { value * 10 } else { value };
            end = from + more;
            break;
        } else if more == 0 {
            break;
        } else {
            return None;
        }
    }
    let whole: i64 = digits.parse().ok()?;
    let value = whole.checked_mul(100)?.checked_add(cents)?;
    let rest = &text[end..];
    let spaced = rest.trim_start();
    let word_end = spaced
        .find(|c: char| !c.is_alphabetic())
        .unwrap_or(spaced.len());
    let (times, rest) = match spaced[..word_end].to_ascii_lowercase().as_str() {
        "k" | "thousand" => (1_000, &spaced[word_end..]),
        "m" | "mn" | "million" => (1_000_000, &spaced[word_end..]),
        "bn" | "billion" => (1_000_000_000, &spaced[word_end..]),
        _ => (1, rest),
    };
    Some((value.checked_mul(times)?, rest))
}

/// Whether what follows makes of the number a range, a rate or another number.
fn goes_on(rest: &str) -> bool {
    let begins = |c: char| c.is_ascii_digit() || "€$£".contains(c);
    let spaced = rest.trim_start();
    let range = spaced
        .strip_prefix(['-', '–', '—'])
        .is_some_and(|rest| rest.trim_start().starts_with(begins));
    let word = spaced
        .split(|c: char| !c.is_alphabetic())
        .next()
        .unwrap_or("");
    rest.starts_with(|c: char| c.is_alphanumeric() || "/,.:".contains(c))
        && !matches!(rest, "." | ",")
        && !rest.starts_with(", ")
        && !rest.starts_with(". ")
        || range
        || spaced.starts_with('/')
        || ["to", "per", "or"].contains(&word.to_ascii_lowercase().as_str())
}

/// A whole number of people.
pub(crate) fn people(text: &str) -> Option<u64> {
    let (value, rest) = number(without_about(text))?;
    let whole = value % 100 == 0 && !goes_on(rest) && !rest.trim_start().starts_with('%');
    let value = u64::try_from(value / 100).ok()?;
    whole.then_some(value)
}

/// A share in percent, as a part of one.
pub(crate) fn share(text: &str) -> Option<f64> {
    let text = without_about(text);
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || ".,".contains(c)))
        .filter(|end| (1..=12).contains(end))?;
    let rest = text[end..].trim_start().strip_prefix('%')?;
    let value: f64 = text[..end].replace(',', ".").parse().ok()?;
    (!goes_on(rest)).then_some(value / 100.0)
}

/// An amount with its currency, before it or after it, and the words that follow.
pub(crate) fn money(text: &str) -> Option<(Money, &str)> {
    let text = without_about(text);
    let sign = |text: &str| {
        let mut signs = SIGNS.iter();
        let sign = signs.find_map(|(sign, code)| text.starts_with(sign).then_some((*code, sign)));
        let (code, length) = match sign {
            Some((code, sign)) => (code, sign.len()),
            None => {
                let code = CODES.iter().find(|code| text.starts_with(**code))?;
                let ends = !text[3..].starts_with(char::is_alphabetic);
                (*ends.then_some(code)?, 3)
            }
        };
        let currency: Currency = code.parse().ok()?;
        Some((currency, length))
    };
    let (currency, (hundredths, rest)) = if let Some((currency, length)) = sign(text) {
        (currency, number(text[length..].trim_start())?)
    } else {
        let (value, rest) = number(text)?;
        let rest = rest.trim_start();
        let (currency, length) = sign(rest)?;
        (currency, (value, &rest[length..]))
    };
    (!goes_on(rest)).then(|| (Money::new(hundredths, currency), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_counted_only_where_there_is_one_number() {
        for (text, expected) in [
            ("18,400", Some(18_400)),
            ("~1.210 (2 %)", Some(1210)),
            ("about 18.4k users", Some(18_400)),
            ("0", Some(0)),
            ("1’000’000.", Some(1_000_000)),
            ("100-200", None),
            ("100 to 200", None),
            ("12%", None),
            ("1.5", None),
            ("all of them", None),
            ("12,34,56", None),
        ] {
            assert_eq!(people(text), expected, "{text}");
        }
    }

    #[test]
    fn money_by_sign_and_by_code() {
        let told = |text| money(text).map(|(money, _)| money.to_string());
        for (text, expected) in [
            ("€38,000 (lost)", Some("38000.00 EUR")),
            ("38.000,50 €", Some("38000.50 EUR")),
            ("£ 12.50", Some("12.50 GBP")),
            ("$1.2M", Some("1200000.00 USD")),
            ("US$ 40k", Some("40000.00 USD")),
            ("38000 CHF", Some("38000.00 CHF")),
            ("EUR 38,000.", Some("38000.00 EUR")),
            ("€38,000–€50,000", None),
            ("€400 per minute", None),
            ("€400/min", None),
            ("up to €38,000", None),
            ("38,000", None),
            ("none", None),
        ] {
            assert_eq!(told(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn shares_in_percent() {
        assert_eq!(share("68%"), Some(0.68));
        assert_eq!(share("31,5 % of the month's"), Some(0.315));
        assert_eq!(share("140 %"), Some(1.4));
        assert_eq!(share("0.68"), None);
        assert_eq!(share("10%-20%"), None);
        assert_eq!(share("all"), None);
    }
}
