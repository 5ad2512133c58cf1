//! Why two incidents are taken to be alike, in words that a person can check.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Match;

/// What kind of thing a reason names.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ReasonKind {
    /// Services in the order in which one calls the other, as somebody told it: the services of an
    /// incident are in no such order.
    Path,
    Service,
    Factor,
    Words,
}

/// Why two incidents are taken to be alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reason {
    pub kind: ReasonKind,
    pub text: String,
}

impl Match {
    /// With the reasons that were kept with the recurrence: of each kind, they stand in place of
    /// what the program found. A path tells the services.
    #[must_use]
    pub fn with_kept(mut self, kept: &[String]) -> Self {
        let kept: Vec<_> = kept.iter().map(|text| Reason::read(text)).collect();
        let told = |kind| kept.iter().any(|reason| reason.kind == kind);
        let path = told(ReasonKind::Path);
        self.reasons.retain(|reason| !told(reason.kind));
        self.reasons.extend(kept);
        if path {
            self.reasons
                .retain(|reason| reason.kind != ReasonKind::Service);
        }
        self.reasons.sort_by_key(|reason| reason.kind);
        self
    }
}

impl Reason {
    /// A reason as it was kept: its kind stands before a colon. Without one it is told in words.
    fn read(kept: &str) -> Self {
        let kind = |name: &str| match name.trim().to_lowercase().as_str() {
            "path" => Some(ReasonKind::Path),
            "service" | "services" => Some(ReasonKind::Service),
            "factor" | "factors" => Some(ReasonKind::Factor),
            "word" | "words" => Some(ReasonKind::Words),
            _ => None,
        };
        let named = kept
            .split_once(':')
            .and_then(|(name, text)| Some((kind(name)?, text.trim())));
        let (kind, text) = named.unwrap_or((ReasonKind::Words, kept));
        Self {
            kind,
            text: text.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::IncidentRef;
    use crate::learning::similar::Likeness;

    fn reason(kind: ReasonKind, text: &str) -> Reason {
        let text = text.to_owned();
        Reason { kind, text }
    }

    #[test]
    fn what_was_kept_stands_in_place_of_what_was_found() {
        let found = Match {
            reference: IncidentRef(31),
            likeness: Likeness::SameCause,
            confirmed: true,
            score: 0.8,
            link: None,
            reasons: vec![
                reason(ReasonKind::Service, "checkout-api, ledger"),
                reason(ReasonKind::Factor, "Retries not bounded"),
                reason(ReasonKind::Words, "“pool”"),
            ],
        };
        let kept = [
            "Words: “pool 200 of 200”",
            "path:checkout-api → ledger",
            "at 09:12: the same",
        ];
        let told = found.with_kept(&kept.map(str::to_owned)).reasons;
        assert_eq!(
            told,
            [
                reason(ReasonKind::Path, "checkout-api → ledger"),
                reason(ReasonKind::Factor, "Retries not bounded"),
                reason(ReasonKind::Words, "“pool 200 of 200”"),
                reason(ReasonKind::Words, "at 09:12: the same"),
            ]
        );
    }
}
