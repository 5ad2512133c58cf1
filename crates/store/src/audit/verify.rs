//! Looking whether the log still says what was written: every entry in turn, against the hash that
//! it carries and the one before.
//!
//! Whoever can write to the database can write all of it anew, hashes included. What shows that is a
//! head that was written down elsewhere ([`Head`]). A removal that somebody forges changes no head;
//! so the log is held against what this program removes: nothing that is younger than a workspace may
//! let go, and nothing behind an entry that stays for being too young (`shorten.rs`).

use std::fmt;
use std::str::FromStr;

use afterword_domain::audit::{AuditChange, FEWEST_DAYS};
use afterword_domain::{Change, Moment};
use serde::Serialize;
use sqlx::AssertSqlSafe;

use super::anchors::{self, Anchor};
use super::chain::{self, BEGINNING, COLUMNS, Hash};
use crate::Store;
use crate::conn::{Conn, args};
use crate::counters::{self, Counter};
use crate::error::StoreError;
use crate::row::Row;
use crate::values::read_document;

/// Entries that are read together.
const PAGE: u32 = 512;

/// An entry and its hash: what the log looks like up to there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    pub seq: u64,
    hash: Hash,
}

/// The text is no head.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a head is the number of an entry, a colon and its hash: 4711:9f86d0…, 64 digits of it; the first entry has number 1"
)]
pub struct NotAHead;

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.seq, chain::hex(&self.hash))
    }
}

impl FromStr for Head {
    type Err = NotAHead;

    fn from_str(text: &str) -> Result<Self, NotAHead> {
        let (seq, hash) = text.trim().split_once(':').ok_or(NotAHead)?;
        let pairs: Vec<_> = hash.as_bytes().chunks(2).collect();
        let byte = |pair: &&[u8]| {
            let text = std::str::from_utf8(pair).ok()?;
            let digits = text.bytes().all(|digit| digit.is_ascii_hexdigit());
            (digits && text.len() == 2).then(|| u8::from_str_radix(text, 16).ok())?
        };
        let bytes: Option<Vec<u8>> = pairs.iter().map(byte).collect();
        let seq = seq.parse().ok().filter(|seq| *seq > 0);
        Ok(Self {
            seq: seq.ok_or(NotAHead)?,
            hash: bytes
                .and_then(|bytes| bytes.try_into().ok())
                .ok_or(NotAHead)?,
        })
    }
}

impl Serialize for Head {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What a look at the whole log found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// How many entries fit, up to the first that does not.
    pub entries: u64,
    /// How many were removed since they were too old.
    pub removed: u64,
    /// The last entry that fits; to be written down elsewhere. `None` for an empty log.
    pub head: Option<Head>,
    /// The first that does not fit.
    pub fault: Option<VerifyFault>,
}

/// The first entry that does not fit, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VerifyFault {
    pub seq: u64,
    pub why: VerifyReason,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum VerifyReason {
    #[error("it is missing")]
    Missing,
    #[error("it carries no hash")]
    Unchained,
    #[error("it does not say what was written, or follows another entry than it did")]
    Altered,
    #[error("it has a number that was never given out")]
    Beyond,
    #[error("entries before it are said to be removed, and no removal of the log says so")]
    NotRemovedByUs,
    #[error("entries before it were removed sooner than any workspace lets its entries go")]
    RemovedEarly,
    #[error("its hash is not the one that was written down")]
    Rewritten,
    #[error("it is not there to be compared with what was written down")]
    NotThere,
}

impl fmt::Display for VerifyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "entry {}: {}", self.seq, self.why)
    }
}

impl Store {
    /// Looks at every entry, oldest first, and stops at the first that does not fit; also at one
    /// whose hash is not what somebody wrote down. All of it is the log of one moment, whatever is
    /// written or removed meanwhile.
    pub async fn verify_log(&self, known: Option<Head>) -> Result<Verified, StoreError> {
        let mut conn = self.db.snapshot().await?;
        let anchors = anchors::read(&mut conn).await?;
        Walk::new(&anchors, known).walked(&mut conn).await
    }
}

/// What the log says of its own removals.
#[derive(Default)]
struct Told {
    /// How many entries, over all of them.
    removed: u64,
    last: Option<Shortened>,
}

/// The last removal.
struct Shortened {
    at: Moment,
    before: Moment,
    anchors: String,
}

/// On the way through the log.
struct Walk<'a> {
    anchors: &'a [Anchor],
    known: Option<Head>,
    /// The number that comes next.
    next: i64,
    hash: Hash,
    entries: u64,
    told: Told,
    /// The anchors that were passed.
    passed: usize,
    /// The latest moment of all entries so far, and of those before the last anchor.
    latest_us: i64,
    latest_before_anchor_us: i64,
}

type Step = Result<(), (i64, VerifyReason)>;

impl<'a> Walk<'a> {
    fn new(anchors: &'a [Anchor], known: Option<Head>) -> Self {
        Self {
            anchors,
            known,
            next: 1,
            hash: BEGINNING,
            entries: 0,
            told: Told::default(),
            passed: 0,
            latest_us: i64::MIN,
            latest_before_anchor_us: i64::MIN,
        }
    }

