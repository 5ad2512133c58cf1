//! The facilitator's prompts in a workspace's own words, for steps of the meeting and for the four
//! questions. Only places that differ from what comes with the program are kept, so that all others
//! follow it; what comes with the program is not known here.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Refusal;
use crate::meeting::agenda::Step;
use crate::postmortem::FourQuestion;
use crate::text::{self, TextError};

/// More for one place nobody reads while a meeting runs.
pub const PROMPTS_MAX: usize = 12;
/// Longest prompt, in characters.
const ASK_MAX: usize = 200;
/// Longest note to the facilitator, in characters.
const NOTE_MAX: usize = 300;

/// Where prompts help.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema,
)]
#[serde(
    untagged,
    expecting = "a step of the meeting or one of the four questions"
)]
pub enum PromptPlace {
    Step(Step),
    Question(FourQuestion),
}

impl PromptPlace {
    /// Every step in its order, then the four questions in theirs.
    pub fn all() -> impl Iterator<Item = Self> {
        let steps = Step::ALL.into_iter().map(|(step, _)| Self::Step(step));
        steps.chain(FourQuestion::ALL.map(Self::Question))
    }
}

/// A question that a facilitator may put to the room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FacilitatorPrompt {
    /// At most 200 characters.
    pub ask: String,
    /// For the facilitator: when it helps, or what to do when it stays silent. May be empty; at most
    /// 300 characters.
    pub note: String,
}

/// The prompts of one place, in the order in which they are offered; none where there are to be none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlacePrompts {
    pub place: PromptPlace,
    /// At most twelve.
    #[schema(max_items = 12)]
    pub prompts: Vec<FacilitatorPrompt>,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PromptsError {
    #[error("“{0}” has its prompts twice")]
    Twice(&'static str),
    #[error("“{place}” has {count} prompts; {PROMPTS_MAX} are the most")]
    TooMany { place: &'static str, count: usize },
    #[error(transparent)]
    Text(#[from] TextError),
}

impl Refusal for PromptsError {
    fn code(&self) -> &'static str {
        match self {
            Self::Twice(_) => "place_twice",
            Self::TooMany { .. } => "too_many",
            Self::Text(error) => error.code(),
        }
    }

    fn field(&self) -> Option<String> {
        match self {
            Self::Twice(_) | Self::TooMany { .. } => Some("prompts".into()),
            Self::Text(error) => error.field(),
        }
    }
}

/// Checks every prompt and puts the places in the order of the meeting.
///
/// # Errors
/// [`PromptsError`] naming the place or the field.
pub fn checked(mut own: Vec<PlacePrompts>) -> Result<Vec<PlacePrompts>, PromptsError> {
    own.sort_by_key(|of| of.place);
    let twice = own
        .windows(2)
        .find(|pair| pair[0].place == pair[1].place)
        .map(|pair| pair[0].place);
    if let Some(place) = twice {
        return Err(PromptsError::Twice(named(place)));
    }
    for PlacePrompts { place, prompts } in &mut own {
        if prompts.len() > PROMPTS_MAX {
            return Err(PromptsError::TooMany {
                place: named(*place),
                count: prompts.len(),
            });
        }
        for prompt in prompts {
            prompt.ask = text::line("prompts.ask", &prompt.ask, ASK_MAX)?;
            prompt.note = text::maybe_line("prompts.note", &prompt.note, NOTE_MAX)?;
        }
    }
    Ok(own)
}

/// Those that are not as `usual` has them: what is the same follows the program's later versions.
#[must_use]
pub fn differing(own: Vec<PlacePrompts>, usual: &[PlacePrompts]) -> Vec<PlacePrompts> {
    let differs = |of: &PlacePrompts| !usual.contains(of);
    own.into_iter().filter(differs).collect()
}

/// The prompts of a place: its own, or the usual ones.
#[must_use]
pub fn at<'a>(
    place: PromptPlace,
    own: &'a [PlacePrompts],
    usual: &'a [PlacePrompts],
) -> &'a [FacilitatorPrompt] {
    let mut found = own.iter().chain(usual);
    let found = found.find(|of| of.place == place);
    found.map_or(&[], |of| of.prompts.as_slice())
}

