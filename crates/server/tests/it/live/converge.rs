//! Whatever edits, settlings, restarts and writes through the API come in whatever order: all end
//! with one text, it is the incident's, and nothing of it was lost or taken in twice.

use std::sync::Arc;

use afterword_collab::{Guest, Hub, Limits, Outbox, Seat};
use afterword_domain::incident::open::{OpenForm, open};
use afterword_domain::policy::Sight;
use afterword_domain::postmortem::edit::write_section;
use afterword_domain::workspace::Workspace;
use afterword_domain::{IncidentRef, Moment};
use afterword_server::clock::SystemClock;
use afterword_server::features::live::Shelf;
use afterword_store::{Author, Opening, Store, Via};
use afterword_testbed::{Engine, TestDb, sqlite_only};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use tokio::runtime::Runtime;

use super::typist::{SUMMARY, Typist};

const TYPISTS: usize = 3;
/// On the disks of the test machine a case takes some tens of milliseconds.
const CASES: u32 = 48;

#[derive(Clone, Debug)]
enum Step {
    /// Somebody types, connected or not.
    Type(usize, f64, String),
    Remove(usize, f64, u32),
    /// Somebody writes through the API; the document hears of it at once or later.
    Api(f64, String, bool),
    Join(usize),
    Leave(usize),
    /// Somebody reads what has come, and the disk goes on.
    Hear(usize),
    Settle,
    /// The server is killed and started again.
    Kill,
}

fn steps(with_removals: bool) -> impl Strategy<Value = Vec<Step>> {
    let who = || 0..TYPISTS;
    let words = || "[a-c 🌊\n]{1,6}";
    let removed = u32::from(with_removals);
    let step = prop_oneof![
        8 => (who(), 0.0..=1.0, words()).prop_map(|(who, at, words)| Step::Type(who, at, words)),
        2 * removed + 1 => (who(), 0.0..=1.0, 0..=3_u32 * removed)
            .prop_map(|(who, at, length)| Step::Remove(who, at, length)),
        2 => (0.0..=1.0, words(), any::<bool>()).prop_map(|(at, words, heard)| Step::Api(at, words, heard)),
        3 => who().prop_map(Step::Join),
        1 => who().prop_map(Step::Leave),
        4 => who().prop_map(Step::Hear),
        2 => Just(Step::Settle),
        1 => Just(Step::Kill),
    ];
    prop::collection::vec(step, 1..40)
}

/// One life of a server; dropped, it is gone with whatever it had not finished.
struct Life {
    hub: Hub<Shelf>,
    store: Store,
    runtime: Runtime,
}

impl Life {
    fn begin(url: &str) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let runtime = runtime.unwrap();
        let store = runtime.block_on(Store::open(url)).unwrap();
        let shelf = Shelf::new(store.clone(), Arc::new(SystemClock));
        let hub = Hub::new(shelf, Limits::default());
        runtime.block_on(hub.recover()).unwrap();
        Self {
            hub,
            store,
            runtime,
        }
    }
}

struct Place {
    typist: Typist,
    seat: Option<(Seat<Shelf>, Arc<Outbox>)>,
}

impl Place {
    fn send(&mut self, frame: &[u8]) {
        if let Some((seat, _)) = &mut self.seat {
            self.typist.sent += 1;
            seat.receive(frame).unwrap();
        }
    }

    /// Takes in what has come. A connection that was cut is given up.
    fn hear(&mut self) {
        let Some((seat, outbox)) = &mut self.seat else {
            return;
        };
        let Ok(frames) = outbox.take() else {
            self.seat = None;
            return;
        };
        for frame in frames {
            if let Some(reply) = self.typist.hear(&frame) {
                seat.receive(&reply).unwrap();
            }
        }
    }
}

struct Story {
    url: String,
    life: Option<Life>,
    incident: IncidentRef,
    places: Vec<Place>,
    written: usize,
}

impl Story {
    fn begin(url: &str) -> Self {
        let life = Life::begin(url);
        let incident = life.runtime.block_on(open_incident(&life.store));
        let typists = (1..=TYPISTS as u64).map(Typist::new);
        let places = typists.map(|typist| Place { typist, seat: None });
        Self {
            url: url.into(),
            incident,
            places: places.collect(),
            life: Some(life),
            written: 0,
        }
    }

    fn life(&self) -> &Life {
        self.life.as_ref().unwrap()
    }

    fn go(&mut self, step: &Step) {
        let runtime = self.life().runtime.handle().clone();
        let _within = runtime.enter();
        match step {
            Step::Type(who, at, words) => {
                self.written += words.chars().count();
                let frame = self.places[*who].typist.write(SUMMARY, *at, 0, words);
                self.places[*who].send(&frame);
            }
            Step::Remove(who, at, length) => {
                let frame = self.places[*who].typist.write(SUMMARY, *at, *length, "");
                self.places[*who].send(&frame);
            }
            Step::Api(at, words, heard) => self.write_elsewhere(*at, words, *heard),
            Step::Join(who) => self.join(*who),
            Step::Leave(who) => self.places[*who].seat = None,
            Step::Hear(who) => {
                self.life().runtime.block_on(tokio::task::yield_now());
                self.places[*who].hear();
            }
            Step::Settle => {
                let life = self.life();
                life.runtime.block_on(life.hub.settle(self.incident));
            }
            Step::Kill => self.kill(),
        }
    }

    fn join(&mut self, who: usize) {
        let life = self.life.as_ref().unwrap();
        // Whoever comes again leaves the seat of before, which is tidied up behind them.
        let _within = life.runtime.enter();
        let guest = Guest {
            person: None,
            may_write: true,
            acknowledge: true,
        };
        let joined = life.runtime.block_on(life.hub.join(self.incident, guest));
        let mut seat = joined.unwrap();
        let place = &mut self.places[who];
        let outbox = seat.outbox();
        seat.receive(&place.typist.hello()).unwrap();
        place.seat = Some((seat, outbox));
    }

