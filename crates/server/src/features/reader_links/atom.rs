//! Post-mortems as an Atom feed (RFC 4287).
//!
//! Knows no request: it is given what the feed holds, and where pages are found.

use std::io;

use afterword_domain::Moment;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

const NAMESPACE: &str = "http://www.w3.org/2005/Atom";

type Xml = Writer<Vec<u8>>;

/// A feed and those that are in it, the newest first.
pub(super) struct Feed<'a> {
    /// The same as long as the address is.
    pub id: String,
    pub title: String,
    /// The workspace: a post-mortem is written by many.
    pub author: &'a str,
    /// Where it was read.
    pub address: String,
    /// Where its pages are.
    pub page: String,
    pub updated: Moment,
    pub entries: Vec<Entry>,
}

pub(super) struct Entry {
    /// The same whatever is edited, and another in every workspace.
    pub id: String,
    pub title: String,
    pub page: String,
    /// What programs and what people call how bad it was.
    pub severity: (String, String),
    /// Unknown for what was published elsewhere.
    pub published: Option<Moment>,
    pub updated: Moment,
    /// May be empty.
    pub lesson: String,
}

impl Feed<'_> {
    /// # Errors
    /// Never: there is always memory to write to.
    pub(super) fn write(&self) -> io::Result<Vec<u8>> {
        let mut xml = Writer::new(Vec::new());
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
        xml.create_element("feed")
            .with_attribute(("xmlns", NAMESPACE))
            .write_inner_content(|xml| self.content(xml))?;
        Ok(xml.into_inner())
    }

    fn content(&self, xml: &mut Xml) -> io::Result<()> {
        text(xml, "id", &self.id)?;
        text(xml, "title", &self.title)?;
        text(xml, "updated", &self.updated.to_string())?;
        xml.create_element("author")
            .write_inner_content(|xml| text(xml, "name", self.author))?;
        link(xml, "self", &self.address)?;
        link(xml, "alternate", &self.page)?;
        for entry in &self.entries {
            xml.create_element("entry")
                .write_inner_content(|xml| entry.content(xml))?;
        }
        Ok(())
    }
}

impl Entry {
    fn content(&self, xml: &mut Xml) -> io::Result<()> {
        text(xml, "id", &self.id)?;
        text(xml, "title", &self.title)?;
        text(xml, "updated", &self.updated.to_string())?;
        if let Some(published) = self.published {
            text(xml, "published", &published.to_string())?;
        }
        link(xml, "alternate", &self.page)?;
        let (term, label) = &self.severity;
        xml.create_element("category")
            .with_attribute(("term", allowed(term).as_str()))
            .with_attribute(("label", allowed(label).as_str()))
            .write_empty()?;
        if !self.lesson.is_empty() {
            text(xml, "summary", &self.lesson)?;
        }
        Ok(())
    }
}

fn text(xml: &mut Xml, name: &str, text: &str) -> io::Result<()> {
    xml.create_element(name)
        .write_text_content(BytesText::new(&allowed(text)))?;
    Ok(())
}

fn link(xml: &mut Xml, rel: &str, href: &str) -> io::Result<()> {
    xml.create_element("link")
        .with_attribute(("rel", rel))
        .with_attribute(("href", allowed(href).as_str()))
        .write_empty()?;
    Ok(())
}

