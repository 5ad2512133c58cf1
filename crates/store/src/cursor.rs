//! Where a page of a list ended: the value it is ordered by and the incident's number, so that the
//! next page begins there whatever came or went in between.

use std::fmt;
use std::str::FromStr;

use afterword_domain::IncidentRef;

/// Opaque to everybody else; its text is safe in an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub(crate) value: i64,
    pub(crate) number: IncidentRef,
}

/// The text is not a cursor of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "this is not a cursor: take `next` from the page before, or leave it out for the first page"
)]
pub struct NotACursor;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The bits, so that a negative value needs no sign.
        write!(f, "{:x}-{:x}", self.value.cast_unsigned(), self.number.0)
    }
}

impl FromStr for Cursor {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let (value, number) = text.split_once('-').ok_or(NotACursor)?;
        let cursor = Self {
            value: u64::from_str_radix(value, 16)
                .map_err(|_| NotACursor)?
                .cast_signed(),
            number: IncidentRef(u32::from_str_radix(number, 16).map_err(|_| NotACursor)?),
        };
        // One text for each cursor: no signs, no leading noughts, no capitals.
        if cursor.to_string() == text {
            Ok(cursor)
        } else {
            Err(NotACursor)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_from_its_text() {
        for value in [i64::MIN, -1, 0, 1, 1_791_450_720_000_000, i64::MAX] {
            let cursor = Cursor {
                value,
                number: IncidentRef(57),
            };
            assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "", "-", "1", "1-", "-1", "+1-1", "1-+1", "01-1", "A-1", "1-1-1", "ÿ-1", "x",
        ] {
            assert_eq!(text.parse::<Cursor>(), Err(NotACursor), "{text}");
        }
    }
}
