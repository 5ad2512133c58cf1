//! The circumstances: services, what set it off, and how the incident went.

use afterword_domain::ServiceId;

use super::Pair;
use super::near;
use super::overlap::saturated;
use crate::model::lexicon::Lexicon;
use crate::model::reasons::{Names, Reason, ReasonKind};

/// So much rarity in common makes one half: a service that one incident of many has.
const HALF: f32 = 1.0;
/// Times within this factor of each other are alike.
const ALIKE: f32 = 2.0;

/// The mean of four: services, trigger, course, and how soon it came after the other.
pub(super) fn value(pair: &Pair<'_>) -> f32 {
    (services_value(pair) + trigger_value(pair) + course_value(pair) + near::value(pair)) / 4.0
}

pub(super) fn reasons(pair: &Pair<'_>, names: &dyn Names) -> Vec<Reason> {
    let services: Vec<_> = services(pair).filter_map(|id| names.service(id)).collect();
    let services = (!services.is_empty()).then(|| services.join(", "));
    let triggers = pair
        .sought
        .view
        .facts
        .triggers
        .and(pair.earlier.facts.triggers);
    let triggers: Vec<_> = triggers
        .places()
        .map(|place| Lexicon::english().trigger(place))
        .collect();
    // Who names many triggers names none.
    let triggers = (1..=2)
        .contains(&triggers.len())
        .then(|| triggers.join("; "));
    let alike = course_value(pair) >= 1.0;
    let course = alike.then(|| "noticed and over in about the same time".to_owned());
    [
        (ReasonKind::Service, services),
        (ReasonKind::Trigger, triggers),
        (ReasonKind::Course, course),
    ]
    .into_iter()
    .filter_map(|(kind, text)| Some(Reason::new(kind, text?)))
    .collect()
}

fn services<'a>(pair: &Pair<'a>) -> impl Iterator<Item = ServiceId> + 'a {
    let theirs = &pair.earlier.facts.services;
    let ours = pair.sought.view.facts.services.iter().copied();
    ours.filter(|id| theirs.contains(id))
}

fn services_value(pair: &Pair<'_>) -> f32 {
    let rarity = |id| pair.library.rarity_of(&format!("service {id}"));
    saturated(services(pair).map(rarity).sum(), HALF)
}

/// The share of what either names that both name.
#[expect(clippy::cast_precision_loss, reason = "there are few triggers")]
fn trigger_value(pair: &Pair<'_>) -> f32 {
    let (ours, theirs) = (pair.sought.view.facts.triggers, pair.earlier.facts.triggers);
    let (both, either) = (
        ours.and(theirs).places().count(),
        ours.or(theirs).places().count(),
    );
    if either == 0 {
        0.0
    } else {
        both as f32 / either as f32
    }
}

/// One half for each of the two times that are alike.
#[expect(
    clippy::cast_precision_loss,
    reason = "seconds of years are told to the minute at most"
)]
fn course_value(pair: &Pair<'_>) -> f32 {
    let (ours, theirs) = (&pair.sought.view.facts, &pair.earlier.facts);
    let alike = |one: Option<i64>, other: Option<i64>| match (one, other) {
        (Some(one @ 1..), Some(other @ 1..)) => {
            let ratio = one as f32 / other as f32;
            f32::from(u8::from((1.0 / ALIKE..=ALIKE).contains(&ratio))) / 2.0
        }
        _ => 0.0,
    };
    alike(ours.detect_seconds, theirs.detect_seconds)
        + alike(ours.recover_seconds, theirs.recover_seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::described::Described;
    use crate::model::signals::sample::{Numbered, Sample, telling};

    fn with(services: &[u32], detect: i64, recover: i64) -> Described {
        Described {
            services: services.iter().map(|id| ServiceId(*id)).collect(),
            detect_seconds: Some(detect),
            recover_seconds: Some(recover),
            ..telling("It was caused by a deploy")
        }
    }

    #[test]
    fn what_is_shared_is_told() {
        let sample = Sample::with(&with(&[1], 300, 3_600));
        let told = |sought| {
            sample.beside(&sought, |pair| {
                let texts = reasons(pair, &Numbered)
                    .into_iter()
                    .map(|reason| reason.text);
                (value(pair), texts.collect::<Vec<_>>())
            })
        };
        let (same, reasons) = told(with(&[1, 2], 320, 4_000));
        let (less, fewer) = told(with(&[2], 320, 40_000));
        assert_eq!(
            reasons,
            [
                "ledger",
                "a release or deploy",
                "noticed and over in about the same time"
            ]
        );
        assert_eq!(fewer, ["a release or deploy"]);
        assert!(same > less && less > 0.0, "{same} {less}");
    }
}
