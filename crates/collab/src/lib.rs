//! Prose that several people write at once: a room for each incident, in which Yjs clients meet.
//!
//! Owns the y-websocket protocol, who is present, what of the texts is on disk and what is not
//! yet, and when a room's texts become the incident's. Refuses to know sockets, sessions and
//! tables: bytes come in through a [`Seat`] and leave through its outbox, and whatever is kept
//! goes through [`Keep`].

mod catch_up;
mod cut;
mod hub;
mod journal;
mod keep;
mod limits;
mod neighbours;
mod outbox;
mod presence;
mod replica;
mod rewrite;
mod room;
mod seat;
mod settle;
mod sheaf;
mod wire;

pub use cut::Cut;
pub use hub::{Hub, JoinError};
pub use keep::{Keep, KeepError, Kept, KeptUpdate, Presence, Row, Settled, Settlement, Since};
pub use limits::Limits;
pub use outbox::Outbox;
pub use seat::{Guest, Seat};
