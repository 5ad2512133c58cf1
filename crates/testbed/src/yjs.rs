//! Frames of the y-websocket protocol, as Yjs clients write them: a head, and behind it something with
//! its length before it. Knows no document: whoever types has one.

/// A head with a body behind its length.
#[must_use]
pub fn frame(head: &[u8], body: &[u8]) -> Vec<u8> {
    let mut frame = head.to_vec();
    let mut length = body.len();
    loop {
        let [digit, ..] = length.to_le_bytes();
        length >>= 7;
        if length == 0 {
            frame.push(digit);
            break;
        }
        frame.push(digit | 0x80);
    }
    frame.extend_from_slice(body);
    frame
}

/// The body, of what stands behind a head.
///
/// # Panics
/// When there is less than the length says.
#[must_use]
pub fn bytes(framed: &[u8]) -> &[u8] {
    let (length, start) = number(framed);
    &framed[start..start + length]
}

/// A number, and how many bytes it takes.
///
/// # Panics
/// When it has no end.
#[must_use]
pub fn number(bytes: &[u8]) -> (usize, usize) {
    let last = bytes.iter().position(|byte| byte & 0x80 == 0);
    let end = last.expect("the end of a number") + 1;
    let digits = bytes[..end].iter().rev();
    let number = digits.fold(0, |number, byte| number << 7 | usize::from(byte & 0x7f));
    (number, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_framed_is_read_again() {
        for length in [0, 1, 127, 128, 300, 16_383, 16_384, 300_000] {
            let body = vec![7; length];
            let framed = frame(&[0, 2], &body);
            assert_eq!(framed[..2], [0, 2]);
            assert_eq!(bytes(&framed[2..]), body);
            assert_eq!(number(&framed[2..]).0, length);
        }
        assert_eq!(frame(&[1], &[9; 200])[..3], [1, 0xc8, 0x01]);
    }
}
