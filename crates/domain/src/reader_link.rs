//! The secret addresses under which programs that do not sign in read: calendars, and readers of
//! feeds.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What an address shows. The log of older versions has the first two under other names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReaderScope {
    /// All meetings of the workspace, for a calendar.
    #[serde(alias = "workspace")]
    Meetings,
    /// Those that one leads, writes down or attends.
    #[serde(alias = "own")]
    OwnMeetings,
    /// The post-mortems that were published last, for a reader of feeds.
    Postmortems,
}

impl ReaderScope {
    pub const ALL: [Self; 3] = [Self::Meetings, Self::OwnMeetings, Self::Postmortems];
}

#[cfg(test)]
mod tests {
    use crate::Change;

    #[test]
    fn an_older_log_is_read() {
        for (older, now) in [("workspace", "meetings"), ("own", "own_meetings")] {
            let row = |part: &str, scope: &str| {
                let row = serde_json::json!({
                    "part": part, "person": 1, "scope": scope, "voided": false,
                });
                serde_json::from_value::<Change>(row).unwrap()
            };
            assert_eq!(row("calendar_link", older), row("reader_link", now));
        }
    }
}
