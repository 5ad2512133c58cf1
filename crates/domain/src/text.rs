//! Bounds on what people write, so that no field is empty by mistake or large by accident.

/// Longest title, in characters.
pub const TITLE_MAX: usize = 300;
/// Longest single passage of Markdown, in bytes.
pub const PROSE_MAX: usize = 512 * 1024;
/// Longest name of a service, team, person or factor, in characters.
pub const NAME_MAX: usize = 120;

/// A text is missing or too long.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    #[error("{field} is empty")]
    Empty { field: &'static str },
    #[error("{field} has {length} {unit}; {most} is the most")]
    TooLong {
        field: &'static str,
        length: usize,
        most: usize,
        unit: &'static str,
    },
}

impl crate::Refusal for TextError {
    fn code(&self) -> &'static str {
        match self {
            Self::Empty { .. } => "empty",
            Self::TooLong { .. } => "too_long",
        }
    }

    fn field(&self) -> Option<String> {
        let (Self::Empty { field } | Self::TooLong { field, .. }) = self;
        Some((*field).into())
    }
}

/// A one-line text: trimmed; white space, line breaks and control characters folded to single
/// spaces, so that no terminal takes a title for a command.
///
/// # Errors
/// When nothing is left, or more than `most` characters are.
pub fn line(field: &'static str, text: &str, most: usize) -> Result<String, TextError> {
    let apart = |c: char| c.is_whitespace() || c.is_control();
    let words = text.split(apart).filter(|word| !word.is_empty());
    let folded = words.collect::<Vec<_>>().join(" ");
    if folded.is_empty() {
        return Err(TextError::Empty { field });
    }
    within(field, &folded, most)?;
    Ok(folded)
}

fn within(field: &'static str, text: &str, most: usize) -> Result<(), TextError> {
    let length = text.chars().count();
    if length <= most {
        return Ok(());
    }
    Err(TextError::TooLong {
        field,
        length,
        most,
        unit: "characters",
    })
}

/// [`line()`] that may be left empty.
///
/// # Errors
/// When more than `most` characters are left.
pub fn maybe_line(field: &'static str, text: &str, most: usize) -> Result<String, TextError> {
    match line(field, text, most) {
        Err(TextError::Empty { .. }) => Ok(String::new()),
        other => other,
    }
}

/// A passage of Markdown, kept to the letter but for NUL, which no database text may hold.
///
/// # Errors
/// When it is larger than [`PROSE_MAX`].
pub fn prose(field: &'static str, text: &str) -> Result<String, TextError> {
    if text.len() > PROSE_MAX {
        return Err(TextError::TooLong {
            field,
            length: text.len(),
            most: PROSE_MAX,
            unit: "bytes",
        });
    }
    Ok(text.replace('\0', "\u{fffd}"))
}

/// [`prose`] that must say something.
///
/// # Errors
/// When it is blank or larger than [`PROSE_MAX`].
pub fn said(field: &'static str, text: &str) -> Result<String, TextError> {
    if text.trim().is_empty() {
        return Err(TextError::Empty { field });
    }
    prose(field, text)
}

/// [`said`] of a few lines.
///
/// # Errors
/// When it is blank or has more than `most` characters.
pub fn said_shortly(field: &'static str, text: &str, most: usize) -> Result<String, TextError> {
    within(field, text, most)?;
    said(field, text)
}

/// Whether a text is an address that a page may link to.
#[must_use]
pub fn is_web_address(url: &str) -> bool {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && url.len() <= 2_000)
        && !url.contains(|c: char| c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_megabyte_of_title_is_refused_by_name() {
        let error = line("title", &"x".repeat(1 << 20), TITLE_MAX).unwrap_err();
        assert_eq!(
            error.to_string(),
            "title has 1048576 characters; 300 is the most"
        );
    }

    #[test]
    fn a_line_holds_no_control_characters() {
        assert_eq!(
            line("title", "a\0b\u{1b}[31m\nc", 20).as_deref(),
            Ok("a b [31m c")
        );
    }

    #[test]
    fn blank_is_empty() {
        assert_eq!(
            line("title", " \n\t", 10),
            Err(TextError::Empty { field: "title" })
        );
        assert!(said("answer", "  ").is_err());
    }
}
