//! What is read for somebody leaves out what they do not see, and what names it.

use std::collections::BTreeSet;

use afterword_domain::action_item::ActionItem;
use afterword_domain::change::{Edit, Set};
use afterword_domain::incident::Visibility;
use afterword_domain::incident::edit::{IncidentPatch, edit};
use afterword_domain::incident::rules::RuleError;
use afterword_domain::incident::visibility::VisibilityError;
use afterword_domain::learning::find::{self, Typed};
use afterword_domain::person::{Person, Role};
use afterword_domain::policy::Sight;
use afterword_domain::query::parse;
use afterword_domain::recurrence::{Recurrence, Verdict};
use afterword_domain::{ActionItemId, Change, Incident, IncidentRef, PersonId, TeamId};
use afterword_store::{ActionFilter, EditError, Store};
use afterword_testbed::both;

use crate::generated::{Chance, open_many, workspace};
use crate::world::{add_person, author, list, now, open_all, open_titled, titled};

/// Any of three people and three teams, or everyone.
fn any_visibility(chance: &mut Chance) -> Visibility {
    if chance.below(3) == 0 {
        return Visibility::Everyone;
    }
    let mut some = || -> BTreeSet<u32> { (1..4).filter(|_| chance.below(2) == 0).collect() };
    Visibility::Restricted {
        people: some().into_iter().map(PersonId).collect(),
        teams: some().into_iter().map(TeamId).collect(),
    }
}

fn sights(chance: &mut Chance) -> Vec<Sight> {
    let mut sights = vec![Sight::Everything, Sight::Open];
    for person in 1..5 {
        let team = chance.pick(&[None, Some(TeamId(1)), Some(TeamId(2)), Some(TeamId(3))]);
        let person = PersonId(person);
        sights.push(Sight::Of { person, team });
        sights.push(Sight::AllWhoSee(any_visibility(chance)));
    }
    sights
}

async fn restrict(
    store: &Store,
    sight: &Sight,
    one: IncidentRef,
    to: Visibility,
) -> Result<Incident, EditError<afterword_domain::incident::open::IncidentError>> {
    let patch = IncidentPatch {
        visibility: Some(to),
        ..IncidentPatch::default()
    };
    let decide = |incident: &_, workspace: &_, links: &_| edit(incident, workspace, links, patch);
    store
        .edit_incident((sight, &author()), one, None, now(), decide)
        .await
}

/// A confirmed repeat of another, by a person.
async fn repeats(store: &Store, later: IncidentRef, earlier: IncidentRef) {
    let link = Recurrence {
        earlier,
        verdict: Verdict::Confirmed,
        reasons: Vec::new(),
        by: Some(PersonId(1)),
        at: now(),
    };
    let decide = |_: &_, _: &_, _: &_| {
        let added = Edit::Added { at: 0, entry: link };
        Ok::<_, std::convert::Infallible>(vec![Change::Recurrence(added)])
    };
    store
        .edit_incident((&Sight::Everything, &author()), later, None, now(), decide)
        .await
        .unwrap();
}

/// What is found of the action items by a word's beginning, once by looking names up and once by
/// reading all of them.
async fn named(store: &Store, sight: &Sight, typed: &str) -> [Vec<(IncidentRef, ActionItemId)>; 2] {
    let typed = Typed::of(&parse(typed).unwrap());
    let (facts, named) = store.facts_and_named(sight, &typed).await.unwrap();
    let among = match named {
        Some(named) => find::among(&facts, &named),
        None => facts.iter().collect(),
    };
    [
        find::actions(among, &typed, 99),
        find::actions(facts.iter(), &typed, 99),
    ]
}

