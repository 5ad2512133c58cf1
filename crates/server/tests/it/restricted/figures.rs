//! Figures that are kept for a moment: everybody has those of what they see, and an edit of a hidden
//! incident leaves the others' as they are.

use afterword_testbed::both;
use serde_json::json;

use super::world::{HIDDEN, World};
use crate::util::Caller;

const FIGURES: [&str; 5] = [
    "/stats",
    "/stats/repeat-rate",
    "/patterns",
    "/times",
    "/action-outcomes",
];

async fn told(caller: &Caller<'_>) -> Vec<String> {
    let mut told = Vec::new();
    for path in FIGURES {
        told.push(caller.get(path).await.ok().text);
    }
    told
}

both! {
    async fn what_is_kept_is_told_to_those_who_see_the_same_while_it_stands(db: TestDb) {
        let (world, _) = World::start(db).await;
        let (ines, mara) = (world.of(&world.ines).await, world.of(&world.mara).await);
        world.app.travel_seconds(1);
        let (inside, outside) = (told(&ines).await, told(&mara).await);
        assert_ne!(inside[0], outside[0], "two incidents, and one");
        assert_eq!(told(&world.of(&world.vera).await).await, outside);

        // An edit of the hidden one, later in the same step of time.
        world.app.travel_seconds(5);
        let path = format!("/incidents/{HIDDEN}");
        let seen = ines.get(&path).await.ok();
        ines.seen(&seen).patch(&path, json!({"severity": "sev1", "mode": "drill"})).await.ok();
        assert_eq!(told(&mara).await, outside);
        assert_ne!(told(&ines).await[0], inside[0], "who sees it is told at once");

        // What they see themselves shows at once, in whatever step.
        mara.post("/incidents", json!({"title": "Mail was late"})).await.ok();
        let with_another = told(&mara).await;
        assert_ne!(with_another[0], outside[0]);
        // And the time goes on: the end of the window is that of the next step.
        world.app.travel_seconds(10);
        let later = told(&mara).await;
        assert!(with_another[1].contains("16:00:10Z"), "{}", with_another[1]);
        assert!(later[1].contains("16:00:20Z"), "{}", later[1]);
    }
}
