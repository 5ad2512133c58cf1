//! One message of a channel, as the Events API, the Web API and an export have it.
//!
//! A message is known by its channel and its `ts`. Its edits and its deletion are further tellings
//! of the same key, each with the moment of the change as its revision: whatever order they come
//! in, the latest holds, and what was deleted stays so.

use std::collections::BTreeMap;

use afterword_domain::incident::{EventKind, Evidence, EvidenceKind};
use afterword_domain::signal::channel::CHANNEL_NAME;
use afterword_domain::signal::{Signal, Tells};
use afterword_domain::{Moment, text};

use super::super::json::{At, Epoch};
use super::super::key::key;
use super::super::links::link;
use super::super::{Unreadable, markdown};
use super::mrkdwn;

/// People by their Slack id, where they are known.
pub type Names = BTreeMap<String, String>;

/// What stands for a message that was deleted.
const DELETED: &str = "This message was deleted in Slack.";

/// Where a message stands.
pub(crate) struct Channel<'a> {
    pub id: &'a str,
    pub name: Option<&'a str>,
}

/// What a message tells.
pub(crate) enum Told {
    Signal(Box<Signal>),
    /// The sentence says why.
    Nothing(String),
}

impl From<Signal> for Told {
    fn from(signal: Signal) -> Self {
        Self::Signal(Box::new(signal.bounded()))
    }
}

/// What a person is called, in a list of people or an answer about one.
pub(crate) fn person_name<'a>(person: &At<'a>) -> Option<&'a str> {
    let profile = person.maybe("profile");
    let of_profile = |field| profile.as_ref()?.maybe_text(field);
    of_profile("display_name")
        .or_else(|| of_profile("real_name"))
        .or_else(|| person.maybe_text("real_name"))
        .or_else(|| person.maybe_text("name"))
}

/// A message as it stood when it was told.
pub(crate) fn posted(
    message: &At<'_>,
    channel: &Channel<'_>,
    names: &Names,
) -> Result<Told, Unreadable> {
    let revision = edited(message)?.unwrap_or(0);
    standing(message, channel, names, revision)
}

/// A message as it stands at a moment.
pub(crate) fn fetched(
    message: &At<'_>,
    channel: &Channel<'_>,
    names: &Names,
    asked_at: Moment,
) -> Result<Told, Unreadable> {
    // Programs change what they wrote without leaving a mark.
    let unmarked = message.maybe("bot_id").map(|_| micros(asked_at));
    let revision = edited(message)?.max(unmarked).unwrap_or(0);
    standing(message, channel, names, revision)
}

/// That a message which was told before is there no longer.
pub(crate) fn gone(told: Signal, asked_at: Moment) -> Signal {
    Signal {
        revision: micros(asked_at),
        kind: EventKind::Message,
        text: DELETED.into(),
        tells: Tells::Withdrawn,
        service: None,
        labels: BTreeMap::new(),
        evidence: Vec::new(),
        query: None,
        ..told
    }
}

/// The revision of a message that was edited. Slack cuts the moment to its second. As this is how
/// the message stands, it is no older than any edit within that second.
fn edited(message: &At<'_>) -> Result<Option<u64>, Unreadable> {
    let edited = message.maybe("edited");
    let moment = edited.map(|edited| edited.epoch("ts", Epoch::Seconds));
    Ok(moment
        .transpose()?
        .map(|moment| second(micros(moment)) + 999_998))
}

