//! The words, the most frequent first.

use super::random::Random;

/// How many different words there are.
const WORDS: usize = 60_000;
/// How steeply their frequency falls with their rank; about 1 in English.
const STEEPNESS: f64 = 1.05;

const COMMON: &str = "the of to and a in was is for on that with at by it from were had not be as we \
    after this an are which all no but when more before they one until its or been only because \
    could did would still then new two first than so";
const PLAIN: &str = "service deploy deployment rollback alert alerts page paged oncall engineer team \
    customer customers users requests errors error rate latency timeout timeouts retry retries \
    queue backlog worker workers job jobs batch cron pool connection connections database primary \
    replica failover lock deadlock migration index query slow transaction schema cache eviction \
    stale invalidation memory leak heap restart crash loop container pod node cluster scheduler \
    capacity quota limit throttled certificate expired renewal dns resolver record zone network \
    packet loss partition router switch firewall rule change config configuration flag feature \
    rollout canary region zone provider upstream downstream dependency gateway proxy balancer \
    health check probe readiness traffic spike load shed backoff circuit breaker disk full volume \
    snapshot backup restore corruption checksum log logs logging metric metrics dashboard monitor \
    threshold noise silent missed detected acknowledged mitigated resolved recovered impact minutes \
    hours degraded outage partial complete checkout payment payments ledger invoice refund search \
    mail notification login session token signature webhook import export report billing orders \
    root cause contributing factor lesson runbook documented undocumented manual automated test \
    tested review merge branch pipeline build artifact version release patch upgrade downgrade";
const STARTS: [&str; 20] = [
    "ar", "be", "cor", "da", "el", "fen", "gra", "hol", "in", "jor", "ka", "lum", "mer", "nor",
    "os", "pra", "quil", "ros", "sta", "tren",
];
const MIDDLES: [&str; 15] = [
    "ba", "cho", "de", "fi", "gu", "la", "mi", "no", "pe", "ra", "si", "tu", "ve", "xo", "zi",
];
const ENDS: [&str; 20] = [
    "d", "der", "ds", "gate", "ing", "ion", "king", "l", "ler", "mer", "n", "nt", "r", "red", "ry",
    "s", "ster", "t", "ted", "x",
];
const TROUBLES: [&str; 8] = [
    "Timeout",
    "Refused",
    "Exhausted",
    "NotFound",
    "Conflict",
    "Overflow",
    "Corrupt",
    "Denied",
];

pub struct Vocabulary {
    words: Vec<String>,
    /// For each word the share of all that is drawn up to and with it.
    upto: Vec<f64>,
}

impl Vocabulary {
    pub fn new(random: &mut Random) -> Self {
        let mut words: Vec<String> = COMMON
            .split_whitespace()
            .chain(PLAIN.split_whitespace())
            .map(str::to_owned)
            .collect();
        while words.len() < WORDS {
            words.push(made_up(random));
        }
        let mut sum = 0.0;
        let upto = (1..=words.len()).map(|rank| {
            #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
            let rank = rank as f64;
            sum += rank.powf(-STEEPNESS);
            sum
        });
        let upto: Vec<_> = upto.collect();
        let upto = upto.iter().map(|share| share / sum).collect();
        Self { words, upto }
    }

    pub fn word(&self, random: &mut Random) -> &str {
        let drawn = random.share();
        let place = self.upto.partition_point(|upto| *upto < drawn);
        &self.words[place.min(self.words.len() - 1)]
    }

    /// A word by how frequent it is.
    pub fn at(&self, rank: usize) -> &str {
        &self.words[rank]
    }

    /// What a component is called.
    pub fn name(&self, random: &mut Random) -> String {
        let place = usize::try_from(random.below(WORDS as u64 / 2)).unwrap_or_default();
        format!("{}-{}", self.words[WORDS / 2 + place], random.choose(&ENDS))
    }

    /// What it said when it failed.
    pub fn error(&self, random: &mut Random) -> String {
        let (start, middle) = (random.choose(&STARTS), random.choose::<&str>(&MIDDLES));
        let trouble = random.choose(&TROUBLES);
        format!("E{start}{middle}{trouble}: {}", random.below(60_000))
    }
}

fn made_up(random: &mut Random) -> String {
    match random.below(12) {
        0 => format!(
            "{}{}.{}",
            random.choose(&STARTS),
            random.below(400),
            random.below(20)
        ),
        1 => format!("{}-{:02}", random.choose(&STARTS), random.below(100)),
        _ => {
            let mut word = String::from(*random.choose(&STARTS));
            for _ in 0..=random.below(3) {
                word.push_str(random.choose::<&str>(&MIDDLES));
            }
            word + random.choose::<&str>(&ENDS)
        }
    }
}
