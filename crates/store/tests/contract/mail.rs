//! The mail server and its password.

use afterword_domain::mail::MailServerForm;
use afterword_domain::policy::Sight;
use afterword_store::{SaveError, Store};
use afterword_testbed::both;

use crate::world::{author, mail_server, now, with_key};

async fn save(store: &Store, form: MailServerForm) {
    let saved = store.save_mail_server(&author(), form, now()).await;
    saved.map(drop).unwrap();
}

both! {
    async fn the_server_is_kept_and_its_password_is_not_told(db: TestDb) {
        let store = with_key(&db.url).await;
        assert!(store.mail_server().await.unwrap().is_none());
        let gone = store.remove_mail_server(&author(), now()).await;
        assert!(matches!(gone, Err(SaveError::NotFound)));

        save(&store, mail_server("smtp.example.org", Some("first-word"))).await;
        save(&store, mail_server("smtp.example.org", Some("second-word"))).await;
        save(&store, mail_server("smtp.example.org", None)).await;
        store.remove_mail_server(&author(), now()).await.unwrap();
        let rows = store.changes(&Sight::Everything, 0, 100).await.unwrap().0;
        let names: Vec<_> = rows.iter().map(|row| row.name.as_str()).collect();
        assert_eq!(names, [
            "mail_server.changed",
            "mail_server.password_replaced",
            "mail_server.password_replaced",
            "mail_server.changed",
        ]);
        let said = format!("{rows:?}");
        assert!(said.contains("smtp.example.org") && !said.contains("-word"), "{said}");
        assert!(store.mail_server().await.unwrap().is_none());
    }

    async fn the_password_outlives_a_restart_and_goes_to_no_other_server(db: TestDb) {
        let store = with_key(&db.url).await;
        save(&store, mail_server("smtp.example.org", Some("word"))).await;
        drop(store);
        let store = with_key(&db.url).await;
        let elsewhere = mail_server("smtp.example.com", None);
        let refused = store.save_mail_server(&author(), elsewhere, now()).await;
        assert!(matches!(refused, Err(SaveError::Refused(_))));
        let known = store.mail_server().await.unwrap().unwrap();
        assert_eq!(known.server.host, "smtp.example.org");
        assert_eq!(known.password.as_deref(), Some("word"));
    }
}
