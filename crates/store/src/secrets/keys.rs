//! Keys that secrets are sealed with: the first seals, the others open what was sealed before.
//! Nothing here is ever printed but a key's id, which tells nothing of the key.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, URL_SAFE_NO_PAD};
use ring::aead::{CHACHA20_POLY1305, UnboundKey};
use ring::rand::{SecureRandom as _, SystemRandom};
use sha2::{Digest as _, Sha256};

use super::file;

const KEY_LEN: usize = 32;
const ANY_PADDING: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, ANY_PADDING);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, ANY_PADDING);

/// What a sealed text names its key by: the beginning of a hash of the key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyId([u8; 8]);

/// A key of 256 bits.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretKey([u8; KEY_LEN]);

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    #[error(
        "word {0} is no key: a key is 32 random bytes as Base64 or as hexadecimal digits, such as \
         `afterword secrets key` prints"
    )]
    NotAKey(usize),
    #[error("there is no key in it; `afterword secrets key` prints one")]
    Empty,
    #[error("{}: {error}", path.display())]
    File {
        path: PathBuf,
        error: std::io::Error,
    },
    #[error("{}: {error}", path.display())]
    In { path: PathBuf, error: Box<KeyError> },
}

/// All keys that there are. Without any, nothing is sealed and no secret is kept.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SecretKeys {
    keys: Vec<SecretKey>,
    /// Where they are read from.
    file: Option<PathBuf>,
}

impl SecretKey {
    pub fn generate() -> Self {
        Self(random())
    }

    pub fn id(&self) -> KeyId {
        let mut hash = Sha256::new();
        hash.update(b"afterword key id\n");
        hash.update(self.0);
        let hash: [u8; 32] = hash.finalize().into();
        let mut id = [0; 8];
        id.copy_from_slice(&hash[..8]);
        KeyId(id)
    }

    /// The key itself, for the file that it is kept in.
    pub fn to_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    #[expect(
        clippy::expect_used,
        reason = "the length is that of the algorithm's keys"
    )]
    pub(super) fn unbound(&self) -> UnboundKey {
        UnboundKey::new(&CHACHA20_POLY1305, &self.0).expect("a key of 256 bits")
    }

    fn read(word: &str) -> Option<Self> {
        let bytes = if word.len() == 2 * KEY_LEN {
            hex(word)?
        } else if word.contains(['-', '_']) {
            URL_SAFE.decode(word).ok()?
        } else {
            STANDARD.decode(word).ok()?
        };
        bytes.try_into().ok().map(Self)
    }
}

impl SecretKeys {
    /// Keys apart by commas or white space, the one that seals first.
    ///
    /// # Errors
    /// [`KeyError`], which does not repeat what was written.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let lines = text
            .lines()
            .filter(|line| !line.trim_start().starts_with('#'));
        let words = lines.flat_map(|line| line.split([',', ' ', '\t', '\r']));
        let mut keys: Vec<SecretKey> = Vec::new();
        for (at, word) in (1..).zip(words.filter(|word| !word.is_empty())) {
            let key = SecretKey::read(word).ok_or(KeyError::NotAKey(at))?;
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        if keys.is_empty() {
            return Err(KeyError::Empty);
        }
        Ok(Self { keys, file: None })
    }

    /// Those of a file.
    ///
    /// # Errors
    /// [`KeyError`], which names the file.
    pub fn of_file(path: &Path) -> Result<Self, KeyError> {
        file::read(path)
    }

    /// Those of a file, which is made with a new key when it is not there. Only its owner may read
    /// it.
    ///
    /// # Errors
    /// [`KeyError`], which names the file.
    pub fn of_file_or_new(path: &Path) -> Result<Self, KeyError> {
        file::read_or_make(path)
    }