/// Without what XML 1.0 has no place for even when it is escaped (section 2.2). A return alone would
/// be read as a line's end.
fn allowed(text: &str) -> String {
    let fits = |c: &char| matches!(c, '\t' | '\n' | ' '..='\u{FFFD}' | '\u{10000}'..);
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .chars()
        .filter(fits)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use quick_xml::events::Event;
    use quick_xml::{Reader, XmlVersion};

    fn feed(texts: &[String; 4]) -> Feed<'_> {
        let [title, author, label, lesson] = texts;
        let now: Moment = "2026-10-08T16:00:00.000001Z".parse().unwrap();
        Feed {
            id: "urn:afterword:postmortems:1:2".into(),
            title: title.clone(),
            author,
            address: "https://a.example/api/v1/postmortems/1.atom?a=b&c=d".into(),
            page: "https://a.example/incidents".into(),
            updated: now,
            entries: vec![Entry {
                id: "urn:afterword:postmortem:INC-1:1".into(),
                title: title.clone(),
                page: "https://a.example/incidents/INC-1".into(),
                severity: ("sev1".into(), label.clone()),
                published: None,
                updated: now,
                lesson: lesson.clone(),
            }],
        }
    }

    /// Every text under the path of its elements, and every attribute.
    fn parsed(xml: &str) -> Vec<(String, String)> {
        let mut reader = Reader::from_str(xml);
        let (mut path, mut found) = (Vec::new(), Vec::new());
        loop {
            let event = reader.read_event().unwrap();
            if let Event::Start(element) | Event::Empty(element) = &event {
                path.push(String::from_utf8(element.name().0.to_vec()).unwrap());
                for attribute in element.attributes() {
                    let attribute = attribute.unwrap();
                    let name = String::from_utf8(attribute.key.0.to_vec()).unwrap();
                    let value = attribute.normalized_value(XmlVersion::Explicit1_0).unwrap();
                    found.push((format!("{}@{name}", path.join("/")), value.into_owned()));
                }
                found.push((path.join("/"), String::new()));
            }
            let read = match &event {
                Event::Text(text) => text.decode().unwrap().into_owned(),
                Event::GeneralRef(name) => {
                    let name = name.decode().unwrap();
                    quick_xml::escape::unescape(&format!("&{name};"))
                        .unwrap()
                        .into_owned()
                }
                _ => String::new(),
            };
            if let Some((_, text)) = found.last_mut() {
                text.push_str(&read);
            }
            match event {
                Event::End(_) | Event::Empty(_) => drop(path.pop()),
                Event::Eof => break,
                _ => {}
            }
        }
        assert!(path.is_empty(), "{path:?}");
        found
    }

    fn one<'a>(found: &'a [(String, String)], path: &str) -> &'a str {
        let mut of_path = found.iter().filter(|(at, _)| at == path);
        let (_, text) = of_path
            .next()
            .unwrap_or_else(|| panic!("{path}: {found:?}"));
        assert!(of_path.next().is_none(), "{path} twice");
        text
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_read_again(
            texts: [String; 4], odd in "[<>&'\"\\]\\[!\\-\u{0}-\u{1f}\u{7f}\u{85}\u{fffe}é🦀a]{0,20}",
        ) {
            let texts = texts.map(|text| format!("a{text}{odd}b"));
            let written = String::from_utf8(feed(&texts).write().unwrap()).unwrap();
            let found = parsed(&written);
            let [title, author, label, lesson] = texts.each_ref().map(|text| allowed(text));
            prop_assert_eq!(one(&found, "feed/title"), &title);
            prop_assert_eq!(one(&found, "feed/entry/title"), &title);
            prop_assert_eq!(one(&found, "feed/author/name"), &author);
            prop_assert_eq!(one(&found, "feed/entry/summary"), &lesson);
            let in_attribute = label.replace(['\n', '\t'], " ");
            let label = one(&found, "feed/entry/category@label").replace(['\n', '\t'], " ");
            prop_assert_eq!(label, in_attribute);
        }
    }

    #[test]
    fn it_has_what_the_format_asks_for() {
        let texts = ["Ledger & co", "Northwind", "SEV-1", ""].map(str::to_owned);
        let written = String::from_utf8(feed(&texts).write().unwrap()).unwrap();
        let found = parsed(&written);
        assert_eq!(one(&found, "feed@xmlns"), NAMESPACE);
        assert_eq!(one(&found, "feed/id"), "urn:afterword:postmortems:1:2");
        assert_eq!(one(&found, "feed/updated"), "2026-10-08T16:00:00.000001Z");
        assert_eq!(one(&found, "feed/entry/category@term"), "sev1");
        let href = one(&found, "feed/entry/link@href");
        assert_eq!(href, "https://a.example/incidents/INC-1");
        assert!(written.contains("?a=b&amp;c=d"), "{written}");
        assert!(!written.contains("<summary") && !written.contains("<published"));
    }

    #[test]
    fn what_xml_has_no_place_for_is_left_out() {
        assert_eq!(
            allowed("a\u{0}\u{8}\u{b}\u{fffe}\u{ffff}b\r\nc\rd\te"),
            "ab\nc\nd\te"
        );
    }
}
