//! What differs between an incident and its document read again, as changes like any other: they
//! can be logged, shown beside an edit that they collide with, and taken back.
//!
//! What a document says of other incidents is not its to change: repeats and duplicates stay.

use std::collections::{HashMap, VecDeque};

use super::{Incident, TimelineEvent};
use crate::action_item::ActionItem;
use crate::change::{Change, Edit, Entry, Set};
use crate::meeting::Meeting;
use crate::postmortem::{Answer, ContributingFactor, Measure, PostMortem, Section};
use crate::{ActionItemId, AnswerId, ContributingFactorId, EventId, MeasureId, QuestionId};

/// Whose numbers the entries of a document bear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Numbering {
    /// The incident's own: the document is an export of it.
    Ours,
    /// Those that the reader gave in passing; entries are known by what they say.
    Passing,
    /// The incident's own at another time: an entry keeps its number, also one that was taken out.
    Kept,
}

/// What leads from the incident to what its document tells now. An entry that says the same, or is
/// about the same, keeps its number; a new one gets a number that was never used.
#[must_use]
pub fn differ(here: &Incident, told: Incident, numbering: Numbering) -> Vec<Change> {
    let mut matching = Matching {
        numbering,
        last: here.next_entry,
    };
    let mut changes = Vec::new();
    let mut set = |change: Option<Change>| changes.extend(change);
    set(Set::between(here.title.clone(), told.title).map(Change::Title));
    set(Set::between(here.mode, told.mode).map(Change::Mode));
    set(Set::between(here.severity, told.severity).map(Change::Severity));
    set(Set::between(here.services.clone(), told.services).map(Change::Services));
    set(Set::between(here.zone.clone(), told.zone).map(Change::Zone));
    set(Set::between(here.milestones, told.milestones).map(Change::Milestones));
    let precision = Set::between(here.started_precision, told.started_precision);
    set(precision.map(Change::StartedPrecision));
    set(Set::between(here.impact.clone(), told.impact).map(Change::Impact));

    let (ours, mut review) = (&here.postmortem, told.postmortem);
    let publication = Set::between(ours.publication(), review.publication());
    let told_meeting = review.meeting.take().map(|told| remembering(told, ours));
    let meeting = Set::between(ours.meeting.clone(), told_meeting);
    let (sections, _) = matching.list(&ours.sections, review.sections);
    let (factors, factor_numbers) = matching.list(&ours.factors, review.factors);
    let (answers, _) = matching.list(&ours.answers, review.answers);
    let (measures, measure_numbers) = matching.list(&ours.measures, review.measures);
    for action in &mut review.actions {
        let number = |id: MeasureId| measure_numbers.get(&id.0).copied().map(MeasureId);
        action.measure = action.measure.and_then(number);
    }
    let (actions, _) = matching.list(&ours.actions, review.actions);
    let mut events = told.timeline;
    for question in events.iter_mut().flat_map(|event| &mut event.questions) {
        let number =
            |id: ContributingFactorId| factor_numbers.get(&id.0).map_or(id, |n| (*n).into());
        question.factor = question.factor.map(number);
    }
    let (events, _) = matching.list(&here.timeline, events);
    changes.extend(events.into_iter().map(Change::TimelineEvent));
    changes.extend(sections.into_iter().map(Change::Section));
    changes.extend(factors.into_iter().map(Change::ContributingFactor));
    changes.extend(answers.into_iter().map(Change::Answer));
    changes.extend(measures.into_iter().map(Change::Measure));
    changes.extend(actions.into_iter().map(Change::ActionItem));
    changes.extend(meeting.map(Change::Meeting));
    changes.extend(publication.map(Change::Publication));
    changes
}

/// A document tells when a meeting is and who leads it, and not who comes.
fn remembering(told: Meeting, ours: &PostMortem) -> Meeting {
    let Some(known) = &ours.meeting else {
        return told;
    };
    Meeting {
        scheduled_at: told.scheduled_at,
        minutes: told.minutes,
        facilitator: told.facilitator,
        scribe: told.scribe,
        held_at: told.held_at,
        ..known.clone()
    }
}

