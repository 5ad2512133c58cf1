//! From text to terms, with an error that names the token and where it stands.

use jiff::civil::Date;

use super::terms::{Comparison, Flag, Query, Term, Test};
use crate::incident::Severity;
use crate::{Day, Refusal};

/// A token that the language does not know.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at character {at}: “{token}” {reason}")]
pub struct QueryError {
    /// 1-based, counted in characters.
    pub at: usize,
    pub token: String,
    pub reason: String,
}

impl Refusal for QueryError {
    fn code(&self) -> &'static str {
        "query"
    }

    fn field(&self) -> Option<String> {
        Some("q".into())
    }
}

/// More than this is no search that a person typed.
const LONGEST: usize = 2_000;
/// A term is a look through a table; a list is a condition as long as it is.
const MOST_TERMS: usize = 20;
const MOST_VALUES: usize = 50;
const KEYS: &str = "the keys are sev, service, team, owner, factor, is, has, since, until, left, detect and lasted";

/// Reads a query. An empty text is the query that everything fits.
///
/// # Errors
/// [`QueryError`] for the first token that is not understood.
pub fn parse(text: &str) -> Result<Query, QueryError> {
    let terms = terms(text)?.into_iter().map(|(_, term)| term);
    Ok(Query {
        terms: terms.collect(),
    })
}

/// The terms, each with the token that it was read from.
pub(super) fn terms(text: &str) -> Result<Vec<(Token, Term)>, QueryError> {
    if text.len() > LONGEST {
        let token = text.chars().take(20).collect();
        return Err(QueryError {
            at: 1,
            token,
            reason: format!("… is longer than {LONGEST} bytes"),
        });
    }
    let tokens = tokens(text)?;
    if let Some(first_too_many) = tokens.get(MOST_TERMS) {
        return Err(first_too_many.refuse(&format!("is one term too many; {MOST_TERMS} are taken")));
    }
    let read = |token: Token| {
        let term = token.term()?;
        Ok((token, term))
    };
    tokens.into_iter().map(read).collect()
}

pub(super) struct Token {
    at: usize,
    text: String,
    /// It begins with a quotation, a minus before it aside.
    quoted: bool,
    /// Byte position of the colon that ends the key, if it stands outside quotes.
    colon: Option<usize>,
    /// Byte positions of the commas outside quotes: those within belong to a name.
    commas: Vec<usize>,
}

/// Splits at white space outside double quotes, and takes the quotes away.
fn tokens(text: &str) -> Result<Vec<Token>, QueryError> {
    let mut tokens = Vec::new();
    let mut current: Option<Token> = None;
    let mut quote: Option<usize> = None;
    for (index, c) in text.chars().enumerate() {
        if c.is_whitespace() && quote.is_none() {
            tokens.extend(current.take());
            continue;
        }
        let token = current.get_or_insert(Token {
            at: index + 1,
            text: String::new(),
            quoted: false,
            colon: None,
            commas: Vec::new(),
        });
        match c {
            '"' => {
                token.quoted |= matches!(token.text.as_str(), "" | "-");
                quote = if quote.is_some() {
                    None
                } else {
                    Some(index + 1)
                }
            }
            ':' if quote.is_none() && token.colon.is_none() => {
                token.colon = Some(token.text.len());
                token.text.push(c);
            }
            ',' if quote.is_none() => {
                token.commas.push(token.text.len());
                token.text.push(c);
            }
            c => token.text.push(c),
        }
    }
    if let Some(at) = quote {
        let reason = "opens a quotation that is never closed".into();
        return Err(QueryError {
            at,
            token: "\"".into(),
            reason,
        });
    }
    tokens.extend(current);
    tokens.retain(|token| !token.text.is_empty());
    Ok(tokens)
}

impl Token {
    fn term(&self) -> Result<Term, QueryError> {
        let negated = self.text.len() > 1 && self.text.starts_with('-');
        let start = usize::from(negated);
        let test = match self.colon {
            Some(colon) if colon > start => {
                self.test(&self.text[start..colon], &self.text[colon + 1..])?
            }
            _ if self.quoted => Test::Phrase(self.text[start..].to_lowercase()),
            _ => Test::Word(self.text[start..].to_lowercase()),
        };
        Ok(Term { negated, test })
    }

    fn test(&self, key: &str, value: &str) -> Result<Test, QueryError> {
        if value.is_empty() {
            return Err(self.refuse("has nothing after its colon"));
        }
        match key {
            "sev" | "severity" => self.severities(value),
            "service" => self.list(value).map(Test::Service),
            "team" => self.list(value).map(Test::Team),
            "owner" => self.owners(value).map(Test::Owner),
            "factor" => self.list(value).map(Test::Factor),
            "is" | "has" => self.flag(key, value),
            "since" => Ok(Test::Since(self.days(value)?.0)),
            "until" => Ok(Test::Until(self.days(value)?.1)),
            "left" => self.days_left(value),
            "detect" => self
                .comparison(value)
                .map(|(how, seconds)| Test::DetectSeconds(how, seconds)),
            "lasted" => self
                .comparison(value)
                .map(|(how, seconds)| Test::LastedSeconds(how, seconds)),
            // An address or a time of day is something to look for, not a key.
            "http" | "https" => Ok(Test::Word(self.text.to_lowercase())),
            key if key.bytes().all(|b| b.is_ascii_digit()) => {
                Ok(Test::Word(self.text.to_lowercase()))
            }
            _ => Err(self.refuse(&format!("is not a key this list knows; {KEYS}"))),
        }
    }

