//! The dates of one incident's review: when it was written up, met over and published.

use afterword_domain::{Day, Moment};
use jiff::SignedDuration;

use super::calendar::{Calendar, after, at, is_working_day, working_day_from};
use super::dice::Dice;
use super::people::RESPONDERS;
use super::story::{Stage, Story};

/// Reviews of the last weeks are held in time; before, some were not.
const ALWAYS_IN_TIME_FROM: u32 = 48;

#[derive(Clone, Copy, Debug)]
pub(super) struct Course {
    pub began: Moment,
    pub all_clear: Moment,
    /// When somebody wrote the facts down.
    pub written: Moment,
    pub meeting: Option<Moment>,
    pub published: Option<Moment>,
    pub facilitator: &'static str,
    pub scribe: &'static str,
}

impl Course {
    pub(super) fn of(number: u32, story: &Story, calendar: Calendar, dice: &mut Dice) -> Self {
        let began = calendar.moment(story.at);
        let all_clear = after(began, story.marks[4] + 12 + i64::from(dice.roll(14)));
        let facilitator = dice.pick(&["ines", "lena", "tomas", "dana"], "ines");
        let scribe = dice.pick(
            &RESPONDERS.map(|who| if who == facilitator { "mika" } else { who }),
            "mika",
        );
        let next_day = at(working_day_from(all_clear.day().plus_days(1)), 9, 30);
        let written = if story.stage == Stage::Published {
            next_day
        } else {
            after(all_clear, 95).min(after(calendar.now, -5))
        };
        let (meeting, published) = match story.stage {
            Stage::Facts => (None, None),
            Stage::Scheduled { in_days, hour } => (
                Some(at(calendar.now.day().plus_days(in_days), hour, 0)),
                None,
            ),
            Stage::InMeeting { for_minutes } => (Some(after(calendar.now, -for_minutes)), None),
            Stage::Published => {
                let meeting = at(meeting_day(number, story, all_clear.day(), dice), 9, 0);
                let meeting = after(meeting, dice.pick(&[60, 120, 300, 360], 60));
                (
                    Some(meeting),
                    Some(published_at(number, began, meeting, dice)),
                )
            }
        };
        Self {
            began,
            all_clear,
            written,
            meeting,
            published,
            facilitator,
            scribe,
        }
    }
}

/// Within the week for most, a few days after it for some.
fn meeting_day(number: u32, story: &Story, over: Day, dice: &mut Dice) -> Day {
    let chance_of_late = if number < 24 { 40 } else { 22 };
    let late = dice.roll(100) < chance_of_late && number < ALWAYS_IN_TIME_FROM;
    let days = match (story.prompt, late) {
        (true, _) => 2..=4,
        (false, true) => 8..=11,
        (false, false) => 2..=6,
    };
    let days: Vec<_> = days
        .map(|later| over.plus_days(later))
        .filter(|d| is_working_day(*d))
        .collect();
    dice.pick(&days, over.plus_days(7))
}

/// The same evening, or the next morning when the week allows it.
fn published_at(number: u32, began: Moment, meeting: Moment, dice: &mut Dice) -> Moment {
    let evening = meeting.plus(SignedDuration::from_mins(150 + i64::from(dice.roll(60))));
    let morning = at(working_day_from(meeting.day().plus_days(1)), 11, 20);
    let in_time = morning < began.plus_days(7) || evening > began.plus_days(7);
    if in_time && number < ALWAYS_IN_TIME_FROM && dice.roll(2) == 0 {
        morning
    } else {
        evening
    }
}
