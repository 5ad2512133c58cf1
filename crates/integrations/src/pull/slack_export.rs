//! A Slack export: a folder for each channel with a file for each day, and lists of people and
//! channels beside them.

use std::collections::BTreeMap;

use crate::inbound::Unreadable;
use crate::inbound::slack::message::{self, Channel, Names, Told};

use super::{File, Pulled, each};

/// Lists of channels, by what kind of them. Direct messages are left alone.
const CHANNELS: [&str; 2] = ["channels.json", "groups.json"];

pub(super) fn read(files: &[File<'_>], pulled: &mut Pulled) -> Result<(), Unreadable> {
    let mut names = Names::new();
    let mut ids = BTreeMap::new();
    for file in files {
        let name = file.path.rsplit('/').next().unwrap_or_default();
        if name == "users.json" {
            people(file, &mut names)?;
        } else if CHANNELS.contains(&name) {
            channels(file, &mut ids)?;
        }
    }
    let mut days = 0;
    for (file, channel) in files
        .iter()
        .filter_map(|file| Some((file, day_of(file.path)?)))
    {
        // A folder that no list names is not a channel: direct messages have folders as well.
        let Some(id) = ids.get(channel) else {
            pulled.pass_over(format!("“{channel}” is in no list of channels."));
            continue;
        };
        days += 1;
        let channel = Channel {
            id,
            name: Some(channel),
        };
        day(file, &channel, &names, pulled)?;
    }
    if days == 0 {
        return Err(Unreadable {
            place: "channels.json".into(),
            problem: "no file such as <channel>/2026-11-20.json is of a channel in it".into(),
        });
    }
    Ok(())
}

/// The channel's folder, when the file is one of its days.
fn day_of(path: &str) -> Option<&str> {
    let (folder, name) = path.rsplit_once('/')?;
    let day = name.strip_suffix(".json")?;
    day.parse::<jiff::civil::Date>().ok()?;
    folder.rsplit('/').next()
}

fn people(file: &File<'_>, names: &mut Names) -> Result<(), Unreadable> {
    let list = file.json()?;
    for person in each(&file.at(&list)) {
        if let Some(name) = message::person_name(&person) {
            names.insert(person.id("id")?, name.to_owned());
        }
    }
    Ok(())
}

fn channels(file: &File<'_>, ids: &mut BTreeMap<String, String>) -> Result<(), Unreadable> {
    let list = file.json()?;
    for channel in each(&file.at(&list)) {
        ids.insert(channel.text("name")?.to_owned(), channel.id("id")?);
    }
    Ok(())
}

fn day(
    file: &File<'_>,
    channel: &Channel<'_>,
    names: &Names,
    pulled: &mut Pulled,
) -> Result<(), Unreadable> {
    let list = file.json()?;
    for message in each(&file.at(&list)) {
        match message::posted(&message, channel, names)? {
            Told::Signal(signal) => pulled.signals.push(*signal),
            Told::Nothing(why) => pulled.pass_over(why),
        }
    }
    Ok(())
}
