//! Reading JSON as sources write it: a value with its path, so that an error names the place.
//! Unknown fields are passed over, as sources add some every year.

use afterword_domain::Moment;
use jiff::Timestamp;
use serde_json::Value;

use super::Unreadable;

/// How deep a body may be nested. Parsing stops there, so that nothing below can exhaust the stack.
const DEPTH_NOTE: &str = "it is nested more than 128 levels deep, or is not JSON";

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct At<'a> {
    value: &'a Value,
    path: String,
}

/// Parses a body.
///
/// # Errors
/// [`Unreadable`] with the line and column.
pub fn parse(body: &[u8]) -> Result<Value, Unreadable> {
    let text = std::str::from_utf8(body).map_err(|error| Unreadable {
        place: "body".into(),
        problem: format!("byte {} is not UTF-8", error.valid_up_to()),
    })?;
    serde_json::from_str(text).map_err(|error| {
        let problem = if error.to_string().contains("recursion limit") {
            DEPTH_NOTE.to_owned()
        } else {
            format!("it is not JSON: {error}")
        };
        Unreadable {
            place: "body".into(),
            problem,
        }
    })
}

impl<'a> At<'a> {
    #[must_use]
    pub fn root(value: &'a Value) -> Self {
        Self {
            value,
            path: String::new(),
        }
    }

    /// A value of which only the place is known.
    #[must_use]
    pub fn placed(value: &'a Value, place: impl Into<String>) -> Self {
        Self {
            value,
            path: place.into(),
        }
    }

    #[must_use]
    pub fn value(&self) -> &'a Value {
        self.value
    }

    #[must_use]
    pub fn place(&self) -> &str {
        if self.path.is_empty() {
            "body"
        } else {
            &self.path
        }
    }

    /// An error at this place.
    #[must_use]
    pub fn wrong(&self, problem: impl Into<String>) -> Unreadable {
        Unreadable {
            place: self.place().to_owned(),
            problem: problem.into(),
        }
    }

    fn child(&self, name: &str, value: &'a Value) -> Self {
        let path = if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.path)
        };
        Self { value, path }
    }

    /// A field that may be absent or null.
    #[must_use]
    pub fn maybe(&self, name: &str) -> Option<Self> {
        let value = self.value.get(name).filter(|value| !value.is_null())?;
        Some(self.child(name, value))
    }

    /// A field that is there.
    ///
    /// # Errors
    /// [`Unreadable`] naming it.
    pub fn get(&self, name: &str) -> Result<Self, Unreadable> {
        let missing = self.child(name, self.value);
        self.maybe(name)
            .ok_or_else(|| missing.wrong("it is missing"))
    }

    /// A text that is there.
    ///
    /// # Errors
    /// [`Unreadable`] naming it.
    pub fn text(&self, name: &str) -> Result<&'a str, Unreadable> {
        let at = self.get(name)?;
        at.value
            .as_str()
            .ok_or_else(|| at.wrong("it is not a text"))
    }

    /// A text that is there and not empty.
    #[must_use]
    pub fn maybe_text(&self, name: &str) -> Option<&'a str> {
        let text = self.value.get(name)?.as_str()?;
        (!text.trim().is_empty()).then_some(text)
    }

    /// A text or a number as a text: what sources use for their ids. A number is given as it was
    /// written, however large.
    ///
    /// # Errors
    /// [`Unreadable`] naming it.
    pub fn id(&self, name: &str) -> Result<String, Unreadable> {
        self.get(name)?.as_id()
    }

    /// This value, a text or a number, as a text.
    ///
    /// # Errors
    /// [`Unreadable`] naming it.
    pub fn as_id(&self) -> Result<String, Unreadable> {
        match self.value {
            Value::String(text) => Ok(text.clone()),
            Value::Number(number) => Ok(number.to_string()),
            _ => Err(self.wrong("it is neither a text nor a number")),
        }
    }

    /// The entries of a list that is there.
    ///
    /// # Errors
    /// [`Unreadable`] naming it.
    pub fn list(&self, name: &str) -> Result<Vec<Self>, Unreadable> {
        let at = self.get(name)?;
        let entries = at
            .value
            .as_array()
            .ok_or_else(|| at.wrong("it is not a list"))?;
        let entries = entries.iter().enumerate();
        Ok(entries
            .map(|(index, value)| Self {
                value,
                path: format!("{}[{index}]", at.path),
            })
            .collect())
    }

    /// The entries of a list that may be absent.
    #[must_use]
    pub fn maybe_list(&self, name: &str) -> Vec<Self> {
        self.list(name).unwrap_or_default()
    }

    /// The texts, numbers and truths among the entries of an object, as texts.
    #[must_use]
    pub fn plain_entries(&self) -> Vec<(String, String)> {
        let entries = self.value.as_object().into_iter().flatten();
        entries
            .filter_map(|(name, value)| match value {
                Value::String(text) => Some((name.clone(), text.clone())),
                Value::Number(number) => Some((name.clone(), number.to_string())),
                Value::Bool(truth) => Some((name.clone(), truth.to_string())),
                _ => None,
            })
            .collect()
    }

    /// A moment with its offset, as RFC 3339 has it.
    ///
    /// # Errors
    /// [`Unreadable`] naming it. A time without an offset is never taken for UTC.
    pub fn moment(&self, name: &str) -> Result<Moment, Unreadable> {
        self.moment_as(name, self.text(name)?)
    }

    /// A moment that the source writes in a shape of its own, given as RFC 3339 has it.
    ///
    /// # Errors
    /// [`Unreadable`] naming the field and what stands there.
    pub fn moment_as(&self, name: &str, rfc_3339: &str) -> Result<Moment, Unreadable> {
        self.text(name)?;
        self.get(name)?.read_as_moment(rfc_3339)
    }

    /// This value as a moment with its offset, as RFC 3339 has it.
    ///
    /// # Errors
    /// [`Unreadable`] naming it.
    pub fn as_moment(&self) -> Result<Moment, Unreadable> {
        let text = self.value.as_str();
        self.read_as_moment(text.ok_or_else(|| self.wrong("it is not a text"))?)
    }

    fn read_as_moment(&self, rfc_3339: &str) -> Result<Moment, Unreadable> {
        let written = self.value.as_str().unwrap_or_default();
        let parsed: Result<Timestamp, _> = rfc_3339.parse();
        let moment = parsed.map_err(|_| {
            self.wrong(format!(
                "“{}” is not a time with its offset",
                start(written)
            ))
        })?;
        self.of_work(Moment::from(moment))
    }

    /// A moment counted since 1970, as a number or as a text of digits.
    ///
    /// # Errors
    /// [`Unreadable`] naming it.
    pub fn epoch(&self, name: &str, unit: Epoch) -> Result<Moment, Unreadable> {
        self.get(name)?.as_epoch(unit)
    }

    /// This value as a moment counted since 1970.
    ///
    /// # Errors
    /// [`Unreadable`] naming it.
    pub fn as_epoch(&self, unit: Epoch) -> Result<Moment, Unreadable> {
        let written = self.as_id()?;
        let micros = unit.micros(&written);
        let moment = micros
            .and_then(Moment::from_micros)
            .ok_or_else(|| self.wrong(format!("“{}” is not a count of {unit}", start(&written))))?;
        self.of_work(moment)
    }

    /// Refuses what no store takes: a year such as 1 stands for "not yet" in some sources.
    pub(super) fn of_work(&self, moment: Moment) -> Result<Moment, Unreadable> {
        let year = moment.day().date().year();
        if (1970..=2200).contains(&year) {
            return Ok(moment);
        }
        Err(self.wrong(format!("the year {year} is not between 1970 and 2200")))
    }
}

