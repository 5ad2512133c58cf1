//! The frames of y-websocket: one message to a WebSocket frame, numbers as lib0 writes them.
//!
//! A message is its kind, then for the sync protocol a step, then a length and the bytes. See
//! y-protocols' PROTOCOL.md. Frames of ours beyond it: [`saved`].

use bytes::Bytes;

const SYNC: u8 = 0;
const AWARENESS: u8 = 1;
const QUERY_AWARENESS: u8 = 3;
/// The number that Hocuspocus uses for its sync status.
const SAVED: u8 = 8;

const STEP_1: u8 = 0;
const STEP_2: u8 = 1;
const UPDATE: u8 = 2;

/// A message that came in, its bytes still in the frame.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Message<'a> {
    /// What the other side has; it asks for the rest.
    StateVector(&'a [u8]),
    /// What this side may lack: the second step, or an update.
    Update(&'a [u8]),
    Awareness(&'a [u8]),
    QueryAwareness,
    /// Of a protocol that this is not; let pass, as every Yjs server does.
    Other,
}

/// The bytes are not what they claim to be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unreadable;

pub(crate) fn read(frame: &[u8]) -> Result<Message<'_>, Unreadable> {
    let mut reader = Reader(frame);
    let message = match reader.kind()? {
        SYNC => match reader.kind()? {
            STEP_1 => Message::StateVector(reader.bytes()?),
            STEP_2 | UPDATE => Message::Update(reader.bytes()?),
            _ => return Err(Unreadable),
        },
        AWARENESS => Message::Awareness(reader.bytes()?),
        QUERY_AWARENESS => Message::QueryAwareness,
        _ => return Ok(Message::Other),
    };
    Ok(message)
}

/// Asks the other side for what this one lacks.
pub(crate) fn step_1(state_vector: &[u8]) -> Bytes {
    framed(&[SYNC, STEP_1], state_vector)
}

/// Answers a state vector.
pub(crate) fn step_2(update: &[u8]) -> Bytes {
    framed(&[SYNC, STEP_2], update)
}

pub(crate) fn update(update: &[u8]) -> Bytes {
    framed(&[SYNC, UPDATE], update)
}

pub(crate) fn awareness(states: &[u8]) -> Bytes {
    framed(&[AWARENESS], states)
}

/// How many of a connection's updates are on disk.
pub(crate) fn saved(count: u64) -> Bytes {
    let mut frame = vec![SAVED];
    write_number(&mut frame, count);
    frame.into()
}

fn framed(head: &[u8], body: &[u8]) -> Bytes {
    let mut frame = Vec::with_capacity(head.len() + 5 + body.len());
    frame.extend_from_slice(head);
    write_bytes(&mut frame, body);
    frame.into()
}

/// Seven bits to a byte, the lowest first; the eighth says that more follow.
pub(crate) fn write_number(into: &mut Vec<u8>, mut number: u64) {
    loop {
        let low = (number & 0x7f) as u8;
        number >>= 7;
        if number == 0 {
            return into.push(low);
        }
        into.push(low | 0x80);
    }
}

pub(crate) fn write_bytes(into: &mut Vec<u8>, bytes: &[u8]) {
    write_number(into, bytes.len() as u64);
    into.extend_from_slice(bytes);
}

/// Reads from the front of what is left.
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn number(&mut self) -> Result<u64, Unreadable> {
        let mut number = 0;
        for (at, byte) in self.0.iter().enumerate() {
            let bits = u64::from(byte & 0x7f);
            let shift = 7 * u32::try_from(at).map_err(|_| Unreadable)?;
            number |= bits
                .checked_shl(shift)
                .filter(|shifted| shifted >> shift == bits)
                .ok_or(Unreadable)?;
            if byte & 0x80 == 0 {
                self.0 = &self.0[at + 1..];
                return Ok(number);
            }
        }
        Err(Unreadable)
    }

    pub(crate) fn bytes(&mut self) -> Result<&'a [u8], Unreadable> {
        let length = usize::try_from(self.number()?).map_err(|_| Unreadable)?;
        let (bytes, rest) = self.0.split_at_checked(length).ok_or(Unreadable)?;
        self.0 = rest;
        Ok(bytes)
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, Unreadable> {
        std::str::from_utf8(self.bytes()?).map_err(|_| Unreadable)
    }

    fn kind(&mut self) -> Result<u8, Unreadable> {
        u8::try_from(self.number()?).map_err(|_| Unreadable)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn frames_are_those_of_y_protocols() {
        assert_eq!(&step_1(&[0])[..], [0, 0, 1, 0]);
        assert_eq!(&step_2(&[0, 0])[..], [0, 1, 2, 0, 0]);
        assert_eq!(&update(&[7; 200])[..4], [0, 2, 0xc8, 0x01]);
        assert_eq!(&saved(300)[..], [8, 0xac, 0x02]);
        assert_eq!(read(&[0, 2, 2, 5, 6]), Ok(Message::Update(&[5, 6])));
        assert_eq!(read(&[3]), Ok(Message::QueryAwareness));
        assert_eq!(read(&[9, 1]), Ok(Message::Other));
    }

    #[test]
    fn what_is_cut_short_or_too_long_is_unreadable() {
        for frame in [
            &[][..],
            &[0],
            &[0, 3, 0],
            &[0, 2, 5, 1],
            &[1],
            &[0x80],
            &[
                0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f,
            ],
        ] {
            assert_eq!(read(frame), Err(Unreadable), "{frame:?}");
        }
    }

    proptest! {
        #[test]
        fn numbers_come_back(number: u64) {
            let mut bytes = Vec::new();
            write_number(&mut bytes, number);
            prop_assert_eq!(Reader(&bytes).number(), Ok(number));
        }

        #[test]
        fn nothing_makes_the_reader_panic(frame: Vec<u8>) {
            let _ = read(&frame);
        }
    }
}