/// A message that somebody edited, or to which Slack added the preview of a link.
pub(super) fn changed(
    event: &At<'_>,
    channel: &Channel<'_>,
    names: &Names,
) -> Result<Told, Unreadable> {
    let message = event.get("message")?;
    let told_at = micros(event.epoch("ts", Epoch::Seconds)?);
    if message.maybe_text("subtype") == Some("tombstone") {
        return withdrawn(&message, "ts", channel, told_at);
    }
    let revision = match message.maybe("edited") {
        Some(edited) => {
            let edited_at = micros(edited.epoch("ts", Epoch::Seconds)?);
            // Cut to a second, in which a message can be edited twice; the event is not.
            if second(edited_at) == second(told_at) {
                told_at
            } else {
                edited_at
            }
        }
        // Programs change what they wrote without leaving a mark.
        None if message.maybe("bot_id").is_some() => told_at,
        None => 0,
    };
    standing(&message, channel, names, revision)
}

pub(super) fn deleted(event: &At<'_>, channel: &Channel<'_>) -> Result<Told, Unreadable> {
    let told_at = micros(event.epoch("ts", Epoch::Seconds)?);
    withdrawn(event, "deleted_ts", channel, told_at)
}

fn micros(moment: Moment) -> u64 {
    u64::try_from(moment.micros()).unwrap_or_default()
}

/// Microseconds cut to their second.
fn second(micros: u64) -> u64 {
    micros - micros % 1_000_000
}

fn standing(
    message: &At<'_>,
    channel: &Channel<'_>,
    names: &Names,
    revision: u64,
) -> Result<Told, Unreadable> {
    let author = author(message, names);
    let (text, said) = match message.maybe_text("subtype") {
        None | Some("bot_message" | "me_message" | "file_share" | "thread_broadcast") => {
            match content(message, &author, names) {
                Some(text) => (text, true),
                None => return Ok(Told::Nothing("The message is empty.".into())),
            }
        }
        Some(subtype @ ("channel_topic" | "group_topic" | "channel_purpose" | "group_purpose")) => {
            let what = subtype.rsplit('_').next().unwrap_or(subtype);
            let words = mrkdwn::to_markdown(message.text(what)?, names);
            (
                format!("{author} set the {what} of the channel: {words}"),
                false,
            )
        }
        Some("tombstone") => return withdrawn(message, "ts", channel, revision),
        Some(other) => {
            return Ok(Told::Nothing(format!(
                "A message of the kind “{other}” tells nothing that belongs on a timeline."
            )));
        }
    };
    let place = place(message, channel);
    let is_known = message
        .maybe_text("user")
        .is_some_and(|user| names.contains_key(user));
    Ok(Signal {
        // Of two that are equal otherwise, the one holds that knows its author's name.
        revision: revision + u64::from(is_known),
        kind: if said {
            EventKind::Message
        } else {
            EventKind::Observation
        },
        text,
        tells: if said {
            Tells::Said { channel: place }
        } else {
            Tells::Noted
        },
        labels: labels(message, channel),
        evidence: evidence(message, channel)?,
        ..bare(message, "ts", channel)?
    }
    .into())
}

/// What all tellings of one message have in common.
fn bare(at: &At<'_>, ts: &str, channel: &Channel<'_>) -> Result<Signal, Unreadable> {
    Ok(Signal {
        key: key(&["slack", channel.id, at.text(ts)?]),
        revision: 0,
        occurred_at: at.epoch(ts, Epoch::Seconds)?,
        kind: EventKind::Message,
        text: String::new(),
        tells: Tells::Withdrawn,
        service: None,
        labels: BTreeMap::new(),
        evidence: Vec::new(),
        query: None,
    })
}

/// Nothing of what was deleted is kept.
fn withdrawn(
    at: &At<'_>,
    ts: &str,
    channel: &Channel<'_>,
    revision: u64,
) -> Result<Told, Unreadable> {
    Ok(Signal {
        revision,
        text: DELETED.into(),
        ..bare(at, ts, channel)?
    }
    .into())
}

/// The thread that the message answers in, by the `ts` of the message that began it.
fn thread<'a>(message: &At<'a>) -> Option<&'a str> {
    let thread = message.maybe_text("thread_ts")?;
    (message.maybe_text("ts") != Some(thread)).then_some(thread)
}

