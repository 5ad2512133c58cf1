//! Preventable repeats: the earlier incident had an action item unfinished when the repeat began.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::action_item::{ActionItem, State};
use crate::{Day, Incident, IncidentRef, Moment};

/// An earlier action item that was unfinished when a repeat began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Preventable {
    pub repeat: IncidentRef,
    pub repeat_began: Moment,
    pub earlier: IncidentRef,
    pub action: ActionItem,
    /// The finding as a person reads it, about the action and never about its owner.
    pub sentence: String,
}

/// The action items of `earlier` that were unfinished when `repeat` began. Empty unless the
/// recurrence is confirmed.
#[must_use]
pub fn preventable(repeat: &Incident, earlier: &Incident) -> Vec<Preventable> {
    if !repeat
        .repeats()
        .any(|reference| reference == earlier.reference)
    {
        return Vec::new();
    }
    let began = repeat.began();
    let open = earlier
        .postmortem
        .actions
        .iter()
        .filter(|action| action.was_open_at(began));
    open.map(|action| Preventable {
        repeat: repeat.reference,
        repeat_began: began,
        earlier: earlier.reference,
        action: action.clone(),
        sentence: sentence(earlier.reference, action),
    })
    .collect()
}

fn sentence(earlier: IncidentRef, action: &ActionItem) -> String {
    let title = &action.title;
    let ended = match (action.state, action.finished_at) {
        (State::Done, Some(at)) => format!("was finished only on {}", words(at.day())),
        (State::WontDo, Some(at)) => format!("was dropped on {}", words(at.day())),
        _ => "was never finished".to_owned(),
    };
    let due = action.due_on.map_or(String::new(), |due| {
        format!(" It was due on {}.", words(due))
    });
    format!("{earlier}’s action “{title}” {ended}.{due}")
}

fn words(day: Day) -> String {
    day.date().strftime("%-d %B %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PersonId;
    use crate::action_item::commit::{CommitForm, commit};
    use crate::change::apply_all;
    use crate::incident::open::sample;
    use crate::recurrence::{Recurrence, Verdict};
    use crate::workspace::Workspace;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_preventable_exactly_while_the_action_is_unfinished(
            repeat_day in -3i64..40, finished_day in proptest::option::of(0i64..40), confirmed: bool,
        ) {
            let mut earlier = sample();
            earlier.reference = IncidentRef(1);
            let start = earlier.created_at;
            let form = CommitForm { title: Some("Bound it".into()), ..CommitForm::default() };
            let changes = commit(&earlier, &Workspace::default(), form, start).unwrap();
            apply_all(&mut earlier, &changes);
            if let Some(day) = finished_day {
                earlier.postmortem.actions[0].state = State::Done;
                earlier.postmortem.actions[0].finished_at = Some(start.plus_days(day));
            }
            let mut repeat = sample();
            repeat.reference = IncidentRef(2);
            repeat.milestones.impact_started_at = Some(start.plus_days(repeat_day));
            let verdict = if confirmed { Verdict::Confirmed } else { Verdict::Suggested };
            let by = Some(PersonId(1));
            repeat.recurrences.push(Recurrence {
                earlier: IncidentRef(1), verdict, reasons: Vec::new(), by, at: start,
            });
            let unfinished = repeat_day >= 0 && finished_day.is_none_or(|day| day > repeat_day);
            prop_assert_eq!(!preventable(&repeat, &earlier).is_empty(), confirmed && unfinished);
        }
    }

    #[test]
    fn the_sentence_names_the_action_and_its_date() {
        let mut action = {
            let mut incident = sample();
            let form = CommitForm {
                title: Some("Add a circuit breaker".into()),
                ..CommitForm::default()
            };
            let now = incident.created_at;
            let changes = commit(&incident, &Workspace::default(), form, now).unwrap();
            apply_all(&mut incident, &changes);
            incident.postmortem.actions.remove(0)
        };
        action.due_on = Day::new(2026, 3, 20);
        assert_eq!(
            sentence(IncidentRef(31), &action),
            "INC-31’s action “Add a circuit breaker” was never finished. It was due on 20 March 2026."
        );
    }
}