    fn severities(&self, value: &str) -> Result<Test, QueryError> {
        let severity = |text: &str| {
            let digits = text.trim().to_lowercase();
            let number = digits
                .strip_prefix("sev")
                .unwrap_or(&digits)
                .parse::<usize>()
                .ok()?;
            Severity::ALL.get(number.checked_sub(1)?).copied()
        };
        self.not_too_many(value.split(',').count())?;
        let all: Option<Vec<_>> = value.split(',').map(severity).collect();
        all.map(Test::Severity)
            .ok_or_else(|| self.refuse("takes severities from 1 to 4, as in sev:1,2"))
    }

    fn flag(&self, key: &str, value: &str) -> Result<Test, QueryError> {
        let named = |name: &str| name == value.to_lowercase().replace('_', "-");
        let found = Flag::NAMES
            .iter()
            .find(|(of, name, _)| *of == key && named(name));
        found.map(|(_, _, flag)| Test::Flag(*flag)).ok_or_else(|| {
            let known: Vec<_> = Flag::NAMES
                .iter()
                .filter(|(of, ..)| *of == key)
                .map(|n| n.1)
                .collect();
            self.refuse(&format!(
                "is not known; after {key}: comes one of {}",
                known.join(", ")
            ))
        })
    }

    /// First and last day of a year, a month or a day.
    fn days(&self, value: &str) -> Result<(Day, Day), QueryError> {
        let refuse = || self.refuse("takes a date such as 2026, 2026-06 or 2026-06-14");
        let mut parts = value.split('-');
        let mut number = |digits: usize| match parts.next() {
            Some(part) if part.len() == digits => {
                part.parse::<i16>().map(Some).map_err(|_| refuse())
            }
            Some(_) => Err(refuse()),
            None => Ok(None),
        };
        let year = number(4)?.ok_or_else(refuse)?;
        let (month, day) = (number(2)?, number(2)?);
        if parts.next().is_some() {
            return Err(refuse());
        }
        let small = |n: i16| i8::try_from(n).map_err(|_| refuse());
        let date = |month: i16, day: i16| {
            Date::new(year, small(month)?, small(day)?).map_err(|_| refuse())
        };
        let first = date(month.unwrap_or(1), day.unwrap_or(1))?;
        let last = match (month, day) {
            (_, Some(_)) => first,
            (Some(_), None) => first.last_of_month(),
            (None, _) => first.last_of_year(),
        };
        Ok((first.into(), last.into()))
    }

    /// `<2d`, `>=30m`, `1h`: a comparison and a length in seconds.
    fn comparison(&self, value: &str) -> Result<(Comparison, i64), QueryError> {
        let operators = [
            ("<=", Comparison::AtMost),
            (">=", Comparison::AtLeast),
            ("<", Comparison::Less),
            (">", Comparison::More),
            ("=", Comparison::Equal),
            ("", Comparison::Equal),
        ];
        let refuse = || self.refuse("takes a length such as <2d, >30m or >=1h");
        let split = operators
            .iter()
            .find_map(|(op, how)| Some((*how, value.strip_prefix(op)?)));
        let (how, length) = split.ok_or_else(refuse)?;
        let unit = length.chars().last().ok_or_else(refuse)?;
        let seconds = match unit {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            _ => return Err(refuse()),
        };
        let number: i64 = length[..length.len() - 1].parse().map_err(|_| refuse())?;
        Ok((how, number.checked_mul(seconds).ok_or_else(refuse)?))
    }

    /// The review week is counted in days: a part of one would be cut off unseen.
    fn days_left(&self, value: &str) -> Result<Test, QueryError> {
        let refuse = || self.refuse("takes whole days, as in left:<2d");
        if !value.ends_with('d') {
            return Err(refuse());
        }
        let (comparison, seconds) = self.comparison(value).map_err(|_| refuse())?;
        Ok(Test::DaysLeft(comparison, seconds / 86_400))
    }

    /// Handles may be written as they are spoken: `@mika`.
    fn owners(&self, value: &str) -> Result<Vec<String>, QueryError> {
        let names = self.list(value)?;
        let bare = |name: String| name.trim_start_matches('@').trim_start().to_owned();
        let names: Vec<_> = names.into_iter().map(bare).collect();
        if names.iter().any(String::is_empty) {
            return Err(self.refuse("names nobody; write owner:mika"));
        }
        Ok(names)
    }

