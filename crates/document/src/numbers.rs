//! The numbers of what a document holds. People copy rows with the hidden number that they carry,
//! and a file may tell any number at all: here each entry comes to one of its own.

use std::collections::{BTreeSet, HashMap};

use afterword_domain::MeasureId;

use crate::document::Document;

/// No incident comes to hold as many entries; a larger number was not given by this program.
const NUMBER_MAX: u32 = 1_000_000;

/// Gives a fresh number to each entry that has none of its own, and a fresh key to each section
/// whose key is taken. Afterwards `next_entry` is no lower than any number.
pub(crate) fn settle(document: &mut Document) {
    let mut numbers = Numbers::of(document);
    let postmortem = &mut document.postmortem;
    let mut factors = Taken::default();
    for factor in &mut postmortem.factors {
        factor.id.0 = factors.number(factor.id.0, &mut numbers);
    }
    let mut measures = Taken::default();
    for measure in &mut postmortem.measures {
        measure.id.0 = measures.number(measure.id.0, &mut numbers);
    }
    let (mut actions, mut chosen) = (Taken::default(), BTreeSet::new());
    for action in &mut postmortem.actions {
        action.id.0 = actions.number(action.id.0, &mut numbers);
        // A measure is chosen once; the copy of its row is an action item without one.
        let measure = action.measure.map(|id| MeasureId(measures.now(id.0)));
        action.measure = measure.filter(|id| measures.taken.contains(&id.0) && chosen.insert(*id));
    }
    let mut answers = Taken::default();
    for answer in &mut postmortem.answers {
        answer.id.0 = answers.number(answer.id.0, &mut numbers);
    }
    let (mut events, mut questions) = (Taken::default(), Taken::default());
    for event in &mut document.timeline {
        event.id.0 = events.number(event.id.0, &mut numbers);
        for question in &mut event.questions {
            question.id.0 = questions.number(question.id.0, &mut numbers);
            if let Some(factor) = &mut question.factor {
                factor.0 = factors.now(factor.0);
            }
        }
    }
    let mut keys = BTreeSet::new();
    for section in &mut postmortem.sections {
        let fresh = (2..).map(|number: u32| format!("{}_{number}", section.key));
        let mut keyed = std::iter::once(section.key.clone()).chain(fresh);
        if let Some(key) = keyed.find(|key| !keys.contains(key)) {
            section.key.clone_from(&key);
            keys.insert(key);
        }
    }
    let mut earlier = BTreeSet::new();
    document
        .recurrences
        .retain(|link| earlier.insert(link.earlier));
    document.next_entry = numbers.last;
}

/// Every number that the document tells, and the last one given.
struct Numbers {
    told: BTreeSet<u32>,
    last: u32,
    lowest: u32,
}

impl Numbers {
    fn of(document: &Document) -> Self {
        let postmortem = &document.postmortem;
        let mut told = BTreeSet::new();
        told.extend(postmortem.factors.iter().map(|factor| factor.id.0));
        told.extend(postmortem.measures.iter().map(|measure| measure.id.0));
        told.extend(postmortem.actions.iter().map(|action| action.id.0));
        told.extend(postmortem.answers.iter().map(|answer| answer.id.0));
        for event in &document.timeline {
            told.insert(event.id.0);
            told.extend(event.questions.iter().map(|question| question.id.0));
        }
        told.retain(|number| *number <= NUMBER_MAX);
        let highest = told.last().copied().unwrap_or(0);
        let next = Some(document.next_entry).filter(|next| *next <= NUMBER_MAX);
        Self {
            told,
            last: next.unwrap_or(0).max(highest),
            lowest: 0,
        }
    }

    fn fresh(&mut self) -> u32 {
        if self.last < NUMBER_MAX {
            self.last += 1;
            return self.last;
        }
        // A file may tell the highest number at once; then the gaps below it serve.
        self.lowest += 1;
        while self.told.contains(&self.lowest) {
            self.lowest += 1;
        }
        self.last = self.last.max(self.lowest);
        self.lowest
    }
}

/// The numbers of one kind of entry.
#[derive(Default)]
struct Taken {
    taken: BTreeSet<u32>,
    /// What became of numbers that could not stay.
    moved: HashMap<u32, u32>,
}

impl Taken {
    fn number(&mut self, told: u32, numbers: &mut Numbers) -> u32 {
        let fits = (1..=NUMBER_MAX).contains(&told);
        if fits && self.taken.insert(told) {
            return told;
        }
        let fresh = numbers.fresh();
        self.taken.insert(fresh);
        if !fits {
            self.moved.entry(told).or_insert(fresh);
        }
        fresh
    }

    fn now(&self, told: u32) -> u32 {
        self.moved.get(&told).copied().unwrap_or(told)
    }
}
