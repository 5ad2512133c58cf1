//! What a post-mortem has to teach, in a few lines.

use afterword_domain::Incident;
use afterword_domain::postmortem::FourQuestion;

/// Characters of a lesson.
const LESSON: usize = 300;

/// What is known now that was not known before, or else the beginning of the lessons.
pub(crate) fn lesson(incident: &Incident) -> String {
    let postmortem = &incident.postmortem;
    let mut answers = postmortem.answers.iter();
    let known_now = answers.find(|answer| answer.question == FourQuestion::KnownNow);
    let text = known_now.map_or_else(|| postmortem.section("lessons"), |answer| &answer.text);
    let first = text
        .split("\n\n")
        .map(str::trim)
        .find(|part| !part.is_empty());
    let plain = afterword_document::plain(first.unwrap_or_default());
    let mut cut: String = plain.chars().take(LESSON).collect();
    if cut.len() < plain.len() {
        cut.push('…');
    }
    cut
}
