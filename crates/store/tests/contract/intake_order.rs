//! The same alerts come to the same incidents, in whatever order.

use std::collections::BTreeSet;

use afterword_domain::IncidentRef;
use afterword_domain::IntegrationId;
use afterword_domain::incident::Incident;
use afterword_domain::incident::edit::{IncidentPatch, edit};
use afterword_domain::incident::milestones::MilestonesPatch;
use afterword_domain::policy::Sight;
use afterword_domain::recurrence::Links;
use afterword_domain::signal::{Signal, Tells};
use afterword_domain::workspace::Workspace;
use afterword_store::{Decision, Store};
use afterword_testbed::both;

use crate::intake::{Story, alert, begin, below, deliver, incidents, minute, shuffled, signal};
use crate::world::{author, now, open_titled};

/// Alerts at any times: some that open an incident, some that last until others begin, and some
/// that nothing resolves.
fn any_night(service: &str, seed: &mut u64) -> Vec<Signal> {
    let mut minutes = |end: usize| i64::try_from(below(end, seed)).unwrap();
    let mut all = Vec::new();
    for number in 0..3 + minutes(5) {
        let severity = ["critical", "warning"][usize::try_from(minutes(2)).unwrap()];
        let (from, lasts) = (minutes(400), minutes(120));
        let to = (minutes(10) > 0).then_some(from + lasts);
        all.extend(alert(
            service,
            &format!("alert {number}"),
            severity,
            from,
            to,
        ));
    }
    all
}

/// Delivers signals one to three at a time.
async fn deliver_in_parts(
    store: &Store,
    integration: IntegrationId,
    mut signals: Vec<Signal>,
    seed: &mut u64,
) {
    while !signals.is_empty() {
        let together = signals.len().min(1 + below(3, seed));
        deliver(store, integration, signals.drain(..together).collect()).await;
    }
}

/// What its incidents tell, by whatever name the service goes.
async fn stories(store: &Store, service: &str) -> BTreeSet<Story> {
    let found = incidents(store, service).await.into_iter();
    found
        .map(|(title, entries, end)| (title.replace(service, "it"), entries, end))
        .collect()
}

/// One incident with what fires before, within and after it, and one much later.
fn a_night(service: &str) -> Vec<Signal> {
    let mut all = Vec::new();
    all.extend(alert(service, "errors", "critical", 0, Some(40)));
    all.extend(alert(service, "latency", "warning", 5, Some(30)));
    all.extend(alert(service, "queue", "warning", -20, Some(10)));
    all.extend(alert(service, "saturation", "critical", 20, Some(50)));
    all.extend(alert(service, "disk", "warning", 75, Some(85)));
    all.extend(alert(service, "certificate", "warning", 300, Some(320)));
    all.extend(alert(service, "errors again", "critical", 700, Some(720)));
    let acknowledged = Tells::Acknowledged {
        alert: format!("{service}/latency"),
    };
    all.push(signal(service, "latency acknowledged", 6, acknowledged));
    all
}

/// An incident as a person opens it, whose impact began at minute 50.
async fn open_of_person(store: &Store, service: &str, recovered: Option<i64>) -> IncidentRef {
    let workspace = store.workspace().await.unwrap();
    let reference = open_titled(store, "somebody saw it").await;
    let milestones = MilestonesPatch {
        impact_started_at: Some(Some(minute(50))),
        recovered_at: recovered.map(|at| Some(minute(at))),
        ..MilestonesPatch::default()
    };
    let form = IncidentPatch {
        services: Some(vec![workspace.service_named(service).unwrap().id]),
        milestones: Some(milestones),
        ..IncidentPatch::default()
    };
    patch(store, reference, form).await;
    reference
}

async fn patch(store: &Store, reference: IncidentRef, form: IncidentPatch) {
    let author = author();
    let decide = |incident: &Incident, workspace: &Workspace, links: &Links| {
        edit(incident, workspace, links, form)
    };
    let edited = store.edit_incident(
        (&Sight::Everything, &author),
        reference,
        None,
        now(),
        decide,
    );
    edited.await.unwrap();
}

