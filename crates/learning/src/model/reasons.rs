//! Why two incidents are taken to be alike, in words that a person can check.

use afterword_domain::workspace::Workspace;
use afterword_domain::{FactorId, ServiceId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What kind of thing a reason names.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ReasonKind {
    /// Services in the order in which one calls the other, as somebody told it: the services of an
    /// incident are in no such order.
    Path,
    /// The text names the other incident, or says that it was here before.
    Reference,
    Service,
    Factor,
    /// What a component did.
    Mechanism,
    /// What it did it to, or what did it.
    Component,
    /// What set it off.
    Trigger,
    /// Words of the cause, phrases, and what is typed exactly.
    Words,
    /// Words of how it was solved.
    Fix,
    /// How long it took to be noticed and to be over.
    Course,
}

/// Why two incidents are taken to be alike.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reason {
    pub kind: ReasonKind,
    pub text: String,
}

/// What services and factors are called.
pub trait Names {
    fn service(&self, id: ServiceId) -> Option<&str>;
    fn factor(&self, id: FactorId) -> Option<&str>;
}

impl Names for Workspace {
    fn service(&self, id: ServiceId) -> Option<&str> {
        Some(Workspace::service(self, id)?.name.as_str())
    }

    fn factor(&self, id: FactorId) -> Option<&str> {
        Some(Workspace::factor(self, id)?.label.as_str())
    }
}

impl Reason {
    pub(super) fn new(kind: ReasonKind, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { kind, text }
    }

    /// Names in quotation marks; nothing without any.
    pub(super) fn quoting(kind: ReasonKind, words: &[String]) -> Option<Self> {
        let quoted: Vec<_> = words.iter().map(|word| format!("“{word}”")).collect();
        (!quoted.is_empty()).then(|| Self::new(kind, quoted.join(", ")))
    }

    /// A reason as it was kept: its kind stands before a colon. Without one it is told in words.
    fn read(kept: &str) -> Self {
        let kind = |name: &str| match name.trim().to_lowercase().as_str() {
            "path" => Some(ReasonKind::Path),
            "mention" => Some(ReasonKind::Reference),
            "service" | "services" => Some(ReasonKind::Service),
            "factor" | "factors" => Some(ReasonKind::Factor),
            "failure" => Some(ReasonKind::Mechanism),
            "component" | "components" => Some(ReasonKind::Component),
            "trigger" => Some(ReasonKind::Trigger),
            "word" | "words" => Some(ReasonKind::Words),
            "fix" => Some(ReasonKind::Fix),
            "course" => Some(ReasonKind::Course),
            _ => None,
        };
        let named = kept
            .split_once(':')
            .and_then(|(name, text)| Some((kind(name)?, text.trim())));
        let (kind, text) = named.unwrap_or((ReasonKind::Words, kept));
        Self::new(kind, text)
    }
}

/// The reasons that were kept with a recurrence stand, of each kind, in place of what the program
/// found. A path tells the services.
#[must_use]
pub(super) fn with_kept(mut found: Vec<Reason>, kept: &[String]) -> Vec<Reason> {
    let kept: Vec<_> = kept.iter().map(|text| Reason::read(text)).collect();
    let told = |kind| kept.iter().any(|reason| reason.kind == kind);
    let path = told(ReasonKind::Path);
    found.retain(|reason| !told(reason.kind));
    found.extend(kept);
    found.retain(|reason| !(path && reason.kind == ReasonKind::Service));
    found.sort_by_key(|reason| reason.kind);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_stands_in_place_of_what_was_found() {
        let found = vec![
            Reason::new(ReasonKind::Service, "checkout-api, ledger"),
            Reason::new(ReasonKind::Factor, "Retries not bounded"),
            Reason::new(ReasonKind::Words, "“pool”"),
        ];
        let kept = [
            "Words: “pool 200 of 200”",
            "path:checkout-api → ledger",
            "at 09:12: the same",
        ];
        assert_eq!(
            with_kept(found, &kept.map(str::to_owned)),
            [
                Reason::new(ReasonKind::Path, "checkout-api → ledger"),
                Reason::new(ReasonKind::Factor, "Retries not bounded"),
                Reason::new(ReasonKind::Words, "“pool 200 of 200”"),
                Reason::new(ReasonKind::Words, "at 09:12: the same"),
            ]
        );
    }

    #[test]
    fn nothing_is_quoted_where_nothing_is_shared() {
        assert_eq!(Reason::quoting(ReasonKind::Words, &[]), None);
        let words = ["pool".to_owned(), "drained".to_owned()];
        let reason = Reason::quoting(ReasonKind::Words, &words).unwrap();
        assert_eq!(reason.text, "“pool”, “drained”");
    }
}
