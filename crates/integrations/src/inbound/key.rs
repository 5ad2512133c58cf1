//! Keys by which a thing that is told twice is known again.

use std::collections::BTreeSet;

use afterword_domain::signal::{KEY_MAX, Signal};
use sha2::{Digest as _, Sha256};

use super::signature::hex;

/// One key of several parts. Equal parts give an equal key, and different parts a different one,
/// however long they are and whatever stands in them.
pub(crate) fn key(parts: &[&str]) -> String {
    let parts: Vec<String> = parts.iter().map(|part| escaped(part)).collect();
    let whole = parts.join("/");
    if whole.len() <= KEY_MAX {
        return whole;
    }
    let hash = hex(&Sha256::digest(whole.as_bytes()));
    // No short key can look like this one: a plain `#` is escaped in those.
    format!("#{hash}")
}

/// Signals within their bounds, and of those that tell the same thing the first.
pub(crate) fn once_each(signals: impl IntoIterator<Item = Signal>) -> Vec<Signal> {
    let mut keys = BTreeSet::new();
    let bounded = signals.into_iter().map(Signal::bounded);
    bounded
        .filter(|signal| keys.insert(signal.key.clone()))
        .collect()
}

/// A part with what divides parts escaped.
fn escaped(part: &str) -> String {
    part.replace('%', "%25")
        .replace('/', "%2F")
        .replace('#', "%23")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_long_key_is_a_hash_of_all_of_it() {
        let long = "x".repeat(KEY_MAX);
        let one = key(&["alertmanager", &long, "1"]);
        let other = key(&["alertmanager", &long, "2"]);
        assert_ne!(one, other);
        assert!(one.len() <= KEY_MAX);
    }

    proptest! {
        #[test]
        fn other_parts_are_another_key(
            one in prop::collection::vec("[ab/%#]{0,3}", 1..4),
            other in prop::collection::vec("[ab/%#]{0,3}", 1..4),
        ) {
            let of = |parts: &[String]| {
                key(&parts.iter().map(String::as_str).collect::<Vec<_>>())
            };
            prop_assert_eq!(one == other, of(&one) == of(&other));
        }
    }
}
