//! Passwords: Argon2id with the crate's defaults (OWASP's 19 MiB, 2 passes, 1 lane), off the
//! threads that answer requests.

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use axum::http::StatusCode;
use passwords::analyzer::is_common_password;
use tokio::task::spawn_blocking;

use super::throttle::Slots;
use crate::error::ApiError;

/// The shortest password that is taken (NIST SP 800-63B: at least eight; longer is safer).
pub const SHORTEST: usize = 10;
const LONGEST: usize = 512;

/// Checks that a new password is worth hashing: its length, and that it is none of those that are
/// tried first. Of the list, some nine thousand have the length (ASVS 5.0 asks for three).
///
/// # Errors
/// 422 naming the field.
pub fn acceptable(password: &str) -> Result<(), ApiError> {
    let length = password.chars().count();
    if (SHORTEST..=LONGEST).contains(&length) {
        return if is_common(password) {
            Err(common())
        } else {
            Ok(())
        };
    }
    let detail = format!("password has {length} characters; it takes {SHORTEST} to {LONGEST}");
    Err(
        ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "password_length", detail)
            .field("password"),
    )
}

/// However it is capitalised.
fn is_common(password: &str) -> bool {
    is_common_password(password) || is_common_password(password.to_lowercase())
}

fn common() -> ApiError {
    let detail = "password is one of the hundred thousand that are tried first; take another one, such \
                  as four words that have nothing to do with each other";
    ApiError::new(StatusCode::UNPROCESSABLE_ENTITY, "common_password", detail).field("password")
}

/// # Errors
/// 429 when too many wait, 500 when the machine cannot hash.
pub async fn hash(slots: &Slots, password: String) -> Result<String, ApiError> {
    run(slots, move || {
        Argon2::default()
            .hash_password(password.as_bytes())
            .map(|hash| hash.to_string())
    })
    .await?
    .map_err(|_| broken())
}

/// Whether the password fits the hash. Without a hash the same work is done for nothing, so that the
/// answer's time does not tell who has an account.
///
/// # Errors
/// 429 when too many wait, 500 when the machine cannot hash.
pub async fn fits(slots: &Slots, password: String, hash: Option<String>) -> Result<bool, ApiError> {
    if password.len() > LONGEST * 4 {
        return Ok(false);
    }
    run(slots, move || {
        let Some(hash) = hash else {
            let _ = Argon2::default().hash_password(password.as_bytes());
            return false;
        };
        let parsed = PasswordHash::new(&hash);
        parsed.is_ok_and(|hash| {
            Argon2::default()
                .verify_password(password.as_bytes(), &hash)
                .is_ok()
        })
    })
    .await
}

async fn run<T: Send + 'static>(
    slots: &Slots,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ApiError> {
    let slot = slots.take().await?;
    // The place goes with the work: a caller who hangs up does not end it.
    let held = move || {
        let done = work();
        drop(slot);
        done
    };
    spawn_blocking(held).await.map_err(|_| broken())
}

fn broken() -> ApiError {
    ApiError::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "internal",
        "the password could not be hashed",
    )
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn what_is_tried_first_is_no_password() {
        for common in [
            "1234567890",
            "qwertyuiop",
            "password123",
            "1q2w3e4r5t",
            "football123",
            "liverpoolfc",
            "Password123",
            "QWERTYUIOP",
            "LiverpoolFC",
        ] {
            let refused = acceptable(common).unwrap_err();
            let problem = refused.problem();
            assert_eq!(problem.code, "common_password", "{common}");
            assert_eq!(problem.field.as_deref(), Some("password"));
            assert!(!problem.detail.contains(common));
        }
        for fine in [
            "four words of no sense",
            "qwertyuiop of mine",
            "ünïcödé pässwörd",
            " 1234567890 ",
        ] {
            acceptable(fine).unwrap();
        }
        assert_eq!(
            acceptable("123456").unwrap_err().problem().code,
            "password_length"
        );
    }

    #[tokio::test]
    async fn a_caller_who_hangs_up_keeps_the_place_until_the_work_is_done() {
        let slots = Slots::default();
        let mut let_go = Vec::new();
        for _ in 0..2 {
            let (end, may_end) = mpsc::channel::<()>();
            let (began, has_begun) = tokio::sync::oneshot::channel();
            let work = move || {
                let _ = began.send(());
                let _ = may_end.recv();
            };
            tokio::select! {
                _ = run(&slots, work) => panic!("nobody let it end"),
                it = has_begun => it.unwrap(),
            }
            let_go.push(end);
        }
        tokio::select! {
            biased;
            _ = slots.take() => panic!("both places are taken"),
            () = tokio::task::yield_now() => {}
        }
        drop(let_go);
        slots.take().await.unwrap();
    }
}
