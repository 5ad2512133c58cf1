//! Prose: the title, front matter, sections and their keys, and the small fields told in prose.

use afterword_domain::postmortem::{STANDARD_SECTIONS, Section};

use super::Draft;
use super::facts;
use super::outline::{Outline, Part};
use crate::text::front_matter::Pair;
use crate::text::lines::{indent, join};
use crate::text::when;

/// Headings of templates that nobody filled in.
const PLACEHOLDERS: [&str; 6] = [
    "issue name",
    "title",
    "title (incident #)",
    "title of the incident",
    "postmortem template",
    "incident title",
];

/// More services than this are prose about services.
const SERVICES_MAX: usize = 40;

/// Takes the title from the first heading, the front matter, the first line, or the file name.
pub(crate) fn title(draft: &mut Draft<'_>, outline: &Outline<'_>, front: &[Pair<'_>]) {
    let told = front
        .iter()
        .find(|pair| pair.key.eq_ignore_ascii_case("title"));
    let placeholder = |words: &str| PLACEHOLDERS.contains(&words.trim().to_lowercase().as_str());
    if let Some((line, words)) = outline.title.filter(|(_, words)| !placeholder(words)) {
        words.clone_into(&mut draft.document.title);
        draft.report.map(line, words, "title");
    } else if let Some(pair) = told.filter(|pair| !pair.value().trim().is_empty()) {
        draft.document.title = pair.value();
        draft.report.map(pair.line, "title", "title");
    } else {
        draft.document.title = name_of(draft.name);
    }
    if let Some((line, words)) = outline.title.filter(|(_, words)| placeholder(words)) {
        let first = outline
            .parts
            .first()
            .and_then(|part| part.lines.iter().find(|line| !line.is_blank()));
        if let Some(first) = first.filter(|_| told.is_none()) {
            let title = first.text.trim();
            if title.chars().count() <= 200 {
                title.clone_into(&mut draft.document.title);
            }
        }
        draft.report.map(line, words, "title");
    }
    if draft.document.title.trim().is_empty() {
        draft.document.title = "Untitled incident".into();
    }
}

/// A file's name as a title: without folder, ending, and the marks between its words.
fn name_of(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = base
        .strip_suffix(".md")
        .or_else(|| base.strip_suffix(".markdown"))
        .unwrap_or(base);
    let dated = when::date(stem).map_or(0, |(_, length)| length);
    let rest = stem[dated..].replace(['-', '_'], " ");
    rest.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Takes what the front matter tells; every other line stays as a section.
pub(crate) fn front_matter(draft: &mut Draft<'_>, front: &[Pair<'_>]) {
    let mut left = Vec::new();
    for pair in front {
        let value = pair.value();
        match pair.key.to_lowercase().as_str() {
            "title" if value.trim() == draft.document.title => {
                draft
                    .report
                    .map(pair.line, format!("title {value}"), "title");
                continue;
            }
            "service" | "services" | "component" | "components" => {
                let names = list(&pair.raw);
                draft.report.map(pair.line, pair.key, "services");
                draft.add_services(names);
            }
            _ => {}
        }
        left.push(format!(
            "- {}: {}",
            pair.key,
            pair.raw.replace('\n', "\n  ")
        ));
    }
    if !left.is_empty() {
        let key = draft.section("front_matter", "Front matter", &left.join("\n"));
        let line = front.first().map_or(1, |pair| pair.line);
        draft.report.keep(line, "front matter", key);
    }
}

/// `[a, b]`, `a, b`, or a YAML list under the key.
fn list(raw: &str) -> Vec<String> {
    let raw = raw.trim().trim_start_matches('[').trim_end_matches(']');
    let parts = raw.split([',', '\n']);
    let clean = |part: &str| {
        part.trim()
            .trim_start_matches("- ")
            .trim_matches(['"', '\''])
            .trim()
            .to_owned()
    };
    parts.map(clean).filter(|name| !name.is_empty()).collect()
}

impl Draft<'_> {
    /// Adds a section of prose and returns the key it was given: the key asked for, if it is free.
    pub(crate) fn section(&mut self, key: &str, title: &str, text: &str) -> String {
        let mut unique = key.to_owned();
        while !self.keys.insert(unique.clone()) {
            let number = self.numbers.entry(key.to_owned()).or_insert(1);
            *number += 1;
            unique = format!("{key}_{number}");
        }
        let section = Section {
            key: unique.clone(),
            title: title.trim().into(),
            text: text.into(),
        };
        self.document.postmortem.sections.push(section);
        unique
    }

    /// Keeps what a field did not take: the text, and a heading that says more than the field's name.
    pub(crate) fn left_over(&mut self, part: &Part<'_>, key: &str, title: &str, text: &str) {
        let exact = part.known.is_none_or(|known| known.exact);
        if text.trim().is_empty() && exact {
            return;
        }
        let title = if part.heading.is_empty() {
            title
        } else {
            part.heading
        };
        let key = self.section(key, title, text.trim_matches('\n'));
        if part
            .known
            .is_some_and(|known| matches!(known.target, super::Target::Lessons))
        {
            return;
        }
        self.report.keep(part.line, part.heading, key);
    }

    fn add_services(&mut self, names: Vec<String>) {
        for name in names {
            let known = self
                .document
                .services
                .iter()
                .any(|other| other.eq_ignore_ascii_case(&name));
            let room = self.document.services.len() < SERVICES_MAX;
            if room && !known && name.chars().count() <= afterword_domain::text::NAME_MAX {
                self.document.services.push(name);
            }
        }
    }
}

