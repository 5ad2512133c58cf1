//! Who is who: people of Slack by their number or their e-mail address.

use serde_json::Value;

use super::{Slack, SlackError};

/// A person of Slack who can be believed to be one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub id: String,
    /// Confirmed, in small letters.
    pub email: String,
}

impl Slack {
    /// The person with this number; `None` where there is none who could be somebody here: programs,
    /// who has left, guests of another company, and who has not confirmed their address.
    ///
    /// # Errors
    /// [`SlackError`] when Slack does not tell.
    pub async fn member(&self, id: &str) -> Result<Option<Member>, SlackError> {
        let reply = self.ask("users.info", &[("user", id)]).await;
        let user = match reply {
            Ok(reply) => reply.body["user"].clone(),
            Err(error) if is_nobody(&error) => return Ok(None),
            Err(error) => return Err(error),
        };
        Ok(member(&user))
    }

    /// The person with this address.
    ///
    /// # Errors
    /// [`SlackError`] when Slack does not tell.
    pub(super) async fn with_email(&self, email: &str) -> Result<Option<String>, SlackError> {
        let reply = self.ask("users.lookupByEmail", &[("email", email)]).await;
        match reply {
            Ok(reply) => {
                let user = &reply.body["user"];
                let id = user["id"].as_str().map(str::to_owned);
                Ok(id.filter(|_| user["deleted"] != true && user["is_bot"] != true))
            }
            Err(error) if is_nobody(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// Whether Slack says that it knows nobody like that, or nobody who can be written to.
pub(super) fn is_nobody(error: &SlackError) -> bool {
    const WORDS: [&str; 5] = [
        "users_not_found",
        "user_not_found",
        "user_not_visible",
        "user_disabled",
        "cannot_dm_bot",
    ];
    matches!(error, SlackError::Said(word) if WORDS.contains(&word.as_str()))
}

fn member(user: &Value) -> Option<Member> {
    let is = |field: &str| user[field] == true;
    let stranger = is("deleted") || is("is_bot") || is("is_stranger");
    if stranger || user["is_email_confirmed"] == false {
        return None;
    }
    let email = user["profile"]["email"].as_str()?;
    Some(Member {
        id: user["id"].as_str()?.to_owned(),
        email: email.trim().to_lowercase(),
    })
}
