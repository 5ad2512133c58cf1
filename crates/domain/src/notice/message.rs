//! What a notice says, before it is made a letter or a message of a chat.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{ActionItemId, IncidentRef};

/// What is said to one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Message {
    pub subject: String,
    /// A sentence or two.
    pub lead: String,
    pub items: Vec<Item>,
    /// Where to go, as a path of the web pages, and what is there.
    pub path: String,
    pub link: String,
    /// Why it comes to this person.
    pub why: String,
    /// The action item that it is about, where its state can be told at once.
    pub action: Option<(IncidentRef, ActionItemId)>,
}

/// A line of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Item {
    pub title: String,
    pub detail: String,
    pub path: String,
}
