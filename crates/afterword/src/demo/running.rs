//! A meeting that is going on while the workspace is looked at: whoever visits can join it.

use afterword_domain::meeting::agenda::Step;
use afterword_domain::meeting::proceedings::{Phase, Writer};
use afterword_domain::meeting::{notes, run, steps, words};
use afterword_domain::workspace::Workspace;

use super::calendar::after;
use super::course::Course;
use super::draft::{Draft, Names};

/// Who is there besides the one who leads, with the word each said.
const THERE: [(&str, &str); 3] = [("mika", "curious"), ("dana", "rushed"), ("ravi", "here")];
const NOTES: [&str; 2] = [
    "The provider announced its maintenance; the mail went to somebody who has left.",
    "Ravi has to go at the half hour.",
];

/// Begins the meeting at its time and goes to the second step, which is being talked over.
pub(super) fn begin(
    draft: &mut Draft,
    course: &Course,
    workspace: &Workspace,
) -> anyhow::Result<()> {
    let Some(began) = course.meeting else {
        return Ok(());
    };
    let leads = workspace.who(course.facilitator)?;
    draft.take(began, |incident| {
        run::start(incident, workspace, None, leads, began)
    })?;
    let present = std::iter::once((course.facilitator, "steady")).chain(THERE);
    for (minute, (handle, word)) in (1..).zip(present) {
        let (who, now) = (workspace.who(handle)?, after(began, minute));
        draft.take(now, |incident| run::attend(incident, who, true))?;
        draft.take(now, |incident| {
            words::say(incident, Phase::CheckIn, word, Writer::Person(who), now)
        })?;
    }
    let now = after(began, 5);
    let to = (Step::OpenActions, "");
    draft.take(now, |incident| {
        steps::go_to(incident, workspace, &[], to, leads, now)
    })?;
    let scribe = workspace.who(course.scribe)?;
    for (minute, text) in (6..).zip(NOTES) {
        let now = after(began, minute);
        draft.take(now, |incident| {
            notes::write(incident, workspace, (text, None), scribe, now)
        })?;
    }
    Ok(())
}
