//! Fetching a channel or a thread: its messages as signals, of the same keys as those that come by
//! event or in an export, and where so much was read that what is missing was deleted.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::slice;
use std::time::Duration;

use afterword_domain::Moment;
use afterword_domain::signal::{Signal, Tells};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::collect::Collecting;
use super::link::Place;
use super::{Slack, SlackError};
use crate::inbound::json::{At, Epoch};
use crate::inbound::key::key;
pub use crate::inbound::slack::message::Names;
use crate::inbound::slack::message::{self, Channel, Told};
use crate::pull::latest;

/// More are not fetched at once.
pub const MESSAGES_MAX: usize = 3_000;
/// What was said so shortly before the fetch may have come by event and not be listed yet.
const SETTLED_MICROS: i64 = 60 * 1_000_000;

/// What is to be fetched.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// A thread is fetched whole.
    pub place: &'a Place,
    /// Of a channel only this stretch, both ends included.
    pub from: Moment,
    pub to: Moment,
    /// The present moment.
    pub asked_at: Moment,
}

/// How far a fetch is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = SlackProgress)]
pub struct Progress {
    /// Messages that came so far.
    pub messages: usize,
    /// Threads whose replies are still to come.
    pub threads_left: usize,
    /// Slack takes no more requests for so long.
    pub wait_seconds: Option<u64>,
}

/// Whoever waits for a fetch.
pub trait Attendant: Send {
    /// Hears how far it is. False when nobody waits any more.
    fn hear(&mut self, progress: Progress) -> bool;

    /// Lets time pass.
    fn pause(&mut self, wait: Duration) -> impl Future<Output = ()> + Send;
}

/// What was fetched.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// By time, each key once.
    pub signals: Vec<Signal>,
    /// What the channel is called, where the token may know it.
    pub channel_name: Option<String>,
    /// Why messages tell nothing, and how many each.
    pub passed_over: BTreeMap<String, usize>,
    /// Where everything that stands was read.
    pub complete: Vec<Stretch>,
    /// People, those that were known before among them.
    pub names: Names,
    /// The keys of all that stands, whether it tells anything or not.
    standing: BTreeSet<String>,
    /// What the keys of the channel's messages begin with.
    messages: String,
}

/// A stretch of a channel's own messages or of a thread's replies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// As [`Tells::Said`] has it.
    pub channel: String,
    pub from: Moment,
    pub to: Moment,
}

impl Fetched {
    /// From when to when the channel was read, its threads included; `None` where nothing stands.
    #[must_use]
    pub fn reach(&self) -> Option<(Moment, Moment)> {
        let from = self.complete.iter().map(|stretch| stretch.from).min()?;
        let to = self.complete.iter().map(|stretch| stretch.to).max()?;
        Some((from, to))
    }

    /// That messages are gone, out of what is known to have been said within reach. What was typed
    /// with a command is no message of the channel, and no fetch tells that it is gone.
    #[must_use]
    pub fn gone(&self, known: Vec<Signal>, asked_at: Moment) -> Vec<Signal> {
        let by_channel = self.complete.iter();
        let complete: BTreeMap<_, _> = by_channel
            .map(|stretch| (stretch.channel.as_str(), stretch))
            .collect();
        let is_gone = |signal: &Signal| {
            let Tells::Said { channel } = &signal.tells else {
                return false;
            };
            let is_message = signal.key.starts_with(&self.messages);
            let stretch = complete.get(channel.as_str());
            let is_within =
                |stretch: &&Stretch| (stretch.from..=stretch.to).contains(&signal.occurred_at);
            is_message && stretch.is_some_and(is_within) && !self.standing.contains(&signal.key)
        };
        let gone = known.into_iter().filter(is_gone);
        gone.map(|signal| message::gone(signal, asked_at)).collect()
    }
}

/// Fetches what is wanted. `names` are people that are known already.
///
/// # Errors
/// [`SlackError`], and nothing of it is of use.
pub async fn fetch<A: Attendant>(
    slack: &Slack,
    wanted: Wanted<'_>,
    mut names: Names,
    attendant: &mut A,
) -> Result<Fetched, SlackError> {
    let mut collecting = Collecting::new(slack, attendant);
    let id = wanted.place.channel.as_str();
    let channel_name = collecting.channel_name(id).await?;
    let found = match &wanted.place.message {
        Some(ts) => thread(&mut collecting, id, ts).await?,
        None => channel(&mut collecting, &wanted).await?,
    };
    collecting.names(people(&found), &mut names).await?;
    let channel = Channel {
        id,
        name: channel_name.as_deref(),
    };
    let mut passed_over: BTreeMap<String, usize> = BTreeMap::new();
    let mut signals = Vec::new();
    for message in found.all() {
        let at = At::placed(message, format!("message {}", ts(message)));
        match message::fetched(&at, &channel, &names, wanted.asked_at) {
            Ok(Told::Signal(signal)) => signals.push(*signal),
            Ok(Told::Nothing(why)) => *passed_over.entry(why).or_default() += 1,
            Err(unreadable) => return Err(SlackError::NotSlack(unreadable.to_string())),
        }
    }
    let standing = found.all().map(|message| key(&["slack", id, ts(message)]));
    Ok(Fetched {
        standing: standing.collect(),
        messages: key(&["slack", id, ""]),
        complete: complete(&found, &wanted),
        signals: latest(signals),
        channel_name,
        passed_over,
        names,
    })
}

