//! A notice as plain text.

use afterword_domain::notice::{Item, Message};

use crate::pages::Pages;

pub(super) fn text(message: &Message, pages: Pages<'_>) -> String {
    let items = message.items.iter().map(|item| entry(item, pages));
    let go = format!("{}: {}", message.link, pages.at(&message.path));
    // What mail programs take for the end of what is said.
    let foot = format!(
        "-- \n{}\nWhat you are told, and when: {}\n",
        message.why,
        pages.preferences()
    );
    let passages: Vec<_> = [message.lead.trim().to_owned()]
        .into_iter()
        .chain(items)
        .chain([go, foot])
        .collect();
    passages.join("\n\n")
}

fn entry(item: &Item, pages: Pages<'_>) -> String {
    let (title, detail, address) = (line(&item.title), line(&item.detail), pages.at(&item.path));
    match detail.as_str() {
        "" => format!("- {title}\n  {address}"),
        detail => format!("- {title}\n  {detail}\n  {address}"),
    }
}

fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
