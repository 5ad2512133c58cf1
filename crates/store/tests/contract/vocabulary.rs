//! The vocabulary of factors: other labels, retirement, and a merge that reaches every incident.

use afterword_domain::action_item::ActionItem;
use afterword_domain::policy::Sight;
use afterword_domain::postmortem::edit::{FactorForm, WriteError, write_factor};
use afterword_domain::postmortem::{ContributingFactor, FactorGroup, Measure};
use afterword_domain::workspace::factor::FactorPatch;
use afterword_domain::{ContributingFactorId, FactorId, Incident, IncidentRef, MeasureId};
use afterword_store::{SaveError, Store, StoreError};

use crate::generated::Chance;
use crate::world::{author, now, numbers, open_all, tamper, titled};

const OLD: FactorId = FactorId(1);
const NEW: FactorId = FactorId(2);

async fn vocabulary(store: &Store) {
    for label in ["no bound", "retries not bounded", "no alert"] {
        store.add_factor(&author(), label, now()).await.unwrap();
    }
}

fn relabel(label: &str) -> FactorPatch {
    FactorPatch {
        label: Some(label.into()),
        retired: None,
    }
}

fn retire(retired: bool) -> FactorPatch {
    FactorPatch {
        label: None,
        retired: Some(retired),
    }
}

fn code(error: SaveError) -> String {
    match error {
        SaveError::Taken { field, value } => format!("taken {field} {value}"),
        SaveError::NotFound => "not found".into(),
        SaveError::Refused(refusal) => refusal.code().into(),
        other => panic!("{other}"),
    }
}

/// An incident that names factors in a contributing factor, a measure or an action item.
fn naming(at: usize, factor: FactorId) -> Incident {
    let mut incident = titled(&format!("Incident {at}"));
    let postmortem = &mut incident.postmortem;
    let measure = Measure {
        id: MeasureId(2),
        title: "Bound the retries".into(),
        note: String::new(),
        effect: None,
        effort_days: None,
        factor: Some(factor),
        votes: Vec::new(),
        not_chosen_reason: String::new(),
        told: None,
    };
    match at % 3 {
        0 => postmortem.factors.push(ContributingFactor {
            id: ContributingFactorId(1),
            group: FactorGroup::MadePossible,
            text: "The client tried again for ever.".into(),
            factor: Some(factor),
            confidence: None,
            evidence: Vec::new(),
        }),
        1 => postmortem.measures.push(measure),
        _ => {
            let action = crate::generated::action(&mut Chance(at as u64), 3);
            postmortem.actions.push(ActionItem {
                factor: Some(factor),
                ..action
            });
        }
    }
    incident.next_entry = 3;
    incident
}

fn named(incident: &Incident) -> Vec<FactorId> {
    let postmortem = &incident.postmortem;
    let factors = postmortem.factors.iter().filter_map(|one| one.factor);
    let measures = postmortem.measures.iter().filter_map(|one| one.factor);
    let actions = postmortem.actions.iter().filter_map(|one| one.factor);
    factors.chain(measures).chain(actions).collect()
}

async fn incident(store: &Store, number: u32) -> Incident {
    let found = store
        .incident(&Sight::Everything, IncidentRef(number))
        .await
        .unwrap();
    found.unwrap()
}