/// An entry that a document tells.
trait Told: Entry + Clone + PartialEq {
    /// Lists keep their order, save those that are sorted by what is in them.
    const SORTED: bool = false;
    /// Its number, without those of what it holds; 0 where it has a key instead.
    fn own_number(&self) -> u32;
    fn renumber(&mut self, number: u32);
    /// Everything that it says.
    fn content(&self) -> String;
    /// What it is about, which stays when it is reworded.
    fn subject(&self) -> String;
    /// Takes over what no document from elsewhere can tell.
    fn remember(&mut self, _here: &Self) {}
    /// Numbers what it holds itself.
    fn number_inside(&mut self, _here: Option<&Self>, _matching: &mut Matching) {}
}

struct Matching {
    numbering: Numbering,
    /// The last number that was given.
    last: u32,
}

impl Matching {
    fn fresh(&mut self) -> u32 {
        self.last = self.last.saturating_add(1);
        self.last
    }

    /// The edits of one list, and which number here each told number came to stand for.
    fn list<T: Told>(&mut self, here: &[T], told: Vec<T>) -> (Vec<Edit<T>>, HashMap<u32, u32>) {
        let same = self.pair(here, &told);
        let mut staying = vec![false; here.len()];
        let mut furthest = None;
        for at in same.iter().flatten() {
            // Whatever stands behind what it stood before is taken out and put in again.
            staying[*at] = T::SORTED || furthest.is_none_or(|before| before < *at);
            if staying[*at] {
                furthest = Some(*at);
            }
        }
        let mut numbers = HashMap::new();
        let (mut changed, mut added) = (Vec::new(), Vec::new());
        for (place, (mut entry, at)) in told.into_iter().zip(same).enumerate() {
            let before = at.map(|at| &here[at]);
            let was = entry.own_number();
            if self.numbering != Numbering::Kept {
                entry.number_inside(before, self);
            }
            match before {
                Some(before) => {
                    entry.renumber(before.own_number());
                    if self.numbering == Numbering::Passing {
                        entry.remember(before);
                    }
                }
                None if self.numbering == Numbering::Kept => {}
                None => entry.renumber(self.fresh()),
            }
            numbers.insert(was, entry.own_number());
            match before.filter(|_| at.is_some_and(|at| staying[at])) {
                Some(before) => changed.extend(Edit::between(before, entry)),
                None => added.push(Edit::Added {
                    at: u32::try_from(place).unwrap_or(u32::MAX),
                    entry,
                }),
            }
        }
        let gone = here
            .iter()
            .enumerate()
            .rev()
            .filter(|(at, _)| !staying[*at]);
        let removed = gone.map(|(at, entry)| Edit::Removed {
            at: u32::try_from(at).unwrap_or(u32::MAX),
            entry: entry.clone(),
        });
        let edits = removed.chain(changed).chain(added).collect();
        (edits, numbers)
    }

    /// For each told entry, the place of the one here that it is.
    fn pair<T: Told>(&self, here: &[T], told: &[T]) -> Vec<Option<usize>> {
        let mut same = vec![None; told.len()];
        let mut taken = vec![false; here.len()];
        let mut pass = |key: &dyn Fn(&T) -> String| {
            let mut free: HashMap<String, VecDeque<usize>> = HashMap::new();
            for (at, entry) in here.iter().enumerate().filter(|(at, _)| !taken[*at]) {
                free.entry(key(entry)).or_default().push_back(at);
            }
            for (place, entry) in told.iter().enumerate() {
                if same[place].is_none() {
                    same[place] = free.get_mut(&key(entry)).and_then(VecDeque::pop_front);
                    if let Some(at) = same[place] {
                        taken[at] = true;
                    }
                }
            }
        };
        if self.numbering != Numbering::Passing {
            pass(&|entry| entry.key().to_string());
        }
        if self.numbering != Numbering::Kept {
            pass(&T::content);
            pass(&T::subject);
        }
        same
    }
}

