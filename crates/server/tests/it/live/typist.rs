//! Somebody who types: a Yjs document and what the y-websocket protocol makes of it.

use afterword_testbed::yjs::{bytes, frame, number};
use yrs::updates::decoder::Decode;
use yrs::updates::encoder::Encode;
use yrs::{ClientID, Doc, GetString, OffsetKind, Options, ReadTxn, StateVector};
use yrs::{Text, Transact, Update};

pub(crate) const SUMMARY: &str = "section:summary";

/// A Yjs client without a connection.
pub(crate) struct Typist {
    doc: Doc,
    /// Updates that were sent and those that the server says are on disk, on this connection.
    pub(crate) sent: u64,
    pub(crate) saved: u64,
}

impl Typist {
    pub(crate) fn new(client: u64) -> Self {
        let doc = Doc::with_options(Options {
            offset_kind: OffsetKind::Utf16,
            ..Options::with_client_id(ClientID::new(client))
        });
        doc.get_or_insert_text(SUMMARY);
        Self {
            doc,
            sent: 0,
            saved: 0,
        }
    }

    pub(crate) fn text(&self, place: &str) -> String {
        let text = self.doc.get_or_insert_text(place);
        text.get_string(&self.doc.transact())
    }

    /// Types at a share of the text, and answers with the frame.
    pub(crate) fn write(&mut self, place: &str, at: f64, remove: u32, words: &str) -> Vec<u8> {
        let text = self.doc.get_or_insert_text(place);
        let said: Vec<char> = self.text(place).chars().collect();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a share of a short text"
        )]
        let at = ((said.len() as f64) * at) as usize;
        let end = said.len().min(at + remove as usize);
        let units = |chars: &[char]| chars.iter().map(|c| c.len_utf16()).sum::<usize>();
        let index = u32::try_from(units(&said[..at])).unwrap();
        let gone = u32::try_from(units(&said[at..end])).unwrap();
        let mut txn = self.doc.transact_mut();
        text.remove_range(&mut txn, index, gone);
        text.insert(&mut txn, index, words);
        txn.commit();
        frame(&[0, 2], &txn.encode_update_v1())
    }

    /// What a client sends when it comes in.
    pub(crate) fn hello(&mut self) -> Vec<u8> {
        (self.sent, self.saved) = (0, 0);
        frame(&[0, 0], &self.doc.transact().state_vector().encode_v1())
    }

    /// Takes a frame in, and answers with what is to be sent back.
    pub(crate) fn hear(&mut self, received: &[u8]) -> Option<Vec<u8>> {
        match received {
            [0, 0, rest @ ..] => {
                let theirs = StateVector::decode_v1(bytes(rest)).unwrap();
                self.sent += 1;
                Some(frame(&[0, 1], &self.doc.transact().encode_diff_v1(&theirs)))
            }
            [0, 1 | 2, rest @ ..] => {
                let update = Update::decode_v1(bytes(rest)).unwrap();
                self.doc.transact_mut().apply_update(update).unwrap();
                None
            }
            [8, rest @ ..] => {
                self.saved = number(rest).0 as u64;
                None
            }
            _ => None,
        }
    }
}
