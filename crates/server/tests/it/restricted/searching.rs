//! What somebody finds who does not see a restricted incident: neither what is found nor how many
//! there are may depend on what it says.

use std::time::Duration;

use afterword_server::features::search_index::keep_index;
use afterword_testbed::both;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::world::{HIDDEN, WORD, World, tells_nothing};
use crate::util::Caller;

/// Far beyond what it takes: a test that gets here has failed.
const LONG: Duration = Duration::from_secs(30);

async fn kept_up(world: &World) {
    let seq = world.app.app.store.latest_seq().await.unwrap();
    let reached = world.app.app.index.reached(seq);
    timeout(LONG, reached).await.unwrap();
}

/// What the quick search and the list find.
async fn found(caller: &Caller<'_>, q: &str) -> (Vec<String>, Vec<String>) {
    let quick = caller.get(&format!("/search?q={q}&limit=10")).await.ok();
    let rows = quick.body["incidents"].as_array().unwrap().iter();
    let name = |row: &Value| row["reference"].as_str().unwrap().to_owned();
    let quick_rows: Vec<_> = rows.map(|row| name(&row["incident"])).collect();
    assert_eq!(quick.body["incidents_total"], quick_rows.len(), "{q}");
    let list = caller.get(&format!("/incidents?q={q}")).await.ok();
    let mut listed: Vec<_> = list.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(name)
        .collect();
    listed.sort_unstable();
    (quick_rows, listed)
}

both! {
    async fn how_often_a_hidden_incident_has_a_word_is_told_by_no_search(db: TestDb) {
        let world = World::begin(db).await;
        let keeper = tokio::spawn(keep_index(world.app.app.clone()));
        let (ines, mara) = (world.of(&world.ines).await, world.of(&world.mara).await);
        kept_up(&world).await;
        // About as often as a mistyped word is still forgiven, and a neighbour of it: two places
        // more, and the neighbour is found no longer.
        for title in ["quellenwerk one", "quellenwerk two", "quellenwerk three", "quellenwark"] {
            let opened = json!({"title": title, "visibility": {"to": "everyone"}});
            mara.post("/incidents", opened).await.ok();
        }
        kept_up(&world).await;
        let queries = ["quellenwerk", "quellenw", "quellenwirk", "%22quellenwerk%20t%22", "-quellenwark"];
        let mut before = Vec::new();
        for q in queries {
            before.push(found(&mara, q).await);
        }
        assert_eq!(before[0].1.len(), 4, "the neighbour too");
        let hidden = json!({
            "title": "quellenwerk quellenwerk", "visibility": world.visibility(),
            "impact": {"description": "quellenwerk twice quellenwerk"},
        });
        let hidden = ines.post("/incidents", hidden).await.ok().reference();
        let summary = json!({"text": "quellenwerk and quellenwerk tzzz"});
        let seen = ines.get(&format!("/incidents/{hidden}")).await.ok();
        ines.seen(&seen).put(&format!("/incidents/{hidden}/sections/summary"), summary).await.ok();
        kept_up(&world).await;
        for (q, before) in queries.iter().zip(before) {
            assert_eq!(found(&mara, q).await, before, "{q}");
        }
        // Whoever is named finds it among the others.
        let (quick, listed) = found(&ines, "quellenwerk").await;
        assert_eq!((quick.len(), listed.len()), (5, 5));
        assert_eq!(quick[0], hidden, "it has the word most often");
        assert!(listed.contains(&hidden));
        keeper.abort();
    }

    async fn a_restricted_incident_leaves_the_index_and_comes_back(db: TestDb) {
        let (world, _) = World::start(db).await;
        let keeper = tokio::spawn(keep_index(world.app.app.clone()));
        let (ines, timo, mara) = (world.of(&world.ines).await, world.of(&world.timo).await, world.of(&world.mara).await);
        kept_up(&world).await;
        assert_eq!(world.app.app.index.watch().borrow().incidents, 1, "the open one alone");
        let path = format!("/incidents/{HIDDEN}");
        for (to, seen_by_mara) in [
            (None, false),
            (Some(json!({"to": "everyone"})), true),
            (Some(world.visibility()), false),
        ] {
            if let Some(to) = to {
                let seen = ines.get(&path).await.ok();
                ines.seen(&seen).patch(&path, json!({"visibility": to})).await.ok();
                kept_up(&world).await;
            }
            let both = (vec![HIDDEN.to_owned()], vec![HIDDEN.to_owned()]);
            assert_eq!(found(&timo, WORD).await, both);
            assert_eq!(found(&timo, "xyloc").await, both, "a begun word");
            let theirs = found(&mara, WORD).await;
            assert_eq!(!theirs.0.is_empty(), seen_by_mara);
            assert_eq!(!theirs.1.is_empty(), seen_by_mara);
            if !seen_by_mara {
                tells_nothing("search", &mara.get("/search?q=xyloc").await.ok());
            }
        }
        keeper.abort();
    }
}
