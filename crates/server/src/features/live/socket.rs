//! One WebSocket: frames in to the room, frames out of its outbox, and an end that says why.

use std::time::Duration;

use afterword_collab::{Cut, Keep, Outbox, Seat};
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use futures_util::SinkExt as _;
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::standing::Standing;

/// How often the other side is asked whether it is there, and we whether it may be.
const BEAT: Duration = Duration::from_secs(30);
/// How long a frame may take on its way out.
const LONGEST_SEND: Duration = Duration::from_secs(30);
const LONGEST_GOODBYE: Duration = Duration::from_secs(2);
/// Thousands of connections are idle most of the time: their buffers stay small.
const BUFFER: usize = 2 * 1024;

/// The upgrade with buffers and bounds as we want them.
pub(super) fn bounded(upgrade: WebSocketUpgrade, largest: usize) -> WebSocketUpgrade {
    // A little more, so that what is somewhat too large can be told so.
    let most = 2 * largest;
    upgrade
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER)
        .max_message_size(most)
        .max_frame_size(most)
}

/// Why a conversation is over.
enum Over {
    /// The server ends it.
    Cut(Cut),
    /// The other side has gone.
    Gone,
}

/// Carries frames until one side ends it. Without a standing, nobody is asked who is there.
pub(super) async fn converse<K: Keep>(
    mut socket: WebSocket,
    mut seat: Seat<K>,
    mut standing: Option<Standing>,
) {
    let over = carry(&mut socket, &mut seat, &mut standing).await;
    drop(seat);
    if let Over::Cut(cut) = over {
        let close = CloseFrame {
            code: cut.code(),
            reason: cut.to_string().into(),
        };
        // Whoever does not listen will not hear it.
        let _ = timeout(LONGEST_GOODBYE, Box::pin(goodbye(&mut socket, close))).await;
    }
}

async fn carry<K: Keep>(
    socket: &mut WebSocket,
    seat: &mut Seat<K>,
    standing: &mut Option<Standing>,
) -> Over {
    let outbox = seat.outbox();
    let mut beat = interval(BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    beat.reset();
    let mut silent_beats = 0;
    loop {
        let done = tokio::select! {
            // What is most likely first: the others are then not even asked. Who listens hears
            // far more than they say.
            biased;
            () = outbox.changed() => send(socket, &outbox).await,
            frame = socket.recv() => {
                silent_beats = 0;
                take_in(frame, seat)
            }
            _ = beat.tick() => {
                silent_beats += 1;
                if silent_beats > 2 {
                    return Over::Cut(Cut::TooSlow);
                }
                // What is rarely awaited is not part of what every idle connection keeps.
                Box::pin(ask(socket, standing.as_ref())).await
            }
            () = shaken(standing) => Box::pin(look(standing.as_ref())).await,
        };
        if let Err(over) = done {
            return over;
        }
    }
}

fn take_in<K: Keep>(
    frame: Option<Result<Message, axum::Error>>,
    seat: &mut Seat<K>,
) -> Result<(), Over> {
    match frame {
        Some(Ok(Message::Binary(frame))) => seat.receive(&frame).map_err(Over::Cut),
        Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(()),
        Some(Ok(Message::Text(_)) | Err(_)) => Err(Over::Cut(Cut::Malformed)),
        Some(Ok(Message::Close(_))) | None => Err(Over::Gone),
    }
}

/// Sends what waits, as many frames at a time as there are.
async fn send(socket: &mut WebSocket, outbox: &Outbox) -> Result<(), Over> {
    loop {
        let frames = outbox.take().map_err(Over::Cut)?;
        if frames.is_empty() {
            return Ok(());
        }
        let sending = async {
            for frame in frames {
                socket.feed(Message::Binary(frame)).await?;
            }
            socket.flush().await
        };
        tokio::select! {
            biased;
            sent = timeout(LONGEST_SEND, sending) => match sent {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return Err(Over::Gone),
                Err(_) => return Err(Over::Cut(Cut::TooSlow)),
            },
            cut = outbox.until_cut() => return Err(Over::Cut(cut)),
        }
    }
}

async fn ask(socket: &mut WebSocket, standing: Option<&Standing>) -> Result<(), Over> {
    let ping = socket.send(Message::Ping(axum::body::Bytes::new()));
    match timeout(LONGEST_SEND, ping).await {
        Ok(Ok(())) => look(standing).await,
        Ok(Err(_)) => Err(Over::Gone),
        Err(_) => Err(Over::Cut(Cut::TooSlow)),
    }
}

async fn look(standing: Option<&Standing>) -> Result<(), Over> {
    let Some(standing) = standing else {
        return Ok(());
    };
    standing
        .ended()
        .await
        .map_or(Ok(()), |cut| Err(Over::Cut(cut)))
}

async fn shaken(standing: &mut Option<Standing>) {
    match standing {
        Some(standing) => standing.shaken().await,
        None => std::future::pending().await,
    }
}

/// Tells why, and waits for the other side to have heard it.
async fn goodbye(socket: &mut WebSocket, close: CloseFrame) {
    if socket.send(Message::Close(Some(close))).await.is_ok() {
        while let Some(Ok(_)) = socket.recv().await {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::live::Shelf;

    /// Of what a function with three parameters answers with, in bytes.
    fn size_of_answer<A, B, C, T>(_: impl Fn(A, B, C) -> T) -> usize {
        size_of::<T>()
    }

    #[test]
    fn an_idle_connection_keeps_little() {
        // Asking the database who somebody is would be ten kilobytes more.
        assert!(size_of_answer(converse::<Shelf>) < 4 * 1024);
    }
}
