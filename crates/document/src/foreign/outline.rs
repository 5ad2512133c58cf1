//! A document cut into parts at its headings, or at bold keys where a list takes their place.

use super::headings::{self, Known, Target};
use crate::text::lines::Line;
use crate::text::when;

/// A heading, or a bold key, with the lines under it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Part<'a> {
    /// Empty before the first heading.
    pub heading: &'a str,
    pub line: u32,
    /// 1 to 6; 7 for a bold key.
    pub level: u8,
    pub known: Option<Known>,
    pub lines: Vec<Line<'a>>,
}

impl Part<'_> {
    pub(crate) fn target(&self) -> Option<Target> {
        self.known.map(|known| known.target)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.lines.iter().all(Line::is_blank)
    }
}

/// The title, where a first heading gives one, and the parts in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outline<'a> {
    pub title: Option<(u32, &'a str)>,
    pub parts: Vec<Part<'a>>,
}

const BOLD_LEVEL: u8 = 7;

/// Cuts the body.
pub(crate) fn outline<'a>(lines: &[Line<'a>]) -> Outline<'a> {
    let mut title = None;
    let mut parts: Vec<Part<'a>> = Vec::new();
    let mut current = Part::default();
    let mut headed = false;
    for line in lines {
        if let Some((level, words)) = line.heading() {
            let known = headings::known(words);
            if !headed && level == 1 && known.is_none_or(|known| !known.exact) && !words.is_empty()
            {
                headed = true;
                title = Some((line.number, words));
                continue;
            }
            headed = true;
            if stays(&current, level, words, known) {
                current.lines.push(*line);
                continue;
            }
            parts.push(std::mem::take(&mut current));
            current = Part {
                heading: words,
                line: line.number,
                level,
                known,
                lines: Vec::new(),
            };
            continue;
        }
        if let Some((key, known, rest)) =
            bold_key(line).filter(|_| matches!(current.level, 0 | BOLD_LEVEL))
        {
            parts.push(std::mem::take(&mut current));
            let rest = Line {
                text: rest,
                ..*line
            };
            let lines = if rest.is_blank() {
                Vec::new()
            } else {
                vec![rest]
            };
            current = Part {
                heading: key,
                line: line.number,
                level: BOLD_LEVEL,
                known: Some(known),
                lines,
            };
            continue;
        }
        current.lines.push(*line);
    }
    parts.push(current);
    Outline { title, parts }
}

/// Whether a heading belongs to the part in which it stands.
fn stays(current: &Part<'_>, level: u8, words: &str, known: Option<Known>) -> bool {
    let deeper = current.level > 0 && level > current.level;
    match current.target() {
        // A time is an entry of the timeline on whatever level it stands.
        Some(Target::Timeline) if when::leading(words).is_some() => true,
        // Under action items a heading groups them; it may well be called "Detection".
        Some(Target::Actions) => {
            let elsewhere = |known: Known| {
                matches!(
                    known.target,
                    Target::Timeline | Target::Answers(_) | Target::Lessons
                )
            };
            deeper && !known.is_some_and(elsewhere)
        }
        _ => known.is_none() && deeper,
    }
}

/// `- **Key**: rest`, or `**Key:** rest`, where the key is a known name.
pub(crate) fn bold_key<'a>(line: &Line<'a>) -> Option<(&'a str, Known, &'a str)> {
    if line.fenced {
        return None;
    }
    let text = line
        .bullet()
        .map_or_else(|| line.text.trim_start(), |bullet| bullet.content);
    let (key, rest) = text.strip_prefix("**")?.split_once("**")?;
    let rest = rest.trim_start();
    let ends = rest.is_empty() || rest.starts_with(':') || key.trim_end().ends_with(':');
    let known = headings::known(key).filter(|known| known.exact && ends)?;
    Some((
        key.trim().trim_end_matches(':'),
        known,
        rest.strip_prefix(':').unwrap_or(rest).trim_start(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lines::lines;

    fn headings(text: &str) -> Vec<String> {
        let outline = outline(&lines(text));
        outline
            .parts
            .iter()
            .map(|part| format!("{}:{}", part.heading, part.lines.len()))
            .collect()
    }

    #[test]
    fn unknown_deeper_headings_stay_where_they_are() {
        let text = "# T\n## FAQ\n#### General\nx\n## Action items\n### Detection\n- a\n## Odd\ny";
        assert_eq!(headings(text), [":0", "FAQ:2", "Action items:2", "Odd:1"]);
    }

    #[test]
    fn bold_keys_stand_in_for_headings() {
        let text = "# T\n- **Key events**\n  - Resolved 2020-01-01 10:00\n  - **Resolution**: done\n- **Odd**: x";
        assert_eq!(headings(text), [":0", "Key events:1", "Resolution:2"]);
    }

    #[test]
    fn a_time_is_no_section() {
        let text = "# T\n## Timeline\n### 10:34\na\n## Feb 21, 13:00\nb\n### What went well\nc";
        assert_eq!(headings(text), [":0", "Timeline:4", "What went well:1"]);
    }
}