    fn list(&self, value: &str) -> Result<Vec<String>, QueryError> {
        let begin = self.text.len() - value.len();
        let commas = self.commas.iter().filter(|comma| **comma >= begin);
        let ends = commas.map(|comma| comma - begin).chain([value.len()]);
        let mut start = 0;
        let parts = ends.map(|end| {
            let part = &value[start..end];
            start = end + 1;
            part.trim().to_lowercase()
        });
        let parts: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
        if parts.is_empty() {
            return Err(self.refuse("lists nothing after its colon"));
        }
        self.not_too_many(parts.len())?;
        Ok(parts)
    }

    fn not_too_many(&self, values: usize) -> Result<(), QueryError> {
        if values > MOST_VALUES {
            let reason = format!("lists {values} values; {MOST_VALUES} are taken");
            return Err(self.refuse(&reason));
        }
        Ok(())
    }

    pub(super) fn refuse(&self, reason: &str) -> QueryError {
        QueryError {
            at: self.at,
            token: self.text.chars().take(60).collect(),
            reason: reason.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_languages_own_example_is_read() {
        let text = r#"sev:1,2 service:ledger is:repeat since:2026-06 left:<2d factor:"retries not bounded" -is:drill pool"#;
        let tests: Vec<_> = parse(text)
            .unwrap()
            .terms
            .into_iter()
            .map(|t| (t.negated, t.test))
            .collect();
        let day = Day::new(2026, 6, 1).unwrap();
        assert_eq!(
            tests,
            [
                (false, Test::Severity(vec![Severity::Sev1, Severity::Sev2])),
                (false, Test::Service(vec!["ledger".into()])),
                (false, Test::Flag(Flag::Repeat)),
                (false, Test::Since(day)),
                (false, Test::DaysLeft(Comparison::Less, 2)),
                (false, Test::Factor(vec!["retries not bounded".into()])),
                (true, Test::Flag(Flag::Drill)),
                (false, Test::Word("pool".into())),
            ]
        );
    }

    #[test]
    fn a_comma_in_quotes_belongs_to_the_name() {
        let found = parse(r#"factor:"Alerts on averages, not percentiles",pool"#).unwrap();
        let names = ["alerts on averages, not percentiles", "pool"].map(String::from);
        assert_eq!(found.terms[0].test, Test::Factor(names.to_vec()));
    }

    #[test]
    fn an_unknown_token_is_named_with_its_place() {
        let error = parse("pool colour:red").unwrap_err();
        assert_eq!((error.at, error.token.as_str()), (6, "colour:red"));
        assert!(
            error
                .to_string()
                .starts_with("at character 6: “colour:red” is not a key")
        );
        for text in [
            "is:purple",
            "sev:5",
            "since:2026-13",
            "left:<2x",
            "service:",
            "\"open",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_query_is_no_longer_than_a_database_can_answer() {
        let words = "a ".repeat(MOST_TERMS);
        assert_eq!(parse(&words).unwrap().terms.len(), MOST_TERMS);
        let error = parse(&format!("{words}one-more b")).unwrap_err();
        assert_eq!((error.at, error.token.as_str()), (41, "one-more"));
        for key in ["service:x", "sev:1"] {
            let (key, value) = key.split_once(':').unwrap();
            let values = vec![value; MOST_VALUES].join(",");
            assert!(parse(&format!("{key}:{values}")).is_ok());
            let error = parse(&format!("{key}:{values},{value}")).unwrap_err();
            assert!(error.reason.starts_with("lists 51 values"), "{error}");
        }
    }

    #[test]
    fn a_list_of_nothing_is_refused() {
        for text in [
            "owner:,",
            "owner:@",
            "owner:mika,@",
            "service:,",
            "team:,,",
            "factor:\" \"",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
        let owners = parse("owner:@Mika,ines").unwrap().terms.remove(0).test;
        assert_eq!(owners, Test::Owner(vec!["mika".into(), "ines".into()]));
    }

    #[test]
    fn days_left_are_whole_days() {
        for text in [
            "left:<12h",
            "left:1m",
            "left:>=90s",
            "left:d",
            "left:<é",
            "left:é",
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.reason.contains("whole days"), "{error}");
        }
        let test = &parse("left:<2d").unwrap().terms[0].test;
        assert_eq!(*test, Test::DaysLeft(Comparison::Less, 2));
    }

    #[test]
    fn a_time_or_an_address_is_a_word() {
        assert_eq!(
            parse("09:41").unwrap().terms[0].test,
            Test::Word("09:41".into())
        );
        assert!(matches!(
            parse("https://x.test/a").unwrap().terms[0].test,
            Test::Word(_)
        ));
        assert_eq!(
            parse("\"pool: full\"").unwrap().terms[0].test,
            Test::Phrase("pool: full".into())
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_it_fall_over(text in ".{0,80}") {
            let _ = parse(&text);
        }
    }
}
