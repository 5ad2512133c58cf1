//! Names by which things are found: small numbers, each with a type of its own.
//!
//! An incident's number is unique in the workspace and shown as `INC-57`. What lives inside an
//! incident (events, factors, measures, action items) is numbered within it and never renumbered.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::ToSchema;

macro_rules! numbered {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
        )]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<u32> for $name {
            fn from(number: u32) -> Self {
                Self(number)
            }
        }
    )*};
}

numbered! {
    /// A person of the workspace.
    PersonId,
    /// A team of the workspace.
    TeamId,
    /// A service of the workspace.
    ServiceId,
    /// A term of the shared factor vocabulary.
    FactorId,
    /// Incidents of which a person said that they are no pattern.
    NoPatternId,
    /// A saved view of the list of incidents.
    ViewId,
    /// A way in for what other programs say.
    IntegrationId,
    /// A tracker in which tickets live.
    TrackerId,
    /// An outgoing webhook.
    SubscriptionId,
    /// A program that vouches for people who sign in.
    ProviderId,
    /// Something that another program said.
    SignalId,
    /// A timeline event, within its incident.
    EventId,
    /// A question, within its incident.
    QuestionId,
    /// A contributing factor, within its incident.
    ContributingFactorId,
    /// An answer to one of the four questions, within its incident.
    AnswerId,
    /// A measure, within its incident.
    MeasureId,
    /// An action item, within its incident.
    ActionItemId,
    /// A word of a meeting's check-in or check-out, within its incident.
    WordId,
    /// A note of a meeting, within its incident.
    NoteId,
    /// A phrase that is kept as it stands, within its incident.
    KeptPhraseId,
}

/// An incident's reference, written `INC-57`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, ToSchema)]
#[schema(value_type = String, pattern = "^INC-[1-9][0-9]*$")]
pub struct IncidentRef(pub u32);

/// The text is not an incident reference.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not an incident reference; write it as INC-57")]
pub struct NotAReference(pub String);

impl fmt::Display for IncidentRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "INC-{}", self.0)
    }
}

impl FromStr for IncidentRef {
    type Err = NotAReference;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = match text.get(..4) {
            Some(prefix) if prefix.eq_ignore_ascii_case("inc-") => &text[4..],
            _ => text,
        };
        let plain = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        match number.parse() {
            Ok(number) if plain && number > 0 => Ok(Self(number)),
            _ => Err(NotAReference(text.chars().take(40).collect())),
        }
    }
}

impl Serialize for IncidentRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for IncidentRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_read_with_or_without_its_prefix() {
        assert_eq!("INC-57".parse(), Ok(IncidentRef(57)));
        assert_eq!("inc-57".parse(), Ok(IncidentRef(57)));
        assert_eq!("57".parse(), Ok(IncidentRef(57)));
    }

    #[test]
    fn anything_else_is_refused() {
        for text in [
            "",
            "INC-",
            "INC-0",
            "INC-+5",
            "INC-5x",
            "ÿNC-5",
            "INC-99999999999",
        ] {
            assert!(text.parse::<IncidentRef>().is_err(), "{text}");
        }
    }
}