both! {
    async fn the_order_in_which_alerts_come_makes_no_difference(db: TestDb) {
        let names: Vec<_> = (0..16).map(|round| format!("service {round}")).collect();
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        let (store, integration) = begin(&db, &names).await;
        let mut seed = 11;
        let mut expected = None;
        for service in names {
            let mut signals = a_night(service);
            if expected.is_some() {
                signals.extend(signals.clone().into_iter().take(5));
                signals = shuffled(signals, &mut seed);
            } else {
                signals.sort_by_key(|signal| signal.occurred_at);
            }
            deliver_in_parts(&store, integration, signals, &mut seed).await;
            let found = stories(&store, service).await;
            let first = expected.get_or_insert_with(|| found.clone());
            assert_eq!(first, &found, "{service}");
        }
        let expected = expected.unwrap();
        let mut titles: Vec<_> = expected.iter().map(|(title, entries, end)| (title.as_str(), entries.len(), *end)).collect();
        titles.sort();
        assert_eq!(titles, [
            ("errors again of it", 2, Some(minute(720))),
            ("errors of it", 11, Some(minute(85))),
        ]);
    }

    async fn any_alerts_in_any_order_come_to_the_same_incidents(db: TestDb) {
        const NIGHTS: usize = 12;
        let names: Vec<_> = (0..2 * NIGHTS).map(|at| format!("service {at}")).collect();
        let (store, integration) = begin(&db, &names.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let mut seed = 3;
        for pair in names.chunks(2) {
            let night = seed;
            let mut first = any_night(&pair[0], &mut seed);
            first.sort_by_key(|signal| signal.occurred_at);
            let mut again = any_night(&pair[1], &mut { night });
            again.extend(again.clone().into_iter().take(3));
            let again = shuffled(again, &mut seed);
            deliver_in_parts(&store, integration, first, &mut seed).await;
            deliver_in_parts(&store, integration, again, &mut seed).await;
            let (expected, found) = (stories(&store, &pair[0]).await, stories(&store, &pair[1]).await);
            assert_eq!(expected, found, "the night of seed {night}");
        }
    }

    async fn two_incidents_that_were_one_are_one_unless_people_work_on_both(db: TestDb) {
        let (store, integration) = begin(&db, &["untouched", "one", "both"]).await;
        let titles = async |service| {
            let found = incidents(&store, service).await.into_iter();
            found.map(|(title, entries, _)| (title, entries.len())).collect::<Vec<_>>()
        };
        for (service, edited) in [("untouched", [].as_slice()), ("one", &[4]), ("both", &[5, 6])] {
            deliver(&store, integration, alert(service, "first", "critical", 0, Some(20))).await;
            deliver(&store, integration, alert(service, "second", "critical", 120, Some(140))).await;
            for &number in edited {
                let reference = IncidentRef(number);
                let title = format!("{number}, as somebody called it");
                patch(&store, reference, IncidentPatch { title: Some(title), ..IncidentPatch::default() }).await;
            }
            deliver(&store, integration, alert(service, "late", "warning", 10, Some(130))).await;
        }
        assert_eq!(titles("untouched").await, [("first of untouched".into(), 6)]);
        assert_eq!(titles("one").await, [("4, as somebody called it".into(), 6)]);
        assert_eq!(titles("both").await, [("5, as somebody called it".into(), 4), ("6, as somebody called it".into(), 2)]);
        let folded = store.incident(&Sight::Everything, IncidentRef(2)).await.unwrap().unwrap();
        assert_eq!(folded.duplicate_of, Some(IncidentRef(1)));
    }

    async fn any_alerts_about_an_incident_of_a_person_come_to_the_same_incidents(db: TestDb) {
        const NIGHTS: usize = 12;
        let names: Vec<_> = (0..2 * NIGHTS).map(|at| format!("service {at}")).collect();
        let (store, integration) = begin(&db, &names.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let mut seed = 8;
        for pair in names.chunks(2) {
            let night = seed;
            let mut first = any_night(&pair[0], &mut seed);
            first.sort_by_key(|signal| signal.occurred_at);
            let again = shuffled(any_night(&pair[1], &mut { night }), &mut seed);
            let recovered = [None, Some(90)][below(2, &mut seed)];
            for (service, signals) in [(&pair[0], first), (&pair[1], again)] {
                open_of_person(&store, service, recovered).await;
                deliver_in_parts(&store, integration, signals, &mut seed).await;
            }
            let (expected, found) = (stories(&store, &pair[0]).await, stories(&store, &pair[1]).await);
            assert_eq!(expected, found, "the night of seed {night}");
        }
    }

    async fn an_alert_long_after_the_all_clear_is_another_incident(db: TestDb) {
        let (store, integration) = begin(&db, &["checkout"]).await;
        let reference = open_of_person(&store, "checkout", None).await;
        deliver(&store, integration, alert("checkout", "errors", "warning", 55, Some(70))).await;
        let cleared = MilestonesPatch { all_clear_at: Some(Some(minute(80))), ..MilestonesPatch::default() };
        patch(&store, reference, IncidentPatch { milestones: Some(cleared), ..IncidentPatch::default() }).await;
        deliver(&store, integration, alert("checkout", "later", "critical", 400, Some(410))).await;
        deliver(&store, integration, alert("checkout", "near", "warning", 95, None)).await;
        let found: Vec<_> = incidents(&store, "checkout").await.into_iter()
            .map(|(title, entries, recovered)| (title, entries.len(), recovered)).collect();
        assert_eq!(found, [
            ("later of checkout".into(), 2, Some(minute(410))),
            ("somebody saw it".into(), 3, Some(minute(70))),
        ]);
    }

    async fn what_a_person_took_in_stays(db: TestDb) {
        let (store, integration) = begin(&db, &["checkout"]).await;
        deliver(&store, integration, alert("checkout", "errors", "critical", 0, None)).await;
        let far = alert("checkout", "long before", "warning", -100, Some(-90));
        deliver(&store, integration, far).await;
        let reference = IncidentRef(1);
        let offers = store.offers(&Sight::Everything, reference).await.unwrap().unwrap();
        let ids: Vec<_> = offers.offers.iter().map(|offer| offer.id).collect();
        assert_eq!(ids.len(), 2, "{offers:?}");
        store.decide_signals((&Sight::Everything, &author()), reference, Decision::Accept(ids), now()).await.unwrap();
        deliver(&store, integration, alert("checkout", "errors", "critical", 0, Some(30))).await;
        let found: Vec<_> = incidents(&store, "checkout").await.into_iter()
            .map(|(_, entries, recovered)| (entries.len(), recovered)).collect();
        assert_eq!(found, [(4, Some(minute(30)))]);
    }

    async fn an_alert_that_grows_worse_opens_an_incident(db: TestDb) {
        let (store, integration) = begin(&db, &["checkout"]).await;
        let told = |severity: &str, revision| {
            let mut told = alert("checkout", "errors", severity, 0, None);
            told[0].revision = revision;
            told
        };
        deliver(&store, integration, told("warning", 1)).await;
        assert!(incidents(&store, "checkout").await.is_empty());
        deliver(&store, integration, told("critical", 2)).await;
        assert_eq!(incidents(&store, "checkout").await.len(), 1);
    }
}
