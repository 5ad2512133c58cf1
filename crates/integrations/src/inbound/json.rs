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
        let at = self.get(name)?;
        match at.value {
            Value::String(text) => Ok(text.clone()),
            Value::Number(number) => Ok(number.to_string()),
            _ => Err(at.wrong("it is neither a text nor a number")),
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
        let text = self.text(name)?;
        let at = self.get(name)?;
        let parsed: Result<Timestamp, _> = text.parse();
        parsed
            .map(Moment::from)
            .map_err(|_| at.wrong(format!("“{text}” is not a time with its offset")))
    }
}