/// The key for a heading: small letters, digits and underscores.
pub(crate) fn slug(heading: &str) -> String {
    let mut out = String::new();
    for c in heading.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
        if out.len() >= 60 {
            break;
        }
    }
    let out = out.trim_end_matches('_');
    if out.is_empty() {
        "section".into()
    } else {
        out.into()
    }
}

/// The indentation that all lines under a bold key share.
pub(crate) fn margin(part: &Part<'_>) -> usize {
    if part.level < 7 {
        return 0;
    }
    let under = part
        .lines
        .iter()
        .filter(|line| line.number != part.line && !line.is_blank());
    under.map(|line| indent(line.text)).min().unwrap_or(0)
}

/// The standard sections that the document does not have, empty.
pub(crate) fn add_standard(draft: &mut Draft<'_>) {
    for (key, title) in STANDARD_SECTIONS {
        if !draft
            .document
            .postmortem
            .sections
            .iter()
            .any(|section| section.key == key)
        {
            draft.section(key, title, "");
        }
    }
}

/// The text is the impact's description; a second such section follows the first.
pub(crate) fn impact(draft: &mut Draft<'_>, part: &Part<'_>) -> bool {
    let text = join(&part.lines, margin(part));
    let exact = part.known.is_none_or(|known| known.exact);
    let impact = &mut draft.document.impact;
    if !impact.description.is_empty() || !exact {
        let heading = if exact {
            part.heading
        } else {
            part.heading.trim()
        };
        let head = format!("**{heading}**");
        let both = [impact.description.as_str(), &head, &text];
        let joined = both
            .iter()
            .filter(|text| !text.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join("\n\n");
        impact.description = joined;
    } else {
        impact.description = text;
    }
    facts::read_impact(draft, part.heading, part.line, &part.lines);
    true
}

/// The severity, where the text says one; the text stays where it says more.
pub(crate) fn severity(draft: &mut Draft<'_>, part: &Part<'_>) -> bool {
    let text = join(&part.lines, margin(part));
    let bare = text.trim_start_matches(['-', '*', '+', ' ']);
    let found = facts::tell_severity(draft, part.line, bare);
    if !text.is_empty() {
        draft.section("severity", part.heading, &text);
    }
    found
}

/// One service a line, or several with commas between them.
pub(crate) fn services(draft: &mut Draft<'_>, part: &Part<'_>) -> bool {
    let text = join(&part.lines, margin(part));
    let plain = |line: &str| {
        line.trim()
            .trim_start_matches(['-', '*', '+', ' '])
            .to_owned()
    };
    let text_only = text.lines().map(plain).collect::<Vec<_>>().join("\n");
    let names_only = add_named_services(draft, &text_only);
    if !text.is_empty() {
        draft.section("services", part.heading, &text);
    }
    names_only
}

/// Adds the services of a list, where it is one: each a short name, and not "none". Returns whether it
/// is.
pub(crate) fn add_named_services(draft: &mut Draft<'_>, text: &str) -> bool {
    let names = list(text);
    let nothing = |name: &String| {
        let name = name.to_lowercase();
        matches!(
            name.as_str(),
            "none" | "n/a" | "na" | "all" | "unknown" | "tbd" | "-" | "?"
        )
    };
    let names_only = names
        .iter()
        .all(|name| name.chars().count() <= 60 && !name.contains(['[', '(', '.']));
    if names_only && !names.iter().any(nothing) {
        draft.add_services(names);
    }
    names_only
}

/// Category, time to detection, time to recovery. The text stays as it is.
pub(crate) fn stats(draft: &mut Draft<'_>, part: &Part<'_>) -> bool {
    for line in &part.lines {
        let text = line
            .bullet()
            .map_or_else(|| line.text.trim(), |bullet| bullet.content);
        let Some((key, value)) = text.split_once(':') else {
            continue;
        };
        let value = value.trim();
        if key.trim().eq_ignore_ascii_case("category") && !matches!(value, "" | "?" | "N/A") {
            // The area that failed: what others call the service.
            draft.report.map(line.number, key.trim(), "services");
            draft.add_services(list(value));
        }
        draft.durations.push((line.number, text.to_owned()));
    }
    let text = join(&part.lines, margin(part));
    draft.section("stats", part.heading, &text);
    true
}