afterword_testbed::both! {
    async fn a_term_is_relabelled_and_retired_in_the_log(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        vocabulary(&store).await;
        let seq = store.latest_seq().await.unwrap();
        let me = author();
        let edit = |id, patch| store.edit_factor(&me, id, patch, now());
        let term = edit(OLD, relabel("No  limit")).await.unwrap();
        assert_eq!((term.label.as_str(), term.retired), ("No limit", false));
        assert!(edit(OLD, retire(true)).await.unwrap().retired);
        assert_eq!(edit(OLD, retire(true)).await.unwrap().id, OLD);
        let taken = edit(OLD, relabel("RETRIES not bounded")).await.unwrap_err();
        assert_eq!(code(taken), "taken label RETRIES not bounded");
        let missing = edit(FactorId(9), retire(true)).await.unwrap_err();
        assert_eq!(code(missing), "not found");
        // Its own label in another case is no other's.
        assert_eq!(edit(OLD, relabel("no limit")).await.unwrap().label, "no limit");
        let log = store.changes(&Sight::Everything, seq, 9).await.unwrap().0;
        let names: Vec<_> = log.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, ["factor.changed"; 3]);
        let known = store.add_factor(&author(), "no bound", now()).await.unwrap();
        assert_ne!(known.id, OLD, "the former label is free again");
    }

    async fn a_merge_reaches_a_thousand_incidents_in_one_transaction(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        vocabulary(&store).await;
        let other = FactorId(3);
        let incidents = (0..1_000).map(|at| naming(at, if at % 10 == 9 { other } else { OLD }));
        open_all(&store, incidents.collect()).await;
        let before = store.latest_seq().await.unwrap();

        let (term, changed) = store.merge_factors((&Sight::Everything, &author()), OLD, NEW, now()).await.unwrap();
        assert_eq!((term.id, changed), (NEW, 900));
        for number in (1..=1_000).step_by(37) {
            let is_other = (number - 1) % 10 == 9;
            let incident = incident(&store, number).await;
            assert_eq!(named(&incident), [if is_other { other } else { NEW }], "{number}");
            assert_eq!(incident.version, if is_other { 1 } else { 2 });
        }
        let workspace = store.workspace().await.unwrap();
        let old = workspace.factor(OLD).unwrap();
        assert_eq!((old.retired, old.merged_into), (true, Some(NEW)));
        // One row for the term, one for each incident, all told as changes with both sides.
        assert_eq!(store.latest_seq().await.unwrap(), before + 901);
        let log = store.changes_of(&Sight::Everything, IncidentRef(1), 9).await.unwrap();
        assert_eq!((log[0].name.as_str(), log[0].version), ("contributing_factor.changed", Some(2)));
        // What is projected: every third names it as contributing, less those that name another.
        let counts = store.factor_counts(&Sight::Everything).await.unwrap();
        assert!(counts.iter().all(|(factor, _)| *factor != OLD), "{counts:?}");
        let by_new = numbers(&store, "factor:\"retries not bounded\"").await;
        assert_eq!(by_new.len(), 300);
        assert_eq!(numbers(&store, "factor:\"no bound\"").await, by_new);
        assert_eq!(store.add_factor(&author(), "No bound", now()).await.unwrap().id, NEW);
        assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
        let facts = store.facts(&Sight::Everything).await.unwrap();
        assert_eq!(facts.len(), 1_000);
    }

    async fn a_merge_that_fails_half_way_leaves_everything_as_it_was(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        vocabulary(&store).await;
        open_all(&store, (0..30).map(|at| naming(at, OLD)).collect()).await;
        let before = store.latest_seq().await.unwrap();
        tamper(&db, "UPDATE incident_bodies SET body = '{\"factor\":1,' WHERE incident = 20").await;
        let failed = store.merge_factors((&Sight::Everything, &author()), OLD, NEW, now()).await.unwrap_err();
        assert!(matches!(failed, SaveError::Store(StoreError::Corrupt { .. })), "{failed}");
        for number in (1..=30).filter(|number| *number != 20) {
            let incident = incident(&store, number).await;
            assert_eq!((named(&incident), incident.version), (vec![OLD], 1));
        }
        assert_eq!(store.workspace().await.unwrap().factor(OLD).unwrap().merged_into, None);
        assert_eq!(store.latest_seq().await.unwrap(), before);
        assert_eq!(numbers(&store, "factor:\"no bound\"").await.len(), 10);
    }

    async fn a_merge_to_nowhere_is_refused(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        vocabulary(&store).await;
        let me = author();
        let merge = |from, into| store.merge_factors((&Sight::Everything, &me), from, into, now());
        assert_eq!(code(merge(OLD, OLD).await.unwrap_err()), "merged_into_itself");
        assert_eq!(code(merge(OLD, FactorId(9)).await.unwrap_err()), "no_such_factor");
        assert_eq!(code(merge(FactorId(9), OLD).await.unwrap_err()), "not found");
        merge(OLD, NEW).await.unwrap();
        assert_eq!(code(merge(FactorId(3), OLD).await.unwrap_err()), "factor_merged");
        let back = store.edit_factor(&me, OLD, retire(false), now()).await;
        assert_eq!(code(back.unwrap_err()), "factor_merged");
        // A second step takes along what came before.
        merge(NEW, FactorId(3)).await.unwrap();
        let workspace = store.workspace().await.unwrap();
        assert_eq!(workspace.factor(OLD).unwrap().merged_into, Some(FactorId(3)));
    }

    async fn who_chooses_the_term_meanwhile_ends_with_the_other(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        vocabulary(&store).await;
        open_all(&store, (0..20).map(|at| titled(&format!("Incident {at}"))).collect()).await;
        let form = FactorForm { text: "why".into(), factor: Some(OLD), ..FactorForm::default() };
        let edits: Vec<_> = (1..=20)
            .map(|number| {
                let (store, form) = (store.clone(), form.clone());
                tokio::spawn(async move {
                    let decide = move |incident: &Incident, workspace: &_, _: &_| {
                        Ok::<_, WriteError>(write_factor(incident, workspace, None, &form).unwrap())
                    };
                    let me = author();
                    let edited = store.edit_incident((&Sight::Everything, &me), IncidentRef(number), None, now(), decide);
                    edited.await.unwrap();
                })
            })
            .collect();
        store.merge_factors((&Sight::Everything, &author()), OLD, NEW, now()).await.unwrap();
        for edit in edits {
            edit.await.unwrap();
        }
        let late = open_all(&store, vec![naming(0, OLD)]).await[0];
        for number in 1..=late.0 {
            assert_eq!(named(&incident(&store, number).await), [NEW], "{number}");
        }
        assert_eq!(store.factor_counts(&Sight::Everything).await.unwrap(), [(NEW, 21)]);
    }
}