impl Told for Section {
    fn own_number(&self) -> u32 {
        0
    }
    fn renumber(&mut self, _number: u32) {}
    fn content(&self) -> String {
        self.key.clone()
    }
    fn subject(&self) -> String {
        self.key.clone()
    }
}

macro_rules! numbered {
    ($id:ident) => {
        fn own_number(&self) -> u32 {
            self.id.0
        }
        fn renumber(&mut self, number: u32) {
            self.id = $id(number);
        }
    };
}

impl Told for ContributingFactor {
    numbered!(ContributingFactorId);
    fn content(&self) -> String {
        let tags = (self.group, self.factor, self.confidence);
        format!("{:?}", (&self.text, tags, &self.evidence))
    }
    fn subject(&self) -> String {
        self.text.clone()
    }
}

impl Told for Answer {
    numbered!(AnswerId);
    fn content(&self) -> String {
        format!("{:?}", (&self.text, self.question, self.by))
    }
    fn subject(&self) -> String {
        self.text.clone()
    }
}

impl Told for Measure {
    numbered!(MeasureId);
    fn content(&self) -> String {
        let mut content = self.clone();
        content.renumber(0);
        format!("{content:?}")
    }
    fn subject(&self) -> String {
        self.title.clone()
    }
}

impl Told for ActionItem {
    numbered!(ActionItemId);
    fn content(&self) -> String {
        let plan = (self.priority, self.due_on, &self.ticket, self.state);
        let owner = (self.owner, &self.owner_name);
        format!("{:?}", (&self.title, &self.note, owner, plan))
    }
    fn subject(&self) -> String {
        self.title.clone()
    }
    fn remember(&mut self, here: &Self) {
        self.committed_at = here.committed_at;
        self.earlier_dates.clone_from(&here.earlier_dates);
        self.proof.clone_from(&here.proof);
        self.verify_by = here.verify_by;
        self.reviews.clone_from(&here.reviews);
    }
}