both! {
    async fn names_are_looked_up_as_they_are_by_whoever_sees_them(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let elsewhere = Store::open(&db.url).await.unwrap();
        workspace(&store).await;
        let all = open_many(&store, 61, 40).await;
        let items = all.iter().flat_map(|one| &one.postmortem.actions);
        let mut words: BTreeSet<_> = items.flat_map(|item| item.title.split(' ')).collect();
        words.insert("renamed");
        let originals: BTreeSet<_> = all.iter().filter_map(|one| one.duplicate_of).collect();
        // Whoever sees a duplicate sees its original: neither is restricted alone.
        let alone = |one: &&Incident| one.duplicate_of.is_none() && !originals.contains(&one.reference);
        let with_items = all.iter().filter(alone).filter(|one| !one.postmortem.actions.is_empty());
        let some: Vec<_> = with_items.map(|one| one.reference).take(8).collect();
        let (mut found, mut renamed) = (0, 0);
        for round in 0..8 {
            // Each of three is restricted, opened and restricted again.
            let to = match round % 2 {
                0 => Visibility::to_people([1, 2, 3].map(PersonId)),
                _ => Visibility::Everyone,
            };
            restrict(&elsewhere, &Sight::Everything, some[round % 3], to).await.unwrap();
            let other = |incident: &Incident, _: &_, _: &_| {
                let actions = (0_u32..).zip(&incident.postmortem.actions);
                let edits = actions.map(|(at, from)| match round % 2 {
                    0 => Edit::Removed { at, entry: from.clone() },
                    _ => {
                        let title = format!("renamed {}", from.title);
                        Edit::Changed { from: from.clone(), to: ActionItem { title, ..from.clone() } }
                    }
                });
                let edits: Vec<_> = edits.map(Change::ActionItem).collect();
                Ok::<_, std::convert::Infallible>(edits.into_iter().rev().collect())
            };
            let by = author();
            let edited = elsewhere.edit_incident((&Sight::Everything, &by), some[round], None, now(), other);
            edited.await.unwrap();
            open_many(&elsewhere, 70 + u64::try_from(round).unwrap(), 2).await;
            for word in &words {
                let end = word.char_indices().nth(3).map_or(word.len(), |(end, _)| end);
                for sight in [Sight::Everything, Sight::Open] {
                    let [looked_up, read] = named(&store, &sight, &word[..end]).await;
                    assert_eq!(looked_up, read, "{word}, {sight:?}, round {round}");
                    found += read.len();
                    renamed += if *word == "renamed" { read.len() } else { 0 };
                }
            }
        }
        assert!(found > 50 && renamed > 4, "{found}, {renamed}");
    }

    async fn what_the_database_leaves_out_is_what_the_policy_says(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let mut chance = Chance(11);
        let mut incidents = Vec::new();
        for number in 0..60 {
            let mut incident = titled(&format!("incident {number}"));
            incident.visibility = any_visibility(&mut chance);
            incidents.push(incident);
        }
        let seen_as: Vec<_> = incidents.iter().map(|one| one.visibility.clone()).collect();
        let references = open_all(&store, incidents).await;
        for sight in sights(&mut chance) {
            let all = references.iter().zip(&seen_as);
            let (seen, unseen): (Vec<_>, Vec<_>) = all.partition(|(_, of)| sight.sees(of));
            let seen: Vec<_> = seen.into_iter().map(|(one, _)| *one).collect();
            let unseen: Vec<_> = unseen.into_iter().map(|(one, _)| *one).collect();
            let hidden = store.hidden(&sight).await.unwrap();
            assert_eq!(hidden, unseen.iter().copied().collect(), "{sight:?}");
            let everything = parse("").unwrap();
            assert_eq!(store.references(&sight, &everything, now(), 7).await.unwrap(), seen);
            assert_eq!(store.count(&sight, &everything, now(), 7).await.unwrap(), seen.len() as u64);
            let facts = store.facts(&sight).await.unwrap();
            let told: Vec<_> = facts.iter().map(|one| one.reference).collect();
            assert_eq!(told, seen);
            for one in &references {
                let is_seen = seen.contains(one);
                assert_eq!(store.sees(&sight, *one).await.unwrap(), is_seen);
                assert_eq!(store.incident(&sight, *one).await.unwrap().is_some(), is_seen);
                assert_eq!(store.summary(&sight, *one).await.unwrap().is_some(), is_seen);
                assert_eq!(store.began(&sight, *one).await.unwrap().is_some(), is_seen);
                assert_eq!(store.changes_of(&sight, *one, 9).await.unwrap().is_empty(), !is_seen);
            }
            let (log, reached) = store.changes(&sight, 0, 1_000).await.unwrap();
            assert_eq!((log.len(), reached), (seen.len(), 60));
        }
    }

    async fn what_names_a_hidden_incident_is_told_without_it(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let ines = add_person(&store, "ines", Role::Member).await;
        let mika = add_person(&store, "mika", Role::Admin).await;
        let (inside, outside) = (Sight::of(&ines), Sight::of(&mika));
        let first = open_titled(&store, "first").await;
        let later = open_titled(&store, "later").await;
        repeats(&store, later, first).await;
        // Kept before, so that what is kept is changed and not made anew.
        assert!(store.facts(&outside).await.unwrap()[1].is_repeat());
        restrict(&store, &inside, first, Visibility::to_people([ines.id])).await.unwrap();

        let of = |sight: Sight| {
            let store = store.clone();
            async move {
                let incident = store.incident(&sight, later).await.unwrap().unwrap();
                let row = store.incidents(&sight, &list("later")).await.unwrap().rows.remove(0);
                let facts = store.facts(&sight).await.unwrap();
                let facts = facts.iter().find(|one| one.reference == later).unwrap().clone();
                let log = store.changes_of(&sight, later, 9).await.unwrap().len();
                let lines = store.change_lines(&sight, later, (0, 9)).await.unwrap().len();
                let is_repeat = store.count(&sight, &parse("is:repeat").unwrap(), now(), 7).await.unwrap();
                let links = store.links(&sight).await.unwrap().0.len();
                let named = incident.recurrences.len() + row.repeats.len() + facts.repeats.len();
                (named, log, lines, is_repeat, links)
            }
        };
        assert_eq!(of(inside.clone()).await, (3, 2, 2, 1, 1));
        assert_eq!(of(outside.clone()).await, (0, 1, 1, 0, 0));
        assert_eq!(of(Sight::Everything).await, (3, 2, 2, 1, 1));
        // Those who derive something from it hear that the other is told otherwise by now.
        let latest = store.latest_seq().await.unwrap();
        let touched = store.touched_after(latest - 1, 9).await.unwrap();
        assert_eq!(touched.incidents, [first, later].into());
        restrict(&store, &inside, first, Visibility::Everyone).await.unwrap();
        assert_eq!(of(outside).await, (3, 2, 2, 1, 1));
    }

    async fn whoever_does_not_see_it_does_not_edit_it_and_nobody_locks_themself_out(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let ines = add_person(&store, "ines", Role::Member).await;
        let mika = add_person(&store, "mika", Role::Admin).await;
        let (inside, outside) = (Sight::of(&ines), Sight::of(&mika));
        let one = open_titled(&store, "one").await;
        let away = restrict(&store, &inside, one, Visibility::to_people([mika.id])).await;
        let yourself = RuleError::Visibility(VisibilityError::Yourself);
        assert!(matches!(away, Err(EditError::Rule(error)) if error == yourself));
        assert_eq!(store.incident(&outside, one).await.unwrap().unwrap().version, 1);
        restrict(&store, &inside, one, Visibility::to_people([ines.id])).await.unwrap();
        let opened = restrict(&store, &outside, one, Visibility::Everyone).await;
        assert!(matches!(opened, Err(EditError::NotFound)));
        let missing = restrict(&store, &outside, IncidentRef(99), Visibility::Everyone).await;
        assert!(matches!(missing, Err(EditError::NotFound)));
        // The command line holds the database.
        restrict(&store, &Sight::Everything, one, Visibility::Everyone).await.unwrap();
        assert!(store.sees(&outside, one).await.unwrap());
    }

    async fn whoever_sees_a_duplicate_sees_what_it_is_one_of(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let ines = add_person(&store, "ines", Role::Member).await;
        let sight = Sight::of(&ines);
        let (original, copy) = (open_titled(&store, "one").await, open_titled(&store, "two").await);
        let mark = |of: Option<IncidentRef>| {
            let set = vec![Change::DuplicateOf(Set { from: None, to: of })];
            let (store, sight) = (store.clone(), sight.clone());
            async move {
                let decide = |_: &_, _: &_, _: &_| Ok::<_, std::convert::Infallible>(set);
                store.edit_incident((&sight, &author()), copy, None, now(), decide).await
            }
        };
        let only = Visibility::to_people([ines.id]);
        restrict(&store, &sight, original, only.clone()).await.unwrap();
        let refused = mark(Some(original)).await;
        assert!(matches!(
            refused,
            Err(EditError::Rule(RuleError::Visibility(VisibilityError::Original(of)))) if of == original
        ));
        restrict(&store, &sight, copy, only.clone()).await.unwrap();
        mark(Some(original)).await.unwrap();
        let opened = restrict(&store, &sight, copy, Visibility::Everyone).await;
        assert!(matches!(opened, Err(EditError::Rule(RuleError::Visibility(_)))));
        restrict(&store, &sight, original, Visibility::Everyone).await.unwrap();
        restrict(&store, &sight, copy, Visibility::Everyone).await.unwrap();
        let narrowed = restrict(&store, &sight, original, only).await;
        assert!(matches!(
            narrowed,
            Err(EditError::Rule(RuleError::Visibility(VisibilityError::Duplicate(of)))) if of == copy
        ));
    }

    async fn what_nobody_is_named_in_is_seen_by_nobody(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let person: Person = add_person(&store, "ines", Role::Admin).await;
        let mut incident = titled("nobody");
        incident.visibility = Visibility::to_people([]);
        let one = open_all(&store, vec![incident]).await[0];
        assert!(!store.sees(&Sight::of(&person), one).await.unwrap());
        assert!(!store.sees(&Sight::Open, one).await.unwrap());
        assert!(store.sees(&Sight::Everything, one).await.unwrap());
        let filter = ActionFilter::default();
        assert_eq!(store.actions(&Sight::Open, &filter).await.unwrap(), []);
    }
}
