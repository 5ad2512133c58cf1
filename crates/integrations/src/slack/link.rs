//! What an address that somebody copied in Slack leads to.

use url::Url;

/// A channel, or a thread in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// `C0123ABC`; `G…` for some private ones.
    pub channel: String,
    /// The `ts` of the thread's first message, or of the message that was meant.
    pub message: Option<String>,
}

/// Why an address leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotALink {
    #[error(
        "link leads to no channel and no message of Slack; in Slack, open the menu of the message \
         or the channel and choose “Copy link”"
    )]
    Other,
    #[error("link leads to a direct message; those are left alone")]
    Direct,
}

/// Reads an address: `https://team.slack.com/archives/C0123/p1795182002000100?thread_ts=…`, that of
/// Slack in a browser, `https://app.slack.com/client/T0123/C0123`, or a channel's id. The host
/// does not matter: only the API is asked, at an address of its own.
///
/// # Errors
/// [`NotALink`].
pub fn read(written: &str) -> Result<Place, NotALink> {
    let written = written.trim();
    if let Ok(channel) = channel(written) {
        return Ok(Place {
            channel,
            message: None,
        });
    }
    let url: Url = written.parse().map_err(|_| NotALink::Other)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(NotALink::Other);
    }
    let parts: Vec<_> = url.path_segments().into_iter().flatten().collect();
    let (["archives", id, rest @ ..] | ["client", _, id, rest @ ..]) = parts.as_slice() else {
        return Err(NotALink::Other);
    };
    let channel = channel(id)?;
    let asked = url.query_pairs().find(|(name, _)| name == "thread_ts");
    let thread = asked.and_then(|(_, ts)| is_ts(&ts).then(|| ts.into_owned()));
    let message = match rest {
        [] | [""] => None,
        // `p1795182002000100`
        [message] => Some(packed(message).ok_or(NotALink::Other)?),
        // `thread/C0123-1795182002.000100`
        ["thread", thread, ..] => {
            let ts = thread.split_once('-').map(|(_, ts)| ts);
            let ts = ts.filter(|ts| is_ts(ts)).ok_or(NotALink::Other)?;
            Some(ts.to_owned())
        }
        _ => return Err(NotALink::Other),
    };
    Ok(Place {
        channel,
        message: thread.or(message),
    })
}

fn channel(id: &str) -> Result<String, NotALink> {
    let plain = id
        .bytes()
        .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    if !plain || !(9..=20).contains(&id.len()) {
        return Err(NotALink::Other);
    }
    match id.as_bytes()[0] {
        b'C' | b'G' => Ok(id.to_owned()),
        b'D' => Err(NotALink::Direct),
        _ => Err(NotALink::Other),
    }
}

/// A `ts` without its point and behind a `p`.
fn packed(message: &str) -> Option<String> {
    let digits = message.strip_prefix('p')?;
    let at = digits.len().checked_sub(6)?;
    let ts = format!("{}.{}", digits.get(..at)?, digits.get(at..)?);
    is_ts(&ts).then_some(ts)
}

/// Seconds since the epoch and six digits of what makes it the only one in its channel.
fn is_ts(text: &str) -> bool {
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    text.split_once('.').is_some_and(|(seconds, rest)| {
        (9..=11).contains(&seconds.len()) && digits(seconds) && rest.len() == 6 && digits(rest)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn place(link: &str) -> (String, Option<String>) {
        let place = read(link).expect(link);
        (place.channel, place.message)
    }

    #[test]
    fn links_to_channels_messages_and_threads_are_read() {
        let channel = |link| assert_eq!(place(link), ("C0INC4711".into(), None), "{link}");
        channel("https://northwind.slack.com/archives/C0INC4711");
        channel(" https://northwind.slack.com/archives/C0INC4711/ ");
        channel("https://app.slack.com/client/T0NORTH/C0INC4711");
        channel("C0INC4711");
        let message = |link| {
            let wanted = ("C0INC4711".into(), Some("1795182002.000219".into()));
            assert_eq!(place(link), wanted, "{link}");
        };
        message("https://northwind.slack.com/archives/C0INC4711/p1795182002000219");
        message(
            "https://acme.enterprise.slack.com/archives/C0INC4711/p1795182210123457\
             ?thread_ts=1795182002.000219&cid=C0INC4711",
        );
        message(
            "https://app.slack.com/client/T0NORTH/C0INC4711/thread/C0INC4711-1795182002.000219",
        );
    }

    #[test]
    fn what_leads_elsewhere_is_refused() {
        for other in [
            "",
            "#inc-4711",
            "inc-4711",
            "https://northwind.slack.com/",
            "https://northwind.slack.com/archives/",
            "https://northwind.slack.com/archives/C0INC4711/p12",
            "https://northwind.slack.com/archives/C0INC4711/x1795182002000219",
            "https://northwind.slack.com/archives/C0INC4711/p1795182002000219/more",
            "https://northwind.slack.com/files/U1/F1/graph.png",
            "slack://channel?team=T1&id=C0INC4711",
            "U0123ABCD",
        ] {
            assert_eq!(read(other), Err(NotALink::Other), "{other}");
        }
        let direct = "https://northwind.slack.com/archives/D0123ABCD/p1795182002000219";
        assert_eq!(read(direct), Err(NotALink::Direct));
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(link in "(https://a\\.b/)?(archives|client)?[/CDp0-9é.?=&]{0,40}") {
            if let Ok(place) = read(&link) {
                prop_assert!(place.message.is_none_or(|ts| is_ts(&ts)));
            }
        }

        #[test]
        fn a_message_is_found_again(seconds in 100_000_000_u64..9_999_999_999, micros in 0..1_000_000_u32) {
            let link = format!("https://a.slack.com/archives/C0INC4711/p{seconds}{micros:06}");
            prop_assert_eq!(place(&link).1, Some(format!("{seconds}.{micros:06}")));
        }
    }
}