fn named(place: PromptPlace) -> &'static str {
    match place {
        PromptPlace::Step(step) => step.title(),
        PromptPlace::Question(FourQuestion::Helped) => "What helped us?",
        PromptPlace::Question(FourQuestion::Slowed) => "What slowed us down?",
        PromptPlace::Question(FourQuestion::Differently) => "What could we have done differently?",
        PromptPlace::Question(FourQuestion::KnownNow) => "What do we know now?",
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn prompt(ask: &str, note: &str) -> FacilitatorPrompt {
        FacilitatorPrompt {
            ask: ask.into(),
            note: note.into(),
        }
    }

    fn why(prompts: Vec<FacilitatorPrompt>) -> PlacePrompts {
        PlacePrompts {
            place: PromptPlace::Step(Step::Why),
            prompts,
        }
    }

    #[test]
    fn every_bound_has_a_name() {
        let code = |own: Vec<PlacePrompts>| checked(own).map_err(|error| error.code());
        let many = |count: usize| why(vec![prompt("What?", ""); count]);
        assert!(code(vec![many(PROMPTS_MAX)]).is_ok());
        assert!(code(vec![why(Vec::new())]).is_ok());
        assert_eq!(code(vec![many(PROMPTS_MAX + 1)]), Err("too_many"));
        assert_eq!(code(vec![many(1), many(2)]), Err("place_twice"));
        for (one, refused, field) in [
            (prompt(" ", "n"), "empty", "prompts.ask"),
            (
                prompt(&"x".repeat(ASK_MAX + 1), ""),
                "too_long",
                "prompts.ask",
            ),
            (
                prompt("What?", &"x".repeat(NOTE_MAX + 1)),
                "too_long",
                "prompts.note",
            ),
        ] {
            let error = checked(vec![why(vec![one])]).unwrap_err();
            assert_eq!((error.code(), error.field()), (refused, Some(field.into())));
        }
        let error = checked(vec![many(13)]).unwrap_err();
        assert!(error.to_string().contains("“Why”"), "{error}");
    }

    #[test]
    fn a_place_is_told_by_the_name_that_steps_and_questions_have() {
        let names: Vec<_> = PromptPlace::all()
            .map(|place| serde_json::to_value(place).unwrap())
            .collect();
        assert_eq!(names.len(), 12);
        for (place, name) in PromptPlace::all().zip(names) {
            assert_eq!(
                serde_json::from_value::<PromptPlace>(name).unwrap(),
                place,
                "{place:?}"
            );
        }
        let odd = serde_json::from_str::<PromptPlace>("\"lunch\"").unwrap_err();
        assert!(odd.to_string().contains("a step of the meeting"), "{odd}");
    }

    fn places() -> impl Strategy<Value = Vec<PlacePrompts>> {
        let prompts = proptest::collection::vec(("[ a-c]{0,3}", "[ ab]{0,2}"), 0..4);
        let all: Vec<_> = PromptPlace::all().collect();
        let place = proptest::sample::select(all);
        proptest::collection::vec((place, prompts), 0..6).prop_map(|places| {
            let of = |(place, prompts): (_, Vec<(String, String)>)| PlacePrompts {
                place,
                prompts: prompts
                    .iter()
                    .map(|(ask, note)| prompt(ask, note))
                    .collect(),
            };
            places.into_iter().map(of).collect()
        })
    }

    proptest! {
        /// What is taken is settled, tells each place once and in order, and nothing of it is lost
        /// where only what differs is kept.
        #[test]
        fn what_is_taken_is_settled_and_found_again(own in places(), usual in places()) {
            let (Ok(own), Ok(usual)) = (checked(own), checked(usual)) else { return Ok(()); };
            prop_assert_eq!(checked(own.clone()), Ok(own.clone()));
            prop_assert!(own.windows(2).all(|pair| pair[0].place < pair[1].place));
            let kept = differing(own.clone(), &usual);
            prop_assert!(kept.iter().all(|of| !usual.contains(of)));
            for place in PromptPlace::all() {
                prop_assert_eq!(at(place, &kept, &usual), at(place, &own, &usual));
            }
        }
    }
}