/// What a source counts since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Epoch {
    /// Possibly with a fraction.
    Seconds,
    Milliseconds,
    Microseconds,
    Nanoseconds,
}

impl Epoch {
    /// Reckoned on the digits, so that nothing is rounded on the way; below a microsecond it is cut.
    fn micros(self, written: &str) -> Option<i64> {
        let (whole, fraction) = written.split_once('.').unwrap_or((written, ""));
        if fraction.contains(|c: char| !c.is_ascii_digit()) {
            return None;
        }
        let whole: i64 = whole.parse().ok()?;
        match self {
            Self::Seconds => {
                let six: String = fraction.chars().chain("000000".chars()).take(6).collect();
                whole.checked_mul(1_000_000)?.checked_add(six.parse().ok()?)
            }
            Self::Milliseconds => whole.checked_mul(1_000),
            Self::Microseconds => Some(whole),
            Self::Nanoseconds => Some(whole / 1_000),
        }
    }
}

impl std::fmt::Display for Epoch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Seconds => "seconds since 1970",
            Self::Milliseconds => "milliseconds since 1970",
            Self::Microseconds => "microseconds since 1970",
            Self::Nanoseconds => "nanoseconds since 1970",
        })
    }
}

/// Enough of a text to know it by in an error.
fn start(text: &str) -> &str {
    &text[..text.floor_char_boundary(60)]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_count_since_1970_is_not_rounded() {
        let body = json!({
            "ns": 1_502_709_956_288_000_110_i64, "text": "1502709956288000110", "ms": 1_502_709_956_288_i64,
            "s": 1_709_991_285.873_123, "whole": 1_709_991_285, "null": null, "bad": "1e400", "far": i64::MAX,
        });
        let at = At::root(&body);
        let read = |name, unit| at.epoch(name, unit).map(|moment| moment.to_string());
        let told = |text: &str| Ok(text.to_owned());
        assert_eq!(
            read("ns", Epoch::Nanoseconds),
            told("2017-08-14T11:25:56.288Z")
        );
        assert_eq!(
            read("text", Epoch::Nanoseconds),
            read("ns", Epoch::Nanoseconds)
        );
        assert_eq!(
            read("ms", Epoch::Milliseconds),
            told("2017-08-14T11:25:56.288Z")
        );
        assert_eq!(
            read("s", Epoch::Seconds),
            told("2024-03-09T13:34:45.873123Z")
        );
        assert_eq!(read("whole", Epoch::Seconds), told("2024-03-09T13:34:45Z"));
        for (name, unit) in [
            ("null", Epoch::Seconds),
            ("bad", Epoch::Seconds),
            ("far", Epoch::Seconds),
            ("far", Epoch::Milliseconds),
            ("ms", Epoch::Seconds),
            ("absent", Epoch::Nanoseconds),
        ] {
            assert_eq!(at.epoch(name, unit).unwrap_err().place, name);
        }
    }

    #[test]
    fn a_time_without_offset_or_outside_the_calendar_of_work_is_refused() {
        let body = json!({"a": "2026-11-20T10:00:00", "b": "0001-01-01T00:00:00Z", "c": "2026-11-20T10:00:00+0100"});
        let at = At::root(&body);
        assert_eq!(
            at.moment("a").unwrap_err().to_string(),
            "a: “2026-11-20T10:00:00” is not a time with its offset"
        );
        assert_eq!(
            at.moment("b").unwrap_err().to_string(),
            "b: the year 1 is not between 1970 and 2200"
        );
        assert_eq!(at.moment("c").unwrap().to_string(), "2026-11-20T09:00:00Z");
    }
}
