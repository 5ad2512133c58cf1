//! Bytes that may not be UTF-8, read as text without losing where each character came from.

use std::borrow::Cow;

/// The text of some bytes, with U+FFFD in place of every sequence that is no character.
pub struct Lossy<'b> {
    text: Cow<'b, str>,
    /// After each replacement: where the text goes on, and where the bytes do.
    resumes: Vec<(usize, usize)>,
}

impl<'b> Lossy<'b> {
    pub fn new(bytes: &'b [u8]) -> Self {
        if let Ok(text) = std::str::from_utf8(bytes) {
            return Self {
                text: Cow::Borrowed(text),
                resumes: Vec::new(),
            };
        }
        let mut text = String::with_capacity(bytes.len());
        let mut resumes = Vec::new();
        let mut read = 0;
        for chunk in bytes.utf8_chunks() {
            text.push_str(chunk.valid());
            read += chunk.valid().len() + chunk.invalid().len();
            if !chunk.invalid().is_empty() {
                text.push(char::REPLACEMENT_CHARACTER);
                resumes.push((text.len(), read));
            }
        }
        Self {
            text: Cow::Owned(text),
            resumes,
        }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether every byte was part of a character.
    pub fn is_exact(&self) -> bool {
        self.resumes.is_empty()
    }

    /// Where in the bytes a character of the text begins. `at` is a character boundary.
    pub fn byte_offset(&self, at: usize) -> usize {
        let after = self.resumes.partition_point(|(text, _)| *text <= at);
        match after.checked_sub(1).map(|index| self.resumes[index]) {
            Some((text, read)) => read + (at - text),
            None => at,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn places_after_broken_bytes_are_where_they_were() {
        let bytes = b"caf\xe9 and \xff\xfe then";
        let lossy = Lossy::new(bytes);
        let at = lossy.text().find("then").unwrap();
        assert!(!lossy.is_exact());
        assert_eq!(&bytes[lossy.byte_offset(at)..], b"then");
    }

    proptest! {
        #[test]
        fn the_text_is_what_the_standard_library_reads_and_places_hold(
            bytes in proptest::collection::vec(any::<u8>(), 0..200)
        ) {
            let lossy = Lossy::new(&bytes);
            prop_assert_eq!(lossy.text(), String::from_utf8_lossy(&bytes));
            for (at, character) in lossy.text().char_indices() {
                if character != char::REPLACEMENT_CHARACTER {
                    let place = lossy.byte_offset(at);
                    let mut buffer = [0; 4];
                    let written = character.encode_utf8(&mut buffer).as_bytes();
                    prop_assert_eq!(&bytes[place..place + written.len()], written);
                }
            }
        }
    }
}
