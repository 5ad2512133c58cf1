//! Post-mortems of no real company, as the JSON export has them: each with eight timeline events and
//! three action items, the same ones from the same seed.

use jiff::Timestamp;
use serde_json::{Value, json};

pub(super) const EVENTS: u32 = 8;
pub(super) const ACTIONS: u32 = 3;
const SERVICES: u64 = 60;
const FACTORS: u64 = 80;
const WORDS: usize = 6_000;
/// 2021-10-01; five years from there on.
const BEGIN_S: i64 = 1_633_046_400;
const YEARS_S: i64 = 5 * 365 * 86_400;
/// As many of the last have no review yet.
const UNPUBLISHED: usize = 40;

const PLAIN: [&str; 48] = [
    "the",
    "a",
    "to",
    "of",
    "and",
    "in",
    "was",
    "for",
    "on",
    "that",
    "by",
    "with",
    "at",
    "from",
    "were",
    "after",
    "until",
    "service",
    "requests",
    "traffic",
    "deploy",
    "database",
    "latency",
    "timeout",
    "retries",
    "queue",
    "cache",
    "region",
    "alert",
    "pager",
    "rollback",
    "config",
    "replica",
    "connections",
    "errors",
    "users",
    "payments",
    "checkout",
    "login",
    "batch",
    "limit",
    "memory",
    "disk",
    "certificate",
    "node",
    "cluster",
    "upstream",
    "backlog",
];
const SYLLABLES: [&str; 24] = [
    "ka", "ro", "mi", "sen", "tal", "ve", "dor", "li", "pra", "qu", "ne", "fi", "gor", "ul", "bat",
    "eth", "ys", "om", "zu", "han", "cre", "wi", "lo", "ster",
];

/// Chance that can be repeated.
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `end`.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end.max(1)
    }

    /// From 0 to 1.
    #[expect(
        clippy::cast_precision_loss,
        reason = "a share needs no more than that"
    )]
    fn share(&mut self) -> f64 {
        self.below(1 << 30) as f64 / f64::from(1_u32 << 30)
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        let at = self.below(of.len() as u64);
        &of[usize::try_from(at).unwrap_or_default()]
    }
}

/// Writes post-mortems, one after the other.
pub(super) struct Writer {
    chance: Chance,
    words: Vec<String>,
    many: usize,
    written: usize,
}

impl Writer {
    pub(super) fn new(seed: u64, many: usize) -> Self {
        let mut chance = Chance::new(seed);
        let mut words: Vec<_> = PLAIN.map(str::to_owned).into();
        while words.len() < WORDS {
            let syllables = 2 + chance.below(3);
            words.push((0..syllables).map(|_| *chance.one(&SYLLABLES)).collect());
        }
        Self {
            chance,
            words,
            many,
            written: 0,
        }
    }

