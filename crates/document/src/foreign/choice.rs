//! At most three action items; what else a document tells stays as a measure.

use afterword_domain::action_item::State;
use afterword_domain::{ActionItemId, MeasureId};

use super::Draft;
use super::actions::ToldAction;
use crate::document::{Action, Measure, Told};

/// Takes up at most `limit`: the unfinished in the order of the document, then the finished. The
/// others stay as measures, with what was told of them.
pub(crate) fn choose(draft: &mut Draft<'_>, limit: usize) {
    let told = std::mem::take(&mut draft.actions);
    let finished = |action: &ToldAction| action.state.is_some_and(State::is_finished);
    let mut order: Vec<usize> = (0..told.len()).collect();
    order.sort_by_key(|at| finished(&told[*at]));
    order.truncate(limit);
    let committed_at = draft.document.milestones.impact_started_at;
    for (at, action) in told.into_iter().enumerate() {
        let ToldAction {
            title,
            note,
            owner,
            state,
            ticket,
            priority,
            due_on,
            ..
        } = action;
        if order.contains(&at) {
            let id = ActionItemId(draft.number());
            draft.document.postmortem.actions.push(Action {
                id,
                measure: None,
                title,
                note,
                owner: None,
                owner_name: owner,
                priority,
                due_on,
                earlier_dates: Vec::new(),
                ticket,
                state: state.unwrap_or_default(),
                blocked_by: String::new(),
                wont_do_reason: String::new(),
                effort_days: None,
                factor: None,
                committed_at,
                finished_at: None,
                proof: None,
                verify_by: None,
                reviews: Vec::new(),
            });
            continue;
        }
        let id = MeasureId(draft.number());
        let told = Told {
            owner,
            state,
            ticket,
        };
        let mut note = note;
        for (label, value) in [
            ("Priority", priority.map(|priority| format!("{priority:?}"))),
            ("Due", due_on.map(|day| day.to_string())),
        ] {
            if let Some(value) = value {
                if !note.is_empty() {
                    note.push_str(
                        "

",
                    );
                }
                note.push_str(label);
                note.push_str(": ");
                note.push_str(&value);
            }
        }
        draft.document.postmortem.measures.push(Measure {
            id,
            title,
            note,
            effect: None,
            effort_days: None,
            factor: None,
            votes: Vec::new(),
            not_chosen_reason: format!(
                "The document lists more than {limit} action items; at most {limit} are taken up."
            ),
            told: (told != Told::default()).then_some(told),
        });
    }
}
