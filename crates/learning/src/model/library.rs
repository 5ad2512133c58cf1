//! All incidents, ready to be compared: kept in memory, made from descriptions, and brought up to
//! date one by one. Finds what may be alike by its rarest words; how alike it is, the signals say.

use std::collections::HashMap;

use afterword_domain::{Day, IncidentRef};

use super::corpus::{Corpus as _, Dictionary, Term, rarity};
use super::decisions::Decisions;
use super::described::Described;
use super::draft::{Draft, Places};
use super::postings::{Postings, Slot};
use super::profile::{Facts, Profile, View};
use super::sought::Sought;

/// Words that an incident is looked up by, the most telling ones.
const LOOKED_UP: usize = 40;
/// Slots that are walked through to find candidates: a bound on how long it takes.
const WALKED: u32 = 100_000;
/// How many of those found are compared in full.
pub(super) const COMPARED: usize = 48;
/// Slots of incidents that went or changed are cleared away once they are this many to one.
const GONE_SHARE: usize = 2;
const GONE_LEAST: usize = 64;

/// All incidents, ready to be compared.
#[derive(Debug, Default)]
pub struct Library {
    pub(super) words: Dictionary,
    /// How many incidents have each mechanism.
    mechanisms: Vec<u32>,
    postings: Postings,
    profiles: Vec<Option<Profile>>,
    slots: HashMap<IncidentRef, Slot>,
    by_day: HashMap<Day, Vec<Slot>>,
    pub(super) decisions: Decisions,
    gone: usize,
}

impl Library {
    /// How many incidents there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// How many different words they have.
    #[must_use]
    pub fn words(&self) -> usize {
        self.words.words()
    }

    /// Takes an incident in, in place of what was known of it.
    pub fn put(&mut self, reference: IncidentRef, described: &Described) {
        self.take_out(reference);
        self.decisions.put(reference, &described.decisions);
        let draft = Draft::of(described);
        let mut words = self.circumstances(described);
        let told = draft.words.iter();
        words.extend(told.map(|(word, places)| (self.words.learn(word), *places)));
        words.sort_unstable();
        let pairs = draft.pairs.iter().filter_map(|(before, word)| {
            Some(super::profile::pair(
                self.words.number(before)?,
                self.words.number(word)?,
            ))
        });
        let facts = facts(described, &draft);
        let profile = Profile::pack(reference, described.day, facts, &words, pairs.collect());
        self.shelve(profile);
    }

    /// Services and factors are looked up as words are; no word has a space inside.
    fn circumstances(&mut self, described: &Described) -> Vec<(Term, Places)> {
        let services = described.services.iter().map(|id| format!("service {id}"));
        let factors = described.factors.iter().map(|id| format!("factor {id}"));
        let mut terms: Vec<_> = services
            .chain(factors)
            .map(|name| self.words.learn(&name))
            .collect();
        terms.sort_unstable();
        terms.dedup();
        terms
            .into_iter()
            .map(|term| (term, Places::default()))
            .collect()
    }

    /// Lets go of an incident and of what was decided about it.
    pub fn remove(&mut self, reference: IncidentRef) {
        self.take_out(reference);
        self.decisions.put(reference, &[]);
    }

    fn shelve(&mut self, profile: Profile) {
        let slot = Slot::try_from(self.profiles.len()).unwrap_or(Slot::MAX);
        self.words.count(profile.words().map(|(term, _)| term));
        for (term, places) in profile.words() {
            // What only the telling has is too common to be looked up by.
            if places.has(Places::FOUND_BY) || places.is_circumstance() {
                self.postings.add(term, slot);
            }
        }
        for place in profile.facts.mechanisms.places() {
            self.mechanisms
                .resize(self.mechanisms.len().max(place + 1), 0);
            self.mechanisms[place] += 1;
        }
        if let Some(day) = profile.day {
            self.by_day.entry(day).or_default().push(slot);
        }
        self.slots.insert(profile.reference, slot);
        self.profiles.push(Some(profile));
    }