    fn kill(&mut self) {
        // The runtime first: what it was doing stops where it is.
        let Life {
            hub,
            store,
            runtime,
        } = self.life.take().unwrap();
        let gone = runtime.handle().clone();
        runtime.shutdown_background();
        {
            // Whoever is killed gives up nothing in good order: what a seat asks for as it goes is done
            // by nobody any more. It goes all the same, and the life's connections with the last one.
            let _within = gone.enter();
            for place in &mut self.places {
                place.seat = None;
            }
            drop((hub, store));
        }
        self.life = Some(Life::begin(&self.url));
    }

    fn write_elsewhere(&mut self, at: f64, words: &str, heard: bool) {
        self.written += words.chars().count();
        let life = self.life.as_ref().unwrap();
        let decide = |incident: &afterword_domain::Incident| {
            let mut text: Vec<char> = incident.postmortem.section("summary").chars().collect();
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                clippy::cast_precision_loss,
                reason = "a share of a short text"
            )]
            let at = ((text.len() as f64) * at) as usize;
            text.splice(at..at, words.chars());
            write_section(incident, "summary", &text.into_iter().collect::<String>())
        };
        let author = author();
        life.runtime.block_on(async {
            let edited = life.store.edit_incident(
                (&Sight::Everything, &author),
                self.incident,
                None,
                now(),
                |incident, _, _| decide(incident),
            );
            let version = edited.await.unwrap().version;
            if heard {
                life.hub.changed_elsewhere(self.incident, version).await;
            }
        });
    }

    /// Everybody comes in, and everything that was written arrives everywhere. Whoever is cut off
    /// meanwhile, as when a text moved below a settling, comes back.
    fn end(&mut self) -> String {
        const TIMES: usize = 10;
        for _ in 0..TIMES {
            for who in 0..TYPISTS {
                self.join(who);
            }
            if let Some(said) = self.arrived() {
                return said;
            }
        }
        panic!("somebody was cut off {TIMES} times in a row");
    }

    /// What the incident says once everything arrived; `None` when somebody was cut off before.
    fn arrived(&mut self) -> Option<String> {
        let within = self.life().runtime.handle().clone();
        let _within = within.enter();
        let Some(Life {
            hub,
            store,
            runtime,
        }) = &self.life
        else {
            unreachable!("a story ends alive");
        };
        let (places, incident) = (&mut self.places, self.incident);
        runtime.block_on(async {
            for place in places.iter_mut() {
                place.hear();
                while place.typist.saved < place.typist.sent {
                    let outbox = Arc::clone(&place.seat.as_ref()?.1);
                    outbox.changed().await;
                    place.hear();
                }
            }
            hub.changed_elsewhere(incident, u32::MAX).await;
            hub.settle(incident).await;
            places.iter_mut().for_each(Place::hear);
            if places.iter().any(|place| place.seat.is_none()) {
                return None;
            }
            let incident = store
                .incident(&Sight::Everything, incident)
                .await
                .unwrap()
                .unwrap();
            Some(incident.postmortem.section("summary").to_owned())
        })
    }
}

impl Drop for Story {
    fn drop(&mut self) {
        // Seats are given up where there is a runtime to tidy up behind them.
        if let Some(life) = &self.life {
            let _within = life.runtime.enter();
            self.places.clear();
        }
    }
}

fn told(url: &str, steps: &[Step], with_removals: bool) -> Result<(), TestCaseError> {
    let mut story = Story::begin(url);
    for step in steps {
        story.go(step);
    }
    let stored = story.end();
    for place in &story.places {
        prop_assert_eq!(&place.typist.text(SUMMARY), &stored);
    }
    if !with_removals {
        prop_assert_eq!(stored.chars().count(), story.written, "{:?}", stored);
    }
    story.kill();
    let stored_after = story.end();
    prop_assert_eq!(&stored_after, &stored);
    prop_assert_eq!(&story.places[0].typist.text(SUMMARY), &stored);
    Ok(())
}

fn converge(engine: Engine, with_removals: bool) {
    if engine == Engine::Postgres && sqlite_only() {
        return;
    }
    let db = TestDb::fresh(engine);
    let config = Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    };
    let told = TestRunner::new(config).run(&steps(with_removals), |steps| {
        told(&db.url, &steps, with_removals)
    });
    if let Err(error) = told {
        panic!("{error}");
    }
}

#[test]
fn nothing_is_lost_or_doubled_sqlite() {
    converge(Engine::Sqlite, false);
}

#[test]
fn nothing_is_lost_or_doubled_postgres() {
    converge(Engine::Postgres, false);
}

#[test]
fn all_texts_are_one_sqlite() {
    converge(Engine::Sqlite, true);
}

#[test]
fn all_texts_are_one_postgres() {
    converge(Engine::Postgres, true);
}

async fn open_incident(store: &Store) -> IncidentRef {
    let form = OpenForm {
        title: "Orders late".into(),
        ..OpenForm::default()
    };
    let opening = Opening {
        incident: open(form, &Workspace::default(), now()).unwrap(),
        source: None,
        changes: Vec::new(),
    };
    let opened = store.open_incidents(&author(), vec![opening], now()).await;
    opened.unwrap()[0].reference
}

fn now() -> Moment {
    "2026-10-14T12:00:00Z".parse().unwrap()
}

fn author() -> Author {
    Author {
        person: None,
        via: Via::Api,
        request_id: None,
        address: None,
    }
}
