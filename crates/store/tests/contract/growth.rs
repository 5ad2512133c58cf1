//! The signal that the change log grew.

use std::time::Duration;

use afterword_store::Store;

use crate::world::{author, now, open_titled, opening, titled};

afterword_testbed::both! {
    async fn a_commit_is_told_here_and_to_other_programs(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let other = Store::open(&db.url).await.unwrap();
        open_titled(&store, "Before anybody listened").await;
        let (mut here, mut there) = (store.log_grew(), other.log_grew());
        there.wait_for(|seq| *seq == 1).await.unwrap();
        open_titled(&store, "Checkout failed").await;
        assert_eq!(*here.borrow_and_update(), 2, "told by the time that the commit has returned");
        let heard = tokio::time::timeout(Duration::from_secs(5), there.wait_for(|seq| *seq == 2));
        heard.await.expect("the other program hears of it").unwrap();
        assert_eq!(other.latest_seq().await.unwrap(), 2);
    }

    async fn what_is_not_committed_is_not_told(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        open_titled(&store, "Checkout failed").await;
        let mut here = store.log_grew();
        here.wait_for(|seq| *seq == 1).await.unwrap();
        let mut bad = opening(titled("Twice"));
        bad.incident.services = vec![afterword_domain::ServiceId(99)];
        let refused = store.open_incidents(&author(), vec![bad], now()).await;
        assert!(refused.is_err(), "the database knows no service 99");
        assert_eq!(*here.borrow_and_update(), 1);
    }
}
