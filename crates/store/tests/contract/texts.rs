//! Texts that databases stumble over.

use afterword_domain::policy::Sight;
use afterword_domain::text::PROSE_MAX;
use afterword_store::Store;

use crate::world::{numbers, open_all, titled};

afterword_testbed::both! {
    async fn wildcards_are_plain_characters(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let titles = ["100% of requests", "100 of requests", "retry_limit", "retryXlimit", r"C:\temp", "C:/temp"];
        open_all(&store, titles.map(titled).into()).await;
        assert_eq!(numbers(&store, "100%").await, [1]);
        assert_eq!(numbers(&store, "%").await, [1]);
        assert_eq!(numbers(&store, "retry_limit").await, [3]);
        assert_eq!(numbers(&store, r#""c:\temp""#).await, [5]);
        assert_eq!(numbers(&store, r"\").await, [5]);
        assert_eq!(numbers(&store, "'").await, [] as [u32; 0]);
    }

    async fn case_does_not_matter_in_any_script(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        open_all(&store, vec![titled("ÜBERLAST am Zähler"), titled("ПЕРЕГРУЗКА"), titled("过载")]).await;
        assert_eq!(numbers(&store, "überlast").await, [1]);
        assert_eq!(numbers(&store, "Перегрузка").await, [2]);
        assert_eq!(numbers(&store, "过").await, [3]);
    }

    async fn a_nul_hurts_nobody(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let mut incident = titled("nul");
        incident.postmortem.sections[0].text = "before\0after".into();
        incident.title = "a\0b".into();
        let one = open_all(&store, vec![incident]).await[0];
        let read = store.incident(&Sight::Everything, one).await.unwrap().unwrap();
        assert_eq!(read.postmortem.sections[0].text, "before\0after");
        assert_eq!(numbers(&store, "after").await, [1]);
        assert_eq!(numbers(&store, "x\0y").await, [] as [u32; 0]);
    }

    async fn half_a_megabyte_of_prose_comes_back_whole(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        let mut incident = titled("long");
        let text = "Das Wörterbuch. ".repeat(PROSE_MAX / 17) + "zuletzt";
        assert!(text.len() > 500_000);
        incident.postmortem.sections[0].text.clone_from(&text);
        let one = open_all(&store, vec![incident]).await[0];
        let read = store.incident(&Sight::Everything, one).await.unwrap().unwrap();
        assert_eq!(read.postmortem.sections[0].text, text);
        assert_eq!(numbers(&store, "zuletzt").await, [1]);
    }

    async fn numbers_come_back_to_the_last_bit(db: TestDb) {
        let store = Store::open(&db.url).await.unwrap();
        for share in [0.1 + 0.2, 1.0 / 3.0, 5e-324, 0.674_537_037_037_037] {
            let mut incident = titled("share");
            incident.impact.error_budget_share = Some(share);
            let one = open_all(&store, vec![incident]).await[0];
            let read = store.incident(&Sight::Everything, one).await.unwrap().unwrap();
            assert_eq!(read.impact.error_budget_share.map(f64::to_bits), Some(share.to_bits()));
        }
    }
}