    fn take_out(&mut self, reference: IncidentRef) {
        let Some(slot) = self.slots.remove(&reference) else {
            return;
        };
        let Some(profile) = self.profiles[slot as usize].take() else {
            return;
        };
        self.words.discount(profile.words().map(|(term, _)| term));
        for place in profile.facts.mechanisms.places() {
            self.mechanisms[place] -= 1;
        }
        if let Some(day) = profile.day
            && let Some(slots) = self.by_day.get_mut(&day)
        {
            slots.retain(|other| *other != slot);
        }
        self.gone += 1;
        if self.gone >= GONE_LEAST && self.gone * GONE_SHARE > self.profiles.len() {
            self.clear_away();
        }
    }

    /// Shelves all of them anew, without the gaps.
    fn clear_away(&mut self) {
        let kept: Vec<_> = std::mem::take(&mut self.profiles)
            .into_iter()
            .flatten()
            .collect();
        let mut bare = Self {
            words: std::mem::take(&mut self.words),
            decisions: std::mem::take(&mut self.decisions),
            ..Self::default()
        };
        bare.words.forget_counts();
        for profile in kept {
            bare.shelve(profile);
        }
        *self = bare;
    }

    /// Gives back memory that was reserved for more; worth it after many came at once.
    pub fn settle(&mut self) {
        self.postings.shrink();
        self.profiles.shrink_to_fit();
    }

    /// What is sought, in the numbers of this library.
    #[must_use]
    pub fn sought(&self, described: &Described) -> Sought {
        let draft = Draft::of(described);
        let facts = facts(described, &draft);
        Sought::new(&self.words, described, draft, facts)
    }

    /// How telling it is to share a mechanism.
    pub(super) fn mechanism_rarity(&self, place: usize) -> f32 {
        let having = self.mechanisms.get(place).copied().unwrap_or(0);
        rarity(having, self.words.incidents())
    }

    /// How telling it is to share a service or a factor: `service 3`.
    pub(super) fn rarity_of(&self, name: &str) -> f32 {
        self.words
            .number(name)
            .map_or(1.0, |term| self.words.rarity(term))
    }

    pub(super) fn profile(&self, reference: IncidentRef) -> Option<&Profile> {
        let slot = self.slots.get(&reference)?;
        self.profiles[*slot as usize].as_ref()
    }

    /// Unpacks an incident; nothing when it is not here.
    pub(super) fn view(&self, reference: IncidentRef, view: &mut View) -> Option<()> {
        self.profile(reference)?.unpack(&self.words, view);
        Some(())
    }

    /// Those that may be alike: by their rarest words in common, and those that the text names.
    pub(super) fn candidates(&self, sought: &Sought, own: Option<IncidentRef>) -> Vec<IncidentRef> {
        let mut found = self.by_words(sought);
        let mentioned = sought.mentions.references.iter();
        found.extend(mentioned.filter_map(|mention| self.slots.get(&mention.of)));
        for mention in &sought.mentions.days {
            found.extend(self.by_day.get(&mention.of).into_iter().flatten());
        }
        found.sort_unstable();
        found.dedup();
        let references = found
            .into_iter()
            .filter_map(|slot| self.profiles[slot as usize].as_ref());
        let references = references.map(|profile| profile.reference);
        references
            .filter(|reference| Some(*reference) != own)
            .collect()
    }

    fn by_words(&self, sought: &Sought) -> Vec<Slot> {
        let mut scores = vec![0.0_f32; self.profiles.len()];
        let mut walked = 0;
        for (term, weight) in sought.telling_words(&self.words, LOOKED_UP) {
            walked += self.postings.len(term);
            if walked > WALKED {
                break;
            }
            for slot in self.postings.slots(term) {
                scores[slot as usize] += weight;
            }
        }
        let mut found: Vec<_> = (0..)
            .zip(scores)
            .filter(|(slot, score)| *score > 0.0 && self.profiles[*slot as usize].is_some())
            .collect();
        if found.len() > COMPARED {
            let better = |a: &(Slot, f32), b: &(Slot, f32)| b.1.total_cmp(&a.1).then(b.0.cmp(&a.0));
            found.select_nth_unstable_by(COMPARED, better);
            found.truncate(COMPARED);
        }
        found.into_iter().map(|(slot, _)| slot).collect()
    }
}

fn facts(described: &Described, draft: &Draft) -> Facts {
    Facts {
        mechanisms: draft.mechanisms,
        triggers: draft.triggers,
        services: described.services.clone().into(),
        factors: described.factors.clone().into(),
        detect_seconds: described.detect_seconds,
        recover_seconds: described.recover_seconds,
    }
}
