//! A store with a little in it, and a clock that stands.

use afterword_domain::incident::open::{OpenForm, open};
use afterword_domain::mail::{MailServerForm, Security};
use afterword_domain::person::{Person, PersonForm, Role};
use afterword_domain::policy::Sight;
use afterword_domain::service::ServiceForm;
use afterword_domain::workspace::Workspace;
use afterword_domain::{Incident, IncidentRef, Moment};
use afterword_store::{Author, IncidentList, Opening, SecretKeys, Store, Via};
use afterword_testbed::{Engine, TestDb};
use sqlx::{Connection, PgConnection};

/// A store that can keep secrets.
pub(crate) async fn with_key(url: &str) -> Store {
    let keys = SecretKeys::parse(afterword_testbed::SECRET_KEY).unwrap();
    Store::open(url).await.unwrap().with_keys(keys)
}

pub(crate) fn at(text: &str) -> Moment {
    text.parse().unwrap()
}

pub(crate) fn now() -> Moment {
    at("2026-10-14T12:00:00Z")
}

pub(crate) fn author() -> Author {
    Author {
        person: None,
        via: Via::System,
        request_id: Some("req-1".into()),
        address: None,
    }
}

/// An incident as a person opens it with one sentence.
pub(crate) fn titled(title: &str) -> Incident {
    let form = OpenForm {
        title: title.into(),
        ..OpenForm::default()
    };
    open(form, &Workspace::default(), now()).unwrap()
}

pub(crate) fn opening(incident: Incident) -> Opening {
    Opening {
        incident,
        source: None,
        changes: Vec::new(),
    }
}

pub(crate) async fn open_all(store: &Store, incidents: Vec<Incident>) -> Vec<IncidentRef> {
    let batch = incidents.into_iter().map(opening).collect();
    let opened = store.open_incidents(&author(), batch, now()).await.unwrap();
    opened.into_iter().map(|one| one.reference).collect()
}

pub(crate) async fn open_titled(store: &Store, title: &str) -> IncidentRef {
    open_all(store, vec![titled(title)]).await[0]
}

pub(crate) async fn add_person(store: &Store, handle: &str, role: Role) -> Person {
    let form = PersonForm {
        handle: handle.into(),
        name: format!("{handle} of the team"),
        email: Some(format!("{handle}@example.org")),
        role,
        team: None,
    };
    store.add_person(&author(), form, now()).await.unwrap()
}

/// One to which letters go as a user, with a password where it is said.
pub(crate) fn mail_server(host: &str, password: Option<&str>) -> MailServerForm {
    MailServerForm {
        host: host.into(),
        port: 587,
        security: Security::Starttls,
        user: Some("afterword".into()),
        password: password.map(str::to_owned),
        from: "afterword@example.org".into(),
        from_name: String::new(),
        authority: None,
    }
}

pub(crate) fn service_form(name: &str) -> ServiceForm {
    ServiceForm {
        name: name.into(),
        ..ServiceForm::default()
    }
}

/// Everything that fits a query, the newest first.
pub(crate) fn list(query: &str) -> IncidentList {
    let query = afterword_domain::query::parse(query).unwrap();
    IncidentList::of(query, now(), 7)
}

pub(crate) async fn numbers(store: &Store, query: &str) -> Vec<u32> {
    let mut list = list(query);
    list.limit = 1_000;
    let page = store.incidents(&Sight::Everything, &list).await.unwrap();
    page.rows.iter().map(|row| row.reference.0).collect()
}

/// Does something to the database that the store would never do.
pub(crate) async fn tamper(db: &TestDb, sql: &str) {
    match db.engine {
        Engine::Sqlite => {
            let file = afterword_store::sqlite_file(&db.url).unwrap();
            let conn = rusqlite::Connection::open(file).unwrap();
            conn.execute_batch(sql).unwrap();
        }
        Engine::Postgres => {
            let sql = sqlx::AssertSqlSafe(sql.to_owned());
            let mut conn = PgConnection::connect(&db.url).await.unwrap();
            sqlx::raw_sql(sql).execute(&mut conn).await.unwrap();
        }
    }
}
