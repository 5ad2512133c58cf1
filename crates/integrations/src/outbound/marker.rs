//! What a ticket carries so that it is known again: a job may run twice, and the second run finds
//! what the first one made.

use sha2::{Digest as _, Sha256};

/// The label on every ticket that Afterword makes.
pub const LABEL: &str = "afterword";

/// The name of one ticket or comment, the same whenever it is made again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    text: String,
    uuid: String,
}

impl Marker {
    /// `name` is for people (`INC-57/3`); `link` is the address in this Afterword, so that two of
    /// them that share a tracker keep apart.
    #[must_use]
    pub fn new(name: &str, link: &str) -> Self {
        let plain = name
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '/'));
        let plain: String = plain.take(80).collect();
        // Two hyphens would end the comment that the text stands in.
        let words: Vec<&str> = plain.split('-').filter(|word| !word.is_empty()).collect();
        let plain = words.join("-");
        let digest = Sha256::new()
            .chain_update(name.as_bytes())
            .chain_update([0])
            .chain_update(link.as_bytes())
            .finalize();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        // Version 4, variant 1 of RFC 9562, which Linear asks for.
        bytes[6] = bytes[6] & 0x0f | 0x40;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let hex = crate::inbound::signature::hex(&bytes);
        let parts = [
            &hex[..8],
            &hex[8..12],
            &hex[12..16],
            &hex[16..20],
            &hex[20..],
        ];
        Self {
            text: format!("{LABEL}:{plain}:{}", &hex[..8]),
            uuid: parts.join("-"),
        }
    }

    /// One word without spaces: a label, or the value of a property.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// A comment that Markdown does not show.
    #[must_use]
    pub(super) fn hidden(&self) -> String {
        format!("<!-- {} -->", self.text)
    }

    #[must_use]
    pub(super) fn uuid(&self) -> &str {
        &self.uuid
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_marker_is_read_by_people_and_told_apart_by_its_address() {
        let here = Marker::new("INC-57/3", "https://a.example/incidents/INC-57");
        let there = Marker::new("INC-57/3", "https://b.example/incidents/INC-57");
        assert!(
            here.text().starts_with("afterword:INC-57/3:"),
            "{}",
            here.text()
        );
        assert_ne!(here.text(), there.text());
        assert_ne!(here.uuid(), there.uuid());
    }

    proptest! {
        #[test]
        fn it_fits_a_label_and_a_comment(name in any::<String>(), link in any::<String>()) {
            let marker = Marker::new(&name, &link);
            prop_assert!(!marker.text().contains(|c: char| c.is_whitespace() || c == '>'));
            prop_assert!(!marker.text().contains("--"));
            prop_assert!(marker.text().len() <= 110);
            prop_assert_eq!(&marker.uuid()[14..15], "4");
            prop_assert!(matches!(&marker.uuid()[19..20], "8" | "9" | "a" | "b"));
            prop_assert_eq!(marker.uuid().len(), 36);
            prop_assert_eq!(marker, Marker::new(&name, &link));
        }
    }
}
