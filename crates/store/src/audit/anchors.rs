//! Where the chain goes on behind entries that were removed: each stretch of them leaves the hash
//! of its last one.
//!
//! The entry that tells of a removal holds a digest of all anchors there are since. So an anchor
//! that somebody adds to hide an entry does not fit what the chain says.

use sha2::{Digest, Sha256};

use super::chain::{self, Hash};
use crate::conn::{Conn, args};
use crate::error::StoreError;
use crate::row::Row;

/// Entries without a gap that were removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Anchor {
    pub(crate) first: i64,
    pub(crate) last: i64,
    /// That of the last.
    pub(crate) hash: Hash,
}

impl Anchor {
    pub(crate) fn removed(&self) -> u64 {
        u64::try_from(self.last - self.first + 1).unwrap_or_default()
    }
}

/// In their order.
pub(crate) async fn read(conn: &mut Conn) -> Result<Vec<Anchor>, StoreError> {
    let sql = "SELECT first_seq, last_seq, hash FROM change_anchors ORDER BY first_seq";
    let rows = conn.rows(sql, args![]).await?;
    let read = |row: &Row| {
        let last = row.int(1)?;
        let hash = chain::hash(row, 2)?;
        Ok(Anchor {
            first: row.int(0)?,
            last,
            hash: hash.ok_or_else(|| StoreError::corrupt(format!("anchor {last}")))?,
        })
    };
    rows.iter().map(read).collect()
}

/// Writes what became of the anchors.
pub(crate) async fn replace(
    conn: &mut Conn,
    before: &[Anchor],
    after: &[Anchor],
) -> Result<(), StoreError> {
    for gone in before.iter().filter(|anchor| !after.contains(anchor)) {
        let sql = "DELETE FROM change_anchors WHERE last_seq = $1";
        conn.run(sql, args![gone.last]).await?;
    }
    let new = after.iter().filter(|anchor| !before.contains(anchor));
    let rows = new.map(|anchor| args![anchor.first, anchor.last, &anchor.hash]);
    let sql = "INSERT INTO change_anchors (first_seq, last_seq, hash)";
    conn.insert(sql, rows.collect()).await
}

/// The anchors when these entries are gone too, both in their order.
pub(crate) fn join(anchors: &[Anchor], removed: &[(i64, Hash)]) -> Vec<Anchor> {
    let removed = removed.iter().map(|(seq, hash)| Anchor {
        first: *seq,
        last: *seq,
        hash: *hash,
    });
    let mut all: Vec<_> = anchors.iter().cloned().chain(removed).collect();
    all.sort_unstable_by_key(|anchor| anchor.first);
    let mut joined: Vec<Anchor> = Vec::with_capacity(all.len());
    for anchor in all {
        match joined.last_mut() {
            Some(before) if before.last + 1 == anchor.first => {
                before.last = anchor.last;
                before.hash = anchor.hash;
            }
            _ => joined.push(anchor),
        }
    }
    joined
}

/// Over `first last hash` and a line break of each, in decimal and hexadecimal.
pub(crate) fn digest(anchors: &[Anchor]) -> String {
    let mut hasher = Sha256::new();
    for anchor in anchors {
        let hash = chain::hex(&anchor.hash);
        hasher.update(format!("{} {} {hash}\n", anchor.first, anchor.last));
    }
    chain::hex(&hasher.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(seq: i64) -> Hash {
        [u8::try_from(seq).unwrap(); 32]
    }

    fn of(stretches: &[(i64, i64)]) -> Vec<Anchor> {
        let anchor = |(first, last): &(i64, i64)| Anchor {
            first: *first,
            last: *last,
            hash: hash(*last),
        };
        stretches.iter().map(anchor).collect()
    }

    fn removed(seqs: &[i64]) -> Vec<(i64, Hash)> {
        seqs.iter().map(|seq| (*seq, hash(*seq))).collect()
    }

    #[test]
    fn stretches_that_touch_become_one() {
        let first = join(&[], &removed(&[2, 3, 5, 9]));
        assert_eq!(first, of(&[(2, 3), (5, 5), (9, 9)]));
        let then = join(&first, &removed(&[4, 10]));
        assert_eq!(then, of(&[(2, 5), (9, 10)]));
        assert_eq!(
            join(&then, &removed(&[1, 7])),
            of(&[(1, 5), (7, 7), (9, 10)])
        );
        assert_eq!(join(&then, &[]), then);
    }

    #[test]
    fn in_how_many_steps_they_go_makes_no_difference() {
        let all = removed(&[1, 2, 4, 5, 6, 8, 20, 21]);
        for at in 0..all.len() {
            let (now, later) = all.split_at(at);
            assert_eq!(join(&join(&[], now), later), join(&[], &all), "{at}");
        }
    }

    #[test]
    fn another_anchor_has_another_digest() {
        let known = of(&[(2, 5), (9, 10)]);
        for other in [
            of(&[(2, 5)]),
            of(&[(2, 5), (9, 10), (12, 12)]),
            of(&[(1, 5), (9, 10)]),
            of(&[(2, 5), (9, 11)]),
        ] {
            assert_ne!(digest(&known), digest(&other));
        }
    }
}