impl Told for TimelineEvent {
    const SORTED: bool = true;
    numbered!(EventId);
    fn content(&self) -> String {
        let kind = (self.kind, self.milestone, self.precision, self.pinned);
        let words = (&self.text, &self.source, &self.evidence);
        format!("{:?}", (self.occurred_at, kind, words))
    }
    fn subject(&self) -> String {
        self.text.clone()
    }
    fn remember(&mut self, here: &Self) {
        self.recorded_at = here.recorded_at;
        self.history.clone_from(&here.history);
    }
    fn number_inside(&mut self, here: Option<&Self>, matching: &mut Matching) {
        let mut known: Vec<_> = here
            .map_or(&[][..], |here| &here.questions)
            .iter()
            .collect();
        for question in &mut self.questions {
            let ours = matching.numbering == Numbering::Ours;
            let same = known.iter().position(|other| {
                if ours {
                    other.id == question.id
                } else {
                    other.text == question.text
                }
            });
            question.id = match same {
                Some(at) => known.remove(at).id,
                None => QuestionId(matching.fresh()),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::apply_all;
    use crate::incident::open::sample;
    use crate::incident::undo::undo;
    use crate::incident::{EventKind, Question};
    use crate::postmortem::{FactorGroup, FourQuestion};
    use crate::time::Precision;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// An incident that tells these words, numbered as a reader does.
    fn told(words: &[(u8, u8)]) -> Incident {
        let mut incident = sample();
        for (kind, word) in words {
            let text = format!("word {word}");
            let number = incident.number_entry();
            let review = &mut incident.postmortem;
            match kind {
                0 => incident.timeline.push(TimelineEvent {
                    id: EventId(number),
                    occurred_at: incident.created_at.plus_days((*word).into()),
                    precision: Precision::Minute,
                    recorded_at: incident.created_at.plus_days(number.into()),
                    kind: EventKind::Message,
                    milestone: None,
                    text,
                    source: "import".into(),
                    evidence: Vec::new(),
                    pinned: false,
                    questions: Vec::new(),
                    history: Vec::new(),
                }),
                1 => review.factors.push(ContributingFactor {
                    id: ContributingFactorId(number),
                    group: FactorGroup::SlowedDetection,
                    text,
                    factor: None,
                    confidence: None,
                    evidence: Vec::new(),
                }),
                2 => review.answers.push(Answer {
                    id: AnswerId(number),
                    question: FourQuestion::Helped,
                    text,
                    by: None,
                }),
                3 => review.sections[usize::from(word % 3)].text.push_str(&text),
                _ => incident.title.push_str(&text),
            }
        }
        incident
            .timeline
            .sort_by_key(|event| (event.occurred_at, event.id));
        incident
    }

    fn says(incident: &Incident) -> Vec<String> {
        let review = &incident.postmortem;
        let mut says = vec![incident.title.clone()];
        says.extend(incident.timeline.iter().map(Told::content));
        says.extend(review.factors.iter().map(Told::content));
        says.extend(review.answers.iter().map(Told::content));
        says.extend(review.sections.iter().map(|section| section.text.clone()));
        says
    }

    fn numbers(incident: &Incident) -> BTreeSet<u32> {
        let review = &incident.postmortem;
        let factors = review.factors.iter().map(Told::own_number);
        let answers = review.answers.iter().map(Told::own_number);
        let events = incident.timeline.iter().map(Told::own_number);
        events.chain(factors).chain(answers).collect()
    }

    proptest! {
        #[test]
        fn the_changes_lead_to_what_is_told_and_back_and_no_number_serves_twice(
            before in prop::collection::vec((0u8..5, 0u8..6), 0..12),
            after in prop::collection::vec((0u8..5, 0u8..6), 0..12),
        ) {
            let (here, after) = (told(&before), told(&after));
            let changes = differ(&here, after.clone(), Numbering::Passing);
            let mut now = here.clone();
            apply_all(&mut now, &changes);
            prop_assert_eq!(says(&now), says(&after));
            prop_assert_eq!(differ(&now, after, Numbering::Passing), []);
            let fresh = numbers(&now).into_iter().filter(|number| !numbers(&here).contains(number));
            prop_assert!(fresh.into_iter().all(|number| number > here.next_entry));
            prop_assert!(numbers(&now).into_iter().all(|number| number <= now.next_entry));
            if !changes.is_empty() {
                apply_all(&mut now, &undo(&changes).unwrap());
                now.next_entry = here.next_entry;
                prop_assert_eq!(now, here);
            }
        }
    }

    #[test]
    fn an_entry_that_is_reworded_keeps_its_number_in_an_export_of_ours() {
        let here = told(&[(1, 1), (1, 2)]);
        let mut after = here.clone();
        after.postmortem.factors.swap(0, 1);
        after.postmortem.factors[0].text = "reworded".into();
        let mut now = here.clone();
        apply_all(&mut now, &differ(&here, after.clone(), Numbering::Ours));
        assert_eq!(now.postmortem.factors, after.postmortem.factors);
        assert_eq!(now.next_entry, here.next_entry);
    }

    #[test]
    fn a_question_points_to_its_factor_whatever_number_that_has() {
        let here = told(&[(0, 1), (1, 1)]);
        let mut after = told(&[(1, 4), (1, 1), (0, 1)]);
        after.timeline[0].questions.push(Question {
            id: QuestionId(9),
            text: "Why?".into(),
            asked_by: None,
            asked_at: here.created_at,
            answers: Vec::new(),
            factor: Some(after.postmortem.factors[1].id),
        });
        let mut now = here.clone();
        apply_all(&mut now, &differ(&here, after, Numbering::Passing));
        let question = &now.timeline[0].questions[0];
        assert_eq!(question.factor, Some(here.postmortem.factors[0].id));
        assert!(question.id.0 > here.next_entry);
    }
}