    /// Puts a key before the others, in their file too.
    ///
    /// # Errors
    /// [`KeyError`] when they are of no file, or when that cannot be written.
    pub fn put_first(&self, key: SecretKey) -> Result<Self, KeyError> {
        let path = self.file.as_deref().ok_or(KeyError::Empty)?;
        let mut keys = self.keys.clone();
        keys.retain(|older| *older != key);
        keys.insert(0, key);
        file::replace(path, &keys)?;
        Ok(Self {
            keys,
            file: self.file.clone(),
        })
    }

    /// The file they are of.
    pub fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// The one that seals.
    pub fn current(&self) -> Option<&SecretKey> {
        self.keys.first()
    }

    pub(super) fn find(&self, id: KeyId) -> Option<&SecretKey> {
        self.keys.iter().find(|key| key.id() == id)
    }

    /// Those that their file holds now, when these are others.
    pub(super) fn read_again(&self) -> Option<Self> {
        let path = self.file.as_deref()?;
        match file::read(path) {
            Ok(read) => (read != *self).then_some(read),
            Err(error) => {
                tracing::warn!(%error, "the keys of secrets could not be read again");
                None
            }
        }
    }

    pub(super) fn kept_in(self, path: &Path) -> Self {
        Self {
            file: Some(path.to_owned()),
            ..self
        }
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey({})", self.id())
    }
}

impl fmt::Debug for SecretKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} of {:?}", self.keys, self.file)
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for KeyId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let bytes = hex(text).and_then(|bytes| bytes.try_into().ok());
        let id = bytes.map(Self).ok_or(())?;
        // One way to write it: capitals would be a change of a sealed text that nobody notices.
        if id.to_string() == text {
            Ok(id)
        } else {
            Err(())
        }
    }
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| u8::try_from(char::from(byte).to_digit(16)?).ok();
    let pairs = text.as_bytes().chunks(2);
    pairs
        .map(|pair| match pair {
            [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
            _ => None,
        })
        .collect()
}

/// Random bytes of the operating system.
#[expect(
    clippy::expect_used,
    reason = "without randomness nothing may be sealed"
)]
pub(super) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    let filled = SystemRandom::new().fill(&mut bytes);
    filled.expect("the operating system gives random bytes");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_however_it_is_written() {
        let key = SecretKey([7; KEY_LEN]);
        let (hex, standard) = ("07".repeat(32), STANDARD.encode(key.0));
        let unpadded = standard.trim_end_matches('=').to_owned();
        for text in [hex.to_uppercase(), hex, standard, unpadded, key.to_text()] {
            let read = SecretKeys::parse(&format!(" {text}\n")).unwrap();
            assert_eq!(read.current(), Some(&key), "{text}");
        }
        let older = SecretKey([8; KEY_LEN]);
        for apart in [",", ", ", "\n", "\n# the one before\n"] {
            let text = format!("{}{apart}{}", key.to_text(), older.to_text());
            let read = SecretKeys::parse(&text).unwrap();
            assert_eq!(read.current(), Some(&key));
            assert_eq!(read.find(older.id()), Some(&older));
        }
    }

    #[test]
    fn what_is_no_key_is_told_and_not_repeated() {
        for text in [
            "hush-hush",
            "ffff",
            &"z".repeat(64),
            &STANDARD.encode([1; 31]),
        ] {
            let told = SecretKeys::parse(text).unwrap_err().to_string();
            assert!(
                told.starts_with("word 1 is no key") && !told.contains(text),
                "{told}"
            );
        }
        for text in ["", " \n", "# nothing"] {
            assert!(matches!(SecretKeys::parse(text), Err(KeyError::Empty)));
        }
    }

    #[test]
    fn nothing_prints_a_key() {
        let keys = SecretKeys::parse(&SecretKey([7; KEY_LEN]).to_text()).unwrap();
        let told = format!("{keys:?}");
        assert!(told.contains(&keys.keys[0].id().to_string()), "{told}");
        assert!(!told.contains("BwcHBw") && !told.contains("7, 7"), "{told}");
    }
}
