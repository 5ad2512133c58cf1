//! Clusters: incidents that share telling words and no factor, so that what they have in common may
//! have no name yet.
//!
//! A cluster is what a person can check: all of its incidents have all of its words. It begins with
//! the two incidents that share most and takes in whichever keeps most of what is shared. The same
//! library gives the same clusters, and there is a bound on every step.

use std::collections::HashMap;

use afterword_domain::IncidentRef;

use super::corpus::{Corpus as _, Term};
use super::described::Described;
use super::draft::Places;
use super::library::Library;
use super::profile::View;

/// Incidents that share words.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// In the order in which they were given.
    pub incidents: Vec<IncidentRef>,
    /// The rarest first.
    pub words: Vec<Term>,
}

/// How many incidents are looked at, of those that are given first.
pub const LOOKED_AT: usize = 400;
/// How many are told.
const MOST: usize = 6;
/// Two that are alike are told as similar incidents; a pattern begins with a third.
const LEAST_INCIDENTS: usize = 3;
const MOST_INCIDENTS: usize = 12;
/// Fewer words than this a few texts share by chance.
const LEAST_WORDS: usize = 3;
/// What the shared words' rarities come to, at least: about four that an incident in twenty has.
const LEAST_SHARED: f32 = 1.8;
/// A word that is more common says nothing: of a hundred incidents fifteen may have it.
const LEAST_RARITY: f32 = 0.4;
/// The words by which an incident is told from others, the most telling ones.
const TELLING: usize = 32;
/// Pairs to begin with that are tried, the closest first.
const TRIED: usize = 2_000;
/// Which places of a text tell what an incident is about, and not how it went.
const TELLS: u8 = Places::TITLE | Places::CAUSE | Places::EXACT;

/// An incident with its telling words, in the order of their numbers.
struct Told {
    reference: IncidentRef,
    factors: Box<[afterword_domain::FactorId]>,
    words: Vec<Term>,
}

/// The clusters among some incidents, those with most incidents first, then by how rare their words
/// are together. `apart` says which two a person put asunder; two that have a factor in common are
/// apart as well, since what they share has its name.
#[must_use]
pub fn clusters(
    library: &Library,
    among: &[IncidentRef],
    apart: &dyn Fn(IncidentRef, IncidentRef) -> bool,
) -> Vec<Cluster> {
    let told = telling(library, among);
    let search = Search {
        library,
        told: &told,
        apart,
    };
    let mut taken = vec![false; told.len()];
    let mut found: Vec<(Cluster, f32)> = Vec::new();
    for (one, other) in search.pairs() {
        if taken[one] || taken[other] {
            continue;
        }
        let (members, words) = search.grow(one, other, &taken);
        if members.len() < LEAST_INCIDENTS {
            continue;
        }
        for member in &members {
            taken[*member] = true;
        }
        let shared = search.rarity(&words);
        found.push((search.cluster(members, words), shared));
    }
    found.sort_by(|(a, a_shared), (b, b_shared)| {
        let larger = b.incidents.len().cmp(&a.incidents.len());
        larger.then(b_shared.total_cmp(a_shared))
    });
    found.truncate(MOST);
    found.into_iter().map(|(cluster, _)| cluster).collect()
}

fn telling(library: &Library, among: &[IncidentRef]) -> Vec<Told> {
    let mut view = View::default();
    let told = among.iter().take(LOOKED_AT).filter_map(|reference| {
        library.view(*reference, &mut view)?;
        let rare = view.words.iter().filter(|word| {
            let known = !word.places.is_circumstance() && word.places.has(TELLS);
            known && word.rarity >= LEAST_RARITY && library.words.having(word.term) > 1
        });
        let mut rare: Vec<_> = rare.map(|word| (word.rarity, word.term)).collect();
        rare.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut words: Vec<_> = rare
            .into_iter()
            .take(TELLING)
            .map(|(_, term)| term)
            .collect();
        words.sort_unstable();
        Some(Told {
            reference: *reference,
            factors: view.facts.factors.clone(),
            words,
        })
    });
    told.collect()
}

struct Search<'a> {
    library: &'a Library,
    told: &'a [Told],
    apart: &'a dyn Fn(IncidentRef, IncidentRef) -> bool,
}