    async fn walked(mut self, conn: &mut Conn) -> Result<Verified, StoreError> {
        let last = counters::last(conn, Counter::Changes).await?;
        let sql =
            format!("SELECT {COLUMNS}, hash FROM changes WHERE seq > $1 ORDER BY seq LIMIT {PAGE}");
        let mut read = i64::MIN;
        let fault = 'walk: loop {
            let rows = conn.rows(AssertSqlSafe(sql.clone()), args![read]).await?;
            let Some(end) = rows.last() else {
                break self.end(last).err();
            };
            read = end.int(0)?;
            for row in &rows {
                let seq = row.int(0)?;
                let step = if seq > last {
                    self.end(last).and(Err((seq, VerifyReason::Beyond)))
                } else {
                    self.step(seq, row)
                };
                if let Err(fault) = step {
                    break 'walk Some(fault);
                }
            }
        };
        let head = (self.next > 1).then(|| Head {
            seq: number(self.next - 1),
            hash: self.hash,
        });
        Ok(Verified {
            entries: self.entries,
            removed: self.removed(),
            head,
            fault: fault.map(|(seq, why)| VerifyFault {
                seq: number(seq),
                why,
            }),
        })
    }

    /// How many entries lay behind the anchors that were passed.
    fn removed(&self) -> u64 {
        self.anchors[..self.passed]
            .iter()
            .map(Anchor::removed)
            .sum()
    }

    /// Passes over what was removed before a number.
    fn pass_anchors(&mut self) -> Step {
        while let Some(anchor) = self.anchors.get(self.passed) {
            if anchor.first != self.next {
                break;
            }
            self.passed += 1;
            self.latest_before_anchor_us = self.latest_us;
            self.arrive(anchor.last, anchor.hash)?;
        }
        Ok(())
    }

    fn step(&mut self, seq: i64, row: &Row) -> Step {
        self.pass_anchors()?;
        if seq != self.next {
            // A number comes once: one that is too small was put in.
            let missing = if seq > self.next {
                (self.next, VerifyReason::Missing)
            } else {
                (seq, VerifyReason::Altered)
            };
            return Err(missing);
        }
        // What cannot be read as its column is not what was written either.
        let altered = |_| (seq, VerifyReason::Altered);
        let columns = chain::columns(row).map_err(altered)?;
        let carried = chain::hash(row, 12).map_err(altered)?;
        let carried = carried.ok_or((seq, VerifyReason::Unchained))?;
        if chain::link(&self.hash, &columns) != carried {
            return Err((seq, VerifyReason::Altered));
        }
        self.latest_us = self.latest_us.max(row.int(1).map_err(altered)?);
        self.hear(row);
        self.entries += 1;
        self.arrive(seq, carried)
    }

    /// Takes down what an entry says of a removal, if it is of one.
    fn hear(&mut self, row: &Row) {
        if !row.text(7).is_ok_and(|name| name == "audit.shortened") {
            return;
        }
        let body = row
            .text(8)
            .and_then(|body| read_document(&body, String::new));
        if let (
            Ok(at),
            Ok(Change::Audit(AuditChange::Shortened {
                before,
                removed,
                anchors,
            })),
        ) = (row.moment(1), body)
        {
            self.told.removed = self.told.removed.saturating_add(removed);
            self.told.last = Some(Shortened {
                at,
                before,
                anchors,
            });
        }
    }

    fn arrive(&mut self, seq: i64, hash: Hash) -> Step {
        let before = self.next;
        self.next = seq + 1;
        self.hash = hash;
        let Some(known) = self.known else {
            return Ok(());
        };
        let known_seq = i64::try_from(known.seq).unwrap_or(i64::MAX);
        if known_seq == seq && known.hash != hash {
            return Err((seq, VerifyReason::Rewritten));
        }
        if (before..seq).contains(&known_seq) {
            return Err((known_seq, VerifyReason::NotThere));
        }
        Ok(())
    }

    /// What there is to say when the last row was read.
    fn end(&mut self, last: i64) -> Step {
        self.pass_anchors()?;
        if self.next <= last {
            return Err((self.next, VerifyReason::Missing));
        }
        if let Some(why) = self.removals() {
            let first = self.anchors.first();
            return Err((first.map_or(1, |anchor| anchor.last + 1), why));
        }
        match self.known {
            Some(known) if known.seq >= number(self.next) => {
                let seq = i64::try_from(known.seq).unwrap_or(i64::MAX);
                Err((seq, VerifyReason::NotThere))
            }
            _ => Ok(()),
        }
    }

    /// What is wrong with the anchors, held against what the log says of them and against what this
    /// program removes.
    fn removals(&self) -> Option<VerifyReason> {
        let told = self.told.last.as_ref();
        let nothing = anchors::digest(&[]);
        let digest = told.map_or(&nothing, |told| &told.anchors);
        if *digest != anchors::digest(self.anchors) || self.told.removed != self.removed() {
            return Some(VerifyReason::NotRemovedByUs);
        }
        let told = told?;
        let youngest = told.at.plus_days(-i64::from(FEWEST_DAYS));
        let is_ours =
            told.before <= youngest && self.latest_before_anchor_us < told.before.micros();
        (!is_ours).then_some(VerifyReason::RemovedEarly)
    }
}

fn number(seq: i64) -> u64 {
    u64::try_from(seq).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_comes_back_from_its_text() {
        let head = Head {
            seq: 4_711,
            hash: [0xa7; 32],
        };
        assert_eq!(head.to_string().parse(), Ok(head));
        let hash = "a7".repeat(32);
        for text in [
            "",
            "4711",
            "4711:",
            ":a7",
            "4711:a7",
            "-1:a7",
            &format!("x:{hash}"),
            &format!("0:{hash}"),
            &format!("1:{hash}a"),
            &format!("1:{}+a", "a7".repeat(31)),
            &format!("1:{}é", "a7".repeat(31)),
        ] {
            assert_eq!(text.parse::<Head>(), Err(NotAHead), "{text}");
        }
    }
}
