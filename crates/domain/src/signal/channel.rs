//! Which channel is an incident's own: the one that is named after it, such as `inc-57-checkout`.

use crate::IncidentRef;

/// The label under which a signal keeps what its channel is called, where its source tells it.
/// What was said has the channel's id in [`super::Tells::Said`], which stays when it is renamed.
pub const CHANNEL_NAME: &str = "channel_name";

/// Whether a channel's name has the incident's reference in it, as a word of its own.
#[must_use]
pub fn is_named_after(name: &str, incident: IncidentRef) -> bool {
    let (name, reference) = (name.to_lowercase(), incident.to_string().to_lowercase());
    let mut places = name.match_indices(&reference);
    places.any(|(at, word)| {
        let before = name[..at].chars().next_back();
        let after = name[at + word.len()..].chars().next();
        let is_end = |beside: Option<char>| beside.is_none_or(|c| !c.is_alphanumeric());
        is_end(before) && is_end(after)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reference_is_a_word_of_the_name() {
        let named = [
            "inc-1",
            "INC-1-slow",
            "#inc-1",
            "2026_inc-1_slow",
            "inc-10-or-inc-1",
        ];
        for name in named {
            assert!(is_named_after(name, IncidentRef(1)), "{name}");
        }
        for name in [
            "",
            "inc-10",
            "inc-12-slow",
            "princ-1",
            "inc-1st",
            "inc1",
            "inc-é",
        ] {
            assert!(!is_named_after(name, IncidentRef(1)), "{name}");
        }
    }
}
