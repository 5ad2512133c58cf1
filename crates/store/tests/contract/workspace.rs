//! Settings, services, teams, people and factors.

use std::sync::Arc;

use afterword_domain::person::{PersonForm, Role};
use afterword_domain::policy::Sight;
use afterword_domain::service::ServiceForm;
use afterword_domain::team::TeamForm;
use afterword_domain::workspace::{Settings, Workspace};
use afterword_domain::{ServiceId, TeamId};
use afterword_store::{SaveError, Store};

use crate::world::{add_person, author, now, service_form};

fn team_form(name: &str) -> TeamForm {
    TeamForm {
        name: name.into(),
        ..TeamForm::default()
    }
}

fn code(error: SaveError) -> String {
    match error {
        SaveError::Taken { field, value } => format!("taken {field} {value}"),
        SaveError::NotFound => "not found".into(),
        SaveError::LinkSpent => "link spent".into(),
        SaveError::NotYours => "not yours".into(),
        SaveError::Denied(denied) => denied.to_string(),
        SaveError::Refused(refusal) => refusal.code().into(),
        SaveError::Store(error) => panic!("{error}"),
    }
}

afterword_testbed::both! {
    async fn an_empty_database_is_a_workspace_by_default(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        assert_eq!(*store.workspace().await.unwrap(), Workspace::default());
        assert!(!store.has_admin().await.unwrap());
    }

    async fn settings_are_checked_kept_and_logged(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let settings = Settings { name: " Acme  Ltd ".into(), review_days: 5, ..Settings::default() };
        let saved = store.save_settings(&author(), settings, now()).await.unwrap();
        assert_eq!(saved.name, "Acme Ltd");
        assert_eq!(store.workspace().await.unwrap().settings, saved);
        assert_eq!(store.changes(&Sight::Everything, 0, 9).await.unwrap().0[0].name, "settings.changed");
        store.save_settings(&author(), saved.clone(), now()).await.unwrap();
        let refused = Settings { review_days: 0, ..saved };
        let refused = store.save_settings(&author(), refused, now()).await.unwrap_err();
        assert_eq!(code(refused), "review_days_out_of_range");
        assert_eq!(store.latest_seq().await.unwrap(), 1);
    }

    async fn services_and_teams(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let team = store.add_team(&author(), team_form("Payments"), now()).await.unwrap();
        let form = ServiceForm { team: Some(team.id), ..service_form("Ledger") };
        let ledger = store.add_service(&author(), form.clone(), now()).await.unwrap();
        assert_eq!((team.id, ledger.id), (TeamId(1), ServiceId(1)));

        let taken = store.add_service(&author(), service_form("LEDGER"), now()).await.unwrap_err();
        assert_eq!(code(taken), "taken name LEDGER");
        let taken = store.add_team(&author(), team_form("payments"), now()).await.unwrap_err();
        assert_eq!(code(taken), "taken name payments");
        let homeless = ServiceForm { team: Some(TeamId(7)), ..service_form("x") };
        let homeless = store.add_service(&author(), homeless, now()).await.unwrap_err();
        assert_eq!(code(homeless), "no_such_team");

        let renamed = ServiceForm { name: "ledger".into(), ..form };
        let renamed = store.update_service(&author(), ledger.id, renamed, now()).await.unwrap();
        assert_eq!(renamed.name, "ledger");
        let missing = store.update_service(&author(), ServiceId(9), service_form("x"), now()).await;
        assert_eq!(code(missing.unwrap_err()), "not found");
        let moved = TeamForm { tracker_project: "PAY".into(), ..team_form("Payments") };
        store.update_team(&author(), team.id, moved, now()).await.unwrap();

        let workspace = store.workspace().await.unwrap();
        assert_eq!(workspace.services, [renamed]);
        assert_eq!(workspace.teams[0].tracker_project, "PAY");
        let names: Vec<_> = store.changes(&Sight::Everything, 0, 9).await.unwrap().0.into_iter().map(|row| row.name).collect();
        assert_eq!(names, ["team.added", "service.added", "service.changed", "team.changed"]);
    }

    async fn people_keep_their_names_apart_and_an_administrator(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let mika = add_person(&store, "mika", Role::Admin).await;
        let form = |handle: &str, email: &str, role| PersonForm {
            handle: handle.into(),
            name: "Somebody".into(),
            email: Some(email.into()),
            role,
            team: None,
        };
        let me = author();
        let add = |form| store.add_person(&me, form, now());
        let taken = add(form("mika", "a@example.org", Role::Member)).await.unwrap_err();
        assert_eq!(code(taken), "taken handle mika");
        let taken = add(form("noor", "MIKA@example.org", Role::Member)).await.unwrap_err();
        assert_eq!(code(taken), "taken email mika@example.org");

        let demoted = form("mika", "mika@example.org", Role::Member);
        let update = |form, active| store.update_person(&me, mika.id, (form, active), now(), |_, _| Ok(()));
        assert_eq!(code(update(demoted.clone(), true).await.unwrap_err()), "last_admin");
        add_person(&store, "noor", Role::Admin).await;
        let changed = update(demoted, false).await.unwrap();
        assert!(!changed.active);
        assert_eq!(store.workspace().await.unwrap().person(mika.id), Some(&changed));
    }

    async fn a_factor_is_known_by_its_words(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let first = store.add_factor(&author(), "Retries not bounded", now()).await.unwrap();
        let again = store.add_factor(&author(), " retries  NOT bounded", now()).await.unwrap();
        assert_eq!(again, first);
        assert_eq!(store.latest_seq().await.unwrap(), 1);
        let empty = store.add_factor(&author(), " ", now()).await.unwrap_err();
        assert_eq!(code(empty), "empty");
        assert_eq!(store.factor_counts(&Sight::Everything).await.unwrap(), []);
    }

    async fn missing_names_come_in_one_transaction(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        store.add_service(&author(), service_form("ledger"), now()).await.unwrap();
        let services = ["Ledger", "checkout", "Checkout "].map(str::to_owned);
        let factors = ["no limit", "No  limit", "no alert"].map(str::to_owned);
        let workspace = store.ensure_names(&author(), &services, &factors, now()).await.unwrap();
        let names: Vec<_> = workspace.services.iter().map(|service| service.name.as_str()).collect();
        assert_eq!(names, ["ledger", "checkout"]);
        let labels: Vec<_> = workspace.factors.iter().map(|factor| factor.label.as_str()).collect();
        assert_eq!(labels, ["no limit", "no alert"]);
        let seq = store.latest_seq().await.unwrap();
        let again = store.ensure_names(&author(), &services, &factors, now()).await.unwrap();
        assert!(Arc::ptr_eq(&again, &workspace));
        let refused = ["fine".to_owned(), " ".to_owned()];
        store.ensure_names(&author(), &refused, &[], now()).await.unwrap_err();
        assert_eq!(store.latest_seq().await.unwrap(), seq);
        assert_eq!(store.workspace().await.unwrap().services.len(), 2);
    }

    async fn what_is_kept_in_memory_follows_another_process(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let elsewhere = Store::open(&db.url).await.unwrap();
        let before = store.workspace().await.unwrap();
        assert!(Arc::ptr_eq(&before, &store.workspace().await.unwrap()));
        elsewhere.add_service(&author(), service_form("ledger"), now()).await.unwrap();
        assert_eq!(store.workspace().await.unwrap().services.len(), 1);
    }

    async fn two_who_add_the_same_name_at_once_get_one(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let tasks: Vec<_> = (0..6)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move {
                    store.add_service(&author(), service_form("ledger"), now()).await.is_ok()
                })
            })
            .collect();
        let mut added = 0;
        for task in tasks {
            added += u32::from(task.await.unwrap());
        }
        assert_eq!(added, 1);
        assert_eq!(store.workspace().await.unwrap().services.len(), 1);
    }
}