/// `C0123` or, in a thread, `C0123/1795182002.000100`.
fn place(message: &At<'_>, channel: &Channel<'_>) -> String {
    match thread(message) {
        Some(thread) => format!("{}/{thread}", channel.id),
        None => channel.id.to_owned(),
    }
}

fn labels(message: &At<'_>, channel: &Channel<'_>) -> BTreeMap<String, String> {
    let labels = [
        ("channel", Some(channel.id)),
        (CHANNEL_NAME, channel.name),
        ("thread", thread(message)),
        ("user", message.maybe_text("user")),
    ];
    let labels = labels.into_iter();
    labels
        .filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())))
        .collect()
}

/// Who wrote it, in Markdown: by name where the message or the directory has one.
fn author(message: &At<'_>, names: &Names) -> String {
    let user = message.maybe_text("user");
    let profile = |of: &str, fields: &[&str]| {
        let profile = message.maybe(of)?;
        fields.iter().find_map(|name| profile.maybe_text(name))
    };
    let known = user.and_then(|user| names.get(user)).map(String::as_str);
    let name = known
        .or_else(|| profile("user_profile", &["display_name", "real_name", "name"]))
        .or_else(|| message.maybe_text("username"))
        .or_else(|| profile("bot_profile", &["name"]))
        .or(user)
        .unwrap_or("Somebody");
    markdown::inline(name)
}

/// What was written or shared, with who did it before it; `None` when there is nothing.
fn content(message: &At<'_>, author: &str, names: &Names) -> Option<String> {
    let written = message.maybe_text("text").map(str::to_owned);
    let written = written.or_else(|| attached(message))?;
    let words = mrkdwn::to_markdown(&written, names);
    let verb = if thread(message).is_some() {
        "replied"
    } else {
        "wrote"
    };
    let apart = if words.contains('\n') { "\n\n" } else { " " };
    Some(format!("{author} {verb}:{apart}{words}"))
}

/// What stands for a text where there is none: the names of files, or what a program attached.
fn attached(message: &At<'_>) -> Option<String> {
    let names = message.maybe_list("files").into_iter().take(10);
    let names: Vec<&str> = names.filter_map(|file| file_name(&file)).collect();
    if !names.is_empty() {
        return Some(names.join(", "));
    }
    let attachments = message.maybe_list("attachments").into_iter().take(10);
    let texts = attachments.filter_map(|attachment| {
        let fields = ["fallback", "text", "title", "pretext"];
        fields.iter().find_map(|name| attachment.maybe_text(name))
    });
    let texts: Vec<&str> = texts.collect();
    (!texts.is_empty()).then(|| texts.join("\n"))
}

fn file_name<'a>(file: &At<'a>) -> Option<&'a str> {
    file.maybe_text("title").or_else(|| file.maybe_text("name"))
}

/// The message itself, and the files shared with it.
fn evidence(message: &At<'_>, channel: &Channel<'_>) -> Result<Vec<Evidence>, Unreadable> {
    let ts = message.text("ts")?;
    let address = format!(
        "https://slack.com/archives/{}/p{}",
        channel.id,
        ts.replace('.', "")
    );
    let within = thread(message).map(|thread| format!("?thread_ts={thread}&cid={}", channel.id));
    let address = address + &within.unwrap_or_default();
    let address = text::is_web_address(&address).then_some(address);
    let label = channel
        .name
        .map_or_else(|| "Slack".to_owned(), |name| format!("#{name}"));
    let own = link(EvidenceKind::Message, &label, address.as_deref());
    let files = message.maybe_list("files").into_iter().take(20);
    let files = files.filter_map(|file| {
        let address = file.maybe_text("permalink");
        let address = address.or_else(|| file.maybe_text("url_private"));
        link(
            EvidenceKind::File,
            file_name(&file).unwrap_or("file"),
            address,
        )
    });
    Ok(own.into_iter().chain(files).collect())
}
