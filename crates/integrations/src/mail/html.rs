//! A notice as the HTML of a letter: plain, with nothing fetched from anywhere. Colours are those of
//! whoever reads it, so that it is dark where they read in the dark.

use afterword_domain::notice::{Item, Message};

use crate::pages::Pages;

const BODY: &str = "margin:0;padding:24px;font:16px/1.5 -apple-system,'Segoe UI',Roboto,sans-serif";
const COLUMN: &str = "max-width:36em";
const HEADING: &str = "margin:0 0 12px;font-size:20px;line-height:1.3;font-weight:600";
const PARAGRAPH: &str = "margin:0 0 16px";
const LIST: &str = "margin:0 0 16px;padding:0 0 0 20px";
const ENTRY: &str = "margin:0 0 8px";
const FOOT: &str = "margin:24px 0 0;padding:12px 0 0;border-top:1px solid #888888;font-size:14px";

pub(super) fn page(message: &Message, pages: Pages<'_>) -> String {
    let subject = escaped(&message.subject);
    let entries: Vec<_> = message
        .items
        .iter()
        .map(|item| entry(item, pages))
        .collect();
    let items = match entries.concat() {
        none if none.is_empty() => none,
        entries => format!("<ul style=\"{LIST}\">\n{entries}</ul>\n"),
    };
    let passages: Vec<_> = message.lead.trim().split("\n\n").map(passage).collect();
    let lead = passages.concat();
    let go = link(&pages.at(&message.path), &message.link);
    let why = escaped(&message.why);
    let preferences = link(&pages.preferences(), "What you are told, and when");
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{subject}</title>\n</head>\n\
         <body style=\"{BODY}\">\n<div style=\"{COLUMN}\">\n\
         <h1 style=\"{HEADING}\">{subject}</h1>\n{lead}{items}\
         <p style=\"{PARAGRAPH}\">{go}</p>\n\
         <p style=\"{FOOT}\">{why}<br>{preferences}</p>\n\
         </div>\n</body>\n</html>\n"
    )
}

fn entry(item: &Item, pages: Pages<'_>) -> String {
    let link = link(&pages.at(&item.path), &item.title);
    let detail = match escaped(&item.detail) {
        none if none.is_empty() => none,
        detail => format!("<br>{detail}"),
    };
    format!("<li style=\"{ENTRY}\">{link}{detail}</li>\n")
}

fn passage(text: &str) -> String {
    let text = escaped(text).replace('\n', "<br>");
    format!("<p style=\"{PARAGRAPH}\">{text}</p>\n")
}

fn link(address: &str, words: &str) -> String {
    format!("<a href=\"{}\">{}</a>", escaped(address), escaped(words))
}

/// Fit for text and for attributes in double quotes; control characters but the line break go.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() && c != '\n' => {}
            c => out.push(c),
        }
    }
    out
}