/// Messages as Slack gives them.
#[derive(Default)]
struct Found {
    /// Those of the channel itself, the latest first.
    own: Vec<Value>,
    /// Threads by the `ts` of what began them, each with that message among its own.
    threads: Vec<(String, Vec<Value>)>,
}

impl Found {
    fn all(&self) -> impl Iterator<Item = &Value> {
        let replies = self.threads.iter().flat_map(|(_, messages)| messages);
        self.own.iter().chain(replies)
    }
}

async fn channel<A: Attendant>(
    collecting: &mut Collecting<'_, A>,
    wanted: &Wanted<'_>,
) -> Result<Found, SlackError> {
    let id = wanted.place.channel.as_str();
    let (oldest, latest) = (written(wanted.from), written(wanted.to));
    let stretch = [
        ("channel", id),
        ("oldest", oldest.as_str()),
        ("latest", latest.as_str()),
        ("inclusive", "true"),
    ];
    let own = collecting
        .messages("conversations.history", &stretch)
        .await?;
    let threads: Vec<_> = own
        .iter()
        .filter(|message| has_replies(message))
        .map(ts)
        .map(str::to_owned)
        .collect();
    let mut found = Found {
        own,
        threads: Vec::new(),
    };
    collecting.progress.threads_left = threads.len();
    for thread in threads {
        let fields = [&[("ts", thread.as_str())], stretch.as_slice()].concat();
        match collecting.messages("conversations.replies", &fields).await {
            Ok(messages) => found.threads.push((thread, messages)),
            // It was deleted meanwhile.
            Err(SlackError::NoMessage) => {}
            Err(error) => return Err(error),
        }
        collecting.progress.threads_left -= 1;
    }
    Ok(found)
}

async fn thread<A: Attendant>(
    collecting: &mut Collecting<'_, A>,
    channel: &str,
    meant: &str,
) -> Result<Found, SlackError> {
    let asked = [("channel", channel), ("ts", meant)];
    let messages = collecting.messages("conversations.replies", &asked).await?;
    let first = messages.first().ok_or(SlackError::NoMessage)?;
    let begin = first["thread_ts"].as_str().unwrap_or(meant).to_owned();
    let messages = if begin == meant {
        messages
    } else {
        // The link was to a reply, which Slack gives alone.
        let asked = [("channel", channel), ("ts", begin.as_str())];
        collecting.messages("conversations.replies", &asked).await?
    };
    Ok(Found {
        own: Vec::new(),
        threads: vec![(begin, messages)],
    })
}

/// Who wrote or is named in messages.
fn people(found: &Found) -> BTreeSet<String> {
    let mut people = BTreeSet::new();
    for message in found.all() {
        people.extend(message["user"].as_str().map(str::to_owned));
        let text = message["text"].as_str().unwrap_or_default();
        for mention in text.split("<@").skip(1) {
            let id = mention.split(['>', '|']).next().unwrap_or_default();
            people.insert(id.to_owned());
        }
    }
    let plain = |id: &String| {
        id.bytes().all(|byte| byte.is_ascii_alphanumeric()) && (2..=20).contains(&id.len())
    };
    people.retain(plain);
    people
}

/// Where nothing can be missing but what was deleted: from the oldest message of the channel or of
/// a thread that stands, since what is older than that may have been taken away for its age; and
/// behind a message to which no reply stands any more.
fn complete(found: &Found, wanted: &Wanted<'_>) -> Vec<Stretch> {
    let id = &wanted.place.channel;
    let settled = wanted.asked_at.micros() - SETTLED_MICROS;
    let settled = Moment::from_micros(settled).unwrap_or(wanted.asked_at);
    let to = match wanted.place.message {
        Some(_) => settled,
        None => wanted.to.min(settled),
    };
    let stretch = |channel: String, messages: &[Value]| {
        let standing = messages.iter().filter(|message| !is_tombstone(message));
        let from = standing.filter_map(moment).min()?;
        Some(Stretch { channel, from, to })
    };
    let of_thread = |ts: &str| format!("{id}/{ts}");
    let quiet = found.own.iter().filter(|message| !has_replies(message));
    let quiet = quiet.filter_map(|began| stretch(of_thread(ts(began)), slice::from_ref(began)));
    let threads = found.threads.iter();
    let threads = threads.filter_map(|(ts, messages)| stretch(of_thread(ts), messages));
    let own = stretch(id.clone(), &found.own);
    own.into_iter().chain(quiet).chain(threads).collect()
}

/// What is left of a deleted message to which replies stand.
fn is_tombstone(message: &Value) -> bool {
    message["subtype"] == "tombstone"
}

fn has_replies(message: &Value) -> bool {
    message["reply_count"]
        .as_u64()
        .is_some_and(|count| count > 0)
}

fn ts(message: &Value) -> &str {
    message["ts"].as_str().unwrap_or_default()
}

fn moment(message: &Value) -> Option<Moment> {
    At::root(message).epoch("ts", Epoch::Seconds).ok()
}

/// A moment as Slack writes it.
fn written(moment: Moment) -> String {
    let micros = moment.micros();
    let (seconds, rest) = (micros.div_euclid(1_000_000), micros.rem_euclid(1_000_000));
    format!("{seconds}.{rest:06}")
}
