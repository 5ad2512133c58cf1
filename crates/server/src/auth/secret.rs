//! Random secrets. They are shown once; only their SHA-256 is kept, which is enough for a secret
//! that nobody could guess.

use sha2::{Digest, Sha256};

/// What a secret is kept as.
pub type SecretHash = [u8; 32];

/// 256 random bits in hexadecimal, behind a prefix that a secret scanner can know.
pub fn new(prefix: &str) -> String {
    format!("{prefix}{}", random_hex::<32>())
}

pub fn hash(secret: &str) -> SecretHash {
    Sha256::digest(secret.as_bytes()).into()
}

/// A short id for one request.
pub fn request_id() -> String {
    random_hex::<8>()
}

fn random_hex<const N: usize>() -> String {
    hex(&bytes::<N>())
}

/// Random bytes.
///
/// # Panics
/// When the operating system gives none.
#[expect(
    clippy::expect_used,
    reason = "without randomness nothing here may go on"
)]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0u8; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}
