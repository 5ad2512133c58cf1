//! Updates as they came in, gathered by who sent them.

use afterword_domain::PersonId;

use crate::presence::GuestId;
use crate::replica::Update;

/// An update that is not on its way to the disk yet.
pub(crate) struct Incoming {
    pub(crate) from: GuestId,
    pub(crate) person: Option<PersonId>,
    pub(crate) update: Update,
    pub(crate) length: usize,
}

/// What one person sent, as it came.
pub(crate) struct Sheaf {
    pub(crate) person: Option<PersonId>,
    pub(crate) senders: Vec<GuestId>,
    pub(crate) updates: Vec<Update>,
}

/// Neighbours of one person together, in the order in which they came.
pub(crate) fn by_person(incoming: Vec<Incoming>) -> Vec<Sheaf> {
    let mut sheaves: Vec<Sheaf> = Vec::new();
    for one in incoming {
        let person = one.person;
        if sheaves.last().is_none_or(|last| last.person != person) {
            sheaves.push(Sheaf {
                person,
                senders: Vec::new(),
                updates: Vec::new(),
            });
        }
        if let Some(sheaf) = sheaves.last_mut() {
            sheaf.senders.push(one.from);
            sheaf.updates.push(one.update);
        }
    }
    sheaves
}