    /// By Zipf's law: a few words stand everywhere, and most hardly anywhere.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place in a short list"
    )]
    fn word(&mut self) -> &str {
        let place = (self.words.len() as f64).powf(self.chance.share()) as usize - 1;
        &self.words[place.min(self.words.len() - 1)]
    }

    fn words(&mut self, many: u32) -> String {
        let words = (0..many).map(|_| self.word().to_owned());
        words.collect::<Vec<_>>().join(" ")
    }

    /// Words that somebody would look for: not one of those that stand everywhere.
    pub(super) fn question(&mut self) -> String {
        let words = 1 + self.chance.below(2);
        let words = (0..words).map(|_| {
            loop {
                let word = self.word().to_owned();
                if !PLAIN[..17].contains(&word.as_str()) {
                    return word;
                }
            }
        });
        words.collect::<Vec<_>>().join("+")
    }

    /// Sentences of a dozen words; some name a component.
    fn prose(&mut self, many: u32) -> String {
        let mut sentences = Vec::new();
        for _ in 0..many.div_ceil(12) {
            let words = self.words(many.min(12));
            let component = self.chance.below(SERVICES);
            sentences.push(match self.chance.below(5) {
                0 => format!("In `svc-{component}` {words}."),
                _ => format!("Then {words}."),
            });
        }
        sentences.join(" ")
    }

    pub(super) fn service(number: u64) -> String {
        format!("svc-{}", number % SERVICES)
    }

    /// The next one.
    pub(super) fn next(&mut self) -> Value {
        let apart = YEARS_S / i64::try_from(self.many.max(1)).unwrap_or(1);
        let began = BEGIN_S + apart * i64::try_from(self.written).unwrap_or_default();
        let is_published = self.written + UNPUBLISHED < self.many;
        self.written += 1;
        let factor = format!("factor {}", self.chance.below(FACTORS));
        let lasted = 900 + i64::try_from(self.chance.below(20_000)).unwrap_or_default();
        let (title, severity) = (self.words(6), 1 + self.chance.below(4));
        let service = Self::service(self.chance.below(SERVICES));
        json!({
            "title": format!("{service}: {title}"),
            "severity": format!("sev{severity}"),
            "services": [service],
            "zone": "UTC",
            "milestones": {
                "impact_started_at": moment(began),
                "detected_at": moment(began + lasted / 8),
                "acknowledged_at": moment(began + lasted / 6),
                "mitigated_at": moment(began + lasted / 2),
                "recovered_at": moment(began + lasted),
            },
            "impact": { "users_affected": self.chance.below(50_000), "responders": 4,
                "response_minutes": 60 + self.chance.below(600), "description": self.prose(12) },
            "timeline": self.timeline(began, lasted),
            "postmortem": self.review(&factor, began + lasted, is_published),
            "created_at": moment(began + 600),
            "updated_at": moment(began + 600),
        })
    }

    fn timeline(&mut self, began: i64, lasted: i64) -> Vec<Value> {
        let entries = 1..=EVENTS;
        let entries = entries.map(|id| {
            let at = moment(began + lasted * i64::from(id) / i64::from(EVENTS));
            let evidence = match id % 4 {
                0 => json!([{ "kind": "log", "label": format!("log {id}"),
                    "url": format!("https://logs.example/{began}/{id}") }]),
                _ => json!([]),
            };
            json!({ "id": id, "occurred_at": at, "recorded_at": at, "kind": "observation",
                "text": self.prose(12), "source": "mika", "evidence": evidence })
        });
        entries.collect()
    }

    fn review(&mut self, factor: &str, recovered: i64, is_published: bool) -> Value {
        let actions = (0..ACTIONS).map(|number| {
            let is_open = self.chance.below(20) == 0;
            let finished = recovered + 15 * 86_400;
            json!({ "id": 20 + number, "title": self.words(7), "owner_name": "Mika",
                "priority": "p2", "due_on": &moment(recovered + 18 * 86_400)[..10],
                "ticket": { "key": format!("OPS-{}", self.chance.below(100_000)),
                    "url": "https://tickets.example/browse/OPS" },
                "state": if is_open { "open" } else { "done" },
                "effort_days": 2.0, "factor": factor, "committed_at": moment(recovered + 259_200),
                "finished_at": (!is_open).then(|| moment(finished)) })
        });
        let actions: Vec<_> = actions.collect();
        let text = |key: &str, title: &str, text: String| json!({ "key": key, "title": title, "text": text });
        json!({
            "status": if is_published { "published" } else { "facts" },
            "published_at": is_published.then(|| moment(recovered + 4 * 86_400)),
            "sections": [
                text("summary", "Summary", self.prose(36)),
                text("root_cause", "Root cause", self.prose(24)),
                text("lessons", "Lessons learned", self.prose(24)),
            ],
            "factors": [{ "id": 18, "group": "made_possible", "text": self.prose(12),
                "factor": factor }],
            "actions": actions,
        })
    }
}

fn moment(seconds: i64) -> String {
    let at = Timestamp::from_second(seconds).unwrap_or_default();
    at.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_makes_the_same_documents_and_another_makes_others() {
        let three = |seed| {
            let mut writer = Writer::new(seed, 100);
            [(); 3].map(|()| writer.next())
        };
        assert_eq!(three(7), three(7));
        assert_ne!(three(7), three(8));
        let [first, ..] = three(7);
        assert_eq!(first["timeline"].as_array().map(Vec::len), Some(8));
        let actions = first["postmortem"]["actions"].as_array();
        assert_eq!(actions.map(Vec::len), Some(3));
    }
}
