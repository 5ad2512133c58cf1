//! People who write, and a list of what was acknowledged: each thing that was answered with 2xx has
//! to be there whatever happens to the server.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use serde_json::{Value, json};

use crate::ask::ask;
use crate::program::Running;

const WRITERS: usize = 4;
/// Entries of the timeline that follow on each incident that was opened.
const ENTRIES: usize = 3;

/// What was acknowledged of an incident.
#[derive(Clone, Debug, Default)]
pub(super) struct Promised {
    title: String,
    entries: Vec<String>,
}

/// Everything that was acknowledged, by incident; and what was refused, with how it was said.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    promised: BTreeMap<String, Promised>,
    pub(super) writes: u64,
    pub(super) refused: BTreeMap<String, u64>,
    pub(super) unanswered: u64,
}

/// Writers at work.
pub(super) struct Load {
    stop: Arc<AtomicBool>,
    ledger: Arc<Mutex<Ledger>>,
    writers: Vec<JoinHandle<()>>,
}

struct Writer {
    port: u16,
    word: String,
    name: String,
    ledger: Arc<Mutex<Ledger>>,
}

impl Load {
    /// Begins to write to a server. `name` tells these writes from others.
    pub(super) fn begin(server: &Running, name: &str) -> Self {
        let (stop, ledger) = (
            Arc::<AtomicBool>::default(),
            Arc::<Mutex<Ledger>>::default(),
        );
        let writers = (0..WRITERS).map(|number| {
            let writer = Writer {
                port: server.port(),
                word: server.word(),
                name: format!("{name}, writer {number}"),
                ledger: Arc::clone(&ledger),
            };
            let stop = Arc::clone(&stop);
            thread::spawn(move || {
                for count in 0_u64.. {
                    if stop.load(Ordering::Relaxed) {
                        return;
                    }
                    writer.write(count, &stop);
                }
            })
        });
        let writers = writers.collect();
        Self {
            stop,
            ledger,
            writers,
        }
    }

    /// How many writes were acknowledged so far.
    pub(super) fn acknowledged(&self) -> u64 {
        self.ledger.lock().map_or(0, |ledger| ledger.writes)
    }

    /// How often something was refused in this way.
    pub(super) fn refusals(&self, how: &str) -> u64 {
        let ledger = self.ledger.lock();
        ledger.map_or(0, |ledger| {
            ledger.refused.get(how).copied().unwrap_or_default()
        })
    }

    /// Ends, and answers with what was acknowledged.
    pub(super) fn end(self) -> Ledger {
        self.stop.store(true, Ordering::Relaxed);
        for writer in self.writers {
            // A writer that panicked has left its ledger as it was.
            let _ = writer.join();
        }
        let mut ledger = match self.ledger.lock() {
            Ok(ledger) => ledger,
            Err(poisoned) => poisoned.into_inner(),
        };
        std::mem::take(&mut ledger)
    }
}

impl Writer {
    fn write(&self, count: u64, stop: &AtomicBool) {
        let title = format!("{}, incident {count}", self.name);
        let Some(opened) = self.send("/api/v1/incidents", &json!({"title": title})) else {
            // Nobody listens, perhaps: no reason to run in a circle at full speed.
            thread::yield_now();
            return;
        };
        let Some(reference) = opened["reference"].as_str().map(ToOwned::to_owned) else {
            return;
        };
        self.promise(&reference, |promised| promised.title = title);
        for entry in 0..ENTRIES {
            if stop.load(Ordering::Relaxed) {
                return;
            }
            let text = format!("entry {entry}");
            let body = json!({"occurred_at": "2026-10-08T09:12:00Z", "text": text});
            let path = format!("/api/v1/incidents/{reference}/timeline");
            if self.send(&path, &body).is_some() {
                self.promise(&reference, |promised| promised.entries.push(text));
            }
        }
    }

    fn promise(&self, reference: &str, add: impl FnOnce(&mut Promised)) {
        if let Ok(mut ledger) = self.ledger.lock() {
            add(ledger.promised.entry(reference.to_owned()).or_default());
            ledger.writes += 1;
        }
    }

    /// The answer, when it is one of 2xx and came whole.
    fn send(&self, path: &str, body: &Value) -> Option<Value> {
        let headers = [
            ("authorization", self.word.as_str()),
            ("content-type", "application/json"),
        ];
        let answer = ask(self.port, "POST", path, &headers, &body.to_string());
        let mut ledger = self.ledger.lock().ok()?;
        let Ok(answer) = answer else {
            ledger.unanswered += 1;
            return None;
        };
        let told: Value = serde_json::from_str(&answer.body).unwrap_or_default();
        if (200..300).contains(&answer.status) {
            if told.is_null() {
                // Cut off in the middle: nobody was told that it was done.
                ledger.unanswered += 1;
                return None;
            }
            return Some(told);
        }
        let code = told["code"].as_str().unwrap_or("without a code");
        let how = format!("{} {code}", answer.status);
        *ledger.refused.entry(how).or_default() += 1;
        None
    }
}

impl Ledger {
    /// Takes over what another has.
    pub(super) fn absorb(&mut self, other: Self) {
        self.writes += other.writes;
        self.unanswered += other.unanswered;
        for (how, count) in other.refused {
            *self.refused.entry(how).or_default() += count;
        }
        self.promised.extend(other.promised);
    }

    /// Asks a server for everything that was acknowledged, and answers with what is not there.
    pub(super) fn missing(&self, server: &Running) -> Vec<String> {
        let mut missing = Vec::new();
        for (reference, promised) in &self.promised {
            let found = server.api("GET", &format!("/incidents/{reference}"), &Value::Null);
            let found = match found {
                Ok(answer) if answer.status == 200 => answer.body,
                Ok(answer) => {
                    missing.push(format!("{reference}: {} {}", answer.status, answer.body));
                    continue;
                }
                Err(error) => {
                    missing.push(format!("{reference}: {error}"));
                    continue;
                }
            };
            let found: Value = serde_json::from_str(&found).unwrap_or_default();
            if found["title"] != promised.title.as_str() {
                missing.push(format!("{reference}: the title “{}”", promised.title));
            }
            let timeline = found["timeline"].as_array();
            let told = |text: &str| {
                timeline.is_some_and(|entries| entries.iter().any(|entry| entry["text"] == text))
            };
            let gone = promised.entries.iter().filter(|text| !told(text));
            missing.extend(gone.map(|text| format!("{reference}: {text}")));
        }
        missing
    }
}