impl Search<'_> {
    /// Pairs that share enough to begin with, the closest first.
    fn pairs(&self) -> Vec<(usize, usize)> {
        let mut having: HashMap<Term, Vec<usize>> = HashMap::new();
        let mut pairs = Vec::new();
        for (at, told) in self.told.iter().enumerate() {
            let mut shared: HashMap<usize, (usize, f32)> = HashMap::new();
            for word in &told.words {
                let rarity = self.library.words.rarity(*word);
                for earlier in having.get(word).into_iter().flatten() {
                    let (count, sum) = shared.entry(*earlier).or_default();
                    *count += 1;
                    *sum += rarity;
                }
                having.entry(*word).or_default().push(at);
            }
            let enough = shared.into_iter().filter(|(other, (count, sum))| {
                *count >= LEAST_WORDS && *sum >= LEAST_SHARED && self.may_meet(*other, at)
            });
            pairs.extend(enough.map(|(other, (_, sum))| (sum, other, at)));
        }
        pairs.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        pairs.truncate(TRIED);
        pairs
            .into_iter()
            .map(|(_, one, other)| (one, other))
            .collect()
    }

    fn may_meet(&self, one: usize, other: usize) -> bool {
        let (one, other) = (&self.told[one], &self.told[other]);
        let named = one
            .factors
            .iter()
            .any(|factor| other.factors.contains(factor));
        !named && !(self.apart)(one.reference, other.reference)
    }

    /// Takes in one after the other, whichever keeps most of what is shared.
    fn grow(&self, one: usize, other: usize, taken: &[bool]) -> (Vec<usize>, Vec<Term>) {
        let mut members = vec![one, other];
        let mut words = common(&self.told[one].words, &self.told[other].words);
        while members.len() < MOST_INCIDENTS {
            let free = (0..self.told.len()).filter(|next| !taken[*next] && !members.contains(next));
            let kept = free.filter_map(|next| {
                let kept = common(&words, &self.told[next].words);
                let shared = self.rarity(&kept);
                let enough = kept.len() >= LEAST_WORDS && shared >= LEAST_SHARED;
                let meets = || members.iter().all(|member| self.may_meet(*member, next));
                (enough && meets()).then_some((shared, next, kept))
            });
            let best = kept.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
            let Some((_, next, kept)) = best else { break };
            members.push(next);
            words = kept;
        }
        (members, words)
    }

    fn rarity(&self, words: &[Term]) -> f32 {
        words
            .iter()
            .map(|word| self.library.words.rarity(*word))
            .sum()
    }

    fn cluster(&self, mut members: Vec<usize>, mut words: Vec<Term>) -> Cluster {
        members.sort_unstable();
        let rarity = |word: &Term| self.library.words.rarity(*word);
        words.sort_by(|a, b| rarity(b).total_cmp(&rarity(a)).then(a.cmp(b)));
        Cluster {
            incidents: members
                .into_iter()
                .map(|at| self.told[at].reference)
                .collect(),
            words,
        }
    }
}

/// What stands in both lists, each in the order of its numbers.
fn common(one: &[Term], other: &[Term]) -> Vec<Term> {
    let within = |word: &&Term| other.binary_search(word).is_ok();
    one.iter().filter(within).copied().collect()
}

