//! How long each step of a meeting is.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::agenda::Step;
use super::{Meeting, MeetingKind};
use crate::workspace::Settings;

/// One step's length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepLength {
    pub step: Step,
    pub minutes: u16,
}

/// The lengths of the steps, in their order.
pub type Lengths = [u16; Step::ALL.len()];

/// As the practice has them.
#[must_use]
pub fn usual() -> Lengths {
    Step::ALL.map(|(_, minutes)| minutes)
}

/// The lengths of a meeting: its own, or those of the workspace stretched to its minutes.
#[must_use]
pub fn of(meeting: Option<&Meeting>, kind: MeetingKind, settings: &Settings) -> Lengths {
    let workspace = &settings.meeting.step_minutes;
    match meeting.filter(|meeting| meeting.kind == kind) {
        Some(meeting) => own(meeting).unwrap_or_else(|| scaled(workspace, meeting.minutes)),
        None if kind == MeetingKind::Full => *workspace,
        None => scaled(workspace, kind.minutes()),
    }
}

fn own(meeting: &Meeting) -> Option<Lengths> {
    let minutes = |step| {
        let mut own = meeting.steps.iter();
        own.find(|length| length.step == step)
            .map(|length| length.minutes)
    };
    let found = Step::ALL.map(|(step, _)| minutes(step));
    found
        .iter()
        .all(Option::is_some)
        .then(|| found.map(Option::unwrap_or_default))
}

/// `usual` stretched or shrunk so that it makes `total`. What rounding leaves goes to the largest
/// remainders; where there are minutes enough, no step is left without one, and the longest gives.
#[must_use]
pub fn scaled(usual: &Lengths, total: u16) -> Lengths {
    let sum = usual.iter().copied().map(u32::from).sum::<u32>().max(1);
    let share = |minutes: u16| u32::from(minutes) * u32::from(total);
    let mut lengths = usual.map(|minutes| narrow(share(minutes) / sum));
    let left = total.saturating_sub(lengths.iter().sum());
    let mut places: Vec<usize> = (0..usual.len()).collect();
    places.sort_by_key(|at| std::cmp::Reverse(share(usual[*at]) % sum));
    for at in places.into_iter().take(usize::from(left)) {
        lengths[at] += 1;
    }
    while usize::from(total) >= usual.len()
        && let Some(nothing) = lengths.iter().position(|minutes| *minutes == 0)
    {
        let longest = |at: &usize| (lengths[*at], std::cmp::Reverse(usual[*at]));
        let Some(gives) = (0..usual.len()).max_by_key(longest) else {
            break;
        };
        lengths[gives] -= 1;
        lengths[nothing] += 1;
    }
    lengths
}

fn narrow(minutes: u32) -> u16 {
    u16::try_from(minutes).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ninety_minutes_are_as_the_practice_has_them_and_ten_are_enough_for_one() {
        assert_eq!(scaled(&usual(), 90), usual());
        assert_eq!(scaled(&usual(), 10), [1, 1, 3, 1, 1, 1, 1, 1]);
    }

    proptest! {
        #[test]
        fn the_minutes_are_all_there_and_the_longer_step_stays_the_longer(
            usual in proptest::array::uniform8(1u16..=120), total in 5u16..=480,
        ) {
            let lengths = scaled(&usual, total);
            prop_assert_eq!(lengths.iter().sum::<u16>(), total);
            prop_assert!(total < 8 || lengths.iter().all(|minutes| *minutes > 0));
            for (one, other) in (0..8).flat_map(|a| (0..8).map(move |b| (a, b))) {
                if usual[one] > usual[other] {
                    prop_assert!(lengths[one] + 1 > lengths[other], "{:?} of {:?}", lengths, usual);
                }
            }
        }
    }
}
