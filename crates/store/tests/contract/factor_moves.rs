//! What a merge moved and what taking it back moves again, what a split moves, and the history of
//! both; and what is no pattern.

use afterword_domain::learning::no_pattern::NoPatternForm;
use afterword_domain::policy::Sight;
use afterword_domain::postmortem::edit::{FactorForm, WriteError, write_factor};
use afterword_domain::postmortem::{ContributingFactor, FactorGroup};
use afterword_domain::workspace::factor_history::FactorNews;
use afterword_domain::{ContributingFactorId, FactorId, Incident, IncidentRef, NoPatternId};
use afterword_store::{SaveError, Store};

use crate::world::{at, author, now, open_all, open_titled, titled};

const OLD: FactorId = FactorId(1);
const NEW: FactorId = FactorId(2);
const THIRD: FactorId = FactorId(3);
const SPLIT: FactorId = FactorId(4);

async fn vocabulary(store: &Store) {
    for label in ["no bound", "retries not bounded", "no alert"] {
        store.add_factor(&author(), label, now()).await.unwrap();
    }
}

/// An incident with a contributing factor for each of these.
fn naming(factors: &[FactorId]) -> Incident {
    let mut incident = titled("It stood still");
    let named = (1..).zip(factors);
    let named = named.map(|(number, factor)| ContributingFactor {
        id: ContributingFactorId(number),
        group: FactorGroup::MadePossible,
        text: "It did.".into(),
        factor: Some(*factor),
        confidence: None,
        evidence: Vec::new(),
    });
    incident.postmortem.factors = named.collect();
    incident.next_entry = 9;
    incident
}

async fn named(store: &Store, number: u32) -> Vec<FactorId> {
    let found = store
        .incident(&Sight::Everything, IncidentRef(number))
        .await
        .unwrap()
        .unwrap();
    let factors = found.postmortem.factors.into_iter();
    factors.filter_map(|one| one.factor).collect()
}

fn code(error: SaveError) -> String {
    match error {
        SaveError::Taken { field, value } => format!("taken {field} {value}"),
        SaveError::NotFound => "not found".into(),
        SaveError::Refused(refusal) => refusal.code().into(),
        other => panic!("{other}"),
    }
}

async fn news(store: &Store, factor: FactorId) -> Vec<(FactorNews, u64)> {
    let history = store
        .factor_history(&Sight::Everything, factor)
        .await
        .unwrap();
    let told = history
        .into_iter()
        .map(|event| (event.news, event.incidents));
    told.collect()
}

