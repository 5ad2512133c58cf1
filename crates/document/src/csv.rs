//! Comma-separated values as RFC 4180 has them.

/// A text that begins like this is run as a formula by the programs that open such files.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Writes rows, the first of which names the columns. A text that would be run as a formula gets an
/// apostrophe before it; a number does not.
#[must_use]
pub fn csv(head: &[&str], rows: impl IntoIterator<Item = Vec<Cell>>) -> String {
    let mut out = String::new();
    push(&mut out, head.iter().map(|name| (*name).to_owned()));
    for row in rows {
        push(&mut out, row.into_iter().map(Cell::written));
    }
    out
}

/// One value.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Text(String),
    Number(f64),
    Empty,
}

impl Cell {
    fn written(self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Number(number) if !number.is_finite() => String::new(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => {
                let text = if text.starts_with(FORMULA) {
                    format!("'{text}")
                } else {
                    text
                };
                if text.contains([',', '"', '\r', '\n']) {
                    format!("\"{}\"", text.replace('"', "\"\""))
                } else {
                    text
                }
            }
        }
    }
}

impl<T: Into<f64>> From<Option<T>> for Cell {
    fn from(number: Option<T>) -> Self {
        number.map_or(Self::Empty, |number| Self::Number(number.into()))
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

fn push(out: &mut String, cells: impl Iterator<Item = String>) {
    out.push_str(&cells.collect::<Vec<_>>().join(","));
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// As a program reads such a file.
    fn read(text: &str) -> Vec<Vec<String>> {
        let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
        let (mut quoted, mut signs) = (false, text.chars().peekable());
        while let Some(sign) = signs.next() {
            match sign {
                '"' if quoted && signs.peek() == Some(&'"') => cell.extend(signs.next()),
                '"' => quoted = !quoted,
                ',' if !quoted => row.push(std::mem::take(&mut cell)),
                '\r' if !quoted => {}
                '\n' if !quoted => {
                    row.push(std::mem::take(&mut cell));
                    rows.push(std::mem::take(&mut row));
                }
                other => cell.push(other),
            }
        }
        rows
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again_and_nothing_is_a_formula(
            rows in proptest::collection::vec(proptest::collection::vec("[-a=+@,\"\r\n\tx ]{0,6}", 2), 0..5),
        ) {
            let cells = rows.iter().map(|row| row.iter().map(|text| Cell::from(text.as_str())).collect());
            let found = read(&csv(&["one", "two"], cells));
            prop_assert_eq!(&found[0], &["one", "two"]);
            prop_assert_eq!(found.len(), rows.len() + 1);
            for (found, row) in found[1..].iter().flatten().zip(rows.iter().flatten()) {
                prop_assert!(!found.starts_with(FORMULA));
                prop_assert_eq!(found.strip_prefix('\'').unwrap_or(found), row);
            }
        }
    }

    #[test]
    fn numbers_stay_numbers() {
        let row = vec![Cell::Number(-1.5), Cell::from(None::<f64>), Cell::Empty];
        assert_eq!(csv(&["a", "b", "c"], [row]), "a,b,c\r\n-1.5,,\r\n");
    }
}