impl Library {
    /// How words are written in a description that has them; those that it has not are left out.
    #[must_use]
    pub fn spelled(&self, described: &Described, words: &[Term]) -> Vec<String> {
        let sought = self.sought(described);
        let spelled = words.iter().map(|word| sought.spelled(*word).to_owned());
        spelled.filter(|word| !word.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use afterword_domain::FactorId;
    use proptest::prelude::*;

    const EXPIRED: [&str; 3] = [
        "The intermediate certificate of the gateway expired unnoticed, as its renewal was manual.",
        "Letters stood still. It was caused by the relay's certificate: it expired, and renewal was manual.",
        "The root cause was a manual renewal of a certificate that expired during a holiday.",
    ];
    const OTHERS: [&str; 6] = [
        "A node ran out of disk because of old images.",
        "Search was stale as a nightly job did not run.",
        "The wrong cluster was torn down by a script.",
        "The login page was slow because of a missing index.",
        "Settlement drained the connection pool, which caused timeouts in checkout.",
        "The feature flag was flipped for everybody by a typo.",
    ];

    fn told(text: &str, factor: Option<u32>) -> Described {
        Described {
            factors: factor.map(FactorId).into_iter().collect(),
            ..Described::of_text(&format!("Incident\n{text}"), None, &[])
        }
    }

    /// INC-1 to INC-3 are of a kind; each may have a factor.
    fn library(factors: [Option<u32>; 3]) -> (Library, Vec<IncidentRef>) {
        let mut library = Library::default();
        let texts = EXPIRED.into_iter().zip(factors);
        let texts = texts.chain(OTHERS.into_iter().map(|text| (text, None)));
        let mut among = Vec::new();
        for (number, (text, factor)) in (1..).zip(texts) {
            // What is told before its cause is no cause: here all of it is.
            let text = format!("It was caused by this: {text}");
            library.put(IncidentRef(number), &told(&text, factor));
            among.push(IncidentRef(number));
        }
        (library, among)
    }

    fn never(_: IncidentRef, _: IncidentRef) -> bool {
        false
    }

    fn numbers(found: &[Cluster]) -> Vec<Vec<u32>> {
        let each = |cluster: &Cluster| cluster.incidents.iter().map(|one| one.0).collect();
        found.iter().map(each).collect()
    }

    #[test]
    fn three_that_share_words_and_no_factor_are_found_with_their_words() {
        let (library, among) = library([None, Some(1), Some(2)]);
        let found = clusters(&library, &among, &never);
        assert_eq!(numbers(&found), [[1, 2, 3]]);
        let described = told(EXPIRED[0], None);
        let mut words = library.spelled(&described, &found[0].words);
        words.sort();
        assert_eq!(words, ["certificate", "expired", "manual", "renewal"]);
    }

    #[test]
    fn what_has_a_name_or_was_put_asunder_is_not_offered() {
        let (named, among) = library([Some(1), None, Some(1)]);
        assert_eq!(clusters(&named, &among, &never), []);
        let (library, among) = library([None; 3]);
        let asunder = |one: IncidentRef, other: IncidentRef| one.0 + other.0 == 5;
        assert_eq!(clusters(&library, &among, &asunder), []);
        assert_eq!(clusters(&library, &among[..2], &never), []);
        assert_eq!(clusters(&Library::default(), &among, &never), []);
    }

    proptest! {
        /// Whatever is written, and whatever was put asunder.
        #[test]
        fn a_cluster_is_what_a_person_can_check(
            texts in proptest::collection::vec(proptest::collection::vec(0usize..14, 3..9), 0..30),
            asunder in 2u32..7,
        ) {
            const WORDS: [&str; 14] = ["pool", "ledger", "certificate", "renewal", "disk", "index", "retry",
                "quota", "script", "cluster", "typo", "backup", "queue", "lock"];
            let mut library = Library::default();
            let mut among = Vec::new();
            for (number, words) in (1..).zip(&texts) {
                let words: Vec<_> = words.iter().map(|at| WORDS[*at]).collect();
                let text = format!("It was caused by {}.", words.join(" and "));
                library.put(IncidentRef(number), &told(&text, (number % 4 == 0).then_some(number % 3)));
                among.push(IncidentRef(number));
            }
            let apart = |one: IncidentRef, other: IncidentRef| (one.0 + other.0).is_multiple_of(asunder);
            let found = clusters(&library, &among, &apart);
            prop_assert_eq!(&found, &clusters(&library, &among, &apart));
            let mut seen = std::collections::HashSet::new();
            for cluster in found {
                prop_assert!(cluster.incidents.len() >= LEAST_INCIDENTS && cluster.words.len() >= LEAST_WORDS);
                for (at, one) in cluster.incidents.iter().enumerate() {
                    prop_assert!(seen.insert(*one), "{} is in two", one);
                    let mut view = View::default();
                    library.view(*one, &mut view).unwrap();
                    let has = |word: &Term| view.words.iter().any(|known| known.term == *word);
                    prop_assert!(cluster.words.iter().all(has));
                    prop_assert!(cluster.incidents[at + 1..].iter().all(|other| !apart(*one, *other)));
                }
            }
        }
    }
}
