//! Bodies that a browser's form would send: `application/x-www-form-urlencoded`.

use std::collections::BTreeMap;

use super::{Delivery, Unreadable};

/// A slash command has about a dozen; more is no form that a source sends.
const FIELDS_MAX: usize = 100;

/// Whether the delivery says that its body is a form.
#[must_use]
pub(super) fn is_form(delivery: &Delivery<'_>) -> bool {
    let declared = delivery.header("content-type").unwrap_or_default();
    let essence = declared.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// The fields by name; of one that comes twice the first.
///
/// # Errors
/// [`Unreadable`] when a field's bytes are no text.
pub(super) fn fields(body: &[u8]) -> Result<BTreeMap<String, String>, Unreadable> {
    let mut fields = BTreeMap::new();
    let pairs = body
        .split(|&byte| byte == b'&')
        .filter(|pair| !pair.is_empty());
    for pair in pairs.take(FIELDS_MAX) {
        let (name, value) = match pair.iter().position(|&byte| byte == b'=') {
            Some(at) => (&pair[..at], &pair[at + 1..]),
            None => (pair, [].as_slice()),
        };
        let name = decoded(name).ok_or_else(|| not_text("body"))?;
        let value = decoded(value).ok_or_else(|| not_text(&name))?;
        fields.entry(name).or_insert(value);
    }
    Ok(fields)
}

fn not_text(place: &str) -> Unreadable {
    Unreadable {
        place: place.to_owned(),
        problem: "it is not UTF-8 in a form's encoding".into(),
    }
}

/// `+` is a space and `%` two hexadecimal digits; a `%` without them stands for itself.
fn decoded(bytes: &[u8]) -> Option<String> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'+' => out.push(b' '),
            b'%' => match bytes.get(at..at + 2).and_then(hexadecimal) {
                Some(code) => {
                    out.push(code);
                    at += 2;
                }
                None => out.push(b'%'),
            },
            _ => out.push(byte),
        }
    }
    String::from_utf8(out).ok()
}

fn hexadecimal(digits: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let [high, low] = *digits else { return None };
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values_are_decoded() {
        let fields =
            fields(b"text=roll+back+%26+wait+100%&user=Zo%C3%AB&&ssl_check&text=later").unwrap();
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (&**name, &**value))
            .collect();
        assert_eq!(
            fields,
            [
                ("ssl_check", ""),
                ("text", "roll back & wait 100%"),
                ("user", "Zoë")
            ]
        );
    }

    #[test]
    fn bytes_that_are_no_text_are_named() {
        assert_eq!(fields(b"text=%ff").unwrap_err().place, "text");
        assert_eq!(fields(b"\xff=x").unwrap_err().place, "body");
    }
}
