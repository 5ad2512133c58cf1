//! A sealed text: `sealed:1:<key>:<nonce and ciphertext>`, ChaCha20-Poly1305 (RFC 8439) with a
//! random nonce each. The place it lies in is authenticated with it and not written.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::aead::{Aad, LessSafeKey, NONCE_LEN, Nonce};

use super::keys::{KeyId, SecretKey, random};
use crate::error::StoreError;

const MARK: &str = "sealed:1:";

/// What a text in a place for secrets is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kept<'a> {
    /// From before there was a key.
    Clear,
    Sealed {
        key: KeyId,
        body: &'a str,
    },
}

pub(super) fn read(kept: &str) -> Kept<'_> {
    let sealed = kept.strip_prefix(MARK).and_then(|rest| {
        let (key, body) = rest.split_once(':')?;
        Some((key.parse().ok()?, body))
    });
    match sealed {
        Some((key, body)) => Kept::Sealed { key, body },
        None => Kept::Clear,
    }
}

pub(super) fn seal(key: &SecretKey, bound_to: &[u8], clear: &str) -> Result<String, StoreError> {
    let nonce: [u8; NONCE_LEN] = random();
    let mut text = clear.as_bytes().to_vec();
    cipher(key)
        .seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(bound_to),
            &mut text,
        )
        .map_err(|_| StoreError::corrupt("a secret that is too long to be sealed"))?;
    let mut body = nonce.to_vec();
    body.append(&mut text);
    Ok(format!(
        "{MARK}{}:{}",
        key.id(),
        URL_SAFE_NO_PAD.encode(body)
    ))
}

/// `None` where it was spoiled, or sealed for another place.
pub(super) fn open(key: &SecretKey, bound_to: &[u8], kept: &str) -> Option<String> {
    let Kept::Sealed { body, .. } = read(kept) else {
        return None;
    };
    let mut body = URL_SAFE_NO_PAD.decode(body).ok()?;
    let (nonce, text) = body.split_at_mut_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let clear = cipher(key).open_in_place(nonce, Aad::from(bound_to), text);
    String::from_utf8(clear.ok()?.to_vec()).ok()
}

fn cipher(key: &SecretKey) -> LessSafeKey {
    LessSafeKey::new(key.unbound())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_sealed_opens_in_its_place_and_with_its_key_only(
            clear in ".{0,200}", place in "[a-z\n]{1,30}", other in "[a-z\n]{1,30}",
        ) {
            let (key, stranger) = (SecretKey::generate(), SecretKey::generate());
            let sealed = seal(&key, place.as_bytes(), &clear).unwrap();
            prop_assert_eq!(open(&key, place.as_bytes(), &sealed), Some(clear.clone()));
            prop_assert_eq!(open(&stranger, place.as_bytes(), &sealed), None);
            if other != place {
                prop_assert_eq!(open(&key, other.as_bytes(), &sealed), None);
            }
            let again = seal(&key, place.as_bytes(), &clear).unwrap();
            prop_assert_ne!(sealed, again, "no nonce is taken twice");
        }

        #[test]
        fn no_change_of_a_sealed_text_goes_unseen(at in 0_usize..200, put in "[A-Za-z0-9_-]") {
            let key = SecretKey::generate();
            let sealed = seal(&key, b"here", "a word that nobody knows").unwrap();
            let at = at % sealed.len();
            let mut changed = sealed.clone();
            changed.replace_range(at..=at, &put);
            if changed != sealed {
                let opened = match read(&changed) {
                    Kept::Sealed { key: id, .. } if id == key.id() => open(&key, b"here", &changed),
                    _ => None,
                };
                prop_assert_eq!(opened, None, "{}", changed);
            }
        }

        #[test]
        fn the_name_of_the_key_is_written_in_one_way(clear in ".{0,20}") {
            let key = SecretKey::generate();
            let sealed = seal(&key, b"here", &clear).unwrap();
            let id = key.id().to_string();
            let capitals = id.to_uppercase();
            if capitals != id {
                let changed = sealed.replacen(&id, &capitals, 1);
                prop_assert_eq!(open(&key, b"here", &changed), None);
            }
        }

        #[test]
        fn any_text_is_read_without_a_panic(text in ".{0,80}") {
            let key = SecretKey::generate();
            let kept = format!("{MARK}{}:{text}", key.id());
            prop_assert_eq!(open(&key, b"here", &kept), None);
            let _ = read(&text);
        }
    }
}
