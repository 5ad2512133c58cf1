//! What comes once a week, when it begins: on Monday, or on Tuesday when nothing could be told then.

use super::{About, Lesson, Scene};
use crate::meeting::agenda::OpenAction;
use crate::person::Person;
use crate::{Day, Moment};

/// The last day, counted from Monday, on which a week is told of: later, it would be told of again
/// too soon.
const TUESDAY: i32 = 1;

pub(super) fn of_week(
    scene: &Scene,
    person: &Person,
    today: Day,
    now: Moment,
) -> impl Iterator<Item = About> {
    let monday = monday(today);
    let week = week(scene, person, now);
    let begins = today.days_since(monday) <= TUESDAY;
    let has_week = !week.actions.is_empty() || !week.meetings.is_empty();
    let has_lessons = !lessons(scene, person, monday).is_empty();
    [
        (begins && has_week).then_some(About::Week { monday }),
        (begins && has_lessons).then_some(About::Learned { monday }),
    ]
    .into_iter()
    .flatten()
}

/// What a person's week holds.
pub(super) struct Week<'a> {
    /// The person's own, by date.
    pub(super) actions: Vec<&'a OpenAction>,
    /// Of the next seven days, by time.
    pub(super) meetings: Vec<&'a super::ComingMeeting>,
}

pub(super) fn week<'a>(scene: &'a Scene, person: &Person, now: Moment) -> Week<'a> {
    let own = |open: &&OpenAction| {
        open.action.owner == Some(person.id) && scene.sees(person, open.incident)
    };
    let mut actions: Vec<_> = scene.actions.iter().filter(own).collect();
    // Those without a date come last.
    actions.sort_by_key(|open| {
        let due_on = open.action.due_on;
        (due_on.is_none(), due_on, open.incident, open.action.id)
    });
    let end = now.plus_days(7);
    let coming = |meeting: &&super::ComingMeeting| {
        (now..end).contains(&meeting.at)
            && meeting.people.contains(&person.id)
            && scene.sees(person, meeting.incident)
    };
    let mut meetings: Vec<_> = scene.meetings.iter().filter(coming).collect();
    meetings.sort_by_key(|meeting| meeting.at);
    Week { actions, meetings }
}

/// Of the week before a Monday, oldest first, those that the person sees.
pub(super) fn lessons<'a>(scene: &'a Scene, person: &Person, monday: Day) -> Vec<&'a Lesson> {
    let week = monday.plus_days(-7).start()..monday.start();
    let mut lessons: Vec<_> = scene
        .lessons
        .iter()
        .filter(|lesson| week.contains(&lesson.published_at))
        .filter(|lesson| scene.sees(person, lesson.incident))
        .collect();
    lessons.sort_by_key(|lesson| lesson.published_at);
    lessons
}

fn monday(day: Day) -> Day {
    let since = day.date().weekday().to_monday_zero_offset();
    day.plus_days(-i32::from(since))
}
