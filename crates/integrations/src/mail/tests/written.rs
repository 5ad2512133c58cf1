use proptest::prelude::*;

use super::*;

fn shown(message: &Message) -> String {
    let from = ("afterword@example.org", "Afterword");
    let to = ("zoe@example.org", "Zoë Ångström");
    let letter = letter::write(&draft(message, from, to)).unwrap();
    String::from_utf8(letter.bytes().to_vec())
        .unwrap()
        .replace("\r\n", "\n")
}

#[test]
fn a_reminder() {
    insta::assert_snapshot!(shown(&reminder()));
}

#[test]
fn a_week() {
    insta::assert_snapshot!(shown(&week()));
}

#[test]
fn the_parts_before_they_are_encoded() {
    let pages = Pages("https://afterword.example.org");
    insta::assert_snapshot!("text", plain::text(&week(), pages));
    insta::assert_snapshot!("html", html::page(&week(), pages));
}

#[test]
fn the_same_notice_is_the_same_letter_and_another_is_another() {
    let (one, message) = (letter("zoe@example.org"), reminder());
    assert_eq!(one.bytes(), letter("zoe@example.org").bytes());
    let from = ("afterword@example.org", "Afterword");
    let other = Draft {
        key: "due_now:INC-57/3:2026-10-09:person 5",
        ..draft(&message, from, ("zoe@example.org", ""))
    };
    let id = |letter: &Letter| header(letter, "Message-ID").unwrap();
    assert_ne!(id(&one), id(&letter::write(&other).unwrap()));
}

#[test]
fn an_address_that_no_server_takes_is_named() {
    for odd in [
        "",
        "zoe",
        "zoe@",
        "zoë@example.org",
        "a@b.c\r\nBcc: x@y.z",
        "a@b.c>,<d@e.f",
        "a b@c.d",
    ] {
        let message = reminder();
        let draft = draft(&message, ("afterword@example.org", ""), (odd, "Zoë"));
        let refused = letter::write(&draft).unwrap_err();
        assert!(matches!(refused, MailError::Address(_)), "{odd}: {refused}");
        assert!(!refused.may_pass());
    }
}

/// The names of the headers, as any mail program finds them.
fn names(letter: &Letter) -> Vec<String> {
    let text = String::from_utf8(letter.bytes().to_vec()).unwrap();
    let (head, _) = text.split_once("\r\n\r\n").unwrap();
    let lines = head
        .split("\r\n")
        .filter(|line| !line.starts_with([' ', '\t']));
    lines
        .map(|line| line.split_once(':').unwrap().0.to_owned())
        .collect()
}

fn header(letter: &Letter, name: &str) -> Option<String> {
    let text = String::from_utf8(letter.bytes().to_vec()).unwrap();
    let (head, _) = text.split_once("\r\n\r\n").unwrap();
    let mut lines = head.split("\r\n");
    lines.find_map(|line| Some(line.strip_prefix(name)?.strip_prefix(": ")?.to_owned()))
}

proptest! {
    #[test]
    fn no_words_become_headers_or_parts(
        subject in ".*|[a-z\r\n:]{0,40}", name in ".{0,80}|[a-z\r\n:<>@,\"]{0,40}",
        lead in "(?s).*", title in ".*|[\r\n=_a-f0-9-]{0,60}", path in ".*", key in ".*",
    ) {
        let item = Item { title: title.clone(), detail: lead.clone(), path: path.clone() };
        let message = Message {
            subject, lead, items: vec![item], path, link: title, why: name.clone(), action: None,
        };
        let draft = Draft {
            key: &key,
            ..draft(&message, ("afterword@example.org", &name), ("zoe@example.org", &name))
        };
        let letter = letter::write(&draft).unwrap();
        prop_assert_eq!(names(&letter), [
            "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "List-Unsubscribe",
            "MIME-Version", "Content-Type",
        ]);
        let text = std::str::from_utf8(letter.bytes()).unwrap();
        prop_assert!(text.is_ascii());
        let bare = text.replace("\r\n", "");
        prop_assert!(!bare.contains(['\r', '\n']), "a line break of half its length");
        prop_assert!(text.split("\r\n").all(|line| line.len() <= 998));
        // Two parts, and the end of the last.
        prop_assert_eq!(text.matches("\r\n--=_").count(), 3);
    }

    #[test]
    fn nothing_that_is_told_becomes_markup(words in "[<>&\"'a-z \n]{0,60}") {
        let message = Message { lead: words.clone(), subject: words.clone(), why: words, ..week() };
        let page = html::page(&message, Pages("https://a.example"));
        let tags: Vec<_> = page.split('<').skip(1).map(|tag| {
            tag.trim_start_matches('/').split([' ', '>']).next().unwrap().to_owned()
        }).collect();
        let known = [
            "!doctype", "html", "head", "meta", "title", "body", "div", "h1", "p", "br", "ul", "li", "a",
        ];
        prop_assert!(tags.iter().all(|tag| known.contains(&tag.as_str())), "{:?}", tags);
        // Nothing is fetched, and nothing tells that it was opened.
        prop_assert!(!page.contains("src=") && !page.contains("url("));
    }
}
