//! How far an index has read the change log. Kept in the commit of the index itself: the two can
//! never disagree, whenever the program ends.

use afterword_domain::Moment;
use serde::{Deserialize, Serialize};

use super::error::Flaw;
use super::schema::VERSION;

/// A place in the change log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The number of the last change that is in the index.
    pub seq: u64,
    /// When that change was made; `None` before the first. A log in which it is another moment is
    /// another log: a backup was put back, or the folder belongs to another database.
    pub at: Option<Moment>,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    version: u32,
    #[serde(flatten)]
    mark: Mark,
}

impl Mark {
    pub(super) fn to_payload(self) -> Result<String, Flaw> {
        let kept = Kept {
            version: VERSION,
            mark: self,
        };
        serde_json::to_string(&kept).map_err(|error| Flaw::Damaged(error.to_string()))
    }

    pub(super) fn of_payload(payload: Option<&str>) -> Result<Self, Flaw> {
        let payload = payload.ok_or(Flaw::Unfinished)?;
        let kept: Kept =
            serde_json::from_str(payload).map_err(|error| Flaw::Damaged(error.to_string()))?;
        match kept.version {
            VERSION => Ok(kept.mark),
            found => Err(Flaw::OtherVersion { found }),
        }
    }
}
