//! Numbers in an expression, and what is reckoned from numbers alone: `14.4 * 0.001`.

use super::scan::before_comment;

/// Parentheses in parentheses beyond this are no number that a person wrote.
const DEPTH: u32 = 20;

/// The value of an expression that is made of numbers; `None` for any other.
pub(super) fn value(text: &str) -> Option<f64> {
    let mut reader = Reader {
        rest: before_comment(text),
        depth: 0,
    };
    let value = reader.sum()?;
    (reader.rest.is_empty() && value.is_finite()).then_some(value)
}

struct Reader<'a> {
    rest: &'a str,
    depth: u32,
}

impl Reader<'_> {
    fn sum(&mut self) -> Option<f64> {
        let mut value = self.product()?;
        while let Some(sign) = self.take(&['+', '-']) {
            let next = self.product()?;
            value = if sign == '+' {
                value + next
            } else {
                value - next
            };
        }
        Some(value)
    }

    fn product(&mut self) -> Option<f64> {
        let mut value = self.number()?;
        while let Some(sign) = self.take(&['*', '/']) {
            let next = self.number()?;
            value = if sign == '*' {
                value * next
            } else {
                value / next
            };
        }
        Some(value)
    }

    fn number(&mut self) -> Option<f64> {
        match self.take(&['+', '-', '(']) {
            Some('(') => {
                self.deeper()?;
                let value = self.sum()?;
                self.depth -= 1;
                self.take(&[')']).map(|_| value)
            }
            Some(sign) => {
                self.deeper()?;
                let value = self.number()?;
                self.depth -= 1;
                Some(if sign == '-' { -value } else { value })
            }
            None => self.literal(),
        }
    }

    fn deeper(&mut self) -> Option<()> {
        self.depth += 1;
        (self.depth <= DEPTH).then_some(())
    }

    /// A number as it is written, its exponent's sign included.
    fn literal(&mut self) -> Option<f64> {
        if let Some(hex) = self
            .rest
            .strip_prefix("0x")
            .or(self.rest.strip_prefix("0X"))
        {
            let end = hex
                .find(|c: char| !c.is_ascii_hexdigit())
                .unwrap_or(hex.len());
            let number = u32::from_str_radix(&hex[..end], 16).ok()?;
            self.rest = hex[end..].trim_start();
            return Some(f64::from(number));
        }
        let mut before = ' ';
        let end = self.rest.find(|c: char| {
            let signs_exponent = matches!(c, '+' | '-') && matches!(before, 'e' | 'E');
            before = c;
            !(c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E') || signs_exponent)
        });
        let (number, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest.trim_start();
        number.parse().ok()
    }

    fn take(&mut self, signs: &[char]) -> Option<char> {
        let next = self.rest.chars().next()?;
        if !signs.contains(&next) {
            return None;
        }
        self.rest = self.rest[next.len_utf8()..].trim_start();
        Some(next)
    }
}