afterword_testbed::both! {
    async fn a_merge_is_taken_back_where_nobody_changed_it_since(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        vocabulary(&store).await;
        let all = [&[OLD][..], &[OLD, NEW], &[NEW], &[OLD]].map(naming);
        open_all(&store, all.into()).await;
        let (me, merged_at, back_at) = (author(), at("2026-10-15T12:00:00Z"), at("2026-10-16T12:00:00Z"));
        store.merge_factors((&Sight::Everything, &me), OLD, NEW, merged_at).await.unwrap();
        // A person says otherwise of the fourth.
        let form = FactorForm { text: "It did.".into(), factor: Some(THIRD), ..FactorForm::default() };
        let decide = |incident: &Incident, workspace: &_, _: &_| {
            let id = Some(ContributingFactorId(1));
            Ok::<_, WriteError>(write_factor(incident, workspace, id, &form).unwrap())
        };
        store.edit_incident((&Sight::Everything, &me), IncidentRef(4), Some(2), merged_at, decide).await.unwrap();

        let (term, changed) = store.unmerge_factor((&Sight::Everything, &me), OLD, back_at).await.unwrap();
        assert_eq!((term.id, term.merged_into, term.retired, changed), (OLD, None, false, 2));
        assert_eq!(named(&store, 1).await, [OLD]);
        assert_eq!(named(&store, 2).await, [OLD, NEW]);
        assert_eq!(named(&store, 3).await, [NEW]);
        assert_eq!(named(&store, 4).await, [THIRD]);
        let counts = store.factor_counts(&Sight::Everything).await.unwrap();
        assert_eq!(counts, [(OLD, 2), (NEW, 2), (THIRD, 1)]);
        assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
        // It stands for itself: its label leads to it, and it may be chosen again.
        let known = store.add_factor(&me, "No bound", back_at).await.unwrap();
        assert_eq!(known.id, OLD);
        assert_eq!(code(store.unmerge_factor((&Sight::Everything, &me), OLD, back_at).await.unwrap_err()), "factor_not_merged");
        assert_eq!(code(store.unmerge_factor((&Sight::Everything, &me), FactorId(9), back_at).await.unwrap_err()), "not found");

        let label = String::from("no bound");
        assert_eq!(news(&store, OLD).await, [
            (FactorNews::Unmerged { factor: NEW }, 2),
            (FactorNews::MergedInto { factor: NEW }, 3),
            (FactorNews::Named { label: label.clone() }, 0),
        ]);
        let of_new = news(&store, NEW).await;
        assert_eq!(of_new[0], (FactorNews::GaveBack { factor: OLD, label: label.clone() }, 2));
        assert_eq!(of_new[1], (FactorNews::TookOver { factor: OLD, label }, 3));
        assert_eq!(news(&store, FactorId(9)).await, []);
    }

    async fn a_merge_that_went_on_is_taken_back_as_well(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        vocabulary(&store).await;
        open_all(&store, [&[OLD][..], &[NEW]].map(naming).into()).await;
        let me = author();
        store.merge_factors((&Sight::Everything, &me), OLD, NEW, at("2026-10-15T12:00:00Z")).await.unwrap();
        store.merge_factors((&Sight::Everything, &me), NEW, THIRD, at("2026-10-16T12:00:00Z")).await.unwrap();
        assert_eq!((named(&store, 1).await, named(&store, 2).await), (vec![THIRD], vec![THIRD]));
        // The second merge first: the first one stands.
        let (_, changed) = store.unmerge_factor((&Sight::Everything, &me), NEW, at("2026-10-17T12:00:00Z")).await.unwrap();
        assert_eq!(changed, 2);
        assert_eq!((named(&store, 1).await, named(&store, 2).await), (vec![NEW], vec![NEW]));
        let workspace = store.workspace().await.unwrap();
        assert_eq!(workspace.factor(OLD).unwrap().merged_into, Some(NEW));
        store.unmerge_factor((&Sight::Everything, &me), OLD, at("2026-10-18T12:00:00Z")).await.unwrap();
        assert_eq!((named(&store, 1).await, named(&store, 2).await), (vec![OLD], vec![NEW]));
        // The first merge alone, while the second stands.
        store.merge_factors((&Sight::Everything, &me), OLD, NEW, at("2026-10-19T12:00:00Z")).await.unwrap();
        store.merge_factors((&Sight::Everything, &me), NEW, THIRD, at("2026-10-20T12:00:00Z")).await.unwrap();
        store.unmerge_factor((&Sight::Everything, &me), OLD, at("2026-10-21T12:00:00Z")).await.unwrap();
        assert_eq!((named(&store, 1).await, named(&store, 2).await), (vec![OLD], vec![THIRD]));
    }

    async fn a_split_moves_the_chosen_incidents_or_none(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        vocabulary(&store).await;
        open_all(&store, [&[OLD][..], &[OLD, NEW], &[OLD], &[NEW]].map(naming).into()).await;
        let (me, then) = (author(), at("2026-10-15T12:00:00Z"));
        let split = |label: &'static str, incidents: &[u32]| {
            let incidents = incidents.iter().copied().map(IncidentRef).collect();
            let (store, me) = (store.clone(), me.clone());
            async move { store.split_factor((&Sight::Everything, &me), (OLD, label), incidents, then).await }
        };
        let before = store.latest_seq().await.unwrap();
        assert_eq!(code(split("no backoff", &[]).await.unwrap_err()), "empty");
        assert_eq!(code(split("no backoff", &[1, 4]).await.unwrap_err()), "factor_not_named");
        assert_eq!(code(split("no backoff", &[1, 77]).await.unwrap_err()), "factor_not_named");
        assert_eq!(code(split("No  alert", &[1]).await.unwrap_err()), "taken label no alert");
        assert_eq!(code(split(" ", &[1]).await.unwrap_err()), "empty");
        assert_eq!((store.latest_seq().await.unwrap(), named(&store, 1).await), (before, vec![OLD]));

        let (term, changed) = split("no backoff", &[2, 1, 2]).await.unwrap();
        assert_eq!((term.split_from, changed), (Some(OLD), 2));
        let id = term.id;
        assert_eq!(named(&store, 1).await, [id]);
        assert_eq!(named(&store, 2).await, [id, NEW]);
        assert_eq!(named(&store, 3).await, [OLD]);
        assert_eq!(store.check().await.unwrap(), Vec::<String>::new());
        let off = FactorNews::SplitOff { factor: id, label: "no backoff".into() };
        assert_eq!(news(&store, OLD).await[0], (off, 2));
        assert_eq!(news(&store, id).await, [(FactorNews::SplitFrom { factor: OLD }, 2)]);
        assert!(id >= SPLIT);
    }

    async fn what_is_no_pattern_is_remembered_until_it_is_taken_back(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        for title in ["one", "two", "three"] {
            open_titled(&store, title).await;
        }
        let form = |incidents: &[u32]| NoPatternForm {
            incidents: incidents.iter().copied().map(IncidentRef).collect(),
            words: vec!["certificate".into()],
        };
        let me = author();
        let kept = store.add_no_pattern((&Sight::Everything, &me), form(&[3, 1]), now()).await.unwrap();
        assert_eq!(kept.incidents, [IncidentRef(1), IncidentRef(3)]);
        let missing = store.add_no_pattern((&Sight::Everything, &me), form(&[1, 9]), now()).await.unwrap_err();
        assert_eq!(code(missing), "no_such_incident");
        let few = store.add_no_pattern((&Sight::Everything, &me), form(&[1]), now()).await.unwrap_err();
        assert_eq!(code(few), "wrong_number");
        let id = kept.id;
        assert_eq!(store.no_patterns(&Sight::Everything).await.unwrap(), [kept]);
        store.remove_no_pattern((&Sight::Everything, &me), id, now()).await.unwrap();
        assert_eq!(store.no_patterns(&Sight::Everything).await.unwrap(), []);
        let gone = store.remove_no_pattern((&Sight::Everything, &me), NoPatternId(7), now()).await.unwrap_err();
        assert_eq!(code(gone), "not found");
        let log = store.changes(&Sight::Everything, 0, 50).await.unwrap().0;
        let names: Vec<_> = log.iter().map(|row| row.name.as_str()).filter(|name| name.starts_with("no_")).collect();
        assert_eq!(names, ["no_pattern.added", "no_pattern.removed"]);
    }
}
